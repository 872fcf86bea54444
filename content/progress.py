"""Say what of a lesson is done, given the answers so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.grading import grade
from content.items import Item, Pool
from content.model import ContentError, Lesson

PASS_MARK = 0.8
"""The share of right answers [0..1] that counts as mastered where the course says nothing else."""

Graded = tuple[bool, tuple[str, ...]]
OFTEN = 2
"""A misconception chosen this often in one lesson stands in the way of mastering it."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many practice items there are, how many were answered, how many of those are right."""

    items: int
    answered: int
    right: int


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """What of a lesson is done.

    `misconceptions` are those of the answers, `again` lists the items to come back to, in their order.
    """

    items: int
    answered: int
    right: int
    objectives: Mapping[str, Count]
    misconceptions: tuple[str, ...]
    again: tuple[str, ...]
    done: bool
    mastered: bool


def lesson_progress(
    lesson: Lesson,
    answers: Mapping[str, str],
    pass_mark: float = PASS_MARK,
    keys: Mapping[str, str] | None = None,
) -> LessonProgress:
    """Say what of a lesson is done.

    An answer to an item or option that the lesson no longer has is not counted. A prediction counts once its
    key is known. The lesson is done when every practice item is answered, and mastered when the right ones
    reach `pass_mark` [0..1] and no misconception was chosen twice (`OFTEN`).

    Args:
        lesson: the lesson.
        answers: item id -> the answer given last, as `content.grading` writes it.
        pass_mark: share of right answers among all practice items.
        keys: item id of a prediction -> the option that came true.
    """
    items = [item for item in lesson.items if item.pool is Pool.PRACTICE]
    grades = {item.id: each for item in items if (each := _grade(item, answers, keys or {})) is not None}
    chosen = Counter(belief for each in grades.values() for belief in each[1])
    total = _count(items, grades)
    done = total.answered == total.items
    return LessonProgress(
        items=total.items,
        answered=total.answered,
        right=total.right,
        objectives={
            objective.id: _count([item for item in items if item.objective == objective.id], grades)
            for objective in lesson.objectives
        },
        misconceptions=tuple(sorted(chosen)),
        again=tuple(item.id for item in items if item.id in grades and not grades[item.id][0]),
        done=done,
        mastered=done and total.right >= pass_mark * total.items and max(chosen.values(), default=0) < OFTEN,
    )


def _grade(item: Item, answers: Mapping[str, str], keys: Mapping[str, str]) -> Graded | None:
    """Grade the answer to one item as (right, misconceptions); None when there is none to count."""
    key = keys.get(item.id)
    if item.id not in answers or (item.predict is not None and key is None):
        return None
    try:
        result = grade(item, answers[item.id], key)
    except ContentError:
        return None
    return result.correct, result.misconceptions


def _count(items: Sequence[Item], grades: Mapping[str, Graded]) -> Count:
    """Count items, answers and right answers."""
    found = [grades[item.id] for item in items if item.id in grades]
    return Count(items=len(items), answered=len(found), right=sum(each[0] for each in found))
