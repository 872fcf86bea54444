"""What exported runs and a git history measured, as numbers of a team's own lane."""

import json

import pytest

from assessments.evidence.history import Commit, measure_history
from assessments.evidence.runs import JobRun
from loop import (
    CommitRate,
    Fixed,
    MeasuredRuns,
    MeasuredStage,
    Origin,
    commit_rate,
    measure_stages,
    read_measured_runs,
    stage_of,
    with_runs,
)
from tests.loop.lanes import LINE, effect, lane

MINUTE = 1 / 60
LOGNORMAL = LINE.replace(
    "catches: 0.5, work: {dist: constant, value: 10m}",
    """catches: 0.5,
     work: {dist: lognormal, mean: 10m, cv: 1}, rework: {to: review}, flaky: {rate: 0.2, attempts: 3}""",
)
MEASURED = MeasuredStage("test", ("unit",), ("jobs.json",), 40, 0.25, 0.4, 50, 10, 5)


def run(name, minutes, *, start=0.0, source="c", good=True, attempt=1):
    began = start * MINUTE
    return JobRun(f"{name}-{start}", name, "", source, attempt, began, began + minutes * MINUTE, good=good)


def stages(*runs, production=()):
    found, unused = measure_stages({"jobs.json": runs}, production)
    return {row.stage: row for row in found}, unused


def fixed(found):
    return {path: row.value for path, row in found.lane.fixed.items()}


# ---------------------------------------------------------------- runs to figures


@pytest.mark.parametrize(
    ("job", "stage"),
    [
        ("Build", "build"), ("unit", "test"), ("runUnitTests", "test"), ("e2e (chrome)", "test"),
        ("build docker image", "package"), ("deploy to staging", "staging"), ("deploy", "deploy"),
        ("ship-prod", "deploy"),
    ],
)  # fmt: skip
def test_a_job_belongs_to_the_stage_that_its_name_means(job, stage) -> None:
    assert stage_of(job) == (stage, "")


@pytest.mark.parametrize(
    ("job", "why"),
    [
        ("lint", "fits no stage"), ("review", "fits no stage"),
        ("build and test", "fits build and test, and how long each"),
        ("deploy preview", "elsewhere than to production"), ("deploy docs", "elsewhere than to production"),
    ],
)  # fmt: skip
def test_a_job_that_fits_no_stage_says_why(job, why) -> None:
    stage, said = stage_of(job)
    assert stage == ""
    assert why in said


def test_a_job_that_its_file_knows_to_deploy_to_production_is_the_deployment() -> None:
    assert stage_of("ship it", {"ship it"}) == ("deploy", "")
    found, unused = stages(run("ship it", 3), run("lint", 1), production={"ship it"})
    assert found["deploy"].jobs == ("ship it",)
    assert unused == {"lint": "its name fits no stage"}


def test_of_very_many_jobs_that_fit_no_stage_some_are_named() -> None:
    _, unused = stages(*(run(f"job {row} <b>" + "x" * 500, 1) for row in range(40)))
    assert len(unused) == 31
    assert unused["10 more jobs"] == "they are not listed"
    assert max(map(len, unused)) < 300


def test_times_of_a_stage_are_counted_by_hand() -> None:
    found, _ = stages(run("unit", 10, source="a"), run("unit", 20, source="b"), run("unit", 99, good=False))
    test = found["test"]
    assert (test.good, test.ended, test.red, test.flaky, test.files) == (2, 3, 1, 0, ("jobs.json",))
    assert test.mean == pytest.approx(15 * MINUTE)
    # The deviation of 10 and 20 is the root of 50; of the mean 15 that is 0.4714.
    assert test.cv == pytest.approx(50**0.5 / 15)


def test_jobs_side_by_side_count_once_those_in_turn_add_up_and_gaps_do_not_count() -> None:
    found, _ = stages(
        run("test (3.11)", 10), run("test (3.12)", 6, start=2), run("integration", 5, start=20)
    )  # fmt: skip
    assert found["test"].mean == pytest.approx(15 * MINUTE)
    assert (found["test"].good, found["test"].cv) == (1, None)
    assert found["test"].jobs == ("integration", "test")


def test_a_part_that_ran_again_is_flaky_and_no_time_of_the_whole_stage() -> None:
    whole = [run("unit", 10, source=name) for name in "ab"] + [run("e2e", 10, source=name) for name in "ab"]
    red = [run("unit", 10, source="c"), run("e2e", 4, source="c", good=False)]
    again = run("e2e", 4, source="c", attempt=2, start=30)
    test = stages(*whole, *red, again)[0]["test"]
    assert (test.ended, test.red, test.flaky, test.good) == (4, 1, 1, 2)
    assert test.mean == pytest.approx(10 * MINUTE)


def test_the_same_job_twice_on_a_commit_or_without_one_is_two_runs() -> None:
    twice, _ = stages(run("unit", 10), run("unit", 20, start=600))
    assert twice["test"].good == 2
    bare, _ = stages(run("unit", 10, source=""), run("e2e", 20, source=""))
    assert bare["test"].good == 2


