"""What changed between two snapshots, and how a team's own answers moved over time.

A snapshot is read with the questionnaire it was taken with, so that an old answer keeps its meaning. What was
asked anew, no longer, or in other words is told apart, and regressions come first: they are the easiest to
overlook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assessments.model import AnswerState, Practice, Questionnaire
from assessments.scoring import Node, Scores, score
from assessments.snapshots import Snapshot


class Moved(StrEnum):
    """How a practice moved from one snapshot to the other; in this order they are listed."""

    REGRESSED = "regressed"
    IMPROVED = "improved"
    FORGOTTEN = "no longer known"
    FOUND = "now known"
    OTHER_STATE = "answered otherwise"
    SAME = "the same"
    NEW = "newly asked"
    REMOVED = "no longer asked"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a snapshot says of one practice: its score [0..1] or None, and what was said in words."""

    score: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Change:
    """How one practice moved.

    Args:
        practice: as it is asked in the later snapshot, or in the earlier one where it is no longer asked.
        moved: how.
        before: what the earlier snapshot says; None where it was not asked.
        after: what the later snapshot says; None where it is not asked any more.
        reworded: whether the question or its options changed: then the two scores mean different things.
    """

    practice: Practice
    moved: Moved
    before: Reading | None
    after: Reading | None
    reworded: bool = False

    @property
    def difference(self) -> float | None:
        """Return the later score minus the earlier one, None where one is missing."""
        if self.before is None or self.after is None:
            return None
        if self.before.score is None or self.after.score is None:
            return None
        return self.after.score - self.before.score


@dataclass(frozen=True, slots=True)
class DimensionChange:
    """How one dimension moved; `comparable` says whether both asked the same of it."""

    id: str
    title: str
    before: Node | None
    after: Node | None
    comparable: bool

    @property
    def difference(self) -> float | None:
        """Return the later score minus the earlier one, None where one is missing."""
        earlier, later = (node.score if node else None for node in (self.before, self.after))
        return None if earlier is None or later is None else later - earlier


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference between two snapshots: practices with the regressions first, and dimensions."""

    before: Snapshot
    after: Snapshot
    practices: tuple[Change, ...]
    dimensions: tuple[DimensionChange, ...]

    def count(self, moved: Moved) -> int:
        """Return how many practices moved so."""
        return sum(change.moved is moved for change in self.practices)


@dataclass(frozen=True, slots=True)
class Dated:
    """A snapshot with the questionnaire it was taken with."""

    snapshot: Snapshot
    questionnaire: Questionnaire

    def scores(self) -> Scores:
        """Score the team's answers."""
        return score(self.questionnaire, self.snapshot.as_answers())


def compare(before: Dated, after: Dated) -> Comparison:
    """Say what changed from one snapshot to another, each read with its own questionnaire."""
    scores = before.scores(), after.scores()
    older = {practice.id: practice for practice in before.questionnaire.practices}
    newer = {practice.id: practice for practice in after.questionnaire.practices}
    changes = []
    for name in dict.fromkeys([*newer, *older]):
        was, now = older.get(name), newer.get(name)
        pair = (
            reading(before, scores[0], was) if was else None,
            reading(after, scores[1], now) if now else None,
        )
        reworded = bool(
            was and now and wording(before.questionnaire, was) != wording(after.questionnaire, now)
        )
        changes.append(Change(now or older[name], movement(*pair), *pair, reworded))
    return Comparison(
        before=before.snapshot,
        after=after.snapshot,
        practices=tuple(sorted(changes, key=order)),
        dimensions=dimension_changes(before, after, scores),
    )


ORDER = {moved: place for place, moved in enumerate(Moved)}


def order(change: Change) -> tuple[int, float]:
    """Return the place of a change in the list: by how it moved, then the largest difference first."""
    return ORDER[change.moved], -abs(change.difference or 0.0)


