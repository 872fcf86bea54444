"""Reduce a trace to what counts: changes after the warm-up, their deployments, the window of time.

Time-weighted figures are taken from the arrival of the first counted change to the last arrival.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from delivery import Mark
from simulator.calendars import open_since
from simulator.layout import FIX, NONE, ROLLBACK, SENT_BACK, Floats, Ints, Model
from simulator.trace import Trace

Bools = NDArray[np.bool_]
Whole = NDArray[np.int64]


def sums(where: NDArray[np.integer[Any]], many: int, values: NDArray[Any] | None = None) -> Floats:
    """Add up values by their place 0 .. many - 1; without values, count."""
    return np.bincount(where, values, many).astype(np.float64, copy=False)


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
class CountedStages:
    """What the visits to each stage add up to, shape (stages, replications), in the window if in hours.

    Attributes:
        wait: hours waited by counted visits that started.
        started: how many they are.
        waited: how many of them had to wait.
        visits: how many counted visits there are, started or not.
        runs: how many runs the started ones are.
        queue_hours: hours in the queue of all visits.
        work_hours: hours at work of all visits.
        busy_hours: open hours at work of all runs.
        waits: each stage's waits of counted visits that started [h].
    """

    wait: Floats
    started: Floats
    waited: Floats
    visits: Floats
    runs: Floats
    queue_hours: Floats
    work_hours: Floats
    busy_hours: Floats
    waits: tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything the metrics are sums of."""

    replications: int
    model: Model
    start: Floats
    end: Floats
    changes: CountedChanges
    deployments: CountedDeployments
    stages: CountedStages
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
        return open_since(self.model, calendar, self.end) - open_since(self.model, calendar, self.start)


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


@dataclass(frozen=True, slots=True)
class _Rows:
    """The trace rows, column by column, with what each belongs to."""

    replication: Whole
    change: Whole
    counts: Bools
    stage: Whole
    join: Floats
    start: Floats
    end: Floats
    work: Floats
    batch: Whole
    outcome: NDArray[np.int16]

    @property
    def started(self) -> Bools:
        """Return which have started."""
        found: Bools = self.batch != NONE
        return found

    @property
    def width(self) -> int:
        """Return how many runs a replication has at most."""
        return int(self.batch.max(initial=0)) + 1


def _columns(trace: Trace, counts: Bools) -> _Rows:
    whose = trace.replication_of(trace.row_starts)
    change = trace.rows["change"] + trace.change_starts[whose]
    rows = trace.rows
    return _Rows(
        replication=whose,
        change=change,
        counts=counts[change],
        stage=rows["stage"].astype(np.int64),
        join=rows["join"].copy(),
        start=rows["start"].copy(),
        end=rows["end"].copy(),
        work=rows["work"].copy(),
        batch=rows["batch"].astype(np.int64),
        outcome=rows["outcome"].copy(),
    )


def count_trace(trace: Trace) -> Counted:
    """Reduce a trace to what the metrics are sums of."""
    of_change = trace.replication_of(trace.change_starts)
    number = np.arange(len(trace.changes)) - trace.change_starts[of_change]
    start, end = window = _window(trace)
    counts = number >= trace.study.warm_up
    rows = _columns(trace, counts)
    deployed = _deployment_of_rows(trace, rows)
    arrive, live = trace.changes["arrive"], trace.changes["live"]
    in_system = _overlap(arrive, live, start[of_change], end[of_change])
    within = (live >= start[of_change]) & (live <= end[of_change])
    deployments, deployed_in_window = _deployments(trace, rows, deployed, window)
    return Counted(
        replications=trace.study.replications,
        model=trace.tables.model,
        start=start,
        end=end,
        changes=_changes(trace, rows, deployed, counts),
        deployments=deployments,
        stages=_stages(trace, rows, window),
        present_hours=sums(of_change, len(start), in_system),
        live_in_window=sums(of_change, len(start), within),
        deployed_in_window=deployed_in_window,
    )


