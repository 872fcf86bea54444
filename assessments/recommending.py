"""Which practice to take up next, and why: only what can be begun now, the most for its effort first.

    rank = gap x weight x value / effort

- gap: the target minus what is answered [0..1]; without a target of the team, up to the best option.
- weight: the weight of the practice in its questionnaire.
- value, effort: from 1 (little) to 5 (much); 3 where a questionnaire does not say, and marked so.

A practice is ready when every practice it depends on is met: answered with at least half of its scale or
with the target the team set for it, not applicable, or done elsewhere. What nobody knows is to be found out
first and is not recommended. Equal ranks: first what more practices wait for, then the questionnaire's order.
The formula is this project's own choice; it orders, it does not predict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.arithmetic import TIMES
from assessments.model import Answers, AnswerState, Practice, Questionnaire
from assessments.native import ASIDE
from assessments.scoring import worth_of

MET = 0.5
"""From which score [0..1] on a practice counts as met, where the team set no lower target."""

USUAL = 3
"""The value and the effort of a practice whose questionnaire does not say."""

Standing = float | AnswerState | None
"""Where a practice stands: its score [0..1], the state that puts it aside, or that nobody knows."""

FEWEST, MOST = 1, 3
"""How many experiments a team chooses at once."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A practice that can be begun now, with every factor of its rank.

    `assumed` names the factors the questionnaire does not give; `unlocks` are the practices that wait for
    this one and for nothing else that is open.
    """

    practice: Practice
    score: float
    target: float
    weight: float
    value: int
    effort: int
    assumed: tuple[str, ...] = ()
    unlocks: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """Return how far the target is away [0..1]."""
        return self.target - self.score

    @property
    def rank(self) -> float:
        """Return gap x weight x value / effort."""
        return self.gap * self.weight * self.value / self.effort

    @property
    def formula(self) -> str:
        """Write the arithmetic as one line."""
        gap = f"({self.target:.2f} - {self.score:.2f})"
        return f"{gap} {TIMES} {self.weight:g} {TIMES} {self.value} / {self.effort} = {self.rank:.2f}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A practice with a gap that cannot be begun yet, and what it waits for, by id and in words."""

    practice: Practice
    needs: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recommendations:
    """What to take up next, what has to wait, and what has to be found out first."""

    ready: tuple[Recommendation, ...]
    waiting: tuple[Waiting, ...]
    unknown: tuple[Practice, ...]


def recommend(
    questionnaire: Questionnaire, answers: Answers, targets: Mapping[str, float] | None = None
) -> Recommendations:
    """Rank the practices that can be begun now.

    Args:
        questionnaire: the questionnaire.
        answers: the team's answers to it.
        targets: the score the team aims at [0..1], by practice; the others aim at the best option.
    """
    goals = targets or {}
    known = {practice.id: standing(questionnaire, practice, answers) for practice in questionnaire.practices}
    open_needs = {
        practice.id: tuple(
            need
            for need in dict.fromkeys(practice.depends_on)
            if need in known and not is_met(known[need], goals.get(need))
        )
        for practice in questionnaire.practices
    }
    short = [
        practice
        for practice in questionnaire.practices
        if isinstance(found := known[practice.id], float) and goals.get(practice.id, 1.0) - found > 0
    ]
    unlocks: dict[str, list[str]] = {}
    for name, needs in open_needs.items():
        if len(needs) == 1:
            unlocks.setdefault(needs[0], []).append(name)
    ready = [
        factors(practice, float(known[practice.id] or 0.0), goals.get(practice.id, 1.0), unlocks)
        for practice in short
        if not open_needs[practice.id]
    ]
    titles = {practice.id: practice.title for practice in questionnaire.practices}
    waiting = [
        Waiting(
            practice,
            open_needs[practice.id],
            tuple(reason(titles[need], known[need]) for need in open_needs[practice.id]),
        )
        for practice in short
        if open_needs[practice.id]
    ]
    return Recommendations(
        ready=tuple(sorted(ready, key=lambda one: (-round(one.rank, 9), -len(one.unlocks)))),
        waiting=tuple(waiting),
        unknown=tuple(practice for practice in questionnaire.practices if known[practice.id] is None),
    )


def standing(
    questionnaire: Questionnaire, practice: Practice, answers: Answers
) -> float | AnswerState | None:
    """Return the score of a practice [0..1], the state that puts it aside, or None where nobody knows."""
    answer = answers.answers.get(practice.id)
    if answer is not None and answer.state in ASIDE:
        return answer.state
    return worth_of(questionnaire, practice.question, answer)


def is_met(found: Standing, goal: float | None) -> bool:
    """Say whether a practice is far enough for those that depend on it."""
    if isinstance(found, float):
        return found >= min(MET, 1.0 if goal is None else goal)
    return found is not None


def factors(
    practice: Practice, found: float, goal: float, unlocks: Mapping[str, Sequence[str]]
) -> Recommendation:
    """Return a practice with every factor of its rank."""
    return Recommendation(
        practice=practice,
        score=found,
        target=goal,
        weight=practice.weight,
        value=practice.value or USUAL,
        effort=practice.effort or USUAL,
        assumed=tuple(name for name in ("value", "effort") if getattr(practice, name) is None),
        unlocks=tuple(unlocks.get(practice.id, ())),
    )


def reason(title: str, found: Standing) -> str:
    """Say why a prerequisite is not met."""
    if isinstance(found, float):
        return f"{title} comes first: it is at {found * 100:.0f} of 100"
    return f"{title} comes first: nobody knows how far it is"


def too_many(chosen: Sequence[str]) -> str | None:
    """Say what is wrong with the number of chosen experiments, None where nothing is."""
    count = len(set(chosen))
    if FEWEST <= count <= MOST:
        return None
    return f"{count} are chosen; choose {FEWEST} to {MOST}: few things at a time are finished"
