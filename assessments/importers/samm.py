"""OWASP SAMM: one YAML file per object, linked by GUIDs.

A business function becomes a dimension, a security practice a group, an activity with its question a practice
at its level; an answer set becomes a scale. Quality criteria are shown and not scored. Placeholders (results,
metrics, costs) and the authors' own notes (progress, assignee) stay behind.
Source: owasp-samm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from assessments.importers.drafts import Draft, Names, choice, head, join, kebab
from assessments.importers.model import Imported, ModelFormat
from assessments.importers.nodes import Findings, Node, root, shown
from datafiles import Foreign

LICENCE: Final = "CC BY-SA 4.0"
ATTRIBUTION: Final = (
    "OWASP SAMM (Software Assurance Maturity Model) by the OWASP SAMM project, https://owaspsamm.org, "
    "licensed under CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/); "
    "structure converted, texts unchanged. "
    "Share what you build on it under the same licence."
)
LEVELS: Final = 3
KINDS: Final = (
    "Function",
    "Practice",
    "Stream",
    "MaturityLevel",
    "PracticeLevel",
    "Activity",
    "Question",
    "AnswerSet",
)

Objects = dict[str, dict[str, Node]]


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an activity stands in the model."""

    function: Node
    practice: Node
    stream: Node
    level: int


def is_samm(value: object) -> bool:
    """Say whether a document is an object of SAMM."""
    return isinstance(value, dict) and value.get("type") in KINDS and "id" in value


def read_samm(files: Iterable[Foreign], findings: Findings) -> Imported:
    """Build the questionnaire of the objects."""
    found = collect(files, findings)
    start = next((node.origin for kind in KINDS for node in found[kind].values()), ("<folder>", 1))
    about = head(
        "owasp-samm",
        "OWASP SAMM",
        None,
        licence=LICENCE,
        attribution=ATTRIBUTION,
        origin=f"OWASP SAMM core model files ({edition_of(found)})",
    )
    draft = Draft(ModelFormat.SAMM, findings, about, start)
    draft.scoring = {
        "missing": "zero",
        "tree": "mean",
        "native": {"most": LEVELS, "unit": "of 3", "formula": "samm"},
    }
    functions = add_functions(draft, found)
    groups = add_practices(draft, found, functions)
    scales = add_scales(draft, found)
    add_questions(draft, found, groups, scales)
    return draft.finish()


def collect(files: Iterable[Foreign], findings: Findings) -> Objects:
    """Sort the objects by kind and GUID."""
    found: Objects = {kind: {} for kind in KINDS}
    for file in files:
        for index in range(len(file.documents)):
            node = root(file, findings, index)
            kind, guid = node.text("type"), node.text("id")
            if guid in found[kind]:
                node.child("id").report(
                    f"{shown(guid)} stands twice among {kind}", "give one of them another id"
                )
            found[kind][guid] = node
    return found


def edition_of(found: Objects) -> str:
    """Return the model's name for itself, such as SAMM20."""
    names = {node.some_text("model") for node in found["Function"].values()} - {None}
    return ", ".join(sorted(str(name) for name in names)) or "unknown"


def link(found: Objects, node: Node, key: str, kind: str) -> Node | None:
    """Follow a GUID; report one that leads nowhere."""
    guid = node.text(key)
    target = found[kind].get(guid)
    if target is None and node.child(key).value is not None:
        node.child(key).report(f"no {kind} has the id {shown(guid)}", "add its file, or correct the id")
    return target


def ordered(nodes: Mapping[str, Node]) -> list[tuple[str, Node]]:
    """Return objects in the order they give themselves, then by name."""
    return sorted(
        nodes.items(), key=lambda item: (item[1].whole("order", 0, 1000), item[1].some_text("name") or "")
    )


def add_functions(draft: Draft, found: Objects) -> dict[str, str]:
    """Add the dimensions and return their ids by GUID."""
    names, given = Names(), {}
    for guid, node in ordered(found["Function"]):
        title = node.text("name")
        given[guid] = names.give(title)
        row = {"id": given[guid], "title": title, "about": join(node.some_text("description"))}
        draft.add("dimensions", node, row)
    return given


