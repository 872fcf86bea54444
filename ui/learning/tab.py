"""Hold what one browser tab knows of a learner; what must last is in the store."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from content import Course, Lesson, LessonProgress, Progress, Review


@dataclass(frozen=True, slots=True)
class Counted:
    """Hold what follows from a progress in a course, so that a page reckons it once.

    Attributes:
        progress: the progress it follows from.
        course: the course it was counted in.
        chosen: the answer given last to each item that still asks the same.
        keys: what came true of the predictions that were answered, by item.
    """

    progress: Progress
    course: Course
    chosen: Mapping[str, str]
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Met:
    """A belief that one's last answers met, and the lessons where they did, in order."""

    misconception: str
    lessons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold where a learner stands on a day, in the whole course.

    Attributes:
        counted: what it follows from.
        day: the day.
        done: how far one is, by lesson.
        due: what is due for review, confident errors first.
        believed: the misconceptions that the last answers met, the most frequent first.
        after: the lesson to go on with; None where all are done.
    """

    counted: Counted
    day: dt.date
    done: Mapping[str, LessonProgress]
    due: tuple[Review, ...]
    believed: tuple[Met, ...]
    after: Lesson | None


@dataclass(slots=True)
class Learning:
    """Hold what this tab last knew of its learner.

    Attributes:
        progress: the progress as the store had it last; None before asking.
        counted: what follows from it, as it was reckoned last.
        standing: where that leaves one in the whole course, as it was reckoned last.
        version: its version there, 0 where nothing is kept yet.
        code: the learner's resume code, where there is one.
        refused: why the last answer was not kept; empty when it was.
        hints: how many hints were asked for, by item.
        shown: the items whose answer was asked for.
        orders: the options put in order so far, by item.
        skipped: the predictions that were left out.
        sorted: the group each card was put into first, by activity.
        named: what a team was said to be doing, by activity and card.
        paths: the answers on the way through a tree, by activity.
        ran: the lanes that were run, by activity.
        opened: the parts of lessons that were begun, by lesson and place.
        reviewing: the items of the review under way, in their order.
        reviewed: how many of them are behind one.
        checked: the item of the review that was checked last.
        link: the link of a learner that was settled in this tab, empty where there is none; None at first.
        forgetting: whether one asked to forget everything, and is asked once more.
        told: what was said about a file or a code last.
    """

    progress: Progress | None = None
    counted: Counted | None = None
    standing: Standing | None = None
    version: int = 0
    code: str = ""
    refused: str = ""
    hints: dict[str, int] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    orders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    sorted: dict[str, dict[str, str]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    paths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    ran: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    reviewing: tuple[str, ...] = ()
    reviewed: int = 0
    checked: str = ""
    link: str | None = None
    forgetting: bool = False
    told: tuple[str, ...] = ()
