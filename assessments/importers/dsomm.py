"""OWASP DSOMM: the generated model, a team's progress and its evidence.

A dimension stays one, a sub-dimension becomes a group, an activity a practice at its level, on the four
states of progress. Knowledge + time + resources become the effort, usefulness the value, `dependsOn` the
dependencies, references the references. Every scalar is read as text: `5.10` stays `5.10` where the file says
so; the generated model itself has lost some of these zeros, which is noted.
Source: owasp-dsomm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from assessments.importers.drafts import Draft, Names, choice, head, join, kebab
from assessments.importers.model import Imported, ModelFormat
from assessments.importers.nodes import Findings, Node, root, shown
from datafiles import Foreign

LICENCE: Final = "GPL-3.0 (file of the data repository); the project calls its content Attribution-ShareAlike"
ATTRIBUTION: Final = (
    "OWASP DevSecOps Maturity Model (DSOMM) by its authors, "
    "https://github.com/devsecopsmaturitymodel/DevSecOps-MaturityModel-data; "
    "structure converted, texts unchanged. "
    "Share what you build on it under the same terms."
)
STATES: Final = {"Not started": 0.0, "Planned": 0.2, "Started": 0.5, "Implemented": 1.0}
"""The states when no meta file defines others."""
SCALE: Final = "progress"
PERCENT: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?) ?%", re.ASCII)
PARTS: Final = ("knowledge", "time", "resources")
LEVELS: Final = 5
HIGHEST: Final = 5


def is_activity(value: object) -> bool:
    """Say whether a mapping is an activity."""
    return isinstance(value, dict) and "uuid" in value and "level" in value


def is_dsomm(value: object) -> bool:
    """Say whether a document holds dimensions of sub-dimensions of activities."""
    return any(
        is_activity(activity)
        for dimension in inner(value)
        for group in inner(dimension)
        for activity in inner(group)
    )


def inner(value: object) -> Iterator[object]:
    """Yield the values of a mapping, of anything else nothing."""
    if isinstance(value, dict):
        yield from value.values()


def read_dsomm(model: Foreign, findings: Findings, meta: Foreign | None = None) -> Imported:
    """Build the questionnaire of a model; `meta` may define other states."""
    roots = [root(model, findings, index) for index in range(len(model.documents))]
    about = next((node.child("meta") for node in roots if node.child("meta").value is not None), None)
    version = about.some_text("version") if about is not None else None
    released = about.some_text("released") if about is not None else None
    origin = f"OWASP DSOMM {version or 'model'}" + (f", released {released}" if released else "")
    title = head(
        "owasp-dsomm", "OWASP DSOMM", version, licence=LICENCE, attribution=ATTRIBUTION, origin=origin
    )
    body = next(node for node in roots if is_dsomm(node.value))
    draft = Draft(ModelFormat.DSOMM, findings, title, body.origin)
    draft.scoring = {
        "missing": "zero",
        "tree": "mean",
        "native": {"most": 1, "unit": "of 1, by sector", "formula": "dsomm"},
    }
    states = read_states(root(meta, findings), findings) if meta is not None else STATES
    ids = Names()
    scale = [choice(ids.give(name), name, value, points=value) for name, value in states.items()]
    draft.add_scale(SCALE, body if meta is None else root(meta, findings), scale)
    add_activities(draft, body)
    return draft.finish()


def read_states(node: Node, findings: Findings) -> dict[str, float]:
    """Read `progressDefinition`: {title: 20 %} or {title: {score: 20 %}}, with 0 % and 100 %."""
    states: dict[str, float] = {}
    for title, entry in node.child("progressDefinition").entries():
        text = entry.some_text("score") if isinstance(entry.value, dict) else entry.own_text()
        found = PERCENT.fullmatch((text or "").strip())
        share = float(found[1]) / 100 if found else -1.0
        if not 0 <= share <= 1:
            entry.report(f"{shown(title)} has no share", "write a share such as `50%`")
        else:
            states[title] = share
    if {0.0, 1.0} - set(states.values()) and not findings.problems:
        node.child("progressDefinition").report("no state of 0% or none of 100%", "define both ends")
    return dict(sorted(states.items(), key=lambda item: item[1]))


def add_activities(draft: Draft, body: Node) -> None:
    """Add dimensions, groups and practices in the order of the file."""
    dimensions, groups, practices = Names(), Names(), Names()
    found: list[tuple[Node, str, str, str, str]] = []
    for dimension_title, dimension in body.entries():
        if dimension_title == "meta":
            continue
        dimension_id = dimensions.give(dimension_title)
        draft.add("dimensions", dimension, {"id": dimension_id, "title": dimension_title})
        for group_title, group in dimension.entries():
            group_id = groups.give(group_title)
            row = {"id": group_id, "dimension": dimension_id, "title": group_title}
            draft.add("groups", group, row)
            for title, activity in group.entries():
                if activity.is_map():
                    found.append((activity, dimension_id, group_id, practices.give(title), title))
    by_uuid, by_title = index_of(found)
    zeros = 0
    for activity, dimension_id, group_id, name, title in found:
        zeros += sum(looks_cut(text) for _, text in refs_of(activity))
        place = {"id": name, "dimension": dimension_id, "group": group_id}
        needs = dependencies(activity, by_uuid, by_title)
        draft.add("practices", activity, {**place, **practice_row(activity, title), "depends_on": needs})
    if zeros:
        draft.findings.notes.append(
            f"{zeros} ISO 27001 references look like numbers (5.1 may once have been 5.10): "
            "kept as the file has them"
        )


def index_of(found: Iterable[tuple[Node, str, str, str, str]]) -> tuple[dict[str, str], dict[str, str]]:
    """Return practice ids by uuid and by title; report a uuid that stands twice."""
    by_uuid: dict[str, str] = {}
    by_title: dict[str, str] = {}
    for activity, _, _, name, title in found:
        uuid = activity.text("uuid")
        if uuid in by_uuid:
            activity.child("uuid").report(f"{shown(uuid)} stands twice", "give one activity another uuid")
        by_uuid[uuid] = name
        by_title[title] = name
    return by_uuid, by_title


def dependencies(activity: Node, by_uuid: Mapping[str, str], by_title: Mapping[str, str]) -> list[str]:
    """Return the ids that an activity depends on, named by uuid or by title."""
    needs = []
    for entry in activity.items("dependsOn", needed=False):
        name = entry.own_text() or "?"
        known = by_uuid.get(name) or by_title.get(name)
        if known is None:
            entry.report(f"no activity is called {shown(name)}", "correct the uuid, or remove it")
        else:
            needs.append(known)
    return list(dict.fromkeys(needs))


def practice_row(activity: Node, title: str) -> dict[str, Any]:
    """Return what an activity says, as a practice."""
    difficulty = activity.child("difficultyOfImplementation")
    guide = activity.child("meta").some_text("implementationGuide")
    criteria = [
        activity.some_text(key) for key in ("description", "assessment", "comments", "comment", "credits")
    ]
    return {
        "origin": activity.text("uuid"),
        "level": activity.whole("level", 1, LEVELS),
        "title": title,
        "why": activity.some_text("risk"),
        "first_step": join(activity.some_text("measure"), guide),
        "effort": effort_of(difficulty),
        "value": activity.whole("usefulness", 1, HIGHEST),
        "references": references(activity),
        "question": {
            "kind": "likert",
            "text": activity.text("measure"),
            "scale": SCALE,
            "criteria": [text for text in criteria if text],
        },
    }


def effort_of(difficulty: Node) -> int:
    """Return knowledge + time + resources (3..15) as an effort of 1..5: their mean, half up."""
    total = sum(difficulty.number(part, 1, HIGHEST) for part in PARTS)
    return int(total / len(PARTS) + 0.5)


def refs_of(activity: Node) -> Iterator[tuple[str, str]]:
    """Yield (standard, text) of each reference."""
    standards = activity.child("references")
    for standard, _ in standards.entries() if standards.value is not None else ():
        for text in standards.texts(standard):
            yield standard, text


def looks_cut(text: str) -> bool:
    """Say whether a reference may have lost a zero at its end."""
    return re.fullmatch(r"[0-9]+\.[0-9]", text, re.ASCII) is not None


def references(activity: Node) -> dict[str, list[str]]:
    """Return references, tools and tags."""
    found: dict[str, list[str]] = {}
    for standard, text in refs_of(activity):
        found.setdefault(standard, []).append(text)
    for tool in activity.items("implementation", needed=False):
        name, url = tool.some_text("name"), tool.some_text("url")
        if name or url:
            found.setdefault("implementation", []).append(" ".join(filter(None, [name, url])))
    tags = [tag for tag in activity.texts("tags") if kebab(tag) != "none"]
    return {**found, **({"tags": tags} if tags else {})}
