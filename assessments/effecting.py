"""Answers in, changes of a scenario out: what each chosen option means for a team's own lane.

An effect is one path of the lane's scenario and what it becomes: a value, or a range where knowledge is
thin. Practices without an answer of state `value` leave the lane as it is. No two practices of a
questionnaire change the same part (a rule of its files), so between practices the order of effects means
nothing; within one option it is the order in the file: a whole part first, then a knob inside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.model import Answer, Answers, AnswerState, AssessmentError, Practice, Questionnaire
from datafiles import hours
from datafiles.fields import NUMBER, WHOLE

ASSUMPTION = "assumption"
"""The source of an effect that is plausible and that nobody measured for us."""
SAID = ("source", "worse_because")
"""What stands beside the paths of an option."""
MIDDLE = 0.5


@dataclass(frozen=True, slots=True)
class Effect:
    """One path that an option changes; `low` and `high` are the same where it is one value.

    `source` is an id of delivery/sources.yaml or "assumption"; `worse_because` says why a better option may
    make the lane worse.
    """

    practice: str
    option: str
    path: str
    low: Any
    high: Any
    source: str
    worse_because: str | None = None

    @property
    def ranges(self) -> bool:
        """Say whether the value is a range."""
        return bool(self.low != self.high)

    def at(self, share: float) -> Any:
        """Return the value that lies at `share` [0..1] of the way from low to high.

        Durations become hours; a range between whole numbers stays whole.
        """
        if not 0 <= share <= 1:
            raise AssessmentError(f"a share lies in 0..1, but this one is {share:g}")
        return between(self.low, self.high, share) if self.ranges else self.low


def between(low: str, high: str, share: float) -> float | int:
    """Return the number or the duration [h] at a share of the way from one text to another."""
    if WHOLE.fullmatch(low) and WHOLE.fullmatch(high):
        return round(int(low) + share * (int(high) - int(low)))
    ends = [float(end) if NUMBER.fullmatch(end) else hours(end) for end in (low, high)]
    return ends[0] + share * (ends[1] - ends[0])


def option_effects(practice: Practice, option: str) -> tuple[Effect, ...]:
    """Return what one option of a practice changes, in the order of the file."""
    given = practice.scenario_effects.get(option, {})
    source, because = given.get("source"), given.get("worse_because")
    found = []
    for path, value in given.items():
        if path not in SAID:
            low, high = value if isinstance(value, tuple) else (value, value)
            found.append(
                Effect(
                    practice.id,
                    option,
                    path,
                    low,
                    high,
                    str(source),
                    None if because is None else str(because),
                )
            )
    return tuple(found)


def effects(questionnaire: Questionnaire, answers: Answers) -> tuple[Effect, ...]:
    """Return what a team's answers change in the lane of the questionnaire, in the order of its practices."""
    found: list[Effect] = []
    for practice in questionnaire.practices:
        option = chosen(answers.answers.get(practice.id))
        found += () if option is None else option_effects(practice, option)
    return tuple(found)


def chosen(answer: Answer | None) -> str | None:
    """Return the id of the option that an answer chose; `true` or `false` for a yes or no."""
    if answer is None or answer.state is not AnswerState.VALUE:
        return None
    return str(answer.value).lower() if isinstance(answer.value, bool) else answer.option


def as_changes(
    found: tuple[Effect, ...], share: float = MIDDLE, shares: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """Return effects as the changes that a scenario takes: {path: value}.

    Args:
        found: the effects of a team's answers.
        share: where in its range every value lies [0..1]; in the middle unless given.
        shares: the share [0..1] of single paths, where assumptions are slid or sampled.
    """
    one_by_one = shares or {}
    return {effect.path: effect.at(one_by_one.get(effect.path, share)) for effect in found}
