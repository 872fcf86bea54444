"""Turn one replication of a trace into the plain value the player draws; times [h] to 0.001."""

import math
from typing import Any

import numpy as np

from simulator.joining import departure_after
from simulator.layout import PASSED, STATION, WEEK, Records
from simulator.model import Scenario, Stage
from simulator.trace import Trace


def frames(trace: Trace, replication: int = 0, until: float | None = None) -> dict[str, Any]:
    """Return what happened to the changes that arrived by `until` [h], for the player.

    Outcome of a visit: 0 passed, 1 sent back, 2 rolled back; what has not happened is None.
    """
    changes = trace.changes_of(replication)
    rows = trace.rows_of(replication)
    deployments = trace.deployments_of(replication)
    horizon = float(until or trace.study.hours or _horizon(rows, deployments))
    seen = changes[changes["arrive"] <= horizon]
    return {
        "scenario": trace.tables.scenario.id,
        "title": trace.tables.scenario.title,
        "note": trace.tables.scenario.note or "",
        "horizon": _round(horizon),
        "stages": [_stage(stage) for stage in trace.tables.scenario.stages],
        "changes": _changes(seen, rows, horizon),
        "deployments": _deployments(trace, replication, horizon),
        "departures": _departures(trace, horizon),
        "closed": _closed(trace, horizon),
        "frozen": _frozen(trace, deployments, horizon),
    }


def _round(time: float) -> float | None:
    return round(float(time), 3) if math.isfinite(time) else None


def _horizon(rows: Records, deployments: Records) -> float:
    times = np.concatenate([rows["join"], rows["end"], deployments["restored"]])
    return float(times[np.isfinite(times)].max(initial=0.0))


def _stage(stage: Stage) -> dict[str, Any]:
    departs = None
    if stage.departures is not None:
        departs = stage.departures.at or f"every {stage.departures.every:g} h"
    return {
        "id": stage.id,
        "title": stage.title or stage.id.replace("-", " "),
        "mark": stage.mark.value,
        "word": stage.mark.word,
        "departs": departs,
        "calendar": stage.calendar is not None,
    }


def _changes(seen: Records, rows: Records, horizon: float) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "n": n,
            "arrive": _round(change["arrive"]),
            "live": _round(change["live"]),
            "failed": bool(change["failed"]),
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
