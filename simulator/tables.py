"""Reach the tables of a world from compiled code, through the addresses in its handle.

Compiled functions that pass arrays along count references to each of them, at every call and across
threads: twenty tables made the engine thirty times slower. A handle is one array of whole numbers.
Whoever makes a handle keeps its tables alive, and nobody looks beyond their ends.
"""

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import config, types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

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


def _interpreted(place: int, dtype: Any) -> Callable[[Handle], Any]:
    """Make the function that returns the table whose address stands at a place of a handle."""

    def table(handle: Handle) -> Any:
        size = int(handle[place + 1]) * dtype.itemsize
        return np.frombuffer((ctypes.c_char * size).from_address(int(handle[place])), dtype)

    return table


def _compiled(place: int, dtype: Any) -> Any:  # pragma: no cover  # numba calls this while it compiles
    """Make the same for compiled code, as instructions in place: a function costs more to compile."""
    kind = types.Array(from_dtype(dtype), 1, "C")

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        handle = context.make_array(signature.args[0])(context, builder, arguments[0])
        address, length = (
            builder.load(builder.gep(handle.data, [context.get_constant(types.intp, place + i)]))
            for i in (0, 1)
        )
        size = context.get_constant(types.intp, dtype.itemsize)
        found = context.make_array(kind)(context, builder)
        populate_array(  # type: ignore[no-untyped-call]  # numba types its face in part
            found,
            data=builder.inttoptr(address, found.data.type),
            shape=cgutils.pack_array(builder, [length]),  # type: ignore[no-untyped-call]  # as above
            strides=cgutils.pack_array(builder, [size]),  # type: ignore[no-untyped-call]  # as above
            itemsize=size,
            meminfo=None,
        )
        return found._getvalue()  # noqa: SLF001  # numba's own way to take a value out of its proxy

    def table(_context: Any, handle: Any) -> Any:
        return kind(handle), build

    return intrinsic(table)


_table = _interpreted if INTERPRETED else _compiled

plan_of: Callable[[Handle], Records] = _table(AT_PLAN, PLAN)
"""Return the one row of what is true of the whole scenario."""
stages_of: Callable[[Handle], Records] = _table(AT_STAGES, STAGE)
"""Return the stages, in order."""
dists_of: Callable[[Handle], Records] = _table(AT_DISTS, DIST)
"""Return the distributions, by number."""
values_of: Callable[[Handle], Floats] = _table(AT_VALUES, _F8)
"""Return lists of hours: empirical values, arrival times, openings."""
pools_of: Callable[[Handle], Records] = _table(AT_POOLS, POOL)
"""Return the pools of capacity."""
members_of: Callable[[Handle], Ints] = _table(AT_MEMBERS, _I8)
"""Return the stages of each pool, pool after pool."""
calendars_of: Callable[[Handle], Records] = _table(AT_CALENDARS, CALENDAR)
"""Return the weekly calendars."""
spans_of: Callable[[Handle], Records] = _table(AT_SPANS, SPAN)
"""Return the open spans of each calendar, calendar after calendar."""
reach_of: Callable[[Handle], Ints] = _table(AT_REACH, _I8)
"""Return whether a change can come from one stage to another, row after row."""
changes_of: Callable[[Handle], Records] = _table(AT_CHANGES, CHANGE)
"""Return the changes, by number."""
visits_of: Callable[[Handle], NDArray[np.int32]] = _table(AT_VISITS, _I4)
"""Return the visits so far, change after change."""
rows_of: Callable[[Handle], Records] = _table(AT_ROWS, ROW)
"""Return the trace rows."""
links_of: Callable[[Handle], NDArray[np.int32]] = _table(AT_LINKS, _I4)
"""Return the row behind each row."""
deployments_of: Callable[[Handle], Records] = _table(AT_DEPLOYMENTS, DEPLOYMENT)
"""Return the deployments."""
events_of: Callable[[Handle], Records] = _table(AT_EVENTS, EVENT)
"""Return what is going to happen."""
state_of: Callable[[Handle], Records] = _table(AT_STATE, STATE)
"""Return the state of each stage."""
busy_of: Callable[[Handle], Ints] = _table(AT_BUSY, _I8)
"""Return the busy units of each pool."""
tries_of: Callable[[Handle], Ints] = _table(AT_TRIES, _I8)
"""Return the stages that may be able to start."""
clock_of: Callable[[Handle], Floats] = _table(AT_CLOCK, _F8)
"""Return the horizon, and the last instant at which something started."""
