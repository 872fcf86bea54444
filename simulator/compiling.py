"""Compile a scenario into tables: arrays of records the engine reads, hours and numbers only."""

import math
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from delivery import Mark
from simulator.draws import stage_hash
from simulator.elementary import log
from simulator.graph import before_stages, entries, turned
from simulator.layout import (
    BUTTON,
    CALENDAR,
    CONSTANT,
    DIST,
    EMPIRICAL,
    EXPONENTIAL,
    FOR_ARRIVAL,
    FOR_CLASS,
    FOR_DEFECT,
    FOR_FLAKY,
    FOR_REWORK,
    FOR_WORK,
    LANE,
    LANES,
    LOGNORMAL,
    NONE,
    PLAN,
    POOL,
    SPAN,
    STAGE,
    STATION,
    TRAIN,
    TRIANGULAR,
    UNIFORM,
    UNITS,
    UNLIMITED,
    Floats,
    Model,
    Records,
)
from simulator.model import Distribution, DistributionKind, Production, Rework, Scenario, Stage
from simulator.weekly import merge_spans, read_spans, week_time

_PEOPLE = (Mark.HAND, Mark.HOURGLASS)


@dataclass(frozen=True, slots=True)
class Tables:
    """A compiled scenario, and the scenario it came from.

    Attributes:
        scenario: what was compiled.
        model: the arrays the engine reads.
        visits: expected visits per change and stage, without rollbacks; shape (stages,).
        rows: the same in rows of the trace, where a visit may have several attempts.
        gap: mean time between arrivals [h], in open hours of their calendar; 0 with explicit times.
    """

    scenario: Scenario
    model: Model
    visits: Floats
    rows: Floats
    gap: float


class _Builder:
    """Collect distributions and lists of hours while stages are compiled."""

    def __init__(self) -> None:
        self.dists: list[tuple[float, ...]] = []
        self.values: list[float] = []

    def hours(self, times: tuple[float, ...]) -> tuple[int, int]:
        self.values += times
        return len(self.values) - len(times), len(times)

    def dist(self, dist: Distribution | None) -> int:
        if dist is None:
            return NONE
        self.dists.append(self._row(dist))
        return len(self.dists) - 1

    def _row(self, dist: Distribution) -> tuple[float, ...]:
        low, mode, high = dist.low or 0.0, dist.mode or 0.0, dist.high or 0.0
        mean = dist.mean or 0.0
        if dist.dist is DistributionKind.CONSTANT:
            return (CONSTANT, dist.value or 0.0, 0.0, 0.0, 0, 0)
        if dist.dist is DistributionKind.EXPONENTIAL:
            return (EXPONENTIAL, mean, 0.0, 0.0, 0, 0)
        if dist.dist is DistributionKind.LOGNORMAL:
            cv = dist.cv or 0.0
            variance = log(1.0 + cv * cv)
            return (LOGNORMAL, mean, math.sqrt(variance), variance / 2, 0, 0)
        if dist.dist is DistributionKind.UNIFORM:
            return (UNIFORM, low, high, 0.0, 0, 0)
        if dist.dist is DistributionKind.TRIANGULAR:
            return (TRIANGULAR, low, mode, high, 0, 0)
        return (EMPIRICAL, 0.0, 0.0, 0.0, *self.hours(dist.values or ()))


def mean_hours(dist: Distribution | None) -> float:
    """Return the mean of a distribution [h]; none is 0 h."""
    if dist is None:
        return 0.0
    if dist.values is not None:
        return math.fsum(dist.values) / len(dist.values)
    ends = [end for end in (dist.low, dist.mode, dist.high) if end is not None]
    return math.fsum(ends) / len(ends) if ends else dist.mean or dist.value or 0.0


