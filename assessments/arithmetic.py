"""How one number came about, as data that a page can open and as one line that a person can redo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

from assessments.model import Rule

TIMES = "\N{MULTIPLICATION SIGN}"


class End(StrEnum):
    """Which of a node's three numbers is meant."""

    SCORE = "score"
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Term:
    """One part in the arithmetic of a whole: its weight there and its three numbers [0..1].

    `score` is None where the part is open; then it counts in `low` and `high` alone.
    """

    id: str
    title: str
    weight: float
    score: float | None
    level: int | None = None
    low: float | None = None
    high: float | None = None

    def at(self, end: End) -> float | None:
        """Return one of the three numbers."""
        return {End.SCORE: self.score, End.LOW: self.low, End.HIGH: self.high}[end]


@dataclass(frozen=True, slots=True)
class Working:
    """How one node came about: the rule, its terms, and its three numbers [0..1].

    A practice has no rule and no terms: `said` tells what its answer is worth. `gate` is the share [0..1]
    that a level has to reach, where the rule is gated.
    """

    rule: Rule | None
    terms: tuple[Term, ...]
    score: float | None
    low: float | None = None
    high: float | None = None
    gate: float = 1.0
    said: str | None = None

    @property
    def formula(self) -> str:
        """Write the arithmetic of the score as one line, such as `(2 x 0.70 + 1 x 0.30) / 3 = 0.57`."""
        return self.line(End.SCORE)

    def line(self, end: End) -> str:
        """Write the arithmetic of the score, or of one end of its band, as one line."""
        result = {End.SCORE: self.score, End.LOW: self.low, End.HIGH: self.high}[end]
        if self.said is not None:
            return self.said
        rows = [(term, value) for term in self.terms if (value := term.at(end)) is not None]
        if result is None or not rows or self.rule is None:
            return "nothing answered, no score"
        if self.rule is Rule.GATED:
            every = sorted({term.level or 0 for term in self.terms})
            return f"{gated_formula(rows, every, self.gate)} = {result:.2f}"
        return f"{FORMULAS[self.rule](rows)} = {result:.2f}"


Rows = Sequence[tuple[Term, float]]


def mean_formula(rows: Rows) -> str:
    """Write a mean."""
    return f"({' + '.join(f'{value:.2f}' for _, value in rows)}) / {len(rows)}"


def weighted_formula(rows: Rows) -> str:
    """Write a weighted mean."""
    products = " + ".join(f"{term.weight:g} {TIMES} {value:.2f}" for term, value in rows)
    return f"({products}) / {fsum(term.weight for term, _ in rows):g}"


def min_formula(rows: Rows) -> str:
    """Write a smallest part."""
    return f"smallest of {', '.join(f'{value:.2f}' for _, value in rows)}"


def gated_formula(rows: Rows, levels: Sequence[int], gate: float) -> str:
    """Write the levels, lowest first; one that stays closed counts as 0."""
    parts, shut = [], False
    for level in levels:
        inside = [(term, value) for term, value in rows if (term.level or 0) == level]
        if shut:
            parts.append(f"level {level}: closed, 0")
            continue
        parts.append(f"level {level}: {weighted_formula(inside) if inside else 'nothing answered, 0'}")
        total = fsum(term.weight for term, _ in inside)
        shut = not inside or fsum(term.weight * value for term, value in inside) / total < gate
    return f"mean of {len(levels)} levels ({'; '.join(parts)})"


FORMULAS: dict[Rule, Callable[[Rows], str]] = {
    Rule.MEAN: mean_formula,
    Rule.WEIGHTED: weighted_formula,
    Rule.SUM: weighted_formula,
    Rule.MIN: min_formula,
}
