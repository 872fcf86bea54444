"""Find everything that is wrong with a scenario beyond the form of its fields."""

from collections.abc import Callable, Iterator

from simulator.checking_roads import check_roads
from simulator.checking_stages import check_stages
from simulator.faults import FROM_ONE, LEAVE_OUT, Fault, Location, check_calendar, check_distribution
from simulator.graph import before_stages, entries
from simulator.model import DistributionKind, Scenario, Stage
from simulator.weekly import merge_spans, read_spans

RELATIONS = (">", ">=", "<", "<=", "~")
SHARES_WITHIN = 1e-9
CLASSES_MOST = 100


def find_faults(scenario: Scenario) -> tuple[Fault, ...]:
    """Return every fault of a scenario, in no particular order."""
    checks: tuple[Callable[[Scenario], Iterator[Fault]], ...] = (
        _calendars,
        _pools,
        _arrivals,
        _classes,
        check_stages,
        check_roads,
        _integration,
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


def _arrivals(scenario: Scenario) -> Iterator[Fault]:
    arrivals = scenario.arrivals
    given = [name for name in ("between", "at", "wip_limit") if getattr(arrivals, name) is not None]
    if len(given) != 1:
        yield Fault(
            ("arrivals",), f"has {len(given)} of `between`, `at`, `wip_limit`", "write exactly one of them"
        )
    yield from check_calendar(scenario, arrivals.calendar, ("arrivals", "calendar"))
    if arrivals.between is not None:
        faults = tuple(check_distribution(arrivals.between, ("arrivals", "between")))
        yield from faults
        between = arrivals.between
        if not faults and not any((between.value, between.mean, between.high, *(between.values or ()))):
            yield Fault(("arrivals", "between"), "lets all changes come at once", "write a gap above 0")
    constant = arrivals.between is not None and arrivals.between.dist is DistributionKind.CONSTANT
    if arrivals.first is not None and not constant:
        yield Fault(("arrivals", "first"), "goes with constant arrivals alone", LEAVE_OUT)
    if arrivals.at is not None and (not arrivals.at or list(arrivals.at) != sorted(arrivals.at)):
        yield Fault(("arrivals", "at"), "is empty or not in order", "list times from early to late")
    if arrivals.calendar is not None and arrivals.between is None:
        yield Fault(("arrivals", "calendar"), "is about gaps `between` arrivals alone", LEAVE_OUT)
    yield from _backlog(scenario)


def _backlog(scenario: Scenario) -> Iterator[Fault]:
    limit = scenario.arrivals.wip_limit
    if limit is not None and limit < 1:
        yield Fault(("arrivals", "wip_limit"), f"is {limit}: no change ever comes in", FROM_ONE)
    if limit is not None and not any(_takes_time(stage) for stage in scenario.stages):
        wrong = "lets all changes in at once: no stage takes any time"
        yield Fault(("arrivals", "wip_limit"), wrong, "give a stage some `work`")


def _takes_time(stage: Stage) -> bool:
    work = stage.steps.work if stage.steps else stage.work
    takes = work is not None and any((work.value, work.mean, work.high, *(work.values or ())))
    return takes or any(part is not None for part in (stage.departures, stage.opens, stage.attends))


def _classes(scenario: Scenario) -> Iterator[Fault]:
    classes = scenario.arrivals.classes
    if classes is None:
        return
    place: Location = ("arrivals", "classes")
    if not 1 <= len(classes) <= CLASSES_MOST:
        yield Fault(place, f"names {len(classes)} classes", f"write 1..{CLASSES_MOST} of them")
        return
    total = sum(kind.share for kind in classes)
    if abs(total - 1) > SHARES_WITHIN:
        yield Fault(place, f"has shares that add up to {total:g}", "let them add up to 1")
    seen: set[str] = set()
    for i, kind in enumerate(classes):
        if kind.id in seen:
            yield Fault((*place, i, "id"), f"`{kind.id}` is there twice", "give every class its own id")
        seen.add(kind.id)
        if kind.priority < 0:
            wrong = f"is {kind.priority}"
            yield Fault((*place, i, "priority"), wrong, "write a whole number from 0; the lower goes first")


def _integration(scenario: Scenario) -> Iterator[Fault]:
    conflicts = scenario.integration.conflicts if scenario.integration else None
    if conflicts is None:
        return
    place: Location = ("integration", "conflicts")
    yield from check_distribution(conflicts.work, (*place, "work"))
    first = [scenario.stages[i] for i in entries(before_stages(scenario.stages))]
    if len(first) > 1:
        names = ", ".join(f"`{stage.id}`" for stage in first)
        yield Fault(place, f"need one stage where all changes enter, not {names}", "put one before them")
    if len(first) == 1 and (first[0].departures is not None or first[0].opens is not None):
        wrong = f"are resolved at the first stage, but from `{first[0].id}` changes only depart"
        yield Fault(place, wrong, "put a stage with work before it")


def _production(scenario: Scenario) -> Iterator[Fault]:
    production = scenario.production
    if production is None:
        return
    yield from check_distribution(production.detect, ("production", "detect"))
    yield from check_distribution(production.recover, ("production", "recover"))
    if production.rollback is not None:
        yield from check_distribution(production.rollback.work, ("production", "rollback", "work"))


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
