"""Turn exported runs of jobs and a git history into numbers of a team's own lane; they win over answers.

What is kept of them is reduced: per stage of the lane how long it works and how often it is red, with n and
the files it was read from, and how many commits come in a week. What fits no stage is named with the reason.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import takewhile
from statistics import fmean, median, stdev
from types import MappingProxyType
from typing import Any

from assessments.evidence.history import History
from assessments.evidence.runs import JobRun, measure_runs, without_copy
from assessments.evidence.trends import FEW, commit_weeks, recent
from datafiles import shorten
from delivery import Mark
from loop.calibrating import HOURS_PER_WEEK
from loop.own_lane import Fixed, Origin, OwnLane
from simulator import Scenario
from simulator.loads import open_share
from simulator.model import DistributionKind, Stage

FORMAT = 1
ATTEMPTS = 10
MOST_RATE = 0.9
NAMED = 30
"""So many jobs and files are named at most."""
COMMITS = "commits"
DEPLOY = "deploy"
KINDS: Mapping[str, frozenset[str]] = {
    "build": frozenset({"build", "builds", "compile"}),
    "test": frozenset({"test", "tests", "testing", "unit", "integration", "e2e", "pytest", "spec", "specs"}),
    "package": frozenset({"package", "packaging", "image", "docker", "container", "artifact", "artifacts"}),
    "staging": frozenset({"staging", "acceptance", "preprod", "uat"}),
    DEPLOY: frozenset({"deploy", "deploys", "deployment", "production", "prod", "rollout"}),
}
"""The stages of a lane that runs can measure, with the words in the name of a job that mean them."""
_NOT_LIVE = frozenset({"preview", "dev", "development", "review", "sandbox", "demo", "docs", "pages"})
_WORD = re.compile(r"[A-Z]?[a-z]+[0-9]?[a-z]*|[A-Z]+")


@dataclass(frozen=True, slots=True)
class MeasuredStage:
    """What runs say of one stage of the lane.

    Attributes:
        stage: the stage's id.
        jobs: the jobs that were taken for it, without copies.
        files: the exports they were read from.
        good: how many good runs of the whole stage its times rest on [0..].
        mean: how long such a run works [h]; None where there is none.
        cv: how much that varies, as a share of the mean; None of fewer than two runs.
        ended: how many runs of the stage ended good or red [0..].
        red: how many of them were red [0..].
        flaky: how many of the red ones were good when run again on the same commit [0..].
    """

    stage: str
    jobs: tuple[str, ...]
    files: tuple[str, ...]
    good: int
    mean: float | None
    cv: float | None
    ended: int
    red: int
    flaky: int


@dataclass(frozen=True, slots=True)
class CommitRate:
    """How many commits came in so many whole weeks, and the history that says so."""

    commits: int
    weeks: int
    source: str


@dataclass(frozen=True, slots=True)
class MeasuredRuns:
    """What runs and a history say of a lane, reduced to what is kept.

    Attributes:
        stages: the stages that were measured, in the order of the lane.
        unused: the jobs that fit no stage, and why.
        commits: how many commits come; None where no history was read.
    """

    stages: tuple[MeasuredStage, ...] = ()
    unused: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    commits: CommitRate | None = None

    def as_text(self) -> str:
        """Return it as it is kept."""
        commits = None if self.commits is None else asdict(self.commits)
        rows = [asdict(row) for row in self.stages]
        found = {"format": FORMAT, "stages": rows, "unused": dict(self.unused), COMMITS: commits}
        return json.dumps(found, sort_keys=True)


@dataclass(frozen=True, slots=True)
class RunsLane:
    """A lane with what runs and a history measured in it, and what was not used, with the reason."""

    lane: OwnLane
    unused: Mapping[str, str]


# ---------------------------------------------------------------- runs to figures


def stage_of(job: str, production: Collection[str] = ()) -> tuple[str, str]:
    """Return the stage that a job is by its name, or an empty text and why it is none.

    `production` are the jobs of which their pipeline file says that they deploy to production.
    """
    if job in production:
        return DEPLOY, ""
    if job.lower() in KINDS:
        return job.lower(), ""
    said = {word.lower() for word in _WORD.findall(job)}
    kinds = [kind for kind, known in KINDS.items() if known & said]
    for wider, narrower in ((DEPLOY, "staging"), ("build", "package")):
        if wider in kinds and narrower in kinds:
            kinds.remove(wider)
    if not kinds:
        return "", "its name fits no stage"
    if len(kinds) > 1:
        return "", f"its name fits {' and '.join(kinds)}, and how long each of them takes is not known"
    if kinds == [DEPLOY] and said & _NOT_LIVE:
        return "", "by its name it deploys elsewhere than to production"
    return kinds[0], ""


def measure_stages(
    exports: Mapping[str, Sequence[JobRun]], production: Collection[str] = ()
) -> tuple[tuple[MeasuredStage, ...], dict[str, str]]:
    """Return what exported runs say of the stages of a lane, and the jobs that fit none, with the reason.

    Jobs of one stage that run side by side count once, those that run one after another add up, and what lies
    between them does not count. A run of a stage is red where one of its jobs is.

    Args:
        exports: the runs of jobs by the file they were read from, each run once.
        production: names of jobs that deploy to production.
    """
    unused: dict[str, str] = {}
    found: dict[str, list[tuple[str, JobRun]]] = {}
    for file, runs in exports.items():
        for run in runs:
            job = without_copy(run.name)
            stage, why = stage_of(job, production)
            if stage:
                found.setdefault(stage, []).append((file, run))
            else:
                unused[job] = why
    return tuple(_measured(stage, found[stage]) for stage in KINDS if stage in found), _few(unused)


def _few(unused: Mapping[str, str]) -> dict[str, str]:
    """Return at most so many jobs that are not used, and how many more there are."""
    more = len(unused) - NAMED
    found = {shorten(job): why for job, why in list(unused.items())[:NAMED]}
    return {**found, f"{more:,} more jobs": "they are not listed"} if more > 0 else found


def _measured(stage: str, rows: Sequence[tuple[str, JobRun]]) -> MeasuredStage:
    visits = _visits(run for _, run in rows)
    usual = median(len(visit) for visit in visits)
    whole = measure_runs(_as_one(stage, visit) for visit in visits if len(visit) >= usual)
    every = measure_runs(_as_one(stage, visit) for visit in visits)
    times = whole.durations
    mean = fmean(times) if times else None
    return MeasuredStage(
        stage=stage,
        jobs=tuple(sorted({shorten(without_copy(run.name)) for _, run in rows})[:NAMED]),
        files=tuple(dict.fromkeys(shorten(file) for file, _ in rows))[:NAMED],
        good=len(times),
        mean=mean,
        cv=stdev(times) / mean if mean and len(times) > 1 else None,
        ended=every.ended,
        red=every.red,
        flaky=every.flaky,
    )


def _visits(runs: Iterable[JobRun]) -> list[list[JobRun]]:
    """Return the jobs of a stage that ran on one commit and attempt; a job that ran again begins anew."""
    again: Counter[tuple[object, ...]] = Counter()
    found: dict[tuple[object, ...], list[JobRun]] = {}
    for run in sorted(runs, key=lambda one: (one.started, one.name)):
        source = (run.workflow, run.source or (run.id,), run.attempt)
        found.setdefault((*source, again[*source, run.name]), []).append(run)
        again[*source, run.name] += 1
    return list(found.values())


def _as_one(stage: str, visit: Sequence[JobRun]) -> JobRun:
    """Return the jobs of a stage as one run, as long as at least one of them worked."""
    worked, until = 0.0, -math.inf
    for run in visit:
        worked += max(0.0, run.finished - max(run.started, until))
        until = max(until, run.finished)
    first = visit[0]
    good = all(run.good for run in visit)
    return replace(first, name=stage, finished=first.started + worked, good=good)


def commit_rate(history: History, source: str) -> CommitRate | None:
    """Return how many commits came in the last whole weeks of a history; None where there is none.

    `source` is the file or the clone that the history was read from.
    """
    weeks = recent(commit_weeks(history))
    commits = sum(week.commits for week in weeks)
    return CommitRate(commits, len(weeks), source) if commits else None


# ---------------------------------------------------------------- figures to the lane


def with_runs(lane: OwnLane, measured: MeasuredRuns) -> RunsLane:
    """Return a lane with what runs and a history measured; it depends on the arguments alone.

    A stage that people work by hand by the team's answers keeps its time: a job is not their work.

    Raises:
        SimulatorError: where the lane cannot run before.
    """
    unused = dict(measured.unused)
    if measured.commits is not None:
        lane = _taken(lane, COMMITS, _arrivals(lane.scenario(), measured.commits), unused)
    for row in measured.stages:
        scenario = lane.scenario()
        stage = next((one for one in scenario.stages if one.id == row.stage), None)
        if stage is None:
            unused[row.stage] = "the lane has no such stage"
        elif stage.mark is Mark.HAND:
            unused[row.stage] = (
                "by the answers people work this stage by hand, and the time of a job is not theirs"
            )
        else:
            lane = _taken(lane, f"{row.stage}, time", _work(stage, row), unused)
            lane = _taken(lane, f"{row.stage}, run again", _flaky(stage, row), unused)
            lane = _taken(lane, f"{row.stage}, sent back", _reds(scenario, stage, row), unused)
    return RunsLane(lane, unused)


def _taken(lane: OwnLane, what: str, found: list[Fixed] | str, unused: dict[str, str]) -> OwnLane:
    """Return the lane with some numbers; where they do not fit, as it was, and note why."""
    if isinstance(found, str):
        unused[what] = found
        return lane
    tried = lane.with_fixed(*found)
    refused = tried.refusal()
    if refused is not None:
        unused[what] = refused
    return lane if refused is not None else tried


def _arrivals(scenario: Scenario, rate: CommitRate) -> list[Fixed] | str:
    """Return how often a change comes; each commit is taken for a change."""
    if scenario.arrivals.between is None:
        return "changes of this lane do not come at a rate"
    share = open_share(scenario, [scenario.arrivals.calendar])
    gap = share * HOURS_PER_WEEK * rate.weeks / rate.commits
    says = (
        f"{rate.commits:,} commits in {rate.weeks} whole weeks of {rate.source}, each taken for a change, "
        "merges too"
    )
    return [_fixed("arrivals.between", {"dist": "exponential", "mean": gap}, says)]


def _work(stage: Stage, row: MeasuredStage) -> list[Fixed] | str:
    """Return how long a stage works, in the shape that the lane gives it."""
    if row.mean is None:
        return "no run of it was good"
    says, path = f"{_n(row.good, 'good run')} of {_rests(row)}", f"{row.stage}.work"
    kind = stage.work.dist if stage.work is not None else None
    if kind is DistributionKind.CONSTANT:
        return [_fixed(f"{path}.value", row.mean, says)]
    if kind is DistributionKind.EXPONENTIAL:
        return [_fixed(f"{path}.mean", row.mean, says)]
    if kind is DistributionKind.LOGNORMAL:
        found = [_fixed(f"{path}.mean", row.mean, says)]
        return [*found, _fixed(f"{path}.cv", row.cv, says)] if row.cv else found
    return [_fixed(path, {"dist": "constant", "value": row.mean}, says)]


def _flaky(stage: Stage, row: MeasuredStage) -> list[Fixed]:
    """Return how often a stage is run again; several changes that travel as one do so after every red run."""
    again = row.flaky if stage.batch is None else row.red
    rate, says = min(again / row.ended, MOST_RATE), _said_red(row)
    if stage.flaky is not None:
        return [_fixed(f"{stage.id}.flaky.rate", rate, says)]
    return [_fixed(f"{stage.id}.flaky", {"rate": rate, "attempts": ATTEMPTS}, says)] if rate else []


def _reds(scenario: Scenario, stage: Stage, row: MeasuredStage) -> list[Fixed] | str:
    """Return how often a stage sends a change back, beside the defects that it finds."""
    if stage.batch is not None:
        return []
    red, caught = (row.red - row.flaky) / row.ended, _caught(scenario, stage)
    if red < caught:
        return (
            f"{_said_red(row)}: the defects that the answers assume make {caught:.1%} red alone, so how "
            "often a change is sent back stays as answered"
        )
    rate = min(1 - (1 - red) / (1 - caught), MOST_RATE) if caught < 1 else 0.0
    return _sent_back(scenario, stage, rate, _said_red(row))


def _said_red(row: MeasuredStage) -> str:
    runs = _n(row.ended, "run")
    return f"{row.red:,} of {runs} red, {row.flaky:,} of them good when run again; {_rests(row)}"


def _sent_back(scenario: Scenario, stage: Stage, rate: float, says: str) -> list[Fixed]:
    if stage.rework is not None:
        return [_fixed(f"{stage.id}.rework.rate", rate, says)]
    if not rate:
        return []
    to = next((one.rework.to for one in scenario.stages if one.rework and one.rework.to), None)
    mending = {"rate": rate, "work": {"dist": "exponential", "mean": 1.0}}
    mending |= {"to": to} if to else {}
    return [_fixed(f"{stage.id}.rework", mending, f"{says}; that mending takes 1 h is assumed")]


def _caught(scenario: Scenario, stage: Stage) -> float:
    """Return the share of changes that a stage sends back for a defect [0..1]."""
    before = takewhile(lambda one: one.id != stage.id, scenario.stages)
    return scenario.defects * math.prod(1 - one.catches for one in before) * stage.catches


def _rests(row: MeasuredStage) -> str:
    few = f"; fewer than {FEW} are few" if min(row.good, row.ended) < FEW else ""
    return f"{', '.join(row.jobs)} in {', '.join(row.files)}{few}"


def _n(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _fixed(path: str, value: object, says: str) -> Fixed:
    return Fixed(path, value, says, Origin.MEASURED)


# ---------------------------------------------------------------- what is kept


def read_measured_runs(text: str) -> MeasuredRuns | None:
    """Return figures as they were kept; None where the text is none."""
    try:
        raw: dict[str, Any] = json.loads(text)
        rows, rate = raw["stages"], raw[COMMITS]
        found = MeasuredRuns(
            tuple(_read_stage(row) for row in rows),
            {str(job): str(why) for job, why in raw["unused"].items()},
            None if rate is None else CommitRate(int(rate[COMMITS]), int(rate["weeks"]), str(rate["source"])),
        )
        known = raw["format"] == FORMAT and all(map(_sound, found.stages))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None
    fits = found.commits is None or (found.commits.commits > 0 and found.commits.weeks > 0)
    return found if known and fits else None


def _read_stage(row: Mapping[str, Any]) -> MeasuredStage:
    return MeasuredStage(
        str(row["stage"]),
        tuple(map(str, row["jobs"])),
        tuple(map(str, row["files"])),
        int(row["good"]),
        None if row["mean"] is None else float(row["mean"]),
        None if row["cv"] is None else float(row["cv"]),
        int(row["ended"]),
        int(row["red"]),
        int(row["flaky"]),
    )


def _sound(row: MeasuredStage) -> bool:
    times = all(one is None or (math.isfinite(one) and one >= 0) for one in (row.mean, row.cv))
    return times and row.ended > 0 and 0 <= row.flaky <= row.red <= row.ended
