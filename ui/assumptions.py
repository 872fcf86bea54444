"""Say in words what a scenario assumes, part by part, from the scenario itself."""

from collections.abc import Iterator

from simulator import Scenario
from simulator.model import Distribution, Stage
from ui import words


def rows(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Yield what is assumed as (part, mark, words): arrivals, each stage, production."""
    arrivals = scenario.arrivals
    between = f"{spread(arrivals.between)} between changes" if arrivals.between else "at given times"
    opens = f", in {arrivals.calendar} hours" if arrivals.calendar else ""
    yield "changes arrive", "", f"{between}{opens}; {share(scenario.defects)} carry a defect"
    for stage in scenario.stages:
        yield stage.title or stage.id, stage.mark.word, "; ".join(stage_words(stage)) or "at once, no work"
    production = scenario.production
    if production is not None:
        parts = (
            [f"{share(production.fails)} of changes fail besides escaped defects"] if production.fails else []
        )
        parts += [f"noticed after {spread(production.detect)}"] if production.detect else []
        if production.rollback:
            parts.append(
                f"{share(production.rollback.share)} rolled back in {spread(production.rollback.work)}"
            )
        parts += [f"else mended in {spread(production.recover)}"] if production.recover else []
        parts += ["nothing else deploys until then"] if production.freeze else []
        yield "failure", "", "; ".join(parts) or "nothing fails"


def stage_words(stage: Stage) -> Iterator[str]:
    """Yield what one stage assumes."""
    if stage.departures:
        start = f", first {stage.departures.at}" if stage.departures.at else ""
        yield f"every {words.duration(stage.departures.every)}{start}"
    if stage.steps:
        slip = f"{share(stage.steps.slip)} of them slip"
        yield f"{stage.steps.count} steps of {spread(stage.steps.work)}, {slip}"
    if stage.work:
        yield spread(stage.work)
    if stage.capacity not in {None, 1}:
        yield f"{stage.capacity} at a time"
    if stage.calendar:
        yield f"in {stage.calendar} hours"
    if stage.batch:
        yield (
            "all that wait go together"
            if stage.batch.all
            else f"at most {stage.batch.max or stage.batch.size} together"
        )
    if stage.catches:
        yield f"finds {share(stage.catches)} of defects"
    if stage.rework and stage.rework.rate:
        yield f"{share(stage.rework.rate)} sent back"


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
