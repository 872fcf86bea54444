"""The platform engineering maturity model's assessment: one YAML file per language.

A category becomes a dimension, a question a practice with four options, worth 1 to 4. Files in other
languages have to match question by question: each place where they do not is a problem.
Source: pemm-assessment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from assessments.importers.drafts import Draft, Names, choice, head, kebab, shorter
from assessments.importers.model import Imported, ModelFormat
from assessments.importers.nodes import Findings, Node, refused, root, shown
from datafiles import DataFileError, Foreign, Problem

LICENCE: Final = "Apache-2.0"
ATTRIBUTION: Final = (
    "Platform Engineering Maturity Model assessment, "
    "https://github.com/Cloud-Native-Platform-Engineering/pemm-assessment, Apache-2.0; "
    "structure converted, texts unchanged."
)
FIRST: Final = "en"
MOST: Final = 1000

Shape = dict[tuple[str, ...], int]


def is_pemm(value: object) -> bool:
    """Say whether a document is a list of categories with questions of its own."""
    rows = value.get("categories") if isinstance(value, dict) else None
    return isinstance(rows, list) and any(isinstance(row, dict) and "questions" in row for row in rows)


def read_pemm(files: Sequence[Foreign], findings: Findings) -> Imported:
    """Build the questionnaire of the English file, else the first, and the other languages beside it."""
    nodes = [root(file, findings) for file in files]
    nodes.sort(key=lambda node: (language(node) != FIRST, language(node)))
    first, *others = nodes
    shape = shape_of(first)
    for other in others:
        findings.problems += mismatches(first, shape, other)
    read: list[Imported] = []
    failed: list[Problem] = []
    for node in nodes:
        try:
            read.append(read_one(node))
        except DataFileError as error:
            failed += error.problems
    if failed or findings.problems:
        raise refused([*findings.problems, *failed])
    return Imported(
        ModelFormat.PEMM,
        read[0].questionnaire,
        translations=tuple(
            row.questionnaire.model_copy(update={"version": read[0].questionnaire.version})
            for row in read[1:]
        ),
        problems=tuple(problem for row in read for problem in row.problems),
        notes=tuple(findings.notes),
    )


def language(node: Node) -> str:
    """Return the language of a file."""
    return node.child("metadata").some_text("language") or FIRST


def shape_of(node: Node) -> Shape:
    """Return each category, question and option by its ids, with its line."""
    shape: Shape = {}
    for category in node.items("categories"):
        name = category.some_text("id") or "?"
        shape[name,] = category.line
        for question in category.items("questions", needed=False):
            number = question.some_text("id") or "?"
            shape[name, number] = question.line
            for option in question.items("options", needed=False):
                shape[name, number, option.some_text("value") or "?"] = option.line
    return shape


def mismatches(first: Node, shape: Shape, other: Node) -> Iterator[Problem]:
    """Find what one language has and the other has not."""
    theirs = shape_of(other)
    kinds = ("category", "question", "option")
    differ = shape.keys() ^ theirs.keys()
    for ids in sorted(differ):
        if any(ids[:length] in differ for length in range(1, len(ids))):
            continue  # its category or question is reported already
        kind, name = kinds[len(ids) - 1], " / ".join(ids)
        if ids in theirs:
            wrong = f"the {kind} {shown(name)} is not in {shown(first.file.path)}"
            yield Problem(other.file.path, theirs[ids], "categories", wrong, "give both the same ids")
        else:
            wrong = f"the {kind} {shown(name)} of {shown(first.file.path)} is not translated"
            yield Problem(other.file.path, other.line, "categories", wrong, "add it, or remove this language")


def read_one(node: Node) -> Imported:
    """Build the questionnaire of one language."""
    meta = node.child("metadata")
    about = head("pemm", meta.text("title"), None, licence=LICENCE, attribution=ATTRIBUTION)
    about |= {"lang": language(node), "origin": "PEMM assessment"}
    intro = meta.some_text("intro")
    draft = Draft(ModelFormat.PEMM, node.findings, about | ({"about": intro} if intro else {}), node.origin)
    draft.scoring = {"native": {"most": 4, "unit": "of 4", "formula": "pemm"}}
    names, practices = Names(), Names()
    for category in node.items("categories"):
        dimension = names.give(category.text("id"))
        draft.add("dimensions", category, {"id": dimension, "title": category.text("name")})
        for question in category.items("questions"):
            text = question.text("text")
            nodes = question.items("options")
            draft.place_options(nodes)
            row = {
                "id": practices.give(
                    question.some_text("field_name") or f"{dimension}-{question.text('id')}"
                ),
                "dimension": dimension,
                "title": shorter(text),
                "question": {"kind": "single", "text": text, "options": options_of(nodes)},
            }
            draft.add("practices", question, row)
    return draft.finish()


def options_of(nodes: list[Node]) -> list[dict[str, Any]]:
    """Return the options with their worth between the lowest and the highest value."""
    points = [node.number("value", -MOST, MOST) for node in nodes]
    low, span = min(points, default=0.0), max(points, default=1.0) - min(points, default=0.0)
    names = Names()
    return [
        choice(
            names.give(f"level-{kebab(f'{worth:g}')}"),
            node.text("level"),
            (worth - low) / (span or 1.0),
            detail=node.some_text("description"),
            points=worth,
        )
        for node, worth in zip(nodes, points, strict=True)
    ]
