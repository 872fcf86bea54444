"""Draw a trace over time: queues and work in progress, and the cumulative flow of changes.

Queues and work in progress are means over each cell of a grid, weighted by time; the flow is counted at
the ends of the cells. For one replication the numbers are its own, else means over all of them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.layout import PASSED, ROLLED_BACK, Floats
from simulator.model import WrongStudyError
from simulator.trace import Trace

POINTS = 120
"""How many cells a grid has unless said: about a pixel or two each on a small chart."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One value for each cell or instant: the mean over replications and its standard error.

    `se` is None for one replication.
    """

    mean: tuple[float, ...]
    se: tuple[float, ...] | None

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {"mean": list(self.mean), "se": None if self.se is None else list(self.se)}


@dataclass(frozen=True, slots=True)
class Levels:
    """How many changes there are on average in each cell of a grid.

    Attributes:
        edges: where the cells begin and end [h]; one more than there are cells.
        wip: changes that have arrived and are not live.
        queue: changes that wait at each stage, by its id.
    """

    edges: tuple[float, ...]
    wip: Curve
    queue: dict[str, Curve]

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        queue = {name: curve.as_dict() for name, curve in self.queue.items()}
        return {"edges": list(self.edges), "unit": "changes", "wip": self.wip.as_dict(), "queue": queue}


@dataclass(frozen=True, slots=True)
class Flow:
    """How many changes have got how far by each instant.

    Attributes:
        times: the instants [h].
        arrived: changes that have arrived.
        passed: changes that have left each stage for the first time, passed on, by its id.
        live: changes that are live.
    """

    times: tuple[float, ...]
    arrived: Curve
    passed: dict[str, Curve]
    live: Curve

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "times": list(self.times),
            "unit": "changes",
            "arrived": self.arrived.as_dict(),
            "passed": {name: curve.as_dict() for name, curve in self.passed.items()},
            "live": self.live.as_dict(),
        }


def shown_hours(trace: Trace) -> float:
    """Return up to when changes arrive in all replications [h]: the horizon, or the earliest last arrival."""
    if trace.study.hours is not None:
        return trace.study.hours
    return float(trace.changes["arrive"][trace.change_starts[1:] - 1].min())


def levels(
    trace: Trace, points: int = POINTS, until: float | None = None, replication: int | None = None
) -> Levels:
    """Return queues and work in progress in `points` equal cells from 0 to `until` [h].

    Without `until` the grid ends at `shown_hours`; without `replication` it is about all of them.

    Raises:
        WrongStudyError: when there are no points or hours, or no such replication.
    """
    edges, chosen = _grid(trace, points, until), _chosen(trace, replication)
    wip: list[Floats] = []
    queues: dict[str, list[Floats]] = {stage.id: [] for stage in trace.tables.scenario.stages}
    for i in chosen:
        changes, rows = trace.changes_of(i), trace.rows_of(i)
        wip.append(_level(changes["arrive"], changes["live"], edges))
        for stage, found in enumerate(queues.values()):
            mine = rows[rows["stage"] == stage]
            found.append(_level(mine["join"], mine["start"], edges))
    return Levels(tuple(edges.tolist()), _curve(wip), {name: _curve(found) for name, found in queues.items()})


def flow(
    trace: Trace, points: int = POINTS, until: float | None = None, replication: int | None = None
) -> Flow:
    """Return how many changes have arrived, passed each stage and are live, at `points` + 1 instants.

    They are as far apart as the cells of `levels`, from 0 to `until` [h].

    Raises:
        WrongStudyError: when there are no points or hours, or no such replication.
    """
    times, chosen = _grid(trace, points, until), _chosen(trace, replication)
    passed: dict[str, list[Floats]] = {stage.id: [] for stage in trace.tables.scenario.stages}
    for i in chosen:
        rows = trace.rows_of(i)
        good = rows[(rows["outcome"] == PASSED) | (rows["outcome"] == ROLLED_BACK)]
        for stage, found in enumerate(passed.values()):
            mine = good[good["stage"] == stage]
            first = np.full(len(trace.changes_of(i)), math.inf)
            np.minimum.at(first, mine["change"], mine["end"])
            found.append(_count(first, times))
    return Flow(
        times=tuple(times.tolist()),
        arrived=_curve([_count(trace.changes_of(i)["arrive"], times) for i in chosen]),
        passed={name: _curve(found) for name, found in passed.items()},
        live=_curve([_count(trace.changes_of(i)["live"], times) for i in chosen]),
    )


def _grid(trace: Trace, points: int, until: float | None) -> Floats:
    if points < 1:
        raise WrongStudyError(f"points is {points}; write a whole number from 1")
    if until is None:
        until = shown_hours(trace) or 1.0  # all may arrive at 0
    if not 0 < until < math.inf:
        raise WrongStudyError(f"until is {until}; write hours above 0")
    found: Floats = np.linspace(0.0, until, points + 1)
    return found


def _chosen(trace: Trace, replication: int | None) -> range:
    many = trace.study.replications
    if replication is None:
        return range(many)
    if not 0 <= replication < many:
        raise WrongStudyError(f"replication is {replication}; write a whole number 0..{many - 1}")
    return range(replication, replication + 1)


def _in_cells(times: Floats, edges: Floats) -> tuple[Floats, Floats]:
    """Return how many times lie in each cell, and how long it is from them to its end in sum [h]."""
    times = times[times < edges[-1]]
    cell = np.searchsorted(edges, times, side="right") - 1
    cells = len(edges) - 1
    many, rest = np.bincount(cell, minlength=cells), np.bincount(cell, edges[cell + 1] - times, cells)
    return many.astype(np.float64), rest.astype(np.float64)


def _level(begin: Floats, end: Floats, edges: Floats) -> Floats:
    """Return how many intervals cover each cell on average."""
    came, came_for = _in_cells(begin, edges)
    went, went_for = _in_cells(end, edges)
    there = np.concatenate([[0.0], np.cumsum(came - went)[:-1]])
    found: Floats = there + (came_for - went_for) / np.diff(edges)
    return found


def _count(times: Floats, until: Floats) -> Floats:
    """Return how many of some times have come by each instant."""
    return np.searchsorted(np.sort(times), until, side="right").astype(np.float64)


def _curve(values: Sequence[Floats]) -> Curve:
    """Return mean and standard error of the replications, point by point."""
    table = np.array(values)
    mean = tuple(table.mean(axis=0).tolist())
    if len(table) == 1:
        return Curve(mean, None)
    return Curve(mean, tuple((table.std(axis=0, ddof=1) / math.sqrt(len(table))).tolist()))
