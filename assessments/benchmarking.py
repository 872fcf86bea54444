"""A team's delivery performance beside what others answered in one year, on DORA's scale of 0 to 10."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from assessments.model import Questionnaire
from assessments.scoring import Node, Scores
from delivery import QuickCheck

MOST = 10.0
FIVE = (
    "change_lead_time",
    "deployment_frequency",
    "failed_deployment_recovery_time",
    "change_fail_rate",
    "deployment_rework_rate",
)


@dataclass(frozen=True, slots=True)
class Beside:
    """One of our scores beside the mean of others [0..10, 10 is best]; None where there is none.

    `low` and `high` are our band. `deviation` is the standard deviation of everyone's answers; industries
    have none. It is a picture of one year's answers, no target.
    """

    id: str
    title: str
    score: float | None
    low: float | None
    high: float | None
    mean: float | None
    deviation: float | None = None


def beside(
    questionnaire: Questionnaire, scores: Scores, others: QuickCheck, industry: str | None = None
) -> tuple[Beside, ...]:
    """Return our five scores beside the means of everyone, or of one industry; last, the whole.

    The whole is the mean of the five on both sides, and there is no mean of others without all five.

    Source: dora-quick-check
    """
    means = others.scores(industry)
    spreads: Mapping[str, float] = (
        {name: spread.deviation for name, spread in others.everyone.items()} if industry is None else {}
    )
    found = []
    for practice in questionnaire.practices:
        metric = next((name for name in practice.measures if name in FIVE), None)
        if metric is not None:
            numbers = (means.get(metric), spreads.get(metric))
            found.append(row(practice.id, practice.title, scores.practices[practice.id], numbers))
    whole = fmean(means[name] for name in FIVE) if set(FIVE) <= set(means) else None
    return (*found, row(questionnaire.id, questionnaire.title, scores.overall, (whole, None)))


def row(name: str, title: str, node: Node, numbers: tuple[float | None, float | None]) -> Beside:
    """Put one node beside the mean and deviation of others."""
    score, low, high = (None if end is None else end * MOST for end in (node.score, node.low, node.high))
    return Beside(name, title, score, low, high, *numbers)