def compile_scenario(scenario: Scenario) -> Tables:
    """Compile a scenario, which loading has found right, into the engine's tables."""
    builder = _Builder()
    names = {name: i for i, name in enumerate(scenario.calendars)}
    calendars, spans = _calendars(scenario)
    pools, members, pool_of = _pools(scenario)
    ids = [stage.id for stage in scenario.stages]
    stages = np.zeros(len(ids), STAGE)
    for i, stage in enumerate(scenario.stages):
        _stage(stages[i], stage, builder)
        stages[i]["pool"] = pool_of[i]
        stages[i]["calendar"] = names[stage.calendar] if stage.calendar else NONE
        back = stage.rework.to if stage.rework and stage.rework.to else stage.id
        stages[i]["back"] = ids.index(back)
    plan = _plan(scenario, builder, names)
    plan[0]["exact"] = (stages["least"] > 1).any()
    nexts = _connect(scenario, plan[0], stages)
    _seat_approvers(stages, pools)
    lanes = _lanes(stages, plan, builder)
    _ease(stages, plan, pools, nexts)
    model = Model(
        plan=plan,
        stages=stages,
        dists=np.array(builder.dists or [(CONSTANT, 0.0, 0.0, 0.0, 0, 0)], DIST),
        values=np.array(builder.values or [0.0]),
        pools=pools,
        members=members,
        calendars=calendars,
        spans=spans,
        reach=_reach(stages, plan, nexts),
        nexts=nexts,
        lanes=lanes,
    )
    visits = _visits(stages, nexts, scenario.defects)
    return Tables(scenario, model, visits, visits * _attempts(stages), mean_hours(scenario.arrivals.between))


def _connect(scenario: Scenario, plan: np.void, stages: Records) -> NDArray[np.int64]:
    """List where changes enter, the rank of each class and what comes after each stage."""
    before = before_stages(scenario.stages)
    found = list(entries(before))
    plan["many_entries"] = len(found)
    stages[found[0]]["integrates"] = plan["conflicts"] > 0
    classes = scenario.arrivals.classes or ()
    priorities = sorted({kind.priority for kind in classes})
    plan["classes"] = len(found)
    plan["ranks"] = len(priorities)
    found += [priorities.index(kind.priority) for kind in classes]
    for stage, after in enumerate(turned(before)):
        stages[stage]["next"], stages[stage]["many_next"] = len(found), len(after)
        found += after
        stages[stage]["needs"] = len(before[stage])
        if len(before[stage]) > 1:
            stages[stage]["meeting"] = plan["meetings"]
            plan["meetings"] += 1
    return np.array(found, np.int64)


def _seat_approvers(stages: Records, pools: Records) -> None:
    """Give the approvers who only look in now and then their places among the anchors."""
    place = 0
    for stage in stages:
        if stage["attends"] > 0:
            stage["idle"] = place
            place += pools[stage["pool"]]["capacity"]


def _ease(stages: Records, plan: Records, pools: Records, nexts: NDArray[np.int64]) -> None:
    """Mark the stages that need none of the language's finer rules, and a production that never fails."""
    row = plan[0]
    row["safe"] = row["fails"] == row["defects"] == row["wip_limit"] == 0 and not stages["slip"].any()
    for i, stage in enumerate(stages):
        after = nexts[stage["next"] : stage["next"] + stage["many_next"]]
        stage["after"] = after[0] if len(after) else NONE
        stage["plain"] = (
            stage["work_lane"] != NONE
            and stage["least"] == stage["most"] == 1
            and stage["calendar"] == NONE
            and stage["attends"] == stage["flaky"] == stage["slip"] == stage["integrates"] == 0
            and (stage["catches"] == 0 or row["defects"] == 0)
            and (row["safe"] == 1 or row["freeze"] == 0 or i < len(stages) - 1)
            and row["ranks"] <= 1
            and pools[stage["pool"]]["many"] == 1
            and len(after) <= 1
            and not any(stages[other]["needs"] > 1 for other in after)
        )
    row["looks"] = (stages["kind"] != STATION).any() or stages["attends"].any()
    row["plain"] = (
        row["many_entries"] == 1
        and nexts[row["entries"]] == 0
        and stages[0]["plain"] == 1
        and row["conflicts"] == 0
    )
    short = (
        row["plain"] == 1
        and row["safe"] == 1
        and row["looks"] == 0
        and len(stages) < UNITS
        and (stages["plain"] == 1).all()
        and not ((stages["rework"] > 0) & (stages["delay"] >= 0)).any()
        and pools["capacity"].sum() < UNITS
    )
    row["short"] = 1 << int(pools["capacity"].sum() - 1).bit_length() if short else 0


