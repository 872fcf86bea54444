from __future__ import annotations

import pytest

from content import (
    Ask,
    Asked,
    When,
    asked,
    check_course,
    load_course,
    predicted_value,
    prediction_key,
    rule_of,
)
from content.predicting import doubts

QUIZ = "lessons/second/quiz.yaml"


@pytest.fixture
def item(full):
    return full.course().lesson("second").item("s-guess")


def answers(slow: float, fast: float, later: float | None = None):
    """Stand in for the simulator; with other seeds the slow one takes `later`."""

    def measure(question: Asked) -> float:
        if question.scenario == "fast":
            return fast
        return slow if later is None or question.seed == 3 else later

    return measure


def test_a_prediction_asks_for_both_scenarios_with_its_seed_and_runs(item):
    assert asked(item.predict) == (
        Asked("slow", "change_lead_time.p50", (), 3, 10),
        Asked("fast", "change_lead_time.p50", (), 3, 10),
    )
    assert asked(item.predict, 8)[0].seed == 8


def test_a_change_is_made_to_the_scenario_and_not_to_the_other(full):
    full.change(QUIZ, "versus: fast,", "versus: slow, change: {test.catches: 0.1},")

    one, other = asked(full.course().lesson("second").item("s-guess").predict)
    assert (one.change, other.change) == ((("test.catches", 0.1),), ())


@pytest.mark.parametrize(
    ("slow", "fast", "key"), [(1, 2, "less"), (2, 2, "same"), (2.9, 2, "same"), (3, 2, "more"), (9, 0, None)]
)
def test_the_key_is_the_option_whose_outcomes_hold_the_ratio(item, slow, fast, key):
    assert prediction_key(item, answers(slow, fast)) == key


def test_where_the_simulator_has_no_number_nothing_comes_true(item):
    assert prediction_key(item, lambda _: None) is None
    assert prediction_key(item, lambda asked: 1.0 if asked.scenario == "slow" else None) is None


def test_a_difference_and_a_value_can_be_asked_for(full, item):
    difference = item.predict.model_copy(update={"ask": Ask.DIFFERENCE})
    assert predicted_value(difference, answers(5, 2)) == 3
    full.change(QUIZ, "versus: fast, ", "ask: value, ")
    assert [rule_of(each).id for each in full.problems()] == []
    value = full.course().lesson("second").item("s-guess")
    assert predicted_value(value.predict, answers(5, 2)) == 5
    assert asked(value.predict) == (Asked("slow", "change_lead_time.p50", (), 3, 10),)


def test_an_item_that_is_no_prediction_has_no_key_of_the_simulator(full):
    assert prediction_key(full.course().lesson("second").item("s-team"), answers(1, 1)) is None


@pytest.mark.parametrize(
    ("measure", "wrong"),
    [
        (answers(4, 2), None),
        (answers(4, 2, 2), "3 seeds come to more, same"),
        (answers(3.2, 2), "the outcome 1.6 of seed 3 is within 10 % of the border of `more`"),
        (answers(2.8, 2), "the outcome 1.4 of seed 3 is within 10 % of the border of `same`"),
        (answers(4, 0), "0 options hold for seed 3"),
    ],
)
def test_a_key_has_to_hold_for_three_seeds_and_keep_its_distance(item, measure, wrong):
    assert doubts(item, item.predict, measure) == wrong


def test_without_a_simulator_no_key_is_judged(full):
    full.change(QUIZ, "{below: 0.8}", "{below: 1.9}")
    full.change(QUIZ, "{least: 0.8, below: 1.5}", "{least: 1.9, below: 2.1}")
    full.change(QUIZ, "{least: 1.5}", "{least: 2.1}")
    assert [rule_of(each).id for each in full.problems()] == ["prediction-key"]
    full.change("lessons/second/activities.yaml", "scenarios: [slow, fast]", "scenarios: [slow]")
    full.change(QUIZ, "versus: fast", "versus: lost")
    assert [rule_of(each).id for each in full.problems()] == ["scenario-known"]


def test_outcomes_begin_with_their_least_and_end_before_their_border():
    when = When(least=1, below=2)

    assert [when.holds(value) for value in (0.9, 1, 1.9, 2)] == [False, True, True, False]
    assert When().holds(-1e9)


def test_the_shipped_course_can_be_checked_without_a_simulator(known_all):
    assert check_course(load_course(), known_all) == ()
