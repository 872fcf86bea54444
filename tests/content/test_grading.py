from __future__ import annotations

import pytest

from content import ContentError, Grade, Item, MissingKeyError, UnknownOptionError, grade, right_option

ITEM = Item.model_validate({
    "id": "one", "type": "single", "objective": "use", "bloom": "apply", "pool": "practice",
    "stem": "Which one?", "explain": "Because of b.",
    "options": [
        {"id": "a", "text": "A", "misconception": "M01", "feedback": "A is for later."},
        {"id": "b", "text": "B", "correct": True, "feedback": "B is it."},
        {"id": "c", "text": "C", "misconception": "M02", "feedback": "C is past."},
    ],
})  # fmt: skip
PREDICTION = Item.model_validate({
    "id": "guess", "type": "predict", "objective": "use", "bloom": "apply", "pool": "practice",
    "stem": "Which is quicker?", "explain": "Waiting costs most.",
    "predict": {"scenario": "slow", "versus": "fast", "metric": "lead_time", "ask": "Which?"},
    "options": [
        {"id": "less", "text": "Slow", "misconception": "M15", "feedback": "Slow waits."},
        {"id": "same", "text": "Same", "feedback": "They differ."},
        {"id": "more", "text": "Fast", "feedback": "Fast does not wait."},
    ],
})  # fmt: skip


def test_the_right_option_is_right_and_says_why():
    assert grade(ITEM, "b") == Grade(
        correct=True, feedback="B is it.", misconception=None, explain="Because of b."
    )


def test_a_wrong_option_says_why_and_names_its_misconception():
    assert grade(ITEM, "c") == Grade(
        correct=False, feedback="C is past.", misconception="M02", explain="Because of b."
    )


def test_the_right_option_can_be_asked_for():
    assert right_option(ITEM) == "b"
    assert right_option(PREDICTION, "more") == "more"


def test_a_prediction_is_graded_by_what_came_true():
    assert grade(PREDICTION, "more", "more").correct is True
    assert grade(PREDICTION, "less", "more").misconception == "M15"
    assert grade(PREDICTION, "less", "less") == Grade(
        correct=True, feedback="Slow waits.", misconception=None, explain="Waiting costs most."
    )


def test_an_option_the_item_does_not_have_is_refused():
    with pytest.raises(UnknownOptionError, match="one has no option 'd'"):
        grade(ITEM, "d")
    with pytest.raises(UnknownOptionError, match="the key 'none' is no option of guess"):
        grade(PREDICTION, "less", "none")


def test_a_prediction_without_its_outcome_is_refused():
    with pytest.raises(MissingKeyError, match="guess is a prediction"):
        grade(PREDICTION, "less")


def test_the_error_tree_is_complete():
    assert set(ContentError.__subclasses__()) == {UnknownOptionError, MissingKeyError}
    assert issubclass(ContentError, ValueError)
