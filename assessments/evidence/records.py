"""Read a table that others exported, CSV or JSON, into records with their lines.

Nested JSON becomes columns with dots (`environment.name`); a list of objects inside a record, such as the
commits of a deployment, becomes one record each. Every value is text; nothing in it is run.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from datafiles import FOREIGN, DataFileError, Problem, check_text, read_text, shorten

MOST_CELLS = 400
MOST_DEPTH = 20
DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its line in the file [1..] and its values by column; empty ones are left out."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of one file, and the names of its columns in order."""

    path: str
    columns: tuple[str, ...]
    rows: tuple[Record, ...]


def read_records(path: Path) -> Records:
    """Read a file; see `parse_records`."""
    return parse_records(read_text(path, FOREIGN), str(path))


def parse_records(text: str, path: str = "<text>") -> Records:
    """Read the rows of a CSV text with a header, or of a JSON list of objects.

    Raises:
        DataFileError: The text is neither, or some of its rows cannot be read; all of them are named.
    """
    text = check_text(text, path, FOREIGN)
    if not text.strip():
        raise DataFileError((Problem(path, 1, "file", "is empty", "export it again, with a header"),))
    if text.lstrip().startswith(("[", "{")):
        return _from_json(text, path)
    return _from_csv(text, path)


def _from_csv(text: str, path: str) -> Records:
    head = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    cells: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                cells.append((line, [cell.strip() for cell in row]))
            line = reader.line_num + 1
    except csv.Error as error:
        problem = Problem(path, line, "file", f"is no CSV ({error})", "close the quotes, or export it again")
        raise DataFileError((problem,)) from None
    (first, columns), rows = cells[0], cells[1:]
    problems = list(_faults_of_columns(columns, path, first))
    for line, row in rows:
        if len(row) != len(columns):
            wrong = f"has {len(row)} cells, but there are {len(columns)} columns"
            problems.append(Problem(path, line, "row", wrong, "quote cells that hold the separator"))
    if problems:
        raise DataFileError(problems)
    found = (
        Record(line, {name: cell for name, cell in zip(columns, row, strict=True) if cell})
        for line, row in rows
    )
    return Records(path, tuple(columns), tuple(found))


def _faults_of_columns(columns: list[str], path: str, line: int) -> Iterator[Problem]:
    if len(columns) > MOST_CELLS:
        wrong = f"has {len(columns)} columns"
        yield Problem(path, line, "file", wrong, f"keep the columns that matter, at most {MOST_CELLS}")
        return
    for name in sorted({name for name in columns if not name or columns.count(name) > 1}):
        wrong = "stands twice in the header" if name else "is empty in the header"
        yield Problem(path, line, shorten(name) or "column", wrong, "give each column one name of its own")


def _from_json(text: str, path: str) -> Records:
    decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse)
    try:
        items = list(_items(text, decoder))
        rows = [Record(line, values) for line, item in items for values in _flat(item)]
    except json.JSONDecodeError as error:
        problem = Problem(path, error.lineno, "file", f"is no JSON ({error.msg})", "export it again")
        raise DataFileError((problem,)) from None
    except (ValueError, RecursionError) as error:
        wrong = str(error) if isinstance(error, _WrongError) else "is nested too deeply, or a number too long"
        problem = Problem(path, 1, "file", wrong, "export it again as a list of objects")
        raise DataFileError((problem,)) from None
    columns = dict.fromkeys(name for row in rows for name in row.values)
    return Records(path, tuple(columns), tuple(rows))


class _WrongError(ValueError):
    """What JSON may say but no export does."""


def _items(text: str, decoder: json.JSONDecoder) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each object of a list with the line it begins in; an object may hold the list."""
    place = len(text) - len(text.lstrip())
    whole, end = decoder.raw_decode(text, place)
    if text[end:].strip():
        raise json.JSONDecodeError("text after the end", text, end)
    if isinstance(whole, list):
        lines = _lines_of_items(text, place + 1, len(whole), decoder)
        yield from zip(lines, (_object(item) for item in whole), strict=True)
        return
    lists = [value for value in whole.values() if _is_table(value)]
    for item in lists[0] if len(lists) == 1 and not _is_record(whole) else [whole]:
        yield text.count("\n", 0, place) + 1, _object(item)


def _lines_of_items(text: str, place: int, count: int, decoder: json.JSONDecoder) -> Iterator[int]:
    """Yield the line [1..] in which each item of a list begins."""
    starts = [0]
    for _ in range(count):
        while text[place] in " \t\r\n,":
            place += 1
        starts.append(place)
        place = decoder.raw_decode(text, place)[1]
    line = 1
    for before, start in pairwise(starts):
        line += text.count("\n", before, start)
        yield line


def _is_table(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _is_record(value: Mapping[str, Any]) -> bool:
    """Say whether an object is a record itself: it has an id, so its lists are its parts."""
    return any(key.casefold() in {"id", "issuekey", "key"} for key in value)


def _object(item: object) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise _WrongError(f"holds `{shorten(item)}` where an object is expected")
    return item


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; refuse a key that stands twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _WrongError(
            f"has `{shorten(next(n for n in names if names.count(n) > 1))}` twice in one object"
        )
    return found


def _refuse(constant: str) -> None:
    raise _WrongError(f"holds {constant}, which is no number")


def _flat(item: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the rows of one object: one, or one for each object of a list inside it."""
    own: dict[str, str] = {}
    parts: list[dict[str, str]] = []
    for name, value in _spread(item, "", 0):
        if _is_table(value):
            parts += [dict(_cells(inner, f"{name}.")) for inner in value]
        else:
            own |= _cells({name: value}, "")
    return [own | part for part in parts] or [own]


def _cells(item: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    """Yield the columns of an object that hold a text, a number or yes and no."""
    for name, value in _spread(item, before, 1):
        if isinstance(value, bool):
            yield name, "yes" if value else "no"
        elif value is not None and not isinstance(value, list) and str(value).strip():
            yield name, str(value).strip()


def _spread(item: Mapping[str, Any], before: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield what stands in an object and in the objects inside it, with dots in the names."""
    if depth > MOST_DEPTH:
        raise _WrongError("is nested too deeply")
    for key, value in item.items():
        if isinstance(value, dict):
            yield from _spread(value, f"{before}{key}.", depth + 1)
        else:
            yield f"{before}{key}", value
