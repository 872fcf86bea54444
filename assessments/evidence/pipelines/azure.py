"""Read Azure pipelines: stages, jobs, deployments with environments, approvals; local templates too."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from assessments.evidence.pipelines import shell
from assessments.evidence.pipelines.branches import (
    SOME_BRANCH,
    SOME_TAG,
    example_of,
    is_trunk,
    matches,
    trunk_of,
)
from assessments.evidence.pipelines.limiting import cut_short
from assessments.evidence.pipelines.model import (
    At,
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
from assessments.evidence.pipelines.nodes import Node
from assessments.evidence.pipelines.project import Project
from datafiles import Problem

DEEPEST = 6
MOST_ENTRIES = 1_000
_SCRIPTS = ("script", "bash", "pwsh", "powershell")
_BRANCH = re.compile(
    r"(?i)(?<!not\()(eq|ne"
    r"|startsWith)\(\s*variables(?:\[')?\.?['\[]*Build\.SourceBranch(?:Name)?'?\]?\s*,\s*'(?:refs/heads/)?([\w./-]*)'"
)
_REASON = re.compile(r"(?i)(eq|ne)\(\s*variables\[?'?\.?Build\.Reason'?\]?\s*,\s*'(\w+)'")
_PARAMETER = re.compile(r"\$\{\{\s*parameters\.(\w+)\s*\}\}")
_REASONS = {Event.PULL: "PullRequest", Event.SCHEDULE: "Schedule", Event.PERSON: "Manual"}
_TEST_COMMANDS = {"test": "dotnet test", "publish": "", "build": "dotnet build", "push": "dotnet nuget push"}


def read_azure(project: Project, file: str, node: Node) -> Workflow:
    """Read one pipeline into the common model."""
    reader = _Reader(project, file)
    runs = tuple(
        run for occasion in _occasions(node, project.texts[file]) if (run := reader.run(node, occasion)).jobs
    )
    problems = (*_problems(file, node), *project.problems(file))
    notes = (cut_short(file, node.at.line, MOST_ENTRIES, "steps"),) if reader.cut else ()
    environments = {env.name: None for run in runs for job in run.jobs for env in job.environments}
    at = node.get("trigger").at if node.has("trigger") else At(file, 1)
    return Workflow(
        file,
        Platform.AZURE,
        node.get("name").text,
        runs,
        _count(node),
        tuple(environments),
        not problems,
        (*problems, *notes),
        tuple(reader.missing),
        at,
    )


def _problems(file: str, node: Node) -> Iterator[Problem]:
    if not node.is_map or not any(node.has(key) for key in ("stages", "jobs", "steps", "extends")):
        yield Problem(
            file, node.at.line, "file", "has no `stages`, `jobs` or `steps`", "write at least one step"
        )


def _count(node: Node) -> int:
    """Return how many jobs a file defines; one that has only steps is one job."""
    if node.has("steps"):
        return 1
    stages = node.get("stages").entries() or (node,)
    rows = [row for stage in stages for row in stage.get("jobs").entries()]
    return sum(row.has("job") or row.has("deployment") for row in rows)


def _patterns(node: Node) -> list[str] | None:
    """Return the branches that start a pipeline; None where none does."""
    if node.text.lower() == "none":
        return None
    if node.value is None:
        return ["**"]
    branches = node.get("branches") if node.is_map and node.has("branches") else node
    if branches.is_map:
        taken = list(branches.get("include").texts()) or (["**"] if not node.has("tags") else [])
        refused = [f"!{name}" for name in branches.get("exclude").texts()]
        return [name.replace("refs/heads/", "") for name in (*taken, *refused)]
    return [name.replace("*", "**") for name in branches.texts()]


def _occasions(node: Node, text: str) -> Iterator[Occasion]:
    trunk = trunk_of(text)
    trigger = node.get("trigger")
    by_path = trigger.has("paths")
    patterns = _patterns(trigger)
    if patterns:
        spoken = [name for _, name in _BRANCH.findall(text) if name]
        names = [trunk, *(example_of(p) for p in patterns if not p.startswith("!")), *spoken, SOME_BRANCH]
        for name in list(dict.fromkeys(names))[:7]:
            if matches(name, patterns):
                yield Occasion(Event.PUSH, name, is_trunk(name, trunk), by_path, "push", at=trigger.at)
    if trigger.has("tags"):
        yield Occasion(Event.TAG, SOME_TAG, name="push", at=trigger.at)
    if node.get("pr").text.lower() != "none" and (patterns is not None or node.has("pr")):
        yield Occasion(
            Event.PULL,
            trunk,
            is_default=True,
            by_path=node.get("pr").has("paths"),
            name="pr",
            at=node.get("pr").at,
        )
    if node.get("schedules").is_list:
        yield Occasion(Event.SCHEDULE, trunk, is_default=True, name="schedule", at=node.get("schedules").at)
    if node.get("resources", "pipelines").is_list and patterns is None:
        yield Occasion(Event.CHAIN, trunk, is_default=True, name="pipeline", at=node.get("resources").at)
    yield Occasion(Event.PERSON, trunk, is_default=True, name="manual", at=trigger.at)


class _Reader:
    def __init__(self, project: Project, file: str) -> None:
        self.project = project
        self.file = file
        self.missing: list[str] = []
        self.read = 0
        self.cut = False

    def run(self, node: Node, occasion: Occasion) -> Run:
        self.read = 0
        found: list[Job] = []
        if node.has("steps"):
            found.append(self.job(node, occasion, "", "job", ()))
        elif node.has("jobs"):
            found += self.jobs(node.get("jobs"), occasion, "", (), 0)
        before: tuple[str, ...] = ()
        for stage in self.expanded(node.get("stages"), 0):
            name = stage.get("stage").text or stage.get("template").text
            depends = stage.get("dependsOn").texts() if stage.has("dependsOn") else before
            before = (name,)
            if _may_run(stage.get("condition").text, occasion):
                found += self.jobs(
                    stage.get("jobs"), occasion, name, depends, 0, stage.get("displayName").text
                )
        return Run(occasion, tuple(found))

    def expanded(self, node: Node, depth: int) -> Iterator[Node]:
        """Walk through entries, reading local templates where they are used."""
        for entry in node.entries() if depth < DEEPEST else ():
            self.read += 1
            if self.read > MOST_ENTRIES:
                self.cut = True
                return
            template = entry.get("template").text
            if not template:
                inner = next((value for key, value in entry.items() if key.startswith("${{")), None)
                if inner is None:
                    yield entry
                else:
                    yield from self.expanded(inner, depth + 1)
                continue
            part = self.part(template, entry.at.file)
            if part is None:
                self.missing.append(template)
                yield entry
                continue
            whole = filled(self.project.node(part), dict(entry.get("parameters").pairs()))
            kind = next((key for key in ("stages", "jobs", "steps") if whole.has(key)), "steps")
            yield from self.expanded(whole.get(kind), depth + 1)

    def part(self, template: str, file: str) -> str | None:
        """Return the local template's name: relative to the file that uses it, or from the root."""
        if "@" in template:
            return None
        near = posixpath.normpath(posixpath.join(posixpath.dirname(file), template))
        return near if near in self.project.texts else self.project.local(self.file, template)

    def jobs(
        self, node: Node, occasion: Occasion, stage: str, before: tuple[str, ...], depth: int, title: str = ""
    ) -> Iterator[Job]:
        for row in self.expanded(node, depth):
            if not _may_run(row.get("condition").text, occasion):
                continue
            name = row.get("job").text or row.get("deployment").text or row.get("template").text or "job"
            needs = (
                tuple(f"{stage}/{need}" if stage else need for need in row.get("dependsOn").texts()) or before
            )
            yield self.job(row, occasion, stage, name, needs, title)

    def job(
        self, row: Node, occasion: Occasion, stage: str, name: str, needs: tuple[str, ...], title: str = ""
    ) -> Job:
        steps = [*self.steps(row.get("steps"), occasion)]
        for strategy in dict(row.get("strategy").items()).values():
            for hook in ("preDeploy", "deploy", "routeTraffic", "postRouteTraffic"):
                steps += self.steps(strategy.get(hook, "steps"), occasion)
        env = row.get("environment")
        env_name = env.get("name") if env.is_map else env
        environments = (Environment(env_name.text.split(".")[0], env_name.at),) if env_name.text else ()
        if row.has("deployment") and not steps:
            steps = [Step("deploy", row.at, uses="deploy")]
        template = row.get("template").text
        return Job(
            f"{stage}/{name}" if stage else name,
            row.get("displayName").text or name,
            row.at,
            tuple(steps),
            "",
            needs,
            environments=environments,
            approves=any(
                "manualvalidation" in step.uses.lower() or "manualintervention" in step.uses.lower()
                for step in steps
            ),
            width=max(len(row.get("strategy", "matrix").value or ()), 1)
            if row.get("strategy", "matrix").is_map
            else 1,
            variables=row.get("variables").pairs(),
            remote=template,
            names=(stage, title) if stage else (),
        )

    def steps(self, node: Node, occasion: Occasion) -> Iterator[Step]:
        for entry in self.expanded(node, 0):
            if not _may_run(entry.get("condition").text, occasion) or entry.get("enabled").holds("false"):
                continue
            title = entry.get("displayName").text
            found: list[Command] = []
            for key in _SCRIPTS:
                found += self.commands(entry.get(key))
            task = entry.get("task").text or entry.get("template").text
            inputs = dict(entry.get("inputs").pairs())
            for key in ("inlineScript", "script", "command"):
                found += (
                    self.commands(entry.get("inputs", key))
                    if "\n" in inputs.get(key, "") or key != "command"
                    else ()
                )
            found += _task_commands(task, inputs, entry.at)
            yield Step(title, entry.at, tuple(found), task, tuple(inputs.items()))

    def commands(self, node: Node) -> tuple[Command, ...]:
        return shell.commands(node.text, node.at, self.project.lines(node.at.file))


