"""What the course asks people to predict comes true in the simulator, for three seeds, by a clear margin."""

import dataclasses
import math

import pytest

import content
import simulator
from content.predicting import doubts
from ui import asking

COURSE = content.load_course()
SEEDS = (1, 2, 3)
MARGIN = 0.1
PREDICTIONS = [item for lesson in COURSE.lessons for item in lesson.items if item.predict]


@pytest.fixture(scope="module")
def measure() -> content.Measure:
    return asking.measurer(simulator.shipped_scenarios().values)


def test_lessons_ask_for_predictions_and_no_file_holds_a_key() -> None:
    assert len(PREDICTIONS) >= 10
    assert not [item.id for item in PREDICTIONS if any(option.correct for option in item.options)]


@pytest.mark.parametrize("item", PREDICTIONS, ids=[item.id for item in PREDICTIONS])
def test_one_option_comes_true_for_three_seeds_and_is_far_from_the_others(
    item: content.Item, measure: content.Measure
) -> None:
    values = [content.predicted_value(item.predict, measure, seed) for seed in SEEDS]
    held = [
        [option for option in item.options if (option.when.least or -math.inf) <= value] for value in values
    ]
    (key,) = {options[-1].id if options else None for options in held}
    assert key is not None
    for value in values:
        low, high = value - MARGIN * abs(value), value + MARGIN * abs(value)
        inside = [
            option.id
            for option in item.options
            if (option.when.least is None or option.when.least <= low)
            and (option.when.below is None or high < option.when.below)
        ]
        assert inside == [key], (value, inside)
    assert content.prediction_key(item, measure) == key


def test_every_outcome_belongs_to_exactly_one_option() -> None:
    for item in PREDICTIONS:
        ends = [(option.when.least, option.when.below) for option in item.options]
        assert ends[0][0] is None, item.id
        assert ends[-1][1] is None, item.id
        assert [below for _, below in ends[:-1]] == [least for least, _ in ends[1:]], item.id


def test_a_key_that_lies_near_a_border_is_doubted(measure: content.Measure) -> None:
    item = next(item for item in PREDICTIONS if item.id == "cdep-weak-tests")
    value = content.predicted_value(item.predict, measure)
    low, *rest = item.options
    moved = low.model_copy(update={"when": content.When(below=value * 0.95)})
    (second, last) = rest
    second = second.model_copy(update={"when": content.When(least=value * 0.95, below=second.when.below)})
    near = item.model_copy(update={"options": (moved, second, last)})

    assert doubts(item, item.predict, measure) is None
    assert "within 10 % of the border" in doubts(near, near.predict, measure)


def test_the_rule_of_the_check_refuses_it_too(measure: content.Measure) -> None:
    lesson = COURSE.lesson("continuous-deployment")
    items = tuple(
        item.model_copy(
            update={
                "options": (
                    item.options[0].model_copy(update={"when": content.When(below=2.8)}),
                    item.options[1].model_copy(update={"when": content.When(least=2.8, below=5)}),
                    item.options[2],
                )
            }
        )
        if item.id == "cdep-weak-tests"
        else item
        for item in lesson.items
    )
    sources = frozenset(name for each in COURSE.lessons for name in each.sources)
    scenarios = frozenset(scenario.id for scenario in simulator.shipped_scenarios().values)
    known = content.Known(sources, scenarios, measure)
    found = content.check_lesson(dataclasses.replace(lesson, items=items), known)

    assert "prediction-key" in {content.rule_of(problem).id for problem in found}
