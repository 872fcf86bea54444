"""Say what was learned between two parallel forms: a gain with its n, its losses and who is missing.

Percentages are shares of right answers [0..100]. Only learners with both forms count; those with one alone
are counted beside it. The bands come from courses in physics and tell nothing about any other subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from content.grading import grade
from content.keeping import FormTaken
from content.model import ContentError, Course

ALL = 100.0
LEAST_LEARNERS = 5
"""With fewer learners than this a gain gets no band."""
MEDIUM, HIGH = 0.3, 0.7


class Band(StrEnum):
    """How large a gain of a class is. Source: hake-1998."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Gain:
    """What a class gained: `value` is None where all was right before, `band` None below five learners."""

    n: int
    before: float | None
    """Mean of the learners with both forms [0..100]."""
    after: float | None
    value: float | None
    band: Band | None
    losses: int
    """How many did worse afterwards."""
    only_before: int
    """How many dropped out."""
    only_after: int


def percent_right(course: Course, taken: FormTaken, keys: Mapping[str, str] | None = None) -> float | None:
    """Return the share of the form's items that were answered right [0..100]; None where there is no form.

    An item left out counts as not right; so does an answer that cannot be graded.
    """
    form = course.forms.get(taken.form)
    if form is None:
        return None
    given = dict(taken.answers)
    items = {item.id: item for lesson in course.lessons for item in lesson.items}
    right = 0
    for name in form.items:
        try:
            right += name in items and grade(items[name], given[name], (keys or {}).get(name)).correct
        except (KeyError, ContentError):
            continue
    return ALL * right / len(form.items)


def normalized_change(before: float, after: float) -> float | None:
    """Return the change of one learner [-1..1]: of what could be won, or of what could be lost.

    None where there was nothing to win or lose: all right, or nothing right, both times.
    Source: marx-cummings-2007.
    """
    if after > before:
        return (after - before) / (ALL - before)
    if after < before:
        return (after - before) / before
    return None if before in {0.0, ALL} else 0.0


def class_gain(before: Mapping[str, float], after: Mapping[str, float]) -> Gain:
    """Return the gain of a class, learner by learner matched: what was won of what could be won on average.

    Args:
        before: learner -> percentage of the first form [0..100].
        after: learner -> percentage of the second form [0..100].

    Source: hake-1998.
    """
    both = sorted(before.keys() & after.keys())
    first = fmean(before[each] for each in both) if both else None
    second = fmean(after[each] for each in both) if both else None
    value = None
    if first is not None and second is not None and first < ALL:
        value = (second - first) / (ALL - first)
    return Gain(
        n=len(both),
        before=first,
        after=second,
        value=value,
        band=_band(value) if value is not None and len(both) >= LEAST_LEARNERS else None,
        losses=sum(after[each] < before[each] for each in both),
        only_before=len(before.keys() - after.keys()),
        only_after=len(after.keys() - before.keys()),
    )


def _band(value: float) -> Band:
    """Return the band of a gain."""
    if value < MEDIUM:
        return Band.LOW
    return Band.MEDIUM if value < HIGH else Band.HIGH
