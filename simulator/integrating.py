"""What integrating late costs: the more changes went in since a change branched, the more conflicts.

A change branches when it arrives and is integrated when it first passes the stage where all enter.
"""

from simulator.compiled import part
from simulator.draws import sample, strikes
from simulator.joining import change_of
from simulator.layout import FOR_CONFLICT, FOR_CONFLICT_WORK, INTEGRATED, NONE, Handle
from simulator.tables import apart, branched_of, changes_of, plan_of, rows_of, stages_of


@part
def resolve(world: Handle, stage: int, row: int) -> float:
    """Draw the hours that a change's conflicts cost before its first visit, and note them with the change."""
    apart()
    slot = rows_of(world)[row]
    if slot["visit"] > 1 or slot["attempt"] > 0:
        return 0.0
    plan = plan_of(world)[0]
    change = change_of(world, row)
    address = (change, int(stages_of(world)[stage]["hash"]), 1)
    hours = 0.0
    for other in range(world[INTEGRATED] - branched_of(world)[change]):
        if strikes(world, address, (FOR_CONFLICT, other), plan["conflicts"]):
            hours += sample(world, plan["resolve"], address, (FOR_CONFLICT_WORK, other))
    changes_of(world)[change]["resolving"] = hours
    return hours


@part
def integrate(world: Handle, change: int) -> None:
    """Count a change that passes the stage where all enter, the first time it does."""
    if branched_of(world)[change] != NONE:
        branched_of(world)[change] = NONE
        world[INTEGRATED] += 1
