"""Keep what is going to happen, soonest first; at one instant, in the order it was scheduled.

Few events are pending as a rule, so they stand in a small sorted array. Beyond `SMALL` of them the
array becomes a binary heap: a sorted array already is one, so nothing has to be moved.
"""

import math

from simulator.compiled import part
from simulator.layout import FULL, HEAD, HEAPED, ORDER, STATUS, TAIL, Handle
from simulator.tables import events_of

SMALL = 64


@part
def soonest(world: Handle) -> float:
    """Return the time of the next event [h], infinity if nothing is pending."""
    if world[HEAD] == world[TAIL]:
        return math.inf
    return float(events_of(world)[world[HEAD]]["time"])


@part
def _write(world: Handle, place: int, time: float, order: int, event: tuple[int, int, int]) -> None:
    slot = events_of(world)[place]
    slot["time"] = time
    slot["order"] = order
    slot["kind"] = event[0]
    slot["stage"] = event[1]
    slot["what"] = event[2]


@part
def _copy(world: Handle, place: int, source: int) -> None:
    slot = events_of(world)[source]
    _write(world, place, slot["time"], slot["order"], (slot["kind"], slot["stage"], slot["what"]))


@part
def _earlier(world: Handle, a: int, b: int) -> bool:
    left, right = events_of(world)[a], events_of(world)[b]
    if left["time"] != right["time"]:
        return bool(left["time"] < right["time"])
    return bool(left["order"] < right["order"])


@part
def _compact(world: Handle) -> None:
    count = world[TAIL] - world[HEAD]
    for i in range(count):
        _copy(world, i, world[HEAD] + i)
    world[HEAD] = 0
    world[TAIL] = count


@part
def schedule(world: Handle, time: float, event: tuple[int, int, int]) -> None:
    """Note that (kind, stage, what) will happen at a time [h]; a full agenda sets the world's status."""
    if world[TAIL] == len(events_of(world)):
        _compact(world)
    if world[TAIL] == len(events_of(world)):
        world[STATUS] = FULL
        return
    if world[HEAPED] == 0 and world[TAIL] - world[HEAD] >= SMALL:
        _compact(world)
        world[HEAPED] = 1
    world[ORDER] += 1
    place = world[TAIL]
    world[TAIL] += 1
    if world[HEAPED] == 1:
        while place > 0 and time < events_of(world)[(place - 1) // 2]["time"]:
            _copy(world, place, (place - 1) // 2)
            place = (place - 1) // 2
    else:
        while place > world[HEAD] and time < events_of(world)[place - 1]["time"]:
            _copy(world, place, place - 1)
            place -= 1
    _write(world, place, time, world[ORDER], event)


@part
def _sink(world: Handle) -> None:
    """Move the last event of the heap to the top and down to its place."""
    last = world[TAIL]
    place = 0
    while 2 * place + 1 < last:
        child = 2 * place + 1
        if child + 1 < last and _earlier(world, child + 1, child):
            child += 1
        if _earlier(world, last, child):
            break
        _copy(world, place, child)
        place = child
    _copy(world, place, last)


@part
def take(world: Handle) -> tuple[int, int, int]:
    """Take the next event, (kind, stage, what), off the agenda."""
    slot = events_of(world)[world[HEAD]]
    found = (int(slot["kind"]), int(slot["stage"]), int(slot["what"]))
    if world[HEAPED] == 0:
        world[HEAD] += 1
        return found
    world[TAIL] -= 1
    if world[TAIL] == 0:
        world[HEAPED] = 0
    else:
        _sink(world)
    return found
