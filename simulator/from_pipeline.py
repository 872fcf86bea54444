"""Make scenarios of a pipeline that was read from a team's own files: the same road by hand and automatic.

Every stage and every edge of the pipeline is kept. What starts only when somebody decides becomes a stage of
its own where a change waits. What is not measured is assumed, and every assumption is listed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from delivery import Mark, Pipeline
from simulator.assuming import WEEK, Assumption, Figures
from simulator.folding_pipelines import fold
from simulator.model import (
    Arrivals,
    Distribution,
    DistributionKind,
    OpenHours,
    Production,
    Scenario,
    Stage,
)
from simulator.pipeline_gates import decision, passing
from simulator.pipeline_places import Place, Places, places_of
from simulator.pipeline_ways import Ways, find_ways
from simulator.pipeline_work import closing, guess_reds, idle_stage, work_stage

NAMED = 4
Ids = tuple[str, ...]
CHANGES = Assumption(
    "arrivals.between.mean", 2.0, 0.5, 16.0, "about four changes a working day; a guess, nobody counted them"
)
FAILS = Assumption(
    "production.fails",
    0.02,
    0.005,
    0.1,
    "the share of changes that break production; a guess, nobody counted",
)
DETECT = Assumption(
    "production.detect.mean", 5 / 60, 1 / 60, 4.0, "how long a failure goes unnoticed; a guess"
)
RECOVER = Assumption("production.recover.mean", 1.0, 0.25, 24.0, "how long a failure takes to mend; a guess")


@dataclass(frozen=True, slots=True)
class PipelineLane:
    """The road of a pipeline as two scenarios that differ in their gates alone.

    Attributes:
        manual: somebody decides when changes go on.
        automatic: every gate lets changes through at once.
        gated: the pipeline itself has a gate on the way to production, so that it is the manual one.
        gates: the stages in which the two differ.
        places: the stages of the scenarios that each stage of the pipeline became, in their order;
            stages that are in no pipeline stage were added, and a note says so.
        assumptions: what is not measured: every number that was assumed, with its range.
        measured: the paths of numbers that were measured, and from how many observations.
        notes: what a reader must know.
    """

    manual: Scenario
    automatic: Scenario
    gated: bool
    gates: tuple[str, ...]
    places: Mapping[str, tuple[str, ...]]
    assumptions: tuple[Assumption, ...]
    measured: Mapping[str, str]
    notes: tuple[str, ...]

    @property
    def scenario(self) -> Scenario:
        """Return the scenario of the pipeline as its files are."""
        return self.manual if self.gated else self.automatic


def from_pipeline(
    pipeline: Pipeline,
    figures: Figures | None = None,
    name: str = "pipeline",
    title: str = "The road of the pipeline files",
) -> PipelineLane:
    """Make the manual and the automatic scenario of a pipeline.

    Both have the same stages with the same ids, so that the same changes meet the same random numbers.
    `figures` are what was measured of the road as a whole; what was measured of a stage stands in its `runs`.
    """
    figures = figures or Figures()
    folded, folds = fold(pipeline)
    ways = find_ways(folded)
    places = places_of(folded, ways, figures)
    built = _Builder(folded, ways, places, figures)
    built.build()
    figured = _figured(figures, built.stages)
    notes = (*folds, *_notes(folded, ways), *_limits(figures))
    assumptions = (*built.assumptions, *_whole(figures))
    told = (*notes, *(f"Measured: {text}." for text in dict.fromkeys(figured.values())), *_said(assumptions))
    manual = Scenario(
        format=1,
        id=f"{name}-manual",
        title=f"{title}, by decision",
        note=" ".join(told),
        calendars=_calendars(figures),
        arrivals=_arrivals(figures),
        stages=tuple(built.stages),
        production=_production(figures),
    )
    stages = tuple(passing(stage) if stage.id in built.gates else stage for stage in manual.stages)
    other = {"id": f"{name}-automatic", "title": f"{title}, automatic", "stages": stages}
    return PipelineLane(
        manual=manual,
        automatic=manual.model_copy(update=other),
        gated=bool(ways.waited),
        gates=tuple(built.gates),
        places={stage.id: places.of(stage.id) for stage in folded.stages},
        assumptions=assumptions,
        measured={**built.measured, **figured},
        notes=notes,
    )


@dataclass(slots=True)
class _Builder:
    """Builds the stages of the manual scenario, and keeps what was assumed and measured."""

    pipeline: Pipeline
    ways: Ways
    places: Places
    figures: Figures
    stages: list[Stage] = field(default_factory=list)
    gates: list[str] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    measured: dict[str, str] = field(default_factory=dict)

    def build(self) -> None:
        """Build every stage behind those it comes after."""
        guess = guess_reds(self.pipeline, self.ways)
        for stage in self.pipeline.stages:
            after = tuple(self.places.last(other) for other in self.ways.before[stage.id])
            place = self.places.by_id[stage.id]
            if place.gate is not None:
                waited = stage.id in self.ways.waited
                main = not waited or stage.id in self.ways.main
                mark = stage.mark if waited else Mark.BUTTON
                after = self._decide(place, stage.title, mark, main=main, after=after)
            if place.work is not None and stage.id in self.ways.idle:
                self.stages.append(idle_stage(stage, place.work, after))
            elif place.work is not None:
                work = work_stage(stage, place.work, after, guess, self.ways)
                self.stages.append(work.stage)
                self.assumptions += work.assumptions
                self.measured |= work.measured
        if len(self.ways.ends) > 1:
            place = self.places.closing
            after = tuple(self.places.last(end) for end in self.ways.ends)
            if place.gate is not None:
                after = self._decide(place, "Going live", Mark.BUTTON, main=True, after=after)
            self.stages.append(closing(place, after))

    def _decide(self, place: Place, title: str, mark: Mark, *, main: bool, after: Ids) -> Ids:
        """Build a gate, and return what comes directly before the work behind it."""
        built = decision(place, title, mark, self.figures, main=main, after=after)
        self.stages += built.stages
        self.gates += [stage.id for stage in built.stages]
        self.assumptions += built.assumptions
        return (built.stages[-1].id,)


def _notes(pipeline: Pipeline, ways: Ways) -> Iterator[str]:
    """Say what was added to the pipeline, and what was left out of its time."""
    if len(ways.ends) > 1:
        yield (
            f"The files have {len(ways.ends)} ends ({_listed(ways.ends)}); "
            "a last stage joins them: a change counts as live when all of them are done."
        )
    if not any(stage.production for stage in pipeline.stages):
        yield "No stage is known to deploy to production: the road ends where the files end."
    if not ways.waited:
        yield (
            "The files have no gate before production; a decision was added, "
            "which lets changes through at once when automatic."
        )
    if ways.idle:
        idle = tuple(stage.id for stage in pipeline.stages if stage.id in ways.idle)
        yield f"Nobody waits for {_listed(idle)}: it runs only if somebody presses it."
    yield "Changes that a gate let through together, or that meet before the deployment, are deployed as one."


def _whole(figures: Figures) -> Iterator[Assumption]:
    """Return what is assumed of the road as a whole."""
    if figures.changes_per_week is None:
        yield CHANGES
    if figures.fails is None:
        yield FAILS
    yield DETECT
    if figures.recovery is None:
        yield RECOVER


def _figured(figures: Figures, stages: Sequence[Stage]) -> dict[str, str]:
    """Say what was measured of the road as a whole, by the knob it sets."""
    found = {}
    if figures.changes_per_week is not None:
        found["arrivals.between.mean"] = f"{figures.changes_per_week:.3g} changes a week"
    for stage in stages:
        if figures.every and stage.departures is not None:
            found[f"{stage.id}.departures.every"] = f"a deployment every {figures.every:.3g} h"
        if stage.mark is Mark.BUTTON and stage.work is not None and stage.capacity == "unlimited":
            wait = f"{figures.gate_wait:.3g} h until a change stands in line for a deployment"
            found[f"{stage.id}.work.value"] = wait
    if figures.fails is not None:
        found["production.fails"] = f"{figures.fails:.2%} of changes break production"
    if figures.recovery is not None:
        found["production.recover.mean"] = f"{figures.recovery:.3g} h until half of the failures are mended"
    return found


def _limits(figures: Figures) -> Iterator[str]:
    """Say what the scenario cannot show."""
    if figures.gate_wait:
        yield "The wait before a change stands in line is a stage with work, so flow efficiency says nothing."


def _said(assumptions: Sequence[Assumption]) -> Iterator[str]:
    """Say what is assumed, in few words."""
    works = [one for one in assumptions if one.path.count(".") == 2 and one.path.endswith(".work.mean")]  # noqa: PLR2004 - stage, work, mean
    rates = [
        one for one in assumptions if one.path.endswith((".rework.rate", ".rework.work.mean", ".flaky.rate"))
    ]
    if works:
        names = _listed([one.path.split(".")[0] for one in works])
        yield f"Assumed, not measured: how long {names} work{'s' if len(works) == 1 else ''}."
    if rates:
        yield "Assumed: how many changes an unmeasured check sends back, and how long mending takes."
    for one in assumptions:
        if one not in works and one not in rates:
            yield f"Assumed: {one.path} = {one.value:.3g} ({one.low:.3g} to {one.high:.3g}), {one.why}."


def _listed(names: Sequence[str]) -> str:
    """Name a few of many."""
    more = len(names) - NAMED
    return ", ".join(f"`{name}`" for name in names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _calendars(figures: Figures) -> dict[str, OpenHours | tuple[OpenHours, ...]]:
    if figures.changes_per_week is not None:
        return {}
    return {"office": OpenHours(days="mon-fri", hours="09:00-17:00")}


def _arrivals(figures: Figures) -> Arrivals:
    if figures.changes_per_week is None:
        return Arrivals(
            between=Distribution(dist=DistributionKind.EXPONENTIAL, mean=CHANGES.value), calendar="office"
        )
    gap = WEEK / figures.changes_per_week
    return Arrivals(between=Distribution(dist=DistributionKind.EXPONENTIAL, mean=gap))


def _production(figures: Figures) -> Production:
    # The median of a lognormal duration with cv 1 is its mean over the root of 2.
    recover = RECOVER.value if figures.recovery is None else figures.recovery * 2**0.5
    return Production(
        fails=FAILS.value if figures.fails is None else figures.fails,
        detect=Distribution(dist=DistributionKind.EXPONENTIAL, mean=DETECT.value),
        recover=Distribution(dist=DistributionKind.LOGNORMAL, mean=recover, cv=1.0),
        freeze=True,
    )
