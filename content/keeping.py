"""Keep a learner's progress as a file: write it, read it back, and join two of them.

The file is JSON, which our strict reader takes as YAML: `{format, learner, answers, boxes, forms}`. Joining
is a union, so that doing it twice, or in another order, comes to the same.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from content.fields import counted
from content.reviewing import LEARNED, Answer, Box, Sure
from content.rules import fault_at
from datafiles import Date, Document, FileModel, Format, Id, Problem, Text, Whole, model_from_text
from datafiles.fields import wrong_value
from datafiles.model import shorten

MOST_ANSWERS = 4000
LONGEST = 200


def _matching(pattern: str, what: str, mend: str) -> AfterValidator:
    """Take a text of one form."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise wrong_value(f"is `{shorten(text)}`, which is no {what}", mend)
        return text

    return AfterValidator(check)


LearnerId = Annotated[
    Text, _matching(r"[a-z0-9]{8,64}", "learner id", "write 8 to 64 small letters and digits")
]
"""The random id of a learner; it says nothing about the person."""
Hash = Annotated[Text, _matching(r"[0-9a-f]{12}", "hash of an item", "write 12 digits of 0-9 and a-f")]
"""What `item_hash` made of an item."""
Given = Annotated[
    Text, _matching(r"[a-z0-9.,+=\- ]{1,200}", "answer", f"write ids or a number, up to {LONGEST} characters")
]
"""An answer as `content.grading` writes it."""


class AnswerRow(FileModel):
    """One answer in a progress file."""

    item: Id
    item_hash: Hash
    option: Given
    sure: Sure | None = None
    at: Date
    attempt: Annotated[Whole, Field(ge=1, le=100_000)] = 1


class BoxRow(FileModel):
    """The box of one item in a progress file."""

    box: Annotated[Whole, Field(ge=1, le=LEARNED)]
    due: Date | None = None
    last: Date


class FormRow(FileModel):
    """One form that was filled in: the answers by item."""

    form: Literal["a", "b"]
    phase: Literal["pre", "post"]
    at: Date
    answers: Mapping[Id, Given]


class ProgressFile(FileModel):
    """The progress of one learner, as the file holds it."""

    format: Format
    learner: LearnerId
    answers: Annotated[tuple[AnswerRow, ...], counted(0, MOST_ANSWERS)] = ()
    boxes: Mapping[Id, BoxRow] = Field(default_factory=dict)
    forms: Annotated[tuple[FormRow, ...], counted(0, 100)] = ()


@dataclass(frozen=True, slots=True)
class FormTaken:
    """A form that was filled in before (`pre`) or after (`post`) the course; answers by item, sorted."""

    form: str
    phase: str
    at: dt.date
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """What a learner has done. Answers and forms are in a fixed order, each once."""

    learner: str
    answers: tuple[Answer, ...] = ()
    boxes: Mapping[str, Box] = field(default_factory=dict)
    forms: tuple[FormTaken, ...] = ()

    def with_answers(self, answers: Iterable[Answer], boxes: Mapping[str, Box]) -> Progress:
        """Return the progress with more answers, and the boxes they lead to."""
        return replace(self, answers=_in_order([*self.answers, *answers]), boxes=dict(boxes))


def load_progress(text: str, path: str = "progress") -> Progress:
    """Read a progress file.

    Raises:
        DataFileError: with every problem of the text, each with its line.
    """
    file = model_from_text(text, ProgressFile, path, _check)
    return Progress(
        learner=file.learner,
        answers=_in_order(
            Answer(each.item, each.item_hash, each.option, each.sure, each.at, each.attempt)
            for each in file.answers
        ),
        boxes={name: Box(each.box, each.due, each.last) for name, each in sorted(file.boxes.items())},
        forms=_forms_in_order(
            FormTaken(each.form, each.phase, each.at, tuple(sorted(each.answers.items())))
            for each in file.forms
        ),
    )


def _check(file: ProgressFile, document: Document) -> Iterator[Problem]:
    """A box is due unless it is the last one."""
    for name, each in file.boxes.items():
        if (each.box == LEARNED) != (each.due is None):
            mend = f"give every box but {LEARNED} the day it is due"
            yield fault_at(document, ("boxes", name), "form", "box and day do not fit", mend)


def save_progress(progress: Progress) -> str:
    """Write a progress file; the same progress gives the same text."""
    data = {
        "format": 1,
        "learner": progress.learner,
        "answers": [
            {
                "item": each.item,
                "item_hash": each.item_hash,
                "option": each.option,
                "sure": each.sure,
                "at": each.at.isoformat(),
                "attempt": each.attempt,
            }
            for each in progress.answers
        ],
        "boxes": {
            name: {"box": box.box, "due": box.due and box.due.isoformat(), "last": box.last.isoformat()}
            for name, box in sorted(progress.boxes.items())
        },
        "forms": [
            {
                "form": each.form,
                "phase": each.phase,
                "at": each.at.isoformat(),
                "answers": dict(each.answers),
            }
            for each in progress.forms
        ],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def merge_progress(one: Progress, other: Progress) -> Progress:
    """Join the progress of two devices: every answer and form once; of two boxes the one answered last.

    The learner stays that of `one`. Where both boxes were answered on one day, the lower one counts.
    """
    boxes = dict(one.boxes)
    for name, box in other.boxes.items():
        boxes[name] = min(boxes.get(name, box), box, key=_rank)
    return Progress(
        learner=one.learner,
        answers=_in_order([*one.answers, *other.answers]),
        boxes=dict(sorted(boxes.items())),
        forms=_forms_in_order([*one.forms, *other.forms]),
    )


def _rank(box: Box) -> tuple[int, int, int]:
    """Order boxes: the one answered last first, then the lower one, then the one due first."""
    return -box.last.toordinal(), box.box, box.due.toordinal() if box.due else 0


def _in_order(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return each answer once, in an order that depends on nothing else."""
    return tuple(sorted(set(answers), key=_place))


def _place(answer: Answer) -> tuple[dt.date, str, int, str, str, str]:
    """Return what the order of answers goes by."""
    return answer.at, answer.item, answer.attempt, answer.option, str(answer.sure), answer.item_hash


def _forms_in_order(forms: Iterable[FormTaken]) -> tuple[FormTaken, ...]:
    """Return each form once, in an order that depends on nothing else."""
    return tuple(sorted(set(forms), key=lambda each: (each.at, each.phase, each.form, each.answers)))
