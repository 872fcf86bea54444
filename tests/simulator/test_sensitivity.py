"""What one knob does is said with an interval of the difference, or not at all."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import (
    Refused,
    SimulatorError,
    StoppedError,
    Study,
    Verdict,
    compile_scenario,
    measure,
    scenario_from_text,
    sensitivity,
    simulate,
)
from simulator.sensitivity import METRICS, difference, replication_values, split_trace, value_tasks
from simulator.student import coverage, half_width
from simulator.sweeping import Task

STUDY = Study(replications=12, changes=120)
SCENARIO = scenario_from_text("""
format: 1
id: lane
title: Lane
arrivals: {between: {dist: exponential, mean: 1}}
defects: 0.1
stages:
  - {id: review, mark: hand, work: {dist: exponential, mean: 0.8}}
  - {id: test, mark: bolt, work: {dist: constant, value: 0.1}}
  - {id: deploy, mark: bolt, work: {dist: constant, value: 0.1}}
""")


@pytest.mark.parametrize(
    ("freedom", "t95", "t99"),
    [
        # Source: nist-tn-1297, table B.1.
        (1, 12.71, 63.66), (2, 4.30, 9.92), (3, 3.18, 5.84), (4, 2.78, 4.60), (5, 2.57, 4.03),
        (6, 2.45, 3.71), (7, 2.36, 3.50), (8, 2.31, 3.36), (9, 2.26, 3.25), (10, 2.23, 3.17),
        (15, 2.13, 2.95), (20, 2.09, 2.85), (30, 2.04, 2.75), (40, 2.02, 2.70), (50, 2.01, 2.68),
        (100, 1.984, 2.626),
    ],
)  # fmt: skip
def test_students_t_is_that_of_the_table(freedom: int, t95: float, t99: float) -> None:
    digits = 3 if freedom == 100 else 2

    assert round(half_width(freedom), digits) == t95
    assert round(half_width(freedom, 0.99), digits) == t99


def test_students_t_has_its_exact_values() -> None:
    assert coverage(1.0, 1) == pytest.approx(0.5)
    assert coverage(math.sqrt(2), 2) == pytest.approx(math.sqrt(0.5))
    assert half_width(10**4) == pytest.approx(1.95996, abs=4e-4)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(freedom=st.integers(1, 300), confidence=st.floats(0.01, 0.999))
def test_half_width_undoes_coverage(freedom: int, confidence: float) -> None:
    assert coverage(half_width(freedom, confidence), freedom) == pytest.approx(confidence, abs=1e-12)


def test_a_difference_is_paired_by_replication() -> None:
    found = difference("wait", [1.0, 2.0, 3.0, None], [2.0, 4.0, 6.0, 9.0])

    assert (found.base, found.changed, found.mean, found.n) == (2.0, 4.0, 2.0, 3)
    assert found.se == pytest.approx(1 / math.sqrt(3))
    assert found.low == pytest.approx(2 - 4.30265272974946 / math.sqrt(3))
    assert found.high == pytest.approx(2 + 4.30265272974946 / math.sqrt(3))
    assert found.verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ([2.0, 3.0, 4.1], Verdict.HIGHER),
        ([0.0, 1.1, 2.0], Verdict.LOWER),
        ([1.0, 2.0, 3.0], Verdict.CANNOT_TELL),
    ],
)
def test_the_verdict_is_the_interval_against_zero(changed: list[float], verdict: Verdict) -> None:
    assert difference("wait", [1.0, 2.0, 3.0], changed).verdict is verdict


def test_one_pair_has_no_interval_and_none_has_nothing() -> None:
    one = difference("wait", [1.0, None], [3.0, 4.0])
    none = difference("wait", [None], [1.0])

    assert (one.mean, one.se, one.low, one.n, one.verdict) == (2.0, None, None, 1, Verdict.CANNOT_TELL)
    assert (none.base, none.mean, none.n, none.verdict) == (None, None, 0, Verdict.CANNOT_TELL)


def test_each_replication_measured_alone_gives_the_mean_and_its_error() -> None:
    trace = simulate(compile_scenario(SCENARIO), STUDY)
    whole = measure(trace)
    for metric, values in replication_values(trace, (*METRICS, "stages.review.wait")).items():
        given = [value for value in values if value is not None]
        mean = whole.value(metric)
        assert len(values) == 12
        assert (mean is None) == (not given)
        assert mean is None or mean == pytest.approx(math.fsum(given) / len(given), rel=1e-12)


def test_a_replication_cut_out_is_the_study_of_that_replication() -> None:
    trace = simulate(compile_scenario(SCENARIO), STUDY)
    (alone,) = split_trace(simulate(compile_scenario(SCENARIO), Study(replications=1, changes=120)))
    first = next(split_trace(trace))

    assert (first.rows == alone.rows).all()
    assert measure(first) == measure(alone)


def test_a_knob_that_helps_and_one_that_changes_nothing_are_told_apart() -> None:
    told: list[tuple[int, int]] = []
    found = sensitivity(
        SCENARIO,
        {"review.capacity": [2, 3], "test.capacity": 50, "defects": 0.1},
        STUDY,
        ("change_lead_time", "change_lead_time.p90"),
        progress=lambda *now: told.append(now),
    )
    more, most, idle, same = found.effects

    assert [(effect.path, effect.value) for effect in found.effects] == [
        ("review.capacity", 2),
        ("review.capacity", 3),
        ("test.capacity", 50),
        ("defects", 0.1),
    ]
    assert [each.verdict for each in more.differences] == [Verdict.LOWER, Verdict.LOWER]
    assert (most.differences[0].mean or 0) < (more.differences[0].mean or 0) < 0
    assert idle.differences[0].n == 12
    assert [(each.mean, each.verdict) for each in same.differences] == [(0.0, Verdict.CANNOT_TELL)] * 2
    assert told == [(done, 5) for done in range(1, 6)]


def test_common_random_numbers_make_the_interval_narrow() -> None:
    (effect,) = sensitivity(SCENARIO, {"test.work.value": 0.2}, STUDY, ["change_lead_time"]).effects
    paired = effect.differences[0].se or 1.0
    error = measure(simulate(compile_scenario(SCENARIO), STUDY)).metrics["change_lead_time"]["se"]

    assert paired < error / 10


def test_it_is_the_same_on_every_executor_and_plain_in_json() -> None:
    knobs = {"review.capacity": 2, "test": None, "review.capcity": 3, "defects": [0.2, 1.5]}
    found = sensitivity(SCENARIO, knobs, STUDY, executor="serial")
    data = found.as_dict()

    assert found == sensitivity(SCENARIO, knobs, STUDY, executor="threads")
    assert {key: data[key] for key in ("scenario", "seed", "replications", "changes")} == {
        "scenario": "lane", "seed": 1, "replications": 12, "changes": 120,
    }  # fmt: skip
    first, removed, unknown, low, high = data["effects"]
    assert set(first["metrics"]) == set(METRICS)
    assert set(first["metrics"]["change_lead_time"]) == {
        "base", "changed", "mean", "se", "low", "high", "n", "verdict",
    }  # fmt: skip
    assert first["metrics"]["change_lead_time"]["verdict"] == "lower"
    assert removed["value"] is None
    assert "there is no" in unknown["problems"][0] or "has no" in unknown["problems"][0]
    assert low["metrics"]["failed_changes_per_1000"]["verdict"] == "higher"
    assert "defects" in high["problems"][0]


def test_hours_and_warm_up_are_said() -> None:
    data = sensitivity(SCENARIO, {}, Study(replications=2, hours=50, warm_up=3)).as_dict()

    assert (data["hours"], data["warm_up"], data["effects"]) == (50, 3, [])
    assert "changes" not in data


def test_a_base_that_cannot_be_simulated_is_an_error() -> None:
    with pytest.raises(SimulatorError, match="lane: stages: is empty"):
        sensitivity(SCENARIO.model_copy(update={"stages": ()}), {}, STUDY)


def test_a_metric_that_is_not_measured_is_an_error() -> None:
    with pytest.raises(SimulatorError, match="is no metric"):
        sensitivity(SCENARIO, {}, STUDY, ["leadtime"])


def test_it_can_be_stopped() -> None:
    from threading import Event

    stop = Event()
    stop.set()
    with pytest.raises(StoppedError):
        sensitivity(SCENARIO, {"defects": 0.2}, STUDY, stop=stop)


def test_a_plain_task_asks_for_doras_metrics() -> None:
    from threading import Event

    (found,) = value_tasks([Task(SCENARIO, STUDY)], Event())

    assert not isinstance(found, Refused)
    assert set(found) == set(METRICS)
