"""Keep what is going to happen; at one instant, in the order it was scheduled.

Few events are pending as a rule, so they stand in a small sorted array, the soonest at its end.
Beyond `SMALL` of them the array is turned round and becomes a binary heap, until nothing is pending.
"""

import math

from simulator.compiled import part
from simulator.layout import FULL, HEAPED, ORDER, STATUS, TAIL, Handle
from simulator.tables import apart, events_of

SMALL = 64
_KIND, _STAGE = 8, 16


@part
def soonest(world: Handle) -> float:
    """Return the time of the next event [h], infinity if nothing is pending."""
    tail = world[TAIL]
    if tail == 0:
        return math.inf
    return float(events_of(world)[0 if world[HEAPED] == 1 else tail - 1]["time"])


@part
def _copy(world: Handle, place: int, source: int) -> None:
    slot, other = events_of(world)[place], events_of(world)[source]
    slot["time"] = other["time"]
    slot["what"] = other["what"]
    slot["order"] = other["order"]


@part
def _earlier(world: Handle, a: int, b: int) -> bool:
    left, right = events_of(world)[a], events_of(world)[b]
    if left["time"] != right["time"]:
        return bool(left["time"] < right["time"])
    return bool(left["order"] < right["order"])


@part
def _swap(world: Handle, a: int, b: int) -> None:
    left, right = events_of(world)[a], events_of(world)[b]
    time, what, order = left["time"], left["what"], left["order"]
    _copy(world, a, b)
    right["time"], right["what"], right["order"] = time, what, order


@part
def _heap_up(world: Handle) -> None:
    """Turn the sorted array into a heap: in rising order it is one already."""
    last = world[TAIL] - 1
    for place in range((last + 1) // 2):
        _swap(world, place, last - place)
    for place in range(last + 1):
        events_of(world)[place]["order"] = place
    world[ORDER] = last + 1
    world[HEAPED] = 1


@part
def _rise(world: Handle, time: float, what: int) -> None:
    """Put an event at the end of the heap and up to its place."""
    place = world[TAIL]
    while place > 0 and time < events_of(world)[(place - 1) // 2]["time"]:
        _copy(world, place, (place - 1) // 2)
        place = (place - 1) // 2
    slot = events_of(world)[place]
    slot["time"] = time
    slot["what"] = what
    slot["order"] = world[ORDER]
    world[ORDER] += 1
    world[TAIL] += 1


@part
def _crowd(world: Handle, time: float, what: int) -> None:
    """Note an event where many are pending; a full agenda sets the world's status."""
    apart()
    if world[TAIL] == len(events_of(world)):
        world[STATUS] = FULL
        return
    if world[HEAPED] == 0:
        _heap_up(world)
    _rise(world, time, what)


@part
def note(world: Handle, time: float, event: tuple[int, int, int]) -> None:
    """Note that (kind, stage, what) will happen at a time [h]; a full agenda sets the world's status."""
    what = (event[2] << (_KIND + _STAGE)) | (event[1] << _KIND) | event[0]
    place = world[TAIL]
    if place >= SMALL or world[HEAPED] == 1:
        _crowd(world, time, what)
        return
    world[TAIL] = place + 1
    while place > 0 and events_of(world)[place - 1]["time"] <= time:
        slot, other = events_of(world)[place], events_of(world)[place - 1]
        slot["time"] = other["time"]
        slot["what"] = other["what"]
        place -= 1
    slot = events_of(world)[place]
    slot["time"] = time
    slot["what"] = what


@part
def schedule(world: Handle, time: float, event: tuple[int, int, int]) -> None:
    """Note an event, out of line: this is for what happens seldom."""
    apart()
    note(world, time, event)


@part
def _sink(world: Handle) -> None:
    """Move the last event of the heap to the top and down to its place."""
    apart()
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
def event_at(world: Handle, place: int) -> tuple[int, int, int]:
    """Return the event at a place of the agenda, (kind, stage, what)."""
    what = int(events_of(world)[place]["what"])
    return (what & 0xFF, (what >> _KIND) & 0xFFFF, what >> (_KIND + _STAGE))


@part
def take(world: Handle) -> tuple[int, int, int]:
    """Take the next event, (kind, stage, what), off the agenda."""
    last = world[TAIL] - 1
    world[TAIL] = last
    heaped = world[HEAPED] == 1
    found = event_at(world, 0 if heaped else last)
    if heaped:
        if last == 0:
            world[HEAPED] = 0
        else:
            _sink(world)
    return found
