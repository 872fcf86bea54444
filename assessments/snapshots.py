"""What a team answered at one time, whole and never changed afterwards.

A snapshot holds what the team says together and how many people said what as far as that was shown. It holds
no person: neither who answered, nor what one of them said, nor who gave a piece of evidence.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from assessments.fields import Day
from assessments.model import Answer, Answers, Questionnaire
from datafiles import FileModel, Format, Id, Text, Whole
from datafiles.fields import wrong_value

HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def hash_text(text: str) -> str:
    """Refuse what is no hash."""
    if not HASH.fullmatch(text):
        raise wrong_value("is no hash", "leave it as it was exported: 64 digits and letters a to f")
    return text


def above_zero(number: int) -> int:
    """Refuse a count of nobody."""
    if number < 1:
        raise wrong_value(f"is {number}", "count at least one")
    return number


Hash = Annotated[Text, AfterValidator(hash_text)]
Count = Annotated[Whole, AfterValidator(above_zero)]


class Snapshot(FileModel):
    """What a team answered on one day, to one version of a questionnaire.

    `hash` is the fingerprint of the questionnaire as it was asked. `answers` are the team's: what it agreed
    on, or what its only respondent said. `tallies` say how many people said each word (see
    `publishing.word`), where several did. `respondents` is None where too few took part to be counted.
    """

    format: Format
    questionnaire: Id
    version: Text
    hash: Hash
    title: Text
    licence: Text
    attribution: Text
    team: Text
    date: Day
    respondents: Count | None = None
    answers: dict[Id, Answer]
    tallies: dict[Id, dict[Text, Count]] = Field(default_factory=dict)

    def as_answers(self) -> Answers:
        """Return the team's answers, to score them."""
        return Answers(
            questionnaire=self.questionnaire,
            version=self.version,
            team=self.team,
            date=self.date,
            answers=self.answers,
        )

    def text(self) -> str:
        """Return all it says as JSON in one line, always the same for the same snapshot."""
        return canonical_text(self)

    @property
    def fingerprint(self) -> str:
        """Return the hash of all it says."""
        return hashlib.sha256(self.text().encode()).hexdigest()


def canonical_text(model: FileModel) -> str:
    """Return a model as JSON in one line, keys in order, without what is left at its default."""
    said = model.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Round:
    """What an assessment came to: the team's answers, and the tallies that were shown."""

    team: str
    date: date
    answers: Mapping[str, Answer]
    respondents: int | None = 1
    tallies: Mapping[str, Mapping[str, int]] | None = None


def take_snapshot(questionnaire: Questionnaire, found: Round) -> Snapshot:
    """Keep what a round came to, without saying who gave the evidence."""
    practices = [practice.id for practice in questionnaire.practices]
    answers = {name: anonymous(found.answers[name]) for name in practices if name in found.answers}
    tallies = {
        name: dict(sorted(found.tallies[name].items()))
        for name in practices
        if found.tallies and name in found.tallies
    }
    return Snapshot(
        format=1,
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        hash=questionnaire.fingerprint,
        title=questionnaire.title,
        licence=questionnaire.licence,
        attribution=questionnaire.attribution,
        team=found.team or "A team",
        date=found.date,
        respondents=found.respondents,
        answers=answers,
        tallies=tallies,
    )


def anonymous(answer: Answer) -> Answer:
    """Return an answer without the people who gave its evidence."""
    evidence = tuple(found.model_copy(update={"by": None}) for found in answer.evidence)
    return answer.model_copy(update={"evidence": evidence})
