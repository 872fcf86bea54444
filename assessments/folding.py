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

from assessments.model import Rule

TIMES = "\N{MULTIPLICATION SIGN}"

Reading = Callable[["Part"], float | None]


@dataclass(frozen=True, slots=True)
class Term:
    """One part in the arithmetic of a whole: its weight there and its score [0..1], None when it has none."""

    id: str
    title: str
    weight: float
    score: float | None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Working:
    """How one score came about: the rule and its terms."""

    rule: Rule
    terms: tuple[Term, ...]
    score: float | None

    @property
    def formula(self) -> str:
        """Write the arithmetic as one line, such as `(2 x 0.70 + 1 x 0.30) / 3 = 0.57`."""
        scored = [term for term in self.terms if term.score is not None]
        if self.score is None or not scored:
            return "nothing answered, no score"
        return f"{FORMULAS[self.rule](scored)} = {self.score:.2f}"


def mean_formula(terms: Sequence[Term]) -> str:
    """Write a mean."""
    return f"({' + '.join(f'{term.score:.2f}' for term in terms)}) / {len(terms)}"


def weighted_formula(terms: Sequence[Term]) -> str:
    """Write a weighted mean."""
    products = " + ".join(f"{term.weight:g} {TIMES} {term.score:.2f}" for term in terms)
    return f"({products}) / {fsum(term.weight for term in terms):g}"


def min_formula(terms: Sequence[Term]) -> str:
    """Write a smallest part."""
    return f"smallest of {', '.join(f'{term.score:.2f}' for term in terms)}"


def gated_formula(terms: Sequence[Term]) -> str:
    """Write the levels, lowest first."""
    levels = sorted({term.level or 0 for term in terms})
    rows = (
        f"level {level}: {weighted_formula([term for term in terms if (term.level or 0) == level])}"
        for level in levels
    )
    return f"mean of the levels that are open ({'; '.join(rows)})"


FORMULAS: dict[Rule, Callable[[Sequence[Term]], str]] = {
    Rule.MEAN: mean_formula,
    Rule.WEIGHTED: weighted_formula,
    Rule.SUM: weighted_formula,
    Rule.MIN: min_formula,
    Rule.GATED: gated_formula,
}


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
        return Part(
            whole.id, whole.title, None, None, None, 0, 0, whole.weight, working=Working(rule, (), None)
        )
    score = combine(whole, applicable, lambda part: part.score)
    low = combine(whole, applicable, lambda part: part.low)
    high = combine(whole, applicable, lambda part: part.high)
    terms = tuple(
        Term(part.id, part.title, weight_of(rule, part), part.score, part.level) for part in applicable
    )
    return Part(
        id=whole.id,
        title=whole.title,
        score=score,
        low=tidy(min, low, score),
        high=tidy(max, high, score),
        answered=sum(part.answered for part in applicable),
        applicable=sum(part.applicable for part in applicable),
        weight=whole.weight,
        possible=possible_points(rule, applicable),
        summed=rule is Rule.SUM or any(part.summed for part in applicable),
        working=Working(rule, terms, score),
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
