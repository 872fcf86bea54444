"""Read GitLab pipelines: what runs on each occasion, in stage and needs order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assessments.evidence.pipelines import shell
from assessments.evidence.pipelines.branches import SOME_BRANCH, SOME_TAG, is_trunk, trunk_of
from assessments.evidence.pipelines.expressions import UNKNOWN
from assessments.evidence.pipelines.gitlab_checking import check
from assessments.evidence.pipelines.gitlab_conditions import (
    ChildVariables,
    TaggedVariables,
    Variables,
    found_in,
    holds,
    samples,
    takes_ref,
)
from assessments.evidence.pipelines.gitlab_merging import Merged, is_job
from assessments.evidence.pipelines.limiting import MOST_JOBS
from assessments.evidence.pipelines.lineage import Lineage
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
from assessments.evidence.pipelines.names import Target, target_of
from assessments.evidence.pipelines.nodes import Node
from assessments.evidence.pipelines.project import Project

_VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)")
_BRANCH = re.compile(
    r"(?:CI_COMMIT_BRANCH|CI_COMMIT_REF_NAME|TARGET_BRANCH_NAME)\s*==\s*[\"']([\w./-]+)[\"']"
    r"|/\^([\w-]+)\$/"
)
_TAG = re.compile(r"CI_COMMIT_TAG\s*=~\s*(/(?:\\.|[^/\\\n])+/)")
_LIKE = re.compile(r"(?:CI_COMMIT_BRANCH|CI_COMMIT_REF_NAME)\s*=~\s*(/(?:\\.|[^/\\\n])+/)")
_ASKED = re.compile(r"\$\{?([A-Za-z_]\w*)")
_SOURCES = ("web", "trigger", "api", "pipeline", "chat")
MOST_BRANCHES = 8
MOST_TAGS = 3
MOST_PATTERNS = 20
"""So many patterns of branches and tags are looked at."""
MOST_MATRIX = 12
MOST_CHILDREN = 10
"""So many child pipelines are read, with those that they start."""
MOST_RULES = 20_000
"""So many rules are tried for one file."""


@dataclass(frozen=True, slots=True)
class _Decision:
    """Whether a job runs on an occasion, and how."""

    runs: bool
    when: str = "on_success"
    blocks: bool = False
    by_path: bool = False
    variables: tuple[tuple[str, str], ...] = ()


_NEVER = _Decision(runs=False)


def read_gitlab(project: Project, file: str, node: Node) -> Workflow:
    """Read one pipeline with its local includes into the common model."""
    reader = _Reader(project, file)
    runs = tuple(run for run in reader.runs() if run.jobs)
    merged = reader.merged
    problems, valid = check(merged, node)
    return Workflow(
        file,
        Platform.GITLAB,
        "",
        runs,
        sum(is_job(name, inner) for name, inner in node.items()),
        tuple(dict.fromkeys(name for one in (reader, *reader.family) for name in one.environments())),
        valid,
        problems,
        tuple(dict.fromkeys(part for one in (reader, *reader.family) for part in one.merged.missing)),
        At(file, 1),
        tuple(
            dict.fromkeys((*merged.files[1:], *(part for one in reader.family for part in one.merged.files)))
        ),
        tuple(merged.files[1:]),
    )


class _Reader:
    def __init__(
        self,
        project: Project,
        file: str,
        given: Mapping[str, str] | None = None,
        above: _Reader | None = None,
    ) -> None:
        self.project = project
        self.is_child = above is not None
        self.family: list[_Reader] = [] if above is None else above.family
        self.children: dict[str, tuple[_Reader, ...]] = {}
        self.merged = Merged(project, file, given)
        self.text = "\n".join(project.texts[part] for part in self.merged.files)
        self.trunk = trunk_of(self.text)
        self.jobs = {name: self.merged.job(name) for name in self.merged.job_names[:MOST_JOBS]}
        self.rules_tried = 0
        self.steps: dict[str, tuple[Step, ...]] = {}
        self.given = {name: self.merged.variables(node) for name, node in self.jobs.items()}

    def occasions(self) -> Iterator[Occasion]:
        """Walk through what can start the pipeline."""
        at = At(self.merged.file, 1)
        spoken = [first or second for first, second in _BRANCH.findall(self.text)]
        spoken += [
            word for job in self.jobs.values() for word in _refs(job) if re.fullmatch(r"[\w./-]+", word)
        ]
        patterns = [word for job in self.jobs.values() for word in _refs(job) if word.startswith("/")]
        spoken += samples([*_LIKE.findall(self.text), *patterns][:MOST_PATTERNS])
        usual = {
            "branches",
            "tags",
            "merge_requests",
            "schedules",
            "web",
            "triggers",
            "api",
            "pushes",
            "pipelines",
            "chat",
            "external",
            "external_pull_requests",
        }
        names = dict.fromkeys([self.trunk, *(name for name in spoken if name not in usual), SOME_BRANCH])
        for name in list(names)[:MOST_BRANCHES]:
            yield Occasion(Event.PUSH, name, is_trunk(name, self.trunk), name="push", at=at)
        yield Occasion(Event.PULL, self.trunk, is_default=True, name="merge_request_event", at=at)
        patterns = [*_TAG.findall(self.text), *patterns][:MOST_PATTERNS]
        further = samples([one for one in patterns if not found_in(one, SOME_TAG)])
        for tag in dict.fromkeys([SOME_TAG, *further][:MOST_TAGS]):
            yield Occasion(Event.TAG, tag, name="push", at=at)
        yield Occasion(Event.SCHEDULE, self.trunk, is_default=True, name="schedule", at=at)
        for source in _SOURCES[: len(_SOURCES) if "CI_PIPELINE_SOURCE" in self.text else 1]:
            yield Occasion(Event.PERSON, self.trunk, is_default=True, name=source, at=at)

    def runs(self) -> Iterator[Run]:
        """Walk through the runs; jobs that only a chosen variable lets run are started by a person."""
        seen: set[str] = set()
        for occasion in self.occasions():
            run = self.run(occasion, free=False)
            seen |= {job.id for job in run.jobs}
            yield run
        for base in (Event.TAG, Event.PUSH):
            branch = SOME_TAG if base is Event.TAG else self.trunk
            for name in ("trigger", "web"):
                occasion = Occasion(Event.PERSON, branch, base is Event.PUSH, name=name)
                found = self.run(occasion, free=True, as_event=base)
                rest = tuple(job for job in found.jobs if job.id not in seen)
                seen |= {job.id for job in rest}
                yield Run(occasion, rest)

    def run(self, occasion: Occasion, *, free: bool, as_event: Event | None = None) -> Run:
        """Return the jobs of one occasion in stage order."""
        plain = Variables(occasion, self.trunk, self.merged.variables(Node(None, occasion.at)), free=free)
        if self.is_child:
            plain = ChildVariables(occasion, self.trunk, plain.given, free=free)
        if as_event is Event.TAG:
            plain = TaggedVariables(occasion, self.trunk, plain.given, free=free)
        if not self._starts(plain):
            return Run(occasion, ())
        jobs: list[Job] = []
        by_path = True
        for name, node in self.jobs.items():
            variables = type(plain)(occasion, self.trunk, self.given[name], free=free)
            decision = self.decide(node, variables, as_event)
            if decision.runs:
                by_path &= decision.by_path
                jobs += self.job(name, node, variables, decision)
        order = {stage: index for index, stage in enumerate(self.merged.stages)}
        jobs.sort(key=lambda job: order.get(job.stage, len(order)))
        shown = Occasion(
            occasion.event, occasion.branch, occasion.is_default, by_path, occasion.name, (), occasion.at
        )
        return Run(shown if jobs and by_path else occasion, tuple(jobs))

    def _starts(self, variables: Variables) -> bool:
        """Say whether `workflow: rules` let a pipeline start."""
        rules = self.merged.top.get("workflow", "rules")
        if rules.value is None:
            return True
        return self._by_rules(rules, variables, "always").runs

    def decide(self, node: Node, variables: Variables, as_event: Event | None) -> _Decision:
        """Say whether a job runs on an occasion: by its rules, or by `only` and `except`."""
        when = node.get("when").text or "on_success"
        if node.has("rules"):
            found = self._by_rules(node.get("rules"), variables, when, node)
        else:
            found = self._by_refs(node, variables, when, as_event)
        return _NEVER if found.when in {"never", "on_failure"} else found

    def _by_rules(self, rules: Node, variables: Variables, when: str, job: Node | None = None) -> _Decision:
        """Take the first rule that matches; none means that the job does not run."""
        for rule in self.merged.entries(rules):
            self.rules_tried += 1
            if self.rules_tried > MOST_RULES:
                return _NEVER
            then = rule.get("when").text or when
            value = holds(rule.get("if").text, variables) if rule.has("if") else True
            if value is False or (value is UNKNOWN and then == "never"):
                continue
            if then == "never":
                if rule.has("changes") or rule.has("exists"):
                    continue
                return _NEVER
            allowed = (
                rule.get("allow_failure") if rule.has("allow_failure") else (job or rule).get("allow_failure")
            )
            blocks = then == "manual" and not allowed.holds("true")
            return _Decision(True, then, blocks, rule.has("changes"), rule.get("variables").pairs())  # noqa: FBT003 - the first field says that it runs
        return _NEVER

    def _by_refs(self, node: Node, variables: Variables, when: str, as_event: Event | None) -> _Decision:
        """Judge `only` and `except`, or the rule where there is neither: branches and tags."""
        only, but = node.get("only"), node.get("except")
        occasion = variables.occasion
        if as_event is not None:
            occasion = Occasion(as_event, occasion.branch, occasion.is_default)
        refs = only.get("refs").texts() if only.is_map else only.texts()
        if not takes_ref(refs or ("branches", "tags"), occasion):
            return _NEVER
        given = only.get("variables").texts()
        if given and all(holds(text, variables) is False for text in given):
            return _NEVER
        left_out = but.get("refs").texts() if but.is_map else but.texts()
        if takes_ref(left_out, occasion):
            return _NEVER
        if any(holds(text, variables) is True for text in but.get("variables").texts()):
            return _NEVER
        blocks = when == "manual" and node.get("allow_failure").holds("false")
        return _Decision(True, when, blocks, only.has("changes"))  # noqa: FBT003 - the first field says that it runs

    def job(self, name: str, node: Node, variables: Variables, decision: _Decision) -> Iterator[Job]:
        """Yield a job, or the jobs of the child pipeline that it starts."""
        given = {**variables.given, **dict(decision.variables)}
        copies = _copies(node.get("parallel"))
        environments = tuple(self._environments(node.get("environment"), given, variables, copies))
        remote = ", ".join(self.merged.missing_bases(name))
        manual = decision.when == "manual"
        trigger = node.get("trigger")
        children = self._children(name, trigger)
        if trigger.value is not None and not children:
            remote = trigger.text or trigger.get("project").text or "a child pipeline"
        yield Job(
            name,
            name,
            node.at,
            self._steps_of(name, node),
            node.get("stage").text or "test",
            tuple(_needs(node)),
            not node.has("needs"),
            environments,
            manual=manual,
            blocks=decision.blocks or (manual and bool(children)),
            width=_width(node.get("parallel"), copies),
            variables=tuple(given.items()),
            remote=remote,
            started_at=_started_at(node),
        )
        for child in children:
            yield from child.within(name, node.get("stage").text or "test", variables.occasion)

    def _children(self, name: str, trigger: Node) -> tuple[_Reader, ...]:
        """Return the child pipelines that a job starts from local files, each put together once."""
        if name not in self.children:
            found: list[_Reader] = []
            for include in trigger.get("include").entries():
                local = include.get("local").text if include.is_map else include.text
                part = self.project.local(self.merged.file, local) if local else None
                if part is not None and part != self.merged.file and len(self.family) < MOST_CHILDREN:
                    child = _Reader(self.project, part, dict(include.get("inputs").pairs()), self)
                    self.family.append(child)
                    found.append(child)
            self.children[name] = tuple(found)
        return self.children[name]

    def within(self, name: str, stage: str, occasion: Occasion) -> Iterator[Job]:
        """Yield the jobs of a child pipeline under the job that starts it, in the child's own order."""
        run = self.run(occasion, free=False)
        lineage = Lineage(run)
        for job in run.jobs:
            needs = tuple(f"{name}/{before.id}" for before in lineage.parents(job)) or (name,)
            yield replace(job, id=f"{name}/{job.id}", stage=stage, needs=needs, by_stage=False)

    def _steps_of(self, name: str, node: Node) -> tuple[Step, ...]:
        """Return what a job does; it is the same on every occasion."""
        if name not in self.steps:
            self.steps[name] = tuple(self._steps(name, node))
        return self.steps[name]

    def _steps(self, name: str, node: Node) -> Iterator[Step]:
        """Yield what a job does: its scripts, and the keywords that do something."""
        for key in ("before_script", "script", "after_script"):
            found: list[Command] = []
            for entry in self.merged.scripts(node.get(key)):
                found += shell.commands(entry.text, entry.at, self.project.lines(entry.at.file))
            yield Step("", node.at, tuple(found), aside=key != "script")
        if node.has("release"):
            yield Step("release", node.get("release").at, uses="create-release")
        if (name == "pages" and not node.get("pages").holds("false")) or node.get("pages").holds("true"):
            yield Step("pages", node.at, uses="actions/deploy-pages")
        elif node.get("pages").is_map:
            yield Step("pages", node.get("pages").at, uses="actions/deploy-pages")
        if node.get("artifacts", "reports", "junit").value is not None or node.has("coverage"):
            yield Step("test results", node.at, uses="test-report-hint")

    def _environments(
        self, node: Node, given: Mapping[str, str], variables: Variables, copies: list[Mapping[str, str]]
    ) -> Iterator[Environment]:
        name = node.get("name") if node.is_map else node
        tier, action = node.get("deployment_tier").text, node.get("action").text or "start"
        shown: set[str] = set()
        for copy in copies[:MOST_MATRIX] if "$" in name.text else [{}]:
            text = expand(name.text, {**given, **copy})
            text = _at_branch(text, variables.occasion)
            if text and text not in shown:
                shown.add(text)
                yield Environment(text, name.at, tier, action)

    def environments(self) -> tuple[str, ...]:
        """Return the names of all environments, also of jobs that no occasion starts."""
        found: dict[str, None] = {}
        for node in self.jobs.values():
            given = self.merged.variables(node)
            name = node.get("environment")
            name = name.get("name") if name.is_map else name
            for copy in _copies(node.get("parallel"))[:MOST_MATRIX] if "$" in name.text else [{}]:
                text = expand(name.text, {**given, **copy})
                if text:
                    found[text] = None
        return tuple(found)


