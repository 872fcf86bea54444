"""The short road: stages where one change at a time is worked on around the clock, by rules that ask little.

Compiling marks them. What happens there is what happens everywhere, in fewer steps: nearly all of a
large run happens here.
"""

import numpy as np

from simulator.ahead import ahead, is_ahead
from simulator.compiled import part
from simulator.events import note
from simulator.joining import change_of, join, join_one, let_go, touch_if
from simulator.layout import FINISH, NONE, PASSED, RUNS, SENT_BACK, Handle
from simulator.production import deploy, deploy_one
from simulator.tables import links_of, plan_of, rows_of, stages_of, state_of
from simulator.working import address_of, is_reworked, note_start, plain_address, send_back, work_of


@part
def begin_one(world: Handle, now: float, stage: int) -> None:
    """Start the work on the first change in the queue of a plain stage."""
    rules, state = stages_of(world)[stage], state_of(world)[stage]
    row = int(state["head"])
    slot = rows_of(world)[row]
    address = plain_address(world, stage, row)
    if address[2] == 1 and is_ahead(world, rules["work_lane"], address[0]):
        work = ahead(world, rules["work_lane"], address[0])
    else:
        work = work_of(world, stage, address, 0)
    state["free"] -= 1
    slot["start"] = now
    slot["work"] = work
    slot["batch"] = world[RUNS]
    world[RUNS] += 1
    state["head"] = int(np.int64(links_of(world)[row]))
    links_of(world)[row] = NONE
    state["waiting"] -= 1
    state["working"] += 1
    if plan_of(world)[0]["looks"] == 1:
        note_start(world, now, stage)
    note(world, now + work, (FINISH, stage, row))


@part
def start_one(world: Handle, now: float, stage: int) -> None:
    """Start work on one change at a plain stage if it can."""
    state = state_of(world)[stage]
    if state["free"] > 0 and state["waiting"] > 0:
        begin_one(world, now, stage)
    if state["free"] == 0 or state["waiting"] == 0:
        let_go(world, stage)


@part
def finish_one(world: Handle, now: float, stage: int, row: int) -> None:
    """End the work on one change at a plain stage, and pass it on or send it back."""
    rules, state, slot = stages_of(world)[stage], state_of(world)[stage], rows_of(world)[row]
    state["free"] += 1
    touch_if(world, stage, state["waiting"] > 0)
    state["working"] -= 1
    slot["end"] = now
    back = is_reworked(world, stage, plain_address(world, stage, row))
    slot["outcome"] = SENT_BACK if back else PASSED
    target = int(rules["back"] if back else rules["after"])
    if back and rules["delay"] >= 0:
        send_back(world, now, stage, row)
    elif target != NONE:
        if stages_of(world)[target]["plain"] == 1:
            join_one(world, now, change_of(world, row), target)
        else:
            join(world, now, (change_of(world, row), target, 0))
    if rules["after"] == NONE:
        if plan_of(world)[0]["safe"] == 1:
            deploy_one(world, now, row)
        else:
            deploy(world, now, row, address_of(world, row))
