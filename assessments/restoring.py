"""Take an exported record back: the same one, or every place where it is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assessments.agreement import bars_of, state_bars
from assessments.checking import check_questionnaire
from assessments.exporting import Record
from assessments.loading import misfits
from assessments.snapshots import anonymous
from datafiles import DataFileError, Document, Limits, Problem, parse_strict, problem_at, validate
from datafiles.model import Place
from datafiles.opening import read_text

RECORD = Limits(size=64_000_000, depth=16, nodes=4_000_000)
"""What is taken back at most: ten thousand questions with notes, evidence and tallies take a third of it."""

LINED = 8_000_000
"""Up to this size the problems of JSON are named with their lines; in a larger file without."""

PAIR = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE | re.ASCII)
TABS = re.compile(r"^[\t ]+", re.MULTILINE)


def read_record(text: str, path: str = "<text>") -> Record:
    """Read JSON or YAML that `exporting.record_as_json` or `record_as_yaml` wrote.

    Raises:
        DataFileError: with every problem, each with its line; nothing is read then.
    """
    whole = read_quickly(text, path)
    if whole is None:
        document = parse_strict(as_plain(text), path, limits=RECORD, keep_problems=True)
        whole = validate(document, Record, check_record)
    answers = {name: anonymous(answer) for name, answer in whole.snapshot.answers.items()}
    return whole.model_copy(update={"snapshot": whole.snapshot.model_copy(update={"answers": answers})})


def read_quickly(text: str, path: str) -> Record | None:
    """Read JSON the quick way, which knows no lines; None for what has to be read the slow way.

    Raises:
        DataFileError: with every problem of a JSON file that is too large for the slow way.
    """
    size = len(text.encode("utf-8", "replace"))
    if not text.lstrip().startswith("{") or size > RECORD.size:
        return None
    try:
        values = json.loads(text, object_pairs_hook=single, parse_constant=refuse)
        return validate(Document(path, values, Place(1)), Record, check_record)
    except (ValueError, RecursionError) as error:
        if size <= LINED:
            return None
        raise error if isinstance(error, DataFileError) else broken(path, error) from None


def broken(path: str, error: Exception) -> DataFileError:
    """Build the error of a large file that is no JSON."""
    line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
    return DataFileError([Problem(path, line, "file", f"is no JSON: {error}", "export it again")])


def single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pairs of one object, unless a key stands there twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def refuse(constant: str) -> None:
    """Refuse what JSON does not have: NaN and the infinities."""
    raise ValueError(constant)


def load_record(path: Path) -> Record:
    """Read a file of `exporting.record_as_json` or `record_as_yaml`; see `read_record`."""
    return read_record(read_text(path, RECORD), str(path))


def as_plain(text: str) -> str:
    """Return JSON as our reader of YAML takes it: signs of two halves whole, no tabs before a line.

    Lines stay where they are, so that problems name them rightly.
    """
    if not text.lstrip().startswith("{"):
        return text
    whole = PAIR.sub(lambda found: joined(found[1], found[2]), text)
    return TABS.sub(lambda found: " " * len(found[0]), whole)


def joined(high: str, low: str) -> str:
    """Return the sign that two halves stand for."""
    pair = bytes.fromhex(high) + bytes.fromhex(low)
    return pair.decode("utf-16-be")


def check_record(whole: Record, document: Document) -> Iterator[Problem]:
    """Find what only the whole record can tell."""
    yield from questionnaire_problems(document)
    yield from origin_problems(whole, document)
    yield from answer_problems(whole, document)
    yield from tally_problems(whole, document)
    known = {practice.id for practice in whole.asked.practices}
    for name in whole.targets:
        if name not in known:
            yield unknown(document, ("targets", name))
    for place, step in enumerate(whole.next_steps):
        if step.practice not in known:
            yield unknown(document, ("next_steps", place, "practice"))


def questionnaire_problems(document: Document) -> Iterator[Problem]:
    """Find what is wrong with the questionnaire inside, at its lines in the file."""
    inside = document.place.inner.get("asked", Place(1))
    part = Document(document.path, document.data["asked"], inside)
    for found in check_questionnaire(part):
        yield Problem(found.path, found.line, f"asked.{found.field}", found.wrong, found.mend)


def origin_problems(whole: Record, document: Document) -> Iterator[Problem]:
    """Find out whether the snapshot was taken with this questionnaire."""
    asked, taken = whole.asked, whole.snapshot
    mend = "leave both as they were exported"
    for key, wanted in (("questionnaire", asked.id), ("version", asked.version), ("hash", asked.fingerprint)):
        if getattr(taken, key) != wanted:
            wrong = "is not that of the questionnaire in this file"
            yield problem_at(document, ("snapshot", key), wrong, mend)


def answer_problems(whole: Record, document: Document) -> Iterator[Problem]:
    """Find answers that do not fit their questions."""
    practices = {practice.id: practice for practice in whole.asked.practices}
    for name, answer in whole.snapshot.answers.items():
        at = ("snapshot", "answers", name)
        if name not in practices:
            yield unknown(document, at)
            continue
        for step, _, wrong, mend in misfits(whole.asked, practices[name], answer):
            yield problem_at(document, (*at, step), wrong, mend)


def tally_problems(whole: Record, document: Document) -> Iterator[Problem]:
    """Find tallies of nothing that could be said, and of more people than took part."""
    practices = {practice.id: practice for practice in whole.asked.practices}
    people = whole.snapshot.respondents
    for name, tally in whole.snapshot.tallies.items():
        at = ("snapshot", "tallies", name)
        if name not in practices:
            yield unknown(document, at)
            continue
        bars = [*bars_of(whole.asked, practices[name].question, tally), *state_bars(tally)]
        for word in sorted(set(tally) - {bar.word for bar in bars}):
            yield problem_at(document, (*at, word), "nobody can say this", "remove it, or correct the word")
        if people is None or sum(tally.values()) > people:
            wrong = f"{sum(tally.values())} people said something, {people or 0} took part"
            yield problem_at(document, at, wrong, "correct one of the numbers")


def unknown(document: Document, at: tuple[str | int, ...]) -> Problem:
    """Build the problem of a practice that is not asked about."""
    return problem_at(document, at, "the questionnaire has no such practice", "correct the id, or remove it")