def reading(dated: Dated, scores: Scores, practice: Practice) -> Reading:
    """Return what a snapshot says of one practice."""
    answer = dated.snapshot.answers.get(practice.id)
    node = scores.practices[practice.id]
    if answer is None:
        return Reading(None, "Unanswered")
    if answer.state is not AnswerState.VALUE:
        return Reading(None, answer.state.word)
    texts = {option.id: option.text for option in dated.questionnaire.options(practice.question)}
    if answer.option is not None:
        said = texts.get(answer.option, answer.option)
    elif isinstance(answer.value, tuple):
        said = ", ".join(texts.get(one, one) for one in answer.value) or "None"
    elif isinstance(answer.value, bool):
        said = "Yes" if answer.value else "No"
    else:
        said = f"{answer.value:g}"
    return Reading(node.score if node.answered else None, said)


def wording(questionnaire: Questionnaire, practice: Practice) -> tuple[object, ...]:
    """Return everything of a practice that gives its answer a meaning."""
    question = practice.question
    options = [(one.id, one.text, one.value) for one in questionnaire.options(question)]
    return question.kind, question.text, question.range, question.reverse, tuple(options)


def movement(before: Reading | None, after: Reading | None) -> Moved:
    """Say how a practice moved."""
    if before is None:
        return Moved.NEW
    if after is None:
        return Moved.REMOVED
    if before.score is not None and after.score is not None:
        return moved_score(after.score - before.score, said_same=before.said == after.said)
    if before.score is not None:
        return Moved.FORGOTTEN
    if after.score is not None:
        return Moved.FOUND
    return Moved.SAME if before.said == after.said else Moved.OTHER_STATE


def moved_score(difference: float, *, said_same: bool) -> Moved:
    """Say how a practice with two scores moved."""
    if difference:
        return Moved.IMPROVED if difference > 0 else Moved.REGRESSED
    return Moved.SAME if said_same else Moved.OTHER_STATE


def dimension_changes(
    before: Dated, after: Dated, scores: tuple[Scores, Scores]
) -> tuple[DimensionChange, ...]:
    """Say how the dimensions moved, in the order of the later questionnaire."""
    rows = (*after.questionnaire.dimensions, *before.questionnaire.dimensions)
    titles = {row.id: row.title for row in reversed(rows)}
    return tuple(
        DimensionChange(
            name,
            titles[name],
            scores[0].dimensions.get(name),
            scores[1].dimensions.get(name),
            comparable=asked_of(before, name) == asked_of(after, name),
        )
        for name in dict.fromkeys(row.id for row in rows)
    )


def asked_of(dated: Dated, dimension: str) -> dict[str, tuple[object, ...]]:
    """Return what is asked of a dimension, and what it weighs there."""
    return {
        practice.id: (
            practice.weight,
            practice.level,
            practice.group,
            *wording(dated.questionnaire, practice),
        )
        for practice in dated.questionnaire.practices
        if practice.dimension == dimension
    }


# ---------------------------------------------------------------- trend


@dataclass(frozen=True, slots=True)
class Moment:
    """One snapshot of a trend.

    Args:
        day: when it was taken.
        respondents: how many took part; None where they were too few to be counted.
        dimensions: the scores of the dimensions, by id.
        practices: the scores of the practices [0..1], by id, None where nobody knows.
        asked: the fingerprint of the questionnaire.
        asked_anew: whether the moment before was asked in other words: there the line breaks.
    """

    day: date
    respondents: int | None
    dimensions: Mapping[str, Node]
    practices: Mapping[str, float | None]
    asked: str
    asked_anew: bool


def trend(snapshots: Iterable[Dated]) -> tuple[Moment, ...]:
    """Return a team's own way through its snapshots, in the order they are given."""
    moments: list[Moment] = []
    for dated in snapshots:
        scores = dated.scores()
        asked = dated.snapshot.hash
        moments.append(
            Moment(
                day=dated.snapshot.date,
                respondents=dated.snapshot.respondents,
                dimensions=scores.dimensions,
                practices={
                    name: node.score if node.answered else None for name, node in scores.practices.items()
                },
                asked=asked,
                asked_anew=bool(moments) and moments[-1].asked != asked,
            )
        )
    return tuple(moments)
