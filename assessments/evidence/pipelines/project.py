"""The files of one upload as they belong together: parsed once, found by the names that others use."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Mapping

from assessments.evidence.pipelines.model import At
from assessments.evidence.pipelines.nodes import Node, parse
from datafiles import DataFileError, Problem

_NOTHING = Node(None, At("", 1))


class Project:
    """Texts by name, with their nodes, lines and problems; each is parsed when it is first asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self._parsed: dict[str, tuple[Node, ...]] = {}
        self._problems: dict[str, tuple[Problem, ...]] = {}
        self._broken: set[str] = set()
        self._lines: dict[str, list[str]] = {}
        self._names: dict[str, dict[str, str]] = {}

    def documents(self, file: str) -> tuple[Node, ...]:
        """Return the documents of a file; none where it cannot be read."""
        if file not in self._parsed:
            try:
                foreign, nodes = parse(self.texts[file], file)
                self._parsed[file] = nodes
                self._problems[file] = tuple(
                    problem for problem in foreign.problems if not problem.field.endswith("<<")
                )
            except DataFileError as error:
                self._parsed[file] = ()
                self._problems[file] = error.problems
                self._broken.add(file)
        return self._parsed[file]

    def node(self, file: str) -> Node:
        """Return the last document of a file: earlier ones are headers."""
        documents = self.documents(file)
        return documents[-1] if documents else Node(None, At(file, 1))

    def problems(self, file: str) -> tuple[Problem, ...]:
        """Return what the reader found wrong in a file."""
        self.documents(file)
        return self._problems[file]

    def is_broken(self, file: str) -> bool:
        """Say whether a file could not be read at all."""
        self.documents(file)
        return file in self._broken

    def lines(self, file: str) -> list[str]:
        """Return the lines of a file."""
        if file not in self._lines:
            self._lines[file] = self.texts.get(file, "").split("\n")
        return self._lines[file]

    def root(self, file: str) -> str:
        """Return the folder that the local parts of a file are named from, with its slash."""
        for mark in (".github/", ".circleci/", ".gitlab/"):
            head, found, _ = file.rpartition(mark)
            if found and (not head or head.endswith("/")):
                return head
        folder = posixpath.dirname(file)
        return f"{folder}/" if folder else ""

    def local(self, file: str, part: str) -> str | None:
        """Return the name of a local part, or None where it was not given."""
        name = posixpath.normpath(self.root(file) + part.lstrip("/"))
        return name if name in self.texts else None

    def matching(self, file: str, pattern: str) -> tuple[str, ...]:
        """Return the local files that a pattern with `*` names, in the order of names."""
        root = self.root(file)
        whole = root + pattern.lstrip("/")
        return tuple(sorted(name for name in self.texts if fnmatch.fnmatchcase(name, whole)))

    def action(self, file: str, part: str) -> str | None:
        """Return the file of a local action, or None where it was not given."""
        for name in ("action.yml", "action.yaml"):
            found = self.local(file, posixpath.join(part, name))
            if found is not None:
                return found
        return None

    def workflow_named(self, name: str, file: str) -> str | None:
        """Return the workflow of the same project that has this `name:`."""
        root = self.root(file)
        if root not in self._names:
            folder = f"{root}.github/workflows/"
            files = [other for other in self.texts if other.startswith(folder)]
            self._names[root] = {self.node(other).get("name").text or other: other for other in files}
        found = self._names[root].get(name)
        return None if found == file else found
