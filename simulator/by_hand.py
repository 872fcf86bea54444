"""Let a person be the manual step: open a button at given times, carry out deployments by hand.

What happens up to the last stage is the engine's; a deployment carried out by hand then begins and ends
when it truly did. It fails as any other does, or when a step slipped; how long that stays unnoticed and
what mending takes is drawn at the very address the engine would use.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.compiled import compiled
from simulator.compiling import Tables, compile_scenario
from simulator.draws import sample, stage_hash, strikes
from simulator.layout import (
    AT_ONCE,
    DEPLOYMENT,
    FIX,
    FOR_DETECT,
    FOR_FAIL,
    FOR_FIX,
    FOR_ROLLBACK,
    FOR_ROLLBACK_WORK,
    HELD,
    IN_PROGRESS,
    PASSED,
    ROLLBACK,
    ROLLED_BACK,
    ROW,
    SEED,
    Handle,
    Records,
)
from simulator.model import Scenario
from simulator.simulating import simulate
from simulator.tables import plan_of
from simulator.trace import Study, Trace

PARTS = 1000  # of an hour: what a time on screen is rounded to
_LATER = 0.49 / PARTS


@dataclass(frozen=True, slots=True)
class Run:
    """A deployment carried out by hand.

    Attributes:
        start: when it began [h].
        end: when it ended [h], or None while it is under way.
        slipped: whether a step was left out or done in the wrong order.
    """

    start: float
    end: float | None = None
    slipped: bool = False


def moment(time: float) -> float:
    """Return the instant [h] of a press at a time on screen: after all that the screen shows at that time."""
    return round(time * PARTS) / PARTS + _LATER


def with_button(scenario: Scenario, stage: str, times: Sequence[float]) -> Scenario:
    """Return a scenario where a stage lets through what waits at given times on screen [h] and never else."""
    opens = tuple(moment(time) for time in times)
    return scenario.with_changes({f"{stage}.departures": None, f"{stage}.opens": opens})


def carry_out(scenario: Scenario, study: Study, runs: Sequence[Run]) -> Trace:
    """Simulate one replication whose last stage is carried out by hand, in the runs given, in order.

    A run takes all that wait before the last stage. One that begins while production is being recovered,
    or while nothing waits, does nothing.
    """
    road = scenario.with_changes({"production": {}})
    base = simulate(compile_scenario(road), study, threads=1)
    work = _ByHand(compile_scenario(scenario), study, base)
    for run in runs:
        work.carry_out(run)
    return work.trace()


@compiled
def mishap(world: Handle, address: tuple[int, int, int]) -> tuple[float, float, int]:  # pragma: no cover
    """Draw how long a failure stays unnoticed [h], how long mending it takes [h], and its way."""
    plan = plan_of(world)[0]
    detect = sample(world, plan["detect"], address, (FOR_DETECT, 0))
    if strikes(world, address, (FOR_ROLLBACK, 0), plan["share"]):
        return detect, sample(world, plan["rollback"], address, (FOR_ROLLBACK_WORK, 0)), ROLLBACK
    way = FIX if plan["recover"] >= 0 else AT_ONCE
    return detect, sample(world, plan["recover"], address, (FOR_FIX, 0)), way


@compiled
def struck(world: Handle, change: int) -> bool:  # pragma: no cover
    """Tell whether production strikes a change."""
    return strikes(world, (change, 0, 0), (FOR_FAIL, 0), plan_of(world)[0]["fails"])


class _ByHand:
    """The last stage of one replication while deployments are carried out on it, one after another."""

    def __init__(self, tables: Tables, study: Study, base: Trace) -> None:
        self.tables, self.study = tables, study
        self.until = math.inf if study.hours is None else study.hours
        self.handle = tables.model.handle()
        self.handle[SEED] = study.seed
        self.last = len(tables.model.stages) - 1
        self.hash = stage_hash(tables.scenario.stages[-1].id)
        self.kept = base.rows[base.rows["stage"] != self.last]
        self.changes = base.changes.copy()
        self.changes["live"], self.changes["failed"] = math.inf, 0
        joined = base.rows[base.rows["stage"] == self.last]
        self.waiting = [(float(row["join"]), int(row["change"]), 1) for row in joined]
        used = set(self.kept["batch"].tolist())
        self.free: Iterator[int] = (number for number in range(len(base.rows)) if number not in used)
        self.rows: list[Records] = []
        self.deployments: list[Records] = []
        self.frozen = -math.inf

    def carry_out(self, run: Run) -> None:
        """Carry out one deployment."""
        begin = moment(run.start)
        batch = [one for one in self.waiting if one[0] <= begin]
        if not batch or begin < self.frozen or begin > self.until:
            return
        self.waiting = [one for one in self.waiting if one[0] > begin]
        rows = np.zeros(len(batch), ROW)
        rows["join"], rows["change"], rows["visit"] = zip(*batch, strict=True)
        rows["start"], rows["stage"], rows["batch"] = begin, self.last, next(self.free)
        over = run.end is not None and run.end <= self.until
        rows["end"] = run.end if over else math.inf
        rows["outcome"] = PASSED if over else IN_PROGRESS
        self.rows.append(rows)
        if over and run.end is not None:
            rows["work"] = (run.end - begin) / len(batch)
            self._deploy(rows, run.end, slipped=run.slipped)

    def _deploy(self, rows: Records, end: float, *, slipped: bool) -> None:
        slot = np.zeros(1, DEPLOYMENT)
        spoiled = [change for change in rows["change"].tolist() if self._spoils(change)]
        self.changes["failed"][spoiled] = 1
        slot["start"], slot["end"], slot["restored"] = rows["start"][0], end, math.inf
        slot["row"] = sum(map(len, self.rows)) - len(rows)
        slot["size"] = slot["reached"] = len(rows)
        slot["slipped"], slot["failed"], slot["way"] = slipped, bool(slipped or spoiled), HELD
        self.deployments.append(slot)
        if slot["failed"][0]:
            self._break_down(rows, slot, end)
        else:
            self.changes["live"][rows["change"]] = end

    def _spoils(self, change: int) -> bool:
        found = self.changes[change]
        return not found["clean"] and bool(found["defective"] or struck(self.handle, change))

    def _break_down(self, rows: Records, slot: Records, end: float) -> None:
        address = (int(rows["change"][0]), self.hash, int(rows["visit"][0]))
        unnoticed, mending, way = mishap(self.handle, address)
        slot["mend"], slot["way"] = mending, way
        restored = end + unnoticed + mending
        self.frozen = restored if self.tables.model.plan[0]["freeze"] else self.frozen
        rows["outcome"] = ROLLED_BACK if way == ROLLBACK else PASSED
        if restored > self.until:
            return
        slot["restored"] = restored
        if way == ROLLBACK:
            self.changes["clean"][rows["change"]] = 1
            self.waiting += [(restored, int(row["change"]), int(row["visit"]) + 1) for row in rows]
            self.waiting.sort()
        else:
            self.changes["live"][rows["change"]] = restored

    def trace(self) -> Trace:
        """Return what was written, rows in the order of joining."""
        waiting = np.zeros(len(self.waiting), ROW)
        if self.waiting:
            waiting["join"], waiting["change"], waiting["visit"] = zip(*self.waiting, strict=True)
        waiting["start"] = waiting["end"] = math.inf
        waiting["stage"], waiting["batch"], waiting["outcome"] = self.last, -1, IN_PROGRESS
        rows = np.concatenate([*self.rows, self.kept, waiting])
        order = np.argsort(rows["join"], kind="stable")
        deployments = np.concatenate([np.empty(0, DEPLOYMENT), *self.deployments])
        deployments["row"] = np.argsort(order)[deployments["row"]]
        starts = [np.array([0, len(table)], np.int64) for table in (rows, self.changes, deployments)]
        return Trace(self.tables, self.study, rows[order], self.changes, deployments, *starts)