def _started_at(node: Node) -> At:
    """Return the line that says when a job runs."""
    return next((node.get(key).at for key in ("rules", "only", "when", "except") if node.has(key)), node.at)


def _refs(node: Node) -> Iterator[str]:
    for key in ("only", "except"):
        given = node.get(key)
        yield from given.get("refs").texts() if given.is_map else given.texts()


def _needs(node: Node) -> Iterator[str]:
    for entry in node.get("needs").entries():
        if entry.text:
            yield entry.text
        elif entry.get("job").text and not entry.has("project") and not entry.has("pipeline"):
            yield entry.get("job").text


def _copies(parallel: Node) -> list[Mapping[str, str]]:
    """Return the copies of a job that differ by variables."""
    found: list[Mapping[str, str]] = []
    for row in parallel.get("matrix").entries():
        copies: list[dict[str, str]] = [{}]
        for key, values in row.items():
            copies = [{**copy, key: value} for copy in copies for value in values.texts()][:256]
        found += copies
    return found[:256] or [{}]


def _width(parallel: Node, copies: list[Mapping[str, str]]) -> int:
    return int(parallel.text) if parallel.text.isdigit() and len(parallel.text) < 4 else max(len(copies), 1)  # noqa: PLR2004 - GitLab runs at most 200


def expand(text: str, given: Mapping[str, str]) -> str:
    """Fill in the variables that the file sets; those that only a run knows stay as they are written."""
    for _ in range(3):
        filled = _VARIABLE.sub(lambda found: given.get(found[1] or found[2], found[0]) or found[0], text)
        if filled == text:
            break
        text = filled[:500]
    return text


def _at_branch(text: str, occasion: Occasion) -> str:
    """Fill the branch in where it says where to: an environment named as the branch `production`."""
    if occasion.event is not Event.PUSH or target_of(occasion.branch) is Target.UNKNOWN:
        return text
    return re.sub(r"\$\{?CI_COMMIT_(?:BRANCH|REF_NAME|REF_SLUG)\}?", occasion.branch, text)
