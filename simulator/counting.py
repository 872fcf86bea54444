"""Reduce a trace to what counts: changes after the warm-up, their deployments, the window of time.

Time-weighted figures are taken from the arrival of the first counted change to the last arrival.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from delivery import Mark
from simulator.calendars import open_since
from simulator.layout import FIX, ROLLBACK, SENT_BACK, Floats, Model
from simulator.trace import Trace

Bools = NDArray[np.bool_]
Whole = NDArray[np.int64]


def sums(where: NDArray[np.integer[Any]], many: int, values: NDArray[Any] | None = None) -> Floats:
    """Add up values by their place 0 .. many - 1; without values, count."""
    return np.bincount(where, values, many).astype(np.float64)


@dataclass(frozen=True, slots=True)
class CountedChanges:
    """The changes that count; times [h], one value each."""

    replication: Whole
    live: Bools
    lead: Floats
    failed: Floats
    wait: Floats
    work: Floats
    hands_on: Floats


@dataclass(frozen=True, slots=True)
class CountedDeployments:
    """The runs of the last stage with at least one counted change."""

    replication: Whole
    failed: Floats
    fixed: Floats
    restored: Bools
    recovery: Floats


@dataclass(frozen=True, slots=True)
class CountedRows:
    """All visits, whether their change counts, and their hours within the window."""

    replication: Whole
    stage: Whole
    counted: Bools
    started: Bools
    wait: Floats
    size: Floats
    queue_hours: Floats
    work_hours: Floats
    busy_hours: Floats


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything the metrics are sums of."""

    replications: int
    model: Model
    start: Floats
    end: Floats
    changes: CountedChanges
    deployments: CountedDeployments
    rows: CountedRows
    present_hours: Floats
    live_in_window: Floats
    deployed_in_window: Floats

    @property
    def window_length(self) -> Floats:
        """Return the length of each replication's window [h]."""
        return self.end - self.start

    def open_hours(self, stage: int) -> Floats:
        """Return the open hours of a stage in each replication's window [h]."""
        calendar = int(self.model.stages[stage]["calendar"])
        handle = self.model.handle()
        ends = zip(self.start, self.end, strict=True)
        return np.array([open_since(handle, calendar, b) - open_since(handle, calendar, a) for a, b in ends])


def _overlap(start: Floats, end: Floats, low: Floats, high: Floats) -> Floats:
    found: Floats = np.maximum(np.minimum(end, high) - np.maximum(start, low), 0.0)
    return found


def _window(trace: Trace) -> tuple[Floats, Floats]:
    """Return each replication's window [h], empty where nothing counts."""
    start, end = np.zeros(trace.study.replications), np.zeros(trace.study.replications)
    for i in range(trace.study.replications):
        arrive = trace.changes_of(i)["arrive"]
        if len(arrive) > trace.study.warm_up:
            start[i], end[i] = arrive[trace.study.warm_up], arrive[-1]
    return start, end


def count_trace(trace: Trace) -> Counted:
    """Reduce a trace to what the metrics are sums of."""
    of_row = trace.replication_of(trace.row_starts)
    of_change = trace.replication_of(trace.change_starts)
    of_deployment = trace.replication_of(trace.deployment_starts)
    number = np.arange(len(trace.changes)) - trace.change_starts[of_change]
    start, end = _window(trace)
    counts = number >= trace.study.warm_up
    change = trace.rows["change"] + trace.change_starts[of_row]
    rows = _rows(trace, of_row, counts[change], (start, end))
    lead = trace.changes["live"] - trace.changes["arrive"]
    arrive, live = trace.changes["arrive"], trace.changes["live"]
    in_system = _overlap(arrive, live, start[of_change], end[of_change])
    within = (live >= start[of_change]) & (live <= end[of_change])
    deployments, deployed = _deployments(trace, of_deployment, counts[change], (start, end))
    return Counted(
        replications=trace.study.replications,
        model=trace.tables.model,
        start=start,
        end=end,
        changes=_changes(trace, of_change, counts, change, lead),
        deployments=deployments,
        rows=rows,
        present_hours=sums(of_change, len(start), in_system),
        live_in_window=sums(of_change, len(start), within),
        deployed_in_window=deployed,
    )


def _rows(trace: Trace, whose: Whole, counts: Bools, window: tuple[Floats, Floats]) -> CountedRows:
    rows, model = trace.rows, trace.tables.model
    low, high = window[0][whose], window[1][whose]
    join, begin, end = rows["join"].copy(), rows["start"].copy(), rows["end"].copy()
    started = np.isfinite(begin)
    size = _sizes(trace, whose)
    work = _overlap(begin, end, low, high)
    busy = work.copy()
    for i, stage in enumerate(model.stages):
        if stage["calendar"] >= 0:
            mine = rows["stage"] == i
            busy[mine] = _open_overlap(
                model, int(stage["calendar"]), np.maximum(begin, low)[mine], np.minimum(end, high)[mine]
            )
    wait = np.zeros(len(rows))
    wait[started] = begin[started] - join[started]
    return CountedRows(
        replication=whose,
        stage=rows["stage"].astype(np.int64),
        counted=counts,
        started=started,
        wait=wait,
        size=size,
        queue_hours=_overlap(join, begin, low, high),
        work_hours=work,
        busy_hours=busy / size,
    )


