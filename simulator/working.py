"""Say what the work on a visit comes to: how long it takes, and whether it is sent back."""

import numpy as np

from simulator.ahead import again, ahead, is_ahead
from simulator.compiled import part
from simulator.draws import SHARDS, sample, strikes
from simulator.events import schedule
from simulator.joining import change_of, join
from simulator.layout import (
    FOR_CATCH,
    FOR_FLAKY,
    FOR_REWORK,
    FOR_REWORK_WORK,
    FOR_WORK,
    REJOIN,
    STARTED_AT,
    STARTED_STAGE,
    Handle,
)
from simulator.tables import apart, changes_of, clock_of, rows_of, stages_of, state_of

_SECOND = 2  # visit


@part
def attempt_of(world: Handle, row: int) -> int:
    """Return the number of a row's attempt, from 0."""
    return int(np.int64(rows_of(world)[row]["attempt"]))


@part
def address_of(world: Handle, row: int) -> tuple[int, int, int]:
    """Return where the draws of a visit live: (change, stage hash, visit)."""
    slot = rows_of(world)[row]
    return (change_of(world, row), int(stages_of(world)[slot["stage"]]["hash"]), int(np.int64(slot["visit"])))


@part
def plain_address(world: Handle, stage: int, row: int) -> tuple[int, int, int]:
    """Return the same where the stage of the row is known."""
    slot = rows_of(world)[row]
    return (change_of(world, row), int(stages_of(world)[stage]["hash"]), int(np.int64(slot["visit"])))


@part
def run_time(world: Handle, stage: int, address: tuple[int, int, int], attempt: int) -> float:
    """Draw the work of one run from an attempt on [h].

    A run that holds its runner goes on to the last attempt; one that does not ends with its own.
    """
    apart()
    row = stages_of(world)[stage]
    total = 0.0
    if row["steps"] > 0:
        for step in range(row["steps"]):
            total += sample(world, row["work"], address, (FOR_WORK, step))
        return total
    last = row["attempts"] if row["hold"] == 1 else attempt + 1
    for current in range(attempt, last):
        slowest = 0.0
        for shard in range(row["shards"]):
            part = current * SHARDS + shard
            slowest = max(slowest, sample(world, row["work"], address, (FOR_WORK, part)))
        total += slowest
        if not strikes(world, address, (FOR_FLAKY, current), row["flaky"]):
            break
    return total


@part
def work_of(world: Handle, stage: int, address: tuple[int, int, int], attempt: int) -> float:
    """Return the work of one run [h], drawn ahead if that is so."""
    apart()
    row = stages_of(world)[stage]
    fresh = address[2] == 1 and attempt == 0 and is_ahead(world, row["work_lane"], address[0])
    if fresh and (row["flaky"] == 0.0 or ahead(world, row["flaky_lane"], address[0]) >= row["flaky"]):
        return ahead(world, row["work_lane"], address[0])
    if row["single"] == 1 and address[2] == _SECOND:
        return again(world, row["work_lane"], address[0])
    return run_time(world, stage, address, attempt)


@part
def is_red(world: Handle, stage: int, address: tuple[int, int, int], attempt: int) -> bool:
    """Tell whether the flaky check of a run from an attempt on stays red."""
    row = stages_of(world)[stage]
    last = row["attempts"] if row["hold"] == 1 else attempt + 1
    for current in range(attempt, last):
        if not strikes(world, address, (FOR_FLAKY, current), row["flaky"]):
            return False
    return True


@part
def is_reworked(world: Handle, stage: int, address: tuple[int, int, int]) -> bool:
    """Tell whether a visit ends in rework.

    A stage without rework looks into a lane too, where nothing is below its rate: nobody can foretell
    which stage comes next, so a branch would cost more.
    """
    rules = stages_of(world)[stage]
    if address[2] == 1 and is_ahead(world, rules["rework_lane"], address[0]):
        return bool(ahead(world, rules["rework_lane"], address[0]) < rules["rework"])
    return bool(rules["rework"] > 0.0 and is_reworked_later(world, stage, address))


@part
def is_reworked_later(world: Handle, stage: int, address: tuple[int, int, int]) -> bool:
    """Tell the same of a visit whose draw is not ahead."""
    apart()
    rules = stages_of(world)[stage]
    if address[2] == _SECOND:
        return bool(again(world, rules["rework_lane"], address[0]) < rules["rework"])
    return strikes(world, address, (FOR_REWORK, 0), rules["rework"])


@part
def judge(world: Handle, stage: int, row: int, red: int) -> bool:
    """Tell whether a change that was worked on is sent back; a caught change is clean afterwards."""
    rules = stages_of(world)[stage]
    slot = changes_of(world)[rows_of(world)[row]["change"]]
    address = address_of(world, row)
    caught = False
    if slot["defective"] == 1 and rules["catches"] > 0.0:
        caught = strikes(world, address, (FOR_CATCH, 0), rules["catches"])
    if caught:
        slot["defective"] = 0
    if red == 1 or caught:
        return True
    return is_reworked(world, stage, address)


@part
def send_back(world: Handle, now: float, stage: int, row: int) -> None:
    """Let a change join the tail of the stage it is sent back to, after its delay."""
    apart()
    rules = stages_of(world)[stage]
    change = change_of(world, row)
    delay = sample(world, rules["delay"], address_of(world, row), (FOR_REWORK_WORK, 0))
    if delay > 0.0:
        state_of(world)[rules["back"]]["returning"] += 1
        schedule(world, now + delay, (REJOIN, rules["back"], change))
    else:
        join(world, now, (change, rules["back"], 0))


@part
def note_start(world: Handle, now: float, stage: int) -> None:
    """Note that something starts at a stage now [h]."""
    clock = clock_of(world)
    clock[STARTED_STAGE] = max(clock[STARTED_STAGE], stage) if clock[STARTED_AT] == now else stage
    clock[STARTED_AT] = now
