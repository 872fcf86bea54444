"""The shape of what the engine reads and writes: records, codes and the world they make up.

All times are hours [h]; time 0 is Monday 00:00. A record array is one block of memory, so the
loop touches few cache lines; `arrays` of a world are named, never numbered.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Records = NDArray[np.void]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE = -1
UNLIMITED = 2**31 - 1
WEEK = 168.0
# So many units of capacity the short road keeps an eye on; a power of two.
UNITS = 64
# How many changes are drawn for at once, and of how many the draws are kept; powers of two.
BLOCK, RING = 64, 128
# Lanes are filled up to a multiple of this.
LANES = 8

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
FOR_CLASS, FOR_CONFLICT, FOR_CONFLICT_WORK = 13, 14, 15

DIST = np.dtype(
    [("kind", "i8"), ("a", "f8"), ("b", "f8"), ("c", "f8"), ("from", "i8"), ("many", "i8")], align=True
)
STAGE = np.dtype(
    [
        ("hash", "i8"),
        ("plain", "i8"),
        ("after", "i8"),
        ("back", "i8"),
        ("delay", "i8"),
        ("rework", "f8"),
        ("rework_lane", "i8"),
        ("work_lane", "i8"),
        ("kind", "i8"),
        ("pool", "i8"),
        ("calendar", "i8"),
        ("work", "i8"),
        ("steps", "i8"),
        ("shards", "i8"),
        ("attempts", "i8"),
        ("least", "i8"),
        ("most", "i8"),
        ("opens", "i8"),
        ("many_opens", "i8"),
        ("hands", "i8"),
        ("hold", "i8"),
        ("integrates", "i8"),
        ("next", "i8"),
        ("many_next", "i8"),
        ("needs", "i8"),
        ("meeting", "i8"),
        ("idle", "i8"),
        ("attends", "f8"),
        ("slip", "f8"),
        ("flaky", "f8"),
        ("catches", "f8"),
        ("first", "f8"),
        ("every", "f8"),
        ("single", "i8"),
        ("flaky_lane", "i8"),
    ],
    align=True,
)
POOL = np.dtype([("capacity", "i8"), ("from", "i8"), ("many", "i8")], align=True)
CALENDAR = np.dtype([("from", "i8"), ("many", "i8"), ("total", "f8")], align=True)
# What is drawn ahead: the largest of a number of draws of a distribution, or u itself where there is none.
LANE = np.dtype(
    [(name, "i8") for name in ("hash", "visit", "purpose", "parts", "dist", "kind")] + [("mean", "f8")],
    align=True,
)
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
        ("entries", "i8"),
        ("many_entries", "i8"),
        ("meetings", "i8"),
        ("wip_limit", "i8"),
        ("shares", "i8"),
        ("many_classes", "i8"),
        ("classes", "i8"),
        ("ranks", "i8"),
        ("conflicts", "f8"),
        ("resolve", "i8"),
        ("safe", "i8"),
        ("lanes", "i8"),
        ("again", "i8"),
        ("looks", "i8"),
        ("plain", "i8"),
        ("short", "i8"),
        ("arrival_lane", "i8"),
        ("defect_lane", "i8"),
        ("class_lane", "i8"),
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
        ("slipped", "i1"),
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
EVENT = np.dtype([("time", "f8"), ("what", "i8"), ("order", "i8")], align=True)
# A unit of capacity on the short road.
UNIT = np.dtype([("end", "f8"), *((name, "i8") for name in ("row", "stage", "order", "back"))], align=True)
STATE = np.dtype(
    [
        ("head", "i8"),
        ("tail", "i8"),
        ("waiting", "i8"),
        ("working", "i8"),
        ("free", "i8"),
        ("returning", "i8"),
        ("alarm", "f8"),
        ("gone", "f8"),
        ("awake", "i8"),
        ("look", "f8"),
    ],
    align=True,
)

# Places in a handle, the one array of whole numbers that stands for a world in compiled code:
# counters, the agenda's bounds, the key of the draws, then an address and a length for each table.
ROWS, RUNS, DEPLOYMENTS, BROKEN, STATUS, ENTERED, ARRIVED, INTEGRATED = 0, 1, 2, 3, 4, 5, 6, 7
TAIL, ORDER, HEAPED, MORE, DRAWN = 8, 9, 10, 11, 12
SEED, REPLICATION = 13, 14
TABLES = 15
AT_PLAN, AT_STAGES, AT_DISTS, AT_VALUES, AT_POOLS, AT_MEMBERS = 15, 17, 19, 21, 23, 25
AT_CALENDARS, AT_SPANS, AT_REACH, AT_NEXTS, AT_LANES = 27, 29, 31, 33, 35
AT_ROWS, AT_CHANGES, AT_DEPLOYMENTS, AT_VISITS, AT_LINKS = 37, 39, 41, 43, 45
AT_EVENTS, AT_STATE, AT_BUSY, AT_TRIES, AT_CLOCK = 47, 49, 51, 53, 55
AT_TAILS, AT_PASSES, AT_BRANCHED, AT_ANCHORS, AT_DRAWN = 57, 59, 61, 63, 65
AT_REDRAWN, AT_OWNERS, AT_UNITS = 67, 69, 71
HANDLE_SIZE = 73
HANDLE = np.dtype([(f"n{i}", "i8") for i in range(HANDLE_SIZE)])
# Places in World.clock.
HORIZON, STARTED_AT, STARTED_STAGE = 0, 1, 2

# A world's handle is a record: it goes through compiled code as one address, to which nobody counts
# references. An array, which may be longer, does as well.
Handle = np.void | Ints


class Model(NamedTuple):
    """What a scenario is to the engine: never written by it, shared by all replications.

    `nexts` holds, list after list, the stages where changes enter, the rank of each class, and the
    stages after each stage.
    """

    plan: Records
    stages: Records
    dists: Records
    values: Floats
    pools: Records
    members: Ints
    calendars: Records
    spans: Records
    reach: Ints
    nexts: Ints
    lanes: Records

    def handle(self) -> np.void:
        """Return the handle of a world that holds the model alone; the model must outlive it."""
        return handle_of(pointers(self))


class World(NamedTuple):
    """What one replication writes and works with.

    Empty unless the scenario needs them: `tails`, the last row of each rank in each queue; `passes`,
    how many of the roads to each meeting a change has come; `branched`, how many changes were
    integrated when a change branched; `anchors`, when each idle approver went idle [h].
    """

    rows: Records
    changes: Records
    deployments: Records
    visits: NDArray[np.int32]
    links: NDArray[np.int32]
    events: Records
    state: Records
    busy: Ints
    tries: Ints
    clock: Floats
    tails: NDArray[np.int32]
    passes: NDArray[np.int32]
    branched: NDArray[np.int32]
    anchors: Floats
    drawn: Floats
    redrawn: Floats
    owners: Ints
    units: Records


def pointers(tables: Iterable[NDArray[Any]]) -> list[int]:
    """Return the address and length of each table."""
    return [word for table in tables for word in (table.ctypes.data, len(table))]


def handle_of(words: Sequence[int]) -> np.void:
    """Return a handle whose tables, from the first on, are where these words point."""
    found = np.zeros(HANDLE_SIZE, np.int64)
    found[TABLES : TABLES + len(words)] = words
    handle: np.void = found.view(HANDLE)[0]
    return handle


def point_at(handle: Handle, place: int, tables: Iterable[NDArray[Any]]) -> None:
    """Write the address and length of tables into a handle, from a place on."""
    for i, word in enumerate(pointers(tables)):
        handle[place + i] = word
