from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import Answer, Box, Review, Sure, box_of, boxes, due_reviews, lesson_progress, next_lesson

DAY = dt.date(2026, 11, 2)
QUIZ = "lessons/first/quiz.yaml"


def on(day: int) -> dt.date:
    """Return the day so many days after the first."""
    return DAY + dt.timedelta(days=day)


def given_on(*answers: tuple[int, bool, Sure | None]) -> list[tuple[Answer, bool]]:
    """Make answers to one item: day, right, how sure."""
    return [(Answer("one", "0" * 12, "a", sure, on(day)), right) for day, right, sure in answers]


def answer(course, item, option, day=0, sure=None, attempt=1) -> Answer:
    return Answer(item, course.owner(item).hashes[item], option, sure, on(day), attempt)


# ---------------------------------------------------------------- boxes of 1, 3 and 7 days


@pytest.mark.parametrize(
    ("answers", "box", "due"),
    [
        ([(0, False, None)], 1, 1),
        ([(0, True, None)], 2, 3),
        ([(0, True, Sure.GUESS)], 1, 1),
        ([(0, True, Sure.SURE), (3, True, Sure.SURE)], 3, 10),
        ([(0, True, None), (3, True, None), (10, True, None)], 4, None),
        ([(0, True, None), (3, True, None), (10, True, None), (11, False, None)], 1, 12),
        ([(0, True, None), (2, True, None)], 2, 3),
        ([(0, True, None), (3, False, None)], 1, 4),
        ([(0, False, None), (1, True, None), (4, True, None), (11, True, None)], 4, None),
        ([(0, True, None), (3, True, None), (10, True, None), (30, True, None)], 4, None),
    ],
)
def test_right_moves_on_when_it_was_due_and_wrong_goes_back(answers, box, due):
    last = on(answers[-1][0])

    assert box_of(given_on(*answers)) == Box(box, None if due is None else on(due), last)


def test_the_boxes_of_a_course_are_those_of_its_items(house):
    course = house.course()
    answers = [answer(course, "two", "b", 3), answer(course, "one", "b"), answer(course, "two", "b")]

    assert boxes(course, answers) == {"two": Box(3, on(10), on(3)), "one": Box(1, on(1), on(0))}


def test_an_answer_to_an_item_that_changed_is_kept_but_not_counted(house):
    course = house.course()
    old = [answer(course, "one", "a"), answer(course, "two", "b")]
    house.change(QUIZ, "What is one?", "What is one now?")

    assert list(boxes(house.course(), old)) == ["two"]
    house.change(QUIZ, "This is what speaks about a of two.", "Said in other words about two.")
    assert list(boxes(house.course(), old)) == ["two"]


def test_answers_that_cannot_be_graded_are_not_counted(full):
    course = full.course()
    answers = [
        answer(course, "one", "z"),
        answer(course, "s-guess", "more"),
        Answer("gone", "0" * 12, "a", None, DAY),
        answer(course, "f-one", "x"),
    ]

    assert boxes(course, answers) == {}
    assert boxes(course, answers, {"s-guess": "more"}) == {"s-guess": Box(2, on(3), DAY)}


def test_a_question_for_review_alone_comes_the_day_after_its_objective_was_answered(house):
    house.change("lessons/first/en.md", "{{quiz four five}}", "{{quiz four}}")
    before = "  - id: five\n    type: single\n    objective: use\n    bloom: apply\n    pool: "
    house.change(QUIZ, f"{before}practice", f"{before}review")
    course = house.course()
    other = answer(course, "one", "a", 0)
    given = [("two", "b", 1), ("three", "c", 4), ("two", "b", 9)]
    answers = [other, *(answer(course, item, option, day) for item, option, day in given)]

    assert "five" not in boxes(course, [other]), "another objective was answered"
    assert boxes(course, answers)["five"] == Box(1, on(5), on(4))
    assert "five" not in [each.item for each in due_reviews(course, answers, on(4))]
    due = {each.item: each for each in due_reviews(course, answers, on(5))}
    assert due["five"] == Review("first", "five", 1, on(5), confident=False, wrong=False)
    answers.append(answer(course, "five", "b", 5))
    assert boxes(course, answers)["five"] == Box(2, on(8), on(5))


# ---------------------------------------------------------------- what is due


def test_nothing_is_due_before_its_day(house):
    course = house.course()
    answers = [answer(course, "one", "b")]

    assert due_reviews(course, answers, on(0)) == ()
    assert due_reviews(course, answers, on(1)) == (
        Review("first", "one", 1, on(1), confident=False, wrong=True),
    )


def test_confident_errors_come_first_then_other_errors_then_the_rest(house):
    course = house.course()
    answers = [
        answer(course, "one", "a", 0),
        answer(course, "two", "a", 2, Sure.GUESS),
        answer(course, "three", "a", 2, Sure.SURE),
        answer(course, "four", "b", 1, Sure.FAIRLY),
    ]

    due = due_reviews(course, answers, on(30))

    assert [each.item for each in due] == ["three", "four", "two", "one"]
    assert [(each.confident, each.wrong) for each in due] == [
        (True, True),
        (False, True),
        (False, True),
        (False, False),
    ]


def test_lessons_alternate_within_what_is_alike(house):
    house.add_lesson("second")
    course = house.course()
    names = ["one", "two", "three", "second-one", "second-two"]
    answers = [answer(course, name, "c" if name != "three" else "a") for name in names]

    due = due_reviews(course, answers, on(1))

    assert [each.item for each in due] == ["one", "second-one", "two", "second-two", "three"]


def test_what_is_learned_is_not_due_any_more(house):
    course = house.course()
    answers = [answer(course, "one", "a", day) for day in (0, 3, 10)]

    assert due_reviews(course, answers, on(400)) == ()


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.booleans(), st.sampled_from([None, *Sure])), min_size=1, max_size=12
    )
)
def test_a_box_is_due_one_three_or_seven_days_after_an_answer(steps):
    answers = given_on(*sorted(steps, key=lambda step: step[0]))

    box = box_of(answers)

    assert 1 <= box.box <= 4
    assert (box.due is None) == (box.box == 4)
    days = {each.at for each, _ in answers}
    assert box.due is None or any(box.due - day == dt.timedelta(days=(1, 3, 7)[box.box - 1]) for day in days)
    assert answers[-1][1] or box.box == 1


# ---------------------------------------------------------------- the next lesson


def test_the_next_lesson_is_the_first_that_is_not_done_and_whose_prerequisites_are(full):
    full.write("course.yaml", full.read("course.yaml").replace("- first\n  - second", "- second\n  - first"))
    course = full.course()
    right = {"one": "a", "two": "b", "three": "c", "four": "a", "five": "b"}

    nothing = {lesson.id: lesson_progress(lesson, {}) for lesson in course.lessons}
    first = nothing | {"first": lesson_progress(course.lesson("first"), right)}
    assert next_lesson(course, nothing) == course.lesson("first")
    assert next_lesson(course, {}) == course.lesson("first")
    assert next_lesson(course, first) == course.lesson("second")


def test_after_the_last_lesson_there_is_none(house):
    course = house.course()
    right = {"one": "a", "two": "b", "three": "c", "four": "a", "five": "b"}

    assert next_lesson(course, {"first": lesson_progress(course.lessons[0], right)}) is None


def test_nothing_is_ever_locked(house):
    house.change("lessons/first/en.md", "prerequisites: []", "prerequisites: [gone]")

    assert next_lesson(house.course(), {}) == house.course().lesson("first")