def _stages(trace: Trace, rows: _Rows, window: tuple[Floats, Floats]) -> CountedStages:
    many, stages = trace.study.replications, len(trace.tables.model.stages)
    place = rows.stage * many + rows.replication
    low, high = window[0][rows.replication], window[1][rows.replication]
    begin, end = np.maximum(rows.start, low), np.minimum(rows.end, high)
    begun = np.flatnonzero(rows.counts & rows.started)
    wait = rows.start[begun] - rows.join[begun]
    size = _sizes(rows)
    order = np.argsort(rows.stage[begun].astype(np.int16), kind="stable")
    ends = np.cumsum(np.bincount(rows.stage[begun], minlength=stages))[:-1]

    def total(where: Whole, values: NDArray[Any] | None = None) -> Floats:
        return sums(where, stages * many, values).reshape(stages, many)

    return CountedStages(
        wait=total(place[begun], wait),
        started=total(place[begun]),
        waited=total(place[begun], wait > 0),
        visits=total(place[rows.counts]),
        runs=total(place[begun], 1.0 / size[begun]),
        queue_hours=total(place, _overlap(rows.join, rows.start, low, high)),
        work_hours=total(place, np.maximum(end - begin, 0.0)),
        busy_hours=total(place, _open_hours(trace.tables.model, rows.stage, begin, end) / size),
        waits=tuple(np.split(wait[order], ends)),
    )


def _sizes(rows: _Rows) -> Floats:
    """Return how many changes share each row's run; a change that still waits stands alone."""
    code = rows.replication * (rows.width + 1) + rows.batch + 1
    many: Floats = np.bincount(code).astype(np.float64)[code]
    many[~rows.started] = 1.0
    return many


def _open_hours(model: Model, stage: Whole, start: Floats, end: Floats) -> Floats:
    """Return the open hours of each row's stage from `start` to `end` [h], none where they are crossed."""
    found: Floats = np.maximum(end - start, 0.0)
    calendars = model.stages["calendar"][stage]
    for calendar in range(len(model.calendars)):
        mine = np.flatnonzero((calendars == calendar) & (found > 0))
        found[mine] = open_since(model, calendar, end[mine]) - open_since(model, calendar, start[mine])
    return found


def _changes(trace: Trace, rows: _Rows, deployed: tuple[Whole, Whole], counts: Bools) -> CountedChanges:
    many = len(trace.changes)
    wait = sums(rows.change, many, np.where(rows.started, rows.start - rows.join, 0.0))
    hands = trace.tables.model.stages["hands"][rows.stage] == 1
    by_hand = sums(rows.change, many, np.where(hands, rows.work, 0.0)) + _mending(trace, rows, deployed)
    lead = (trace.changes["live"] - trace.changes["arrive"])[counts]
    return CountedChanges(
        replication=trace.replication_of(trace.change_starts)[counts],
        live=np.isfinite(lead),
        lead=lead,
        failed=trace.changes["failed"][counts].astype(float),
        wait=wait[counts],
        work=sums(rows.change, many, rows.work)[counts],
        hands_on=by_hand[counts],
    )


def _deployment_of_rows(trace: Trace, rows: _Rows) -> tuple[Whole, Whole]:
    """Return the rows of the last stage that were deployed, and the deployment of each."""
    of_deployment = trace.replication_of(trace.deployment_starts)
    first = trace.deployments["row"] + trace.row_starts[of_deployment]
    number: Ints = np.zeros(trace.study.replications * rows.width, np.int64)
    number[of_deployment * rows.width + rows.batch[first]] = np.arange(len(first))
    last = len(trace.tables.model.stages) - 1
    mine = np.flatnonzero((rows.stage == last) & np.isfinite(rows.end))
    return mine, number[rows.replication[mine] * rows.width + rows.batch[mine]]


def _mending(trace: Trace, rows: _Rows, deployed: tuple[Whole, Whole]) -> Floats:
    """Return each change's share of the hours people spent on fixes, and on rollbacks by hand [h]."""
    deployments = trace.deployments
    by_hand = deployments["way"] == FIX
    if trace.tables.scenario.stages[-1].mark is Mark.HAND:
        by_hand |= deployments["way"] == ROLLBACK
    hours = np.where(by_hand & np.isfinite(deployments["restored"]), deployments["mend"], 0.0)
    reached = rows.outcome[deployed[0]] != SENT_BACK
    mine, deployment = deployed[0][reached], deployed[1][reached]
    share = hours[deployment] / deployments["reached"][deployment]
    return sums(rows.change[mine], len(trace.changes), share)


def _deployments(
    trace: Trace, rows: _Rows, deployed: tuple[Whole, Whole], window: tuple[Floats, Floats]
) -> tuple[CountedDeployments, Floats]:
    """Return the deployments that count, and how many ended in each replication's window."""
    table, many = trace.deployments, trace.study.replications
    whose = trace.replication_of(trace.deployment_starts)
    mine, deployment = deployed
    counted = sums(deployment[rows.counts[mine]], len(table)) > 0
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
