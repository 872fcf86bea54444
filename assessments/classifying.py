"""Answers in, verdict out: what a team does, in the words of `delivery.classify`.

Which option says which fact stands in the questionnaire (`facts`). A practice that is open, not applicable or
done elsewhere says nothing, and its facts stay unknown.
"""

from __future__ import annotations

from dataclasses import replace

from assessments.effecting import chosen
from assessments.model import Answers, Questionnaire
from delivery import Fact, Practices, Trigger, Verdict, classify


def speaks(questionnaire: Questionnaire) -> bool:
    """Tell whether the questionnaire asks for facts at all, so that its answers end in a verdict."""
    return any(
        option.facts
        for practice in questionnaire.practices
        for option in questionnaire.options(practice.question)
    )


def facts_of(questionnaire: Questionnaire, answers: Answers) -> Practices:
    """Return the facts that the answers say; the others are unknown."""
    known = Practices()
    for practice in questionnaire.practices:
        picked = chosen(answers.answers.get(practice.id))
        for option in questionnaire.options(practice.question):
            if option.id == picked:
                for fact, value in option.facts.items():
                    meant = Trigger(value) if fact == "trigger" else Fact(value)
                    known = replace(known, **{fact: meant})  # type: ignore[arg-type]  # the linter knows both
    return known


def verdict_of(questionnaire: Questionnaire, answers: Answers) -> Verdict | None:
    """Say what a team does, with its reasons; None where the questionnaire asks for no facts."""
    return classify(facts_of(questionnaire, answers)) if speaks(questionnaire) else None
