"""Measure DORA's five metrics from a log of deployments, with what was left out of each and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from assessments.evidence.logs import MOST_NAMED, Log
from assessments.evidence.mapping import SECONDS_PER_HOUR
from datafiles import shorten
from delivery import Measured, measure_delivery, measure_lead_time


def days(
    log: Log, zone: tzinfo = UTC, first: datetime | None = None, last: datetime | None = None
) -> tuple[float, float] | None:
    """Return the window from the first moment of a day to the end of another [h since 1970], or None.

    A day that is not given is the log's own first or last, so that no part of a day counts as a whole one.
    """
    if log.span is None:
        return None
    own = [datetime.fromtimestamp(moment * SECONDS_PER_HOUR, zone) for moment in log.span]
    start, end = (one or found for one, found in zip((first, last), own, strict=True))
    midnights = (_midnight(start, zone), _midnight(end + timedelta(days=1), zone))
    return midnights if midnights[0] < midnights[1] else None


def _midnight(day: datetime, zone: tzinfo) -> float:
    """Return the first moment of a day in a zone [h since 1970]."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() / SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured metric with what was left out of it and why."""

    measured: Measured
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogMetrics:
    """DORA's five metrics of a log, by id, and the window [h since 1970] they hold for."""

    window: tuple[float, float] | None
    figures: Mapping[str, Figure]

    def as_dict(self) -> dict[str, Any]:
        """Return the metrics as the command line prints them."""
        window = None if self.window is None else [iso(moment) for moment in self.window]
        return {
            name: {
                "value": figure.measured.value,
                "unit": figure.measured.unit,
                "n": figure.measured.n,
                "window": window,
                "excluded": figure.measured.excluded,
                "notes": list(figure.notes),
            }
            for name, figure in self.figures.items()
        }


def iso(moment: float) -> str:
    """Write a moment [h since 1970] as ISO 8601 in UTC."""
    return datetime.fromtimestamp(round(moment * SECONDS_PER_HOUR), UTC).isoformat().replace("+00:00", "Z")


def measure_log(log: Log, window: tuple[float, float] | None = None) -> LogMetrics:
    """Measure DORA's five metrics of a log within a window [h since 1970]; its whole days if None.

    Lead time ends where the deployment ends. The first deployment of a log gives no lead time: nobody knows
    since when its changes were gathered.

    Source: dora-metrics
    """
    window = window or days(log) or (0.0, 24.0)
    found = measure_delivery(log.deployments, window)
    within = [one for one in log.deployments if window[0] <= one.finished < window[1]]
    first = log.deployments[0] if log.deployments else None
    held = [replace(one, failed=False, restored=None) for one in within if one is not first]
    gathered = len(first.commits) if first is not None and first in within else 0
    lead = measure_lead_time(tuple(held))
    left_out = sum(log.excluded.values())
    frequency = found.deployment_frequency
    failing = found.change_fail_rate if log.incidents is not None or any(d.failed for d in within) else None
    figures = {
        "change_lead_time": Figure(
            replace(lead, excluded=gathered + log.without_commit + log.deployed_again),
            _lead_notes(log, gathered),
        ),
        "deployment_frequency": Figure(
            replace(frequency, excluded=frequency.excluded + left_out), _log_notes(log, frequency.excluded)
        ),
        "failed_deployment_recovery_time": Figure(
            found.failed_deployment_recovery_time, _recovery_notes(log, found.failed_deployment_recovery_time)
        ),
        "change_fail_rate": Figure(
            failing or replace(found.change_fail_rate, value=None, n=0), _incident_notes(log)
        ),
        "deployment_rework_rate": _rework(log, found.deployment_rework_rate),
    }
    return LogMetrics(window if log.span else None, figures)


def _lead_notes(log: Log, gathered: int) -> tuple[str, ...]:
    notes = []
    if gathered:
        changes = "1 change" if gathered == 1 else f"{gathered} changes"
        notes.append(f"{changes} of the first deployment left out: since when they were gathered is unknown.")
    if log.without_commit:
        notes.append(f"{log.without_commit} without a commit time before the deployment's end left out.")
    if log.deployed_again:
        notes.append(f"{log.deployed_again} left out: an earlier deployment had brought them already.")
    return tuple(notes)


def _log_notes(log: Log, outside: int) -> tuple[str, ...]:
    notes = [f"{count} left out: {reason}." for reason, count in log.excluded.items()]
    notes += [f"{outside} left out: outside the window."] if outside else []
    return (*notes, *log.notes)


def _recovery_notes(log: Log, measured: Measured) -> tuple[str, ...]:
    open_ones = f"{measured.excluded} left out: no incident of theirs says when service was whole again."
    return (*((open_ones,) if measured.excluded else ()), *_incident_notes(log))


def _incident_notes(log: Log) -> tuple[str, ...]:
    if log.incidents is None:
        return ("No incidents were given: without them nobody can say which deployments failed.",)
    named = [
        f"Incident {shorten(name)} {reason}." for name, reason in list(log.unlinked.items())[:MOST_NAMED]
    ]
    more = len(log.unlinked) - len(named)
    return (*named, *((f"{more} more incidents belong to no deployment.",) if more > 0 else ()))


def _rework(log: Log, measured: Measured) -> Figure:
    if log.unplanned_known:
        return Figure(measured, ())
    note = "No column says which deployments were unplanned."
    return Figure(replace(measured, value=None, n=0), (note,))
