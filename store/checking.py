"""Normalize what people type and refuse what breaks a rule, without an exception."""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from store.model import (
    CHOICES_LIMIT,
    ID_LIMIT,
    SEQUENCE_LIMIT,
    STATES,
    TEAM_LIMIT,
    TEXT_LIMIT,
    AnswerWrite,
    GradeWrite,
    Refused,
)


def clean_text(text: str) -> str:
    r"""Return the text in Unicode form NFC, without the characters no database can hold.

    NUL is dropped and half a surrogate pair becomes U+FFFD: "a\0b" is stored as "ab".
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", whole.replace("\0", ""))


def clean_team(text: str) -> str:
    """Return the team's name normalized, without outer space, cut at TEAM_LIMIT characters."""
    return clean_text(text).strip()[:TEAM_LIMIT].rstrip()


def clean_answer(write: AnswerWrite) -> AnswerWrite:
    """Return the answer with normalized texts; only the state "value" keeps an option or a value."""
    kept = write.state == "value"
    return replace(
        write,
        option=write.option if kept else None,
        value=float(write.value) if kept and write.value is not None else None,
        choices=write.choices if kept else None,
        reason=clean_text(write.reason),
        note=clean_text(write.note),
    )


def refuse_answer(write: AnswerWrite) -> Refused | None:
    """Return the first reason not to store a cleaned answer, or None."""
    return next(_answer_problems(write), None)


def refuse_grade(write: GradeWrite) -> Refused | None:
    """Return the first reason not to store a grade, or None."""
    return next(_grade_problems(write), None)


def _answer_problems(write: AnswerWrite) -> Iterator[Refused]:
    key = write.practice
    yield from id_problems(key, "practice", write.practice)
    yield from _sequence_problems(key, write.client_seq)
    yield from value_problems(key, write)
    yield from text_problems(key, ("reason", write.reason), ("note", write.note))


class Valued(Protocol):
    """What an answer of one person and an answer of a team have in common."""

    @property
    def state(self) -> str:
        """Return the state."""

    @property
    def option(self) -> str | None:
        """Return the chosen option."""

    @property
    def value(self) -> float | None:
        """Return the value."""

    @property
    def choices(self) -> tuple[str, ...] | None:
        """Return the chosen options, where there may be several."""


def value_problems(key: str, write: Valued) -> Iterator[Refused]:
    """Find what is wrong with the state, option, value or choices of an answer."""
    if write.option is not None:
        yield from id_problems(key, "option", write.option)
    if write.state not in STATES:
        yield Refused(key, "state", f"{write.state[:40]!r} is not a state", f"use one of {', '.join(STATES)}")
    chosen = write.choices or ()
    if len(chosen) > CHOICES_LIMIT:
        yield Refused(key, "choices", "they are too many", f"choose at most {CHOICES_LIMIT}")
    for choice in chosen:
        yield from id_problems(key, "choices", choice)
    if write.state == "value" and write.option is None and write.value is None and write.choices is None:
        yield Refused(key, "option", "the answer is empty", "choose an option or give a value")
    if write.value is not None and not math.isfinite(write.value):
        yield Refused(key, "value", "it is not a number", "give a finite number")


def text_problems(key: str, *texts: tuple[str, str]) -> Iterator[Refused]:
    """Find the texts that are too long, by the names of their fields."""
    for name, text in texts:
        if len(text) > TEXT_LIMIT:
            yield Refused(
                key, name, f"it has {len(text)} characters", f"shorten it to {TEXT_LIMIT} characters"
            )


def _grade_problems(write: GradeWrite) -> Iterator[Refused]:
    for name, text in (("item", write.item), ("lesson", write.lesson), ("option", write.option)):
        yield from id_problems(write.item, name, text)
    yield from _sequence_problems(write.item, write.client_seq)


def id_problems(key: str, name: str, text: str) -> Iterator[Refused]:
    """Find a text that is no id."""
    if not text or len(text) > ID_LIMIT or clean_text(text) != text:
        yield Refused(key[:ID_LIMIT], name, "it is not an id", f"use 1 to {ID_LIMIT} plain characters")


def _sequence_problems(key: str, number: int) -> Iterator[Refused]:
    if not 1 <= number < SEQUENCE_LIMIT:
        yield Refused(key, "client_seq", f"{number} is out of range", f"use 1 to {SEQUENCE_LIMIT - 1}")