def add_practices(draft: Draft, found: Objects, functions: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Add the groups and return (group, dimension) by GUID."""
    names, given = Names(), {}
    for guid, node in ordered(found["Practice"]):
        function = link(found, node, "function", "Function")
        if function is None:
            continue
        title = node.text("name")
        given[guid] = (names.give(title), functions[node.text("function")])
        draft.add("groups", node, {"id": given[guid][0], "dimension": given[guid][1], "title": title})
    return given


def add_scales(draft: Draft, found: Objects) -> dict[str, str]:
    """Add the answer sets as scales and return their ids by GUID."""
    names, given = Names(), {}
    for guid, node in sorted(found["AnswerSet"].items(), key=lambda item: item[1].file.path):
        given[guid] = names.give(f"answers-{PurePath(node.file.path).stem}")
        values = sorted(node.items("values"), key=lambda value: value.whole("order", 0, 100))
        ids = Names()
        options = []
        for value in values:
            text = value.text("text")
            worth = value.number("value", 0, 1)
            options.append(choice(ids.give(short_name(text)), text, worth, points=worth))
        draft.add_scale(given[guid], node, options)
    return given


def short_name(text: str) -> str:
    """Return the first words of an answer as an id."""
    return "-".join(kebab(text).split("-")[:6])


def add_questions(
    draft: Draft, found: Objects, groups: Mapping[str, tuple[str, str]], scales: Mapping[str, str]
) -> None:
    """Add one practice for each question, in the order of the model."""
    rows = []
    names = Names()
    for node in found["Question"].values():
        activity = link(found, node, "activity", "Activity")
        link(found, node, "answerSet", "AnswerSet")
        seat = seat_of(found, activity) if activity is not None else None
        if activity is not None and seat is not None:
            rows.append((order_of(node, seat), node, activity, seat))
    for _, node, activity, seat in sorted(rows, key=lambda row: row[0]):
        group, dimension = groups.get(seat.practice.text("id"), ("unknown", "unknown"))
        code = code_of(node, seat)
        draft.add(
            "practices",
            activity,
            {
                "id": names.give(code),
                "origin": code,
                "dimension": dimension,
                "group": group,
                "level": seat.level,
                "title": activity.text("title"),
                "why": join(activity.some_text("benefit"), activity.some_text("shortDescription")),
                "first_step": activity.some_text("longDescription"),
                "references": references(found, activity, seat),
                "question": {
                    "kind": "likert",
                    "text": node.text("text"),
                    "scale": scales.get(node.text("answerSet"), "unknown"),
                    "criteria": list(node.texts("quality")),
                },
            },
        )


def seat_of(found: Objects, activity: Node) -> Seat | None:
    """Find the stream, practice, function and level of an activity."""
    stream = link(found, activity, "stream", "Stream")
    held = link(found, activity, "level", "PracticeLevel")
    practice = link(found, stream, "practice", "Practice") if stream is not None else None
    function = link(found, practice, "function", "Function") if practice is not None else None
    maturity = link(found, held, "maturityLevel", "MaturityLevel") if held is not None else None
    if stream is None or practice is None or function is None or held is None or maturity is None:
        return None
    if held.text("practice") != stream.text("practice"):
        activity.child("level").report(
            "its level belongs to another practice than its stream", "correct one of the two links"
        )
    return Seat(function, practice, stream, maturity.whole("number", 1, LEVELS))


def order_of(node: Node, seat: Seat) -> tuple[int, int, str, int, str, int]:
    """Return where a question stands: function, practice, stream, level."""
    return (
        seat.function.whole("order", 0, 1000),
        seat.practice.whole("order", 0, 1000),
        seat.practice.text("name"),
        seat.level,
        seat.stream.text("letter"),
        node.whole("order", 0, 1000),
    )


def code_of(node: Node, seat: Seat) -> str:
    """Return the code that SAMM names an activity with, such as I-SB-1-A."""
    stem = PurePath(node.file.path).stem
    place = seat.function.text("name")[:1], seat.practice.text("shortName"), str(seat.level)
    wanted = "-".join([*place, seat.stream.text("letter")])
    return stem if stem.upper() == wanted.upper() else wanted


def references(found: Objects, activity: Node, seat: Seat) -> dict[str, list[str]]:
    """Return the stream and the titles of related activities, which are no prerequisites."""
    related = []
    for entry in activity.items("relatedActivities", needed=False):
        other = found["Activity"].get(entry.own_text() or "?")
        if other is None:
            entry.report("no Activity has this id", "add its file, or remove the id")
        else:
            related.append(other.text("title"))
    stream = f"{seat.stream.text('letter')}: {seat.stream.text('name')}"
    return {"SAMM stream": [stream], **({"SAMM related activity": related} if related else {})}
