"""Hold what one person says about one practice, between the widgets, the store and the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assessments import Answer, AnswerState, Kind, Practice, Questionnaire, said
from store import AnswerWrite, StoredAnswer, to_answer
from store.reading import Worded

UNANSWERED = "unanswered"
VALUE = AnswerState.VALUE.value
NOT_APPLICABLE = AnswerState.NOT_APPLICABLE.value
STATE_WORDS = {
    NOT_APPLICABLE: "Not applicable",
    AnswerState.DONT_KNOW.value: "Don't know",
    AnswerState.ELSEWHERE.value: "Done elsewhere",
}
"""The ways not to give a value, with their words."""


LONG = 140
"""A question of more letters is a paragraph, as imported models have them, and no headline."""


def headline(practice: Practice) -> tuple[str, str]:
    """Return what stands over a question and what below: of a long one its practice's name, then its text."""
    text = practice.question.text
    return (text, "") if len(text) <= LONG else (practice.title, text)


@dataclass(frozen=True, slots=True)
class Said:
    """Hold one answer: its state, one of option, value and choices, and the texts beside it.

    A value that is true or false is 1 or 0. Two that are equal mean the same.
    """

    state: str = UNANSWERED
    option: str | None = None
    value: float | None = None
    choices: tuple[str, ...] | None = None
    reason: str = ""
    note: str = ""

    @property
    def given(self) -> bool:
        """Tell whether anything was answered."""
        return self.state != UNANSWERED

    def without_note(self) -> Said:
        """Return the answer alone."""
        return replace(self, note="")

    def to_write(self, practice: str, sequence: int) -> AnswerWrite:
        """Return the store's write; an answer taken back takes its texts with it."""
        if not self.given:
            return AnswerWrite(practice, UNANSWERED, client_seq=sequence)
        return AnswerWrite(
            practice, self.state, self.option, self.value, self.reason, self.note, sequence, self.choices
        )


def said_of(stored: StoredAnswer | Worded | None) -> Said:
    """Return what the store holds for a practice."""
    if stored is None or stored.state == UNANSWERED:
        return Said()
    return Said(
        stored.state,
        stored.option,
        stored.value,
        None if stored.choices is None else tuple(sorted(stored.choices)),
        stored.reason or "",
        stored.note or "",
    )


def in_words(questionnaire: Questionnaire, practice: Practice, found: Said) -> str:
    """Return an answer as a person reads it, without its texts."""
    if not found.given:
        return "Unanswered"
    if found.state != VALUE:
        return STATE_WORDS[found.state]
    names = {option.id: option.text for option in questionnaire.options(practice.question)}
    if found.option is not None:
        return names.get(found.option, found.option)
    if found.choices is not None:
        return ", ".join(names.get(one, one) for one in found.choices) or "None of these"
    if practice.question.kind is Kind.BOOL:
        return "Yes" if found.value else "No"
    unit = " %" if practice.question.kind is Kind.PERCENT else ""
    return f"{found.value:g}{unit}"


def word_of(found: Said, practice: Practice) -> str:
    """Return the word under which an answer is counted."""
    return said(answer_of(found, practice))


def answer_of(found: Said, practice: Practice) -> Answer:
    """Return an answer as one that is scored."""
    return to_answer(_Row(found), practice.question)


@dataclass(frozen=True, slots=True)
class _Row:
    """Show an answer as the store reads it."""

    found: Said

    @property
    def state(self) -> str:
        return self.found.state

    @property
    def option(self) -> str | None:
        return self.found.option

    @property
    def value(self) -> float | None:
        return self.found.value

    @property
    def choices(self) -> tuple[str, ...] | None:
        return self.found.choices

    @property
    def reason(self) -> str:
        return self.found.reason

    @property
    def note(self) -> str:
        return self.found.note