def _task_commands(task: str, inputs: dict[str, str], at: At) -> tuple[Command, ...]:
    """Return the command that a known task runs, as one would type it."""
    name = task.split("@", maxsplit=1)[0].lower()
    command = inputs.get("command", "")
    text = {
        "dotnetcorecli": _TEST_COMMANDS.get(command, command),
        "maven": f"mvn {inputs.get('goals', 'package')}",
        "gradle": f"gradle {inputs.get('tasks', 'build')}",
        "npm": (inputs.get("customCommand") and f"npm {inputs['customCommand']}")
        or f"npm {command or 'install'}",
        "docker": "docker push" if command.lower() in {"", "push", "buildandpush"} else "docker build",
        "nugetcommand": f"nuget {command}",
        "helmdeploy": f"helm {command or 'upgrade'}",
        "kubernetes": f"kubectl {command or 'apply'}",
        "terraformtaskv4": f"terraform {command}",
        "terraformcli": f"terraform {command}",
        "gulp": f"gulp {inputs.get('targets', '')}",
        "xcode": f"xcodebuild {inputs.get('actions', 'build')}",
    }.get(name, "")
    return (Command(text, at),) if text.strip() else ()


def filled(node: Node, given: dict[str, str]) -> Node:
    """Return a template with its parameters filled in: those given, else their defaults."""
    parameters = node.get("parameters")
    values = {
        row.get("name").text: row.get("default").text
        for row in parameters.entries()
        if row.is_map and row.has("name")
    }
    values |= dict(parameters.pairs())
    values |= given
    return _fill(node, values, 0)


