"""The shape of what the engine reads and writes: records, codes and the world they make up.

All times are hours [h]; time 0 is Monday 00:00. A record array is one block of memory, so the
loop touches few cache lines; `arrays` of a world are named, never numbered.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Records = NDArray[np.void]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE = -1
UNLIMITED = 2**31 - 1
WEEK = 168.0

# What a visit came to.
IN_PROGRESS, PASSED, SENT_BACK, ROLLED_BACK, RUN_AGAIN = -1, 0, 1, 2, 3
# How a failed deployment was restored: no recovery is modeled, rollback, fix.
HELD, AT_ONCE, ROLLBACK, FIX = 0, 1, 2, 3
# Kinds of stages.
STATION, TRAIN, BUTTON = 0, 1, 2
# Kinds of distributions.
CONSTANT, EXPONENTIAL, LOGNORMAL, UNIFORM, TRIANGULAR, EMPIRICAL = 0, 1, 2, 3, 4, 5
# Kinds of events.
FINISH, REJOIN, RESTORED, ALARM = 0, 1, 2, 3
# How a run ended.
DONE, FULL, STOPPED = 0, 1, 2

# What a draw is for; the number is part of the draw's address and never changes.
FOR_ARRIVAL, FOR_DEFECT, FOR_WORK, FOR_REWORK, FOR_REWORK_WORK, FOR_CATCH, FOR_SLIP = 0, 1, 2, 3, 4, 5, 6
FOR_FLAKY, FOR_FAIL, FOR_DETECT, FOR_ROLLBACK, FOR_ROLLBACK_WORK, FOR_FIX = 7, 8, 9, 10, 11, 12

DIST = np.dtype(
    [("kind", "i8"), ("a", "f8"), ("b", "f8"), ("c", "f8"), ("from", "i8"), ("many", "i8")], align=True
)
STAGE = np.dtype(
    [
        ("hash", "i8"),
        ("kind", "i8"),
        ("pool", "i8"),
        ("calendar", "i8"),
        ("work", "i8"),
        ("steps", "i8"),
        ("shards", "i8"),
        ("attempts", "i8"),
        ("least", "i8"),
        ("most", "i8"),
        ("back", "i8"),
        ("delay", "i8"),
        ("opens", "i8"),
        ("many_opens", "i8"),
        ("hands", "i8"),
        ("slip", "f8"),
        ("flaky", "f8"),
        ("rework", "f8"),
        ("catches", "f8"),
        ("first", "f8"),
        ("every", "f8"),
    ],
    align=True,
)
POOL = np.dtype([("capacity", "i8"), ("from", "i8"), ("many", "i8")], align=True)
CALENDAR = np.dtype([("from", "i8"), ("many", "i8"), ("total", "f8")], align=True)
SPAN = np.dtype([("open", "f8"), ("close", "f8")], align=True)
PLAN = np.dtype(
    [
        ("between", "i8"),
        ("calendar", "i8"),
        ("first", "f8"),
        ("at", "i8"),
        ("many_at", "i8"),
        ("defects", "f8"),
        ("fails", "f8"),
        ("share", "f8"),
        ("detect", "i8"),
        ("rollback", "i8"),
        ("recover", "i8"),
        ("freeze", "i8"),
        ("exact", "i8"),
    ],
    align=True,
)
# What the engine writes.
ROW = np.dtype(
    [
        ("join", "f8"),
        ("start", "f8"),
        ("end", "f8"),
        ("work", "f8"),
        ("change", "i4"),
        ("batch", "i4"),
        ("visit", "i4"),
        ("attempt", "i4"),
        ("stage", "i2"),
        ("outcome", "i2"),
    ],
    align=True,
)
CHANGE = np.dtype(
    [
        ("arrive", "f8"),
        ("live", "f8"),
        ("resolving", "f8"),
        ("kind", "i2"),
        ("defective", "i1"),
        ("failed", "i1"),
        ("clean", "i1"),
    ],
    align=True,
)
DEPLOYMENT = np.dtype(
    [
        ("start", "f8"),
        ("end", "f8"),
        ("restored", "f8"),
        ("mend", "f8"),
        ("row", "i4"),
        ("size", "i4"),
        ("reached", "i4"),
        ("slipped", "i1"),
        ("failed", "i1"),
        ("way", "i1"),
    ],
    align=True,
)
# What the engine works with.
EVENT = np.dtype(
    [("time", "f8"), ("order", "i8"), ("what", "i8"), ("kind", "i8"), ("stage", "i8")], align=True
)
STATE = np.dtype(
    [
        ("head", "i8"),
        ("tail", "i8"),
        ("waiting", "i8"),
        ("working", "i8"),
        ("returning", "i8"),
        ("alarm", "f8"),
        ("gone", "f8"),
        ("listed", "i8"),
    ],
    align=True,
)

# Places in a handle, the one array of whole numbers that stands for a world in compiled code:
# counters, the agenda's bounds, the key of the draws, then an address and a length for each table.
ROWS, RUNS, DEPLOYMENTS, BROKEN, TRIES, STATUS, ENTERED = 0, 1, 2, 3, 4, 5, 6
HEAD, TAIL, ORDER, HEAPED = 7, 8, 9, 10
SEED, REPLICATION = 11, 12
TABLES = 13
AT_PLAN, AT_STAGES, AT_DISTS, AT_VALUES, AT_POOLS, AT_MEMBERS = 13, 15, 17, 19, 21, 23
AT_CALENDARS, AT_SPANS, AT_REACH = 25, 27, 29
AT_CHANGES, AT_VISITS, AT_ROWS, AT_LINKS, AT_DEPLOYMENTS = 31, 33, 35, 37, 39
AT_EVENTS, AT_STATE, AT_BUSY, AT_TRIES, AT_CLOCK = 41, 43, 45, 47, 49
HANDLE_SIZE = 51
# Places in World.clock.
HORIZON, STARTED_AT, STARTED_STAGE = 0, 1, 2

Handle = Ints


class Model(NamedTuple):
    """What a scenario is to the engine: never written by it, shared by all replications."""

    plan: Records
    stages: Records
    dists: Records
    values: Floats
    pools: Records
    members: Ints
    calendars: Records
    spans: Records
    reach: Ints

    def handle(self) -> Handle:
        """Return the handle of a world that holds the model alone; the model must outlive it."""
        found = np.zeros(HANDLE_SIZE, np.int64)
        point_at(found, AT_PLAN, self)
        return found


class World(NamedTuple):
    """What one replication writes and works with."""

    changes: Records
    visits: NDArray[np.int32]
    rows: Records
    links: NDArray[np.int32]
    deployments: Records
    events: Records
    state: Records
    busy: Ints
    tries: Ints
    clock: Floats


def point_at(handle: Handle, place: int, tables: Iterable[NDArray[Any]]) -> None:
    """Write the address and length of tables into a handle, from a place on."""
    for i, table in enumerate(tables):
        handle[place + 2 * i] = table.ctypes.data
        handle[place + 2 * i + 1] = len(table)
