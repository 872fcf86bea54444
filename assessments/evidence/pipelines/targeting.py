"""Say where a deployment goes: to production, elsewhere, or nobody can tell from the file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assessments.evidence.pipelines.finding import Find
from assessments.evidence.pipelines.model import Confidence, Event, Job, Occasion, Workflow
from assessments.evidence.pipelines.names import (
    UNKNOWN_PART,
    Target,
    is_branch_dynamic,
    target_in,
    target_of,
)
from assessments.evidence.pipelines.vocabulary import Deed

LONGEST = 1_000
INPUT = "the environment is an input"
"""What a deployment says whose environment only the caller, or a person at the start, knows."""
_TIERS = {
    "production": Target.PRODUCTION,
    "staging": Target.ELSEWHERE,
    "testing": Target.ELSEWHERE,
    "development": Target.ELSEWHERE,
    "other": Target.ELSEWHERE,
}
_PLACE_INPUT = re.compile(
    r"(?i)^(?:env\.)?(?:\w*[-_])?(?:env|environment|environment[-_]name|stage|target"
    r"|channelid|channel|alias[-_]?\w*|slot[-_]name|deploy[-_]env\w*|workspace|namespace"
    r"|cluster\w*|app|app[-_]?name|heroku_app_name|service\w*|stack[-_]?\w*|name|project\w*"
    r"|bucket|aws_s3_bucket|site\w*|host|hosts|url|values?|value-files|inventory|limit|args"
    r"|command"
    r"|vercel-args|deployment|context|branch|cf_space|space|server\w*|cloud_gov_space"
    r"|config\w*|manifest|file|function\w*|tier|hostname|remote[-_]\w*|domain)$"
)
_PLACE_VARIABLE = re.compile(
    r"(?i)^(?:\w+_)?(?:env|environment|stage|target|target_env|deploy_env|deploy_target"
    r"|app_env|env_name|space|cf_space|tier|context|k8s_namespace|kube_namespace|namespace"
    r"|app_name|server|host|url)$"
)
_NO_PLACE = re.compile(
    r"--[\w-]*-dev\b|--dev\b|/dev/\w+|NODE_ENV=\S+|RAILS_ENV=\S+|--production\b(?=.*install)"
    r"|--?o(?:utput)?[= ]\S+|github\.com/\S+|@[\w.-]+/[\w.-]+"
    r"|dev\.azure\.com\S*|(?<=://)[\w.-]+\.dev\b"
)
_PRODUCTION_FLAG = re.compile(r"--prod(?:uction)?\b")
_STAGE = re.compile(r"(?i)(?<=[a-z])[-_ ]stage(?![a-z])|(?<![a-z])stage[-_ ](?=\d)")
_OTHER_STAGE = re.compile(
    r"(?i)(?<![a-z])(?:build|tests?|commit|acceptance|publish|lint|package)[-_ ]stage(?![a-z])"
)
_PREVIEWS = re.compile(
    r"^(?:\S*/)?(?:npx\s+|pnpm\s+(?:exec|dlx)\s+|yarn\s+|bunx\s+)?(?:vercel|now"
    r"|netlify)(?:@\S+)?(?:\s|$)"
)


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment on one occasion: where it goes, and what says so."""

    find: Find
    occasion: Occasion
    target: Target
    because: str
    confidence: Confidence


def place(find: Find, occasion: Occasion, workflow: Workflow) -> Deployment:
    """Say where a deployment goes, the surest word first."""
    if occasion.event is Event.PULL:
        return Deployment(find, occasion, Target.ELSEWHERE, "it runs for a pull request", Confidence.HIGH)
    for target, because, confidence in _hints(find, occasion, workflow):
        if target is not Target.UNKNOWN:
            return Deployment(find, occasion, target, because, confidence)
    unresolved = any(UNKNOWN_PART in env.name for env in find.job.environments)
    if occasion.event is Event.CALL or unresolved:
        return Deployment(find, occasion, Target.UNKNOWN, INPUT, Confidence.LOW)
    by_branch = occasion.event is Event.PUSH and not occasion.is_default
    if by_branch:
        return Deployment(
            find, occasion, Target.ELSEWHERE, f"it runs on branch {occasion.branch}", Confidence.LOW
        )
    return Deployment(find, occasion, Target.UNKNOWN, "nothing names the environment", Confidence.LOW)


