"""Reduce a trace to what counts: changes after the warm-up, their deployments, the window of time.

Time-weighted figures are taken from the arrival of the first counted change to the last arrival.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from delivery import Mark
from simulator.calendars import open_since
from simulator.graph import before_stages, entries
from simulator.layout import (
    AT_CHANGES,
    AT_DEPLOYMENTS,
    AT_ROWS,
    HANDLE_SIZE,
    Floats,
    Handle,
    Model,
    Records,
    point_at,
)
from simulator.model import Scenario
from simulator.summing import (
    CHANGE_SUM,
    COUNTED,
    DEPLOYMENT_SUM,
    PART,
    RULES,
    SHEET,
    SHEET_SIZE,
    SPENT,
    STAGE_SUM,
    VISIT_SUM,
    Sheet,
    add_up,
)
from simulator.trace import Trace

_ROWS_PER_THREAD = 50_000


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything the metrics are made of.

    The group 0 is all changes; the groups 1 and up are the classes, if there are any.

    Attributes:
        trace: what was counted.
        sheet: every value and every sum.
        visits: each VISIT_SUM by its name; shape (replications, stages, groups).
        stages: each STAGE_SUM; shape (replications, stages).
        changes: each CHANGE_SUM; shape (replications, groups).
        deployments: each DEPLOYMENT_SUM; shape (replications, groups).
    """

    trace: Trace
    sheet: Sheet
    visits: dict[str, Floats]
    stages: dict[str, Floats]
    changes: dict[str, Floats]
    deployments: dict[str, Floats]

    @property
    def model(self) -> Model:
        """Return what was simulated."""
        return self.trace.tables.model

    @property
    def classes(self) -> int:
        """Return how many classes of changes there are, at least 1."""
        return int(self.sheet.rules[0]["classes"])

    @property
    def window_length(self) -> Floats:
        """Return the length of each replication's window [h], 0 where nothing counts."""
        found: Floats = (self.sheet.parts["high"] - self.sheet.parts["low"])[:-1]
        return found

    def open_hours(self, stage: int) -> Floats:
        """Return the open hours of a stage in each replication's window [h]."""
        calendar = int(self.model.stages[stage]["calendar"])
        low, high = (
            open_since(self.model, calendar, self.sheet.parts[name][:-1]) for name in ("low", "high")
        )
        found: Floats = high - low
        return found

    def waits(self, stage: int, group: int) -> Floats:
        """Return the waits of a group's counted visits to a stage that started [h]."""
        blocks = self.sheet.blocks.reshape(self.trace.study.replications, -1)
        first = stage * self.classes + max(group - 1, 0)
        last = first + (1 if group else self.classes)
        return np.concatenate([self.sheet.waits[row[first] : row[last]] for row in blocks.tolist()])

    def change_values(self, group: int) -> tuple[Floats, Floats, Floats, Floats]:
        """Return lead time, wait, work and hands-on hours of a group's counted changes that are live [h]."""
        changes, spent, starts = self.trace.changes, self.sheet.spent, self.trace.change_starts
        mine = np.isfinite(changes["live"])
        if group:
            mine &= changes["kind"] == group - 1
        if self.trace.study.warm_up > 0:
            mine &= np.arange(len(mine)) - np.repeat(starts[:-1], np.diff(starts)) >= self.trace.study.warm_up
        chosen = slice(None) if mine.all() else mine
        lead = changes["live"][chosen] - changes["arrive"][chosen]
        hands = spent["hands"][chosen] + spent["mending"][chosen]
        return lead, spent["wait"][chosen].copy(), spent["work"][chosen].copy(), hands

    def recoveries(self, group: int) -> Floats:
        """Return how long each restored failure of a group's counted deployments took [h]."""
        mine = ~np.isnan(self.sheet.recovery)
        if group:
            mine &= self.sheet.carries.reshape(-1, self.classes + 1)[:, group] >= COUNTED
        return self.sheet.recovery[mine]


def root_of(scenario: Scenario) -> int:
    """Return the number of the first stage that begins at arrival."""
    return entries(before_stages(scenario.stages))[0]


