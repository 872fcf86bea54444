"""Run one replication: the loop that moves changes through stages into production.

Tie rule: at one instant everything that happens comes first, in the order it was scheduled (the
arrivals are scheduled before all else), then what starts, in stage order; a start that takes no time
makes something happen, and that comes before the next start.
"""

import math

import numpy as np
from numpy.typing import NDArray

from simulator.calendars import add_work, next_open
from simulator.compiled import compiled, part
from simulator.draws import SHARDS, key_of, sample, uniform
from simulator.events import schedule, soonest, take
from simulator.joining import await_departure, await_opening, change_of, join, let_go, touch
from simulator.layout import (
    ALARM,
    BROKEN,
    DONE,
    ENTERED,
    FINISH,
    FOR_ARRIVAL,
    FOR_CATCH,
    FOR_DEFECT,
    FOR_FLAKY,
    FOR_REWORK,
    FOR_REWORK_WORK,
    FOR_WORK,
    FULL,
    HORIZON,
    NONE,
    PASSED,
    REJOIN,
    RUNS,
    SENT_BACK,
    STARTED_AT,
    STARTED_STAGE,
    STATION,
    STATUS,
    STOPPED,
    TRIES,
    Handle,
)
from simulator.production import deploy, restore
from simulator.tables import (
    busy_of,
    changes_of,
    clock_of,
    links_of,
    members_of,
    plan_of,
    pools_of,
    reach_of,
    rows_of,
    stages_of,
    state_of,
    tries_of,
    values_of,
)

_STOP_EVERY = 4096


@part
def arrive(world: Handle) -> None:
    """Write when each change arrives and whether it carries a defect, up to the horizon."""
    plan = plan_of(world)[0]
    now = 0.0
    entered = 0
    for change in range(len(changes_of(world))):
        address = (change, 0, 0)
        if plan["many_at"] > 0:
            now = values_of(world)[plan["at"] + change]
        elif change == 0 and plan["first"] >= 0.0:
            now = next_open(world, plan["calendar"], plan["first"])
        else:
            gap = sample(world, plan["between"], address, (FOR_ARRIVAL, 0))
            now = add_work(world, plan["calendar"], now, gap)
        if now > clock_of(world)[HORIZON]:
            break
        slot = changes_of(world)[change]
        slot["arrive"] = now
        slot["live"] = math.inf
        slot["defective"] = uniform(key_of(world), address, FOR_DEFECT, 0) < plan["defects"]
        slot["failed"] = slot["clean"] = slot["kind"] = 0
        slot["resolving"] = 0.0
        entered += 1
    world[ENTERED] = entered


@part
def run_time(world: Handle, stage: int, address: tuple[int, int, int]) -> tuple[float, int]:
    """Draw the work of one run [h], and whether its flaky check stayed red to the last attempt."""
    row = stages_of(world)[stage]
    total = 0.0
    if row["steps"] > 0:
        for step in range(row["steps"]):
            total += sample(world, row["work"], address, (FOR_WORK, step))
        return total, 0
    for attempt in range(row["attempts"]):
        slowest = 0.0
        for shard in range(row["shards"]):
            part = attempt * SHARDS + shard
            slowest = max(slowest, sample(world, row["work"], address, (FOR_WORK, part)))
        total += slowest
        if row["flaky"] == 0.0 or uniform(key_of(world), address, FOR_FLAKY, attempt) >= row["flaky"]:
            return total, 0
    return total, 1


@part
def address_of(world: Handle, row: int) -> tuple[int, int, int]:
    """Return where the draws of a visit live: (change, stage hash, visit)."""
    slot = rows_of(world)[row]
    return (change_of(world, row), int(stages_of(world)[slot["stage"]]["hash"]), int(np.int64(slot["visit"])))


