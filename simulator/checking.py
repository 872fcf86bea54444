"""Find everything that is wrong with a scenario beyond the form of its fields."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from delivery import Mark
from simulator.model import Distribution, DistributionKind, Scenario, Stage
from simulator.weekly import merge_spans, read_spans, week_time

LATER = "is not simulated yet"
LEAVE_OUT = "leave it out"
SHARDS_MOST = 4096
RELATIONS = (">", ">=", "<", "<=", "~")
Location = tuple[str | int, ...]


class Fault(NamedTuple):
    """One wrong place in a scenario: where, what, and how to mend it."""

    location: Location
    wrong: str
    mend: str


_NEEDS: dict[DistributionKind, tuple[str, ...]] = {
    DistributionKind.CONSTANT: ("value",),
    DistributionKind.EXPONENTIAL: ("mean",),
    DistributionKind.LOGNORMAL: ("mean", "cv"),
    DistributionKind.UNIFORM: ("low", "high"),
    DistributionKind.TRIANGULAR: ("low", "mode", "high"),
    DistributionKind.EMPIRICAL: ("values",),
}


def find_faults(scenario: Scenario) -> tuple[Fault, ...]:
    """Return every fault of a scenario, in no particular order."""
    checks: tuple[Callable[[Scenario], Iterator[Fault]], ...] = (
        _calendars,
        _pools,
        _arrivals,
        _stages,
        _production,
        _expect,
    )
    return tuple(fault for check in checks for fault in check(scenario))


def _calendars(scenario: Scenario) -> Iterator[Fault]:
    for name, rows in scenario.calendars.items():
        spans: list[tuple[float, float]] = []
        broken = False
        for i, row in enumerate(rows if isinstance(rows, tuple) else (rows,)):
            place: Location = ("calendars", name, i) if isinstance(rows, tuple) else ("calendars", name)
            try:
                spans += read_spans(row.days, row.hours)
            except ValueError as error:
                broken = True
                yield Fault(place, str(error), 'write for example {days: mon-fri, hours: "09:00-17:00"}')
        if not broken and not merge_spans(spans):
            yield Fault(("calendars", name), "never opens", 'give it hours, such as "09:00-17:00"')


def _pools(scenario: Scenario) -> Iterator[Fault]:
    for name, capacity in scenario.pools.items():
        if capacity < 1:
            yield Fault(("pools", name), f"has capacity {capacity}", "write a whole number from 1")


def _distribution(dist: Distribution | None, place: Location) -> Iterator[Fault]:
    if dist is None:
        return
    needs = _NEEDS[dist.dist]
    for name in ("value", "mean", "cv", "low", "mode", "high", "values"):
        given = getattr(dist, name) is not None
        if given and name not in needs:
            yield Fault((*place, name), f"is no part of `{dist.dist}`", f"write {', '.join(needs)}")
        if not given and name in needs:
            yield Fault(place, f"`{dist.dist}` needs `{name}`", f"write {', '.join(needs)}")
    if dist.cv is not None and dist.cv < 0:
        yield Fault((*place, "cv"), "is negative", "write a number from 0")
    if dist.values == ():
        yield Fault((*place, "values"), "is empty", "list at least one duration")
    ends = [end for end in (dist.low, dist.mode, dist.high) if end is not None]
    if ends != sorted(ends):
        yield Fault(place, "its ends are not in order", "write low <= mode <= high")


def _arrivals(scenario: Scenario) -> Iterator[Fault]:
    arrivals = scenario.arrivals
    given = [name for name in ("between", "at", "wip_limit") if getattr(arrivals, name) is not None]
    if len(given) != 1:
        yield Fault(
            ("arrivals",), f"has {len(given)} of `between`, `at`, `wip_limit`", "write exactly one of them"
        )
    for name in ("wip_limit", "classes"):
        if getattr(arrivals, name) is not None:
            yield Fault(("arrivals", name), LATER, LEAVE_OUT)
    yield from _calendar_known(scenario, arrivals.calendar, ("arrivals", "calendar"))
    if arrivals.between is not None:
        yield from _distribution(arrivals.between, ("arrivals", "between"))
        if not any((arrivals.between.value, arrivals.between.mean, arrivals.between.high)) and not any(
            arrivals.between.values or ()
        ):
            yield Fault(("arrivals", "between"), "lets all changes come at once", "write a gap above 0")
    constant = arrivals.between is not None and arrivals.between.dist is DistributionKind.CONSTANT
    if arrivals.first is not None and not constant:
        yield Fault(("arrivals", "first"), "goes with constant arrivals alone", LEAVE_OUT)
    if arrivals.at is not None:
        if not arrivals.at or list(arrivals.at) != sorted(arrivals.at):
            yield Fault(("arrivals", "at"), "is empty or not in order", "list times from early to late")
        if arrivals.calendar is not None:
            yield Fault(("arrivals", "calendar"), "says nothing about explicit times", LEAVE_OUT)


def _calendar_known(scenario: Scenario, name: str | None, place: Location) -> Iterator[Fault]:
    if name is not None and name not in scenario.calendars:
        known = ", ".join(scenario.calendars) or "none"
        yield Fault(place, f"`{name}` is no calendar", f"add it to `calendars` (known: {known})")


def _stages(scenario: Scenario) -> Iterator[Fault]:
    if not scenario.stages:
        yield Fault(("stages",), "is empty", "write at least one stage")
    seen: set[str] = set()
    for i, stage in enumerate(scenario.stages):
        place: Location = ("stages", i)
        if stage.id in seen:
            yield Fault((*place, "id"), f"`{stage.id}` is there twice", "give every stage its own id")
        seen.add(stage.id)
        for name in ("after", "attends"):
            if getattr(stage, name) is not None:
                yield Fault((*place, name), LATER, LEAVE_OUT)
        yield from _calendar_known(scenario, stage.calendar, (*place, "calendar"))
        yield from _capacity(scenario, stage, place)
        yield from _work(scenario, stage, place)
        yield from _batch(stage, place)
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


def _work(scenario: Scenario, stage: Stage, place: Location) -> Iterator[Fault]:
    yield from _distribution(stage.work, (*place, "work"))
    if stage.shards is not None and not 1 <= stage.shards <= SHARDS_MOST:
        yield Fault((*place, "shards"), f"is {stage.shards}", f"write a whole number 1..{SHARDS_MOST}")
    if stage.flaky is not None:
        if not 1 <= stage.flaky.attempts <= SHARDS_MOST:
            wrong, mend = f"is {stage.flaky.attempts}", f"write a whole number 1..{SHARDS_MOST}"
            yield Fault((*place, "flaky", "attempts"), wrong, mend)
        if stage.flaky.rate >= 1:
            yield Fault((*place, "flaky", "rate"), "is 1: nothing ever passes", "write a rate below 1")
        if not stage.flaky.hold:
            yield Fault((*place, "flaky", "hold"), f"`false` {LATER}", "write `hold: true`")
    yield from _steps(scenario, stage, place)


def _steps(scenario: Scenario, stage: Stage, place: Location) -> Iterator[Fault]:
    if stage.steps is None:
        return
    yield from _distribution(stage.steps.work, (*place, "steps", "work"))
    if not 1 <= stage.steps.count <= SHARDS_MOST:
        yield Fault((*place, "steps", "count"), f"is {stage.steps.count}", f"write 1..{SHARDS_MOST}")
    if stage.mark is not Mark.HAND:
        yield Fault((*place, "steps"), f"stand at a stage marked `{stage.mark}`", "mark the stage `hand`")
    if stage.steps.slip > 0 and stage is not scenario.stages[-1]:
        wrong = "is above 0, but a slip fails a deployment and this stage is not the last"
        yield Fault((*place, "steps", "slip"), wrong, "write it at the last stage")
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
    if train.every <= 0:
        yield Fault((*place, "departures", "every"), "is 0", "write a duration above 0, such as `1w`")
    if train.seats is not None and train.seats < 1:
        yield Fault((*place, "departures", "seats"), f"is {train.seats}", "write a whole number from 1")
    try:
        week_time(train.at or "00:00")
    except ValueError as error:
        yield Fault((*place, "departures", "at"), str(error), 'write for example "fri 15:00" or "15:00"')


def _rework(scenario: Scenario, stage: Stage, place: Location) -> Iterator[Fault]:
    rework = stage.rework
    if rework is None:
        return
    yield from _distribution(rework.work, (*place, "rework", "work"))
    if rework.rate >= 1:
        yield Fault((*place, "rework", "rate"), "is 1: no change ever gets on", "write a rate below 1")
    ids = [other.id for other in scenario.stages]
    if rework.to is not None and rework.to not in ids:
        yield Fault((*place, "rework", "to"), f"`{rework.to}` is no stage", f"write one of {', '.join(ids)}")
    elif rework.to is not None and ids.index(rework.to) > ids.index(stage.id):
        wrong = f"`{rework.to}` comes later"
        yield Fault((*place, "rework", "to"), wrong, "write this stage or an earlier one")


def _production(scenario: Scenario) -> Iterator[Fault]:
    if scenario.integration is not None:
        yield Fault(("integration",), LATER, LEAVE_OUT)
    production = scenario.production
    if production is None:
        return
    yield from _distribution(production.detect, ("production", "detect"))
    yield from _distribution(production.recover, ("production", "recover"))
    if production.rollback is not None:
        yield from _distribution(production.rollback.work, ("production", "rollback", "work"))


def _expect(scenario: Scenario) -> Iterator[Fault]:
    for i, claim in enumerate(scenario.expect):
        place: Location = ("expect", i)
        if claim.relation not in RELATIONS:
            known = ", ".join(f"`{relation}`" for relation in RELATIONS)
            yield Fault((*place, "relation"), f"`{claim.relation}` is no relation", f"write one of {known}")
        if (claim.relation == "~") != (claim.within is not None):
            yield Fault(place, "`~` and `within` go together", "write both or neither")
        if (claim.versus is None) == (claim.value is None):
            yield Fault(place, "needs one of `versus` and `value`", "write exactly one of them")
