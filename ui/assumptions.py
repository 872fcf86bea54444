"""Say in words what a scenario assumes, part by part, from the scenario itself."""

from collections.abc import Iterator

from simulator import Scenario
from simulator.model import Batch, Distribution, OpenHours, Production, Stage
from ui import words


def rows(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Yield what is assumed as (part, mark, words): arrivals, each stage, merging, production."""
    yield "changes arrive", "", "; ".join(arrival_words(scenario))
    for stage in scenario.stages:
        said = "; ".join(stage_words(stage, scenario)) or "at once, no work"
        yield stage.title or stage.id, stage.mark.word, said
    conflicts = scenario.integration.conflicts if scenario.integration else None
    if conflicts is not None:
        each = f"{share(conflicts.rate)} chance with each change merged since the branch was made"
        yield "merge conflict", "", f"{each}; {spread(conflicts.work)} to resolve"
    production = scenario.production
    if production is not None:
        yield "failure", "", "; ".join(production_words(production)) or "nothing fails"


def arrival_words(scenario: Scenario) -> Iterator[str]:
    """Yield how changes come in, of which kinds, and how many are defective."""
    arrivals = scenario.arrivals
    if arrivals.wip_limit is not None:
        yield f"as one goes live the next comes in, {arrivals.wip_limit} are under way"
    else:
        between = f"{spread(arrivals.between)} between changes" if arrivals.between else "at given times"
        yield f"{between}, in {arrivals.calendar} hours" if arrivals.calendar else between
    for kind in arrivals.classes or ():
        yield f"{share(kind.share)} are {kind.id}, priority {kind.priority}"
    yield f"{share(scenario.defects)} carry a defect"


def production_words(production: Production) -> Iterator[str]:
    """Yield what fails in production, how it is noticed and mended."""
    if production.fails:
        yield f"{share(production.fails)} of changes fail besides escaped defects"
    if production.detect:
        yield f"noticed after {spread(production.detect)}"
    if production.rollback:
        yield f"{share(production.rollback.share)} rolled back in {spread(production.rollback.work)}"
    if production.recover:
        yield f"else mended in {spread(production.recover)}"
    if production.freeze:
        yield "nothing else deploys until then"


def stage_words(stage: Stage, scenario: Scenario) -> Iterator[str]:
    """Yield what one stage assumes: what it follows, how long it works, when, for how many, what it finds."""
    if stage.after is not None:
        yield f"after {' and '.join(stage.after)}" if stage.after else "from the arrival on"
    yield from _departure_words(stage)
    yield from _work_words(stage, scenario)
    if stage.calendar:
        hours = _hours(scenario.calendars[stage.calendar])
        known = stage.calendar == scenario.arrivals.calendar
        yield f"in {stage.calendar} hours" if known else f"in {stage.calendar} hours ({hours})"
    if stage.attends:
        yield f"looked at every {words.duration(stage.attends.every)}"
    if stage.batch:
        yield _batch_words(stage.batch)
    yield from _check_words(stage)


def _work_words(stage: Stage, scenario: Scenario) -> Iterator[str]:
    if stage.steps:
        slip = f"{share(stage.steps.slip)} of them slip"
        yield f"{stage.steps.count} steps of {spread(stage.steps.work)}, {slip}"
    if stage.work:
        parts = f", {stage.shards} parts at a time" if stage.shards and stage.shards > 1 else ""
        yield spread(stage.work) + parts
    if stage.pool is not None:
        yield f"{scenario.pools[stage.pool]} at a time, shared as {stage.pool}"
    elif stage.capacity not in {None, 1}:
        yield f"{stage.capacity} at a time"


def _check_words(stage: Stage) -> Iterator[str]:
    if stage.flaky:
        attempts = words.count(stage.flaky.attempts, "attempt")
        yield f"{share(stage.flaky.rate)} red for no reason, {attempts}"
    if stage.catches:
        yield f"finds {share(stage.catches)} of defects"
    if stage.rework and stage.rework.rate:
        yield f"{share(stage.rework.rate)} sent back"


def _hours(calendar: OpenHours | tuple[OpenHours, ...]) -> str:
    rows_of_it = calendar if isinstance(calendar, tuple) else (calendar,)
    return ", ".join(f"{row.days} {row.hours}" for row in rows_of_it)


def _departure_words(stage: Stage) -> Iterator[str]:
    if stage.departures:
        start = f", first {stage.departures.at}" if stage.departures.at else ""
        seats = f", {stage.departures.seats} seats" if stage.departures.seats else ""
        yield f"every {words.duration(stage.departures.every)}{start}{seats}"
    if stage.opens is not None:
        yield f"pressed {words.count(len(stage.opens), 'time')}"


def _batch_words(batch: Batch) -> str:
    if batch.size is not None:
        return f"{batch.size} go together"
    return "all that wait go together" if batch.max is None else f"at most {batch.max} together"


def spread(dist: Distribution | None) -> str:
    """Return a distribution in words: its mean, and how much it varies."""
    if dist is None:
        return "no time"
    if dist.value is not None:
        return words.duration(dist.value)
    if dist.mean is not None:
        varies = f", varying by {dist.cv:.0%}" if dist.cv is not None else ", varying widely"
        return f"{words.duration(dist.mean)} on average{varies}"
    if dist.low is not None and dist.high is not None:
        return f"{words.duration(dist.low)} to {words.duration(dist.high)}"
    return f"one of {len(dist.values or ())} given durations"


def share(value: float) -> str:
    """Return a share [0..1] in percent."""
    return f"{value * 100:.3g} %"
