"""The short road of a whole scenario: every stage is plain, and nothing can fail in production.

All that is pending is ends of work, one for each unit of capacity. They stand at the leaves of a tree
whose root is the soonest: what ends next is found without a branch that nobody can foretell. What
happens is what happens everywhere, by the same tie rule.
"""

import math
import sys

import numpy as np
from numpy.typing import NDArray

from simulator.ahead import ahead, is_ahead
from simulator.arriving import next_arrival
from simulator.compiled import part
from simulator.joining import change_of, write_row
from simulator.layout import (
    ARRIVED,
    DONE,
    FULL,
    HORIZON,
    MORE,
    NONE,
    PASSED,
    RUNS,
    SENT_BACK,
    STATUS,
    STOPPED,
    UNITS,
    Handle,
)
from simulator.production import deploy_one
from simulator.tables import (
    apart,
    clock_of,
    links_of,
    lowest,
    nodes_of,
    plan_of,
    pools_of,
    rows_of,
    stages_of,
    state_of,
    units_of,
)
from simulator.working import is_reworked, plain_address, work_of

_STOP_EVERY = 4095  # Events, as the lower bits of their count.
_LATEST = sys.float_info.max
# A key is a time's bits, which are in order as the times are, with the unit in place of the lowest.
_UNIT = UNITS - 1
_INFINITE = 0x7FF0000000000000


@part
def key_of_time(time: float) -> int:
    """Return the bits of a time [h] from 0 on; they are in order as the times are."""
    return int(np.float64(time).view(np.int64))


@part
def are_near(key: int, other: int) -> bool:
    """Tell whether two keys are alike but for the units in them, so that they do not tell what is sooner."""
    return bool(key ^ other < UNITS)


@part
def set_end(world: Handle, unit: int, end: float, key: int) -> None:
    """Say when a unit ends its work [h], and find anew which key is the least, from the leaf to the root."""
    nodes = nodes_of(world)
    units_of(world)[unit]["end"] = end
    place = plan_of(world)[0]["short"] + unit
    nodes[place] = key
    while place > 1:
        key = min(key, nodes[place ^ 1])
        place >>= 1
        nodes[place] = key


@part
def begin_work(world: Handle, unit: int, end: float) -> None:
    """Say that a unit ends its work at a time [h]."""
    set_end(world, unit, end, (key_of_time(end) & ~_UNIT) | unit)


@part
def soonest_of(world: Handle) -> int:
    """Return the unit that ends its work next, of several at one instant the one that began first."""
    apart()
    units = units_of(world)
    best = int(nodes_of(world)[1] & _UNIT)
    for unit in range(plan_of(world)[0]["short"]):
        mine, other = units[unit], units[best]
        alike = mine["end"] == other["end"] and mine["order"] < other["order"]
        if alike or mine["end"] < other["end"]:
            best = unit
    return best


@part
def open_units(world: Handle) -> None:
    """Give every stage its units, idle."""
    world[MORE] = 1
    nodes, leaves = nodes_of(world), plan_of(world)[0]["short"]
    for unit in range(leaves):
        nodes[leaves + unit] = idle_key(unit)
        units_of(world)[unit]["end"] = math.inf
    for place in range(leaves - 1, 0, -1):
        nodes[place] = nodes[2 * place]
    unit = 0
    for stage in range(len(stages_of(world))):
        state = state_of(world)[stage]
        state["head"] = state["tail"] = len(rows_of(world)) + stage
        state["free"] = 0
        for _ in range(pools_of(world)[stages_of(world)[stage]["pool"]]["capacity"]):
            units_of(world)[unit]["stage"] = stage
            state["free"] |= 1 << unit
            unit += 1


@part
def idle_key(unit: int) -> int:
    """Return the key of a unit that does nothing: beyond all times, and not near another."""
    return _INFINITE + unit * (2 * UNITS) + unit


@part
def foresee(world: Handle, unit: int, stage: int, row: int) -> float:
    """Draw the work of a visit [h], and note with its unit whether it ends in rework."""
    rules, unit_of = stages_of(world)[stage], units_of(world)[unit]
    address = plain_address(world, stage, row)
    if address[2] == 1 and is_ahead(world, rules["work_lane"], address[0]):
        unit_of["back"] = 1 if ahead(world, rules["rework_lane"], address[0]) < rules["rework"] else 0
        return ahead(world, rules["work_lane"], address[0])
    return foresee_later(world, unit, stage, row)


