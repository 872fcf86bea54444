"""DORA: the survey questions of dora.dev, and its Quick Check items.

A category becomes a dimension, a question a practice. Answers such as "I don't know" are answer states here
and no options, wherever they stand in the list. The file does not say which end of a scale is best: that is
read from the words, agreement with a negatively worded statement counts against it, and both are noted.
Source: dora-survey-questions, dora-quick-check.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from assessments.importers.drafts import Draft, Names, choice, head, join, kebab, shorter
from assessments.importers.model import Imported, ModelFormat
from assessments.importers.nodes import Findings, Node, root, tidy
from datafiles import Foreign

LICENCE: Final = "CC BY 4.0"
ATTRIBUTION: Final = (
    "DORA (dora.dev), https://github.com/dora-team/dora.dev, licensed under CC BY 4.0 "
    "(https://creativecommons.org/licenses/by/4.0/); structure converted, texts unchanged."
)
STATE: Final = re.compile(
    r"(i don['\N{RIGHT SINGLE QUOTATION MARK}]t know|prefer not|n/?a\b|not applicable|we do not )",
    re.IGNORECASE,
)
BEST: Final = re.compile(
    r"(strongly agree|extremely satisfied|.*well above|less than one hour|on demand|always|very often)",
    re.IGNORECASE,
)
PERCENT: Final = re.compile(r"\(value between 0 ?% and 100 ?%\)", re.IGNORECASE)
NEGATIVE: Final = frozenset({"burnout", "change-approval-process"})
"""Categories whose statements are good when people disagree."""
WORSE_WHEN_MORE: Final = re.compile(r"degraded service|not planned|unplanned|rework", re.IGNORECASE)
METRICS: Final = (
    ("change-lead-time", re.compile(r"lead time for changes", re.IGNORECASE)),
    ("deployment-frequency", re.compile(r"how often .*deploy", re.IGNORECASE)),
    ("change-fail-rate", re.compile(r"percentage of changes .*degraded service", re.IGNORECASE)),
    ("failed-deployment-recovery-time", re.compile(r"how long .*restore service", re.IGNORECASE)),
    ("deployment-rework-rate", re.compile(r"percentage of deployments .*not planned", re.IGNORECASE)),
)
AGREEMENT: Final = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
"""The five answers of the Quick Check's capability items."""
NATIVE: Final = {"most": 10, "unit": "of 10", "formula": "dora"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the survey as it stands in the file."""

    node: Node
    text: str
    answers: tuple[str, ...]
    about: str | None
    heading: str


def is_survey(value: object) -> bool:
    """Say whether a document is a survey of categories with question groups."""
    rows = value.get("categories") if isinstance(value, dict) else None
    return isinstance(rows, list) and any(isinstance(row, dict) and "question_groups" in row for row in rows)


def is_capabilities(value: object) -> bool:
    """Say whether a document is the Quick Check's list of capabilities."""
    return isinstance(value, list) and any(
        isinstance(row, dict) and ("capability" in row or "capability_name" in row) and "questions" in row
        for row in value
    )


def read_dora(file: Foreign, findings: Findings) -> Imported:
    """Build the questionnaire of a survey or of the Quick Check's capability items."""
    node = root(file, findings)
    return read_survey(node) if is_survey(node.value) else read_capabilities(node)


def read_survey(node: Node) -> Imported:
    """Build the questionnaire of a survey."""
    findings = node.findings
    title = head("dora-survey", "DORA survey questions", None, licence=LICENCE, attribution=ATTRIBUTION)
    draft = Draft(ModelFormat.DORA, findings, {**title, "origin": "dora.dev survey questions"}, node.origin)
    draft.scoring = {"native": NATIVE}
    dimensions, practices = Names(), Names()
    for category in node.items("categories"):
        heading = category.text("heading")
        dimension = dimensions.give(heading)
        draft.add(
            "dimensions",
            category,
            {"id": dimension, "title": heading, "about": category.some_text("description")},
        )
        for asked in questions_of(category, heading):
            draft.add("practices", asked.node, survey_row(draft, asked, dimension, practices))
    return draft.finish()


def questions_of(category: Node, heading: str) -> list[Asked]:
    """Return the questions of a category, each with its answers."""
    found = []
    groups = category.items("question_groups")
    offered = [group.some_text("group_responses") for group in groups]
    near = next((text for text in offered if text), None)
    for group, own in zip(groups, offered, strict=True):
        for node in group.items("questions", needed=False):
            text, _, ending = (node.own_text() or "?").partition("|")
            answers = ending or own
            if answers is None:
                answers = near or "No,Yes"
                node.findings.notes.append(
                    f"{heading}: a group without answers gets `{shorter(answers, 60)}`"
                )
            row = tuple(answer.strip() for answer in tidy(answers).split(",") if answer.strip())
            found.append(Asked(node, text.strip(), row, group.some_text("description"), heading))
    return found


def survey_row(draft: Draft, asked: Asked, dimension: str, names: Names) -> dict[str, Any]:
    """Return a question as a practice."""
    metric = next((name for name, words in METRICS if words.search(asked.text)), None)
    question: dict[str, Any] = {"text": asked.text, "criteria": [asked.about] if asked.about else []}
    if any(PERCENT.search(answer) for answer in asked.answers):
        question |= {"kind": "percent", "reverse": WORSE_WHEN_MORE.search(asked.text) is not None}
    else:
        question |= {"kind": "single", "options": options_of(draft, asked)}
        if kebab(asked.heading) in NEGATIVE:
            question["reverse"] = True
            draft.findings.notes.append(
                f"{asked.heading}: worded negatively, so agreement counts against it "
                "(the file has no flag for this)"
            )
    name = names.give(metric or "-".join(kebab(asked.text).split("-")[:8]))
    return {"id": name, "dimension": dimension, "title": shorter(asked.text), "question": question}


def options_of(draft: Draft, asked: Asked) -> list[dict[str, Any]]:
    """Return the real options with their worth, evenly spaced from worst to best."""
    real = [answer for answer in asked.answers if not STATE.match(answer)]
    draft.states += len(asked.answers) - len(real)
    best_first = bool(real) and BEST.match(real[0]) is not None
    if real and not best_first and not BEST.match(real[-1]) and real[-1].lower() != "yes":
        draft.findings.notes.append(
            f"{asked.heading}: the words do not say which answer is best; "
            f"taken as the last, `{shorter(real[-1], 40)}`"
        )
    steps = max(len(real) - 1, 1)
    places = range(len(real))
    names = Names()
    draft.place_options([asked.node] * len(real))
    return [
        choice(names.give(text), text, (steps - place if best_first else place) / steps)
        for place, text in zip(places, real, strict=True)
    ]


def read_capabilities(node: Node) -> Imported:
    """Build the questionnaire of the Quick Check's capability items, each on five steps of agreement."""
    title = head(
        "dora-capabilities", "DORA Quick Check: capabilities", None, licence=LICENCE, attribution=ATTRIBUTION
    )
    origin = "dora.dev Quick Check capability items"
    draft = Draft(ModelFormat.DORA, node.findings, {**title, "origin": origin}, node.origin)
    draft.scoring = {"native": NATIVE}
    draft.add_scale("agreement", node, agreement(AGREEMENT))
    names = Names()
    for row in node.rows():
        heading = row.some_text("capability") or row.text("capability_name")
        name = row.some_text("shortname") or heading
        dimension = names.give(name)
        about = join(row.some_text("description"))
        draft.add("dimensions", row, {"id": dimension, "title": heading, "about": about})
        for item in row.items("questions", needed=False):
            text = item.text("question_text")
            draft.add(
                "practices",
                item,
                {
                    "id": names.give(f"{dimension}-{item.some_text('number') or 'item'}"),
                    "dimension": dimension,
                    "title": shorter(text),
                    "question": {"kind": "likert", "text": text, "scale": "agreement"},
                },
            )
    return draft.finish()


def agreement(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return a scale of agreement, from disagreement to agreement."""
    return [
        choice(kebab(text), text, place / (len(texts) - 1), points=place + 1)
        for place, text in enumerate(texts)
    ]