def test_a_stage_without_a_good_run_has_no_time() -> None:
    test = stages(run("unit", 10, good=False))[0]["test"]
    assert (test.mean, test.cv, test.good) == (None, None, 0)
    nothing = stages(run("unit", 0, source="a"), run("unit", 0, source="b"))[0]["test"]
    assert (nothing.mean, nothing.cv) == (0, None)


def history(days):
    commits = tuple(
        Commit(f"{row:040x}", (f"{row + 1:040x}",) if row + 1 < len(days) else (), day * 86_400, "Change")
        for row, day in enumerate(days)
    )
    return measure_history(commits, ())


def test_commits_are_counted_over_whole_weeks() -> None:
    # Day 4 is Monday, 5 January 1970: weeks of days 4-10, 11-17 (3 commits), 18-24 (1 commit), 25-31.
    found = commit_rate(history([26, 19, 13, 12, 11, 5]), "history.txt")
    assert found == CommitRate(4, 2, "history.txt")
    assert commit_rate(history([5]), "history.txt") is None


# ---------------------------------------------------------------- figures to the lane


def test_what_was_measured_wins_over_an_answer_and_a_person_over_both() -> None:
    own = lane(effect("fast", "test.work.mean", "1h", "2h"), text=LOGNORMAL)
    found = with_runs(own, MeasuredRuns((MEASURED,))).lane
    part = next(part for part in found.parts() if part.path == "test.work.mean")
    assert (part.value, part.instead, part.origin) == (0.25, 1.5, Origin.MEASURED)
    assert part.says == "40 good runs of unit in jobs.json"
    assert found.scenario().stages[1].work.mean == 0.25
    assert found.scenario().stages[1].work.cv == 0.4
    by_hand = found.with_fixed(Fixed("test.work.mean", 0.7, "we know better"))
    assert by_hand.scenario().stages[1].work.mean == 0.7
    assert with_runs(own, MeasuredRuns()).lane == own, "where nothing was measured the answer stays"
    assert own.scenario().stages[1].work.mean == 1.5


def test_a_step_moves_the_measured_time_as_far_as_its_options_differ() -> None:
    own = lane(effect("fast", "test.work.mean", "30m", "90m"), text=LOGNORMAL)
    found = with_runs(own, MeasuredRuns((MEASURED,))).lane
    faster = found.with_step("fast", (effect("fast", "test.work.mean", "15m", "45m"),))
    assert faster.stages[1].work.mean == pytest.approx(0.125)


def test_red_runs_are_sent_back_beside_the_defects_and_flaky_ones_are_run_again() -> None:
    found = with_runs(lane(text=LOGNORMAL), MeasuredRuns((MEASURED,)))
    # 5 of 50 are red for a reason: 10 %, of which defects make 10 % x 50 % = 5 %.
    assert fixed(found)["test.rework.rate"] == pytest.approx(1 - 0.9 / 0.95)
    assert fixed(found)["test.flaky.rate"] == 0.1
    says = found.lane.fixed["test.flaky.rate"].says
    assert says == "10 of 50 runs red, 5 of them good when run again; unit in jobs.json"
    assert found.unused == {}


def test_fewer_red_runs_than_assumed_defects_are_not_used_and_say_so() -> None:
    sound = MeasuredStage("test", ("unit",), ("jobs.json",), 9, 0.25, 0.4, 10, 0, 0)
    found = with_runs(lane(text=LOGNORMAL), MeasuredRuns((sound,)))
    assert "make 5.0% red alone" in found.unused["test, sent back"]
    assert fixed(found)["test.flaky.rate"] == 0
    assert "fewer than 20 are few" in found.lane.fixed["test.work.mean"].says


def test_a_check_before_takes_its_share_of_the_defects() -> None:
    before = LOGNORMAL.replace("id: review, mark: hand,", "id: review, mark: hand, catches: 0.5,")
    found = with_runs(lane(text=before), MeasuredRuns((MEASURED,)))
    assert fixed(found)["test.rework.rate"] == pytest.approx(1 - 0.9 / 0.975)


def test_a_stage_that_finds_every_defect_of_broken_changes_sends_none_back_by_chance() -> None:
    broken = LOGNORMAL.replace("defects: 0.1", "defects: 1").replace("catches: 0.5", "catches: 1")
    red = MeasuredStage("test", ("unit",), ("jobs.json",), 0, None, None, 10, 10, 0)
    found = with_runs(lane(text=broken), MeasuredRuns((red,)))
    assert found.lane.fixed.get("test.rework.rate") is None or fixed(found)["test.rework.rate"] == 0
    assert found.unused["test, time"] == "no run of it was good"


