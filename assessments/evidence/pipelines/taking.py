"""Collect texts and what was refused, within limits."""

from __future__ import annotations

import re

from assessments.evidence.pipelines.model import Sources
from datafiles import DataFileError, Problem, shorten

_WANTED = re.compile(r"(?i)(?:.*\.ya?ml|(?:.*/)?jenkinsfile[^/]*|.*\.jenkinsfile)$")
_HOSTILE = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|\\|^[A-Za-z]:|[\x00-\x1f\x7f]")
LONGEST_NAME = 400


class Taking:
    """What was taken so far."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.size = 0

    def take(self, name: str, text: str) -> None:
        """Take a text."""
        self.texts[name] = text
        self.size += len(text)

    def full(self, files: int, size: int) -> bool:
        """Say whether so many files or bytes are there already."""
        return len(self.texts) >= files or self.size >= size

    def refuse(self, name: str, wrong: str, mend: str) -> None:
        """Note what was not read."""
        self.problems.append(Problem(shorten(name, 200), 1, "file", wrong, mend))

    def refuse_all(self, name: str, error: DataFileError) -> None:
        """Note what a reader said of a file, under its own name."""
        self.problems += [
            Problem(shorten(name, 200), p.line, p.field, p.wrong, p.mend) for p in error.problems
        ]

    def sources(self) -> Sources:
        """Return what was taken."""
        return Sources(self.texts, tuple(self.problems))


def is_wanted(name: str) -> bool:
    """Say whether a file of this name can be a pipeline file or a part of one."""
    return _WANTED.match(name) is not None


def is_hostile(name: str) -> bool:
    """Say whether a name leads out of its archive, or cannot be shown."""
    return len(name) > LONGEST_NAME or _HOSTILE.search(name) is not None
