"""Turn what is stored into the words of the rooms below."""

from collections.abc import Mapping
from typing import Protocol

from assessments import Answer, AnswerState, Evidence, Kind, Question
from assessments.publishing import word
from datafiles.fields import CONTROL
from store.model import StoredAnswer
from store.round_model import Proof


class Worded(Protocol):
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
        """Return the chosen options."""

    @property
    def reason(self) -> str:
        """Return the reason."""

    @property
    def note(self) -> str:
        """Return the note."""


def to_answer(stored: Worded, question: Question | None = None, proofs: tuple[Proof, ...] = ()) -> Answer:
    """Return a stored answer as an answer that is scored.

    Args:
        stored: the answer of a seat, or the one a team agreed on.
        question: what was asked; a question of the kind bool turns 1 and 0 into true and false.
        proofs: the evidence of the practice, without saying who gave it.
    """
    value: bool | float | tuple[str, ...] | None = stored.value
    if stored.choices is not None:
        value = stored.choices
    elif value is not None and question is not None and question.kind is Kind.BOOL:
        value = bool(value)
    return Answer(
        state=AnswerState(stored.state),
        option=stored.option,
        value=value,
        reason=to_text(stored.reason),
        note=to_text(stored.note),
        evidence=tuple(to_evidence(proof) for proof in proofs),
    )


def to_text(text: str) -> str | None:
    """Return a stored text as one that a file may hold, None where nothing is left of it."""
    return CONTROL.sub(" ", text).strip() or None


def to_evidence(proof: Proof) -> Evidence:
    """Return a piece of evidence without the person who gave it."""
    return Evidence(
        text=to_text(proof.text) or "?", link=proof.link or None, date=proof.given, expires=proof.expires
    )


def ballots(answers: Mapping[str, Mapping[str, StoredAnswer]]) -> dict[str, dict[str, str]]:
    """Return what people said as words to count: respondent -> practice -> word."""
    return {
        respondent: {
            practice: word(answer.state, answer.option, answer.value, answer.choices)
            for practice, answer in rows.items()
        }
        for respondent, rows in answers.items()
    }


def texts(answers: Mapping[str, Mapping[str, StoredAnswer]]) -> dict[str, dict[str, str]]:
    """Return what people wrote beside their answers: respondent -> practice -> text."""
    found = {
        respondent: {
            practice: text
            for practice, answer in rows.items()
            if (text := "\n".join(part for part in (answer.reason, answer.note) if part))
        }
        for respondent, rows in answers.items()
    }
    return {respondent: rows for respondent, rows in found.items() if rows}
