from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import Count, Pool, lesson_progress, load_course

RIGHT = {"one": "a", "two": "b", "three": "c", "four": "a", "five": "b"}
QUIZ = "lessons/first/quiz.yaml"
SHIPPED = load_course()


@pytest.fixture
def lesson(house):
    return house.course().lesson("first")


def test_nothing_is_done_before_the_first_answer(lesson):
    progress = lesson_progress(lesson, {})

    assert (progress.items, progress.answered, progress.right) == (5, 0, 0)
    assert progress.objectives == {"know": Count(1, 0, 0), "use": Count(4, 0, 0)}
    assert (progress.done, progress.mastered, progress.again) == (False, False, ())


def test_answers_are_counted_by_objective(lesson):
    progress = lesson_progress(lesson, {"one": "a", "two": "a", "four": "a"})

    assert (progress.items, progress.answered, progress.right) == (5, 3, 2)
    assert progress.objectives == {"know": Count(1, 1, 1), "use": Count(4, 2, 1)}
    assert progress.misconceptions == ("M01",)
    assert progress.again == ("two",)
    assert not progress.done


def test_all_right_is_done_and_mastered(lesson):
    progress = lesson_progress(lesson, RIGHT)

    assert (progress.right, progress.done, progress.mastered) == (5, True, True)


def test_four_of_five_is_mastered_and_three_of_five_is_not(lesson):
    assert lesson_progress(lesson, RIGHT | {"two": "a"}).mastered is True
    assert lesson_progress(lesson, RIGHT | {"two": "a", "four": "c"}).mastered is False
    assert lesson_progress(lesson, RIGHT | {"two": "a"}, pass_mark=0.9).mastered is False


def test_a_misconception_chosen_twice_is_not_mastered(lesson):
    twice = RIGHT | {"two": "a", "four": "b"}

    assert lesson_progress(lesson, twice, pass_mark=0.5).misconceptions == ("M01",)
    assert lesson_progress(lesson, twice, pass_mark=0.5).mastered is False
    assert lesson_progress(lesson, RIGHT | {"two": "a", "four": "c"}, pass_mark=0.5).mastered is True


def test_answers_the_lesson_no_longer_knows_are_not_counted(lesson):
    progress = lesson_progress(lesson, {"one": "z", "gone": "a"})

    assert progress.answered == 0


def test_items_of_other_pools_are_not_part_of_the_lesson(house):
    house.change(QUIZ, "pool: practice", "pool: review")
    house.change("lessons/first/en.md", "{{quiz one two", "{{quiz two")

    assert lesson_progress(house.course().lesson("first"), RIGHT).items == 4


def test_a_prediction_counts_once_its_outcome_is_known(house):
    house.change(
        QUIZ, "type: single", "type: predict\n    predict: {scenario: slow, metric: wip, ask: value}"
    )
    house.change(QUIZ, "correct: true", "when: {below: 1}")
    house.change(QUIZ, "misconception: M01", "when: {least: 1, below: 2}")
    house.change(QUIZ, "misconception: M02", "when: {least: 2}")
    house.change("lessons/first/en.md", "{{quiz one two", "{{predict one}}\n{{quiz two")
    lesson = house.course().lesson("first")

    assert lesson_progress(lesson, RIGHT).answered == 4
    assert lesson_progress(lesson, RIGHT, keys={"one": "a"}).right == 5
    assert lesson_progress(lesson, RIGHT, keys={"one": "b"}).right == 4


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.data())
def test_the_parts_add_up_whatever_is_answered(data):
    lesson = SHIPPED.lesson("delivery-or-deployment")
    answers = {
        item.id: data.draw(st.sampled_from([option.id for option in item.options]))
        for item in lesson.items
        if item.pool is Pool.PRACTICE and data.draw(st.booleans())
    }

    progress = lesson_progress(lesson, answers)

    assert progress.answered == len(answers)
    assert progress.right + len(progress.again) == progress.answered
    for name, whole in (
        ("items", progress.items),
        ("answered", progress.answered),
        ("right", progress.right),
    ):
        assert sum(getattr(count, name) for count in progress.objectives.values()) == whole
    assert progress.done or not progress.mastered
    assert bool(progress.misconceptions) == bool(progress.again)