def _lanes(stages: Records, plan: Records, builder: _Builder) -> Records:
    """Choose what is drawn ahead for every change."""
    lanes: list[tuple[float, ...]] = []

    def lane(wanted: object, *what: int) -> int:
        if wanted:
            lanes.append((*what, *(builder.dists[what[-1]][:2] if what[-1] >= 0 else (NONE, 0.0))))
        return len(lanes) - 1 if wanted else NONE

    row = plan[0]
    for stage in stages:
        name = int(stage["hash"])
        one = stage["kind"] == STATION and stage["most"] == 1 and stage["steps"] == 0
        worked = one and stage["work"] >= 0
        stage["work_lane"] = lane(worked, name, 1, FOR_WORK, stage["shards"], stage["work"])
        stage["single"] = worked and stage["shards"] == 1 and stage["flaky"] == 0
        stage["flaky_lane"] = lane(worked and stage["flaky"] > 0, name, 1, FOR_FLAKY, 1, NONE)
        stage["rework_lane"] = max(0, lane(stage["rework"] > 0, name, 1, FOR_REWORK, 1, NONE))
    row["again"] = len(lanes)
    row["arrival_lane"] = lane(row["between"] >= 0, 0, 0, FOR_ARRIVAL, 1, row["between"])
    row["defect_lane"] = lane(row["defects"] > 0, 0, 0, FOR_DEFECT, 1, NONE)
    row["class_lane"] = lane(row["many_classes"] > 1, 0, 0, FOR_CLASS, 1, NONE)
    # There is always one, for the stages without rework to look into.
    lane(not lanes, 0, 0, FOR_DEFECT, 1, NONE)
    row["lanes"] = len(lanes)
    found = np.zeros(len(lanes) + -len(lanes) % LANES, LANE)
    found[: len(lanes)] = lanes
    return found


def _calendars(scenario: Scenario) -> tuple[Records, Records]:
    rows: list[tuple[int, int, float]] = []
    spans: list[tuple[float, float]] = []
    for weekly in scenario.calendars.values():
        given = weekly if isinstance(weekly, tuple) else (weekly,)
        merged = merge_spans(span for row in given for span in read_spans(row.days, row.hours))
        rows.append((len(spans), len(merged), math.fsum(end - start for start, end in merged)))
        spans += merged
    return np.array(rows or [(0, 0, 0.0)], CALENDAR), np.array(spans or [(0.0, 0.0)], SPAN)


def _pools(scenario: Scenario) -> tuple[Records, NDArray[np.int64], list[int]]:
    """Give every stage a pool: a shared one by name, or one of its own."""
    capacities = list(scenario.pools.values())
    names = list(scenario.pools)
    pool_of: list[int] = []
    for stage in scenario.stages:
        if stage.pool is not None:
            pool_of.append(names.index(stage.pool))
            continue
        pool_of.append(len(capacities))
        capacities.append(stage.capacity if isinstance(stage.capacity, int) else _default(stage))
    pools = np.zeros(len(capacities), POOL)
    members: list[int] = []
    for i, capacity in enumerate(capacities):
        mine = [stage for stage, pool in enumerate(pool_of) if pool == i]
        pools[i] = (capacity, len(members), len(mine))
        members += mine
    return pools, np.array(members, np.int64), pool_of


def _default(stage: Stage) -> int:
    return UNLIMITED if stage.capacity == "unlimited" else 1


