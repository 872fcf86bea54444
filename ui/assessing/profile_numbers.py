"""Work out what a profile shows: points with their range, where targets lead, and both as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import assessments
from assessments import Answers, Node, Questionnaire, Scores, with_targets
from delivery import Source
from store import Target
from ui import words
from ui.charts.assess import Row


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as Markdown; what a person typed goes through `words.plain` before."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(" ".join(cell.split()) or " " for cell in line) + " |" for line in lines
    )


def linked_table(head: Sequence[str], rows: Sequence[Sequence[str]], known: Mapping[str, Source]) -> str:
    """Return a table whose last cell is a link where it is the id of a source."""
    cells = []
    for row in rows:
        found = known.get(row[-1])
        linked = found is not None and found.url.startswith("https://")
        last = f"[{words.plain(row[-1])}]({found.url})" if found and linked else words.plain(row[-1])
        cells.append([*map(words.plain, row[:-1]), last])
    return table(head, cells)


def points_of(score: float | None) -> float | None:
    """Return a score [0..1] as points 0..100 with one decimal, None where there is none."""
    return None if score is None else round(score * 100, 1)


def target_scores(
    questionnaire: Questionnaire, answers: Answers, targets: Mapping[str, Target]
) -> dict[str, float]:
    """Return where each dimension stands [0..1] once every target set in it is reached."""
    return scores_at_targets(questionnaire, answers, {name: one.worth for name, one in targets.items()})


def scores_at_targets(
    questionnaire: Questionnaire, answers: Answers, wanted: Mapping[str, float]
) -> dict[str, float]:
    """Return the same for targets given as scores [0..1]."""
    aimed = {practice.dimension for practice in questionnaire.practices if practice.id in wanted}
    if not aimed:
        return {}
    scores = assessments.score(questionnaire, with_targets(questionnaire, answers, wanted))
    found = {name: scores.dimensions[name].score for name in aimed}
    return {name: score for name, score in found.items() if score is not None}


def dimension_rows(
    questionnaire: Questionnaire, scores: Scores, targets: Mapping[str, float]
) -> list[dict[str, Any]]:
    """Return a row per dimension: title, score, low, high, target in points 0..100, how many are answered."""
    rows: list[dict[str, Any]] = []
    for dimension in questionnaire.dimensions:
        node = scores.dimensions[dimension.id]
        target = targets.get(dimension.id)
        rows.append(
            {
                "title": dimension.title,
                "score": points_of(node.score),
                "low": points_of(node.low),
                "high": points_of(node.high),
                "answered": answered_words(node),
                "target": None if target is None else round(target * 100),
            }
        )
    return rows


def answered_words(node: Node) -> str:
    """Return how much of a node is answered."""
    return f"{node.answered} of {node.applicable} answered"


def as_rows(rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return rows as bars of a picture."""
    return [Row(**row) for row in rows]


def native_words(questionnaire: Questionnaire, node: Node, scores: Scores) -> str:
    """Return a score on the model's own scale with its unit; "none" where the model gives none."""
    if node.native is None:
        return "none"
    scale = questionnaire.scoring.native
    unit = f" {scale.unit}" if scale else ""
    decimals = 2 if scores.native else 1
    return f"{node.native:.{decimals}f}{unit}"


def has_native(questionnaire: Questionnaire, scores: Scores) -> bool:
    """Tell whether the questionnaire has a scale of its own."""
    return scores.native is not None or questionnaire.scoring.native is not None


def profile_table(questionnaire: Questionnaire, scores: Scores, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the text twin of the profile: points 0 to 100 with their range, and the model's own scale."""
    own = has_native(questionnaire, scores)
    head = ["Dimension", "Score, 0 to 100", "If open answers were lowest", "If highest", "Target", "Answered"]
    cells = []
    for dimension, row in zip(questionnaire.dimensions, rows, strict=True):
        values = [row[key] for key in ("score", "low", "high")]
        numbers = ["none" if value is None else f"{value:.0f}" for value in values]
        target = "none" if row["target"] is None else f"{row['target']:.0f}"
        cells.append([words.plain(str(row["title"])), *numbers, target, str(row["answered"])])
        if own:
            cells[-1].append(native_words(questionnaire, scores.dimensions[dimension.id], scores))
    return table([*head, "On its own scale"] if own else head, cells)
