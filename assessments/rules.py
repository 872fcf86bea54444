"""The rules that questionnaires and answers are held to, each with an id, and a fault that names its rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from datafiles import Document, Problem, problem_at

Location = tuple[str | int, ...]
Row = tuple[Location, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, what it asks for, and whether a file that breaks it cannot be used as it means.

    A file of ours keeps all of them. What was imported from elsewhere may break the others: it is reported.
    """

    id: str
    asks: str
    breaks: bool = True


RULES = (
    Rule("form", "A file can be read: it has its keys, and each value is of its kind."),
    Rule("file-name", "The file is named after the id."),
    # ids and places
    Rule("unique-ids", "An id stands once in its list."),
    Rule("unique-titles", "No two practices have the same title.", breaks=False),
    Rule("place-known", "The dimension, group and parent that are named exist."),
    Rule("place-used", "There are dimensions and practices, and no dimension is empty."),
    Rule("place-same", "A practice and its group, a group and its parent, are in one dimension."),
    Rule("parent-circle", "No group is inside itself."),
    Rule("depends-known", "What a practice depends on exists."),
    Rule("depends-circle", "No practice needs itself, by whatever way."),
    Rule("depends-level", "A practice needs none of a higher level than its own.", breaks=False),
    Rule("superseded", "A questionnaire is superseded by another one."),
    # questions and options
    Rule("kind-fits", "A question has the keys that its kind of question has, and no others."),
    Rule("option-count", "There are at least two options."),
    Rule("option-different", "No two options of a question say the same.", breaks=False),
    Rule("option-order", "The values of options rise, or they fall; they do not do both."),
    Rule("option-ends", "One option is worth 0 and one is worth 1, so that both ends can be reached."),
    Rule(
        "option-open",
        "Not applicable and don't know are ways to answer, not options with a value.",
        breaks=False,
    ),
    Rule("scale-known", "The scale that a question names exists."),
    Rule("scale-used", "Every scale is used by a question.", breaks=False),
    Rule("range-ends", "A number has a worst and a best end, and they differ."),
    Rule(
        "reverse",
        "Where less is better, a share is reversed; options in falling order are not.",
        breaks=False,
    ),
    Rule("reason", "A reason is asked for only where the answer is allowed."),
    Rule(
        "evidence-asked",
        "From which worth on evidence is asked for stands only where it is required.",
        breaks=False,
    ),
    # what an answer means elsewhere
    Rule("evidence-option", "A fact suggests an option that the question has."),
    Rule("effect-option", "An effect belongs to an option that the question has."),
    Rule("effect-source", "An effect names its source, or says that it is an assumption."),
    Rule("effect-paths", "An effect changes at least one path."),
    Rule("effect-range", "A range is two numbers or two durations, the lower one first."),
    Rule("effect-apart", "No two practices change the same part of the lane."),
    Rule("effect-scenario", "Where options change a lane, the questionnaire names its scenario."),
    Rule("fact-known", "A fact is one that `delivery.classify` reads, with a value that it knows."),
    Rule("fact-once", "A fact is said by one question."),
    Rule("measure-known", "A measure is a metric that the product knows."),
    # scoring
    Rule("threshold-order", "Thresholds rise, and the first one begins at 0."),
    Rule("level-gated", "What is gated by level has a level."),
    # translations
    Rule("text-known", "A translated text belongs to something in the source."),
    Rule("text-missing", "Every text of the source is translated."),
    Rule("text-stale", "A translation was made of the text as it stands today."),
    # answers
    Rule("answer-known", "An answer belongs to the questionnaire and to a practice in it."),
    Rule("answer-fits", "An answer fits its question."),
    Rule("answer-reason", "Not applicable is allowed, and has a reason where one is asked for."),
    Rule("evidence-day", "Evidence does not expire before its own day."),
)
BY_ID = {rule.id: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Fault(Problem):
    """A problem that names the rule it breaks."""

    rule: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.field}: {self.wrong}; {self.mend} ({self.rule})"


def fault_at(document: Document, location: Sequence[str | int], rule: str, wrong: str, mend: str) -> Fault:
    """Build a fault at a location of a file."""
    found = problem_at(document, location, wrong, mend)
    return Fault(found.path, found.line, found.field, found.wrong, found.mend, BY_ID[rule].id)


def rule_of(problem: Problem) -> Rule:
    """Return the rule that a problem breaks; what comes from reading a file breaks `form`."""
    return BY_ID[problem.rule if isinstance(problem, Fault) else "form"]


# ---------------------------------------------------------------- reading a raw document


def child(data: Any, key: str) -> Any:
    """Return an entry of a mapping; of anything else, nothing."""
    return data.get(key) if isinstance(data, dict) else None


def rows(data: Any, key: str, location: Location = ()) -> list[Row]:
    """Return the mappings in a list, each with its location."""
    entries = child(data, key)
    if not isinstance(entries, list | tuple):
        return []
    return [
        ((*location, key, index), entry) for index, entry in enumerate(entries) if isinstance(entry, dict)
    ]


def texts(data: Any, key: str) -> list[tuple[int, str]]:
    """Return the texts in a list, each with its index."""
    entries = child(data, key)
    if not isinstance(entries, list | tuple):
        return []
    return [(index, str(entry)) for index, entry in enumerate(entries) if isinstance(entry, str)]


def items(data: Any, key: str) -> list[tuple[str, Any]]:
    """Return the entries of a mapping in a mapping."""
    entries = child(data, key)
    return [(str(name), value) for name, value in entries.items()] if isinstance(entries, dict) else []


def number(value: Any) -> float | None:
    """Return a plain number, or None."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def flag(data: Any, key: str) -> bool | None:
    """Return a written true or false, or None."""
    return {"true": True, "false": False}.get(str(child(data, key)).lower())


def ids(table: Iterable[Row]) -> list[str]:
    """Return the ids of some rows."""
    return [str(row["id"]) for _, row in table if isinstance(row.get("id"), str)]


def choose(names: Iterable[str]) -> str:
    """Write what could have been meant."""
    known = sorted(set(names))
    return f"choose one of {', '.join(known)}" if known else "add it first"
