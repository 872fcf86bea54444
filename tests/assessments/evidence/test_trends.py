"""A log and a history followed week by week: whole weeks and cut ones, times and what is left out."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest

from assessments.evidence.deployments import days
from assessments.evidence.history import Commit, History, measure_history
from assessments.evidence.logs import Log, read_log
from assessments.evidence.records import parse_records
from assessments.evidence.trends import (
    MOST_WEEKS,
    RECENT,
    commit_weeks,
    failed_per_1000,
    lead_times,
    log_weeks,
    recent,
    recovery_times,
)

HEAD = "id,finished,commit,committed"
INCIDENTS = "id,created,resolved,deployment"
# 2026-01-05 is the Monday of week 2.
ROWS = (
    "a,2026-01-05T10:00:00Z,c1,2026-01-05T08:00:00Z",
    "b,2026-01-06T10:00:00Z,c2,2026-01-06T06:00:00Z",
    "c,2026-01-07T10:00:00Z,c3,2026-01-07T02:00:00Z",
    "d,2026-01-21T10:00:00Z,c4,2026-01-21T09:00:00Z",
)


def log_of(*rows: str, incidents: tuple[str, ...] | None = None) -> Log:
    listed = None if incidents is None else parse_records("\n".join((INCIDENTS, *incidents)))
    return read_log(parse_records("\n".join((HEAD, *rows))), listed)


def history_of(*times: int) -> History:
    names = [f"{place:040x}" for place in range(len(times))]
    commits = tuple(
        Commit(name, tuple(names[place + 1 : place + 2]), time, "work")
        for place, (name, time) in enumerate(zip(names, times, strict=True))
    )
    return measure_history(commits, ())


DAY = 86_400
MONDAY = 1_767_571_200  # 2026-01-05 [s]


def test_every_week_between_the_first_commit_and_the_last_is_there() -> None:
    weeks = commit_weeks(history_of(MONDAY + 22 * DAY, MONDAY + 8 * DAY, MONDAY + 1 * DAY, MONDAY))
    assert [(week.name, week.commits, week.whole) for week in weeks] == [
        ("2026-W02", 2, False),
        ("2026-W03", 1, True),
        ("2026-W04", 0, True),
        ("2026-W05", 1, False),
    ]
    assert weeks[0].monday == date(2026, 1, 5)
    assert [week.commits for week in recent(weeks)] == [1, 0]


def test_a_history_without_a_commit_has_no_week() -> None:
    assert commit_weeks(history_of()) == ()
    assert recent(()) == ()


def test_how_a_team_works_now_is_the_last_half_year_and_very_old_weeks_are_left_out() -> None:
    weeks = commit_weeks(history_of(MONDAY, MONDAY - 7 * DAY * (MOST_WEEKS + 5)))
    assert len(weeks) == MOST_WEEKS
    assert len(recent(weeks)) == RECENT
    assert recent(weeks)[-1].name == "2026-W01"


def test_a_week_of_a_log_counts_deployments_failures_and_the_median_lead_time() -> None:
    weeks = log_weeks(log_of(*ROWS, incidents=("i,2026-01-06T11:00:00Z,2026-01-06T12:00:00Z,b",)))
    assert [week.name for week in weeks] == ["2026-W02", "2026-W03", "2026-W04"]
    assert [week.deployments for week in weeks] == [3, 0, 1]
    assert [week.failed for week in weeks] == [1, 0, 0]
    # The first deployment's change is left out: 4 h and 8 h remain.
    assert (weeks[0].lead.value, weeks[0].lead.n) == (6.0, 2)
    assert (weeks[1].lead.value, weeks[1].lead.n) == (None, 0)
    assert weeks[2].lead.value == 1.0


def test_a_week_is_whole_only_if_the_log_covers_all_its_days() -> None:
    assert [week.whole for week in log_weeks(log_of(*ROWS))] == [True, True, False]
    assert [week.whole for week in log_weeks(log_of(*ROWS[1:]))] == [False, True, False]


def test_without_incidents_nobody_knows_which_deployments_failed() -> None:
    assert [week.failed for week in log_weeks(log_of(*ROWS))] == [None, None, None]


def test_days_and_weeks_are_those_of_the_chosen_zone() -> None:
    late = log_of("a,2026-01-04T23:30:00Z,c1,2026-01-04T20:00:00Z")
    assert [week.name for week in log_weeks(late)] == ["2026-W01"]
    assert [week.name for week in log_weeks(late, ZoneInfo("Europe/Berlin"))] == ["2026-W02"]


def test_an_empty_log_has_no_week_and_no_times() -> None:
    nothing = log_of()
    assert log_weeks(nothing) == ()
    assert lead_times(nothing) == ()
    assert recovery_times(nothing) == ()
    assert failed_per_1000(nothing, (0.0, 24.0)).value is None


def test_times_are_sorted_and_leave_out_the_first_deployment_and_what_is_still_broken() -> None:
    log = log_of(
        *ROWS,
        incidents=(
            "i,2026-01-06T11:00:00Z,2026-01-06T13:00:00Z,b",
            "j,2026-01-07T11:00:00Z,2026-01-07T10:30:00Z,x",
            "k,2026-01-21T11:00:00Z,,d",
        )[::2],
    )
    assert lead_times(log) == (1.0, 4.0, 8.0)
    assert recovery_times(log) == (3.0,)


def test_failed_deployments_are_counted_for_each_1000_changes_within_the_window() -> None:
    log = log_of(*ROWS, incidents=("i,2026-01-06T11:00:00Z,2026-01-06T12:00:00Z,b",))
    window = days(log, UTC)
    assert window is not None
    found = failed_per_1000(log, window)
    assert (found.value, found.n) == (pytest.approx(250.0), 4)
    assert failed_per_1000(log, (window[0], window[0] + 24)).value == 0.0
    assert failed_per_1000(log_of(*ROWS), window).value is None
