"""Read Travis configurations: the script, stages, and the deploy section."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assessments.evidence.pipelines import shell
from assessments.evidence.pipelines.branches import SOME_BRANCH, SOME_TAG, is_trunk, matches, trunk_of
from assessments.evidence.pipelines.gitlab_conditions import found_in
from assessments.evidence.pipelines.limiting import cut_short
from assessments.evidence.pipelines.model import (
    At,
    Command,
    Event,
    Job,
    Occasion,
    Platform,
    Run,
    Step,
    Workflow,
)
from assessments.evidence.pipelines.nodes import Node
from assessments.evidence.pipelines.project import Project

_SCRIPTS = (
    "before_install",
    "install",
    "before_script",
    "script",
    "after_success",
    "after_script",
    "after_deploy",
)
_PACKAGES = frozenset(
    [
        "pypi",
        "npm",
        "rubygems",
        "releases",
        "cargo",
        "maven",
        "hackage",
        "puppetforge",
        "chef_supermarket",
        "cloudsmith",
        "packagecloud",
        "bintray",
        "snap",
        "launchpad",
        "testfairy",
        "anynines",
        "cratesio",
    ]
)
_BRANCH = re.compile(r"branch\s*(?:=|==|=~|IN)\s*\(?[\"']?([\w./-]+)")
_LANGUAGE_TESTS = {
    "node_js": "npm test",
    "ruby": "rake test",
    "go": "go test ./...",
    "rust": "cargo test",
    "java": "mvn test",
    "python": "",
    "php": "phpunit",
    "scala": "sbt test",
    "elixir": "mix test",
    "haskell": "cabal test",
    "julia": "julia -e Pkg.test()",
    "clojure": "lein test",
    "perl": "make test",
}
"""What Travis runs where a file has no `script:`, by its language."""
MOST_STAGED = 100
"""So many jobs with a stage, script or deployment of their own are read."""


def read_travis(project: Project, file: str, node: Node) -> Workflow:
    """Read one configuration into the common model."""
    trunk = trunk_of(project.texts[file])
    at = At(file, 1)
    only = node.get("branches", "only").texts()
    names = [trunk, *(name for name in only if not name.startswith("/")), SOME_BRANCH]
    branches = [
        name
        for name in dict.fromkeys(names)
        if not only or name in only or any(found_in(w, name) for w in only)
    ]
    occasions = [Occasion(Event.PUSH, name, is_trunk(name, trunk), name="push", at=at) for name in branches]
    occasions.append(Occasion(Event.PULL, trunk, is_default=True, name="pull_request", at=at))
    occasions.append(Occasion(Event.TAG, SOME_TAG, name="push", at=at))
    runs = tuple(Run(occasion, tuple(_jobs(project, node, occasion))) for occasion in occasions)
    included = _included(node)
    problems = project.problems(file)
    cut = (cut_short(file, 1, MOST_STAGED, "jobs"),) if len(included) > MOST_STAGED else ()
    return Workflow(
        file,
        Platform.TRAVIS,
        "",
        runs,
        max(len(included), 1),
        (),
        node.is_map and not problems,
        (*problems, *cut),
        at=at,
    )


def _included(node: Node) -> tuple[Node, ...]:
    jobs = node.get("jobs") if node.has("jobs") else node.get("matrix")
    return tuple(entry for entry in jobs.get("include").entries() if entry.is_map)


def _jobs(project: Project, node: Node, occasion: Occasion) -> Iterator[Job]:
    """Yield the main job, and the jobs of further stages that run on the occasion."""
    rows = _included(node)
    staged = [row for row in rows if row.has("stage") or row.has("script") or row.has("deploy")]
    if not staged:
        yield _job(project, "build", node, node, occasion)
    for index, row in enumerate(staged[:MOST_STAGED]):
        branch = _BRANCH.search(row.get("if").text)
        if branch and occasion.event in {Event.PUSH, Event.PULL} and branch[1] != occasion.branch:
            continue
        name = row.get("name").text or row.get("stage").text or f"job {index + 1}"
        yield _job(project, name, row, node, occasion)


def _job(project: Project, name: str, node: Node, top: Node, occasion: Occasion) -> Job:
    commands: list[Command] = []
    for key in _SCRIPTS:
        own = node.get(key) if node.has(key) else top.get(key)
        for entry in own.entries():
            commands += shell.commands(entry.text, entry.at, project.lines(entry.at.file))
    usual = _LANGUAGE_TESTS.get(top.get("language").text, "")
    if usual and not node.has("script") and not top.has("script"):
        commands.append(Command(usual, top.get("language").at))
    deploys = (
        node.get("deploy")
        if node.has("deploy")
        else top.get("deploy")
        if node is top
        else Node(None, node.at)
    )
    steps = [Step("", node.at, tuple(commands))]
    steps += [_deploy(project, entry) for entry in deploys.entries() if _goes(entry, occasion)]
    return Job(name, name, node.at, tuple(steps), node.get("stage").text, variables=())


def _deploy(project: Project, entry: Node) -> Step:
    provider = entry.get("provider").text
    if provider == "script":
        script = entry.get("script")
        return Step("deploy", entry.at, shell.commands(script.text, script.at, project.lines(script.at.file)))
    uses = {"pages": "actions/deploy-pages"}.get(provider, f"deploy-{provider}")
    return Step("", entry.at, uses="create-release" if provider in _PACKAGES else uses, inputs=entry.pairs())


def _goes(entry: Node, occasion: Occasion) -> bool:
    """Say whether a deployment runs: on the trunk unless `on:` says else; never on a request."""
    on = entry.get("on")
    if occasion.event is Event.PULL:
        return False
    if on.get("tags").holds("true"):
        return occasion.event is Event.TAG
    if occasion.event is Event.TAG:
        return on.get("all_branches").holds("true") and not on.has("tags")
    named = on.get("branch").texts() if on.get("branch").value is not None else ()
    if on.get("all_branches").holds("true"):
        return True
    return matches(occasion.branch, named) if named else occasion.is_default
