"""Read Jenkinsfiles, declarative and scripted, as text: stages, conditions, inputs and shell commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessments.evidence.pipelines import shell
from assessments.evidence.pipelines.branches import SOME_BRANCH, SOME_TAG, is_trunk, trunk_of
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
from assessments.evidence.pipelines.project import Project
from datafiles import Problem

MOST_STAGES = 100
"""So many stages of one level are read; those beyond are named as left out."""
DEEPEST = 5
"""Stages that are deeper are read as commands of the stage around them."""
LONGEST = 60_000
"""A longer file is cut: nobody writes one by hand."""
_COMMENTS = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|/\*.*?\*/|(?<![:\\/"'\w])//[^\n]*""", re.DOTALL
)
_STAGE = re.compile(
    r"\bstage\s*\(?\s*(?:name\s*:\s*)?(?P<quote>['\"])(?P<name>.*?)(?P=quote)\s*(?:,[^{\n]*)?\)?\s*\{"
)
_SHELL = re.compile(
    r"\b(?:sh|bat|powershell|pwsh)\b\s*\(?[^'\"\n{}]{0,120}?(?P<text>\'\'\'.*?\'\'\'"
    r"|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\")",
    re.DOTALL,
)
_INPUT = re.compile(r"(?m)(?:^|[\s{;=(])input\s*(?:\(|\{|message|id\b|['\"])")
_BUILD = re.compile(r"\bbuild\s*\(?\s*(?:job\s*:\s*)?['\"]([^'\"]+)['\"]")
_PLUGIN = re.compile(
    r"\b(kubernetesDeploy|deploy\s+adapters|sshPublisher|sshCommand|ansiblePlaybook"
    r"|azureWebAppPublish|cfPush|pushToCloudFoundry|s3Upload|openshiftDeploy|junit|xunit)\b"
)
_BRANCH = re.compile(
    r"(?:branch\s*\(?\s*(?:pattern\s*:\s*)?['\"]([^'\"]+)['\"]|(?:env\.)?(?:BRANCH_NAME"
    r"|GIT_BRANCH)\s*==~?\s*['\"/]([^'\"/]+)['\"/])"
)
_NOT_BRANCH = re.compile(r"not\s*\{[^}]*branch|(?:BRANCH_NAME|GIT_BRANCH)\s*!=")
_TRIGGERS = re.compile(r"\btriggers\s*\{|\bpipelineTriggers\s*\(|\bproperties\s*\(")
_CALLS = re.compile(r"\b(?:pipeline|node|stage)\b|^\s*\w+\s*(?:\(|\{)", re.MULTILINE)
"""What a pipeline is made of: a library's own step may stand for all of it."""
_LIBRARY = re.compile(
    r"(?m)^\s*@Library\s*\(\s*\[?\s*['\"]([^'\"]+)['\"]|^(\w*[pP]ipeline\w*|buildPlugin)\s*\("
)
_PLUGINS = {"junit": "test-report-hint", "xunit": "test-report-hint"}


@dataclass(frozen=True, slots=True)
class _Block:
    name: str
    start: int
    body: str
    inner: tuple[_Block, ...]


def read_jenkins(project: Project, file: str) -> Workflow:
    """Read one Jenkinsfile into the common model."""
    text = _without_comments(project.texts[file])
    beyond: list[int] = []
    blocks = tuple(_blocks(text, 0, 0, beyond))
    reader = _Reader(project, file, text)
    occasions = tuple(_occasions(text, file))
    runs = tuple(Run(occasion, tuple(reader.jobs(blocks, occasion))) for occasion in occasions)
    problems = tuple(_problems(file, text))
    cut = (cut_short(file, reader.line(beyond[0]), MOST_STAGES, "stages of one level"),) if beyond else ()
    count = sum(1 for _ in _STAGE.finditer(text))
    library = None if blocks else _LIBRARY.search(text)
    missing = (library[1] or library[2],) if library else ()
    return Workflow(
        file,
        Platform.JENKINS,
        "",
        tuple(run for run in runs if run.jobs),
        count,
        (),
        not problems,
        (*problems, *cut),
        missing=missing,
        at=At(file, 1),
    )


def _without_comments(text: str) -> str:
    """Blank comments out, keeping every line where it is."""
    return _COMMENTS.sub(lambda found: found[1] or re.sub(r"[^\n]", " ", found[0]), text[:LONGEST])


def _problems(file: str, text: str) -> Iterator[Problem]:
    bare = re.sub(
        r"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"", "", text, flags=re.DOTALL
    )
    if len(text) >= LONGEST:
        text = f"has more than {LONGEST:,} characters; the rest was not read"
        yield Problem(file, 1, "file", text, "split it")
    elif bare.count("{") != bare.count("}"):
        yield Problem(file, text.count("\n") + 1, "file", "braces do not match", "close every `{` with a `}`")
    if not _CALLS.search(text):
        yield Problem(file, 1, "file", "has no pipeline, node or stage", "write `pipeline {` with its stages")


def _blocks(text: str, shift: int, depth: int, beyond: list[int]) -> Iterator[_Block]:
    """Walk through the stages of a text, with those inside them; note where those begin that are left out."""
    position, number = 0, 0
    while match := _STAGE.search(text, position):
        if number == MOST_STAGES:
            beyond.append(shift + match.start())
            return
        end = _closing(text, match.end())
        body = text[match.end() : end]
        inner = tuple(_blocks(body, shift + match.end(), depth + 1, beyond)) if depth < DEEPEST else ()
        yield _Block(match["name"], shift + match.start(), body, inner)
        position, number = end, number + 1


