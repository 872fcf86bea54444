"""Reckon what is asked of each stage before anything runs, and warn where a queue grows without end.

The load of a stage is the work that arrives in an hour over the work its units can do in an hour: from the
traffic equations, with sent-back changes, red attempts, shards, steps, batches, pools and open hours.
Left out, because they depend on how a run goes: resolving merge conflicts, freezes, slips, rollbacks
and fixes. So the load is a lower bound where a scenario has them. Where roads meet, a change counts as
defective as on the average road to there, which is a little too much if several roads find defects.
Source: jackson-1957.
"""

import math
from collections.abc import Iterable, Iterator
from statistics import NormalDist

import numpy as np

from simulator.compiling import mean_hours
from simulator.faults import Fault
from simulator.graph import before_stages
from simulator.layout import Floats
from simulator.model import Distribution, DistributionKind, Scenario, Stage
from simulator.weekly import WEEK_HOURS, merge_spans, read_spans

FULL = 1.0
_NODES = 64
_STEP, _REACH = 1 / 64, 12.0
_MEND = "give it more capacity or less work, or let fewer changes in"


def loads(scenario: Scenario) -> dict[str, float | None]:
    """Return what each stage is asked for, as a share of what it can do in its open hours [0..].

    Below 1 it is the utilization of a stage that works on one change at a time, or on batches of an
    exact size; with `batch.max` and `seats` it is reckoned with full runs. None where nothing is
    asked too much: unlimited capacity, a batch of all, a train without seats, a button; and where the
    rate of arrivals is not given: explicit times, an endless backlog.
    """
    rate = arrival_rate(scenario)
    if rate is None:
        return {stage.id: None for stage in scenario.stages}
    found: dict[str, float | None] = {}
    for stage, visits in zip(scenario.stages, mean_visits(scenario).values(), strict=True):
        can_do = _can_do(scenario, stage)
        found[stage.id] = None if can_do is None else rate * visits / can_do
    return found


def overloads(scenario: Scenario) -> tuple[Fault, ...]:
    """Return a warning for each stage, pool or train that is asked for as much as it can do, or more."""
    found = loads(scenario)
    return tuple(_overloads(scenario, found))


def _overloads(scenario: Scenario, found: dict[str, float | None]) -> Iterator[Fault]:
    for name in scenario.pools:
        ids = [stage.id for stage in scenario.stages if stage.pool == name]
        load = math.fsum(found[stage] or 0.0 for stage in ids)
        if load >= FULL:
            yield Fault(("pools", name), f"{', '.join(ids)} ask it for {_times(load)}", _MEND)
    for i, stage in enumerate(scenario.stages):
        load = found[stage.id] or 0.0
        if stage.pool is None and load >= FULL:
            place = ("departures", "seats") if stage.departures else ("capacity",)
            yield Fault(("stages", i, *place), f"`{stage.id}` is asked for {_times(load)}", _MEND)


def _times(load: float) -> str:
    return f"{load:.2f} times what it can do, so its queue grows without end"


def arrival_rate(scenario: Scenario) -> float | None:
    """Return how many changes arrive [per h, closed hours included]; None where it is not given."""
    gap = mean_hours(scenario.arrivals.between)
    calendar = scenario.arrivals.calendar
    return open_share(scenario, (calendar,)) / gap if gap > 0 else None


def open_share(scenario: Scenario, names: Iterable[str | None]) -> float:
    """Return the share of the week [0..1] in which at least one of these calendars is open."""
    spans: list[tuple[float, float]] = []
    for name in names:
        if name is None:
            return 1.0
        rows = scenario.calendars[name]
        for row in rows if isinstance(rows, tuple) else (rows,):
            spans += read_spans(row.days, row.hours)
    return math.fsum(end - start for start, end in merge_spans(spans)) / WEEK_HOURS


def _can_do(scenario: Scenario, stage: Stage) -> float | None:
    """Return how many changes a stage lets through at most [per h]; None without a limit."""
    if stage.departures is not None:
        seats = stage.departures.seats
        return None if seats is None else seats / stage.departures.every
    batch = stage.batch
    size = 1 if batch is None else batch.size or batch.max
    busy = run_hours(stage)
    if stage.capacity == "unlimited" or stage.opens is not None or size is None or busy == 0:
        return None
    sharing = [stage] if stage.pool is None else [one for one in scenario.stages if one.pool == stage.pool]
    capacity = int(stage.capacity or 1) if stage.pool is None else scenario.pools[stage.pool]
    return capacity * size * open_share(scenario, (one.calendar for one in sharing)) / busy


