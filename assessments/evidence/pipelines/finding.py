"""Find in each job what it does: the steps that test, scan, publish or deploy, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessments.evidence.pipelines.actions import action_deeds
from assessments.evidence.pipelines.deeds import deeds_of
from assessments.evidence.pipelines.model import At, Command, Confidence, Job, Platform, Step
from assessments.evidence.pipelines.names import UNKNOWN_PART, Target, target_in
from assessments.evidence.pipelines.vocabulary import Deed

_DEPLOYS = re.compile(
    r"(?i)(?<![a-z])(?:re)?deploy(?:s|ing|ment|ments|er)?(?![a-z])|(?<![a-z])(?:roll-?out"
    r"|go-?live|ship it|promote|publish[-_ ](?:site|website|web|app)|release[-_ ]to[-_ ]"
    r"(?:prod\w*|live))(?![a-z])"
)
_DEPLOYS_NOT = re.compile(
    r"(?i)(?<![a-z])(?:tests?|checks?|lint|plan|drift|vet|verif\w*|validat\w*|notif\w*|stop"
    r"|clean\w*|destroy\w*|delete\w*|remove|teardown|tear[-_ ]down"
    r"|undeploy\w*|close\w*|smoke|e2e|scan\w*|audit|report|status|wait|prepare|approv\w*"
    r"|dry[-_ ]?run|preview[-_ ]comment|comment|e2e|keys?|rollback"
    r"|build|package|gate|cache|trigger[-_ ]check|lighthouse|monitor\w*|announce|docker"
    r"|image|npm|pypi|artifactory|nexus|maven|crates?|nuget|send|deactivate\w*|changelog"
    r"|pre|mr|merge[-_ ]?requests?)(?![a-z])"
)
_ASIDE = re.compile(
    r"(?i)(?<![a-z])(?:tests?|checks?|lint|plan|drift|vet|verif\w*|validat\w*|notif\w*|stop|clean\w*"
    r"|destroy\w*|delete\w*|remove|teardown|tear[-_ ]down|undeploy\w*|close\w*|smoke|e2e|scan\w*|audit|report"
    r"|status|wait|prepare|dry[-_ ]?run|comment|rollback|build|package|lighthouse|announce|docker|image|npm"
    r"|pypi|deactivate\w*|changelog)(?![a-z])"
)
"""Titles of steps that use a deploying action for something else."""
_TESTS = re.compile(
    r"(?i)(?<![a-z])(?:(?:run|execute|perform|start)\b.*\btests?|(?:unit|integration|e2e"
    r"|end[-_ ]to[-_ ]end|functional|smoke|acceptance|regression|system|api|ui|browser"
    r"|component"
    r"|contract|conformance)[-_ ]*(?:tests?|testing|specs?)|tests?|unittests?|testing"
    r"|specs|(?:enhets|integra[sz]jons?|integrations|verdikjede|komponen?te?n?|ende-til-ende-?)test(?:er|s)?)(?![a-z])"
)
_STEP_TESTS = re.compile(
    r"(?i)(?<![a-z])(?:(?:unit|integration|e2e|end[-_ ]to[-_ ]end|functional|smoke"
    r"|acceptance|regression|system|api|ui|browser|component|contract|conformance)"
    r"[-_ ]*(?:tests?|testing|specs?)(?![a-z])|(?:tests|specs)(?![a-z])|testing$|^\W*test$"
    r"|\btest suite|^\W*(?:run|execute)\b.*\btest$)"
)
_USED_TESTS = re.compile(
    r"(?i)(?<![a-z])(?:run|execute)(?:s|ning)?\b[^.:]*\btests?(?![a-z])|^\W*(?:unit|integration|e2e|functional"
    r"|acceptance)[-_ ]*tests?\W*$|^\W*tests?\W*$"
)
"""Titles of steps that hand the tests to somebody else's action."""
_USED_TESTS_NOT = re.compile(
    r"(?i)report|result|upload|comment|publish|summary|notif|cache|setup|wait|status"
)
_LINTS = re.compile(r"(?i)(?<![a-z])(?:lint\w*|format\w*|style|prettier|static|quality)(?![a-z])")
_TESTS_NOT = re.compile(
    r"(?i)lint|style|format|outdated|static|types?\b|setup|install|build|prepare|report"
    r"|result|upload|coverage upload|download|data|publish|pypi|artifact|summary|env|deploy"
    r"|image|docker"
    r"|matrix|release|conclusion|status|gate|security|scan|clean|changes|detect|dependencies"
    r"|deps|wait|cache|comment|notify|check (?:if|for)|configure|skip"
)
_LOCAL_CLUSTER = re.compile(
    r"(?i)(?:^|[\s/])(?:kind\s+(?:create|load)|minikube\s+start|k3d\s+cluster|k3d-|microk8s"
    r"|localstack|kind-action|setup-kind|setup-minikube|setup-k3d|setup-k3s|k3s-action"
    r"|action-k3d"
    r"|talosctl\s+cluster\s+create|kwok|ctlptl|chart-testing|microk8s-actions|k0s"
    r"|crc\s+start|vagrant\s+up)"
)
NPM_TEST = re.compile(r"\b(?:npm|pnpm|yarn|bun)\b.*\btest:")
_CREDENTIALS = re.compile(
    r"google-github-actions/auth|configure-aws-credentials|azure/login|ssh-agent"
    r"|openshift-login|setup-gcloud|action-doctl|amazon-ecr-login|cf-login",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Find:
    """One thing that a job does, and where that is written."""

    deed: Deed
    job: Job
    at: At
    text: str
    confidence: Confidence
    step: Step | None = None
    command: str = ""
    """The whole command, of which `text` may show the beginning."""


def find(job: Job, platform: Platform) -> tuple[Find, ...]:
    """Return what a job does."""
    return (*_plain(job), *_tests(job), *_deployments(job, platform))


def _shown(text: str) -> str:
    text = text.replace(UNKNOWN_PART, "\u2026")
    return text if len(text) <= 160 else text[:157] + "\u2026"  # noqa: PLR2004 - a line of a table


def _each(job: Job) -> Iterator[tuple[Deed, Step, At, str]]:
    for step in job.steps:
        for command in step.commands:
            for deed in deeds_of(command.text):
                yield deed, step, command.at, command.text
        if step.uses and not (step.uses.startswith("actions-rs/cargo") and step.commands):
            for deed in action_deeds(step.uses, step.inputs):
                yield deed, step, step.at, step.uses


def _plain(job: Job) -> Iterator[Find]:
    """Yield what the words of tools say, except tests and deployments."""
    for deed, step, at, text in _each(job):
        if deed in {Deed.SECURITY, Deed.LINT, Deed.RELEASE, Deed.BUILD}:
            yield Find(deed, job, at, _shown(text), Confidence.HIGH, step)


def _tests(job: Job) -> Iterator[Find]:
    """Yield the tests; only where no tool is known, the title of a step or job counts."""
    names = " ".join((job.id.rsplit("/", 1)[-1], job.title))
    only_lints = _LINTS.search(names) is not None and not _TESTS.search(names)
    found = [
        Find(Deed.TEST, job, at, _shown(text), Confidence.HIGH, step)
        for deed, step, at, text in _each(job)
        if deed is Deed.TEST and not (only_lints and Deed.TEST in deeds_of(text) and NPM_TEST.search(text))
    ]
    found += [
        Find(Deed.TEST, job, step.at, "test results are collected", Confidence.MEDIUM, step)
        for step in job.steps
        if step.uses == "test-report-hint"
    ]
    yield from found or _titled_tests(job)


def _titled_tests(job: Job) -> Iterator[Find]:
    for step in job.steps:
        doing = [command for command in step.commands if Deed.OTHER in deeds_of(command.text)]
        title = step.title
        if doing and title and _STEP_TESTS.search(title) and not _TESTS_NOT.search(title):
            yield Find(
                Deed.TEST, job, doing[0].at, _shown(f"{title}: {doing[0].text}"), Confidence.MEDIUM, step
            )
            return
        if title and _USED_TESTS.search(title) and not _USED_TESTS_NOT.search(title) and _is_unknown(step):
            yield Find(Deed.TEST, job, step.at, _shown(f"{title}: {step.uses}"), Confidence.MEDIUM, step)
            return
    names = " ".join((job.id.rsplit("/", 1)[-1], job.title))
    if not _TESTS.search(names) or _TESTS_NOT.search(names) or job.environments:
        return
    doing = _doing(job)
    known = {deed for command in _commands(job) for deed in deeds_of(command.text)}
    if (doing and not known & {Deed.LINT, Deed.SECURITY, Deed.DEPLOY, Deed.RELEASE}) or job.remote:
        text = doing[-1].text if doing else job.remote
        yield Find(
            Deed.TEST, job, doing[-1].at if doing else job.at, _shown(f"{job.title}: {text}"), Confidence.LOW
        )


def _is_unknown(step: Step) -> bool:
    """Say whether a step uses an action of which nothing is known."""
    return bool(step.uses) and action_deeds(step.uses, step.inputs) == {Deed.OTHER}


def _commands(job: Job) -> Iterator[Command]:
    for step in job.steps:
        yield from step.commands


def _doing(job: Job) -> list[Command]:
    """Return what a job is for, as far as no known tool tells."""
    commands = [command for step in job.steps if not step.aside for command in step.commands]
    return [command for command in commands if Deed.OTHER in deeds_of(command.text)]


def _deployments(job: Job, platform: Platform) -> Iterator[Find]:
    """Yield what changes a running environment or website."""
    texts = [step.uses for step in job.steps] + [command.text for command in _commands(job)]
    if any(_LOCAL_CLUSTER.search(text) for text in texts):
        return
    found = []
    tests = any(deed is Deed.TEST for deed, *_ in _each(job))
    for deed, step, at, text in _each(job):
        if deed in {Deed.DEPLOY, Deed.PAGES} and not _is_aside(job, step, text, tests=tests):
            found.append(Find(deed, job, at, _shown(text), Confidence.HIGH, step, text))
    yield from found or _named_deployments(job, platform)


def _is_aside(job: Job, step: Step, text: str, *, tests: bool) -> bool:
    """Say whether a deploying tool is used for something else: in a test, to stop, to look."""
    names = " ".join((step.title, job.id.rsplit("/", 1)[-1], job.title))
    if _stops(job):
        return True
    script = re.search(r"deploy[\w.-]*\.(?:sh|py|js|rb)", text) is not None
    if tests and script and not _DEPLOYS.search(names):
        return True
    return bool(step.title and _ASIDE.search(step.title) and not _DEPLOYS.search(step.title) and step.uses)


def _stops(job: Job) -> bool:
    return bool(job.environments) and all(env.action != "start" for env in job.environments)


def _named_deployments(job: Job, platform: Platform) -> Iterator[Find]:
    """Yield a deployment that only names tell: a part from elsewhere, an environment, a title."""
    if _stops(job):
        return
    known = {deed for deed, *_ in _each(job)}
    names = " ".join((job.id.rsplit("/", 1)[-1].replace("_", " "), job.title.replace("_", " ")))
    if job.remote:
        called = job.remote.split("@")[0].rsplit("/", 1)[-1]
        words = f"{names} {job.remote.split('@')[0].rsplit('/', 1)[-1].replace('_', ' ')}"
        if (
            _DEPLOYS.search(words)
            and not _DEPLOYS_NOT.search(_DEPLOYS.sub(" ", names))
            and Deed.TEST not in known
        ):
            yield Find(Deed.DEPLOY, job, _use(job), _shown(f"{job.title}: {job.remote}"), Confidence.MEDIUM)
            return
        if platform is Platform.GITHUB and _is_environment(called) and not known & {Deed.TEST, Deed.RELEASE}:
            yield Find(Deed.DEPLOY, job, _use(job), _shown(f"{job.title}: {job.remote}"), Confidence.LOW)
            return
    doing = _doing(job)
    if not doing or known & {Deed.TEST, Deed.RELEASE, Deed.SECURITY}:
        yield from _titled_steps(job, known)
        return
    starts = [env for env in job.environments if env.action == "start"]
    if platform is Platform.GITLAB and starts and not _DEPLOYS_NOT.search(names):
        yield Find(
            Deed.DEPLOY, job, starts[0].at, _shown(f"environment: {starts[0].name}"), Confidence.MEDIUM
        )
    elif _DEPLOYS.search(names) and not _DEPLOYS_NOT.search(names):
        yield Find(Deed.DEPLOY, job, doing[-1].at, _shown(f"{job.title}: {doing[-1].text}"), Confidence.LOW)
    else:
        yield from _titled_steps(job, known)


def _is_environment(called: str) -> bool:
    """Say whether a workflow from elsewhere is named after an environment, and after nothing else."""
    name = called.rsplit(".", 1)[0].replace("_", "-")
    return target_in(name) is not Target.UNKNOWN and not _DEPLOYS_NOT.search(name) and not _LINTS.search(name)


def _titled_steps(job: Job, known: set[Deed]) -> Iterator[Find]:
    """Yield a step whose title says that it deploys, in a job that signs in to where it can."""
    trusted = any(_CREDENTIALS.search(step.uses) for step in job.steps) or _has_start(job)
    for step in job.steps:
        deeds = {deed for command in step.commands for deed in deeds_of(command.text)}
        if Deed.OTHER not in deeds or deeds & {Deed.RELEASE, Deed.TEST} or not step.title:
            continue
        titled = re.match(r"(?i)\W*(?:re)?deploy(?:ing)?\b", step.title) and not _DEPLOYS_NOT.search(
            step.title
        )
        if titled and (trusted or not known & {Deed.RELEASE, Deed.TEST}):
            yield Find(Deed.DEPLOY, job, step.at, _shown(step.title), Confidence.MEDIUM, step)
            return


def _has_start(job: Job) -> bool:
    return any(env.action == "start" for env in job.environments)


def _use(job: Job) -> At:
    return job.steps[0].at if job.steps else job.at
