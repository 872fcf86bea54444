"""Follow a deployment into production: it holds, or it fails and is rolled back or fixed.

A deployment fails when a hand-run step slipped, here or earlier on the road of one of its changes, when
an uncaught defective change is in it, or when one of its changes is struck. Every change is struck at
most once: what a rollback returns is mended.
"""

import math

import numpy as np

from simulator.arriving import let_in
from simulator.compiled import part
from simulator.draws import sample, strikes
from simulator.events import schedule
from simulator.joining import change_of, join, touch
from simulator.layout import (
    AT_ONCE,
    BROKEN,
    DEPLOYMENTS,
    FIX,
    FOR_DETECT,
    FOR_FAIL,
    FOR_FIX,
    FOR_ROLLBACK,
    FOR_ROLLBACK_WORK,
    FOR_SLIP,
    FULL,
    HELD,
    NONE,
    PASSED,
    RESTORED,
    ROLLBACK,
    ROLLED_BACK,
    STATUS,
    Handle,
)
from simulator.tables import (
    apart,
    changes_of,
    deployments_of,
    links_of,
    plan_of,
    rows_of,
    stages_of,
    state_of,
)


@part
def slips(world: Handle, stage: int, address: tuple[int, int, int]) -> bool:
    """Tell whether one of the hand-run steps of a run slips."""
    row = stages_of(world)[stage]
    if row["slip"] > 0.0:
        for step in range(row["steps"]):
            if strikes(world, address, (FOR_SLIP, step), row["slip"]):
                return True
    return False


@part
def spoils(world: Handle, change: int) -> bool:
    """Tell whether a change makes its deployment fail, and mark it if so."""
    slot = changes_of(world)[change]
    if slot["clean"] == 1:
        return False
    struck = strikes(world, (change, 0, 0), (FOR_FAIL, 0), plan_of(world)[0]["fails"])
    if slot["defective"] == 1 or struck:
        slot["failed"] = 1
        return True
    return False


@part
def drop_slip(world: Handle, change: int) -> bool:
    """Tell whether a change carries a slip from an earlier stage, and take it off."""
    slot = changes_of(world)[change]
    carried = bool(slot["slipped"] == 1)
    slot["slipped"] = 0
    return carried


@part
def deploy(world: Handle, now: float, first: int, address: tuple[int, int, int]) -> None:
    """Record the deployment whose run ends now; `first` leads its chain of rows."""
    apart()
    index = world[DEPLOYMENTS]
    if index == len(deployments_of(world)):
        world[STATUS] = FULL
        return
    world[DEPLOYMENTS] += 1
    size = reached = spoiled = carried = 0
    row = first
    while row != NONE:
        size += 1
        if rows_of(world)[row]["outcome"] == PASSED:
            reached += 1
            spoiled += spoils(world, change_of(world, row))
            carried += drop_slip(world, change_of(world, row))
        row = links_of(world)[row]
    slipped = slips(world, len(stages_of(world)) - 1, address) or carried > 0
    failed = slipped or spoiled > 0
    slot = deployments_of(world)[index]
    slot["start"] = rows_of(world)[first]["start"]
    slot["end"] = now
    slot["restored"] = math.inf
    slot["mend"] = 0.0
    slot["row"] = first
    slot["size"] = size
    slot["reached"] = reached
    slot["slipped"] = slipped
    slot["failed"] = failed
    slot["way"] = HELD
    if failed:
        break_down(world, now, index, address)
    else:
        go_live(world, now, first)
        let_in(world, now, reached)


@part
def deploy_one(world: Handle, now: float, row: int) -> None:
    """Record the deployment of one change where none can fail."""
    index = world[DEPLOYMENTS]
    if index == len(deployments_of(world)):
        world[STATUS] = FULL
        return
    world[DEPLOYMENTS] = index + 1
    slot, one = deployments_of(world)[index], rows_of(world)[row]
    slot["start"] = one["start"]
    slot["end"] = now
    slot["restored"] = math.inf
    slot["mend"] = 0.0
    slot["row"] = row
    slot["size"] = 1
    slot["reached"] = one["outcome"] == PASSED
    slot["slipped"] = slot["failed"] = 0
    slot["way"] = HELD
    if one["outcome"] == PASSED:
        changes_of(world)[one["change"]]["live"] = now


@part
def go_live(world: Handle, now: float, first: int) -> None:
    """Note that the changes of a chain that passed serve in production from now on [h]."""
    row = first
    while row != NONE:
        if rows_of(world)[row]["outcome"] == PASSED:
            changes_of(world)[rows_of(world)[row]["change"]]["live"] = now
        row = links_of(world)[row]


@part
def break_down(world: Handle, now: float, index: int, address: tuple[int, int, int]) -> None:
    """Schedule the restoration of a failed deployment: detection, then rollback or fix."""
    apart()
    plan = plan_of(world)[0]
    slot = deployments_of(world)[index]
    detect = sample(world, plan["detect"], address, (FOR_DETECT, 0))
    if strikes(world, address, (FOR_ROLLBACK, 0), plan["share"]):
        slot["way"] = ROLLBACK
        slot["mend"] = sample(world, plan["rollback"], address, (FOR_ROLLBACK_WORK, 0))
        row = int(slot["row"])
        while row != NONE:
            if rows_of(world)[row]["outcome"] == PASSED:
                rows_of(world)[row]["outcome"] = ROLLED_BACK
                state_of(world)[len(stages_of(world)) - 1]["returning"] += 1
            row = links_of(world)[row]
    else:
        slot["way"] = FIX if plan["recover"] >= 0 else AT_ONCE
        slot["mend"] = sample(world, plan["recover"], address, (FOR_FIX, 0))
    world[BROKEN] += 1
    schedule(world, now + detect + slot["mend"], (RESTORED, len(stages_of(world)) - 1, index))


@part
def restore(world: Handle, now: float, index: int) -> None:
    """End a failure: a fix makes its changes live, a rollback returns them, mended, to the queue."""
    apart()
    slot = deployments_of(world)[index]
    slot["restored"] = now
    last = len(stages_of(world)) - 1
    world[BROKEN] -= 1
    row = int(slot["row"])
    while row != NONE:
        behind = links_of(world)[row]
        change = change_of(world, row)
        if rows_of(world)[row]["outcome"] == ROLLED_BACK:
            changes_of(world)[change]["clean"] = 1
            state_of(world)[last]["returning"] -= 1
            join(world, now, (change, last, 0))
        elif rows_of(world)[row]["outcome"] == PASSED:
            changes_of(world)[change]["live"] = now
        row = behind
    if state_of(world)[last]["waiting"] > 0:
        touch(world, last)
    if slot["way"] != ROLLBACK:
        let_in(world, now, int(np.int64(slot["reached"])))
