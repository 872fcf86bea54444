"""Turn one replication of a trace into the plain value the player draws; times [h] to 0.001."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.graph import before_stages
from simulator.joining import departure_after
from simulator.layout import PASSED, STATION, UNLIMITED, WEEK, Records
from simulator.model import Scenario
from simulator.trace import Trace

PARTS = 1000  # of an hour: what a time is rounded to


def frames(trace: Trace, replication: int = 0, until: float | None = None) -> dict[str, Any]:
    """Return what happened to the changes that arrived by `until` [h], for the player.

    Outcome of a visit: 0 passed, 1 sent back, 2 rolled back, 3 red and run again; what has not happened
    is None. `after` of a stage holds the numbers of the stages it comes after, from 0.
    """
    changes = trace.changes_of(replication)
    rows = trace.rows_of(replication)
    deployments = trace.deployments_of(replication)
    horizon = float(until or trace.study.hours or _horizon(rows, deployments))
    seen = changes[changes["arrive"] <= horizon]
    scenario = trace.tables.scenario
    return {
        "scenario": scenario.id,
        "title": scenario.title,
        "note": scenario.note or "",
        "seed": trace.study.seed,
        "horizon": _round(horizon),
        "classes": [{"id": one.id, "priority": one.priority} for one in scenario.arrivals.classes or ()],
        "stages": _stages(trace),
        "changes": _changes(seen, rows, horizon),
        "deployments": _deployments(trace, replication, horizon),
        "departures": _departures(trace, horizon),
        "closed": _closed(trace, horizon),
        "frozen": _frozen(trace, deployments, horizon),
    }


def slim_frames(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return frames as they travel to a browser: the same story in about half the bytes.

    A change's visits become one list of whole numbers, `way`: for each visit its stage, then in 1/1000 h
    the time from the last known moment to joining, the wait and the work, then the outcome. A deployment
    becomes start, end, restored, failed, changes. The player reads both forms.
    """
    return {
        **shown,
        "changes": [_slim_change(change) for change in shown["changes"]],
        "deployments": [
            [one["start"], one["end"], one["restored"], int(one["failed"]), one["changes"]]
            for one in shown["deployments"]
        ],
    }


def _slim_change(change: Mapping[str, Any]) -> dict[str, Any]:
    way: list[int | None] = []
    last = round(change["arrive"] * PARTS)
    for stage, *times, outcome in change["visits"]:
        way.append(stage)
        for time in times:
            here = None if time is None else round(time * PARTS)
            way.append(None if here is None else here - last)
            last = last if here is None else here
        way.append(outcome)
    kept = {name: value for name, value in change.items() if name not in {"visits", "failed"}}
    return {**kept, **({"failed": True} if change["failed"] else {}), "way": way}


def _round(time: float) -> float | None:
    return round(float(time), 3) if math.isfinite(time) else None


def _horizon(rows: Records, deployments: Records) -> float:
    times = np.concatenate([rows["join"], rows["end"], deployments["restored"]])
    return float(times[np.isfinite(times)].max(initial=0.0))


def _stages(trace: Trace) -> list[dict[str, Any]]:
    stages = trace.tables.scenario.stages
    model = trace.tables.model
    found = []
    for stage, row, after in zip(stages, model.stages, before_stages(stages), strict=True):
        departs = None
        if stage.departures is not None:
            departs = stage.departures.at or f"every {stage.departures.every:g} h"
        capacity = int(model.pools[row["pool"]]["capacity"])
        found.append(
            {
                "id": stage.id,
                "title": stage.title or stage.id.replace("-", " "),
                "mark": stage.mark.value,
                "word": stage.mark.word,
                "meaning": stage.mark.meaning,
                "after": list(after),
                "capacity": None if capacity == UNLIMITED or row["kind"] != STATION else capacity,
                "attends": stage.attends.every if stage.attends else None,
                "departs": departs,
                "calendar": stage.calendar is not None,
            }
        )
    return found


def _changes(seen: Records, rows: Records, horizon: float) -> list[dict[str, Any]]:
    classes = int(seen["kind"].max(initial=0)) > 0
    found: list[dict[str, Any]] = [
        {
            "n": n,
            "arrive": _round(change["arrive"]),
            "live": _round(change["live"]),
            "failed": bool(change["failed"]),
            **({"kind": int(change["kind"])} if classes else {}),
            **({"resolving": _round(change["resolving"])} if change["resolving"] > 0 else {}),
            "visits": [],
        }
        for n, change in enumerate(seen, start=1)
    ]
    for row in rows[(rows["join"] <= horizon) & (rows["change"] < len(seen))]:
        outcome = int(row["outcome"])
        times = (_round(row["join"]), _round(row["start"]), _round(row["end"]))
        found[row["change"]]["visits"].append([int(row["stage"]), *times, max(outcome, PASSED)])
    return found


def _deployments(trace: Trace, replication: int, horizon: float) -> list[dict[str, Any]]:
    rows = trace.rows_of(replication)
    last = rows[rows["stage"] == len(trace.tables.scenario.stages) - 1]
    found = []
    for deployment in trace.deployments_of(replication):
        if deployment["start"] > horizon:
            continue
        mine = last[last["batch"] == rows[deployment["row"]]["batch"]]
        found.append(
            {
                "start": _round(deployment["start"]),
                "end": _round(deployment["end"]),
                "size": int(deployment["size"]),
                "failed": bool(deployment["failed"]),
                "restored": _round(deployment["restored"]),
                "changes": [int(number) + 1 for number in mine["change"]],
            }
        )
    return found


def _departures(trace: Trace, horizon: float) -> list[float | None]:
    found: list[float] = []
    handle = trace.tables.model.handle()
    for i, stage in enumerate(trace.tables.model.stages):
        if stage["kind"] == STATION:
            continue
        time = departure_after(handle, i, 0.0, 0)
        while time <= horizon:
            found.append(time)
            time = departure_after(handle, i, time, 1)
    return [_round(time) for time in sorted(found)]


def _calendar_of_people(scenario: Scenario) -> str | None:
    hands = [stage.calendar for stage in scenario.stages if stage.mark == "hand" and stage.calendar]
    return hands[0] if hands else scenario.arrivals.calendar


def _closed(trace: Trace, horizon: float) -> list[list[float | None]]:
    name = _calendar_of_people(trace.tables.scenario)
    if name is None:
        return []
    row = trace.tables.model.calendars[list(trace.tables.scenario.calendars).index(name)]
    spans = trace.tables.model.spans[row["from"] : row["from"] + row["many"]]
    found: list[list[float | None]] = []
    shut = 0.0
    for week in range(math.ceil(horizon / WEEK) + 1):
        for start, end in spans.tolist():
            begin, close = start + week * WEEK, end + week * WEEK
            if shut < min(begin, horizon):
                found.append([_round(shut), _round(min(begin, horizon))])
            shut = close
    return found


def _frozen(trace: Trace, deployments: Records, horizon: float) -> list[list[float | None]]:
    if trace.tables.model.plan[0]["freeze"] == 0:
        return []
    failed = deployments[(deployments["failed"] == 1) & (deployments["end"] < horizon)]
    return [
        [_round(deployment["end"]), _round(min(deployment["restored"], horizon))] for deployment in failed
    ]
