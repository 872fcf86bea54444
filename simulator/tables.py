"""Reach the tables of a world from compiled code, through the addresses in its handle.

Compiled functions that pass arrays along count references to each of them, at every call and across
threads: twenty tables made the engine thirty times slower. A handle is one array of whole numbers.
Whoever makes a handle keeps its tables alive, and nobody looks beyond their ends.
"""

import ctypes
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]  # llvmlite ships no types
from numba import carray, config, types  # type: ignore[attr-defined]  # numba types its face in part
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

from simulator.compiled import compiled
from simulator.layout import (
    AT_BUSY,
    AT_CALENDARS,
    AT_CHANGES,
    AT_CLOCK,
    AT_DEPLOYMENTS,
    AT_DISTS,
    AT_EVENTS,
    AT_LINKS,
    AT_MEMBERS,
    AT_PLAN,
    AT_POOLS,
    AT_REACH,
    AT_ROWS,
    AT_SPANS,
    AT_STAGES,
    AT_STATE,
    AT_TRIES,
    AT_VALUES,
    AT_VISITS,
    CALENDAR,
    CHANGE,
    DEPLOYMENT,
    DIST,
    EVENT,
    PLAN,
    POOL,
    ROW,
    SPAN,
    STAGE,
    STATE,
    Floats,
    Handle,
    Ints,
    Records,
)

INTERPRETED = bool(vars(config)["DISABLE_JIT"])
_F8, _I8, _I4 = np.dtype("f8"), np.dtype("i8"), np.dtype("i4")


@intrinsic
def _pointer(_context: Any, address: Any) -> Any:
    """Turn an address into a pointer."""

    def build(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # pragma: no cover
        return builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())

    return types.voidptr(address), build  # pragma: no cover  # numba calls this while it compiles


def _look(handle: Handle, place: int, dtype: Any) -> Any:
    """Return the table whose address stands at a place of a handle."""
    if INTERPRETED:
        size = int(handle[place + 1]) * dtype.itemsize
        return np.frombuffer((ctypes.c_char * size).from_address(int(handle[place])), dtype)
    raise AssertionError("compiled code looks for itself")  # pragma: no cover


@overload(_look, inline="always")
def _look_compiled(_handle: Any, _place: Any, _dtype: Any) -> Any:  # pragma: no cover
    def look(_handle: Any, _place: Any, _dtype: Any) -> Any:
        pointer: Any = _pointer(_handle[_place])  # type: ignore[call-arg]  # numba adds the context
        return carray(pointer, _handle[_place + 1], _dtype)

    return look


@compiled
def plan_of(handle: Handle) -> Records:
    """Return the one row of what is true of the whole scenario."""
    found: Records = _look(handle, AT_PLAN, PLAN)
    return found


@compiled
def stages_of(handle: Handle) -> Records:
    """Return the stages, in order."""
    found: Records = _look(handle, AT_STAGES, STAGE)
    return found


@compiled
def dists_of(handle: Handle) -> Records:
    """Return the distributions, by number."""
    found: Records = _look(handle, AT_DISTS, DIST)
    return found


@compiled
def values_of(handle: Handle) -> Floats:
    """Return lists of hours: empirical values, arrival times, openings."""
    found: Floats = _look(handle, AT_VALUES, _F8)
    return found


@compiled
def pools_of(handle: Handle) -> Records:
    """Return the pools of capacity."""
    found: Records = _look(handle, AT_POOLS, POOL)
    return found


@compiled
def members_of(handle: Handle) -> Ints:
    """Return the stages of each pool, pool after pool."""
    found: Ints = _look(handle, AT_MEMBERS, _I8)
    return found


@compiled
def calendars_of(handle: Handle) -> Records:
    """Return the weekly calendars."""
    found: Records = _look(handle, AT_CALENDARS, CALENDAR)
    return found


@compiled
def spans_of(handle: Handle) -> Records:
    """Return the open spans of each calendar, calendar after calendar."""
    found: Records = _look(handle, AT_SPANS, SPAN)
    return found


@compiled
def reach_of(handle: Handle) -> Ints:
    """Return whether a change can come from one stage to another, row after row."""
    found: Ints = _look(handle, AT_REACH, _I8)
    return found


@compiled
def changes_of(handle: Handle) -> Records:
    """Return the changes, by number."""
    found: Records = _look(handle, AT_CHANGES, CHANGE)
    return found


@compiled
def visits_of(handle: Handle) -> NDArray[np.int32]:
    """Return the visits so far, change after change."""
    found: NDArray[np.int32] = _look(handle, AT_VISITS, _I4)
    return found


@compiled
def rows_of(handle: Handle) -> Records:
    """Return the trace rows."""
    found: Records = _look(handle, AT_ROWS, ROW)
    return found


@compiled
def links_of(handle: Handle) -> NDArray[np.int32]:
    """Return the row behind each row."""
    found: NDArray[np.int32] = _look(handle, AT_LINKS, _I4)
    return found


@compiled
def deployments_of(handle: Handle) -> Records:
    """Return the deployments."""
    found: Records = _look(handle, AT_DEPLOYMENTS, DEPLOYMENT)
    return found


@compiled
def events_of(handle: Handle) -> Records:
    """Return what is going to happen."""
    found: Records = _look(handle, AT_EVENTS, EVENT)
    return found


@compiled
def state_of(handle: Handle) -> Records:
    """Return the state of each stage."""
    found: Records = _look(handle, AT_STATE, STATE)
    return found


@compiled
def busy_of(handle: Handle) -> Ints:
    """Return the busy units of each pool."""
    found: Ints = _look(handle, AT_BUSY, _I8)
    return found


@compiled
def tries_of(handle: Handle) -> Ints:
    """Return the stages that may be able to start."""
    found: Ints = _look(handle, AT_TRIES, _I8)
    return found


@compiled
def clock_of(handle: Handle) -> Floats:
    """Return the horizon, and the last instant at which something started."""
    found: Floats = _look(handle, AT_CLOCK, _F8)
    return found