@part
def begin(world: Handle, now: float, stage: int, size: int) -> None:
    """Start one run with the first `size` changes of a stage's queue."""
    state = state_of(world)[stage]
    first = int(state["head"])
    work = 0.0
    if stages_of(world)[stage]["kind"] == STATION:
        work = run_time(world, stage, address_of(world, first))[0]
        busy_of(world)[stages_of(world)[stage]["pool"]] += 1
    row = last = first
    for _ in range(size):
        slot = rows_of(world)[row]
        slot["start"] = now
        slot["work"] = work / size
        slot["batch"] = world[RUNS]
        last = row
        row = links_of(world)[row]
    links_of(world)[last] = NONE
    state["head"] = row
    state["waiting"] -= size
    state["working"] += size
    world[RUNS] += 1
    if clock_of(world)[STARTED_AT] != now:
        clock_of(world)[STARTED_AT] = now
        clock_of(world)[STARTED_STAGE] = stage
    clock_of(world)[STARTED_STAGE] = max(clock_of(world)[STARTED_STAGE], stage)
    end = add_work(world, stages_of(world)[stage]["calendar"], now, work)
    schedule(world, end, (FINISH, stage, first))


@part
def frozen(world: Handle, stage: int) -> bool:
    """Tell whether nothing may deploy because production is not restored."""
    return bool(world[BROKEN] > 0 and plan_of(world)[0]["freeze"] == 1 and stage == len(stages_of(world)) - 1)


@part
def depart(world: Handle, now: float, stage: int) -> bool:
    """Let a train or button take who waits, if this is the hour; tell whether it left."""
    state = state_of(world)[stage]
    if state["waiting"] == 0 or state["alarm"] != now or state["gone"] == now:
        return False
    state["gone"] = now
    left = not frozen(world, stage)
    if left:
        begin(world, now, stage, min(state["waiting"], stages_of(world)[stage]["most"]))
    if state["waiting"] > 0:
        await_departure(world, stage, now)
    return left


@part
def start(world: Handle, now: float, stage: int) -> bool:
    """Start one run at a stage if it can; tell whether it did."""
    row = stages_of(world)[stage]
    if row["kind"] != STATION:
        return depart(world, now, stage)
    waiting = state_of(world)[stage]["waiting"]
    if waiting < row["least"] or not ready(world, now, stage):
        return False
    begin(world, now, stage, min(waiting, row["most"]))
    return True


@part
def ready(world: Handle, now: float, stage: int) -> bool:
    """Tell whether a stage has a free unit, is not frozen, and is open (else its alarm is set)."""
    pool = stages_of(world)[stage]["pool"]
    if busy_of(world)[pool] >= pools_of(world)[pool]["capacity"] or frozen(world, stage):
        return False
    return await_opening(world, stage, now)


@part
def judge(world: Handle, stage: int, row: int, red: int) -> bool:
    """Tell whether a change that was worked on is sent back; a caught change is clean afterwards."""
    rules = stages_of(world)[stage]
    slot = changes_of(world)[rows_of(world)[row]["change"]]
    address = address_of(world, row)
    caught = False
    if slot["defective"] == 1 and rules["catches"] > 0.0:
        caught = uniform(key_of(world), address, FOR_CATCH, 0) < rules["catches"]
    if caught:
        slot["defective"] = 0
    if red == 1 or caught:
        return True
    return bool(rules["rework"] > 0.0 and uniform(key_of(world), address, FOR_REWORK, 0) < rules["rework"])


@part
def send_back(world: Handle, now: float, stage: int, row: int) -> None:
    """Let a change join the tail of the stage it is sent back to, after its delay."""
    rules = stages_of(world)[stage]
    change = change_of(world, row)
    delay = sample(world, rules["delay"], address_of(world, row), (FOR_REWORK_WORK, 0))
    if delay > 0.0:
        state_of(world)[rules["back"]]["returning"] += 1
        schedule(world, now + delay, (REJOIN, rules["back"], change))
    else:
        join(world, now, change, rules["back"])


