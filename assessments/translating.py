"""Read a questionnaire in another language: texts by id, each with the hash of the source's text.

A translation lies beside its questionnaire, `<id>.<lang>.yaml`. An entry stands for a dimension, group, scale
or practice of the source (`practices.small-changes`), or for the head (`questionnaire`). What is missing, or
was made of an older text, stays as in the source and is named. Values, ids and rules are the source's alone,
so that an answer means the same in every language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from assessments.model import Option, Practice, Questionnaire
from assessments.rules import Fault, fault_at
from datafiles import DataFileError, Document, FileModel, Format, Id, Problem, Text, read_strict, validate

DIGITS = 12
HEAD = "questionnaire"
OPTION_TEXTS = ("text", "label", "detail")
PRACTICE_TEXTS = ("title", "why", "first_step")


class OptionTexts(FileModel):
    """The texts of one option."""

    text: Text | None = None
    label: Text | None = None
    detail: Text | None = None


class Entry(FileModel):
    """The texts of one part of a questionnaire, with the hash of the source's texts."""

    source_hash: Text
    title: Text | None = None
    about: Text | None = None
    why: Text | None = None
    first_step: Text | None = None
    question: Text | None = None
    options: dict[Id, OptionTexts] = Field(default_factory=dict)


class Translation(FileModel):
    """The file of a translation."""

    format: Format
    questionnaire: Id
    lang: Text
    entries: dict[Text, Entry]


@dataclass(frozen=True, slots=True)
class Translated:
    """A questionnaire in another language, and the ids of the entries that stayed in the source's."""

    questionnaire: Questionnaire
    fallbacks: tuple[str, ...]


def texts_of(questionnaire: Questionnaire) -> dict[str, dict[str, Any]]:
    """Return what is to be translated, by the id of its entry."""
    found = {HEAD: some(title=questionnaire.title, about=questionnaire.about)}
    for row in questionnaire.dimensions:
        found[f"dimensions.{row.id}"] = some(title=row.title, about=row.about)
    for group in questionnaire.groups:
        found[f"groups.{group.id}"] = some(title=group.title)
    for name, scale in questionnaire.scales.items():
        found[f"scales.{name}"] = some(options=option_texts(scale))
    for practice in questionnaire.practices:
        said = {name: getattr(practice, name) for name in PRACTICE_TEXTS}
        options = option_texts(practice.question.options)
        found[f"practices.{practice.id}"] = some(**said, question=practice.question.text, options=options)
    return found


def some(**texts: Any) -> dict[str, Any]:
    """Return the texts that there are."""
    return {name: text for name, text in texts.items() if text}


def option_texts(options: Iterable[Option]) -> dict[str, dict[str, str]]:
    """Return the texts of options by id."""
    return {option.id: some(**{name: getattr(option, name) for name in OPTION_TEXTS}) for option in options}


def text_hash(texts: Mapping[str, Any]) -> str:
    """Return the hash that a translation of these texts carries."""
    said = json.dumps(texts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:DIGITS]


def load_translation(path: Path, source: Questionnaire) -> Translation:
    """Read a translation of a questionnaire.

    Raises:
        DataFileError: with every problem of the file; missing and older texts are no problem of it.
    """
    document = read_strict(path, keep_problems=True)
    translation = validate(document, Translation)
    faults = list(find_unknown(document, translation, source))
    if faults:
        raise DataFileError(faults)
    return translation


def find_unknown(document: Document, translation: Translation, source: Questionnaire) -> Iterator[Fault]:
    """Find entries, texts and options that the source does not have."""
    if translation.questionnaire != source.id:
        wrong, mend = f"is a translation of `{translation.questionnaire}`", f"write `{source.id}`"
        yield fault_at(document, ("questionnaire",), "text-known", wrong, mend)
    known = texts_of(source)
    for name, entry in translation.entries.items():
        if name not in known:
            mend = "correct the id, or remove the entry"
            yield fault_at(document, ("entries", name), "text-known", f"{source.id} has no `{name}`", mend)
            continue
        for key, text in entry.model_dump(exclude_none=True, exclude={"source_hash"}).items():
            if text and key not in known[name]:
                wrong = f"`{name}` has no `{key}`"
                yield fault_at(document, ("entries", name, key), "text-known", wrong, "remove it")
        for option in set(entry.options) - set(known[name].get("options", {})):
            if "options" in known[name]:
                where, wrong = ("entries", name, "options", option), f"`{name}` has no option `{option}`"
                yield fault_at(document, where, "text-known", wrong, "correct the id, or remove it")


