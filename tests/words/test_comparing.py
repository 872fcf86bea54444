"""Lanes are compared replication by replication, and the difference is said as a person would say it."""

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import simulator
from delivery import load_sources
from simulator.student import half_width
from ui.simulating import comparing, tabulating
from ui.simulating.comparing import ROWS, between, from_to, ratio, side, side_of, tell, times

BY_METRIC = {row.metric: row for row in ROWS}
LEAD, FAILED = BY_METRIC["change_lead_time"], BY_METRIC["failed_changes_per_1000"]
SHARE, PEOPLE = BY_METRIC["deployment_rework_rate"], BY_METRIC["hands_on"]


def outcome(name: str) -> simulator.Outcome:
    scenario = simulator.load_scenario(simulator.loading.SHIPPED / f"{name}.yaml")
    found = simulator.shipped_outcome(scenario, simulator.DEFAULT_STUDY, simulator.SHOWN_HOURS)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def shipped() -> dict[str, simulator.Outcome]:
    names = ("hand-weekly", "hand-daily", "button-weekly", "automatic")
    return {name: outcome(name) for name in names}


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_side_is_the_mean_with_its_interval_by_students_t() -> None:
    found = side([1.0, 2.0, 3.0, None])

    reach = half_width(2) * 1 / math.sqrt(3)
    assert (found.mean, found.n) == (2.0, 3)
    assert found.low == max(0.0, 2 - reach) == 0.0
    assert found.high == pytest.approx(2 + reach)
    assert side([]) == comparing.Side(None, None, None, 0)
    assert side([5.0]) == comparing.Side(5.0, None, None, 1)
    assert side([-1.0, -3.0]).low == pytest.approx(-2 - half_width(1))


def test_a_ratio_is_the_mean_of_the_pairs_logarithms() -> None:
    found = ratio([2.0, 8.0], [1.0, 1.0])

    assert found.mean == pytest.approx(4.0)
    assert found.low == pytest.approx(math.exp(math.log(4) - half_width(1) * math.log(2)))
    assert ratio([0.0, None], [1.0, 1.0]) == comparing.Side(None, None, None, 0)


@given(st.lists(st.floats(0.1, 1e4), min_size=3, max_size=8), st.floats(1.2, 50))
def test_a_lane_that_takes_a_constant_part_is_that_many_times_faster(values: list[float], by: float) -> None:
    told = tell(LEAD, values, [value / by for value in values])

    # The last bit of a ratio may fall to either side of where a figure is rounded.
    assert told.text in {f"B is {times(by * near)} faster" for near in (1 - 1e-12, 1, 1 + 1e-12)}
    assert told.by_ratio


def test_what_differs_is_said_with_its_interval() -> None:
    slower = tell(LEAD, [1.0, 2.0, 1.5], [2.0, 4.2, 3.1], "C")
    assert slower.text == "C is 2.1 \N{MULTIPLICATION SIGN} slower"
    assert plain(slower.interval) == "1.9 to 2.2 \N{MULTIPLICATION SIGN}"

    fewer = tell(FAILED, [30.0, 40.0, 36.0], [20.0, 31.0, 26.0])
    assert (fewer.text, fewer.interval) == ("B has 9.7 fewer", "8.2 to 11")

    points = tell(SHARE, [0.20, 0.30], [0.10, 0.201])
    assert points.text == "B's is 9.9 points lower"
    assert plain(points.interval) == "9.3 to 11 points"

    people = tell(PEOPLE, [1.0, 1.1, 1.0], [2.0, 2.1, 2.0])
    assert people.text == "B takes 100 h more"


def test_equal_lanes_do_not_differ_at_all() -> None:
    same = tell(FAILED, [1.0, 2.0], [1.0, 2.0])

    assert same.text == "No difference: the same changes fail in A and B"
    assert tell(LEAD, [1.0, 2.0], [1.0, 2.0]).text == "No difference: A and B are equal in every run"


def test_what_cannot_be_told_is_not_told() -> None:
    ratios = tell(LEAD, [1.0, 2.0, 1.0], [2.0, 1.0, 1.0])
    assert ratios.text == "No difference can be told"
    assert ratios.interval.startswith("B has 1.00 \N{MULTIPLICATION SIGN} as much as A, ")

    gaps = tell(FAILED, [1.0, 2.0, 1.0], [2.0, 1.0, 1.0])
    assert gaps.text == "No difference can be told"
    assert plain(gaps.interval) == "B less A: \N{MINUS SIGN}2.5 to +2.5"

    one = tell(FAILED, [1.0], [2.0])
    assert one.interval == "one replication has no interval"
    assert tell(LEAD, [1.0], [2.0]).interval == "B has 2.00 \N{MULTIPLICATION SIGN} as much as A"
    assert tell(LEAD, [None], [2.0]).text == "Nothing to compare"


def test_a_lane_without_any_is_compared_by_difference() -> None:
    told = tell(BY_METRIC["change_fail_rate"], [0.2, 0.3, 0.2], [0.0, 0.0, 0.0])

    assert told.text == "B's is 23 points lower"
    assert not told.by_ratio


@pytest.mark.parametrize(
    ("factor", "said"), [(1.04, "1.04"), (1.5, "1.5"), (9.94, "9.9"), (41.4, "41"), (1234.0, "1,234")]
)
def test_a_factor_is_said_with_the_digits_it_deserves(factor: float, said: str) -> None:
    assert times(factor) == f"{said} \N{MULTIPLICATION SIGN}"