def _hints(find: Find, occasion: Occasion, workflow: Workflow) -> list[tuple[Target, str, Confidence]]:
    job, high, medium = find.job, Confidence.HIGH, Confidence.MEDIUM
    hints = [*_by_environment(job)]
    if not hints or all(target is Target.UNKNOWN for target, *_ in hints):
        hints.append((_by_command(find), "the command names it", high))
        hints.append((_by_inputs(find), "its inputs", high))
        choice = [target_of(value) for _, value in occasion.choice]
        hints += [(target, "what is chosen at the start", high) for target in choice]
        title = find.step.title if find.step else ""
        hints.append((target_in(title), f"the step's name: {title}", high))
        called = job.remote.split("@")[0].rsplit("/", 1)[-1].rsplit(".", 1)[0]
        for said in (job.id.rsplit("/", 1)[-1], job.title, *job.names, called):
            name = _without_stage(said, workflow)
            hints.append((target_in(name), f"the job's name: {name}", high))
        hints.append((_by_variables(job), "its variables", medium))
        hints.append((target_in(job.stage), f"the stage: {job.stage}", medium))
        if find.deed is Deed.PAGES and not (occasion.event is Event.PUSH and not occasion.is_default):
            hints.append((Target.PRODUCTION, "a website is published", high))
        hints.append((target_in(workflow.title), f"the workflow's name: {workflow.title}", medium))
        stem = workflow.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        hints.append((target_in(stem), f"the file's name: {stem}", medium))
        if occasion.event is Event.PUSH and not occasion.is_default:
            hints.append((target_of(occasion.branch), f"the branch: {occasion.branch}", medium))
    return hints


def _without_stage(name: str, workflow: Workflow) -> str:
    """Return a job's name without *stage* where that is a part of the pipeline, as in *Build stage*."""
    if not _STAGE.search(name):
        return name
    others = {one for run in workflow.runs for job in run.jobs for one in (job.id, job.title, *job.names)}
    return _STAGE.sub("", name) if any(_OTHER_STAGE.search(other) for other in others) else name


def _by_environment(job: Job) -> list[tuple[Target, str, Confidence]]:
    """Judge the environments of a job: their tier, then their name; one of production is enough."""
    found = []
    for env in job.environments:
        if env.tier.lower() in _TIERS:
            found.append((_TIERS[env.tier.lower()], f"deployment_tier: {env.tier}", Confidence.HIGH))
            continue
        target = target_of(env.name.replace(UNKNOWN_PART, " "))
        if target is Target.UNKNOWN and is_branch_dynamic(env.name):
            target = Target.ELSEWHERE
        found.append((target, f"environment: {env.name.replace(UNKNOWN_PART, '?')}", Confidence.HIGH))
    found.sort(key=lambda hint: hint[0] is not Target.PRODUCTION)
    return found


def _by_command(find: Find) -> Target:
    """Judge the words of the command itself: `--env prod`, `values-staging.yaml`, `cap production deploy`."""
    if find.step is not None and find.step.uses[:150] == find.text[:150]:
        return Target.UNKNOWN
    text = _NO_PLACE.sub(" ", (find.command or find.text)[:LONGEST])
    if _PRODUCTION_FLAG.search(text):
        return Target.PRODUCTION
    target = target_in(text)
    if target is Target.UNKNOWN and _PREVIEWS.match(find.text):
        return Target.ELSEWHERE
    return Target.ELSEWHERE if "hosting:channel:deploy" in text and target is Target.UNKNOWN else target


def _by_inputs(find: Find) -> Target:
    """Judge the inputs of an action, and what hosting platforms do without an input."""
    step = find.step
    if step is None or not step.uses:
        return _by_named_inputs(step.inputs) if step else Target.UNKNOWN
    said = dict(step.inputs)
    uses = step.uses.lower()
    if "vercel" in uses:
        flags = " ".join(said.values())
        return (
            Target.PRODUCTION if "--prod" in flags or said.get("production") == "true" else Target.ELSEWHERE
        )
    if "netlify" in uses:
        return _netlify(said)
    if "action-hosting-deploy" in uses:
        channel = said.get("channelId", "")
        return Target.PRODUCTION if channel == "live" else Target.ELSEWHERE
    return _by_named_inputs(step.inputs)


def _netlify(said: dict[str, str]) -> Target:
    flags = " ".join(said.values())
    live = said.get("production-deploy") == "true" or said.get("production-branch") or "--prod" in flags
    return Target.PRODUCTION if live else Target.ELSEWHERE


def _by_named_inputs(inputs: tuple[tuple[str, str], ...]) -> Target:
    targets = [
        target_in(_NO_PLACE.sub(" ", value.replace(UNKNOWN_PART, " ").replace("_", "-")))
        for key, value in inputs
        if len(value) < 200 and _PLACE_INPUT.match(key)  # noqa: PLR2004 - a name, not a script
    ]
    if Target.PRODUCTION in targets:
        return Target.PRODUCTION
    return Target.ELSEWHERE if Target.ELSEWHERE in targets else Target.UNKNOWN


def _by_variables(job: Job) -> Target:
    found = {
        target_of(value.replace(UNKNOWN_PART, " "))
        for key, value in job.variables
        if _PLACE_VARIABLE.match(key) and value
    }
    found.discard(Target.UNKNOWN)
    return found.pop() if len(found) == 1 else Target.UNKNOWN
