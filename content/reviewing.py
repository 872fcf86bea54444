"""Say what to come back to, and when: boxes of 1, 3 and 7 days, confident errors first.

Every item starts in the first box. A wrong answer puts it there again; a right one that was due moves it on,
and after the last box it is learned. A right guess stays where it is.
Source: latimier-2021 (spaced practice; uniform gaps do as well as growing ones), butterfield-2001 (errors
made with confidence are mended best when feedback follows).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from content.grading import grade
from content.items import Item, Pool
from content.model import ContentError, Course, Lesson
from content.progress import LessonProgress

GAPS = (1, 3, 7)
"""The days until an item of box 1, 2, 3 is due again."""
LEARNED = len(GAPS) + 1
"""The box of what needs no review any more."""
REVIEWED = frozenset({Pool.PRACTICE, Pool.REVIEW})


class Sure(StrEnum):
    """How sure a learner was of an answer, in three levels."""

    GUESS = "guess"
    FAIRLY = "fairly"
    SURE = "sure"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it is kept; `option` is written as `content.grading` says."""

    item: str
    item_hash: str
    option: str
    sure: Sure | None
    at: dt.date
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Box:
    """Where an item stands: box 1 to 3 with the day it is due, or 4 = learned, which is never due."""

    box: int
    due: dt.date | None
    last: dt.date


@dataclass(frozen=True, slots=True)
class Review:
    """An item to come back to."""

    lesson: str
    item: str
    box: int
    due: dt.date
    confident: bool
    """The last answer was wrong, and the learner was sure of it."""
    wrong: bool
    """The last answer was wrong."""


def counted_answers(
    course: Course, answers: Iterable[Answer], keys: Mapping[str, str] | None = None
) -> dict[str, list[tuple[Answer, bool]]]:
    """Return the answers that count, by item, in their order, each with whether it is right.

    An answer counts when its item is still in the course and asks the same (`item_hash`). A prediction
    counts once its key is known.

    Args:
        course: the course.
        answers: all answers, in any order.
        keys: item id of a prediction -> the option that came true.
    """
    items = {item.id: (lesson, item) for lesson in course.lessons for item in lesson.items}
    found: dict[str, list[tuple[Answer, bool]]] = {}
    for answer in sorted(answers, key=lambda each: (each.at, each.attempt)):
        lesson, item = items.get(answer.item, (None, None))
        if lesson and item and lesson.hashes[item.id] == answer.item_hash:
            right = is_right(item, answer.option, (keys or {}).get(item.id))
            if right is not None:
                found.setdefault(item.id, []).append((answer, right))
    return found


def is_right(item: Item, option: str, key: str | None = None) -> bool | None:
    """Say whether an answer is right; None when it cannot be graded."""
    try:
        return grade(item, option, key).correct
    except ContentError:
        return None


def boxes(course: Course, answers: Iterable[Answer], keys: Mapping[str, str] | None = None) -> dict[str, Box]:
    """Return the box of every item that was answered, and of those that wait for review alone.

    An item of the review pool is a new story for an objective. It is due the day after the objective was
    answered in its lesson; see `counted_answers`.
    """
    items = {item.id: item for lesson in course.lessons for item in lesson.items}
    counted = counted_answers(course, answers, keys)
    answered = {name: box_of(given) for name, given in counted.items() if items[name].pool in REVIEWED}
    return {**_new_boxes(course, counted), **answered}


def _new_boxes(course: Course, counted: Mapping[str, Sequence[tuple[Answer, bool]]]) -> dict[str, Box]:
    """Return the box of every item of the review pool whose objective was answered."""
    found: dict[str, Box] = {}
    for lesson in course.lessons:
        asked: dict[str, dt.date] = {}
        for item in lesson.items:
            if item.pool is Pool.PRACTICE and item.id in counted:
                first = counted[item.id][0][0].at
                asked[item.objective] = max(first, asked.get(item.objective, first))
        for item in lesson.items:
            if item.pool is Pool.REVIEW and item.objective in asked:
                last = asked[item.objective]
                found[item.id] = Box(1, last + dt.timedelta(days=GAPS[0]), last)
    return found


def box_of(given: Sequence[tuple[Answer, bool]]) -> Box:
    """Return the box after some answers to one item, in their order."""
    box, due = 1, given[0][0].at
    for answer, right in given:
        if not right:
            box, due = 1, answer.at + dt.timedelta(days=GAPS[0])
        elif answer.at >= due and box < LEARNED:
            box += answer.sure is not Sure.GUESS
            due = answer.at + dt.timedelta(days=GAPS[min(box, len(GAPS)) - 1])
    return Box(box, None if box == LEARNED else due, given[-1][0].at)


def due_reviews(
    course: Course, answers: Iterable[Answer], today: dt.date, keys: Mapping[str, str] | None = None
) -> tuple[Review, ...]:
    """Return what is due on a day: confident errors, then other errors, then the rest, the oldest first.

    Within each of these three, lessons alternate as far as there are any.
    """
    kept = tuple(answers)
    counted = counted_answers(course, kept, keys)
    order = {item.id: lesson.id for lesson in course.lessons for item in lesson.items}
    due: list[Review] = []
    for name, box in boxes(course, kept, keys).items():
        if box.due is not None and box.due <= today:
            last, right = counted[name][-1] if name in counted else (None, True)
            confident = last is not None and not right and last.sure is Sure.SURE
            due.append(Review(order[name], name, box.box, box.due, confident, not right))
    due.sort(key=lambda each: (each.due, list(order).index(each.item)))
    groups = (
        [each for each in due if each.confident],
        [each for each in due if each.wrong and not each.confident],
        [each for each in due if not each.wrong],
    )
    return tuple(each for group in groups for each in interleaved(group))


def interleaved(reviews: Sequence[Review]) -> tuple[Review, ...]:
    """Return reviews so that lessons alternate, the first of each lesson first."""
    by_lesson: dict[str, list[Review]] = {}
    for review in reviews:
        by_lesson.setdefault(review.lesson, []).append(review)
    mixed: list[Review] = []
    while by_lesson:
        for lesson in tuple(by_lesson):
            mixed.append(by_lesson[lesson].pop(0))
            if not by_lesson[lesson]:
                del by_lesson[lesson]
    return tuple(mixed)


def next_lesson(course: Course, progress: Mapping[str, LessonProgress]) -> Lesson | None:
    """Return the lesson to go on with; None when every lesson is done.

    It is the first in order that is not done and whose prerequisites are; nothing is ever locked, so where
    none is like that it is the first that is not done.
    """
    done = {name for name, each in progress.items() if each.done}
    open_lessons = [lesson for lesson in course.lessons if lesson.id not in done]
    ready = [lesson for lesson in open_lessons if done.issuperset(lesson.prerequisites)]
    return next(iter([*ready, *open_lessons]), None)
