"""Collect a questionnaire while a file is read, then judge it whole, with the lines of the source.

What is wrong with it is found by the same schema and checks as for our own files. Options that rise and fall
are a fault of the source that does not lose anything: the question keeps them, says so in `doubt`, and the
fault is reported without forbidding the import.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from assessments.checking import lint
from assessments.importers.model import Imported, ModelFormat
from assessments.importers.nodes import Findings, Node, refused
from assessments.model import Questionnaire
from assessments.rules import Fault, number, rule_of
from datafiles import DataFileError, Document, Place, Problem, shorten, validate

LONGEST: Final = 60
DOUBTFUL: Final = frozenset({"option-order", "option-ends"})
CONSEQUENCES: Final = frozenset({"place-known", "place-used", "scale-known", "unique-titles"})
"""Rules that stand-ins for what could not be read may break: then they say nothing new."""
QUESTION: Final = re.compile(r"practices\[(\d+)\]\.question\b")


@dataclass(slots=True)
class Names:
    """Give every title an id of its own."""

    taken: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)

    def give(self, title: str) -> str:
        """Return an id in kebab-case for a title: the same titles in the same order, the same ids."""
        base = kebab(title) or "item"
        name, number = base, self.numbers.get(base, 1)
        while name in self.taken:
            number += 1
            name = f"{base}-{number}"
        self.numbers[base] = number
        self.taken.add(name)
        return name


def kebab(title: str) -> str:
    """Write a title as an id, as far as its letters allow."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")


@dataclass(slots=True)
class Draft:
    """A questionnaire that is being collected: plain rows, each with the place it came from."""

    format: ModelFormat
    findings: Findings
    head: dict[str, Any]
    start: tuple[str, int]
    scales: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {"dimensions": [], "groups": [], "practices": []}
    )
    scoring: dict[str, Any] = field(default_factory=dict)
    origins: dict[tuple[str | int, ...], tuple[str, int]] = field(default_factory=dict)
    states: int = 0

    def add(self, kind: str, node: Node, row: Mapping[str, Any]) -> None:
        """Add a row to `dimensions`, `groups` or `practices`; entries that are None or empty are left out."""
        self.origins[(kind, len(self.rows[kind]))] = node.origin
        self.rows[kind].append({key: value for key, value in row.items() if value not in (None, (), {}, [])})

    def add_scale(self, name: str, node: Node, options: list[dict[str, Any]]) -> None:
        """Add a scale."""
        self.origins[("scales", name)] = node.origin
        self.scales[name] = options

    def place_options(self, nodes: Iterable[Node]) -> None:
        """Remember where the options of the practice that is added next stand."""
        index = len(self.rows["practices"])
        for place, node in enumerate(nodes):
            self.origins[("practices", index, "question", "options", place)] = node.origin

    def finish(self) -> Imported:
        """Return the whole import.

        Raises:
            DataFileError: with every problem, of reading and of the questionnaire; then nothing is imported.
        """
        data = {**self.head, "scales": self.scales, **self.rows, "scoring": self.scoring}
        data["version"] = self.head.get("version") or version_of(data)
        places = Origins(self.origins, self.start)
        document = Document(self.start[0], data, places.tree())
        fatal, doubts = list(self.findings.problems), list[Problem]()
        for problem in lint(document):
            index = doubtful(problem)
            if index is None or not self.is_worth_something(index):
                if not (self.findings.problems and problem.rule in CONSEQUENCES):
                    (fatal if rule_of(problem).breaks else doubts).append(places.real(problem))
            else:
                question = self.rows["practices"][index]["question"]
                question["doubt"] = (
                    f"{question['doubt']}; {problem.wrong}" if "doubt" in question else problem.wrong
                )
                doubts.append(places.real(problem))
        questionnaire = None
        try:
            questionnaire = validate(document, Questionnaire)
        except DataFileError as error:
            fatal += [places.real(problem) for problem in error.problems]
        if fatal or questionnaire is None:
            raise refused(fatal)
        notes = tuple(dict.fromkeys(self.findings.notes))
        return Imported(self.format, questionnaire, problems=tuple(doubts), notes=notes, states=self.states)

    def is_worth_something(self, index: int) -> bool:
        """Say whether a question has an option above zero: without one its answers mean nothing."""
        return any(number(option["value"]) for option in self.rows["practices"][index]["question"]["options"])


def version_of(data: Mapping[str, Any]) -> str:
    """Return a version for a source that names none: the beginning of the hash of its content."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def doubtful(problem: Fault) -> int | None:
    """Return the index of the practice whose options are doubtful, None when it is another problem."""
    found = QUESTION.match(problem.field)
    if found is None or problem.rule not in DOUBTFUL:
        return None
    return int(found[1])


@dataclass(slots=True)
class Origins:
    """Lines of a draft: each stands for a file and a line of the source."""

    origins: Mapping[tuple[str | int, ...], tuple[str, int]]
    start: tuple[str, int]
    numbered: list[tuple[str, int]] = field(default_factory=list)

    def number(self, origin: tuple[str, int]) -> int:
        """Return the number that stands for an origin."""
        self.numbered.append(origin)
        return len(self.numbered) - 1

    def tree(self) -> Place:
        """Return the places of the draft."""
        top = Place(self.number(self.start))
        for location, origin in sorted(self.origins.items(), key=lambda item: len(item[0])):
            number, place = self.number(origin), top
            for step in location:
                place.lines.setdefault(step, number)
                place = place.inner.setdefault(step, Place(number))
        return top

    def real(self, problem: Problem) -> Problem:
        """Return a problem of the draft as one of the source."""
        path, line = self.numbered[problem.line]
        return replace(problem, path=path, line=line)


def choice(name: str, text: str, value: float, **more: Any) -> dict[str, Any]:
    """Build an option; entries that are None are left out."""
    extra = {key: entry for key, entry in more.items() if entry is not None}
    return {"id": name, "text": text, "value": value, **extra}


def head(name: str, title: str, version: str | None, **more: Any) -> dict[str, Any]:
    """Build the head of a questionnaire; entries that are None are left out."""
    base = {"format": 1, "id": kebab(name), "version": version, "title": title, "lang": "en"}
    return {**base, **{key: entry for key, entry in more.items() if entry is not None}}


def join(*texts: str | None) -> str | None:
    """Join the texts that are there, a blank line between them."""
    kept = [text.strip() for text in texts if text and text.strip()]
    return "\n\n".join(kept) or None


def shorter(text: str, width: int = 120) -> str:
    """Return a title of a question: its first words."""
    return shorten(" ".join(text.split()), width)
