"""Read GitHub workflows: what each does on each occasion, with local parts read where they are used."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace

from assessments.evidence.pipelines import shell
from assessments.evidence.pipelines.branches import trunk_of
from assessments.evidence.pipelines.expressions import (
    UNKNOWN,
    Value,
    condition,
    interpolate,
    interpolate_named,
)
from assessments.evidence.pipelines.github_checking import check
from assessments.evidence.pipelines.github_handing import (
    EVEN_SO,
    asks_matrix,
    filled,
    hand_on,
    hand_out,
    still_runs,
)
from assessments.evidence.pipelines.github_triggers import Context, occasions
from assessments.evidence.pipelines.limiting import MOST_JOBS
from assessments.evidence.pipelines.model import (
    Command,
    Environment,
    Event,
    Job,
    Occasion,
    Platform,
    Run,
    Step,
    Workflow,
)
from assessments.evidence.pipelines.names import UNKNOWN_PART
from assessments.evidence.pipelines.nodes import Node
from assessments.evidence.pipelines.project import Project

DEEPEST_CALL = 6
MOST_COPIES = 12
MOST_FOLLOWED = 20
LONGEST_TITLE = 120
MOST_STEPS = 1_500
"""So many steps are read on one occasion, and ten times as many on all together."""
_SCRIPTS = (
    "run",
    "command",
    "commands",
    "script",
    "cmd",
    "args",
    "arguments",
    "shell_command",
    "test-command",
    "test_command",
    "tests",
    "cf_command",
    "start",
    "inlineScript",
    "test",
)


def read_github(project: Project, file: str, node: Node) -> Workflow:
    """Read one workflow file into the common model."""
    reader = _Reader(project, file)
    on = node.get("on")
    runs = tuple(reader.run(occasion, node) for occasion in _occasions(project, file, node))
    problems, valid = check(file, node, project)
    return Workflow(
        file,
        Platform.GITHUB,
        node.get("name").text,
        tuple(run for run in runs if run.jobs),
        len(dict(node.get("jobs").items())),
        tuple(dict.fromkeys(reader.environments)),
        valid,
        problems,
        tuple(dict.fromkeys(reader.missing)),
        on.at,
        tuple(dict.fromkeys(reader.parts)),
    )


def _occasions(
    project: Project, file: str, node: Node, followed: set[str] | None = None
) -> tuple[Occasion, ...]:
    """Return what starts a workflow; one that follows others starts as those do, each looked at once."""
    seen = {file} if followed is None else followed

    def chained(name: str) -> tuple[Occasion, ...]:
        other = project.workflow_named(name, file)
        if other is None or other in seen or len(seen) > MOST_FOLLOWED:
            return ()
        seen.add(other)
        return _occasions(project, other, project.node(other), seen)

    return occasions(node.get("on"), project.texts[file], chained)


class _Reader:
    """Read the jobs of one file; parts of other files are read along the way."""

    def __init__(self, project: Project, file: str) -> None:
        self.project = project
        self.file = file
        self.environments: list[str] = []
        self.missing: list[str] = []
        self.parts: list[str] = []
        self.read = self.steps_read = self.all_steps = 0

    def run(self, occasion: Occasion, node: Node) -> Run:
        self.read = self.steps_read = 0
        context = Context(occasion, trunk=trunk_of(self.project.texts[self.file]))
        if occasion.event is Event.CALL:
            context.inputs = _defaults(node.get("on", "workflow_call"), context)
        return Run(occasion, tuple(self.jobs(node, context, (), 0)))

    def jobs(self, node: Node, context: Context, caller: tuple[str, ...], depth: int) -> Iterator[Job]:
        """Walk through the jobs of a workflow that run, each after those it needs."""
        jobs = dict(node.get("jobs").items())
        outer = dict(context.env)
        context.env = {**outer, **filled(node.get("env"), context)}
        workflow_env = context.env
        left_out: set[str] = set()
        for name in _in_order(jobs, context):
            self.read += 1
            if self.read > MOST_JOBS:
                return
            if not still_runs(jobs[name], context, left_out):
                left_out.add(name)
                continue
            context.env = {**workflow_env, **filled(jobs[name].get("env"), context)}
            yield from self.job(name, jobs[name], context, caller, depth)
        context.env = outer

    def job(
        self, name: str, node: Node, context: Context, caller: tuple[str, ...], depth: int
    ) -> Iterator[Job]:
        prefix = caller[0] if caller else ""
        own = f"{prefix}/{name}" if prefix else name
        needs = tuple(f"{prefix}/{need}" if prefix else need for need in node.get("needs").texts())
        title = interpolate(node.get("name").text, context.look) or name
        copies = _copies(node.get("strategy", "matrix"))
        uses = node.get("uses")
        if uses.text:
            yield from self.called(own, title, node, context, depth)
            return
        context.copies = copies[:MOST_COPIES]
        steps = tuple(self.steps(node.get("steps"), context, 0))
        context.copies = []
        hand_out(name, node, context)
        names = self.environment_names(node.get("environment"), context, copies)
        approves = any("manual-approval" in step.uses for step in steps)
        yield Job(
            own,
            title,
            node.at,
            steps,
            needs=needs,
            environments=names,
            approves=approves,
            width=len(copies),
            variables=tuple(context.env.items()),
            names=caller,
        )

    def called(self, own: str, title: str, node: Node, context: Context, depth: int) -> Iterator[Job]:
        """Read a reusable workflow where it is used; one from elsewhere is known by its names only."""
        uses = node.get("uses")
        needs = tuple(
            own.rpartition("/")[0] + "/" * ("/" in own) + need for need in node.get("needs").texts()
        )
        copies = _copies(node.get("strategy", "matrix"))
        part = (
            self.project.local(self.file, uses.text.removeprefix("./"))
            if uses.text.startswith("./")
            else None
        )
        if part is None or depth >= DEEPEST_CALL:
            self.missing.append(uses.text)
            given = filled(node.get("with"), context)
            told = tuple(
                command
                for key, value in node.get("with").items()
                if _is_script(key)
                for command in self.commands(value, context)
            )
            step = Step(title, uses.at, told, uses.text, tuple(given.items()))
            names = _input_environments(node.get("with"), given)
            self.environments += [env.name for env in names if UNKNOWN_PART not in env.name]
            variables = (*context.env.items(), *given.items())
            yield Job(
                own,
                title,
                node.at,
                (step,),
                needs=needs,
                environments=names,
                width=len(copies),
                variables=variables,
                remote=uses.text,
                names=(own,),
            )
            return
        self.parts.append(part)
        uses_matrix = any("matrix." in text for _, text in node.get("with").pairs())
        for copy in copies if uses_matrix else copies[:1]:
            context.matrix = copy
            given = filled(node.get("with"), context)
            context.matrix = {}
            inner = self.project.node(part)
            inputs: dict[str, Value] = _defaults(inner.get("on", "workflow_call"), context)
            inputs |= {key: UNKNOWN if UNKNOWN_PART in value else value for key, value in given.items()}
            found = list(self.jobs(inner, context.child(inputs), (own, title), depth + 1))
            for job in found:
                first = tuple(need for need in job.needs if need) or needs
                yield _renamed(job, own, first)

    def environment_names(
        self, node: Node, context: Context, copies: list[Mapping[str, str]]
    ) -> tuple[Environment, ...]:
        """Return the environments of a job, one for each name that its copies give."""
        name = node.get("name") if node.is_map else node
        found = {}
        for copy in copies[:MOST_COPIES]:
            context.matrix = copy
            found[interpolate(name.text, context.look)] = Environment(
                interpolate(name.text, context.look), name.at
            )
            context.matrix = {}
        for shown in found:
            whole = shown.replace(UNKNOWN_PART, "")
            if whole:
                self.environments.append(name.text if UNKNOWN_PART in shown else shown)
        return tuple(environment for shown, environment in found.items() if shown)

    def steps(self, node: Node, context: Context, depth: int) -> Iterator[Step]:
        """Walk through the steps that run; local composite actions are read where they are used."""
        for entry in node.entries() if node.is_list else ():
            self.steps_read += 1
            self.all_steps += 1
            if self.steps_read > MOST_STEPS or self.all_steps > 10 * MOST_STEPS:
                return
            if any(context.copies) and not context.matrix and asks_matrix(entry):
                yield from self.copied(entry, context, depth)
                continue
            if condition(entry.get("if").text, context.look) is False:
                continue
            uses = entry.get("uses")
            if uses.text.startswith("./") and depth < DEEPEST_CALL:
                action = self.project.action(self.file, uses.text.removeprefix("./"))
                if action is not None:
                    yield from self.composite(action, entry, context, depth)
                    continue
                self.missing.append(uses.text)
            yield self.step(entry, context)
            hand_on(entry, context)

    def copied(self, entry: Node, context: Context, depth: int) -> Iterator[Step]:
        """Read a step once for each copy of its job that makes it differ."""
        found: dict[Step, None] = {}
        for copy in context.copies:
            context.matrix = copy
            found |= dict.fromkeys(self.steps(Node([entry], entry.at), context, depth))
            context.matrix = {}
        yield from found

    def composite(self, action: str, entry: Node, context: Context, depth: int) -> Iterator[Step]:
        """Read the steps of a local action, or take it as one step if it is a program."""
        node = self.project.node(action)
        given = filled(entry.get("with"), context)
        inputs: dict[str, Value] = _defaults(node, context)
        inputs |= {key: UNKNOWN if UNKNOWN_PART in value else value for key, value in given.items()}
        if node.get("runs", "steps").is_list:
            inner = context.child(inputs)
            inner.env = context.env
            yield from self.steps(node.get("runs", "steps"), inner, depth + 1)
        else:
            yield self.step(entry, context)

    def step(self, entry: Node, context: Context) -> Step:
        given = filled(entry.get("with"), context)
        found: list[Command] = []
        found += self.commands(entry.get("run"), context)
        for key, node in entry.get("with").items():
            if _is_script(key) or "\n" in node.text.strip():
                found += self.commands(node, context)
        given |= {f"env.{key}": text for key, text in filled(entry.get("env"), context).items()}
        title = interpolate(entry.get("name").text[:LONGEST_TITLE], context.look)
        return Step(title, entry.at, tuple(found), entry.get("uses").text, tuple(given.items()))

    def commands(self, node: Node, context: Context) -> tuple[Command, ...]:
        text = interpolate_named(node.text, context.look)
        return shell.commands(text, node.at, self.project.lines(node.at.file))


def _is_script(key: str) -> bool:
    """Say whether an input is a command: `run`, `test-command`, `gradle-command`."""
    return key in _SCRIPTS or key.endswith(("command", "commands", "-script", "_script"))


def _renamed(job: Job, own: str, needs: tuple[str, ...]) -> Job:
    """Return a called job under its caller's name, waiting for what the caller needs."""
    return replace(job, needs=needs, names=(*job.names, own))