def _stage(row: np.void, stage: Stage, builder: _Builder) -> None:
    rework = stage.rework or Rework()
    row["hash"] = stage_hash(stage.id)
    row["hands"] = stage.mark in _PEOPLE
    row["work"] = builder.dist(stage.steps.work if stage.steps else stage.work)
    row["steps"] = stage.steps.count if stage.steps else 0
    row["slip"] = stage.steps.slip if stage.steps else 0.0
    row["shards"] = stage.shards or 1
    row["hold"] = stage.flaky is None or stage.flaky.hold
    row["attends"] = stage.attends.every if stage.attends else 0.0
    row["attempts"] = stage.flaky.attempts if stage.flaky else 1
    row["flaky"] = stage.flaky.rate if stage.flaky else 0.0
    row["catches"] = stage.catches
    row["rework"] = rework.rate
    row["delay"] = builder.dist(rework.work)
    row["kind"] = STATION
    row["least"] = row["most"] = 1
    if stage.batch is not None:
        row["least"] = stage.batch.size or 1
        row["most"] = stage.batch.size or stage.batch.max or UNLIMITED
    if stage.departures is not None:
        row["kind"] = TRAIN
        row["most"] = stage.departures.seats or UNLIMITED
        row["every"] = stage.departures.every
        at = stage.departures.at
        row["first"] = stage.departures.every if at is None else week_time(at)
    elif stage.opens is not None:
        row["kind"] = BUTTON
        row["most"] = UNLIMITED
        row["opens"], row["many_opens"] = builder.hours(stage.opens)


def _plan(scenario: Scenario, builder: _Builder, names: dict[str, int]) -> Records:
    arrivals = scenario.arrivals
    production = scenario.production or Production()
    rollback = production.rollback
    plan = np.zeros(1, PLAN)
    row = plan[0]
    row["between"] = builder.dist(arrivals.between)
    row["calendar"] = names[arrivals.calendar] if arrivals.calendar else NONE
    row["first"] = NONE if arrivals.first is None else arrivals.first
    row["at"], row["many_at"] = builder.hours(arrivals.at or ())
    row["wip_limit"] = arrivals.wip_limit or 0
    shares = accumulate(kind.share for kind in arrivals.classes or ())
    row["shares"], row["many_classes"] = builder.hours(tuple(shares))
    conflicts = scenario.integration.conflicts if scenario.integration else None
    row["conflicts"] = conflicts.rate if conflicts else 0.0
    row["resolve"] = builder.dist(conflicts.work if conflicts else None)
    row["defects"] = scenario.defects
    row["fails"] = production.fails
    row["share"] = rollback.share if rollback else 0.0
    row["detect"] = builder.dist(production.detect)
    row["rollback"] = builder.dist(rollback.work if rollback else None)
    row["recover"] = builder.dist(production.recover)
    row["freeze"] = production.freeze
    return plan


def _reach(stages: Records, plan: Records, nexts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Tell from where a change that leaves one stage can come to join another, by chance or not."""
    count = len(stages)
    reach = np.zeros((count, count), np.int64)
    for i, stage in enumerate(stages):
        reach[i, nexts[stage["next"] : stage["next"] + stage["many_next"]]] = 1
        caught = stage["catches"] > 0 and plan[0]["defects"] > 0
        if stage["rework"] > 0 or stage["flaky"] > 0 or caught:
            reach[i, stage["back"]] = 1
        if stage["flaky"] > 0 and stage["hold"] == 0 and stage["attempts"] > 1:
            reach[i, i] = 1
    if plan[0]["share"] > 0:
        reach[-1, -1] = 1
    for middle in range(count):
        reach |= np.outer(reach[:, middle], reach[middle])
    return reach.ravel()


def _visits(stages: Records, nexts: NDArray[np.int64], defects: float) -> Floats:
    """Solve the traffic equations for the visits per change and stage, rounded up for catches.

    A change comes to a meeting once on each of its roads, and joins it once.
    """
    count = len(stages)
    flow = np.zeros((count, count))
    for i, stage in enumerate(stages):
        red = stage["flaky"] ** stage["attempts"]
        back = 1 - (1 - stage["rework"]) * (1 - red)
        flow[i, stage["back"]] += back
        for after in nexts[stage["next"] : stage["next"] + stage["many_next"]]:
            flow[i, after] += (1 - back) / stages[after]["needs"]
    enter = (stages["needs"] == 0).astype(float)
    visits = np.linalg.solve(np.eye(count) - flow.T, enter)
    return np.asarray(visits * (1.0 + defects * float((stages["catches"] > 0).any())))


def _attempts(stages: Records) -> Floats:
    """Return how many rows a visit writes on average: an attempt that gives the runner back has its own."""
    again = np.where(stages["hold"] == 1, 0.0, stages["flaky"])
    found: Floats = (1 - again ** stages["attempts"]) / (1 - again)
    return found
