"""Read CircleCI configurations: workflows with their order, filters and approvals."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.evidence.pipelines import shell
from assessments.evidence.pipelines.branches import SOME_BRANCH, SOME_TAG, is_trunk, trunk_of
from assessments.evidence.pipelines.circleci_values import (
    Values,
    filled,
    holds,
    pipeline_values,
    within,
)
from assessments.evidence.pipelines.gitlab_conditions import found_in, samples
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
from datafiles import Problem

MOST_BRANCHES = 6
MOST_TAGS = 3
DEEPEST = 5
MOST_ENTRIES = 1_000


def read_circleci(project: Project, file: str, node: Node) -> Workflow:
    """Read one configuration into the common model."""
    reader = _Reader(project, file, node)
    runs = tuple(run for run in reader.runs() if run.jobs)
    problems = (*_problems(file, node), *project.problems(file))
    notes = (cut_short(file, node.at.line, MOST_ENTRIES, "steps"),) if reader.cut else ()
    jobs = {name for name, inner in node.get("jobs").items() if inner.is_map}
    return Workflow(
        file,
        Platform.CIRCLECI,
        "",
        runs,
        len(jobs),
        (),
        not problems,
        (*problems, *notes),
        (),
        node.get("workflows").at,
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
        self.cut = False

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
        known = pipeline_values(self.node, Occasion(Event.PUSH, self.trunk))
        spoken = [filled(branch, known) for branch in spoken]
        for name in list(dict.fromkeys([self.trunk, *spoken, SOME_BRANCH]))[:MOST_BRANCHES]:
            yield Occasion(Event.PUSH, name, is_trunk(name, self.trunk), name="push", at=at)
        patterns = [
            tag
            for _, flow in self.node.get("workflows").items()
            for entry in flow.get("jobs").entries()
            for _, job in entry.items()
            for tag in job.get("filters", "tags", "only").texts()
        ]
        further = samples([tag for tag in patterns if tag.startswith("/") and not _fits(tag, SOME_TAG)])
        for tag in [SOME_TAG, *further][:MOST_TAGS]:
            yield Occasion(Event.TAG, tag, name="push", at=at)
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
        values = pipeline_values(self.node, occasion)
        if (node.has("when") and holds(node.get("when"), values) is False) or (
            node.has("unless") and holds(node.get("unless"), values) is True
        ):
            return
        for entry in node.get("jobs").entries():
            kind = entry.text or next(iter(dict(entry.items())), "")
            given = entry.get(kind)
            name = given.get("name").text or kind
            needs = _required(given)
            taken[name] = _passes(given.get("filters"), occasion, values) and all(
                taken.get(need, True) for need in needs
            )
            if taken[name]:
                yield self.job((flow, name), kind, given, entry.at, values)

    def declared(self, sort: str, name: str) -> Node:
        """Return a job or command that the file declares itself, also one within an inline orb."""
        orb, _, inner = name.partition("/")
        if inner:
            return self.node.get("orbs", orb, sort, inner)
        return self.node.get(sort, name)

    def job(self, names: tuple[str, str], kind: str, given: Node, at: At, values: Values) -> Job:
        flow, name = names
        body = self.declared("jobs", kind)
        values = within(values, body.get("parameters"), given)
        approves = given.get("type").text == "approval"
        remote = "" if body.is_map or approves else kind
        context = ", ".join(given.get("context").texts())
        own = ((key, filled(text, values)) for key, text in body.get("environment").pairs())
        pairs = (*own, *given.pairs(), ("context", context))
        steps = tuple(
            step
            for node in (given.get("pre-steps"), body.get("steps"), given.get("post-steps"))
            for step in self.steps(node, values, 0)
        )
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

    def steps(self, node: Node, values: Values, depth: int) -> Iterator[Step]:
        for entry in node.entries() if depth < DEEPEST else ():
            self.read += 1
            if self.read > MOST_ENTRIES:
                self.cut = True
                return
            name = entry.text or next(iter(dict(entry.items())), "")
            given = entry.get(name)
            command = self.declared("commands", name)
            if name in {"run", "deploy"}:
                script = given.get("command") if given.is_map else given
                title = filled(given.get("name").text, values)
                told = tuple(
                    (f"env.{key}", filled(text, values)) for key, text in given.get("environment").pairs()
                )
                yield Step(title, entry.at, self.commands(script, values), inputs=told)
            elif name in {"when", "unless"}:
                if holds(given.get("condition"), values) is not (name == "unless"):
                    yield from self.steps(given.get("steps"), values, depth + 1)
            elif command.is_map:
                inner_values = within(values, command.get("parameters"), given)
                yield from self.steps(command.get("steps"), inner_values, depth + 1)
            elif "/" in name:
                inner = tuple(
                    c
                    for key, value in given.items()
                    if "\n" in value.text or key.endswith("command")
                    for c in self.commands(value, values)
                )
                told = tuple((key, filled(text, values)) for key, text in given.pairs())
                yield Step("", entry.at, inner, name, told)

    def commands(self, node: Node, values: Values) -> tuple[Command, ...]:
        return shell.commands(filled(node.text, values), node.at, self.project.lines(self.file))


def _required(given: Node) -> tuple[str, ...]:
    return tuple(
        entry.text or next(iter(dict(entry.items())), "") for entry in given.get("requires").entries()
    )


def _width(parameters: Node) -> int:
    width = 1
    for values in dict(parameters.items()).values():
        width *= max(len(values.entries()), 1)
    return min(width, 256)


def _passes(filters: Node, occasion: Occasion, values: Values) -> bool:
    """Say whether a job's filters let it run: all branches and no tag unless they say else."""
    if occasion.event is Event.TAG:
        tags = filters.get("tags")
        return filters.has("tags") and _lets(tags, occasion.branch, values)
    return _lets(filters.get("branches"), occasion.branch, values)


def _lets(node: Node, name: str, values: Values) -> bool:
    """Say whether a filter lets a branch or tag pass."""
    named = not node.has("only") or any(
        _fits(filled(word, values), name) for word in node.get("only").texts()
    )
    return named and not any(_fits(filled(word, values), name) for word in node.get("ignore").texts())


def _fits(word: str, name: str) -> bool:
    if not word.startswith("/"):
        return word == name
    body = word.strip("/")
    return found_in(f"/^(?:{body})$/", name) or (name == SOME_TAG and found_in(f"/^(?:{body})/", "1.2.3"))