def find_gaps(document: Document, translation: Translation, source: Questionnaire) -> Iterator[Fault]:
    """Find what is not translated, or was made of a text that has changed since."""
    for name, texts in texts_of(source).items():
        entry = translation.entries.get(name)
        if entry is None:
            wrong, mend = f"`{name}` is missing", f"translate it, with `source_hash: {text_hash(texts)}`"
            yield fault_at(document, ("entries",), "text-missing", wrong, mend)
        elif entry.source_hash != text_hash(texts):
            where, mend = ("entries", name, "source_hash"), f"look again, then write `{text_hash(texts)}`"
            yield fault_at(document, where, "text-stale", f"`{name}` has changed since", mend)


def translate(source: Questionnaire, translation: Translation) -> Translated:
    """Return the questionnaire with the texts of a translation, where they were made of its own."""
    known = texts_of(source)
    good = {
        name: entry
        for name, entry in translation.entries.items()
        if name in known and entry.source_hash == text_hash(known[name])
    }
    none = Entry(source_hash="-")
    head = good.get(HEAD, none)
    update: dict[str, Any] = {
        "lang": translation.lang,
        "title": head.title or source.title,
        "about": head.about or source.about,
        "dimensions": tuple(
            row.model_copy(update=said(good.get(f"dimensions.{row.id}", none), ("title", "about")))
            for row in source.dimensions
        ),
        "groups": tuple(
            row.model_copy(update=said(good.get(f"groups.{row.id}", none), ("title",)))
            for row in source.groups
        ),
        "scales": {
            name: with_texts(scale, good.get(f"scales.{name}", none)) for name, scale in source.scales.items()
        },
        "practices": tuple(
            practice_in(row, good.get(f"practices.{row.id}", none)) for row in source.practices
        ),
    }
    fallbacks = tuple(name for name in known if name not in good)
    return Translated(source.model_copy(update=update), fallbacks)


def said(entry: Entry, names: Iterable[str]) -> dict[str, str]:
    """Return the texts that an entry has."""
    return some(**{name: getattr(entry, name) for name in names})


def with_texts(options: Iterable[Option], entry: Entry) -> tuple[Option, ...]:
    """Return options with the texts of an entry."""
    nothing = OptionTexts()
    return tuple(
        option.model_copy(
            update=some(
                **{name: getattr(entry.options.get(option.id, nothing), name) for name in OPTION_TEXTS}
            )
        )
        for option in options
    )


def practice_in(practice: Practice, entry: Entry) -> Practice:
    """Return a practice with the texts of an entry."""
    question = practice.question.model_copy(
        update={
            "text": entry.question or practice.question.text,
            "options": with_texts(practice.question.options, entry),
        }
    )
    return practice.model_copy(update={**said(entry, PRACTICE_TEXTS), "question": question})


def mismatches(source: Questionnaire, other: Questionnaire) -> tuple[str, ...]:
    """Say where two whole questionnaires in two languages do not ask the same, such as two imported files.

    Answers to one are answers to the other only where this is empty.
    """
    found = []
    for kind in ("dimensions", "groups", "practices"):
        ours = {row.id: row for row in getattr(source, kind)}
        theirs = {row.id: row for row in getattr(other, kind)}
        found += [f"{kind}: `{name}` is missing in {other.lang}" for name in ours if name not in theirs]
        found += [f"{kind}: `{name}` is in {other.lang} alone" for name in theirs if name not in ours]
    for practice in source.practices:
        twin = next((row for row in other.practices if row.id == practice.id), None)
        if twin is not None and worths(source, practice) != worths(other, twin):
            found.append(f"practices: `{practice.id}` has other options or values in {other.lang}")
    return tuple(found)


def worths(questionnaire: Questionnaire, practice: Practice) -> dict[str, float]:
    """Return the values of a practice's options by id."""
    return {option.id: option.value for option in questionnaire.options(practice.question)}


def check_translations(folder: Path, source: Questionnaire) -> tuple[list[Problem], list[Fault]]:
    """Return what is wrong in the translations that lie in a folder, and what is missing or older in them."""
    problems: list[Problem] = []
    gaps: list[Fault] = []
    for path in sorted(folder.glob(f"{source.id}.*.yaml")):
        try:
            translation = load_translation(path, source)
        except DataFileError as error:
            problems += error.problems
        else:
            gaps += find_gaps(read_strict(path), translation, source)
    return problems, gaps
