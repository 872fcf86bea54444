"""Walk through a file that others wrote, and note every place that is not as it should be.

A reader asks for what it needs; what is missing or wrong becomes a problem with its line, and reading goes on
with a stand-in, so that all problems are found at once. Texts stay what they are: `No`, `5.10`, `<b>` and
`=1+1` are never anything but text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from datafiles import DataFileError, Foreign, Problem, shorten
from datafiles.fields import CONTROL, to_flag, to_number
from datafiles.model import MOST_PROBLEMS, field_name, more_problems

BREAKS: Final = re.compile("\r\n?|[\x85\u2028\u2029]")


def refused(problems: Iterable[Problem]) -> DataFileError:
    """Build the error of all problems, by file and line."""
    return DataFileError(sorted(problems, key=lambda row: (row.path, row.line, row.field, row.wrong)))


@dataclass(slots=True)
class Findings:
    """What was found on the way: problems that forbid the import, and notes."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def tidy(text: str) -> str:
    """Return a text with one kind of line break; nothing else is touched."""
    return BREAKS.sub("\n", text)


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a file, with its place."""

    file: Foreign
    value: Any
    findings: Findings
    at: tuple[str | int, ...] = ()
    document: int = 0

    @property
    def line(self) -> int:
        """Return the line [1..] of this value."""
        return self.file.line(self.at, self.document)

    @property
    def origin(self) -> tuple[str, int]:
        """Return the file and the line."""
        return self.file.path, self.line

    def report(self, wrong: str, mend: str) -> None:
        """Note a problem here."""
        found = self.findings.problems
        found.append(Problem(self.file.path, self.line, field_name(self.at), wrong, mend))
        if len(found) >= MOST_PROBLEMS:
            raise refused([*found, more_problems(self.file.path, self.line, "there may be many")])

    def child(self, key: str) -> Node:
        """Return an entry of a mapping; what is missing has the value None."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(self.file, value, self.findings, (*self.at, key), self.document)

    def items(self, key: str, *, needed: bool = True) -> list[Node]:
        """Return the entries of a list under a key; without a key's list, none."""
        node = self.child(key)
        if not needed and not node.value:
            return []
        return node.rows()

    def rows(self) -> list[Node]:
        """Return the entries of this list."""
        if not isinstance(self.value, list):
            self.report("is no list", "write a list here")
            return []
        return [
            Node(self.file, value, self.findings, (*self.at, index), self.document)
            for index, value in enumerate(self.value)
        ]

    def entries(self) -> Iterator[tuple[str, Node]]:
        """Return the keys and values of this mapping."""
        if not isinstance(self.value, dict):
            self.report("is no mapping", "write keys and values here")
            return
        for key in self.value:
            yield tidy(str(key)), self.child(key)

    def is_map(self) -> bool:
        """Say whether this is a mapping; report it where it is not."""
        if isinstance(self.value, dict):
            return True
        self.report("is no mapping", "write keys and values here")
        return False

    def text(self, key: str) -> str:
        """Return the text under a key; report a missing one."""
        node = self.child(key)
        found = node.own_text()
        if found is None and not isinstance(node.value, dict | list):
            node.report("is missing or empty", "write a text")
        return found or "?"

    def some_text(self, key: str) -> str | None:
        """Return the text under a key, None where there is none."""
        return self.child(key).own_text()

    def own_text(self) -> str | None:
        """Return this value as the text it is, None where it is empty."""
        if self.value is None:
            return None
        if not isinstance(self.value, str):
            self.report("is no text", "write a text")
            return None
        text = tidy(self.value)
        hidden = CONTROL.search(text)
        if hidden:
            self.report(f"holds the control character U+{ord(hidden[0]):04X}", "remove it")
            return None
        return text if text.strip() else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list under a key; one text alone counts as a list."""
        node = self.child(key)
        if node.value is None:
            return ()
        if isinstance(node.value, str):
            return tuple(filter(None, [node.own_text()]))
        return tuple(text for row in node.rows() if (text := row.own_text()) is not None)

    def number(self, key: str, low: float, high: float) -> float:
        """Return the number under a key, between two ends; report any other."""
        return self.child(key).own_number(low, high)

    def own_number(self, low: float, high: float) -> float:
        """Return this value as a number."""
        try:
            number = to_number(self.value)
        except ValueError as error:
            wrong, _, mend = str(error).partition("; ")
            self.report(wrong, mend)
            return float(low)
        if not low <= number <= high:
            self.report(f"is {number:g}", f"write a number from {low:g} to {high:g}")
            return float(low)
        return number

    def whole(self, key: str, low: int, high: int) -> int:
        """Return the whole number under a key."""
        number = self.number(key, low, high)
        if number.is_integer():
            return int(number)
        self.child(key).report(f"is {number:g}", "write a whole number")
        return low

    def flag(self, key: str) -> bool | None:
        """Return `true` or `false` under a key."""
        return self.child(key).own_flag()

    def own_flag(self) -> bool | None:
        """Return this value as true or false."""
        try:
            return to_flag(self.value)
        except ValueError as error:
            wrong, _, mend = str(error).partition("; ")
            self.report(wrong, mend)
            return None


def root(file: Foreign, findings: Findings, document: int = 0) -> Node:
    """Return a document of a file as a node."""
    return Node(file, file.documents[document], findings, (), document)


def shown(text: str) -> str:
    """Write a text of the file in a message."""
    return f"`{shorten(text)}`"
