"""Approvers who look in now and then: each unit of capacity sleeps between looks while nobody waits.

An idle approver has an anchor, the hour it went idle, and looks one `every` after it, and again and
again. A look that finds somebody waiting wakes it; awake, it serves until the queue is empty.
"""

import math

from simulator.calendars import rhythm
from simulator.compiled import part
from simulator.events import schedule
from simulator.joining import late
from simulator.layout import ALARM, NONE, Handle
from simulator.tables import anchors_of, apart, busy_of, pools_of, stages_of, state_of


@part
def free_approvers(world: Handle, stage: int) -> int:
    """Return how many approvers of a stage are awake and have nothing to do."""
    busy = busy_of(world)[stages_of(world)[stage]["pool"]]
    return int(state_of(world)[stage]["awake"] - busy)


@part
def rest(world: Handle, stage: int, now: float) -> None:
    """Let every approver who is awake and free go idle now [h]."""
    row, state = stages_of(world)[stage], state_of(world)[stage]
    for _ in range(free_approvers(world, stage)):
        idle = pools_of(world)[row["pool"]]["capacity"] - state["awake"]
        anchors_of(world)[row["idle"] + idle] = now
        state["awake"] -= 1


@part
def wake(world: Handle, stage: int, now: float) -> bool:
    """Wake one approver whose look is now [h], and arrange the next look; tell whether one woke."""
    apart()
    row, state = stages_of(world)[stage], state_of(world)[stage]
    idle = pools_of(world)[row["pool"]]["capacity"] - state["awake"]
    beyond = 1 if late(world, stage, now) else 0
    soonest = math.inf
    for i in range(row["idle"], row["idle"] + idle):
        look = rhythm((anchors_of(world)[i], row["attends"]), 1.0, now, beyond)
        if look == now:
            for j in range(i, row["idle"] + idle - 1):
                anchors_of(world)[j] = anchors_of(world)[j + 1]
            state["awake"] += 1
            return True
        soonest = min(soonest, look)
    if soonest < math.inf and state["look"] != soonest:
        state["look"] = soonest
        schedule(world, soonest, (ALARM, stage, NONE))
    return False
