"""A team's own lane with what exported jobs and a git history measured."""

import pytest

from assessments.evidence.history import Commit, History, measure_history
from assessments.evidence.runs import JobRun
from loop import CommitRate, MeasuredRuns, MeasuredStage
from tests.drawn import press
from tests.pages.test_lane import SEEN, asked, sample, seat, settled, show, unescaped
from ui.assessing import lane_own
from ui.evidence import measuring
from ui.state import Visit


def jobs(number: int, name: str = "unit tests", minutes: int = 3) -> tuple[JobRun, ...]:
    return tuple(
        JobRun(f"{name}{row}", name, "", f"c{row}", 1, float(row), row + minutes / 60, good=row % 5 > 0)
        for row in range(number)
    )


def commits() -> History:
    rows = [Commit(f"{row:040x}", (f"{row + 1:040x}",), 86_400 * (200 - row), "A") for row in range(90)]
    return measure_history((*rows[:-1], rows[-1]._replace(parents=())), ())


def test_what_runs_and_a_history_measured_is_taken_over_wins_and_is_let_go(open_page) -> None:
    at = show(sample(open_page), "lane")
    tab = at.session_state["visit"].evidence
    tab.runs.by_file = {"jobs.json": (*jobs(50), *jobs(3, "lint"))}
    tab.commits.history, tab.commits.source = commits(), "history.txt"
    at.run()
    assert "not taken over yet" in unescaped(at)
    at = settled(press(at, "Take over what runs and history measured"))
    kept = lane_own.kept_runs(seat())
    assert kept is not None
    assert [(row.stage, row.good, row.ended, row.red) for row in kept.stages] == [("test", 40, 50, 10)]
    made = lane_own.own_lane(asked(), seat())
    assert made is not None
    assert next(one for one in made.lane.scenario().stages if one.id == "test").work.mean == pytest.approx(
        0.05
    )
    said = unescaped(at)
    assert "runs of 1 stage, a git history" in said
    assert "40 good runs of unit tests in jobs.json" in said
    assert "7 commits a week: 84 in 12 whole weeks of history.txt" in said
    assert "| lint | its name fits no stage |" in said
    lane_own.set_by_hand(seat(), "test.work.mean", "9m", "we know better")
    made = lane_own.own_lane(asked(), seat())
    assert made.lane.fixed["test.work.mean"].value == "9m"
    press(at, "Let runs and history go")
    assert lane_own.kept_runs(seat()) is None


def test_new_runs_leave_a_kept_history_alone_and_a_log_wins_over_its_commits(open_page) -> None:
    at = sample(open_page)
    lane_own.keep_runs(seat(), MeasuredRuns(commits=CommitRate(84, 12, "history.txt")))
    lane_own.keep_measured(seat(), SEEN)
    made = lane_own.own_lane(asked(), seat())
    assert made.files == ("a log of deployments", "a git history")
    assert made.unused == {"commits": lane_own.LOG_WINS}
    assert "deployments" in made.lane.fixed["arrivals.between"].says
    at = show(at, "lane")
    at.session_state["visit"].evidence.runs.by_file = {"jobs.json": jobs(50)}
    at = settled(at.run())
    settled(press(at, "Take over what runs and history measured"))
    kept = lane_own.kept_runs(seat())
    assert kept.commits == CommitRate(84, 12, "history.txt")
    assert [row.stage for row in kept.stages] == ["test"]


def test_changes_that_come_back_rest_on_the_defects_that_a_log_leaves(open_page) -> None:
    sample(open_page)
    rows = (MeasuredStage("test", ("unit",), ("jobs.json",), 40, 0.05, 0.3, 50, 10, 0),)
    lane_own.keep_runs(seat(), MeasuredRuns(rows))
    lane_own.keep_measured(seat(), SEEN)
    made = lane_own.own_lane(asked(), seat())
    found = made.lane.scenario()
    test = next(one for one in found.stages if one.id == "test")
    assert 1 - (1 - found.defects * test.catches) * (1 - test.rework.rate) == pytest.approx(0.2)
    assert made.wrong == ""


def test_runs_are_reduced_once_until_others_are_read(monkeypatch) -> None:
    tab, calls = Visit(), []
    monkeypatch.setattr(lane_own, "visit", lambda: tab)
    monkeypatch.setattr(lane_own, "measure_stages", lambda *given: calls.append(given) or ((), {}))
    tab.evidence.runs.by_file = {"jobs.json": jobs(5)}
    assert lane_own.stages_here() == lane_own.stages_here() == ((), {})
    assert len(calls) == 1
    export = b"id,name,run_id,started_at,completed_at,conclusion\n" + b"".join(
        f"{row},unit,{row},2026-01-05T10:00:00Z,2026-01-05T10:0{row}:00Z,success\n".encode() for row in (1, 2)
    )
    measuring.take(tab.evidence.runs, {"other.csv": export})
    lane_own.stages_here()
    assert [len(given[0]["other.csv"]) for given in calls[1:]] == [2]
