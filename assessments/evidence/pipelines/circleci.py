"""Read CircleCI configurations: workflows with their order, filters and approvals."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.evidence.pipelines import shell
from assessments.evidence.pipelines.branches import SOME_BRANCH, SOME_TAG, is_trunk, trunk_of
from assessments.evidence.pipelines.gitlab_conditions import found_in
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
from datafiles import Problem

MOST_BRANCHES = 6
DEEPEST = 5
MOST_ENTRIES = 1_000


def read_circleci(project: Project, file: str, node: Node) -> Workflow:
    """Read one configuration into the common model."""
    reader = _Reader(project, file, node)
    runs = tuple(run for run in reader.runs() if run.jobs)
    problems = (*_problems(file, node), *project.problems(file))
    jobs = {name for name, inner in node.get("jobs").items() if inner.is_map}
    return Workflow(
        file, Platform.CIRCLECI, "", runs, len(jobs), (), not problems, problems, (), node.get("workflows").at
    )


def _problems(file: str, node: Node) -> Iterator[Problem]:
    if not node.is_map or not (node.has("jobs") or node.has("workflows")):
        yield Problem(
            file, node.at.line, "file", "has neither `jobs` nor `workflows`", "write at least one job"
        )
        return
    for flow, inner in node.get("workflows").items():
        for entry in inner.get("jobs").entries():
            name = entry.text or next(iter(dict(entry.items())), "")
            known = node.get("jobs").has(name) or "/" in name or entry.get(name, "type").text == "approval"
            if not known:
                yield Problem(
                    file, entry.at.line, f"workflows.{flow}", f"`{name}` is no job", "name a job of the file"
                )


class _Reader:
    def __init__(self, project: Project, file: str, node: Node) -> None:
        self.project = project
        self.file = file
        self.node = node
        self.trunk = trunk_of(project.texts[file])
        self.read = 0

    def occasions(self) -> Iterator[Occasion]:
        """Walk through what starts a workflow: every branch, tags where a filter names them."""
        at = self.node.get("workflows").at
        spoken = [
            branch
            for _, flow in self.node.get("workflows").items()
            for entry in flow.get("jobs").entries()
            for _, job in entry.items()
            for branch in job.get("filters", "branches", "only").texts()
            if not branch.startswith("/")
        ]
        for name in list(dict.fromkeys([self.trunk, *spoken, SOME_BRANCH]))[:MOST_BRANCHES]:
            yield Occasion(Event.PUSH, name, is_trunk(name, self.trunk), name="push", at=at)
        yield Occasion(Event.TAG, SOME_TAG, name="push", at=at)
        yield Occasion(Event.SCHEDULE, self.trunk, name="schedule", at=at)

    def runs(self) -> Iterator[Run]:
        flows = {name: flow for name, flow in self.node.get("workflows").items() if flow.is_map}
        if not flows and self.node.get("jobs", "build").is_map:
            only = Node({"jobs": Node([Node("build", self.node.at)], self.node.at)}, self.node.at)
            flows = {"build": only}
        for occasion in self.occasions():
            self.read = 0
            found: list[Job] = []
            for name, flow in flows.items():
                scheduled = any(entry.has("schedule") for entry in flow.get("triggers").entries())
                if scheduled is (occasion.event is Event.SCHEDULE):
                    found += self.flow(name, flow, occasion)
            yield Run(occasion, tuple(found))

    def flow(self, flow: str, node: Node, occasion: Occasion) -> Iterator[Job]:
        """Yield the jobs of a workflow that run, each after those it requires."""
        taken: dict[str, bool] = {}
        for entry in node.get("jobs").entries():
            kind = entry.text or next(iter(dict(entry.items())), "")
            given = entry.get(kind)
            name = given.get("name").text or kind
            needs = _required(given)
            taken[name] = _passes(given.get("filters"), occasion) and all(
                taken.get(need, True) for need in needs
            )
            if taken[name]:
                yield self.job(flow, name, kind, given, entry.at)

    def job(self, flow: str, name: str, kind: str, given: Node, at: At) -> Job:
        body = self.node.get("jobs", kind)
        approves = given.get("type").text == "approval"
        remote = "" if body.is_map or approves else kind
        context = ", ".join(given.get("context").texts())
        pairs = (*body.get("environment").pairs(), *given.pairs(), ("context", context))
        steps = tuple(self.steps(body.get("steps"), 0))
        if remote:
            steps = (Step(name, at, uses=kind, inputs=given.pairs()),)
        return Job(
            f"{flow}/{name}",
            name,
            at,
            steps,
            needs=tuple(f"{flow}/{need}" for need in _required(given)),
            approves=approves,
            width=_width(given.get("matrix", "parameters")),
            variables=pairs,
            remote=remote,
            names=(flow,),
        )

    def steps(self, node: Node, depth: int) -> Iterator[Step]:
        for entry in node.entries() if depth < DEEPEST else ():
            self.read += 1
            if self.read > MOST_ENTRIES:
                return
            name = entry.text or next(iter(dict(entry.items())), "")
            given = entry.get(name)
            command = self.node.get("commands", name)
            if name in {"run", "deploy"}:
                script = given.get("command") if given.is_map else given
                title = given.get("name").text
                yield Step(title, entry.at, self.commands(script))
            elif name in {"when", "unless"}:
                yield from self.steps(given.get("steps"), depth + 1)
            elif command.is_map:
                yield from self.steps(command.get("steps"), depth + 1)
            elif "/" in name:
                inner = tuple(
                    c
                    for key, value in given.items()
                    if "\n" in value.text or key.endswith("command")
                    for c in self.commands(value)
                )
                yield Step("", entry.at, inner, name, given.pairs())

    def commands(self, node: Node) -> tuple[Command, ...]:
        return shell.commands(node.text, node.at, self.project.lines(self.file))


def _required(given: Node) -> tuple[str, ...]:
    return tuple(
        entry.text or next(iter(dict(entry.items())), "") for entry in given.get("requires").entries()
    )


def _width(parameters: Node) -> int:
    width = 1
    for values in dict(parameters.items()).values():
        width *= max(len(values.entries()), 1)
    return min(width, 256)


def _passes(filters: Node, occasion: Occasion) -> bool:
    """Say whether a job's filters let it run: all branches and no tag unless they say else."""
    if occasion.event is Event.TAG:
        tags = filters.get("tags")
        return filters.has("tags") and _named(tags, occasion.branch) and not _ignored(tags, occasion.branch)
    branches = filters.get("branches")
    return _named(branches, occasion.branch) and not _ignored(branches, occasion.branch)


def _named(node: Node, name: str) -> bool:
    return not node.has("only") or any(_fits(word, name) for word in node.get("only").texts())


def _ignored(node: Node, name: str) -> bool:
    return any(_fits(word, name) for word in node.get("ignore").texts())


def _fits(word: str, name: str) -> bool:
    if not word.startswith("/"):
        return word == name
    body = word.strip("/")
    return found_in(f"/^(?:{body})$/", name) or (name == SOME_TAG and found_in(f"/^(?:{body})/", "1.2.3"))
