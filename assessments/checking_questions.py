"""What is wrong with the questions of a questionnaire, their options and their scales."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

from assessments.model import EvidenceRule, Kind
from assessments.rules import Fault, Location, Row, child, choose, fault_at, flag, items, number, rows, texts
from datafiles import Document
from delivery.benchmarks import LOWER_IS_BETTER

CHOICES = frozenset({Kind.SINGLE, Kind.LIKERT, Kind.MULTI})
FEWEST_OPTIONS = 2
OPEN_WORDS = re.compile(
    r"n/?a|(i )?(don'?t|do not) know( or na)?|not applicable|unknown|not sure", re.IGNORECASE
)
LESS_IS_BETTER = LOWER_IS_BETTER | {"failed_changes_per_1000", "failed_deployments_per_1000"}


def duplicates(document: Document, table: list[Row], wrong: str) -> Iterator[Fault]:
    """Find ids that are used twice in one list."""
    seen: set[str] = set()
    for location, row in table:
        row_id = row.get("id")
        if isinstance(row_id, str) and row_id in seen:
            mend = "give one of them another id"
            yield fault_at(document, (*location, "id"), "unique-ids", f"{wrong} `{row_id}`", mend)
        seen.add(str(row_id))


def questions(document: Document) -> Iterator[tuple[Location, dict[str, Any], dict[str, Any]]]:
    """Return each question with its location and its practice."""
    for location, practice in rows(document.data, "practices"):
        question = practice.get("question")
        if isinstance(question, dict):
            yield (*location, "question"), question, practice


def check_scales(document: Document) -> Iterator[Fault]:
    """Check each named scale like the options of a question, and that a question uses it."""
    scales = items(document.data, "scales")
    named = [
        question.get("scale") for _, question, _ in questions(document) if question.get("kind") == "likert"
    ]
    used = {str(name) for name in named}
    certain = used <= {name for name, _ in scales}
    for name, _ in scales:
        yield from check_options(document, child(document.data, "scales"), name, ("scales", name))
        if certain and name not in used:
            wrong, mend = "no question uses this scale", "remove it, or name it in a question"
            yield fault_at(document, ("scales", name), "scale-used", wrong, mend)


def check_questions(document: Document) -> Iterator[Fault]:
    """Find questions whose kind does not fit what they offer."""
    for location, question, practice in questions(document):
        kind = question.get("kind")
        if kind == Kind.LIKERT:
            yield from check_likert(document, location, question)
        elif kind in CHOICES:
            yield from unwanted(document, location, question, ("scale", "range"))
            at = (*location, "options") if "options" in question else location
            yield from check_options(document, question, "options", at, ordered=kind == Kind.SINGLE)
        elif kind == Kind.NUMBER:
            yield from unwanted(document, location, question, ("scale", "options"))
            yield from check_range(document, location, question)
        elif kind in set(Kind):
            yield from unwanted(document, location, question, ("scale", "options", "range"))
        yield from check_reverse(document, location, question, practice)
        yield from check_not_applicable(document, location, question)
        yield from check_evidence(document, location, question)


def unwanted(
    document: Document, location: Location, question: dict[str, Any], keys: Iterable[str]
) -> Iterator[Fault]:
    """Find keys that mean nothing for this kind of question."""
    for key in keys:
        if question.get(key):
            wrong, mend = f"a {question['kind']} question has no {key}", "remove it, or change the kind"
            yield fault_at(document, (*location, key), "kind-fits", wrong, mend)


def check_likert(document: Document, location: Location, question: dict[str, Any]) -> Iterator[Fault]:
    """Check that a likert question names a scale that exists."""
    yield from unwanted(document, location, question, ("range",))
    known = [name for name, _ in items(document.data, "scales")]
    scale = question.get("scale")
    if question.get("options"):
        wrong, mend = (
            "a likert question has its options in a scale",
            "move them to `scales` and name it in `scale`",
        )
        yield fault_at(document, (*location, "options"), "kind-fits", wrong, mend)
    elif scale is None:
        wrong, mend = "a likert question without a scale", f"add `scale`; {choose(known)}"
        yield fault_at(document, location, "scale-known", wrong, mend)
    elif isinstance(scale, str) and scale not in known:
        wrong = f"there is no scale `{scale}`"
        yield fault_at(document, (*location, "scale"), "scale-known", wrong, choose(known))


def check_options(
    document: Document, holder: dict[str, Any], key: str, at: Location, *, ordered: bool = True
) -> Iterator[Fault]:
    """Check a list of options: two at least, ids and texts once, values that rise or fall from 0 to 1."""
    table = rows(holder, key, at[:-1] if at[-1:] == (key,) else at)
    if len(table) < FEWEST_OPTIONS:
        wrong = f"{len(table)} of at least two options"
        yield fault_at(document, at, "option-count", wrong, "add the others")
        return
    yield from duplicates(document, table, "two options have the id")
    yield from check_texts(document, table)
    values = [(location, value) for location, row in table if (value := number(row.get("value"))) is not None]
    if len(values) < len(table) or not all(0 <= value <= 1 for _, value in values):
        return  # the schema reports it
    if ordered and not ("kind" in holder and holder.get("doubt")):
        yield from check_order(document, values)
        for end in (0.0, 1.0):
            if end not in [value for _, value in values]:
                wrong, mend = f"no option has the value {end:g}", f"give one option {end:g}"
                yield fault_at(document, at, "option-ends", wrong, mend)
    elif not any(value for _, value in values):
        wrong, mend = "no option is worth anything", "give one a value above 0"
        yield fault_at(document, at, "option-ends", wrong, mend)


def check_texts(document: Document, table: list[Row]) -> Iterator[Fault]:
    """Find options that say the same, and ways not to answer that got a value."""
    seen: set[str] = set()
    for location, row in table:
        text = str(row.get("text", "")).strip(" .").casefold()
        if text and text in seen:
            wrong, mend = "another option says the same", "say what sets them apart"
            yield fault_at(document, (*location, "text"), "option-different", wrong, mend)
        seen.add(text)
        if OPEN_WORDS.fullmatch(text):
            wrong = f"`{row['text']}` as an option with a value"
            mend = "remove it: every question offers it as a way to answer, without a score"
            yield fault_at(document, (*location, "text"), "option-open", wrong, mend)


def check_order(document: Document, values: list[tuple[Location, float]]) -> Iterator[Fault]:
    """Find the first option that turns the order of the values around."""
    steps = [(at, old, new) for (_, old), (at, new) in pairwise(values) if new != old]
    turned = [(at, old, new) for at, old, new in steps if (new < old) is not (steps[0][2] < steps[0][1])]
    for location, old, new in turned[:1]:
        wrong = f"{new:g} after {old:g}: the values rise and fall"
        mend = "order the options from worst to best"
        yield fault_at(document, (*location, "value"), "option-order", wrong, mend)


def check_range(document: Document, location: Location, question: dict[str, Any]) -> Iterator[Fault]:
    """Check that a number question has a worst and a best number that differ."""
    ends = question.get("range")
    if ends is None:
        wrong, mend = "a number question without a range", "add `range: [worst, best]`"
        yield fault_at(document, location, "range-ends", wrong, mend)
    elif isinstance(ends, list) and len({number(end) for end in ends}) == 1:
        wrong, mend = "both ends are the same", "write [worst, best]"
        yield fault_at(document, (*location, "range"), "range-ends", wrong, mend)


def check_reverse(
    document: Document, location: Location, question: dict[str, Any], practice: dict[str, Any]
) -> Iterator[Fault]:
    """Find shares of failures where more would score better, and falling options turned once more."""
    reverse = flag(question, "reverse")
    if question.get("kind") == Kind.PERCENT and not reverse:
        for _, name in texts(practice, "measures"):
            if name in LESS_IS_BETTER:
                wrong, mend = f"less of `{name}` is better, but 100 % scores best", "add `reverse: true`"
                yield fault_at(document, location, "reverse", wrong, mend)
                return
    values = [number(row.get("value")) for _, row in rows(question, "options")]
    if reverse and values and values[0] == 1 and values[-1] == 0:
        wrong = "the options fall from 1 to 0 and are turned once more, so that the worst scores best"
        mend = "remove `reverse`, or let the values rise"
        yield fault_at(document, (*location, "reverse"), "reverse", wrong, mend)


def check_not_applicable(document: Document, location: Location, question: dict[str, Any]) -> Iterator[Fault]:
    """Find a reason that is required for an answer that is not allowed."""
    rule = question.get("not_applicable")
    if flag(rule, "allowed") is False and flag(rule, "reason_required"):
        wrong = "a reason is required for an answer that is not allowed"
        mend = "remove `reason_required`, or allow it"
        yield fault_at(document, (*location, "not_applicable", "reason_required"), "reason", wrong, mend)


def check_evidence(document: Document, location: Location, question: dict[str, Any]) -> Iterator[Fault]:
    """Find a worth from which evidence is asked for where it is not required at all."""
    if "evidence_from" in question and question.get("evidence") != EvidenceRule.REQUIRED:
        wrong, mend = "evidence is not required here", "add `evidence: required`, or remove this"
        yield fault_at(document, (*location, "evidence_from"), "evidence-asked", wrong, mend)


QUESTION_CHECKS: tuple[Callable[[Document], Iterator[Fault]], ...] = (check_scales, check_questions)
