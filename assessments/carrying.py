"""Take answers along to another questionnaire, or to another version of the same."""

from __future__ import annotations

from assessments.model import Answers, AnswerState, Practice, Questionnaire
from assessments.scoring import worth_of


def carry_over(answers: Answers, target: Questionnaire) -> tuple[Answers, tuple[str, ...]]:
    """Return the answers that `target` still asks for, and the ids of those it does not.

    A practice keeps its meaning as long as it keeps its id, and so does an option. An answer that fits the
    target's question is taken as it is, evidence and notes too; the others are left behind and named.
    """
    practices = {practice.id: practice for practice in target.practices}
    kept = {
        name: answer
        for name, answer in answers.answers.items()
        if name in practices and fits(target, practices[name], answers, name)
    }
    left = tuple(name for name in answers.answers if name not in kept)
    update = {"questionnaire": target.id, "version": target.version, "answers": kept}
    return answers.model_copy(update=update), left


def fits(target: Questionnaire, practice: Practice, answers: Answers, name: str) -> bool:
    """Tell whether an answer can be given to a practice of the target."""
    answer = answers.answers[name]
    if answer.state is AnswerState.VALUE:
        return worth_of(target, practice.question, answer) is not None
    return answer.state is not AnswerState.NOT_APPLICABLE or practice.question.not_applicable.allowed
