"""The DevOps maturity assessment of Atos and Worldline: sections of options and check boxes.

A section becomes a dimension, a sub-category a group, a scored question a practice that weighs its largest
score. A question without answers means yes (1) or no (0); a banner asks nothing and stays behind. Advice from
the file beside it is kept with the dimension.
Source: atos-devops-maturity.
"""

from __future__ import annotations

from math import fsum
from typing import Any, Final

from assessments.importers.drafts import Draft, Names, choice, head, join, kebab, shorter
from assessments.importers.model import Imported, ModelFormat
from assessments.importers.nodes import Findings, Node, root, shown
from datafiles import Foreign

LICENCE: Final = "MIT"
ATTRIBUTION: Final = (
    "DevOps Maturity Assessment, copyright 2018 Atos SE and Worldline, "
    "https://github.com/atosorigin/DevOpsMaturityAssessment, MIT licence; "
    "structure converted, texts unchanged."
)
COMMENT: Final = "//"
MOST: Final = 1000.0
YES_NO: Final = (("Yes", 1.0), ("No", 0.0))


def is_atos(value: object) -> bool:
    """Say whether a document is the list of sections."""
    return isinstance(value, list) and any(isinstance(row, dict) and "SectionName" in row for row in value)


def is_advice(value: object) -> bool:
    """Say whether a document is the advice by section."""
    return isinstance(value, dict) and any(
        isinstance(row, dict) and "Advice" in row for row in value.values()
    )


def read_atos(file: Foreign, findings: Findings, advice: Foreign | None = None) -> Imported:
    """Build the questionnaire of the sections; `advice` adds what to read."""
    node = root(file, findings)
    about = head(
        "atos-devops-maturity",
        "DevOps maturity assessment (Atos)",
        None,
        licence=LICENCE,
        attribution=ATTRIBUTION,
        origin="Atos DevOps maturity assessment",
    )
    draft = Draft(ModelFormat.ATOS, findings, about, node.origin)
    draft.scoring = {
        "missing": "zero",
        "tree": {"overall": "mean", "dimension": "sum", "group": "sum"},
        "native": {"most": 100, "unit": "%", "formula": "atos"},
    }
    known = root(advice, findings) if advice is not None else None
    names, groups = Names(), Names()
    banners: list[Node] = []
    for section in node.rows():
        scored: list[Node] = []
        for question in section.items("Questions"):
            (banners if question.text("Type") == "Banner" else scored).append(question)
        if scored:
            title = section.text("SectionName")
            dimension = kebab(title) or "section"
            row = {"id": dimension, "title": title, "about": advice_of(known, title)}
            draft.add("dimensions", section, row)
            add_section(draft, dimension, scored, names, groups)
    texts = [banner.some_text("QuestionText") for banner in banners]
    draft.head |= {"about": text} if (text := join(*texts)) else {}
    return draft.finish()


def advice_of(advice: Node | None, title: str) -> str | None:
    """Return the advice on a section, with its links as text."""
    if advice is None or advice.child(title).value is None:
        return None
    row = advice.child(title)
    links = [
        f"{link.some_text('Text') or ''} {link.some_text('Href') or ''}".strip()
        for link in row.items("Links", needed=False)
    ]
    return join(row.some_text("Advice"), row.some_text("ReadMore"), "\n".join(links))


def add_section(draft: Draft, dimension: str, scored: list[Node], names: Names, groups: Names) -> None:
    """Add the practices of a section, and its sub-categories as groups."""
    known: dict[str, str] = {}
    for question in scored:
        category = question.some_text("SubCategory")
        if category and category not in known:
            known[category] = groups.give(category)
            row = {"id": known[category], "dimension": dimension, "title": category}
            draft.add("groups", question.child("SubCategory"), row)
        add_question(draft, dimension, question, names, known.get(category or ""))


def add_question(draft: Draft, dimension: str, question: Node, names: Names, group: str | None) -> None:
    """Add one scored question."""
    text, kind = question.text("QuestionText"), question.text("Type")
    if kind not in {"Option", "Checkbox"}:
        question.child("Type").report(f"is {shown(kind)}", "write Option, Checkbox or Banner")
    nodes = question.items("Answers", needed=False)
    answers = [(node.text("Answer").strip(), node.number("Score", 0, MOST)) for node in nodes] or list(YES_NO)
    many = kind == "Checkbox"
    most = fsum(score for _, score in answers) if many else max(score for _, score in answers)
    if most <= 0:
        question.report("no answer is worth anything", "give one a Score above 0")
        return
    draft.place_options(nodes)
    row = {
        "id": names.give("-".join(kebab(text).split("-")[:8])),
        "dimension": dimension,
        "group": group,
        "weight": most,
        "title": shorter(text),
        "question": {
            "kind": "multi" if many else "single",
            "text": text,
            "options": options_of(answers),
        },
    }
    draft.add("practices", question, row)


def options_of(answers: list[tuple[str, float]]) -> list[dict[str, Any]]:
    """Return the answers as options, each worth its share of the best one."""
    names, most = Names(), max(score for _, score in answers)
    return [
        choice(names.give("-".join(kebab(text).split("-")[:8])), text, score / most, points=score)
        for text, score in answers
    ]