def run_hours(stage: Stage) -> float:
    """Return the mean length of a run [open h]: all attempts, each as long as its slowest shard."""
    if stage.steps is not None:
        return stage.steps.count * mean_hours(stage.steps.work)
    attempts = 1.0
    if stage.flaky is not None:
        attempts = math.fsum(stage.flaky.rate**i for i in range(stage.flaky.attempts))
    return attempts * slowest_hours(stage.work, stage.shards or 1)


def slowest_hours(dist: Distribution | None, shards: int) -> float:
    """Return the mean of the longest of some independent durations [h]."""
    if dist is None or shards == 1:
        return mean_hours(dist)
    low, high = dist.low or 0.0, dist.high or 0.0
    if dist.dist is DistributionKind.EXPONENTIAL:
        return (dist.mean or 0.0) * math.fsum(1 / i for i in range(1, shards + 1))
    if dist.dist is DistributionKind.LOGNORMAL:
        return _slowest_lognormal(dist.mean or 0.0, dist.cv or 0.0, shards)
    if dist.dist is DistributionKind.UNIFORM:
        return low + (high - low) * shards / (shards + 1)
    if dist.dist is DistributionKind.TRIANGULAR:
        return _slowest_triangular((low, dist.mode or 0.0, high), shards)
    values = sorted(dist.values or (dist.value or 0.0,))
    steps = [(i / len(values)) ** shards for i in range(len(values) + 1)]
    return math.fsum(value * (steps[i + 1] - steps[i]) for i, value in enumerate(values))


def _slowest_lognormal(mean: float, cv: float, shards: int) -> float:
    """Integrate over the normal variate z of the slowest shard, which is smooth: trapezoids are exact."""
    variance = math.log1p(cv**2)
    sigma, normal = math.sqrt(variance), NormalDist()
    steps = range(-round(_REACH / _STEP), round((_REACH + sigma) / _STEP) + 1)
    density = (
        math.exp(sigma * i * _STEP - variance / 2)
        * normal.pdf(i * _STEP)
        * normal.cdf(i * _STEP) ** (shards - 1)
        for i in steps
    )
    return mean * shards * _STEP * math.fsum(density)


def _slowest_triangular(ends: tuple[float, float, float], shards: int) -> float:
    """Integrate the chance that the slowest shard is longer: closed up to the mode, by nodes beyond it."""
    low, mode, high = ends
    if high == low:
        return low
    below = (mode - low) / (high - low)
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    # The chance not to be done falls as a square towards the end, and is what matters near it.
    left = ((nodes + 1) / 2) ** 2
    beyond = float(np.sum(weights * (1 - (1 - below) * left**2) ** shards * (nodes + 1) / 2))
    return high - (mode - low) * below**shards / (2 * shards + 1) - (high - mode) * beyond


def mean_visits(scenario: Scenario) -> dict[str, float]:
    """Return the expected visits per change to each stage, without rollbacks.

    Source: jackson-1957.
    """
    ids = [stage.id for stage in scenario.stages]
    many = len(ids)
    # A clean change at stage i is state i, a defective one is state many + i.
    flow = np.zeros((2 * many, 2 * many))
    enter = np.zeros(2 * many)
    for i, before in enumerate(before_stages(scenario.stages)):
        stage = scenario.stages[i]
        back = ids.index(stage.rework.to) if stage.rework and stage.rework.to else i
        chance = _sent_back(stage)
        flow[i, back] += chance
        flow[many + i, many + back] += (1 - stage.catches) * chance
        flow[many + i, back] += stage.catches
        if not before:
            enter[i], enter[many + i] = 1 - scenario.defects, scenario.defects
        for other in before:
            passed = (1 - _sent_back(scenario.stages[other])) / len(before)
            flow[other, i] += passed
            flow[many + other, many + i] += (1 - scenario.stages[other].catches) * passed
    visits: Floats = np.asarray(np.linalg.solve(np.eye(2 * many) - flow.T, enter), np.float64)
    return {name: float(visits[i] + visits[many + i]) for i, name in enumerate(ids)}


def _sent_back(stage: Stage) -> float:
    """Return the chance that a visit which caught no defect sends its change back."""
    red = stage.flaky.rate**stage.flaky.attempts if stage.flaky else 0.0
    by_chance = stage.rework.rate if stage.rework else 0.0
    return 1 - (1 - by_chance) * (1 - red)