def _rules(trace: Trace, *, open_hours: bool) -> Records:
    scenario = trace.tables.scenario
    classes = len(scenario.arrivals.classes or ()) or 1
    again = any(stage.flaky and not stage.flaky.hold for stage in scenario.stages)
    by_hand = scenario.stages[-1].mark is Mark.HAND
    row = (trace.study.warm_up, classes, open_hours, again, root_of(scenario), by_hand)
    return np.array([row], RULES)


def _parts(trace: Trace) -> Records:
    """Return where each replication's records start, and its window [h]; empty at 0 where nothing counts."""
    found = np.zeros(trace.study.replications + 1, PART)
    found["rows"] = trace.row_starts
    found["changes"] = trace.change_starts
    found["deployments"] = trace.deployment_starts
    first, ends = trace.change_starts[:-1] + trace.study.warm_up, trace.change_starts[1:]
    some = np.flatnonzero(first < ends)
    found["low"][some] = trace.changes["arrive"][first[some]]
    found["high"][some] = trace.changes["arrive"][ends[some] - 1]
    return found


def _sheet(trace: Trace, *, open_hours: bool) -> Sheet:
    rules = _rules(trace, open_hours=open_hours)
    many, stages, classes = trace.study.replications, len(trace.tables.model.stages), int(rules[0]["classes"])
    return Sheet(
        rules=rules,
        parts=_parts(trace),
        spent=np.zeros(len(trace.changes), SPENT),
        waits=np.empty(len(trace.rows)),
        blocks=np.zeros(many * (stages * classes + 2), np.int64),
        latest=np.zeros(len(trace.changes) * stages * classes if rules[0]["again"] else 0, np.int64),
        runs=np.zeros(len(trace.rows), np.int32),
        carries=np.zeros(len(trace.deployments) * (classes + 1), np.uint8),
        recovery=np.full(len(trace.deployments), np.nan),
        visits=np.zeros(many * stages * classes, VISIT_SUM),
        stages=np.zeros(many * stages, STAGE_SUM),
        changes=np.zeros(many * classes, CHANGE_SUM),
        deployments=np.zeros(many * (classes + 1), DEPLOYMENT_SUM),
    )


def _handle(trace: Trace, sheet: Sheet) -> Handle:
    model = trace.tables.model.handle()
    found = np.zeros(SHEET_SIZE, np.int64)
    found[:HANDLE_SIZE] = model.tolist()
    for place, table in (
        (AT_ROWS, trace.rows),
        (AT_CHANGES, trace.changes),
        (AT_DEPLOYMENTS, trace.deployments),
    ):
        point_at(found, place, [table])
    point_at(found, SHEET, sheet)
    return found


def _table(sums: Records, *shape: int) -> dict[str, Floats]:
    """Return the sums by name, in this shape."""
    return {name: sums[name].reshape(shape) for name in sums.dtype.names or ()}


def _grouped(sums: Records, *shape: int) -> dict[str, Floats]:
    """Return the sums of classes by name, in this shape; the sums of all of them come first."""
    found = _table(sums, *shape, -1)
    return {
        name: np.concatenate([part.sum(axis=-1, keepdims=True), part], axis=-1)
        for name, part in found.items()
    }


def _add_up(trace: Trace, handle: Handle) -> None:
    """Add up all replications, over threads where that is worth it."""
    many = trace.study.replications
    parts = min(os.cpu_count() or 1, many, len(trace.rows) // _ROWS_PER_THREAD)
    if parts <= 1:
        add_up(handle, 0, many)
        return
    ends = [many * i // parts for i in range(parts + 1)]
    with ThreadPoolExecutor(parts, thread_name_prefix="measure") as pool:
        list(pool.map(lambda i: add_up(handle, ends[i], ends[i + 1]), range(parts)))


def count_trace(trace: Trace, *, open_hours: bool = False) -> Counted:
    """Reduce a trace to what the metrics are made of; with `open_hours` closed hours are no wait."""
    sheet = _sheet(trace, open_hours=open_hours)
    _add_up(trace, _handle(trace, sheet))
    many, stages = trace.study.replications, len(trace.tables.model.stages)
    return Counted(
        trace=trace,
        sheet=sheet,
        visits=_grouped(sheet.visits, many, stages),
        stages=_table(sheet.stages, many, stages),
        changes=_grouped(sheet.changes, many),
        deployments=_table(sheet.deployments, many, -1),
    )
