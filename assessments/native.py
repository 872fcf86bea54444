"""The published formulas of the models that can be imported, each exactly as its own tool computes it.

They stand beside our score, never instead of it: most of them count an open answer as zero. What does not
apply (or is done elsewhere) leaves every sum and every mean; the models themselves have no such answer.

- SAMM: level = mean(stream A, stream B); practice = sum of its 3 levels [0..3]; function = mean of its
  practices; overall = mean of the functions. Open = 0. Levels are not gated. Source: owasp-samm.
- DSOMM: value of an activity = share of the highest state reached; sector (sub-dimension, level) = mean over
  its activities of the mean over the teams [0..1]. No score above the sectors. Open = 0.
  Source: owasp-dsomm.
- DORA Quick Check: ordinal v of n -> (v - 1) / (n - 1) x 10, percent p -> 10 - p / 10; overall = mean of the
  five metrics, throughput = mean of lead time, frequency and recovery, stability = mean of failures and
  rework; a capability = mean of its items [0..10]. Nothing of it without all its metrics.
  Source: dora-quick-check.
- devops-maturity: sum of the weights of yes / sum of all weights x 100. Open = no. Source: devops-maturity.
- PEMM: category = mean of the answered values, to two decimals [1..4]. Source: pemm-assessment.
- Atos: section = round(points / possible points x 100), half up. Open = 0. Source: atos-devops-maturity.
- measure-mate: the rank that was chosen. Source: measure-mate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, fsum
from typing import Any, Final

from assessments.model import Answers, AnswerState, Kind, NativeFormula, Practice, Questionnaire

ASIDE: Final = frozenset({AnswerState.NOT_APPLICABLE, AnswerState.ELSEWHERE})
SAMM_LEVELS: Final = (1, 2, 3)
THROUGHPUT: Final = ("change-lead-time", "deployment-frequency", "failed-deployment-recovery-time")
STABILITY: Final = ("change-fail-rate", "deployment-rework-rate")
"""The ids of the practices that ask for the five metrics of the Quick Check."""

Values = Mapping[str, float | None]
Worths = Mapping[str, float | None]
"""What each answer is worth [0..1], by practice; None where it is open."""


@dataclass(frozen=True, slots=True)
class NativeScores:
    """The scores on the model's own scale, by id; None where its formula gives nothing.

    `sectors` are by group and level, `parts` what the model names beside its overall score, `level` its word
    for the overall score.
    """

    formula: NativeFormula
    overall: float | None = None
    dimensions: Values = field(default_factory=dict)
    groups: Values = field(default_factory=dict)
    practices: Values = field(default_factory=dict)
    sectors: Mapping[str, Mapping[int, float | None]] = field(default_factory=dict)
    parts: Values = field(default_factory=dict)
    level: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what the model itself would show, as JSON values."""
        kept = {"dimensions": self.dimensions, "groups": self.groups, **self.parts}
        sectors = {
            group: {str(level): value for level, value in row.items()} for group, row in self.sectors.items()
        }
        return {
            "formula": str(self.formula),
            "overall": self.overall,
            **{name: value for name, value in kept.items() if value != {}},
            **({"sectors": sectors} if sectors else {}),
            **({"level": self.level} if self.level else {}),
        }


def mean(values: Iterable[float]) -> float | None:
    """Return the mean, None of nothing."""
    rows = list(values)
    return fsum(rows) / len(rows) if rows else None


def samm_practice(levels: Iterable[Sequence[float]]) -> float | None:
    """Return the score of a SAMM practice [0..3]: the sum over its levels of the mean over the streams.

    Args:
        levels: for each level, the values [0..1] of its streams that apply. A level of which nothing applies
            leaves the sum, which is then stretched to the same range of 0..3.
    """
    means = [value for level in levels if (value := mean(level)) is not None]
    return fsum(means) * len(SAMM_LEVELS) / len(means) if means else None


def dsomm_sector(activities: Iterable[Sequence[float]]) -> float | None:
    """Return the value of a DSOMM sector [0..1]: the mean over its activities of the mean over the teams."""
    return mean(value for teams in activities if (value := mean(teams)) is not None)


