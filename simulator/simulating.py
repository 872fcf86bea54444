"""Simulate: run every replication of a study, over threads, into one trace."""

import math
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, count
from threading import Event
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.compiling import Tables
from simulator.engine import run
from simulator.layout import (
    BLOCK,
    CHANGE,
    DEPLOYMENT,
    DEPLOYMENTS,
    ENTERED,
    EVENT,
    FULL,
    NONE,
    REPLICATION,
    RING,
    ROW,
    ROWS,
    SEED,
    STATE,
    STOPPED,
    UNIT,
    UNITS,
    WEEK,
    Handle,
    Ints,
    Records,
    World,
    handle_of,
    pointers,
)
from simulator.lending import lend
from simulator.model import StoppedError
from simulator.trace import Study, Trace

Progress = Callable[[int, int], None]
_POLL = 0.05
_F8, _I8, _I4 = np.dtype("f8"), np.dtype("i8"), np.dtype("i4")


@dataclass(frozen=True, slots=True)
class _Room:
    """How much a replication may write before it is run again with more."""

    changes: int
    rows: int
    deployments: int
    events: int

    def grown(self) -> "_Room":
        return _Room(self.changes * 2, self.rows * 2, self.deployments * 2, self.events * 4)


class _Written(NamedTuple):
    rows: Records
    changes: Records
    deployments: Records


_Run = Callable[[], _Written]


def _first_room(tables: Tables, study: Study) -> _Room:
    changes = study.changes
    plan = tables.model.plan[0]
    explicit = int(plan["many_at"])
    if study.hours is not None:
        calendar = int(plan["calendar"])
        share = 1.0 if calendar == NONE else float(tables.model.calendars[calendar]["total"]) / WEEK
        changes = int(study.hours * share / (tables.gap or 1.0) * 1.1) + int(plan["wip_limit"]) + 64
    if explicit:
        changes = explicit if study.hours is not None else min(changes, explicit)
    rows = int(changes * float(tables.rows.sum()) * 1.1) + 256
    deployments = int(changes * float(tables.rows[-1]) * 1.1) + 64
    return _Room(changes, rows, deployments, min(changes, 4096) + 4 * len(tables.model.stages) + 128)


def _world(tables: Tables, study: Study, replication: int, room: _Room) -> tuple[Handle, World]:
    """Make the world of a replication, and its handle; both must be kept while it is used."""
    model = tables.model
    plan, stages, lanes = model.plan[0], len(model.stages), len(model.lanes)
    approvers = model.pools["capacity"][model.stages["pool"][model.stages["attends"] > 0]]
    ranks = int(plan["ranks"]) if plan["ranks"] > 1 else 0
    # What outlives the world, and what does not.
    written, where = lend(((room.rows, ROW), (room.changes, CHANGE), (room.deployments, DEPLOYMENT)))
    work, places = lend(
        (
            (room.changes * stages, _I4),
            (room.rows + stages, _I4),
            (room.events, EVENT),
            (stages, STATE),
            (len(model.pools), _I8),
            (stages // 32 + 1, _I8),
            (3, _F8),
            (stages * ranks, _I4),
            (room.changes * int(plan["meetings"]), _I4),
            (room.changes if plan["conflicts"] > 0 else 0, _I4),
            (int(approvers.sum()), _F8),
            (lanes * RING + BLOCK, _F8),
            (lanes * RING, _F8),
            (RING, _I8),
            (UNITS, UNIT),
        )
    )
    world = World(*written, *work)
    for table in (world.visits, world.busy, world.tries, world.passes, world.anchors):
        table[:] = 0
    world.tails[:] = world.owners[:] = NONE
    world.clock[:] = math.inf if study.hours is None else study.hours, -1.0, -1.0
    free = model.pools["capacity"][model.stages["pool"]]
    for stage in range(stages):
        world.state[stage] = (NONE, NONE, 0, 0, free[stage], 0, -1.0, -1.0, 0, -1.0)
    handle = handle_of((*pointers(model), *where, *places))
    handle[SEED], handle[REPLICATION] = study.seed, replication
    return handle, world


def _replicate(tables: Tables, study: Study, replication: int, stop: NDArray[np.uint8]) -> _Written:
    room = _first_room(tables, study)
    endless = study.hours is not None and tables.model.plan[0]["many_at"] == 0
    while True:
        handle, world = _world(tables, study, replication, room)
        status = run(handle, stop)
        if status == STOPPED or stop[0]:
            raise StoppedError("the simulation was stopped")
        entered = int(handle[ENTERED])
        if status != FULL and not (endless and entered == room.changes):
            break
        grown = room.grown()
        room = grown if endless else _Room(room.changes, grown.rows, grown.deployments, grown.events)
    return _Written(
        world.rows[: int(handle[ROWS])],
        world.changes[:entered],
        world.deployments[: int(handle[DEPLOYMENTS])],
    )


def _join(parts: list[Records]) -> Records:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _starts(parts: list[Records]) -> Ints:
    return np.array([0, *accumulate(map(len, parts))], np.int64)


def _finished(futures: list[Future[_Written]], stop: Event | None) -> Iterator[Future[_Written]]:
    """Yield futures as they end, looking at `stop` in between."""
    waiting = set(futures)
    while waiting:
        if stop is not None and stop.is_set():
            raise StoppedError("the simulation was stopped")
        done, waiting = wait(waiting, None if stop is None else _POLL, FIRST_COMPLETED)
        yield from done


def _in_turn(runs: list[_Run], tell: Callable[[], None], stop: Event | None) -> list[_Written]:
    parts: list[_Written] = []
    for run_one in runs:
        if stop is not None and stop.is_set():
            raise StoppedError("the simulation was stopped")
        parts.append(run_one())
        tell()
    return parts


def _side_by_side(
    runs: list[_Run], tell: Callable[[], None], stop: Event | None, flag: NDArray[np.uint8], threads: int
) -> list[_Written]:
    with ThreadPoolExecutor(threads, thread_name_prefix="simulate") as pool:
        futures = [pool.submit(run_one) for run_one in runs]
        try:
            for future in _finished(futures, stop):
                future.result()
                tell()
        except BaseException:
            flag[0] = 1
            raise
    return [future.result() for future in futures]


def simulate(
    tables: Tables,
    study: Study | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
    *,
    threads: int | None = None,
) -> Trace:
    """Simulate a compiled scenario: the trace depends on it, the study and nothing else.

    `progress(done, total)` is called in this thread after replications end; set `stop` to end early.
    `threads` is how many run at once, as many as there are cores unless said; 1 starts none, and looks
    at `stop` between replications alone.

    Raises:
        StoppedError: when `stop` was set.
    """
    study = study or Study()
    flag = np.zeros(1, np.uint8)
    runs: list[_Run] = [partial(_replicate, tables, study, i, flag) for i in range(study.replications)]
    done = count(1)

    def tell() -> None:
        if progress is not None:
            progress(next(done), study.replications)

    most = min(threads or os.cpu_count() or 1, study.replications)
    parts = _in_turn(runs, tell, stop) if threads == 1 else _side_by_side(runs, tell, stop, flag, most)
    rows = [part.rows for part in parts]
    changes = [part.changes for part in parts]
    deployments = [part.deployments for part in parts]
    return Trace(
        tables,
        study,
        _join(rows),
        _join(changes),
        _join(deployments),
        _starts(rows),
        _starts(changes),
        _starts(deployments),
    )