@part
def finish(world: Handle, now: float, stage: int, first: int) -> None:
    """End a run: free its unit, judge each of its changes, pass them on or send them back."""
    rules = stages_of(world)[stage]
    red = 0
    if rules["kind"] == STATION:
        pool = pools_of(world)[rules["pool"]]
        busy_of(world)[rules["pool"]] -= 1
        for i in range(pool["from"], pool["from"] + pool["many"]):
            if state_of(world)[members_of(world)[i]]["waiting"] > 0:
                touch(world, members_of(world)[i])
        if rules["flaky"] > 0.0:
            red = run_time(world, stage, address_of(world, first))[1]
    last = stage == len(stages_of(world)) - 1
    row = first
    while row != NONE:
        behind = links_of(world)[row]
        state_of(world)[stage]["working"] -= 1
        rows_of(world)[row]["end"] = now
        back = judge(world, stage, row, red)
        rows_of(world)[row]["outcome"] = SENT_BACK if back else PASSED
        if back:
            send_back(world, now, stage, row)
        elif not last:
            join(world, now, change_of(world, row), stage + 1)
        row = behind
    if last:
        deploy(world, now, first, address_of(world, first))


@part
def happen(world: Handle, now: float) -> None:
    """Take the next event off the agenda and let it happen."""
    kind, stage, what = take(world)
    if kind == FINISH:
        finish(world, now, stage, what)
    elif kind == REJOIN:
        state_of(world)[stage]["returning"] -= 1
        join(world, now, what, stage)
    elif kind == ALARM:
        touch(world, stage)
    else:
        restore(world, now, what)


@part
def can_join(world: Handle, stage: int) -> bool:
    """Tell whether any change can still join a stage's queue."""
    for other in range(len(stages_of(world))):
        state = state_of(world)[other]
        coming = state["working"] + state["returning"]
        if other != stage:
            coming += state["waiting"]
        if coming > 0 and reach_of(world)[other * len(stages_of(world)) + stage] == 1:
            return True
    return bool(state_of(world)[stage]["returning"] > 0)


@part
def release(world: Handle, now: float, anyway: int) -> bool:
    """Let an incomplete exact batch go that nothing more can join; tell whether one went."""
    for stage in range(len(stages_of(world))):
        waiting = state_of(world)[stage]["waiting"]
        if stages_of(world)[stage]["least"] <= waiting or waiting == 0:
            continue
        if (anyway == 1 or not can_join(world, stage)) and ready(world, now, stage):
            begin(world, now, stage, waiting)
            return True
    return False


@part
def step(world: Handle, now: float, coming: float) -> bool:
    """Make at most one start at this instant; tell whether anything was done."""
    if world[TRIES] > 0:
        if not start(world, now, tries_of(world)[0]):
            let_go(world)
        return True
    if plan_of(world)[0]["exact"] == 0 or clock_of(world)[HORIZON] < math.inf:
        return False
    if changes_of(world)[world[ENTERED] - 1]["arrive"] > now:
        return False
    return release(world, now, 1 if coming == math.inf else 0)


@compiled
def run(world: Handle, stop: NDArray[np.uint8]) -> int:
    """Run a replication to its end; return DONE, FULL (give it more room) or STOPPED."""
    arrive(world)
    entered = world[ENTERED]
    change = count = 0
    now = 0.0
    while world[STATUS] != FULL:
        coming = soonest(world)
        arrival = changes_of(world)[change]["arrive"] if change < entered else math.inf
        nearest = min(arrival, coming)
        if nearest > now and entered > 0 and step(world, now, nearest):
            continue
        if nearest == math.inf or nearest > clock_of(world)[HORIZON]:
            return DONE
        now = nearest
        if arrival <= coming:
            join(world, now, change, 0)
            change += 1
        else:
            happen(world, now)
        count += 1
        if count % _STOP_EVERY == 0 and stop[0] != 0:
            return STOPPED
    return FULL
