"""Open what is to be imported: one file, or the files of a folder, within limits and without leaving it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assessments.importers.csv_table import looks_like_table, parse_csv
from assessments.importers.detecting import Kind, detect
from assessments.importers.json_text import parse_json
from assessments.importers.model import LIMITS, MOST_BYTES, MOST_FILES
from datafiles import DataFileError, Foreign, Problem, check_text, parse_foreign, read_text, shorten

ENDINGS: Final = frozenset({".yaml", ".yml", ".json", ".csv"})
DEEPEST: Final = 8
ALONE: Final = "name the folder of the model alone"
JSON_START: Final = re.compile(r"\s*(\[\s*[\[{\]\"]|\{\s*[\"}])")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read, and what it is."""

    file: Foreign
    kind: Kind | None


def open_path(path: Path) -> list[Opened]:
    """Read a file, or every data file of a folder.

    Raises:
        DataFileError: with every problem of reading.
    """
    if not path.is_dir():
        return [open_file(path)]
    found: list[Opened] = []
    problems: list[Problem] = []
    for name in list_folder(path):
        try:
            found.append(open_file(name))
        except DataFileError as error:
            problems += error.problems
    if problems:
        raise DataFileError(problems)
    if not found:
        wrong = "holds no YAML, JSON or CSV file"
        raise DataFileError([Problem(str(path), 1, "folder", wrong, "name the folder of the model")])
    return found


def list_folder(folder: Path) -> list[Path]:
    """Return the data files of a folder and below, in order; refuse what leads out of it or is too much."""
    home = os.path.realpath(folder)
    found: list[Path] = []
    size = 0
    for path in walk(folder, DEEPEST):
        if path.is_symlink() and os.path.commonpath([home, os.path.realpath(path)]) != home:
            raise refusal(path, "leads out of the folder", "copy the file to where it is read")
        if path.suffix.lower() not in ENDINGS:
            continue
        found.append(path)
        size += path.stat().st_size if path.is_file() else 0
        if len(found) > MOST_FILES:
            raise refusal(folder, f"holds more than {MOST_FILES:,} files", ALONE)
        if size > MOST_BYTES:
            raise refusal(folder, f"holds more than {MOST_BYTES:,} bytes", ALONE)
    return found


def walk(folder: Path, depth: int) -> Iterator[Path]:
    """Yield what is in a folder and below; a folder behind a link is not entered."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise refusal(folder, f"cannot be read ({error.strerror})", "check its permissions") from None
    for path in entries:
        if path.name.startswith("."):
            continue
        if path.is_symlink() or not path.is_dir():
            yield path
        elif depth:
            yield from walk(path, depth - 1)
        else:
            raise refusal(path, f"lies more than {DEEPEST} folders deep", ALONE)


def refusal(path: Path, wrong: str, mend: str) -> DataFileError:
    """Build the error of a path that is not opened."""
    return DataFileError([Problem(shorten(path, 300), 1, "folder", wrong, mend)])


def open_file(path: Path) -> Opened:
    """Read one file, as JSON, a table or YAML: its content decides, and its name where both could be."""
    return open_text(read_text(path, LIMITS), str(path))


def open_text(text: str, path: str) -> Opened:
    """Read a text that came as a file of this name."""
    named, known = path.lower(), path.lower().endswith((".json", ".yaml", ".yml"))
    if not text.strip():
        raise DataFileError([Problem(path, 1, "file", "is empty", "name the file of a model")])
    if named.endswith(".csv") or (not known and looks_like_table(text)):
        file = parse_csv(check_text(text, path, LIMITS), path, LIMITS)
        return Opened(file, detect(file, table=True))
    if named.endswith(".json") or (not known and JSON_START.match(text)):
        file = parse_json(text, path, LIMITS)
    else:
        file = parse_foreign(text, path, limits=LIMITS)
    return Opened(file, detect(file))
