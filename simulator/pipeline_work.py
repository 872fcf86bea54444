"""Make the work of the stages of a pipeline: measured where known, assumed where not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from datafiles import shorten
from delivery import Mark, Pipeline, PipelineStage
from simulator.assuming import Assumption
from simulator.checking_stages import SHARDS_MOST
from simulator.model import Batch, Distribution, DistributionKind, Flaky, Rework, Stage
from simulator.pipeline_places import LIVE, Place
from simulator.pipeline_ways import GATES, Ways

MOST_VALUES = 99
MOST_RATE = 0.9
MAIN_GREEN = 0.8215
"""The share of workflows on the main branch that succeed [0..1]. Source: circleci-2025"""
GREEN_AT_WORST = 0.7
ATTEMPTS = 10
EACH = Batch(all=True)


@dataclass(frozen=True, slots=True)
class Work:
    """The work of a stage, what was assumed and what was measured of it."""

    stage: Stage
    assumptions: tuple[Assumption, ...]
    measured: Mapping[str, str]


def idle_stage(stage: PipelineStage, name: str, after: Sequence[str]) -> Stage:
    """Make a stage that nobody waits for."""
    return Stage(id=name, mark=stage.mark, title=_title(stage), after=tuple(after), capacity="unlimited")


def closing(place: Place, after: Sequence[str]) -> Stage:
    """Make the stage that joins several ends."""
    return Stage(
        id=place.work or LIVE,
        mark=Mark.BOLT,
        title="All of it is done",
        after=tuple(after),
        capacity="unlimited",
        batch=EACH,
    )


@dataclass(frozen=True, slots=True)
class Guess:
    """The share of changes that a check sends back, where nobody measured it: likely, and at worst [0..1]."""

    share: float
    worst: float


def guess_reds(pipeline: Pipeline, ways: Ways) -> Guess:
    """Share among the checks of a pipeline how many runs of a whole one are red.

    Source: circleci-2025
    """
    unknown = [
        stage
        for stage in pipeline.stages
        if stage.id not in ways.idle
        and not stage.production
        and stage.mark not in GATES
        and stage.runs is None
    ]
    each = 1 / max(len(unknown), 1)
    return Guess(_rounded(1 - MAIN_GREEN**each), _rounded(1 - GREEN_AT_WORST**each))


def work_stage(stage: PipelineStage, name: str, after: Sequence[str], guess: Guess, ways: Ways) -> Work:
    """Make the work of a stage; `guess` is how many changes are sent back where nobody measured it."""
    goal, together = stage.production, stage.id in ways.together
    work, assumptions, measured = _work_of(stage, name, goal=goal)
    reds = _reds(stage, name, guess, together=together)
    found = Stage(
        id=name,
        mark=Mark.HAND if stage.mark is Mark.HAND else Mark.BOLT,
        title=_title(stage),
        after=tuple(after),
        capacity=1 if goal else "unlimited",
        work=work,
        shards=min(stage.width, SHARDS_MOST) if stage.width > 1 else None,
        batch=EACH if together else None,
        rework=reds.rework,
        flaky=reds.flaky,
    )
    return Work(found, (*assumptions, *reds.assumptions), {**measured, **reds.measured})


def _work_of(
    stage: PipelineStage, name: str, *, goal: bool
) -> tuple[Distribution, tuple[Assumption, ...], dict[str, str]]:
    runs = stage.runs
    if runs is not None and runs.durations:
        said = f"{len(runs.durations)} runs: half within {runs.p50:.3g} h, 90 % within {runs.p90:.3g} h"
        measured = Distribution(dist=DistributionKind.EMPIRICAL, values=_quantiles(runs.durations))
        return measured, (), {f"{name}.work": said}
    mean = 10 / 60 if goal else 6 / 60
    why = (
        "how long a deployment runs; a guess, nobody measured it"
        if goal
        else "how long one stage runs; a guess, whole pipelines take 11 min on average (circleci-2025)"
    )
    guess = Assumption(f"{name}.work.mean", mean, mean / 6, mean * 6, why)
    return Distribution(dist=DistributionKind.LOGNORMAL, mean=_rounded(mean), cv=1.0), (guess,), {}


@dataclass(frozen=True, slots=True)
class _Reds:
    """What being red costs: changes sent back to be mended, or a run that is run again."""

    rework: Rework | None = None
    flaky: Flaky | None = None
    assumptions: tuple[Assumption, ...] = ()
    measured: Mapping[str, str] = field(default_factory=dict)


def _reds(stage: PipelineStage, name: str, guess: Guess, *, together: bool) -> _Reds:
    """Say how often a stage is red; several changes that travel as one stay so, and run again as one."""
    runs = stage.runs
    if runs is None or not runs.ended:
        if stage.production:
            return _Reds()
        path = f"{name}.flaky.rate" if together else f"{name}.rework.rate"
        why = "so that 82 % of whole pipelines are green (circleci-2025); nobody measured it here"
        share = Assumption(path, guess.share, 0.0, guess.worst, why)
        found = _red_shares(name, *((0.0, guess.share) if together else (guess.share, 0.0)))
        return replace(found, assumptions=(share, *found.assumptions))
    red, flaky = runs.failure_rate or 0.0, runs.flaky_rate or 0.0
    said = f"{runs.red} of {runs.ended} runs were red, {runs.flaky} of them good when run again"
    found = _red_shares(name, *((0.0, red + flaky) if together else (red, flaky)))
    paths = [f"{name}.{part}.rate" for part in ("rework", "flaky") if getattr(found, part) is not None]
    return replace(found, measured=dict.fromkeys(paths, said))


def _red_shares(name: str, red: float, flaky: float) -> _Reds:
    mending = Distribution(dist=DistributionKind.EXPONENTIAL, mean=1.0)
    why = "how long mending a red run takes; a guess, nobody measured it"
    return _Reds(
        Rework(rate=min(_rounded(red), MOST_RATE), work=mending) if red > 0 else None,
        Flaky(rate=min(_rounded(flaky), MOST_RATE), attempts=ATTEMPTS) if flaky > 0 else None,
        (Assumption(f"{name}.rework.work.mean", 1.0, 0.25, 8.0, why),) if red > 0 else (),
    )


def _quantiles(times: Sequence[float]) -> tuple[float, ...]:
    """Return at most so many durations, spread evenly over all of them."""
    ordered = sorted(times)
    if len(ordered) > MOST_VALUES:
        step = len(ordered) / MOST_VALUES
        ordered = [ordered[int((i + 0.5) * step)] for i in range(MOST_VALUES)]
    return tuple(_rounded(time) for time in ordered)


def _title(stage: PipelineStage) -> str:
    """Return what a stage is called, with where it deploys to."""
    title = shorten(stage.title).strip() or stage.id
    where = ", ".join(shorten(name) for name in stage.environments)
    return f"{title} ({where})" if where else title


def _rounded(number: float) -> float:
    return round(number, 6)
