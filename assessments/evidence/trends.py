"""Follow a log and a history week by week, and say how their times are spread.

A week counts as whole only where the evidence covers all of it: the first and the last may be cut off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from assessments.evidence.deployments import days
from assessments.evidence.history import History
from assessments.evidence.logs import Log
from assessments.evidence.mapping import SECONDS_PER_HOUR
from delivery import METRICS, Deployment, Measured, measure_lead_time

FEW = 20
"""Below so many observations a figure is called few."""
RECENT = 26
MOST_WEEKS = 1_040
"""So many weeks are followed at most; of a longer time the last ones."""
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class CommitWeek:
    """One ISO week of a history, UTC: its name, its Monday, how many commits, whether it is whole."""

    name: str
    monday: date
    commits: int
    whole: bool


@dataclass(frozen=True, slots=True)
class LogWeek:
    """One ISO week of a log of deployments to production.

    Attributes:
        name: such as 2026-W05.
        monday: its first day.
        whole: the log covers all seven days.
        deployments: how many there were.
        failed: how many of them failed; None where the log cannot tell.
        lead: the median lead time of the changes they brought [h], with its n.
    """

    name: str
    monday: date
    whole: bool
    deployments: int
    failed: int | None
    lead: Measured


def commit_weeks(history: History) -> tuple[CommitWeek, ...]:
    """Return every week from the first commit to the last; those without a commit are there with 0."""
    named = {_monday(name): count for name, count in history.commits_per_week.items()}
    if not named:
        return ()
    first, last = min(named), max(named)
    first = max(first, last - _WEEK * (MOST_WEEKS - 1))
    return tuple(
        CommitWeek(_name(monday), monday, named.get(monday, 0), first < monday < last)
        for monday in _mondays(first, last)
    )


def log_weeks(log: Log, zone: tzinfo = UTC) -> tuple[LogWeek, ...]:
    """Return every week of a log, in a time zone; what its first deployment brought gives no lead time."""
    window = days(log, zone)
    if window is None:
        return ()
    start, end = (datetime.fromtimestamp(moment * SECONDS_PER_HOUR, zone).date() for moment in window)
    by_monday: dict[date, list[Deployment]] = {}
    for one in _held(log):
        day = datetime.fromtimestamp(one.finished * SECONDS_PER_HOUR, zone).date()
        by_monday.setdefault(day - timedelta(days=day.weekday()), []).append(one)
    last = end - timedelta(days=1)
    last -= timedelta(days=last.weekday())
    first = max(start - timedelta(days=start.weekday()), last - _WEEK * (MOST_WEEKS - 1))
    return tuple(
        _log_week(log, monday, by_monday.get(monday, []), whole=start <= monday and monday + _WEEK <= end)
        for monday in _mondays(first, last)
    )


def _log_week(log: Log, monday: date, found: list[Deployment], *, whole: bool) -> LogWeek:
    known = log.incidents is not None or any(one.failed for one in log.deployments)
    failed = sum(one.failed for one in found) if known else None
    return LogWeek(_name(monday), monday, whole, len(found), failed, _lead(found))


def _held(log: Log) -> Iterator[Deployment]:
    """Walk through the deployments; the first keeps no changes, nobody knows since when they waited."""
    for place, one in enumerate(log.deployments):
        yield one if place else replace(one, commits=())


def _lead(found: list[Deployment]) -> Measured:
    return measure_lead_time(tuple(replace(one, failed=False, restored=None) for one in found))


def lead_times(log: Log) -> tuple[float, ...]:
    """Return how long each change took from commit to the end of its deployment [h], the shortest first."""
    return tuple(sorted(one.finished - commit for one in _held(log) for commit in one.commits))


def recovery_times(log: Log) -> tuple[float, ...]:
    """Return how long each failed deployment took until service was whole again [h], the shortest first."""
    return tuple(sorted(one.restored - one.finished for one in log.deployments if one.restored is not None))


def failed_per_1000(log: Log, window: tuple[float, float]) -> Measured:
    """Return failed deployments for each 1,000 changes within a window [h since 1970]; none without changes.

    Which change of a failed deployment broke something is not known from a log.

    Source: greenlane
    """
    within = [one for one in log.deployments if window[0] <= one.finished < window[1]]
    changes = sum(len(one.commits) for one in within)
    failed = sum(one.failed for one in within)
    known = changes and (log.incidents is not None or failed)
    value = 1000.0 * failed / changes if known else None
    return Measured(value, METRICS["failed_deployments_per_1000"].unit, changes if known else 0)


def recent(weeks: tuple[CommitWeek, ...]) -> tuple[CommitWeek, ...]:
    """Return the last half year of whole weeks: how a team works now."""
    return tuple(week for week in weeks if week.whole)[-RECENT:]


def _mondays(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _WEEK


def _monday(name: str) -> date:
    year, _, week = name.partition("-W")
    return date.fromisocalendar(int(year), int(week), 1)


def _name(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"