def _defaults(node: Node, context: Context) -> dict[str, Value]:
    """Return what inputs are worth that nobody gives: their default, or what only the caller knows."""
    found: dict[str, Value] = {}
    for key, given in node.get("inputs").items():
        value = interpolate(given.get("default").text, context.look) if given.has("default") else ""
        required = given.get("required").holds("true")
        found[key] = UNKNOWN if required or UNKNOWN_PART in value else value
        if context.occasion.event is Event.CALL and not value:
            found[key] = UNKNOWN
    return found


def _input_environments(node: Node, given: Mapping[str, str]) -> tuple[Environment, ...]:
    return tuple(
        Environment(given[key], value.at)
        for key, value in node.items()
        if key.lower() in {"environment", "env", "environment_name", "environment-name", "stage", "target"}
        and given.get(key)
    )


def _copies(matrix: Node) -> list[Mapping[str, str]]:
    """Return the copies that a matrix makes of a job, as far as it is written out."""
    axes = {key: node for key, node in matrix.items() if key not in {"include", "exclude"}}
    values = [[_flat(key, entry) for entry in node.entries()][:64] for key, node in axes.items()]
    every = itertools.islice(itertools.product(*values), 256) if axes else ()
    copies = [{key: text for part in combination for key, text in part.items()} for combination in every]
    refused = [dict(entry.pairs()) for entry in matrix.get("exclude").entries()]
    copies = [copy for copy in copies if not any(row.items() <= copy.items() for row in refused)]
    for entry in matrix.get("include").entries():
        row = _flat("", entry)
        shared = {key for key in row if key in axes}
        fitting = [copy for copy in copies if all(copy.get(key) == row[key] for key in shared)]
        if fitting and (shared or axes):
            for copy in fitting:
                copy.update(row)
        else:
            copies.append(row)
    return list(copies) or [{}]


def _flat(key: str, node: Node) -> dict[str, str]:
    """Return a matrix value under the names that expressions use, such as `target.env`."""
    if node.is_map:
        start = f"{key}." if key else ""
        return {f"{start}{name}": text for name, text in node.pairs()}
    return {key: node.text}


def _in_order(jobs: Mapping[str, Node], context: Context) -> list[str]:
    """Return the jobs that run, each after those it needs; what needs a job that does not run, does not."""
    needs = {
        name: tuple(need for need in node.get("needs").texts() if need in jobs)
        for name, node in list(jobs.items())[:MOST_JOBS]
    }
    done: dict[str, bool] = {}
    while ready := [
        name for name, before in needs.items() if name not in done and done.keys() >= set(before)
    ]:
        for name in ready:
            text = jobs[name].get("if").text
            even_so = any(word in text for word in EVEN_SO)
            before = all(done[need] for need in needs[name])
            done[name] = condition(text, context.look) is not False and (even_so or before)
    return [name for name, runs in done.items() if runs]