def test_a_unit_is_said_once_where_it_is_the_same() -> None:
    assert plain(from_to("3.4 days", "3.6 days")) == "3.4 to 3.6 days"
    assert plain(from_to("50 min", "1.2 h")) == "50 min to 1.2 h"
    assert from_to("3", "4") == "3 to 4"


@pytest.mark.parametrize(
    ("metric", "low", "high", "said"),
    [
        ("change_lead_time", 1.308, 1.342, "78.5 to 80.5 min"),
        ("change_lead_time", 25.1, 25.4, "25.1 to 25.4 h"),
        ("hands_on", 0.861, 0.863, "86.1 to 86.3 h"),
        ("change_fail_rate", 0.2501, 0.2503, "25 to 25 %"),
        ("failed_changes_per_1000", 18.01, 18.2, "18 to 18.2"),
        ("deployment_frequency", 2.96, 2.98, "2.96 to 2.98 a day"),
        ("deployment_frequency", 0.059, 0.0635, "0.413 to 0.445 a week"),
        ("change_lead_time", 5.0, 5.0, "in every replication"),
    ],
)
def test_ends_that_would_be_said_alike_are_said_finer(
    metric: str, low: float, high: float, said: str
) -> None:
    assert between(BY_METRIC[metric], low, high) == said


def test_a_median_is_that_of_all_changes_together(shipped) -> None:
    found = side_of(LEAD, shipped["hand-weekly"])
    medians = side(shipped["hand-weekly"].by_replication[LEAD.path])

    assert found.mean == shipped["hand-weekly"].measured["metrics"]["change_lead_time"]["p50"]
    assert found.high - found.mean == pytest.approx(medians.high - medians.mean)


# ---------------------------------------------------------------- what the lesson claims


def mean(outcome: simulator.Outcome, metric: str) -> float:
    return side(outcome.by_replication[metric]).mean


def test_a_button_once_a_week_differs_from_automatic_by_counting_alone(shipped) -> None:
    button, automatic = shipped["button-weekly"], shipped["automatic"]

    rate = mean(button, "change_fail_rate") / mean(automatic, "change_fail_rate")
    assert rate > 10
    deployments = mean(button, "failed_deployments_per_1000") / mean(automatic, "failed_deployments_per_1000")
    assert abs(deployments - 1) < 0.25
    path = "failed_changes_per_1000"
    assert button.by_replication[path] == automatic.by_replication[path]


def test_the_same_work_by_hand_every_day_costs_more_hands_and_fails_more_often(shipped) -> None:
    for metric in ("hands_on", "failed_deployments_per_1000"):
        row = BY_METRIC[metric]
        weekly, daily = (shipped[name].by_replication[metric] for name in ("hand-weekly", "hand-daily"))
        assert tell(row, weekly, daily).found.verdict is simulator.Verdict.HIGHER


def test_the_claims_stand_together_in_one_table(shipped) -> None:
    found = {"A": shipped["button-weekly"], "B": shipped["automatic"]}
    view = tabulating.as_view(tabulating.lines(found))
    rows = view["rows"]
    place = next(i for i, row in enumerate(rows) if row["title"] == "Change fail rate")

    assert view["letters"] == ["A", "B"]
    assert plain(rows[place]["told"][0][0]) == "B's is 13 \N{MULTIPLICATION SIGN} lower"
    assert rows[place]["more"] == "changes in a deployment: A 20, B 1"
    assert rows[place + 1]["told"] == [["No difference: the same changes fail in A and B", ""]]
    assert rows[place + 1]["title"] == "Failed changes per 1,000"
    assert rows[place + 2]["told"][0][0] == "B has 3.2 more"
    assert [row["pair"] for row in rows] == [i in {place, place + 1} for i in range(len(ROWS))]
    assert "counted per deployment" in view["note"]


def test_every_row_tells_its_arithmetic(shipped) -> None:
    found = {"A": shipped["button-weekly"], "B": shipped["automatic"]}
    text = tabulating.arithmetic_text(found, load_sources())

    assert text.count("\n") == len(ROWS) - 1
    assert text.count("40 replications, seed 1, t = 2.02") == len(ROWS)
    assert "n = 16,000" in text
    assert text.count("Source of the metric: [") == len(ROWS)
    assert "B less A in each of 40 pairs of replications: mean 0, " in text
    assert "The logarithm of B ÷ A in each of 40 pairs" in text


def test_a_lane_without_values_is_named_as_such(shipped) -> None:
    automatic = shipped["automatic"]
    none = dict.fromkeys(automatic.by_replication, [None] * 40)
    measured = {**automatic.measured, "stages": {"a": {"batch": {"mean": None}}}, "replications": 1}
    empty = dataclasses.replace(automatic, by_replication=none, measured=measured)
    rows = tabulating.as_view(tabulating.lines({"A": empty, "B": empty}))["rows"]

    for row in rows:
        assert (row["sides"], row["told"]) == ([["none", ""], ["none", ""]], [["Nothing to compare", ""]])
        assert (row["more"], row["picture"]) == ("", "")
    said = tabulating.arithmetic_text({"A": empty, "B": empty}, load_sources())
    assert "B and A have no replication in which both have a value." in said
    assert "t = none for one replication" in said
