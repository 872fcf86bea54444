"""Run one replication: the loop that moves changes through stages into production.

Tie rule: at one instant everything that happens comes first, in the order it was scheduled (the
arrivals are scheduled before all else), then what starts, in stage order; a start that takes no time
makes something happen, and that comes before the next start.
"""

import math
import sys

import numpy as np
from numpy.typing import NDArray

from simulator.arriving import come_in, next_arrival
from simulator.attending import free_approvers, rest, wake
from simulator.calendars import done_at
from simulator.compiled import compiled, part
from simulator.events import event_at, schedule, soonest, take
from simulator.hurrying import hurry
from simulator.integrating import integrate, resolve
from simulator.joining import (
    await_departure,
    await_opening,
    change_of,
    first_to_try,
    join,
    let_go,
    pass_on,
    step_out,
    touch,
)
from simulator.layout import (
    ALARM,
    ARRIVED,
    BROKEN,
    DONE,
    ENTERED,
    FINISH,
    FULL,
    HORIZON,
    MORE,
    NONE,
    PASSED,
    REJOIN,
    RUN_AGAIN,
    RUNS,
    SENT_BACK,
    STATION,
    STATUS,
    STOPPED,
    TAIL,
    Handle,
)
from simulator.plain import finish_one, start_one
from simulator.production import deploy, restore, slips
from simulator.tables import (
    apart,
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
)
from simulator.working import address_of, attempt_of, is_red, judge, note_start, send_back, work_of

_STOP_EVERY = 4095  # Events, as the lower bits of their count.
_LATEST = sys.float_info.max


@part
def begin(world: Handle, now: float, stage: int, size: int) -> None:
    """Start one run with the first `size` changes of a stage's queue."""
    apart()
    state = state_of(world)[stage]
    first = int(state["head"])
    work = resolving = 0.0
    if stages_of(world)[stage]["kind"] == STATION:
        work = work_of(world, stage, address_of(world, first), attempt_of(world, first))
        busy_of(world)[stages_of(world)[stage]["pool"]] += 1
    row = last = first
    for _ in range(size):
        slot = rows_of(world)[row]
        slot["start"] = now
        slot["work"] = work / size
        slot["batch"] = world[RUNS]
        if stages_of(world)[stage]["integrates"] == 1:
            hours = resolve(world, stage, row)
            slot["work"] += hours
            resolving += hours
        if plan_of(world)[0]["ranks"] > 1:
            step_out(world, stage, row)
        last = row
        row = int(np.int64(links_of(world)[row]))
    links_of(world)[last] = NONE
    state["head"] = row
    state["waiting"] -= size
    state["working"] += size
    world[RUNS] += 1
    note_start(world, now, stage)
    end = done_at(world, stages_of(world)[stage]["calendar"], now, work + resolving)
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
    apart()
    row = stages_of(world)[stage]
    if row["kind"] != STATION:
        return depart(world, now, stage)
    if row["attends"] > 0.0:
        return attend(world, now, stage)
    waiting = state_of(world)[stage]["waiting"]
    if waiting < row["least"] or not ready(world, now, stage):
        return False
    begin(world, now, stage, min(waiting, row["most"]))
    return True


@part
def attend(world: Handle, now: float, stage: int) -> bool:
    """Start one run of an approver who is awake, or wake one; tell whether it did."""
    waiting = state_of(world)[stage]["waiting"]
    if waiting == 0:
        rest(world, stage, now)
        return False
    if free_approvers(world, stage) > 0 and ready(world, now, stage):
        begin(world, now, stage, min(waiting, stages_of(world)[stage]["most"]))
        return True
    return wake(world, stage, now)


@part
def ready(world: Handle, now: float, stage: int) -> bool:
    """Tell whether a stage has a free unit, is not frozen, and is open (else its alarm is set)."""
    pool = stages_of(world)[stage]["pool"]
    if busy_of(world)[pool] >= pools_of(world)[pool]["capacity"] or frozen(world, stage):
        return False
    return await_opening(world, stage, now)


@part
def free(world: Handle, stage: int, first: int) -> int:
    """Free the unit of a run that ends; tell whether its flaky check is red."""
    rules = stages_of(world)[stage]
    pool = pools_of(world)[rules["pool"]]
    busy_of(world)[rules["pool"]] -= 1
    for i in range(pool["from"], pool["from"] + pool["many"]):
        other = members_of(world)[i]
        if state_of(world)[other]["waiting"] > 0 or rules["attends"] > 0.0:
            touch(world, other)
    if rules["flaky"] > 0.0:
        return 1 if is_red(world, stage, address_of(world, first), attempt_of(world, first)) else 0
    return 0


@part
def run_again(world: Handle, now: float, stage: int, row: int) -> bool:
    """Let a change whose check was red try again from the tail of the queue, if an attempt is left."""
    attempt = attempt_of(world, row) + 1
    if stages_of(world)[stage]["hold"] == 1 or attempt >= stages_of(world)[stage]["attempts"]:
        return False
    rows_of(world)[row]["outcome"] = RUN_AGAIN
    join(world, now, (change_of(world, row), stage, attempt))
    return True


