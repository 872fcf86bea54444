"""What the profile would be if the team's targets were reached, and how far each is away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum

from assessments.model import Answer, Answers, AnswerState, Kind, Option, Practice, Question, Questionnaire
from assessments.native import ASIDE
from assessments.scoring import worth_of


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the target of one practice is away: score and target [0..1], None where there is no score."""

    practice: Practice
    score: float | None
    target: float
    due: date | None = None

    @property
    def reached(self) -> bool:
        """Say whether the target is reached."""
        return self.score is not None and self.score >= self.target

    def overdue(self, today: date) -> bool:
        """Say whether its day is over without its being reached."""
        return self.due is not None and self.due < today and not self.reached


def reaches(
    questionnaire: Questionnaire,
    answers: Answers,
    targets: Mapping[str, float],
    due: Mapping[str, date | None] | None = None,
) -> tuple[Reach, ...]:
    """Say how far each target is away, in the order of the questionnaire."""
    return tuple(
        Reach(
            practice,
            worth_of(questionnaire, practice.question, answers.answers.get(practice.id)),
            targets[practice.id],
            (due or {}).get(practice.id),
        )
        for practice in questionnaire.practices
        if practice.id in targets
    )


def with_targets(questionnaire: Questionnaire, answers: Answers, targets: Mapping[str, float]) -> Answers:
    """Return the answers as they would be if every target were reached, to be scored like any others.

    An answer that is as good already stays; so does one that puts its practice aside.
    """
    wanted = dict(answers.answers)
    for practice in questionnaire.practices:
        given = wanted.get(practice.id)
        if practice.id not in targets or (given is not None and given.state in ASIDE):
            continue
        now = worth_of(questionnaire, practice.question, given)
        if now is None or now < targets[practice.id]:
            wanted[practice.id] = answer_worth(questionnaire, practice.question, targets[practice.id])
    return answers.model_copy(update={"answers": wanted})


def answer_worth(questionnaire: Questionnaire, question: Question, worth: float) -> Answer:
    """Return the smallest answer to a question that is worth at least so much [0..1]."""
    if question.kind in {Kind.SINGLE, Kind.LIKERT}:
        return chosen(questionnaire, question, worth)
    wanted = 1.0 - worth if question.reverse else worth
    if question.kind is Kind.MULTI:
        return Answer(state=AnswerState.VALUE, value=chosen_of_many(question, wanted))
    if question.kind is Kind.BOOL:
        return Answer(state=AnswerState.VALUE, value=wanted >= 1.0 if question.reverse else wanted > 0.0)
    worst, best = question.range or (0.0, 100.0)
    return Answer(state=AnswerState.VALUE, value=worst + wanted * (best - worst))


def chosen(questionnaire: Questionnaire, question: Question, worth: float) -> Answer:
    """Return the option with the smallest worth that is large enough, else the best."""
    rows = [Answer(state=AnswerState.VALUE, option=one.id) for one in questionnaire.options(question)]
    by_worth = sorted(rows, key=lambda row: worth_of(questionnaire, question, row) or 0.0)
    enough = [row for row in by_worth if (worth_of(questionnaire, question, row) or 0.0) >= worth]
    return (enough or by_worth[-1:])[0]


def chosen_of_many(question: Question, share: float) -> tuple[str, ...]:
    """Return options, the first ones first, until together they are worth so large a share [0..1]."""
    total = fsum(option.value for option in question.options)
    found: list[Option] = []
    for option in question.options:
        if fsum(one.value for one in found) >= share * total:
            break
        found.append(option)
    return tuple(option.id for option in found)
