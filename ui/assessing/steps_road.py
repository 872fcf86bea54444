"""Turn a team's answers into two lanes of the simulator: as it works today, and with one practice more."""

from __future__ import annotations

import simulator
from assessments import (
    Answer,
    Answers,
    AnswerState,
    Questionnaire,
    Recommendation,
    as_changes,
    effects,
    worth_of,
)
from ui import cached
from ui.simulating.sharing import pack


def road_query(questionnaire: Questionnaire, answers: Answers, one: Recommendation) -> dict[str, str] | None:
    """Return the address of the simulator with both lanes in it, None where they make no lane that runs."""
    preset = cached.presets().get(questionnaire.scenario or "")
    wanted = wanted_option(questionnaire, one)
    if preset is None or wanted is None:
        return None
    base = cached.scenario_of(preset[1])
    after = answers.model_copy(
        update={
            "answers": {**answers.answers, one.practice.id: Answer(state=AnswerState.VALUE, option=wanted)}
        }
    )
    lanes = (("Today", answers), (f"With: {one.practice.title}", after))
    query = {"do": "Two lanes"}
    for letter, (title, given) in zip("ab", lanes, strict=True):
        try:
            changed = base.with_changes(as_changes(effects(questionnaire, given)))
        except (ValueError, simulator.SimulatorError):
            return None
        named = changed.model_copy(update={"title": title, "expect": ()})
        packed = pack(simulator.scenario_text(named))
        if not packed:
            return None
        query[f"lane_{letter}"] = packed
    return query


def wanted_option(questionnaire: Questionnaire, one: Recommendation) -> str | None:
    """Return the least option that reaches the target and says what it means for a lane."""
    rows = []
    for option in questionnaire.options(one.practice.question):
        worth = worth_of(
            questionnaire, one.practice.question, Answer(state=AnswerState.VALUE, option=option.id)
        )
        if worth is not None and worth >= one.target and option.id in one.practice.scenario_effects:
            rows.append((worth, option.id))
    return min(rows)[1] if rows else None