def _sizes(trace: Trace, whose: Whole) -> Floats:
    """Return how many changes share each row's run; a change that still waits stands alone."""
    batch = trace.rows["batch"].astype(np.int64)
    if not len(batch):
        return np.zeros(0)
    code = whose * (batch.max() + 2) + batch + 1
    many = np.bincount(code)[code].astype(float)
    return np.where(batch >= 0, many, 1.0)


def _open_overlap(model: Model, calendar: int, start: Floats, end: Floats) -> Floats:
    handle = model.handle()
    return np.array(
        [
            open_since(handle, calendar, b) - open_since(handle, calendar, a) if b > a else 0.0
            for a, b in zip(start, end, strict=True)
        ]
    )


def _changes(trace: Trace, whose: Whole, counts: Bools, of_row: Whole, lead: Floats) -> CountedChanges:
    rows, many = trace.rows, len(trace.changes)
    begun = np.isfinite(rows["start"])
    wait = sums(of_row[begun], many, (rows["start"] - rows["join"])[begun])
    hands = trace.tables.model.stages["hands"][rows["stage"]] == 1
    by_hand = sums(of_row[hands], many, rows["work"][hands]) + _mending(trace, of_row)
    return CountedChanges(
        replication=whose[counts],
        live=np.isfinite(lead[counts]),
        lead=lead[counts],
        failed=trace.changes["failed"][counts].astype(float),
        wait=wait[counts],
        work=sums(of_row, many, rows["work"])[counts],
        hands_on=by_hand[counts],
    )


def _deployment_of_rows(trace: Trace) -> tuple[Whole, Whole]:
    """Return the rows of the last stage that were deployed, and the deployment of each."""
    rows, deployments = trace.rows, trace.deployments
    of_row = trace.replication_of(trace.row_starts)
    of_deployment = trace.replication_of(trace.deployment_starts)
    first = deployments["row"] + trace.row_starts[of_deployment]
    width = int(rows["batch"].max(initial=0)) + 1
    runs = of_deployment * width + rows["batch"][first]
    order = np.argsort(runs)
    last = len(trace.tables.model.stages) - 1
    mine = np.flatnonzero((rows["stage"] == last) & np.isfinite(rows["end"]))
    code = of_row[mine] * width + rows["batch"][mine]
    return mine, order[np.searchsorted(runs, code, sorter=order)]


def _mending(trace: Trace, of_row: Whole) -> Floats:
    """Return each change's share of the hours people spent on fixes, and on rollbacks by hand [h]."""
    deployments = trace.deployments
    by_hand = deployments["way"] == FIX
    if trace.tables.scenario.stages[-1].mark is Mark.HAND:
        by_hand |= deployments["way"] == ROLLBACK
    hours = np.where(by_hand & np.isfinite(deployments["restored"]), deployments["mend"], 0.0)
    mine, deployment = _deployment_of_rows(trace)
    reached = trace.rows["outcome"][mine] != SENT_BACK
    mine, deployment = mine[reached], deployment[reached]
    share = hours[deployment] / deployments["reached"][deployment]
    return sums(of_row[mine], len(trace.changes), share)


def _deployments(
    trace: Trace, whose: Whole, counts: Bools, window: tuple[Floats, Floats]
) -> tuple[CountedDeployments, Floats]:
    """Return the deployments that count, and how many ended in each replication's window."""
    table, many = trace.deployments, trace.study.replications
    mine, deployment = _deployment_of_rows(trace)
    counted = sums(deployment[counts[mine]], len(table)) > 0
    restored = np.isfinite(table["restored"])
    fixed = (table["way"] == FIX) & restored
    low, high = window[0][whose], window[1][whose]
    ended = (table["end"] >= low) & (table["end"] <= high)
    mended = fixed & (table["restored"] >= low) & (table["restored"] <= high)
    recovery = np.zeros(len(table))
    recovery[restored] = table["restored"][restored] - table["end"][restored]
    return (
        CountedDeployments(
            replication=whose[counted],
            failed=table["failed"][counted].astype(float),
            fixed=fixed[counted].astype(float),
            restored=((table["failed"] == 1) & restored)[counted],
            recovery=recovery[counted],
        ),
        sums(whose, many, ended.astype(float) + mended),
    )
