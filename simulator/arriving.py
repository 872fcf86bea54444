"""Let changes into the world: at times of their own, or whenever one leaves an endless backlog's limit."""

import math

from simulator.ahead import ahead, look_ahead
from simulator.calendars import done_at, next_open
from simulator.compiled import part
from simulator.joining import join, join_one
from simulator.layout import (
    ARRIVED,
    BLOCK,
    ENTERED,
    HORIZON,
    INTEGRATED,
    MORE,
    Handle,
)
from simulator.tables import apart, branched_of, changes_of, clock_of, nexts_of, plan_of, values_of


@part
def write_change(world: Handle, change: int, now: float) -> None:
    """Write that a change arrives now [h], of which class it is and whether it carries a defect."""
    plan = plan_of(world)[0]
    slot = changes_of(world)[change]
    slot["arrive"] = now
    slot["live"] = math.inf
    slot["resolving"] = 0.0
    slot["defective"] = is_low(world, plan["defect_lane"], change, plan["defects"])
    slot["failed"] = slot["clean"] = slot["slipped"] = slot["kind"] = 0
    if plan["many_classes"] > 1:
        u = ahead(world, plan["class_lane"], change)
        kind = 0
        while kind < plan["many_classes"] - 1 and values_of(world)[plan["shares"] + kind] <= u:
            kind += 1
        slot["kind"] = kind


@part
def is_low(world: Handle, lane: int, change: int, rate: float) -> bool:
    """Tell whether what is drawn ahead for a change is below a rate; without a lane it never is."""
    return bool(lane >= 0 and ahead(world, lane, change) < rate)


@part
def arrive(world: Handle) -> None:
    """Write the next block of changes that arrive whatever happens to the others, up to the horizon."""
    apart()
    plan = plan_of(world)[0]
    first = world[ENTERED]
    many = len(changes_of(world))
    if plan["wip_limit"] > 0:
        many = min(many, plan["wip_limit"])
    now = float(changes_of(world)[first - 1]["arrive"]) if first > 0 else 0.0
    look_ahead(world, first)
    world[MORE] = 0
    for change in range(first, min(many, first + BLOCK)):
        if plan["many_at"] > 0:
            now = values_of(world)[plan["at"] + change]
        elif change == 0 and plan["first"] >= 0.0:
            now = next_open(world, plan["calendar"], plan["first"])
        elif plan["arrival_lane"] >= 0:
            now = done_at(world, plan["calendar"], now, ahead(world, plan["arrival_lane"], change))
        if now > clock_of(world)[HORIZON]:
            return
        write_change(world, change, now)
        world[ENTERED] += 1
    world[MORE] = 1 if first + BLOCK < many else 0


@part
def next_arrival(world: Handle) -> float:
    """Return when the next change arrives [h], infinity if none does; write the next block if need be."""
    if world[ARRIVED] == world[ENTERED] and world[MORE] == 1:
        arrive(world)
    return float(changes_of(world)[world[ARRIVED]]["arrive"]) if world[ARRIVED] < world[ENTERED] else math.inf


@part
def come_in(world: Handle, now: float) -> None:
    """Let the next change branch and join the stages where changes enter, in stage order."""
    plan = plan_of(world)[0]
    change = world[ARRIVED]
    world[ARRIVED] += 1
    if plan["conflicts"] > 0.0:
        branched_of(world)[change] = world[INTEGRATED]
    if plan["plain"] == 1:
        join_one(world, now, change, 0)
        return
    for i in range(plan["entries"], plan["entries"] + plan["many_entries"]):
        join(world, now, (change, nexts_of(world)[i], 0))


@part
def let_in(world: Handle, now: float, many: int) -> None:
    """Let as many changes arrive now from the endless backlog as have gone live, before all else."""
    apart()
    if plan_of(world)[0]["wip_limit"] > 0:
        for change in range(world[ENTERED], min(world[ENTERED] + many, len(changes_of(world)))):
            look_ahead(world, change)
            write_change(world, change, now)
            world[ENTERED] += 1
