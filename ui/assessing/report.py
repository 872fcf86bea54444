"""Write an assessment as one HTML file to print, to send, to keep; it needs nothing else and names nobody.

What it shows comes from a record: a snapshot, what was asked, the targets, the next steps.
"""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

from markupsafe import Markup

import assessments
from assessments import (
    AnswerState,
    Comparison,
    Dated,
    Moved,
    Questionnaire,
    Recommendations,
    Record,
    Scores,
    agreements,
    is_stale,
    recommend,
    topics,
)
from ui import words
from ui.assessing.profile_numbers import as_rows, dimension_rows, has_native, native_words, scores_at_targets
from ui.assessing.together_bricks import apart, bricks_svg, columns_of, measures, without_value
from ui.charts.assess import bars_svg
from ui.learning.exporting import FONT
from ui.writing import write_html

TOPICS = 8
FIRST = 3
MOST_EVIDENCE = 200
RULES = {
    "mean": "A dimension is the mean of its practices.",
    "weighted": "A dimension is the mean of its practices, by their weight.",
    "sum": "A dimension is the sum of its practices, brought to 0 to 100.",
    "min": "A dimension is its lowest practice.",
    "gated": "A dimension is the mean of its levels; a level counts once the one below is reached.",
}
LEFT_OUT = (Moved.SAME,)


def report_html(whole: Record, today: date, before: Dated | None = None) -> str:
    """Return a record as an HTML file of its own.

    Args:
        whole: what is reported.
        today: the day for which evidence and targets are old or not.
        before: the snapshot before it, if there is one: then what moved is in the report.
    """
    asked, taken = whole.asked, whole.snapshot
    answers = taken.as_answers()
    scores = assessments.score(asked, answers)
    worths = {name: target.worth for name, target in whole.targets.items()}
    comparison = assessments.compare(before, Dated(taken, asked)) if before else None
    found = recommend(asked, answers, worths)
    rows = dimension_rows(asked, scores, scores_at_targets(asked, answers, worths))
    ranked = [topic.agreement for topic in topics(agreements(asked, taken.tallies))]
    due = {name: target.due for name, target in whole.targets.items()}
    away = assessments.reaches(asked, answers, worths, due)
    return write_html(
        "assess/report.html",
        asked=asked,
        taken=taken,
        scores=scores,
        aside=sum(not node.applicable for node in scores.practices.values()),
        people=people_words(whole),
        several=taken.respondents != 1,
        bars=Markup(bars_svg(as_rows(rows))),  # noqa: S704 - every text in it is escaped where it is drawn
        native=has_native(asked, scores),
        rows=[row_words(asked, scores, place, row) for place, row in enumerate(rows)],
        comparison=comparison,
        moves=moves_of(comparison),
        topics=[topic_words(whole, one) for one in ranked[:TOPICS]],
        more_topics=max(0, len(ranked) - TOPICS),
        evidence=evidence_rows(whole, today),
        steps=step_rows(whole, found),
        ready=found.ready[:FIRST],
        reaches=away,
        reached=sum(one.reached for one in away),
        targets=[target_words(whole, one, today) for one in away],
        rule=RULES[asked.scoring.tree.dimension.value],
        shown=shown_words(whole),
        count=words.count,
        font=base64.b64encode(FONT.read_bytes()).decode(),
    )


def people_words(whole: Record) -> str:
    """Return how many took part."""
    count = whole.snapshot.respondents
    if count is None:
        return "several people, too few to be counted without recognizing them"
    return "one set of answers" if count == 1 else f"{count} people, each alone, then revealed together"


def shown_words(whole: Record) -> str:
    """Say that nothing individual is in the report."""
    if whole.snapshot.respondents == 1:
        return "Here one set of answers was given."
    return "This report holds counts and what was agreed, never who said what."


def row_words(asked: Questionnaire, scores: Scores, place: int, row: dict[str, Any]) -> dict[str, str]:
    """Return one row of the table of dimensions."""

    def said(value: float | None) -> str:
        return "none" if value is None else f"{value:.0f}"

    return {
        "title": str(row["title"]),
        "score": said(row["score"]),
        "range": "none" if row["low"] is None else f"{said(row['low'])} to {said(row['high'])}",
        "target": said(row["target"]),
        "native": native_words(asked, scores.dimensions[asked.dimensions[place].id], scores),
        "answered": str(row["answered"]),
    }


def moves_of(comparison: Comparison | None) -> list[tuple[str, list[assessments.Change]]]:
    """Return what moved, by how it moved: the regressions first."""
    if comparison is None:
        return []
    found = [
        (moved.value.capitalize(), [one for one in comparison.practices if one.moved is moved])
        for moved in Moved
        if moved not in LEFT_OUT
    ]
    return [(name, rows) for name, rows in found if rows]


def topic_words(whole: Record, found: assessments.Agreement) -> dict[str, Any]:
    """Return one question on which people differ."""
    asked = whole.asked
    practice = asked.practice(found.practice)
    target = whole.targets.get(practice.id)
    given = whole.snapshot.answers.get(practice.id)
    agreed = assessments.said(given) if given else None
    columns = columns_of(asked, practice, found, target.option if target else None, agreed)
    return {
        "question": practice.question.text,
        "dimension": next(one.title for one in asked.dimensions if one.id == practice.dimension),
        "apart": ", ".join([apart(found, practice).capitalize(), *(one for _, one in without_value(found))]),
        "measures": measures(found),
        "agreed": next((bar.text for bar in found.bars if bar.word == agreed), None),
        "picture": Markup(bricks_svg(columns)),  # noqa: S704 - as above
    }


def evidence_rows(whole: Record, today: date) -> list[dict[str, Any]]:
    """Return the evidence of every practice, the links to follow only where they are https."""
    rows = []
    for practice in whole.asked.practices:
        answer = whole.snapshot.answers.get(practice.id)
        for proof in answer.evidence if answer else ():
            link = proof.link or ""
            rows.append(
                {
                    "title": practice.title,
                    "text": proof.text,
                    "link": link,
                    "href": link if link.startswith("https://") else "",
                    "date": proof.date.isoformat() if proof.date else "",
                    "until": proof.expires.isoformat() if proof.expires else "",
                    "stale": is_stale(proof, today),
                }
            )
    return rows[:MOST_EVIDENCE]


def step_rows(whole: Record, found: Recommendations) -> list[dict[str, str]]:
    """Return what the team tries, and why."""
    titles = {practice.id: practice for practice in whole.asked.practices}
    why = {one.practice.id: one.formula for one in found.ready}
    return [
        {
            "title": titles[step.practice].title,
            "state": step.state,
            "measure": step.measure,
            "first": step.step or "",
            "owner": step.owner or "nobody yet",
            "due": step.due.isoformat() if step.due else "no day yet",
            "outcome": step.outcome or "",
            "why": why.get(step.practice, ""),
        }
        for step in whole.next_steps
        if step.practice in titles
    ]


def target_words(whole: Record, one: assessments.Reach, today: date) -> dict[str, Any]:
    """Return one target as a row."""
    target = whole.targets[one.practice.id]
    given = whole.snapshot.answers.get(one.practice.id)
    state = given.state.word if given and given.state is not AnswerState.VALUE else "Unanswered"
    return {
        "title": one.practice.title,
        "today": state if one.score is None else words.points(one.score),
        "target": words.points(one.target),
        "reached": one.reached,
        "reason": target.reason or "",
        "owner": target.owner or "",
        "due": one.due.isoformat() if one.due else "",
        "overdue": one.overdue(today),
    }