@part
def leave(world: Handle, now: float, stage: int, row: int, red: int) -> None:
    """Let a change whose run ended run again, go back, or pass on."""
    rows_of(world)[row]["end"] = now
    if red == 1 and run_again(world, now, stage, row):
        return
    if judge(world, stage, row, red):
        rows_of(world)[row]["outcome"] = SENT_BACK
        send_back(world, now, stage, row)
        return
    rows_of(world)[row]["outcome"] = PASSED
    if stages_of(world)[stage]["integrates"] == 1:
        integrate(world, change_of(world, row))
    pass_on(world, now, change_of(world, row), stage)


@part
def finish(world: Handle, now: float, stage: int, first: int) -> None:
    """End a run: free its unit, judge each of its changes, pass them on or send them back."""
    apart()
    red = 0
    if stages_of(world)[stage]["kind"] == STATION:
        red = free(world, stage, first)
    last = stage == len(stages_of(world)) - 1
    if not last and slips(world, stage, address_of(world, first)):
        changes_of(world)[change_of(world, first)]["slipped"] = 1
    row = first
    while row != NONE:
        behind = int(np.int64(links_of(world)[row]))
        state_of(world)[stage]["working"] -= 1
        leave(world, now, stage, row, red)
        row = behind
    if last:
        deploy(world, now, first, address_of(world, first))


@part
def happen(world: Handle, now: float) -> None:
    """Take the next event off the agenda and let it happen."""
    kind, stage, what = take(world)
    if kind == FINISH and stages_of(world)[stage]["plain"] == 1:
        finish_one(world, now, stage, what)
    else:
        happen_else(world, now, (kind, stage, what))


@part
def happen_else(world: Handle, now: float, event: tuple[int, int, int]) -> None:
    """Let anything happen but the end of work at a plain stage."""
    apart()
    kind, stage, what = event
    if kind == FINISH:
        finish(world, now, stage, what)
    elif kind == REJOIN:
        state_of(world)[stage]["returning"] -= 1
        join(world, now, (what, stage, 0))
    elif kind == ALARM:
        touch(world, stage)
    else:
        restore(world, now, what)


@part
def can_join(world: Handle, stage: int) -> bool:
    """Tell whether any change can still join a stage's queue."""
    backlog = plan_of(world)[0]["wip_limit"] > 0 and world[ENTERED] < len(changes_of(world))
    if backlog and world[BROKEN] > 0:
        return True
    for other in range(len(stages_of(world))):
        state = state_of(world)[other]
        coming = state["working"] + state["returning"]
        if other != stage:
            coming += state["waiting"]
        if coming > 0 and (backlog or reach_of(world)[other * len(stages_of(world)) + stage] == 1):
            return True
    return bool(state_of(world)[stage]["returning"] > 0)


@part
def release(world: Handle, now: float, before: int, anyway: int) -> bool:
    """Let an exact batch go incomplete that nothing more can join, `before` a stage; tell whether it went."""
    for stage in range(before):
        waiting = state_of(world)[stage]["waiting"]
        if stages_of(world)[stage]["least"] <= waiting or waiting == 0:
            continue
        if anyway == 1 or not can_join(world, stage):
            if ready(world, now, stage):
                begin(world, now, stage, waiting)
                return True
            if anyway == 1:
                break
    return False


@part
def quiet(world: Handle) -> bool:
    """Tell whether nothing is going to happen but looks at queues where nobody waits."""
    for place in range(world[TAIL]):
        kind, stage, _ = event_at(world, place)
        if kind != ALARM or state_of(world)[stage]["waiting"] > 0:
            return False
    return True


@part
def settle(world: Handle, now: float) -> bool:
    """Let an exact batch go that nothing completes any more, in stage order; tell whether one did."""
    apart()
    stage = first_to_try(world)
    before = stage if stage != NONE else len(stages_of(world))
    known = world[TAIL]
    if release(world, now, before, 1 if stage == NONE and quiet(world) else 0):
        return True
    return bool(world[TAIL] > known)  # It waits for an opening, which is news to the agenda.


@part
def step(world: Handle, now: float) -> bool:
    """Make starts at this instant, in stage order; tell whether anything may have been done."""
    exact = plan_of(world)[0]["exact"] == 1 and world[ARRIVED] == world[ENTERED]
    if exact and clock_of(world)[HORIZON] == math.inf and settle(world, now):
        return True
    stage = first_to_try(world)
    if stage == NONE:
        return False
    if stages_of(world)[stage]["plain"] == 1:
        start_one(world, now, stage)
    elif not start(world, now, stage):
        let_go(world, stage)
    return True


@compiled
def run(world: Handle, stop: NDArray[np.uint8]) -> int:
    """Run a replication to its end; return DONE, FULL (give it more room) or STOPPED."""
    if plan_of(world)[0]["short"] > 0:
        return hurry(world, stop)
    count = 0
    now = 0.0
    limit = min(clock_of(world)[HORIZON], _LATEST)
    backlog = plan_of(world)[0]["wip_limit"] > 0
    world[MORE] = 1
    arrival = next_arrival(world)
    while world[STATUS] != FULL:
        coming = soonest(world)
        nearest = min(arrival, coming)
        if nearest > now and step(world, now):
            continue
        if nearest > limit:
            return DONE
        now = nearest
        if arrival <= coming:
            come_in(world, now)
            arrival = next_arrival(world)
        else:
            happen(world, now)
            if backlog:
                arrival = next_arrival(world)
        count += 1
        if count & _STOP_EVERY == 0 and stop[0] != 0:
            return STOPPED
    return FULL
