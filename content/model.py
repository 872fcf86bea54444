"""What the course is made of: lessons with blocks and items, misconceptions, terms.

The error tree of this room::

    ContentError           a value of this room was used in a way that cannot be
    ├── UnknownOptionError     the answer names an option that the item does not have
    ├── AnswerError            the answer is not of the form that the item asks for
    └── MissingKeyError        a prediction is graded before its outcome was simulated

What is wrong in a file is a `datafiles.Problem`, never one of these.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from content.activities import Activity
from content.fields import MisconceptionId, counted
from content.items import Bloom, Item
from content.pictures import Picture
from datafiles import Document, FileModel, Flag, Format, Id, Number, Problem, Share, Text, Whole


class ContentError(ValueError):
    """A value of this room was used in a way that cannot be."""


class UnknownOptionError(ContentError):
    """The answer names an option that the item does not have."""


class AnswerError(ContentError):
    """The answer is not of the form that the item asks for."""


class MissingKeyError(ContentError):
    """A prediction is graded before its outcome was simulated."""


class InteractiveKind(StrEnum):
    """The thing to do in a lesson: the name of its directive."""

    PICTURE = "picture"
    TRY = "try"
    SORT = "sort"
    TEAMS = "teams"
    CHECKLIST = "checklist"
    SLIDER = "slider"
    LANE = "lane"
    LOG = "log"
    EXAMPLE = "example"
    TREE = "tree"
    FINDER = "finder"


# ---------------------------------------------------------------- words and beliefs


class Misconception(FileModel):
    """What people often believe (`wrong`), and what holds instead (`right`)."""

    id: MisconceptionId
    wrong: Text
    right: Text
    sources: Annotated[tuple[Id, ...], counted(1)]


class Misconceptions(FileModel):
    """The file `misconceptions.yaml`."""

    format: Format
    misconceptions: tuple[Misconception, ...]


class Term(FileModel):
    """A word of the field, explained once; `also` lists other names for it."""

    id: Id
    title: Text
    text: Text
    also: tuple[Text, ...] = ()
    sources: tuple[Id, ...] = ()


class Glossary(FileModel):
    """The file `glossary.yaml`."""

    format: Format
    terms: tuple[Term, ...]


# ---------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class Prose:
    """Text in Markdown; `[@id]` in it cites a source."""

    markdown: str


@dataclass(frozen=True, slots=True)
class PictureBlock:
    """The place of a picture."""

    picture: str


@dataclass(frozen=True, slots=True)
class QuizBlock:
    """The place of some items, in this order."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Try:
    """The place of lanes with these scenarios."""

    scenarios: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Predict:
    """The place of a prediction item, before what it predicts is shown."""

    item: str


@dataclass(frozen=True, slots=True)
class Define:
    """The place of a term with its meaning."""

    term: str


@dataclass(frozen=True, slots=True)
class ActivityBlock:
    """The place of an activity of the lesson; `kind` is its directive."""

    kind: str
    activity: str


Block = Prose | PictureBlock | QuizBlock | Try | Predict | Define | ActivityBlock


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and the line [1..] of the file where it starts."""

    line: int
    block: Block


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a lesson was read from, so that a check can name the line."""

    front: Document
    quiz: Document
    placed: tuple[Placed, ...]
    markdown: str
    activities: Document


# ---------------------------------------------------------------- translations


@dataclass(frozen=True, slots=True)
class PageTranslation:
    """The file `<locale>.md` of a lesson: its title, its objectives, its body."""

    source_hash: str
    title: str
    objectives: Mapping[str, str]
    placed: tuple[Placed, ...]
    document: Document = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class TextsTranslation:
    """A file such as `quiz.<locale>.yaml`: texts by id, each with the hash of what it was made of."""

    entries: Mapping[str, Mapping[str, object]]
    document: Document = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Translation:
    """Everything that was read in one locale.

    `pages` by lesson; `texts` by the name of the English file, such as `lessons/<id>/quiz.yaml`.
    """

    locale: str
    pages: Mapping[str, PageTranslation]
    texts: Mapping[str, TextsTranslation]


@dataclass(frozen=True, slots=True)
class Fallback:
    """A text that is shown in English: its file and place there, and why (`missing`, `stale` or `wrong`)."""

    file: str
    place: str
    reason: str