@part
def foresee_later(world: Handle, unit: int, stage: int, row: int) -> float:
    """Do the same where the draws are not ahead."""
    apart()
    address = plain_address(world, stage, row)
    units_of(world)[unit]["back"] = 1 if is_reworked(world, stage, address) else 0
    return work_of(world, stage, address, 0)


@part
def begin_next(world: Handle, now: float, stage: int) -> int:
    """Start the work on the first in a stage's queue; return the stage as a bit if more can start there."""
    state = state_of(world)[stage]
    row = int(np.int64(links_of(world)[state["head"]]))
    unit = lowest(state["free"])
    slot, unit_of = rows_of(world)[row], units_of(world)[unit]
    work = foresee(world, unit, stage, row)
    slot["start"] = now
    slot["work"] = work
    slot["batch"] = world[RUNS]
    unit_of["row"] = row
    unit_of["order"] = world[RUNS]
    world[RUNS] += 1
    state["head"] = row
    free, waiting = state["free"] & (state["free"] - 1), state["waiting"] - 1
    state["free"] = free
    state["waiting"] = waiting
    begin_work(world, unit, now + work)
    return 1 << stage if free != 0 and waiting > 0 else 0


@part
def line_up_one(world: Handle, now: float, change: int, stage: int) -> int:
    """Put a change at the tail of a stage's queue; return the stage as a bit if a unit is free."""
    row = write_row(world, now, (change, stage, 0))
    if row == NONE:
        return 0
    state = state_of(world)[stage]
    links_of(world)[state["tail"]] = row
    state["tail"] = row
    state["waiting"] += 1
    return (1 if state["free"] != 0 else 0) << stage


@part
def come_in_one(world: Handle, now: float) -> int:
    """Let the next change join the first stage; return it as a bit if a unit is free."""
    change = world[ARRIVED]
    world[ARRIVED] += 1
    return line_up_one(world, now, change, 0)


@part
def end_one(world: Handle, now: float, unit: int) -> int:
    """End the work of a unit; return the stages that can start now, as bits."""
    unit_of = units_of(world)[unit]
    row, stage, back = unit_of["row"], unit_of["stage"], unit_of["back"]
    rules, state, slot = stages_of(world)[stage], state_of(world)[stage], rows_of(world)[row]
    state["free"] |= 1 << unit
    able = (1 if state["waiting"] > 0 else 0) << stage
    slot["end"] = now
    slot["outcome"] = PASSED + back * (SENT_BACK - PASSED)
    target = rules["after"] + ((rules["back"] - rules["after"]) & -back)
    if target != NONE:
        able |= line_up_one(world, now, change_of(world, row), target)
    if rules["after"] == NONE:
        deploy_one(world, now, row)
    return int(able)


@part
def is_near_any(key: int, now: float, arrival: float, limit: float) -> bool:
    """Tell whether a key does not tell what is sooner than one of these instants [h]."""
    return (
        are_near(key, key_of_time(now))
        or are_near(key, key_of_time(arrival))
        or are_near(key, key_of_time(limit))
    )


@part
def hurry(world: Handle, stop: NDArray[np.uint8]) -> int:
    """Run a replication to its end; return DONE, FULL (give it more room) or STOPPED."""
    apart()
    limit = min(clock_of(world)[HORIZON], _LATEST)
    open_units(world)
    arrival = next_arrival(world)
    able, count, now, exact = 0, 0, 0.0, False
    while world[STATUS] != FULL:
        root = nodes_of(world)[1]
        unit = root & _UNIT
        if exact or is_near_any(root, now, arrival, limit):
            unit = soonest_of(world)
        coming = float(units_of(world)[unit]["end"])
        nearest = min(arrival, coming)
        if able != 0 and nearest > now:
            stage = lowest(able)
            able &= able - 1
            able |= begin_next(world, now, stage)
            continue
        if nearest > limit:
            return DONE
        if arrival <= coming:
            able |= come_in_one(world, arrival)
            arrival = next_arrival(world)
        else:
            set_end(world, unit, math.inf, idle_key(unit))
            if are_near(root, nodes_of(world)[1]) and not exact:
                begin_work(world, unit, coming)
                exact = True
                continue
            exact = False
            able |= end_one(world, coming, unit)
        now = nearest
        count += 1
        if count & _STOP_EVERY == 0 and stop[0] != 0:
            return STOPPED
    return FULL