def _closing(text: str, start: int) -> int:
    """Return where the brace that was opened before `start` closes."""
    depth = 1
    for match in re.finditer(
        r"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|[{}]", text[start:], re.DOTALL
    ):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return start + match.start()
    return len(text)


def _occasions(text: str, file: str) -> Iterator[Occasion]:
    """Yield what starts the pipeline: pushes and requests, unless it only has a clock."""
    trunk = trunk_of(text)
    triggers = _TRIGGERS.search(text)
    at = At(file, text.count("\n", 0, triggers.start()) + 1 if triggers else 1)
    clock = re.search(r"\bcron\s*\(", text) is not None
    polled = re.search(r"pollSCM|githubPush|gitlab\s*\(|upstream|bitbucketPush", text) is not None
    spoken = [first or second for first, second in _BRANCH.findall(text)]
    if not clock or polled or spoken:
        names = [trunk, *(name for name in spoken if re.fullmatch(r"[\w./-]+", name)), SOME_BRANCH]
        for name in list(dict.fromkeys(names))[:7]:
            yield Occasion(Event.PUSH, name, is_trunk(name, trunk), name="push", at=at)
        yield Occasion(Event.PULL, trunk, is_default=True, name="change request", at=at)
        yield Occasion(Event.TAG, SOME_TAG, name="tag", at=at)
    if clock:
        yield Occasion(Event.SCHEDULE, trunk, is_default=True, name="cron", at=at)


class _Reader:
    def __init__(self, project: Project, file: str, text: str) -> None:
        self.project = project
        self.file = file
        self.text = text
        self.made: dict[int, Step] = {}

    def line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def jobs(self, blocks: tuple[_Block, ...], occasion: Occasion) -> Iterator[Job]:
        """Yield a job for each stage that runs, each after the one before."""
        before: tuple[str, ...] = ()
        if not blocks and occasion.event is not Event.TAG:
            yield Job("pipeline", "pipeline", At(self.file, 1), (self.step(self.text, 0),))
        for block in blocks:
            found = list(self.stage(block, occasion, before))
            yield from found
            before = tuple(job.id for job in found) or before

    def stage(self, block: _Block, occasion: Occasion, before: tuple[str, ...]) -> Iterator[Job]:
        own = block.body
        for inner in block.inner:
            start = own.find(inner.body)
            if inner.body and start >= 0:
                own = own[:start] + re.sub(r"[^\n]", " ", inner.body) + own[start + len(inner.body) :]
        if not _may_run(own, occasion):
            return
        offset = block.start + len(self.text[block.start :].split("{", 1)[0]) + 1
        job = Job(
            block.name,
            block.name,
            At(self.file, self.line(block.start)),
            (self.step(own, offset),),
            needs=before,
            approves=_INPUT.search(own) is not None,
        )
        yield job
        needs: tuple[str, ...] = (job.id,)
        for inner in block.inner:
            found = list(self.stage(inner, occasion, needs))
            yield from found
            if found and "parallel" not in own:
                needs = tuple(other.id for other in found)

    def step(self, body: str, offset: int) -> Step:
        """Return what a stage does; it is the same on every occasion."""
        if offset not in self.made:
            self.made[offset] = self._step(body, offset)
        return self.made[offset]

    def _step(self, body: str, offset: int) -> Step:
        commands: list[Command] = []
        lines = self.project.lines(self.file)
        for match in _SHELL.finditer(body):
            text = match["text"]
            quotes = 3 if text[:3] in {"'''", '"""'} else 1
            at = At(self.file, self.line(offset + match.start("text")))
            commands += shell.commands(text[quotes:-quotes], at, lines)
        calls = [f"deploy {name}" if "deploy" in name.lower() else name for name in _BUILD.findall(body)]
        calls += [
            _PLUGINS.get(name, name if "eploy" in name else f"deploy-{name}")
            for name in _PLUGIN.findall(body)
        ]
        return Step("", At(self.file, self.line(offset)), tuple(commands), calls[0] if calls else "")


def _may_run(body: str, occasion: Occasion) -> bool:
    """Say whether the `when` of a stage, or an `if` on the branch, lets it run."""
    match = re.search(r"\bwhen\s*\{", body)
    when = body[match.end() : _closing(body, match.end())] if match else ""
    asked = when or "\n".join(line for line in body.split("\n") if re.search(r"\bif\s*\(.*BRANCH", line))
    if not asked:
        return occasion.event is not Event.TAG or match is None
    if re.search(r"\bexpression\s*\{\s*(?:return\s+)?false", asked):
        return False
    if re.search(r"buildingTag\s*\(|\btag\s+['\"(]|TAG_NAME", asked):
        return occasion.event is Event.TAG
    if "changeRequest" in asked and "not" not in asked:
        return occasion.event is Event.PULL
    branches = [first or second for first, second in _BRANCH.findall(asked)]
    if not branches:
        return True
    inside = occasion.event not in {Event.TAG, Event.PULL} and any(
        _fits(name, occasion.branch) for name in branches
    )
    return inside is not (_NOT_BRANCH.search(asked) is not None)


def _fits(pattern: str, branch: str) -> bool:
    shape = pattern.replace("**", "*").replace(".*", "*").replace("*", ".*")
    return found_in(f"/^(?:{shape})$/", branch)
