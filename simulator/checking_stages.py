"""Find what is wrong with a stage by itself, wherever it stands."""

from collections.abc import Iterator

from delivery import Mark
from simulator.faults import Fault, Location, check_calendar, check_distribution
from simulator.model import Scenario, Stage
from simulator.weekly import week_time

SHARDS_MOST = 4096
APPROVERS_MOST = 1000
SECOND = 1 / 3600


def check_stages(scenario: Scenario) -> Iterator[Fault]:
    """Find what is wrong with each stage by itself."""
    if not scenario.stages:
        yield Fault(("stages",), "is empty", "write at least one stage")
    seen: set[str] = set()
    for i, stage in enumerate(scenario.stages):
        place: Location = ("stages", i)
        if stage.id in seen:
            yield Fault((*place, "id"), f"`{stage.id}` is there twice", "give every stage its own id")
        seen.add(stage.id)
        yield from check_calendar(scenario, stage.calendar, (*place, "calendar"))
        yield from _capacity(scenario, stage, place)
        yield from _work(stage, place)
        yield from _batch(stage, place)
        yield from _attends(stage, place)
        yield from _departures(stage, place)
        yield from _rework(scenario, stage, place)


def _capacity(scenario: Scenario, stage: Stage, place: Location) -> Iterator[Fault]:
    if isinstance(stage.capacity, int) and stage.capacity < 1:
        wrong = f"is {stage.capacity}: nobody could ever work there"
        yield Fault((*place, "capacity"), wrong, "write a whole number from 1, or `unlimited`")
    if stage.pool is not None and stage.pool not in scenario.pools:
        yield Fault((*place, "pool"), f"`{stage.pool}` is no pool", "add it to `pools`")
    if stage.pool is not None and stage.capacity is not None:
        yield Fault((*place, "pool"), "stands beside `capacity`", "write one of them")


def _work(stage: Stage, place: Location) -> Iterator[Fault]:
    yield from check_distribution(stage.work, (*place, "work"))
    if stage.shards is not None and not 1 <= stage.shards <= SHARDS_MOST:
        yield Fault((*place, "shards"), f"is {stage.shards}", f"write a whole number 1..{SHARDS_MOST}")
    if stage.flaky is not None:
        if not 1 <= stage.flaky.attempts <= SHARDS_MOST:
            wrong, mend = f"is {stage.flaky.attempts}", f"write a whole number 1..{SHARDS_MOST}"
            yield Fault((*place, "flaky", "attempts"), wrong, mend)
        if stage.flaky.rate >= 1:
            yield Fault((*place, "flaky", "rate"), "is 1: nothing ever passes", "write a rate below 1")
    yield from _steps(stage, place)


def _steps(stage: Stage, place: Location) -> Iterator[Fault]:
    if stage.steps is None:
        return
    yield from check_distribution(stage.steps.work, (*place, "steps", "work"))
    if not 1 <= stage.steps.count <= SHARDS_MOST:
        yield Fault((*place, "steps", "count"), f"is {stage.steps.count}", f"write 1..{SHARDS_MOST}")
    if stage.mark is not Mark.HAND:
        yield Fault((*place, "steps"), f"stand at a stage marked `{stage.mark}`", "mark the stage `hand`")
    for name in ("work", "shards", "flaky"):
        if getattr(stage, name) is not None:
            yield Fault((*place, name), "stands beside `steps`", "write one of them")


def _batch(stage: Stage, place: Location) -> Iterator[Fault]:
    batch = stage.batch
    if batch is None:
        return
    for name in ("max", "size"):
        number = getattr(batch, name)
        if number is not None and number < 1:
            yield Fault((*place, "batch", name), f"is {number}", "write a whole number from 1")
    if batch.all is False:
        yield Fault((*place, "batch", "all"), "is `false`", "write `true`, `max` or `size`")
    if (batch.size is None) == (batch.all is None and batch.max is None):
        yield Fault((*place, "batch"), "says not how many", "write `all: true`, `max: 20` or `size: 3`")


def _departures(stage: Stage, place: Location) -> Iterator[Fault]:
    train, opens = stage.departures, stage.opens
    if train is None and opens is None:
        return
    what = "departures" if train is not None else "opens"
    names = ("capacity", "pool", "work", "calendar", "batch", "steps", "shards", "flaky")
    for name in names if train is None or opens is None else (*names, "opens"):
        if getattr(stage, name) is not None:
            mend = f"leave it out, or move it to the next stage: at `{what}` changes only depart"
            yield Fault((*place, name), f"stands beside `{what}`", mend)
    if opens is not None and list(opens) != sorted(set(opens)):
        yield Fault((*place, "opens"), "is not in order", "list different times from early to late")
    if train is None:
        return
    yield from _rhythm(train.every, (*place, "departures", "every"), "1w")
    if train.seats is not None and train.seats < 1:
        yield Fault((*place, "departures", "seats"), f"is {train.seats}", "write a whole number from 1")
    try:
        week_time(train.at or "00:00")
    except ValueError as error:
        yield Fault((*place, "departures", "at"), str(error), 'write for example "fri 15:00" or "15:00"')


def _rhythm(every: float, place: Location, such_as: str) -> Iterator[Fault]:
    if every < SECOND:
        wrong = "is 0" if every == 0 else "is shorter than a second"
        yield Fault(place, wrong, f"write a duration from `1s`, such as `{such_as}`")


def _attends(stage: Stage, place: Location) -> Iterator[Fault]:
    if stage.attends is None:
        return
    yield from _rhythm(stage.attends.every, (*place, "attends", "every"), "4h")
    for name in ("pool", "departures", "opens"):
        if getattr(stage, name) is not None:
            wrong = "stands beside `attends`, which is about approvers of the stage's own"
            yield Fault((*place, name), wrong, "write one of them")
    if stage.capacity == "unlimited" or (isinstance(stage.capacity, int) and stage.capacity > APPROVERS_MOST):
        wrong = f"is {stage.capacity}, and each of them looks in every {stage.attends.every:g} h"
        yield Fault((*place, "capacity"), wrong, f"write a whole number 1..{APPROVERS_MOST}")
    if stage.batch is not None and stage.batch.size is not None:
        wrong = "stands beside `attends`: a look that finds too few would come to nothing"
        yield Fault((*place, "batch", "size"), wrong, "write `all: true` or `max`")


def _rework(scenario: Scenario, stage: Stage, place: Location) -> Iterator[Fault]:
    rework = stage.rework
    if rework is None:
        return
    yield from check_distribution(rework.work, (*place, "rework", "work"))
    if rework.rate >= 1:
        yield Fault((*place, "rework", "rate"), "is 1: no change ever gets on", "write a rate below 1")
    ids = [other.id for other in scenario.stages]
    if rework.to is not None and rework.to not in ids:
        yield Fault((*place, "rework", "to"), f"`{rework.to}` is no stage", f"write one of {', '.join(ids)}")
