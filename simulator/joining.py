"""Let changes join a stage's queue, and say when a closed stage is worth another look.

A queue is a chain of trace rows: `links[row]` is the row behind it. A row is written when its
change joins, so the trace is in the order of joining.
"""

import math

import numpy as np

from simulator.calendars import next_open, rhythm
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
    Handle,
)
from simulator.tables import (
    apart,
    changes_of,
    clock_of,
    links_of,
    lowest,
    nexts_of,
    passes_of,
    plan_of,
    rows_of,
    stages_of,
    state_of,
    tails_of,
    tries_of,
    values_of,
    visits_of,
)


@part
def change_of(world: Handle, row: int) -> int:
    """Return the number of the change a row is about."""
    return int(np.int64(rows_of(world)[row]["change"]))


@part
def touch(world: Handle, stage: int) -> None:
    """Mark a stage as one that may be able to start."""
    tries_of(world)[stage >> 5] |= 1 << (stage & 31)


@part
def touch_if(world: Handle, stage: int, able: bool) -> None:  # noqa: FBT001  # what it asks about, not a mode
    """Mark a stage if it is able to start, without a branch: nobody can foretell it."""
    tries_of(world)[stage >> 5] |= (1 if able else 0) << (stage & 31)


@part
def let_go(world: Handle, stage: int) -> None:
    """Take the mark off a stage."""
    tries_of(world)[stage >> 5] &= ~(1 << (stage & 31))


@part
def first_to_try(world: Handle) -> int:
    """Return the first stage in order that may be able to start, or NONE."""
    if tries_of(world)[0] != 0:
        return lowest(tries_of(world)[0])
    for word in range(1, len(tries_of(world))):
        if tries_of(world)[word] != 0:
            return word * 32 + lowest(tries_of(world)[word])
    return NONE


@compiled
def departure_after(model: Handle, stage: int, now: float, beyond: int) -> float:
    """Return a train's or button's next departure at `now` [h] or, `beyond` it, after; infinity if none."""
    row = stages_of(model)[stage]
    if row["kind"] == TRAIN:
        return rhythm((row["first"], row["every"]), 0.0, now, beyond)
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
def late(world: Handle, stage: int, now: float) -> bool:
    """Tell whether a later stage has started something at this very instant."""
    return bool(clock_of(world)[STARTED_AT] == now and clock_of(world)[STARTED_STAGE] > stage)


@part
def await_departure(world: Handle, stage: int, now: float) -> None:
    """Set a train's or button's alarm to the first departure a change that joins now can take."""
    beyond = 1 if late(world, stage, now) or state_of(world)[stage]["gone"] == now else 0
    set_alarm(world, stage, departure_after(world, stage, now, beyond))


@part
def await_opening(world: Handle, stage: int, now: float) -> bool:
    """Tell whether a stage's calendar is open now [h]; if not, set its alarm to the next opening."""
    apart()
    opening = next_open(world, stages_of(world)[stage]["calendar"], now)
    if opening <= now:
        return True
    set_alarm(world, stage, opening)
    return False


@part
def write_row(world: Handle, now: float, visit: tuple[int, int, int]) -> int:
    """Write the row of (change, stage, attempt) and return its number; full rows set the status.

    The first attempt, 0, is another visit; the others belong to the visit that goes on.
    """
    change, stage, attempt = visit
    row = int(world[ROWS])
    if row == len(rows_of(world)):
        world[STATUS] = FULL
        return NONE
    world[ROWS] = row + 1
    place = change * len(stages_of(world)) + stage
    number = int(np.int64(visits_of(world)[place])) + (1 if attempt == 0 else 0)
    visits_of(world)[place] = number
    slot = rows_of(world)[row]
    slot["join"] = now
    slot["start"] = slot["end"] = math.inf
    slot["work"] = 0.0
    slot["change"] = change
    slot["batch"] = NONE
    slot["visit"] = number
    slot["attempt"] = attempt
    slot["stage"] = stage
    slot["outcome"] = IN_PROGRESS
    return row


@part
def join_one(world: Handle, now: float, change: int, stage: int) -> None:
    """Put a change at the tail of a plain stage's queue, without a branch on whether somebody waits."""
    row = write_row(world, now, (change, stage, 0))
    if row == NONE:
        return
    state = state_of(world)[stage]
    waiting = state["waiting"]
    links_of(world)[state["tail"] if waiting > 0 else row] = row
    links_of(world)[row] = NONE
    state["head"] = state["head"] if waiting > 0 else row
    state["tail"] = row
    state["waiting"] = waiting + 1
    touch_if(world, stage, state["free"] > 0)


@part
def join(world: Handle, now: float, visit: tuple[int, int, int]) -> None:
    """Put (change, stage, attempt) at the tail of the stage's queue, and write its row."""
    apart()
    stage = visit[1]
    row = write_row(world, now, visit)
    if row == NONE:
        return
    line_up(world, stage, row)
    state_of(world)[stage]["waiting"] += 1
    if stages_of(world)[stage]["kind"] == STATION:
        touch(world, stage)
    else:
        await_departure(world, stage, now)


@part
def rank_of(world: Handle, row: int) -> int:
    """Return the rank of a row's change; the lower goes first."""
    kind = np.int64(changes_of(world)[rows_of(world)[row]["change"]]["kind"])
    return int(nexts_of(world)[plan_of(world)[0]["classes"] + kind])


@part
def line_up(world: Handle, stage: int, row: int) -> None:
    """Chain a row into a stage's queue: behind all of its rank and of those that go before it."""
    state = state_of(world)[stage]
    ranks = plan_of(world)[0]["ranks"]
    behind = NONE
    if ranks > 1:
        place = stage * ranks + rank_of(world, row)
        for other in range(place, stage * ranks - 1, -1):
            if behind == NONE:
                behind = int(np.int64(tails_of(world)[other]))
        tails_of(world)[place] = row
    elif state["waiting"] > 0:
        behind = int(state["tail"])
    if behind == NONE:
        links_of(world)[row] = state["head"]
        state["head"] = row
    else:
        links_of(world)[row] = links_of(world)[behind]
        links_of(world)[behind] = row
    if links_of(world)[row] == NONE:
        state["tail"] = row


@part
def step_out(world: Handle, stage: int, row: int) -> None:
    """Forget a row that leaves the head of a stage's queue as the last of its rank."""
    place = stage * plan_of(world)[0]["ranks"] + rank_of(world, row)
    if tails_of(world)[place] == row:
        tails_of(world)[place] = NONE


@part
def pass_on(world: Handle, now: float, change: int, stage: int) -> None:
    """Let a change that has passed a stage join those after it, once it has come on all their roads."""
    passed = stages_of(world)[stage]
    for i in range(passed["next"], passed["next"] + passed["many_next"]):
        after = nexts_of(world)[i]
        if stages_of(world)[after]["needs"] > 1:
            place = change * plan_of(world)[0]["meetings"] + stages_of(world)[after]["meeting"]
            passes_of(world)[place] += 1
            if passes_of(world)[place] < stages_of(world)[after]["needs"]:
                continue
            passes_of(world)[place] = 0
        join(world, now, (change, after, 0))