def test_a_stage_without_rework_gets_it_with_the_way_back_that_the_lane_knows() -> None:
    build = "  - {id: build, mark: bolt, work: {dist: exponential, mean: 5m}}\n  - {id: test"
    more = LOGNORMAL.replace("  - {id: test", build)
    row = MeasuredStage("build", ("build",), ("jobs.json",), 30, 0.1, 0.5, 40, 10, 0)
    found = with_runs(lane(text=more), MeasuredRuns((row,)))
    assert fixed(found)["build.work.mean"] == 0.1
    assert fixed(found)["build.rework"] == {
        "rate": pytest.approx(0.25), "work": {"dist": "exponential", "mean": 1.0}, "to": "review"
    }  # fmt: skip
    assert found.lane.fixed["build.rework"].says.endswith("that mending takes 1 h is assumed")
    alone = more.replace(", rework: {to: review}", "")
    assert "to" not in fixed(with_runs(lane(text=alone), MeasuredRuns((row,))))["build.rework"]
    green = MeasuredStage("build", ("build",), ("jobs.json",), 30, 0.1, None, 30, 0, 0)
    assert set(fixed(with_runs(lane(text=more), MeasuredRuns((green,))))) == {"build.work.mean"}


def test_changes_that_travel_as_one_run_again_after_every_red_run() -> None:
    row = MeasuredStage("deploy", ("deploy",), ("jobs.json",), 30, 0.5, 0.2, 40, 10, 2)
    found = with_runs(lane(), MeasuredRuns((row,)))
    assert fixed(found) == {"deploy.work.value": 0.5, "deploy.flaky": {"rate": 0.25, "attempts": 10}}
    assert found.lane.refusal() is None


def test_another_shape_of_work_becomes_the_measured_mean() -> None:
    other = LINE.replace(
        "work: {dist: constant, value: 10m}}", "work: {dist: uniform, low: 1m, high: 2m}}", 1
    )
    found = with_runs(lane(text=other), MeasuredRuns((MEASURED,)))
    assert fixed(found)["test.work"] == {"dist": "constant", "value": 0.25}
    once = MeasuredStage("test", ("unit",), ("jobs.json",), 1, 0.25, None, 10, 1, 0)
    assert set(fixed(with_runs(lane(text=LOGNORMAL), MeasuredRuns((once,))))) >= {"test.work.mean"}
    assert "test.work.cv" not in fixed(with_runs(lane(text=LOGNORMAL), MeasuredRuns((once,))))


def test_what_does_not_fit_the_lane_is_named_with_the_reason() -> None:
    by_hand = lane(effect("hands", "test.mark", "hand"))
    nowhere = MeasuredStage("package", ("image",), ("jobs.json",), 30, 0.5, 0.2, 40, 10, 2)
    rows = MeasuredRuns((MEASURED, nowhere), {"lint": "its name fits no stage"})
    found = with_runs(by_hand, rows)
    assert found.lane == by_hand
    assert found.unused["lint"] == "its name fits no stage"
    assert found.unused["package"] == "the lane has no such stage"
    assert "people work this stage by hand" in found.unused["test"]
    zero = MeasuredStage("test", ("unit",), ("jobs.json",), 30, 0.25, 1e9, 40, 10, 2)
    assert "test, time" in with_runs(lane(text=LOGNORMAL), MeasuredRuns((zero,))).unused


def test_commits_say_how_often_a_change_comes() -> None:
    rate = CommitRate(120, 10, "history.txt")
    found = with_runs(lane(), MeasuredRuns(commits=rate))
    assert fixed(found) == {"arrivals.between": {"dist": "exponential", "mean": 14.0}}
    office = LINE.replace("mean: 2h}}", "mean: 2h}, calendar: office}", 1)
    open_hours = with_runs(lane(text=office), MeasuredRuns(commits=rate))
    assert fixed(open_hours)["arrivals.between"]["mean"] == pytest.approx(14 * 40 / 168)
    assert "120 commits in 10 whole weeks of history.txt" in found.lane.fixed["arrivals.between"].says
    listed = lane(text=LINE.replace("between: {dist: exponential, mean: 2h}", "at: [1, 2]"))
    assert "do not come at a rate" in with_runs(listed, MeasuredRuns(commits=rate)).unused["commits"]


# ---------------------------------------------------------------- what is kept


def test_what_is_kept_is_read_back() -> None:
    once = MeasuredStage("build", ("build",), ("a.csv", "b.csv"), 0, None, None, 1, 1, 0)
    whole = MeasuredRuns((once, MEASURED), {"lint": "no stage"}, CommitRate(9, 2, "history.txt"))
    assert read_measured_runs(whole.as_text()) == whole
    assert read_measured_runs(MeasuredRuns().as_text()) == MeasuredRuns()


@pytest.mark.parametrize(
    "text", ["no json", "[]", "{}", '{"stages": 1, "commits": null, "unused": {}, "format": 1}']
)
def test_what_is_no_figure_is_none(text) -> None:
    assert read_measured_runs(text) is None


@pytest.mark.parametrize(
    "wrong", [{"mean": -1}, {"mean": float("inf")}, {"ended": 0}, {"red": 99}, {"good": float("inf")}]
)
def test_figures_that_cannot_be_are_none(wrong) -> None:
    raw = json.loads(MeasuredRuns((MEASURED,), {}, CommitRate(9, 2, "h")).as_text())
    raw["stages"][0] |= wrong
    assert read_measured_runs(json.dumps(raw)) is None
    raw = json.loads(MeasuredRuns((), {}, CommitRate(9, 0, "h")).as_text())
    assert read_measured_runs(json.dumps(raw)) is None
