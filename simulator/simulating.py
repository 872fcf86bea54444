"""Simulate: run every replication of a study, over threads, into one trace."""

import math
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.compiling import Tables
from simulator.engine import run
from simulator.layout import (
    AT_CHANGES,
    CHANGE,
    DEPLOYMENT,
    DEPLOYMENTS,
    ENTERED,
    EVENT,
    FULL,
    NONE,
    REPLICATION,
    ROW,
    ROWS,
    SEED,
    STATE,
    STOPPED,
    WEEK,
    Handle,
    Ints,
    Records,
    World,
    point_at,
)
from simulator.model import StoppedError
from simulator.trace import Study, Trace

Progress = Callable[[int, int], None]
_POLL = 0.05


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


def _first_room(tables: Tables, study: Study) -> _Room:
    changes = study.changes
    explicit = int(tables.model.plan[0]["many_at"])
    if study.hours is not None:
        calendar = int(tables.model.plan[0]["calendar"])
        share = 1.0 if calendar == NONE else float(tables.model.calendars[calendar]["total"]) / WEEK
        changes = int(study.hours * share / (tables.gap or 1.0) * 1.1) + 64
    if explicit:
        changes = explicit if study.hours is not None else min(changes, explicit)
    rows = int(changes * float(tables.visits.sum()) * 1.1) + 256
    deployments = int(changes * float(tables.visits[-1]) * 1.1) + 64
    return _Room(changes, rows, deployments, min(changes, 4096) + 4 * len(tables.model.stages) + 128)


def _world(tables: Tables, study: Study, replication: int, room: _Room) -> tuple[Handle, World]:
    stages = len(tables.model.stages)
    state = np.zeros(stages, STATE)
    state["head"] = state["tail"] = NONE
    state["alarm"] = state["gone"] = -1.0
    world = World(
        changes=np.zeros(room.changes, CHANGE),
        visits=np.zeros(room.changes * stages, np.int32),
        rows=np.empty(room.rows, ROW),
        links=np.empty(room.rows, np.int32),
        deployments=np.empty(room.deployments, DEPLOYMENT),
        events=np.empty(room.events, EVENT),
        state=state,
        busy=np.zeros(len(tables.model.pools), np.int64),
        tries=np.zeros(stages, np.int64),
        clock=np.array([math.inf if study.hours is None else study.hours, -1.0, -1.0]),
    )
    handle = tables.model.handle()
    handle[SEED], handle[REPLICATION] = study.seed, replication
    point_at(handle, AT_CHANGES, world)
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
        world.rows[: handle[ROWS]].copy(),
        world.changes[:entered],
        world.deployments[: handle[DEPLOYMENTS]].copy(),
    )


def _starts(parts: list[Records]) -> Ints:
    return np.concatenate(([0], np.cumsum([len(part) for part in parts]))).astype(np.int64)


def _finished(futures: list[Future[_Written]], stop: Event | None) -> Iterator[Future[_Written]]:
    """Yield futures as they end, looking at `stop` in between."""
    waiting = set(futures)
    while waiting:
        if stop is not None and stop.is_set():
            raise StoppedError("the simulation was stopped")
        done, waiting = wait(waiting, None if stop is None else _POLL, FIRST_COMPLETED)
        yield from done


def simulate(
    tables: Tables,
    study: Study | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> Trace:
    """Simulate a compiled scenario: the trace depends on it, the study and nothing else.

    `progress(done, total)` is called in this thread after replications end; set `stop` to end early.

    Raises:
        StoppedError: when `stop` was set.
    """
    study = study or Study()
    flag = np.zeros(1, np.uint8)
    workers = max(1, min(os.cpu_count() or 1, study.replications))
    with ThreadPoolExecutor(workers, thread_name_prefix="simulate") as pool:
        futures = [pool.submit(_replicate, tables, study, i, flag) for i in range(study.replications)]
        try:
            for done, future in enumerate(_finished(futures, stop), start=1):
                future.result()
                if progress is not None:
                    progress(done, study.replications)
        except BaseException:
            flag[0] = 1
            raise
    parts = [future.result() for future in futures]
    rows = [part.rows for part in parts]
    changes = [part.changes for part in parts]
    deployments = [part.deployments for part in parts]
    return Trace(
        tables,
        study,
        np.concatenate(rows),
        np.concatenate(changes),
        np.concatenate(deployments),
        _starts(rows),
        _starts(changes),
        _starts(deployments),
    )
