"""Add up a trace in compiled code, replication by replication: what the metrics are made of.

Every sum runs over one replication in the order of the trace, so it does not depend on how many
threads share the replications, nor on whether the code is compiled or interpreted.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.calendars import TINY
from simulator.compiled import compiled, part
from simulator.layout import (
    FIX,
    HANDLE_SIZE,
    NONE,
    PASSED,
    ROLLBACK,
    ROLLED_BACK,
    WEEK,
    Floats,
    Handle,
    Ints,
    Records,
)
from simulator.tables import (
    calendars_of,
    changes_of,
    deployments_of,
    rows_of,
    spans_of,
    stages_of,
    table_at,
)

RULES = np.dtype([(name, "i8") for name in ("warm_up", "classes", "open_hours", "again", "root", "by_hand")])
"""How a trace is added up; `again`: visits may have several rows; `root`: the stage whose first visit
resolves conflicts; `by_hand`: people carry out rollbacks."""
PART = np.dtype([("rows", "i8"), ("changes", "i8"), ("deployments", "i8"), ("low", "f8"), ("high", "f8")])
"""Where the records of a replication start, and its window [h]."""
SPENT = np.dtype([(name, "f8") for name in ("wait", "work", "hands", "mending")])
"""What a change waited, worked, took of people at work, and of people who mend production [h]."""
VISIT_SUM = np.dtype(
    [(name, "f8") for name in ("visits", "started", "waited", "wait", "lead_wait", "lead_work", "lead_hands")]
)
"""Of one replication, stage and class: counted visits, and hours of counted changes that are live."""
STAGE_SUM = np.dtype([(name, "f8") for name in ("queue", "moment", "work", "busy", "begun", "runs")])
"""Of one replication and stage: hours in the window; counted rows that began, and their runs."""
CHANGE_SUM = np.dtype(
    [(name, "f8") for name in ("counted", "failed", "live", "lead", "wait", "work", "hands", "mending")]
    + [("present", "f8"), ("left", "f8")]
)
"""Of one replication and class: counted changes; those of them that are live; all in the window."""
DEPLOYMENT_SUM = np.dtype(
    [(name, "f8") for name in ("counted", "failed", "fixed", "restored", "recovery", "ended")]
)
"""Of one replication and of all classes, then each: counted deployments; all that ended in the window."""
# What a deployment carries of a class: changes, changes that count.
ANY, COUNTED = 1, 2


class Sheet(NamedTuple):
    """How a trace is added up, and where the sums go.

    Attributes:
        rules: one RULES.
        parts: one PART for each replication, and the end.
        spent: one SPENT for each change.
        waits: each counted visit's wait [h], in blocks of one replication, stage and class.
        blocks: where they start, and the end; stages x classes + 2 for each replication.
        latest: where the wait of a change's last visit to a stage stands; empty unless needed.
        runs: of each run, how many changes share it, later which deployment it is.
        carries: ANY and COUNTED of each deployment, all classes together first.
        recovery: how long each counted failure took to restore [h]; NaN for the rest.
        visits: one VISIT_SUM for each replication, stage and class.
        stages: one STAGE_SUM for each replication and stage.
        changes: one CHANGE_SUM for each replication and class.
        deployments: one DEPLOYMENT_SUM for each replication and class, all classes together first.
    """

    rules: Records
    parts: Records
    spent: Records
    waits: Floats
    blocks: Ints
    latest: Ints
    runs: NDArray[np.int32]
    carries: NDArray[np.uint8]
    recovery: Floats
    visits: Records
    stages: Records
    changes: Records
    deployments: Records


# Places in the handle of a sheet, behind those of the model and the trace.
SHEET = HANDLE_SIZE
SHEET_SIZE = SHEET + 2 * len(Sheet._fields)

rules_of: Callable[[Handle], Records] = table_at(SHEET, RULES)
parts_of: Callable[[Handle], Records] = table_at(SHEET + 2, PART)
spent_of: Callable[[Handle], Records] = table_at(SHEET + 4, SPENT)
waits_of: Callable[[Handle], Floats] = table_at(SHEET + 6, np.dtype("f8"))
blocks_of: Callable[[Handle], Ints] = table_at(SHEET + 8, np.dtype("i8"))
latest_of: Callable[[Handle], Ints] = table_at(SHEET + 10, np.dtype("i8"))
runs_of: Callable[[Handle], NDArray[np.int32]] = table_at(SHEET + 12, np.dtype("i4"))
carries_of: Callable[[Handle], NDArray[np.uint8]] = table_at(SHEET + 14, np.dtype("u1"))
recovery_of: Callable[[Handle], Floats] = table_at(SHEET + 16, np.dtype("f8"))
visit_sums_of: Callable[[Handle], Records] = table_at(SHEET + 18, VISIT_SUM)
stage_sums_of: Callable[[Handle], Records] = table_at(SHEET + 20, STAGE_SUM)
change_sums_of: Callable[[Handle], Records] = table_at(SHEET + 22, CHANGE_SUM)
deployment_sums_of: Callable[[Handle], Records] = table_at(SHEET + 24, DEPLOYMENT_SUM)


@part
def open_between(sheet: Handle, calendar: int, start: float, end: float) -> float:
    """Count the open hours of a calendar from `start` to `end` [h]; none (-1) is always open."""
    if calendar < 0:
        return end - start
    row = calendars_of(sheet)[calendar]
    whole = math.floor((end - start) / WEEK)
    total = whole * row["total"]
    start += whole * WEEK
    week = math.floor(start / WEEK) * WEEK
    while week < end:
        for i in range(row["from"], row["from"] + row["many"]):
            span = spans_of(sheet)[i]
            if week + span["open"] >= end:
                break
            total += max(min(end, week + span["close"]) - max(start, week + span["open"]), 0.0)
        week += WEEK
    # What rounding leaves of an interval in closed hours is none.
    return total if total > TINY else 0.0


@part
def lay_out(sheet: Handle, replication: int) -> None:
    """Find where each block of waits starts, one place behind its own: filling moves it there."""
    rules, mine = rules_of(sheet)[0], parts_of(sheet)[replication]
    blocks, rows, changes = blocks_of(sheet), rows_of(sheet), changes_of(sheet)
    many = len(stages_of(sheet)) * rules["classes"] + 2
    first = replication * many
    blocks[first] = blocks[first + 1] = mine["rows"]
    for i in range(mine["rows"], parts_of(sheet)[replication + 1]["rows"]):
        row = rows[i]
        if row["batch"] != NONE and row["attempt"] == 0 and row["change"] >= rules["warm_up"]:
            kind = changes[mine["changes"] + row["change"]]["kind"]
            blocks[first + row["stage"] * rules["classes"] + kind + 2] += 1
    for place in range(first + 2, first + many):
        blocks[place] += blocks[place - 1]


@part
def note_wait(sheet: Handle, wait: float, attempt: int, block: int, visit: int) -> None:
    """Write down the wait of a counted visit that started [h]; a further attempt adds to it."""
    if attempt == 0:
        place = blocks_of(sheet)[block + 1]
        blocks_of(sheet)[block + 1] += 1
        waits_of(sheet)[place] = wait
        if rules_of(sheet)[0]["again"] == 1:
            latest_of(sheet)[visit] = place
    else:
        waits_of(sheet)[latest_of(sheet)[visit]] += wait


@part
def add_rows(sheet: Handle, replication: int) -> None:
    """Add up what the changes waited and worked, by change, by stage and class."""
    rules, mine = rules_of(sheet)[0], parts_of(sheet)[replication]
    rows, changes, stages = rows_of(sheet), changes_of(sheet), stages_of(sheet)
    runs, spent, totals = runs_of(sheet), spent_of(sheet), visit_sums_of(sheet)
    groups = len(stages) * rules["classes"]
    for i in range(mine["rows"], parts_of(sheet)[replication + 1]["rows"]):
        row = rows[i]
        change = mine["changes"] + row["change"]
        stage = stages[row["stage"]]
        group = row["stage"] * rules["classes"] + changes[change]["kind"]
        total = totals[replication * groups + group]
        counts = row["change"] >= rules["warm_up"]
        total["visits"] += counts and row["attempt"] == 0
        if row["batch"] == NONE:
            continue
        runs[mine["rows"] + row["batch"]] += 1
        calendar = stage["calendar"] if rules["open_hours"] == 1 else NONE
        wait = open_between(sheet, calendar, row["join"], row["start"])
        hands = 0.0
        if stage["hands"] == 1:
            hands = row["work"]
        elif row["stage"] == rules["root"] and row["visit"] == 1 and row["attempt"] == 0:
            hands = changes[change]["resolving"]
        spent[change]["wait"] += wait
        spent[change]["work"] += row["work"]
        spent[change]["hands"] += hands
        if counts:
            block, visit = replication * (groups + 2) + group, change * groups + group
            note_wait(sheet, wait, row["attempt"], block, visit)
            if changes[change]["live"] < math.inf:
                total["lead_wait"] += wait
                total["lead_work"] += row["work"]
                total["lead_hands"] += hands


@part
def add_waits(sheet: Handle, replication: int) -> None:
    """Add up the waits of visits, block by block."""
    blocks, waits = blocks_of(sheet), waits_of(sheet)
    groups = len(stages_of(sheet)) * rules_of(sheet)[0]["classes"]
    for group in range(groups):
        place = replication * (groups + 2) + group
        total = visit_sums_of(sheet)[replication * groups + group]
        total["started"] = blocks[place + 1] - blocks[place]
        for i in range(blocks[place], blocks[place + 1]):
            total["wait"] += waits[i]
            total["waited"] += waits[i] > 0.0


@part
def add_time(sheet: Handle, replication: int) -> None:
    """Add up the hours in queues and at work in the window; the first row of a run stands for it."""
    rules, mine = rules_of(sheet)[0], parts_of(sheet)[replication]
    rows, stages, runs, totals = rows_of(sheet), stages_of(sheet), runs_of(sheet), stage_sums_of(sheet)
    middle = mine["low"] + (mine["high"] - mine["low"]) / 2
    for i in range(mine["rows"], parts_of(sheet)[replication + 1]["rows"]):
        row = rows[i]
        total = totals[replication * len(stages) + row["stage"]]
        start, end = max(row["join"], mine["low"]), min(row["start"], mine["high"])
        if start < end:
            total["queue"] += end - start
            total["moment"] += (end - start) * (start + (end - start) / 2 - middle)
        if row["batch"] == NONE:
            continue
        size = runs[mine["rows"] + row["batch"]]
        if row["change"] >= rules["warm_up"]:
            total["begun"] += 1.0
            total["runs"] += 1.0 if abs(size) == 1 else 1.0 / abs(size)
        start, end = max(row["start"], mine["low"]), min(row["end"], mine["high"])
        if start < end:
            total["work"] += end - start
            if size > 0:
                total["busy"] += open_between(sheet, stages[row["stage"]]["calendar"], start, end)
                runs[mine["rows"] + row["batch"]] = -size


@part
def people_hours(sheet: Handle, deployment: int) -> float:
    """Return the hours people spent to mend what a deployment broke [h]; none before it is restored."""
    slot = deployments_of(sheet)[deployment]
    if slot["restored"] == math.inf:
        return 0.0
    if slot["way"] == FIX or (slot["way"] == ROLLBACK and rules_of(sheet)[0]["by_hand"] == 1):
        return float(slot["mend"])
    return 0.0


@part
def carry(sheet: Handle, replication: int) -> None:
    """Note which classes each deployment carries, and share what mending it took among its changes."""
    rules = rules_of(sheet)[0]
    mine, behind = parts_of(sheet)[replication], parts_of(sheet)[replication + 1]
    for i in range(mine["rows"], behind["rows"]):
        runs_of(sheet)[i] = NONE
    for i in range(mine["deployments"], behind["deployments"]):
        first = rows_of(sheet)[mine["rows"] + deployments_of(sheet)[i]["row"]]
        runs_of(sheet)[mine["rows"] + first["batch"]] = i
    for i in range(mine["rows"], behind["rows"]):
        row = rows_of(sheet)[i]
        if row["stage"] != len(stages_of(sheet)) - 1 or row["end"] == math.inf:
            continue
        deployment = runs_of(sheet)[mine["rows"] + row["batch"]]
        if deployment < mine["deployments"]:
            continue
        change = mine["changes"] + row["change"]
        place = deployment * (rules["classes"] + 1)
        carried = ANY + COUNTED if row["change"] >= rules["warm_up"] else ANY
        carries_of(sheet)[place] |= carried
        carries_of(sheet)[place + 1 + changes_of(sheet)[change]["kind"]] |= carried
        if row["outcome"] == PASSED or row["outcome"] == ROLLED_BACK:
            share = people_hours(sheet, deployment) / deployments_of(sheet)[deployment]["reached"]
            spent_of(sheet)[change]["mending"] += share


@part
def add_changes(sheet: Handle, replication: int) -> None:
    """Add up the changes of each class: those that count, those of them that are live, the window."""
    classes, warm_up = rules_of(sheet)[0]["classes"], rules_of(sheet)[0]["warm_up"]
    mine = parts_of(sheet)[replication]
    for i in range(mine["changes"], parts_of(sheet)[replication + 1]["changes"]):
        change, spent = changes_of(sheet)[i], spent_of(sheet)[i]
        total = change_sums_of(sheet)[replication * classes + change["kind"]]
        total["present"] += max(min(change["live"], mine["high"]) - max(change["arrive"], mine["low"]), 0.0)
        total["left"] += mine["low"] <= change["live"] <= mine["high"]
        if i - mine["changes"] < warm_up:
            continue
        total["counted"] += 1.0
        total["failed"] += change["failed"]
        if change["live"] < math.inf:
            total["live"] += 1.0
            total["lead"] += change["live"] - change["arrive"]
            total["wait"] += spent["wait"]
            total["work"] += spent["work"]
            total["hands"] += spent["hands"] + spent["mending"]
            total["mending"] += spent["mending"]


@part
def add_deployment(sheet: Handle, replication: int, deployment: int, group: int) -> None:
    """Add a deployment to the sums of a group if it carries changes of it, counted or not."""
    groups = rules_of(sheet)[0]["classes"] + 1
    slot, mine = deployments_of(sheet)[deployment], parts_of(sheet)[replication]
    total = deployment_sums_of(sheet)[replication * groups + group]
    carried = carries_of(sheet)[deployment * groups + group]
    restored = slot["restored"] < math.inf
    fixed = slot["way"] == FIX and restored
    if carried >= ANY:
        total["ended"] += mine["low"] <= slot["end"] <= mine["high"]
        total["ended"] += fixed and mine["low"] <= slot["restored"] <= mine["high"]
    if carried < COUNTED:
        return
    total["counted"] += 1.0
    total["failed"] += slot["failed"]
    total["fixed"] += fixed
    if slot["failed"] == 1 and restored:
        recovery_of(sheet)[deployment] = slot["restored"] - slot["end"]
        total["restored"] += 1.0
        total["recovery"] += slot["restored"] - slot["end"]


@part
def add_deployments(sheet: Handle, replication: int) -> None:
    """Add up the deployments, all of them and by the classes they carry."""
    first, last = parts_of(sheet)[replication]["deployments"], parts_of(sheet)[replication + 1]["deployments"]
    for i in range(first, last):
        for group in range(rules_of(sheet)[0]["classes"] + 1):
            add_deployment(sheet, replication, i, group)


@compiled
def add_up(sheet: Handle, first: int, last: int) -> None:
    """Add up the replications `first` .. `last` - 1."""
    for replication in range(first, last):
        lay_out(sheet, replication)
        add_rows(sheet, replication)
        add_waits(sheet, replication)
        add_time(sheet, replication)
        carry(sheet, replication)
        add_changes(sheet, replication)
        add_deployments(sheet, replication)