def dora_ordinal(place: int, of: int) -> float:
    """Return the Quick Check score [0..10] of the answer in this place [1..of], 1 being the worst."""
    return (place - 1) / (of - 1) * 10


def dora_percent(percent: float) -> float:
    """Return the Quick Check score [0..10] of a percentage [0..100] that should be small."""
    return 10 - percent / 10


def devops_maturity_percent(rows: Iterable[tuple[float, float]]) -> float | None:
    """Return the devops-maturity score [0..100] of rows of (weight, 1 or 0)."""
    kept = list(rows)
    return fsum(weight * yes for weight, yes in kept) / fsum(w for w, _ in kept) * 100 if kept else None


def pemm_category(values: Iterable[float]) -> float | None:
    """Return the score of a PEMM category [1..4]: the mean of the answered values, to two decimals."""
    found = mean(values)
    return None if found is None else round(found, 2)


def atos_section(rows: Iterable[tuple[float, float]]) -> float | None:
    """Return the score of an Atos section [0..100] of rows of (points, possible points), rounded half up."""
    kept = list(rows)
    return floor(fsum(got for got, _ in kept) / fsum(most for _, most in kept) * 100 + 0.5) if kept else None


@dataclass(frozen=True, slots=True)
class Given:
    """A questionnaire with what its answers are worth; practices that do not apply are left out."""

    questionnaire: Questionnaire
    worths: Worths
    applying: tuple[Practice, ...]
    points: Values

    def zeroed(self, practice: Practice) -> float:
        """Return what an answer is worth, an open one 0."""
        return self.worths.get(practice.id) or 0.0

    def within(self, key: Callable[[Practice], str | None]) -> dict[str, list[Practice]]:
        """Return the practices that apply, by their dimension or group."""
        found: dict[str, list[Practice]] = defaultdict(list)
        for practice in self.applying:
            found[key(practice) or ""].append(practice)
        return found

    def dimensions(self, read: Callable[[list[Practice]], float | None]) -> dict[str, float | None]:
        """Return the reading of each dimension."""
        rows = self.within(lambda practice: practice.dimension)
        return {
            row.id: read(rows[row.id]) if row.id in rows else None for row in self.questionnaire.dimensions
        }


def native_scores(questionnaire: Questionnaire, answers: Answers, worths: Worths) -> NativeScores | None:
    """Return the scores by the model's own formula, None when the questionnaire names none."""
    scale = questionnaire.scoring.native
    if scale is None or scale.formula is None:
        return None
    return FORMULAS[scale.formula](read_given(questionnaire, answers, worths))


def read_given(questionnaire: Questionnaire, answers: Answers, worths: Worths) -> Given:
    """Return what applies, and the points of the options that were chosen."""
    given = answers.answers
    applying = tuple(
        row for row in questionnaire.practices if row.id not in given or given[row.id].state not in ASIDE
    )
    points: dict[str, float | None] = {}
    for practice in applying:
        worth = worths.get(practice.id)
        options = questionnaire.options(practice.question)
        chosen = given[practice.id].option if worth is not None else None
        named = next((option.points for option in options if option.id == chosen), None)
        points[practice.id] = worth if named is None else named
    return Given(questionnaire, worths, applying, points)


def score_samm(given: Given) -> NativeScores:
    """Score SAMM."""
    rows = given.within(lambda practice: practice.group)
    groups = {
        group.id: samm_practice(
            [given.zeroed(row) for row in rows.get(group.id, ()) if row.level == level]
            for level in SAMM_LEVELS
        )
        for group in given.questionnaire.groups
    }
    functions = {
        row.id: mean(
            value
            for group in given.questionnaire.groups
            if group.dimension == row.id and (value := groups[group.id]) is not None
        )
        for row in given.questionnaire.dimensions
    }
    overall = mean(value for value in functions.values() if value is not None)
    return NativeScores(NativeFormula.SAMM, overall, functions, groups, given.points)


