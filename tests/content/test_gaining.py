from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import Band, FormTaken, Gain, class_gain, normalized_change, percent_right

PERCENT = st.integers(0, 100).map(float)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (40, 70, 0.5),
        (0, 100, 1.0),
        (80, 60, -0.25),
        (50, 0, -1.0),
        (50, 50, 0.0),
        (100, 100, None),
        (0, 0, None),
        (100, 75, -0.25),
        (90, 100, 1.0),
        (25, 40, 0.2),
    ],
)
def test_the_change_of_a_learner_is_of_what_could_be_won_or_lost(before, after, change):
    assert normalized_change(before, after) == (None if change is None else pytest.approx(change))


def five(value: float) -> dict[str, float]:
    return dict.fromkeys("abcde", value)


@pytest.mark.parametrize(
    ("before", "after", "value", "band"),
    [
        (five(40), five(52), 0.2, Band.LOW),
        (five(40), five(58), 0.3, Band.MEDIUM),
        (five(0), five(70), 0.7, Band.HIGH),
        (five(50), five(40), -0.2, Band.LOW),
        (five(100), five(100), None, None),
        ({"a": 40.0}, {"a": 70.0}, 0.5, None),
        ({}, {}, None, None),
    ],
)
def test_the_gain_of_a_class_is_what_was_won_of_what_could_be_won(before, after, value, band):
    gain = class_gain(before, after)

    assert gain.value == (None if value is None else pytest.approx(value))
    assert gain.band is band
    assert gain.n == len(before)


def test_only_learners_with_both_forms_count_and_the_others_are_told():
    gain = class_gain({"a": 20.0, "b": 60.0, "gone": 90.0}, {"a": 60.0, "b": 40.0, "new": 0.0, "late": 1.0})

    assert gain == Gain(
        n=2,
        before=40.0,
        after=50.0,
        value=pytest.approx(1 / 6),
        band=None,
        losses=1,
        only_before=1,
        only_after=2,
    )


@settings(deadline=None, derandomize=True, max_examples=100)
@given(PERCENT, PERCENT)
def test_a_change_lies_between_all_lost_and_all_won(before, after):
    change = normalized_change(before, after)

    assert change is None or -1 <= change <= 1
    assert change is None or (change > 0) == (after > before)


def test_a_form_is_scored_over_all_its_items(full):
    full.change("forms/a.yaml", "[f-one]", "[f-one, f-three, f-four]")
    quiz = full.read("lessons/second/quiz.yaml")
    one = quiz[quiz.index("  - id: f-one") : quiz.index("  - id: f-two")]
    for name in ("f-three", "f-four"):
        text = one.replace("id: f-one", f"id: {name}").replace("    twin: f-two\n", "")
        full.write("lessons/second/quiz.yaml", full.read("lessons/second/quiz.yaml") + text)
    course = full.course()
    assert course.problems == ()
    day = dt.date(2026, 11, 23)

    right = FormTaken("a", "pre", day, (("f-four", "gone"), ("f-one", "x")))
    assert percent_right(course, right) == pytest.approx(100 / 3)
    assert percent_right(course, FormTaken("a", "pre", day, ())) == 0
    assert percent_right(course, FormTaken("c", "pre", day, ())) is None
