"""devops-maturity: weighted yes/no criteria, and the answers of a project.

A category becomes a dimension, a criterion a practice that weighs what the file says. The levels stand in
the program (30, 50, 70 and 90 %), not in the file. Answers are `D101: true` or a mapping with status and
evidence; they are read and written back.
Source: devops-maturity.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from assessments.importers.drafts import Draft, Names, head, kebab
from assessments.importers.model import Imported, ModelFormat
from assessments.importers.nodes import Findings, Node, root, shown
from assessments.model import Answer, Answers, AnswerState, Evidence, Questionnaire
from datafiles import Foreign, to_yaml

LICENCE: Final = "Apache-2.0"
ATTRIBUTION: Final = (
    "devops-maturity by its authors, https://github.com/devops-maturity/devops-maturity, Apache-2.0; "
    "structure converted, texts unchanged."
)
CODE: Final = re.compile(r"D[0-9]{3}", re.ASCII)
LEVELS: Final = (("WIP", 0.0), ("PASSING", 0.3), ("BRONZE", 0.5), ("SILVER", 0.7), ("GOLD", 0.9))
MOST: Final = 1000
KINDS: Final = ("type", "path", "tool", "url")
VERIFIED: Final = "verified"
"""The first word of the evidence that says who verified a criterion, and when."""


def is_criteria(value: object) -> bool:
    """Say whether a document is the list of criteria."""
    rows = value.get("criteria") if isinstance(value, dict) else None
    return isinstance(rows, list) and any(isinstance(row, dict) and "criteria" in row for row in rows)


def is_answers(value: object) -> bool:
    """Say whether a document is a project's answers."""
    return (
        isinstance(value, dict) and "project_name" in value and any(CODE.fullmatch(str(key)) for key in value)
    )


def read_criteria(file: Foreign, findings: Findings) -> Imported:
    """Build the questionnaire of the criteria."""
    node = root(file, findings)
    about = head("devops-maturity", "DevOps maturity", None, licence=LICENCE, attribution=ATTRIBUTION)
    origin = "devops-maturity criteria"
    draft = Draft(ModelFormat.DEVOPS_MATURITY, findings, {**about, "origin": origin}, node.origin)
    draft.scoring = {
        "missing": "zero",
        "tree": "sum",
        "thresholds": [{"title": title, "least": least} for title, least in LEVELS],
        "native": {"most": 100, "unit": "%", "formula": "devops-maturity"},
    }
    names, known = Names(), {}
    for category in node.items("categories"):
        title = category.own_text() or "?"
        known[title] = names.give(title)
        draft.add("dimensions", category, {"id": known[title], "title": title})
    for row in node.items("criteria"):
        code, category_title = row.text("id"), row.text("category")
        if category_title not in known:
            row.child("category").report(f"no category {shown(category_title)}", "add it to `categories`")
        weight = row.number("weight", 0, MOST)
        draft.add(
            "practices",
            row,
            {
                "id": kebab(code),
                "origin": code,
                "dimension": known.get(category_title, "unknown"),
                "weight": weight,
                "title": row.text("criteria"),
                "why": row.some_text("description"),
                "question": {"kind": "bool", "text": row.text("criteria")},
            },
        )
    return draft.finish()


def read_answers(file: Foreign, questionnaire: Questionnaire, findings: Findings, day: date) -> Answers:
    """Read a project's answers; the file has no date, so the day is the reader's."""
    node = root(file, findings)
    by_code = {practice.origin: practice.id for practice in questionnaire.practices}
    given: dict[str, Answer] = {}
    for key, entry in node.entries():
        if not CODE.fullmatch(key):
            continue  # project name and address, and what others add
        if key not in by_code:
            entry.report(
                f"{questionnaire.title} has no criterion {shown(key)}", "correct the id, or remove it"
            )
        elif (answer := read_answer(entry)) is not None:
            given[by_code[key]] = answer
    return Answers(
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        team=node.text("project_name"),
        date=day,
        answers=given,
    )


def read_answer(entry: Node) -> Answer | None:
    """Read `true`, or {status, evidence, verified_by, verified_at, rationale}."""
    if not isinstance(entry.value, dict):
        status = entry.own_flag()
        return None if status is None else Answer(state=AnswerState.VALUE, value=status)
    status = entry.flag("status")
    evidence = [found for row in entry.items("evidence", needed=False) if (found := read_evidence(row))]
    by, at = entry.some_text("verified_by"), entry.some_text("verified_at")
    if by or at:
        text = f"{VERIFIED} {at}" if at else VERIFIED
        evidence.append(Evidence(text=text, by=by, date=day_of(at)))
    if status is None:
        return None
    note = entry.some_text("rationale")
    return Answer(state=AnswerState.VALUE, value=status, note=note, evidence=tuple(evidence))


def day_of(text: str | None) -> date | None:
    """Return the day of a moment, None when it is none."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def read_evidence(row: Node) -> Evidence | None:
    """Read a piece of evidence: its entries as `key: value` lines, its address as a link."""
    if not row.is_map():
        return None
    url = row.some_text("url")
    link = url if url and re.match("https?://", url) else None
    lines = [
        f"{key}: {text}"
        for key, entry in row.entries()
        if (text := entry.own_text()) and (key, text) != ("url", link)
    ]
    return Evidence(text="\n".join(lines) or "url", link=link) if lines or link else None


def write_answers(questionnaire: Questionnaire, answers: Answers) -> str:
    """Write answers as devops-maturity reads them; what is open or does not apply is left out.

    A criterion with neither evidence nor note is written as `D101: true`.
    """
    data: dict[str, Any] = {"project_name": answers.team}
    for practice in questionnaire.practices:
        answer = answers.answers.get(practice.id)
        if answer is not None and isinstance(answer.value, bool):
            data[practice.origin or practice.id.upper()] = entry_of(answer)
    return to_yaml(data)


def entry_of(answer: Answer) -> bool | dict[str, Any]:
    """Return an answer as devops-maturity writes it."""
    entry: dict[str, Any] = {"status": answer.value}
    proofs = [found for found in answer.evidence if not is_verified(found)]
    if proofs:
        entry["evidence"] = [dict(proof_of(found)) for found in proofs]
    for found in filter(is_verified, answer.evidence):
        at = found.text.removeprefix(VERIFIED).strip()
        entry |= {"verified_by": found.by} if found.by else {}
        entry |= {"verified_at": at} if at else {}
    if answer.note:
        entry["rationale"] = answer.note
    return entry if len(entry) > 1 else bool(answer.value)


def is_verified(evidence: Evidence) -> bool:
    """Say whether this is who verified a criterion."""
    return re.fullmatch(rf"{VERIFIED}( [0-9][^\n]*)?", evidence.text) is not None


def proof_of(evidence: Evidence) -> Mapping[str, str]:
    """Return evidence as the entries it was read from; a text without a key is a note."""
    entries: dict[str, str] = {}
    for line in evidence.text.split("\n"):
        key, colon, value = line.partition(": ")
        if colon and re.fullmatch("[a-z_]+", key):
            entries[key] = value
        elif line != "url":
            entries["note"] = f"{entries['note']} {line}" if "note" in entries else line
    entries |= {"url": evidence.link} if evidence.link else {}
    return {"type": entries.pop("type", "note"), **entries}
