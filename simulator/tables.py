"""Reach the tables of a world from compiled code, through the addresses in its handle.

Compiled functions that pass arrays along count references to each of them, at every call and across
threads: twenty tables made the engine thirty times slower. A handle is one array of whole numbers.
Whoever makes a handle keeps its tables alive, and nobody looks beyond their ends.
"""

import ctypes
import operator
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]  # it has no types
from numba import config, types
from numba.core import cgutils
from numba.core.datamodel.models import ArrayModel
from numba.extending import intrinsic, lower_builtin, register_model
from numba.np.arrayobj import load_item, populate_array, store_item
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

from simulator.layout import (
    AT_ANCHORS,
    AT_BRANCHED,
    AT_BUSY,
    AT_CALENDARS,
    AT_CHANGES,
    AT_CLOCK,
    AT_DEPLOYMENTS,
    AT_DISTS,
    AT_DRAWN,
    AT_EVENTS,
    AT_LANES,
    AT_LINKS,
    AT_MEMBERS,
    AT_NEXTS,
    AT_OWNERS,
    AT_PASSES,
    AT_PLAN,
    AT_POOLS,
    AT_REACH,
    AT_REDRAWN,
    AT_ROWS,
    AT_SPANS,
    AT_STAGES,
    AT_STATE,
    AT_TAILS,
    AT_TRIES,
    AT_UNITS,
    AT_VALUES,
    AT_VISITS,
    CALENDAR,
    CHANGE,
    DEPLOYMENT,
    DIST,
    EVENT,
    LANE,
    PLAN,
    POOL,
    ROW,
    SPAN,
    STAGE,
    STATE,
    UNIT,
    Floats,
    Handle,
    Ints,
    Records,
)

INTERPRETED = bool(vars(config)["DISABLE_JIT"])
_F8, _I8, _I4 = np.dtype("f8"), np.dtype("i8"), np.dtype("i4")


class Table(types.Array):
    """The type of a table in compiled code: an array whose places are counted from its beginning alone."""


register_model(Table)(ArrayModel)


@lower_builtin(operator.getitem, Table, types.Integer)  # type: ignore[no-untyped-call,untyped-decorator]  # numba's face
def _read(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # pragma: no cover  # compiling
    place = _place(context, builder, signature, arguments)
    return load_item(context, builder, signature.args[0], place)  # type: ignore[no-untyped-call]  # as above


@lower_builtin(operator.setitem, Table, types.Integer, types.Any)  # type: ignore[no-untyped-call,untyped-decorator]  # as above
def _write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # pragma: no cover  # as above
    kind, _, given = signature.args
    value = context.cast(builder, arguments[2], given, kind.dtype)
    place = _place(context, builder, signature, arguments)
    store_item(context, builder, kind, value, place)  # type: ignore[no-untyped-call]  # as above
    return context.get_dummy_value()


def _place(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # pragma: no cover  # as above
    table = context.make_array(signature.args[0])(context, builder, arguments[0])
    index = context.cast(builder, arguments[1], signature.args[1], types.intp)
    return builder.gep(table.data, [index])


def _interpreted(place: int, dtype: Any) -> Callable[[Handle], Any]:
    """Make the function that returns the table whose address stands at a place of a handle."""

    def table(handle: Handle) -> Any:
        size = int(handle[place + 1]) * dtype.itemsize
        return np.frombuffer((ctypes.c_char * size).from_address(int(handle[place])), dtype)

    return table


def _compiled(place: int, dtype: Any) -> Any:  # pragma: no cover  # numba calls this while it compiles
    """Make the same for compiled code, as instructions in place: a function costs more to compile."""
    kind = Table(from_dtype(dtype), 1, "C", name=f"Table({from_dtype(dtype)})")

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        handle = arguments[0]
        if isinstance(signature.args[0], types.Array):
            handle = context.make_array(signature.args[0])(context, builder, handle).data
        handle = builder.bitcast(handle, ir.IntType(64).as_pointer())
        address, length = (
            builder.load(builder.gep(handle, [context.get_constant(types.intp, place + i)])) for i in (0, 1)
        )
        # A world's tables stay where they are, so a loop need not look their addresses up again.
        for word in (address, length):
            word.set_metadata("invariant.load", builder.module.add_metadata([]))
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


_table = table_at = _interpreted if INTERPRETED else _compiled

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
nexts_of: Callable[[Handle], Ints] = _table(AT_NEXTS, _I8)
"""Return lists of numbers: where changes enter, ranks of classes, the stages after each stage."""
lanes_of: Callable[[Handle], Records] = _table(AT_LANES, LANE)
"""Return what is drawn ahead for every change."""
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
"""Return the stages that may be able to start, 32 bits to a number."""
clock_of: Callable[[Handle], Floats] = _table(AT_CLOCK, _F8)
"""Return the horizon, and the last instant at which something started."""
tails_of: Callable[[Handle], NDArray[np.int32]] = _table(AT_TAILS, _I4)
"""Return the last row of each rank in each queue, stage after stage."""
passes_of: Callable[[Handle], NDArray[np.int32]] = _table(AT_PASSES, _I4)
"""Return how many of the roads to each meeting a change has come, change after change."""
branched_of: Callable[[Handle], NDArray[np.int32]] = _table(AT_BRANCHED, _I4)
"""Return how many changes were integrated when each change branched, or NONE once it is integrated."""
anchors_of: Callable[[Handle], Floats] = _table(AT_ANCHORS, _F8)
"""Return when each idle approver went idle [h], stage after stage."""
drawn_of: Callable[[Handle], Floats] = _table(AT_DRAWN, _F8)
"""Return what is drawn ahead, lane after lane."""
redrawn_of: Callable[[Handle], Floats] = _table(AT_REDRAWN, _F8)
"""Return what is drawn for second visits, change after change."""
nodes_of: Callable[[Handle], Ints] = _table(AT_EVENTS, _I8)
"""Return the same as the keys in the tree of the short road, whose root, at 1, is the soonest."""
units_of: Callable[[Handle], Records] = _table(AT_UNITS, UNIT)
"""Return the units of capacity of the short road."""
owners_of: Callable[[Handle], Ints] = _table(AT_OWNERS, _I8)
"""Return the changes whose second visits are drawn."""


def _lowest_interpreted(word: int) -> int:
    return (int(word) & -int(word)).bit_length() - 1


def _lowest_compiled(_context: Any, _word: Any) -> Any:  # pragma: no cover  # as above
    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.intp(types.intp), build


lowest: Callable[[int], int] = (
    _lowest_interpreted if INTERPRETED else cast("Any", intrinsic(_lowest_compiled))
)
"""Return the place of the lowest bit that is set in a number other than 0."""


def _apart_interpreted() -> None:
    pass


def _apart_compiled(_context: Any) -> Any:  # pragma: no cover  # as above
    def build(context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
        builder.function.attributes.discard("alwaysinline")
        builder.function.attributes.add("noinline")
        return context.get_dummy_value()

    return types.none(), build


apart: Callable[[], None] = _apart_interpreted if INTERPRETED else cast("Any", intrinsic(_apart_compiled))
"""Keep the function this is written in out of those that call it: their loop is for what is frequent."""
