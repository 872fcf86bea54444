"""What a file is made of once it is read: values, their lines, and what is wrong with them.

The error tree of this room::

    ValueError
    └── DataFileError      one file (or text) with every problem found in it
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Location = tuple[str | int, ...]
"""A way into a document: keys and indexes, such as `("stages", 0, "id")`."""


class Plain(str):
    """A text written without quotes: the only kind of text that may become a number or a bool."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value with a YAML tag nobody here knows, such as `!reference [a, b]`, kept as it is."""

    tag: str
    value: Any


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One wrong place in one file, with the way to mend it."""

    path: str
    line: int
    field: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.field}: {self.wrong}; {self.mend}"


class DataFileError(ValueError):
    """Everything that is wrong with what was read; its text has one line per problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(dict.fromkeys(problems))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


MOST_PROBLEMS = 1000
"""So many problems of one kind (structure, schema) are listed, then only counted."""


def more_problems(path: str, line: int, count: str) -> Problem:
    """Build the last line of a list that was cut."""
    return Problem(path, line, "file", f"{count} more problems", "mend the ones listed and look again")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader takes before it refuses: size [bytes], depth [open lists and mappings], nodes."""

    size: int
    depth: int
    nodes: int


STRICT = Limits(size=1_000_000, depth=12, nodes=60_000)
"""Limits for our own files."""

FOREIGN = Limits(size=10_000_000, depth=60, nodes=1_000_000)
"""Limits for files that others wrote."""


@dataclass(slots=True)
class Place:
    """Where a list or mapping stands: its own line, the line of each entry, the places inside."""

    line: int
    lines: dict[str | int, int] = field(default_factory=dict)
    inner: dict[str | int, Place] = field(default_factory=dict)

    def find(self, location: Sequence[str | int]) -> int:
        """Return the line [1..] of `location`, or of the nearest list or mapping around it."""
        place, line = self, self.line
        for step in location:
            if step not in place.lines:
                return line
            line = place.lines[step]
            if step not in place.inner:
                return line
            place = place.inner[step]
        return line


@dataclass(frozen=True, slots=True)
class Document:
    """One strict file: plain values (dict, list, Plain, str, None) and the line of each.

    `problems` is empty unless the reader was asked to keep them for one report with the schema's;
    `unread` are the locations whose value a refused alias or tag hides.
    """

    path: str
    data: Any
    place: Place
    problems: tuple[Problem, ...] = ()
    unread: frozenset[Location] = frozenset()

    def line(self, location: Sequence[str | int] = ()) -> int:
        """Return the line [1..] of `location`, such as `("stages", 0, "id")`."""
        return self.place.find(location)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A file that others wrote: its documents, and what is doubtful in it (duplicate keys)."""

    path: str
    documents: tuple[Any, ...]
    places: tuple[Place, ...]
    problems: tuple[Problem, ...] = ()

    def line(self, location: Sequence[str | int] = (), document: int = 0) -> int:
        """Return the line [1..] of `location` in the document with this index."""
        return self.places[document].find(location)


def field_name(location: Sequence[str | int]) -> str:
    """Write a location as people read it: `stages[2].work.mean`; the whole file is `file`."""
    text = ""
    for step in location:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else str(step)
    return shorten(text, 120) or "file"


def shorten(value: object, width: int = 40) -> str:
    """Show a value in one short line without control characters."""
    text = str(value)
    shown = text[:width] + ("…" if len(text) > width else "")
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in shown)
