"""What a question is made of: its options, its key, what it asks the simulator, and its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from content.fields import MisconceptionId, Setting, counted
from datafiles import FileModel, Flag, Format, Id, Number, Text, Whole


class ItemType(StrEnum):
    """How an item is answered."""

    SINGLE = "single"
    """One option is right."""
    MULTI = "multi"
    """Two or more options are right."""
    CLASSIFY = "classify"
    """A story of a team: which practice is it? One option is right."""
    ORDER = "order"
    """All options are put in order; the file lists them in the right one."""
    MATCH = "match"
    """Each option is put into one of the groups."""
    NUMERIC = "numeric"
    """A number is computed; the options are the numbers people come to."""
    PREDICT = "predict"
    """The simulator holds the key."""


CHOSEN = frozenset({ItemType.SINGLE, ItemType.CLASSIFY, ItemType.PREDICT})
"""The types that are answered by one option."""


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


class Ask(StrEnum):
    """Which number a prediction is about, out of `metric` of `scenario` and of `versus`."""

    RATIO = "ratio"
    """The one divided by the other."""
    DIFFERENCE = "difference"
    """The one minus the other."""
    VALUE = "value"
    """That of `scenario` alone, without `versus`."""


class When(FileModel):
    """The outcomes an option of a prediction stands for: from `least` up to, and without, `below`."""

    least: Number | None = None
    below: Number | None = None

    def holds(self, value: float) -> bool:
        """Say whether an outcome is one of these."""
        return (self.least is None or value >= self.least) and (self.below is None or value < self.below)


class Option(FileModel):
    """One answer a learner can give, and what the course says to it."""

    id: Id
    text: Text
    feedback: Text
    correct: Flag = False
    misconception: MisconceptionId | None = None
    value: Number | None = None
    tolerance: Annotated[Number, Field(ge=0)] | None = None
    group: Id | None = None
    when: When | None = None


class Group(FileModel):
    """One of the places that the options of a match are put into."""

    id: Id
    text: Text


class Prediction(FileModel):
    """What the simulator is asked, so that it holds the key.

    `change` is applied to `scenario` alone: paths and values as in `greenlane simulate --set`.
    """

    scenario: Id
    versus: Id | None = None
    metric: Text
    ask: Ask = Ask.RATIO
    change: Mapping[Text, Setting] = Field(default_factory=dict)
    seed: Whole = 1
    runs: Annotated[Whole, Field(ge=1, le=1000)] = 40


class Computed(FileModel):
    """Where the key of a numeric item comes from: a metric of a log in the same lesson."""

    log: Id
    metric: Text


class Item(FileModel):
    """One question of a lesson."""

    id: Id
    type: ItemType
    objective: Id
    bloom: Bloom
    pool: Pool
    stem: Text
    options: Annotated[tuple[Option, ...], counted(2, 8)]
    explain: Text
    sources: tuple[Id, ...] = ()
    hints: Annotated[tuple[Text, ...], counted(0, 3)] = ()
    twin: Id | None = None
    story: Flag = False
    ask_confidence: Flag = False
    fixed_order: Flag = False
    groups: Annotated[tuple[Group, ...], counted(0, 5)] = ()
    unit: Text | None = None
    tolerance: Annotated[Number, Field(ge=0)] = 0.0
    otherwise: Text | None = None
    computed: Computed | None = None
    predict: Prediction | None = None

    def option(self, option_id: str) -> Option:
        """Return the option with this id; KeyError when the item has none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)

    @property
    def misconceptions(self) -> frozenset[str]:
        """Return the misconceptions its options stand for."""
        return frozenset(option.misconception for option in self.options if option.misconception)

    @property
    def is_story(self) -> bool:
        """Say whether the item tells of a team and asks what it does, or should do next."""
        return self.story or self.type is ItemType.CLASSIFY


class Quiz(FileModel):
    """The file `quiz.yaml` of a lesson."""

    format: Format
    lesson: Id
    items: Annotated[tuple[Item, ...], counted(1)]


MEANING = {
    "type": True,
    "stem": True,
    "options": {"__all__": {"id", "text", "correct", "value", "tolerance", "group", "when"}},
    "groups": True,
    "unit": True,
    "tolerance": True,
    "computed": True,
    "predict": True,
}
"""The parts of an item that make an earlier answer to it mean something else when they change."""


def item_hash(item: Item) -> str:
    """Return 12 hex digits that change with what an item asks and which answer is right.

    Feedback, hints, explanation, sources and the order of options that may be shuffled do not count.
    """
    data = item.model_dump(mode="json", include=MEANING)  # type: ignore[arg-type]  # nested, as pydantic allows
    if item.type is not ItemType.ORDER:
        data["options"].sort(key=lambda option: option["id"])
    return short_hash(data)


def short_hash(data: Any) -> str:
    """Return 12 hex digits of the SHA-256 of plain values."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