def _fill(node: Node, values: dict[str, str], depth: int) -> Node:
    if depth > 40:  # noqa: PLR2004 - deeper than any reader lets a file be
        return node
    if node.is_map:
        return Node({key: _fill(inner, values, depth + 1) for key, inner in node.items()}, node.at)
    if node.is_list:
        return Node([_fill(inner, values, depth + 1) for inner in node.entries()], node.at)
    if "${{" not in node.text:
        return node
    return Node(_PARAMETER.sub(lambda found: values.get(found[1], found[0]), node.text), node.at)


def _may_run(condition: str, occasion: Occasion) -> bool:
    """Say whether a condition lets something run; only what it says of branch and reason counts."""
    if re.match(r"(?i)\s*(?:false|failed\(\)|canceled\(\))\s*$", condition):
        return False
    if re.search(r"(?i)\bor\(", condition):
        return True
    for word, name in _BRANCH.findall(condition):
        verb = word.lower()
        on_branch = occasion.event is not Event.TAG
        fits = occasion.branch.startswith(name) if verb == "startswith" else occasion.branch.endswith(name)
        fits = fits and on_branch and occasion.event is not Event.PULL
        if name.startswith("refs/tags"):
            fits = occasion.event is Event.TAG
        if fits is (verb == "ne"):
            return False
    for verb, reason in _REASON.findall(condition):
        if (_REASONS.get(occasion.event, "IndividualCI") == reason) is (verb.lower() == "ne"):
            return False
    return True
