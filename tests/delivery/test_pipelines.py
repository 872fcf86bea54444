"""A pipeline as a road: edges, copies, and what was measured of a stage."""

import math

import pytest

from delivery import Mark, Pipeline, PipelineError, PipelineStage, RunsError, StageError, StageRuns


def stage(name, after=None, **more):
    return PipelineStage(name, name.title(), Mark.BOLT, after=after, **more)


def test_a_stage_follows_the_one_before_it_unless_it_says_otherwise():
    pipeline = Pipeline((stage("a"), stage("b"), stage("c", ("a",)), stage("d", ("b", "c", "b"))))

    assert pipeline.before() == {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c")}


@pytest.mark.parametrize("after", ["b", "c", "a"])
def test_a_stage_comes_after_stages_that_stand_in_the_list_before_it(after):
    with pytest.raises(PipelineError, match=f"stage a comes after {after}, not"):
        Pipeline((stage("a", (after,)), stage("b")))


def test_a_stage_has_one_copy_at_least():
    with pytest.raises(StageError, match="0 copies"):
        stage("a", width=0)


def test_runs_are_measured_by_hand_computed_values():
    runs = StageRuns(durations=tuple(map(float, range(1, 11))), waits=(0.5,), ended=20, red=10, flaky=4)

    assert (runs.p50, runs.p90) == (5.5, 9.0)
    assert (runs.failure_rate, runs.flaky_rate) == (0.3, 0.2)


def test_what_never_ran_has_no_numbers():
    runs = StageRuns(())

    assert (runs.p50, runs.p90, runs.failure_rate, runs.flaky_rate) == (None, None, None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"durations": (-1.0,)},
        {"durations": (math.nan,)},
        {"durations": (), "waits": (math.inf,)},
        {"durations": (), "ended": 1, "red": 2},
        {"durations": (), "ended": 2, "red": 1, "flaky": 2},
        {"durations": (), "flaky": -1},
    ],
)
def test_runs_that_cannot_have_happened_are_refused(wrong):
    with pytest.raises(RunsError):
        StageRuns(**wrong)
