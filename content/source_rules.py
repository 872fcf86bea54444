"""The rules for sources: every statement names one, and every one that is named exists."""

from __future__ import annotations

from collections.abc import Iterator

from content.blocks import cited
from content.fitting import Location
from content.known import Known
from content.model import Lesson, Prose
from content.rules import Fault, fault_at, fault_on
from datafiles import Document

MISSING = "add it to `sources` in the front matter of en.md"


def check_sources(lesson: Lesson, known: Known) -> Iterator[Fault]:
    """Every source exists and is used; items and activities name one; every cited one is listed."""
    yield from _cited(lesson)
    yield from _given(lesson)
    front = lesson.origin.front
    used = {source for _, source in _citations(lesson)}
    used.update(source for each in (*lesson.items, *lesson.activities) for source in each.sources)
    for index, source in enumerate(lesson.sources):
        if source not in known.sources:
            yield no_source(front, ("sources", index), source)
        elif source not in used:
            mend = f"cite it as [@{source}], or remove it"
            wrong = f"`{source}` is cited nowhere"
            yield fault_at(front, ("sources", index), "source-listed", wrong, mend)


def _cited(lesson: Lesson) -> Iterator[Fault]:
    """What the text cites is listed."""
    for line, source in _citations(lesson):
        if source not in lesson.sources:
            said = ("source-listed", f"cites `{source}`, which is not listed", MISSING)
            yield fault_on(lesson.origin.front.path, line, "body", said)


def _given(lesson: Lesson) -> Iterator[Fault]:
    """Every item and activity names its sources, which the lesson lists."""
    origin = lesson.origin
    given: list[tuple[Document, Location, tuple[str, ...]]] = [
        (origin.quiz, ("items", index, "sources"), item.sources) for index, item in enumerate(lesson.items)
    ]
    given += [
        (origin.activities, ("activities", index, "sources"), each.sources)
        for index, each in enumerate(lesson.activities)
    ]
    for document, at, sources in given:
        if not sources:
            mend = "name where its statements come from; `greenlane` for what is defined here"
            yield fault_at(document, at, "source-given", "names no source", mend)
        for source in sources:
            if source not in lesson.sources:
                wrong = f"`{source}` is not listed in the lesson"
                yield fault_at(document, at, "source-listed", wrong, MISSING)


def no_source(document: Document, at: Location, source: str) -> Fault:
    """Say that a source id does not exist."""
    mend = "use an id of delivery/sources.yaml, or add it there"
    return fault_at(document, at, "source-known", f"the source `{source}` does not exist", mend)


def _citations(lesson: Lesson) -> Iterator[tuple[int, str]]:
    """Yield every citation of the text with its line."""
    for placed in lesson.origin.placed:
        if isinstance(placed.block, Prose):
            for row, text in enumerate(placed.block.markdown.split("\n")):
                yield from ((placed.line + row, source) for source in cited(text))