# ---------------------------------------------------------------- lessons and the course


class Objective(FileModel):
    """What a learner can do after the lesson."""

    id: Id
    text: Text
    bloom: Bloom


class Interactive(FileModel):
    """The thing to do in a lesson, and how many minutes it takes [min, 0 to 10]."""

    kind: InteractiveKind
    minutes: Annotated[Number, Field(ge=0, le=10)]
    scenarios: tuple[Id, ...] = ()


class FrontMatter(FileModel):
    """What stands between the two `---` lines at the top of a lesson."""

    format: Format
    title: Text
    minutes: Annotated[Whole, Field(ge=1, le=30)]
    prerequisites: tuple[Id, ...] = ()
    objectives: Annotated[tuple[Objective, ...], counted(1)]
    misconceptions: tuple[MisconceptionId, ...] = ()
    sources: Annotated[tuple[Id, ...], counted(1)]
    reviewed: dt.date
    interactive: Interactive | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson as it is read from its folder; every id its blocks name exists."""

    id: str
    title: str
    minutes: int
    prerequisites: tuple[str, ...]
    objectives: tuple[Objective, ...]
    misconceptions: tuple[str, ...]
    sources: tuple[str, ...]
    reviewed: dt.date
    interactive: Interactive | None
    blocks: tuple[Block, ...]
    items: tuple[Item, ...]
    activities: tuple[Activity, ...]
    hashes: Mapping[str, str]
    """The hash of every item, as `item_hash` makes it of the English text."""
    origin: Origin = field(repr=False, compare=False)

    def item(self, item_id: str) -> Item:
        """Return the item with this id; KeyError when the lesson has none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def activity(self, activity_id: str) -> Activity:
        """Return the activity with this id; KeyError when the lesson has none."""
        for activity in self.activities:
            if activity.id == activity_id:
                return activity
        raise KeyError(activity_id)


class CourseFile(FileModel):
    """The file `course.yaml`: the lessons in order, and the share of right answers that counts as done.

    `complete` switches on the rules of the whole course; `retired` lists the ids of items taken out.
    """

    format: Format
    id: Id
    title: Text
    version: Text
    lang: Literal["en"]
    pass_mark: Share
    lessons: Annotated[tuple[Id, ...], counted(1)]
    complete: Flag = False
    retired: tuple[Id, ...] = ()


class Form(FileModel):
    """A file of `forms/`: items to answer before or after the course; `a` and `b` are twins."""

    format: Format
    id: Id
    title: Text
    minutes: Annotated[Whole, Field(ge=1, le=30)]
    items: Annotated[tuple[Id, ...], counted(1)]


@dataclass(frozen=True, slots=True)
class Course:
    """The course: what could be read, and every problem of what could not.

    `origins` holds the files `misconceptions.yaml`, `glossary.yaml`, `forms/a.yaml` and so on by their names.
    """

    title: str
    version: str
    pass_mark: float
    lessons: tuple[Lesson, ...]
    misconceptions: Mapping[str, Misconception]
    glossary: Mapping[str, Term]
    pictures: Mapping[str, Picture]
    forms: Mapping[str, Form] = field(default_factory=dict)
    complete: bool = False
    retired: frozenset[str] = frozenset()
    lang: str = "en"
    fallbacks: tuple[Fallback, ...] = ()
    """The texts that are shown in English although `lang` is another language."""
    problems: tuple[Problem, ...] = ()
    origins: Mapping[str, Document] = field(default_factory=dict, repr=False, compare=False)
    translations: Mapping[str, Translation] = field(default_factory=dict, repr=False, compare=False)

    def lesson(self, lesson_id: str) -> Lesson:
        """Return the lesson with this id; KeyError when it is not there or could not be read."""
        for lesson in self.lessons:
            if lesson.id == lesson_id:
                return lesson
        raise KeyError(lesson_id)

    def owner(self, item_id: str) -> Lesson:
        """Return the lesson that holds an item; KeyError when no lesson does."""
        for lesson in self.lessons:
            if any(item.id == item_id for item in lesson.items):
                return lesson
        raise KeyError(item_id)