def score_dsomm(given: Given) -> NativeScores:
    """Score DSOMM for one team."""
    sectors = sectors_of(given.questionnaire, [given])
    return NativeScores(NativeFormula.DSOMM, practices=given.points, sectors=sectors)


def dsomm_sectors(
    questionnaire: Questionnaire, teams: Iterable[tuple[Answers, Worths]]
) -> dict[str, dict[int, float | None]]:
    """Return the sectors of several teams: {sub-dimension: {level: value [0..1] or None}}."""
    return sectors_of(questionnaire, [read_given(questionnaire, *team) for team in teams])


def sectors_of(questionnaire: Questionnaire, teams: Sequence[Given]) -> dict[str, dict[int, float | None]]:
    """Return the value of each sub-dimension and level; a sector without an activity has none."""
    levels = sorted({row.level or 0 for row in questionnaire.practices})
    values: dict[tuple[str, int], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for team in teams:
        for row in team.applying:
            values[row.group or "", row.level or 0][row.id].append(team.zeroed(row))
    return {
        group.id: {level: dsomm_sector(values[group.id, level].values()) for level in levels}
        for group in questionnaire.groups
    }


def score_dora(given: Given) -> NativeScores:
    """Score the Quick Check's metrics and capabilities."""
    tens = {row.id: None if (w := given.worths.get(row.id)) is None else w * 10 for row in given.applying}

    def mean_of_all(names: Sequence[str]) -> float | None:
        found = [value for name in names if (value := tens.get(name)) is not None]
        return mean(found) if len(found) == len(names) else None

    dimensions = given.dimensions(
        lambda rows: mean(value for row in rows if (value := tens[row.id]) is not None)
    )
    asked = {row.id for row in given.questionnaire.practices}
    parts = {"throughput": mean_of_all(THROUGHPUT), "stability": mean_of_all(STABILITY)}
    return NativeScores(
        NativeFormula.DORA,
        mean_of_all((*THROUGHPUT, *STABILITY)),
        dimensions,
        practices=tens,
        parts=parts if asked >= {*THROUGHPUT, *STABILITY} else {},
    )


def score_devops_maturity(given: Given) -> NativeScores:
    """Score devops-maturity, with its level."""
    overall = devops_maturity_percent((row.weight, given.zeroed(row)) for row in given.applying)
    level = None if overall is None else given.questionnaire.scoring.reached(overall / 100)
    return NativeScores(NativeFormula.DEVOPS_MATURITY, overall, level=level)


def score_pemm(given: Given) -> NativeScores:
    """Score the categories of PEMM."""
    dimensions = given.dimensions(
        lambda rows: pemm_category(value for row in rows if (value := given.points[row.id]) is not None)
    )
    return NativeScores(NativeFormula.PEMM, dimensions=dimensions, practices=given.points)


def score_atos(given: Given) -> NativeScores:
    """Score the sections of Atos."""
    dimensions = given.dimensions(
        lambda rows: atos_section((given.zeroed(row) * row.weight, row.weight) for row in rows)
    )
    single = {
        row.id: given.points[row.id] if row.question.kind is Kind.SINGLE else given.zeroed(row) * row.weight
        for row in given.applying
        if given.worths.get(row.id) is not None
    }
    return NativeScores(NativeFormula.ATOS, dimensions=dimensions, practices=single)


def score_measure_mate(given: Given) -> NativeScores:
    """Return the ranks."""
    dimensions = given.dimensions(
        lambda rows: mean(value for row in rows if (value := given.points[row.id]) is not None)
    )
    return NativeScores(NativeFormula.MEASURE_MATE, dimensions=dimensions, practices=given.points)


FORMULAS: Final[Mapping[NativeFormula, Callable[[Given], NativeScores]]] = {
    NativeFormula.SAMM: score_samm,
    NativeFormula.DSOMM: score_dsomm,
    NativeFormula.DORA: score_dora,
    NativeFormula.DEVOPS_MATURITY: score_devops_maturity,
    NativeFormula.PEMM: score_pemm,
    NativeFormula.ATOS: score_atos,
    NativeFormula.MEASURE_MATE: score_measure_mate,
}
