"""Let changes join a stage's queue, and say when a closed stage is worth another look.

A queue is a chain of trace rows: `links[row]` is the row behind it. A row is written when its
change joins, so the trace is in the order of joining.
"""

import math

import numpy as np

from simulator.calendars import next_open
from simulator.compiled import compiled, part
from simulator.events import schedule
from simulator.layout import (
    ALARM,
    FULL,
    IN_PROGRESS,
    NONE,
    ROWS,
    STARTED_AT,
    STARTED_STAGE,
    STATION,
    STATUS,
    TRAIN,
    TRIES,
    Handle,
)
from simulator.tables import clock_of, links_of, rows_of, stages_of, state_of, tries_of, values_of, visits_of


@part
def change_of(world: Handle, row: int) -> int:
    """Return the number of the change a row is about."""
    return int(np.int64(rows_of(world)[row]["change"]))


@part
def touch(world: Handle, stage: int) -> None:
    """List a stage among those that may be able to start, in stage order."""
    if state_of(world)[stage]["listed"] == 1:
        return
    state_of(world)[stage]["listed"] = 1
    place = world[TRIES]
    world[TRIES] += 1
    while place > 0 and tries_of(world)[place - 1] > stage:
        tries_of(world)[place] = tries_of(world)[place - 1]
        place -= 1
    tries_of(world)[place] = stage


@part
def let_go(world: Handle) -> None:
    """Take the first stage off the list of those that may be able to start."""
    state_of(world)[tries_of(world)[0]]["listed"] = 0
    world[TRIES] -= 1
    for i in range(world[TRIES]):
        tries_of(world)[i] = tries_of(world)[i + 1]


@compiled
def departure_after(model: Handle, stage: int, now: float, beyond: int) -> float:
    """Return a train's or button's next departure at `now` [h] or, `beyond` it, after; infinity if none."""
    row = stages_of(model)[stage]
    if row["kind"] == TRAIN:
        k = max(0.0, math.floor((now - row["first"]) / row["every"]))
        while row["first"] + k * row["every"] < now or (
            beyond == 1 and row["first"] + k * row["every"] == now
        ):
            k += 1.0
        return float(row["first"] + k * row["every"])
    for i in range(row["opens"], row["opens"] + row["many_opens"]):
        if values_of(model)[i] > now or (values_of(model)[i] == now and beyond == 0):
            return float(values_of(model)[i])
    return math.inf


@part
def set_alarm(world: Handle, stage: int, time: float) -> None:
    """Look at a stage again at a time [h], unless that is arranged already or never."""
    if time < math.inf and state_of(world)[stage]["alarm"] != time:
        state_of(world)[stage]["alarm"] = time
        schedule(world, time, (ALARM, stage, NONE))


@part
def await_departure(world: Handle, stage: int, now: float) -> None:
    """Set a train's or button's alarm to the first departure a change that joins now can take."""
    passed = clock_of(world)[STARTED_AT] == now and clock_of(world)[STARTED_STAGE] > stage
    beyond = 1 if passed or state_of(world)[stage]["gone"] == now else 0
    set_alarm(world, stage, departure_after(world, stage, now, beyond))


@part
def await_opening(world: Handle, stage: int, now: float) -> bool:
    """Tell whether a stage's calendar is open now [h]; if not, set its alarm to the next opening."""
    opening = next_open(world, stages_of(world)[stage]["calendar"], now)
    if opening <= now:
        return True
    set_alarm(world, stage, opening)
    return False


@part
def join(world: Handle, now: float, change: int, stage: int) -> None:
    """Put a change at the tail of a stage's queue, and write its row."""
    row = world[ROWS]
    if row == len(rows_of(world)):
        world[STATUS] = FULL
        return
    world[ROWS] += 1
    visits_of(world)[change * len(stages_of(world)) + stage] += 1
    slot = rows_of(world)[row]
    slot["join"] = now
    slot["start"] = slot["end"] = math.inf
    slot["work"] = 0.0
    slot["change"] = change
    slot["batch"] = NONE
    slot["visit"] = visits_of(world)[change * len(stages_of(world)) + stage]
    slot["attempt"] = 0
    slot["stage"] = stage
    slot["outcome"] = IN_PROGRESS
    links_of(world)[row] = NONE
    state = state_of(world)[stage]
    if state["waiting"] == 0:
        state["head"] = row
    else:
        links_of(world)[state["tail"]] = row
    state["tail"] = row
    state["waiting"] += 1
    if stages_of(world)[stage]["kind"] == STATION:
        touch(world, stage)
    else:
        await_departure(world, stage, now)
