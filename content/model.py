"""What the course is made of: lessons with blocks and items, misconceptions, terms.

The error tree of this room::

    ContentError           a value of this room was used in a way that cannot be
    ├── UnknownOptionError     the answer names an option that the item does not have
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

from content.fields import MisconceptionId, counted
from content.pictures import Picture
from datafiles import Document, FileModel, Flag, Format, Id, Number, Problem, Share, Text, Whole


class ContentError(ValueError):
    """A value of this room was used in a way that cannot be."""


class UnknownOptionError(ContentError):
    """The answer names an option that the item does not have."""


class MissingKeyError(ContentError):
    """A prediction is graded before its outcome was simulated."""


class ItemType(StrEnum):
    """How an item is answered."""

    SINGLE = "single"
    CLASSIFY = "classify"
    PREDICT = "predict"


class Bloom(StrEnum):
    """What a learner does with an idea, after Bloom's revised taxonomy, from low to high."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYZE = "analyze"
    EVALUATE = "evaluate"
    CREATE = "create"


class Pool(StrEnum):
    """Where an item is used."""

    PRACTICE = "practice"
    REVIEW = "review"
    FORM_A = "form-a"
    FORM_B = "form-b"
    POLL = "poll"


class InteractiveKind(StrEnum):
    """The thing to do in a lesson."""

    PICTURE = "picture"
    LANES = "lanes"
    CARDS = "cards"
    SLIDER = "slider"
    CHECKLIST = "checklist"
    LOG = "log"


# ---------------------------------------------------------------- items


class Option(FileModel):
    """One answer a learner can choose, and what the course says to it."""

    id: Id
    text: Text
    feedback: Text
    correct: Flag = False
    misconception: MisconceptionId | None = None


class Prediction(FileModel):
    """What the simulator is asked, so that it holds the key: `metric` of `scenario` against `versus`."""

    scenario: Id
    versus: Id
    metric: Text
    ask: Text
    seed: Whole = 1
    runs: Annotated[Whole, Field(ge=1, le=1000)] = 40


class Item(FileModel):
    """One question of a lesson."""

    id: Id
    type: ItemType
    objective: Id
    bloom: Bloom
    pool: Pool
    stem: Text
    options: Annotated[tuple[Option, ...], counted(3, 5)]
    explain: Text
    sources: tuple[Id, ...] = ()
    hints: Annotated[tuple[Text, ...], counted(0, 3)] = ()
    twin: Id | None = None
    ask_confidence: Flag = False
    fixed_order: Flag = False
    predict: Prediction | None = None


class Quiz(FileModel):
    """The file `quiz.yaml` of a lesson."""

    format: Format
    lesson: Id
    items: Annotated[tuple[Item, ...], counted(1)]


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


Block = Prose | PictureBlock | QuizBlock | Try | Predict | Define


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


# ---------------------------------------------------------------- lessons and the course


class Objective(FileModel):
    """What a learner can do after the lesson."""

    id: Id
    text: Text
    bloom: Bloom


class Interactive(FileModel):
    """The thing to do in a lesson, and how many minutes it takes [min, 0 to 5]."""

    kind: InteractiveKind
    minutes: Annotated[Number, Field(ge=0, le=5)]
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
    origin: Origin = field(repr=False, compare=False)

    def item(self, item_id: str) -> Item:
        """Return the item with this id; KeyError when the lesson has none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)


class CourseFile(FileModel):
    """The file `course.yaml`: the lessons in order, and the share of right answers that counts as done."""

    format: Format
    id: Id
    title: Text
    version: Text
    lang: Literal["en"]
    pass_mark: Share
    lessons: Annotated[tuple[Id, ...], counted(1)]


@dataclass(frozen=True, slots=True)
class Course:
    """The course: what could be read, and every problem of what could not.

    `origins` holds the files `misconceptions.yaml`, `glossary.yaml` and so on by their names.
    """

    title: str
    version: str
    pass_mark: float
    lessons: tuple[Lesson, ...]
    misconceptions: Mapping[str, Misconception]
    glossary: Mapping[str, Term]
    pictures: Mapping[str, Picture]
    problems: tuple[Problem, ...] = ()
    origins: Mapping[str, Document] = field(default_factory=dict, repr=False, compare=False)

    def lesson(self, lesson_id: str) -> Lesson:
        """Return the lesson with this id; KeyError when it is not there or could not be read."""
        for lesson in self.lessons:
            if lesson.id == lesson_id:
                return lesson
        raise KeyError(lesson_id)
