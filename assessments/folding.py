"""How the scores of parts become the score of a whole: one small tree, folded from its leaves.

A whole leaves out the parts that do not apply. Its score counts the parts that have one; its low and high
end count every part that applies. The weights are the same for all three, so that low <= score <= high.

- mean: the mean of the parts.
- weighted: sum of weight x score / sum of weights.
- sum: points out of possible points. A part is worth weight x the points possible in it (a practice: 1).
- min: the smallest part.
- gated: the mean over the levels, where a level counts only when each level below it reached the gate; within
  a level the parts are weighted. A level that nobody answered counts as 0. Parts without a level are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from assessments.arithmetic import Term, Working
from assessments.model import Rule

Reading = Callable[["Part"], float | None]


@dataclass(frozen=True, slots=True)
class Part:
    """A part with its three readings [0..1]; all are None when nothing in it applies.

    `possible` is the number of points that a sum counts in it; `summed` says whether a sum is in it at all.
    """

    id: str
    title: str
    score: float | None
    low: float | None
    high: float | None
    answered: int
    applicable: int
    weight: float = 1.0
    level: int | None = None
    possible: float = 1.0
    summed: bool = False
    working: Working | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """What is folded: the name, rule and place of a node above its parts."""

    id: str
    title: str
    rule: Rule
    gate: float = 1.0
    weight: float = 1.0


def fold(whole: Whole, parts: Iterable[Part]) -> Part:
    """Fold the parts into one, by the whole's rule."""
    applicable = [part for part in parts if part.applicable]
    rule = whole.rule
    if not applicable:
        nothing = Working(rule, (), None, gate=whole.gate)
        return Part(whole.id, whole.title, None, None, None, 0, 0, whole.weight, working=nothing)
    score = combine(whole, applicable, lambda part: part.score)
    low = tidy(min, combine(whole, applicable, lambda part: part.low), score)
    high = tidy(max, combine(whole, applicable, lambda part: part.high), score)
    terms = tuple(
        Term(part.id, part.title, weight_of(rule, part), part.score, part.level, part.low, part.high)
        for part in applicable
    )
    return Part(
        id=whole.id,
        title=whole.title,
        score=score,
        low=low,
        high=high,
        answered=sum(part.answered for part in applicable),
        applicable=sum(part.applicable for part in applicable),
        weight=whole.weight,
        possible=possible_points(rule, applicable),
        summed=rule is Rule.SUM or any(part.summed for part in applicable),
        working=Working(rule, terms, score, low, high, whole.gate),
    )


def tidy(pick: Callable[[float, float], float], end: float | None, score: float | None) -> float | None:
    """Keep an end of the band on its side of the score where the last bit was rounded the other way."""
    return end if end is None or score is None else pick(end, score)


def weight_of(rule: Rule, part: Part) -> float:
    """Return what a part weighs under a rule."""
    if rule is Rule.SUM:
        return part.weight * part.possible
    return part.weight if rule in {Rule.WEIGHTED, Rule.GATED} else 1.0


def possible_points(rule: Rule, parts: Sequence[Part]) -> float:
    """Return how many points a whole can have: their sum under `sum`, else the mean of its parts."""
    weights = [weight_of(rule, part) for part in parts]
    if rule is Rule.SUM:
        return fsum(weights)
    return fsum(weight * part.possible for weight, part in zip(weights, parts, strict=True)) / fsum(weights)


def combine(whole: Whole, parts: Sequence[Part], read: Reading) -> float | None:
    """Combine one reading of the parts; None when no part has it."""
    rows = [(value, weight_of(whole.rule, part)) for part in parts if (value := read(part)) is not None]
    if not rows:
        return None
    if whole.rule is Rule.MIN:
        return min(value for value, _ in rows)
    if whole.rule is Rule.GATED:
        return climb(whole.gate, parts, read)
    return average(rows)


def average(rows: Sequence[tuple[float, float]]) -> float:
    """Return the weighted mean of (value, weight) rows, the same in whatever order they come."""
    total = fsum(value * weight for value, weight in rows) / fsum(weight for _, weight in rows)
    return min(max(total, min(value for value, _ in rows)), max(value for value, _ in rows))


def climb(gate: float, parts: Sequence[Part], read: Reading) -> float:
    """Return the mean over the levels; a closed level counts as 0."""
    levels = sorted({part.level or 0 for part in parts})
    reached = 0.0
    for level in levels:
        rows = [
            (value, part.weight)
            for part in parts
            if (part.level or 0) == level and (value := read(part)) is not None
        ]
        share = average(rows) if rows else 0.0
        reached += share
        if share < gate:
            break
    return reached / len(levels)
