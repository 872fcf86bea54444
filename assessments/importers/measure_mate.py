"""measure-mate: Django fixtures of a template with attributes and ranked ratings.

An attribute becomes a dimension with one practice, its ratings the options in the order of their rank, which
may have gaps and may be negative. A rating called N/A is no rating: it becomes "not applicable".
Source: measure-mate.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from assessments.importers.drafts import Draft, Names, choice, head, join, kebab
from assessments.importers.model import Imported, ModelFormat
from assessments.importers.nodes import Findings, Node, root, shown
from datafiles import Foreign

LICENCE: Final = "MIT"
ATTRIBUTION: Final = (
    "measure-mate by its authors, https://github.com/mvillis/measure-mate, MIT licence; "
    "structure converted, texts unchanged."
)
NOT_APPLICABLE: Final = re.compile(r"n ?/ ?a|not applicable", re.IGNORECASE)
MOST: Final = 1000
KINDS: Final = ("template", "attribute", "rating")


def is_fixture(value: object) -> bool:
    """Say whether a document is a list of Django objects of measure-mate."""
    return isinstance(value, list) and any(
        isinstance(row, dict) and str(row.get("model", "")).startswith("measure_mate.") for row in value
    )


def read_fixture(file: Foreign, findings: Findings) -> Imported:
    """Build the questionnaire of the one template in a file."""
    node = root(file, findings)
    found = sort_rows(node)
    if len(found["template"]) != 1:
        node.report(
            f"{len(found['template'])} templates instead of one", "keep one template with its attributes"
        )
    template = found["template"][0] if found["template"] else node
    name = template.child("fields").text("name")
    about = head(f"measure-mate-{name}", name, None, licence=LICENCE, attribution=ATTRIBUTION)
    text = join(template.child("fields").some_text("short_desc"))
    about |= {"origin": "measure-mate fixture"} | ({"about": text} if text else {})
    draft = Draft(ModelFormat.MEASURE_MATE, findings, about, node.origin)
    by_attribute: dict[str, list[Node]] = defaultdict(list)
    for rating in found["rating"]:
        by_attribute[rating.child("fields").text("attribute")].append(rating)
    keys = {attribute.text("pk") for attribute in found["attribute"]}
    for key in by_attribute.keys() - keys:
        at = by_attribute[key][0].child("fields").child("attribute")
        at.report(f"no attribute has the key {shown(key)}", "add it, or remove its ratings")
    names, ranks = Names(), [0.0]
    for attribute in sorted(
        found["attribute"], key=lambda row: row.child("fields").whole("rank", -MOST, MOST)
    ):
        ranks += add_attribute(draft, attribute, by_attribute[attribute.text("pk")], names)
    most = max(*ranks, 1.0)
    draft.scoring = {"native": {"most": most, "unit": "rank", "formula": "measure-mate"}}
    return draft.finish()


def sort_rows(node: Node) -> dict[str, list[Node]]:
    """Sort the objects by their kind; report what this importer does not know."""
    found: dict[str, list[Node]] = {kind: [] for kind in KINDS}
    for row in node.rows():
        kind = row.text("model").removeprefix("measure_mate.")
        if kind in found and row.child("fields").is_map():
            found[kind].append(row)
        elif kind not in found:
            row.child("model").report(f"is {shown(kind)}", "keep template, attribute and rating alone")
    return found


def add_attribute(draft: Draft, attribute: Node, ratings: Sequence[Node], names: Names) -> list[float]:
    """Add an attribute as a dimension with one practice, and return the ranks."""
    fields = attribute.child("fields")
    title = fields.text("name")
    rows = sorted(ratings, key=lambda row: row.child("fields").whole("rank", -MOST, MOST))
    rated = [row for row in rows if not NOT_APPLICABLE.fullmatch(row.child("fields").text("name").strip())]
    aside = len(rows) - len(rated)
    draft.states += aside
    name = names.give(title)
    text = fields.some_text("desc")
    draft.add("dimensions", attribute, {"id": name, "title": title, "about": text})
    draft.place_options(rated)
    question = {
        "kind": "single",
        "text": text or title,
        "options": options_of(rated),
        "not_applicable": {"allowed": True, "reason_required": False},
    }
    draft.add("practices", attribute, {"id": name, "dimension": name, "title": title, "question": question})
    return [row.child("fields").number("rank", -MOST, MOST) for row in rated]


def options_of(rated: list[Node]) -> list[dict[str, Any]]:
    """Return the ratings with their worth between the lowest and the highest rank."""
    ranks = [row.child("fields").number("rank", -MOST, MOST) for row in rated]
    low = min(ranks, default=0.0)
    span = max(ranks, default=1.0) - low or 1.0
    names = Names()
    return [
        choice(
            names.give(kebab(row.child("fields").text("name"))),
            row.child("fields").text("name"),
            (rank - low) / span,
            detail=row.child("fields").some_text("desc"),
            points=rank,
        )
        for row, rank in zip(rated, ranks, strict=True)
    ]
