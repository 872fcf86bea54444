"""A table of questions: one practice in each row, the first line naming the columns.

`dimension` and `question` are needed. A cell is text and stays text, whatever it begins with. `options` are
`text=value` between bars, from worst to best; without them the question is yes or no, and without values they
are spaced evenly.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final

from assessments.importers.drafts import Draft, Names, choice, head, kebab, shorter
from assessments.importers.model import Imported, ModelFormat
from assessments.importers.nodes import Findings, Node
from datafiles import DataFileError, Foreign, Limits, Place, Plain, Problem

COLUMNS: Final = (
    "id",
    "dimension",
    "group",
    "level",
    "weight",
    "title",
    "question",
    "kind",
    "options",
    "why",
    "first_step",
    "effort",
    "value",
    "depends_on",
)
NEEDED: Final = ("dimension", "question")
KINDS: Final = ("single", "bool", "percent", "multi")
WORTH: Final = re.compile(r"(.+)=\s*(-?[0-9.]+)\s*", re.DOTALL)
MOST: Final = 1000
MOST_ROWS: Final = 20_000
LICENCE: Final = "not stated in the table"
ATTRIBUTION: Final = "Imported from a table; add who wrote it."


def looks_like_table(text: str) -> bool:
    """Say whether the first line names the columns that are needed."""
    return set(NEEDED) <= set(first_row(text))


def first_row(text: str) -> list[str]:
    """Return the names in the first line."""
    line = text.removeprefix("\ufeff").split("\n", 1)[0][:2000]
    return [name.strip().strip('"').lower() for name in line.split(separator(line))]


def separator(line: str) -> str:
    """Return the sign between the columns: a comma, a semicolon or a tab."""
    return max(",;\t", key=line.count)


def bad_columns(names: list[str], path: str) -> list[Problem]:
    """Find names that are no columns, and columns that stand twice."""
    problems = [
        Problem(path, 1, "columns", f"`{name[:40]}` is no column", f"choose among {', '.join(COLUMNS)}")
        for name in names
        if name not in COLUMNS
    ]
    if len(set(names)) < len(names):
        problems.append(Problem(path, 1, "columns", "a column stands twice", "keep one of the two"))
    return problems


def parse_csv(text: str, path: str, limits: Limits) -> Foreign:
    """Read a table as a list of mappings with their lines.

    Raises:
        DataFileError: for no rows, unknown or repeated columns, uneven rows, or beyond the limits.
    """
    text = text.removeprefix("\ufeff")
    names = first_row(text)
    problems = bad_columns(names, path)
    place, rows = Place(1), list[dict[str, Plain]]()
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator(text.split("\n", 1)[0]), strict=True
    )
    line = 1
    try:
        for index, cells in enumerate(reader):
            start, line = line, reader.line_num + 1
            if index == 0 or not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                wrong = f"{len(cells)} cells instead of {len(names)}"
                problems.append(Problem(path, start, "row", wrong, "put a text with the separator in quotes"))
                continue
            if len(rows) >= MOST_ROWS or (len(rows) + 1) * len(names) > limits.nodes:
                wrong = f"more than {MOST_ROWS:,} rows or {limits.nodes:,} cells"
                raise DataFileError([Problem(path, start, "file", wrong, "split it into smaller tables")])
            place.lines[len(rows)] = start
            rows.append({name: Plain(cell) for name, cell in zip(names, cells, strict=True) if cell.strip()})
    except csv.Error as error:
        problems.append(Problem(path, line, "file", f"the table cannot be read ({error})", "mend the quotes"))
    if not rows and not problems:
        problems.append(Problem(path, 1, "file", "the table has no rows", "write one question in each line"))
    if problems:
        raise DataFileError(problems)
    return Foreign(path, (rows,), (place,))


def read_csv(file: Foreign, findings: Findings) -> Imported:
    """Build the questionnaire of a table."""
    name = PurePath(file.path).stem
    about = head(kebab(name) or "table", name, None, licence=LICENCE, attribution=ATTRIBUTION)
    node = Node(file, file.documents[0], findings)
    draft = Draft(ModelFormat.CSV, findings, {**about, "origin": "a table"}, node.origin)
    names, dimensions, groups = Names(), {}, {}
    titles = Names()
    rows = node.rows()
    ids = [names.give(row.some_text("id") or row.some_text("title") or short_id(row)) for row in rows]
    for row, name in zip(rows, ids, strict=True):
        title = row.text("dimension").strip()
        if title not in dimensions:
            dimensions[title] = titles.give(title)
            draft.add("dimensions", row, {"id": dimensions[title], "title": title})
        group = (row.some_text("group") or "").strip()
        if group and (title, group) not in groups:
            groups[title, group] = titles.give(f"{title}-{group}")
            entry = {"id": groups[title, group], "dimension": dimensions[title], "title": group}
            draft.add("groups", row, entry)
        place = {"id": name, "dimension": dimensions[title], "group": groups.get((title, group))}
        draft.add("practices", row, {**place, **practice_of(row)})
    return draft.finish()


def short_id(row: Node) -> str:
    """Return the first words of a question as an id."""
    return "-".join(kebab(row.some_text("question") or "").split("-")[:8])


def practice_of(row: Node) -> Mapping[str, Any]:
    """Return what a row says beside its place."""
    text = row.text("question").strip()
    found: dict[str, Any] = {"title": row.some_text("title") or shorter(text)}
    for key, most in (("level", MOST), ("effort", 5), ("value", 5)):
        if row.child(key).value is not None:
            found[key] = row.whole(key, 1, most)
    if row.child("weight").value is not None:
        found["weight"] = row.number("weight", 0, MOST)
    for key in ("why", "first_step"):
        found[key] = row.some_text(key)
    needs = row.some_text("depends_on") or ""
    found["depends_on"] = [kebab(name) for name in re.split(r"[|,\s]+", needs) if name]
    kind = row.some_text("kind") or ("single" if row.some_text("options") else "bool")
    if kind not in KINDS:
        row.child("kind").report(f"is `{kind[:40]}`", f"choose one of {', '.join(KINDS)}")
    found["question"] = {"kind": kind, "text": text}
    if row.some_text("options"):
        found["question"]["options"] = options_of(row)
    return found


def options_of(row: Node) -> list[dict[str, Any]]:
    """Return the options of a cell."""
    cells = [cell.strip() for cell in row.text("options").split("|") if cell.strip()]
    found = [WORTH.fullmatch(cell) for cell in cells]
    names = Names()
    if any(found) and not all(found):
        row.child("options").report(
            "only some options have a value", "write `text=value` for each, or for none"
        )
    options = []
    for place, (cell, match) in enumerate(zip(cells, found, strict=True)):
        text, value = (match[1].strip(), match[2]) if match else (cell, None)
        worth: Any = place / max(len(cells) - 1, 1) if value is None else Plain(value)
        options.append(choice(names.give("-".join(kebab(text).split("-")[:8])), text, worth))
    return options
