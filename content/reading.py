"""Part prose into paragraphs and sentences, and judge how it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.blocks import CITATION, FENCE, TERM, cited, count_words, next_fence
from content.fitting import Location
from content.items import Item
from content.model import Lesson, Prose
from content.rules import Fault, fault_at, fault_on
from datafiles import Document

LONGEST_SENTENCE = 40
MEAN_SENTENCE = 20

START = re.compile(r" {0,3}(?:#{1,6} |[-*+] |\d+[.)] |> ?)+")
ENDS = re.compile(r"(?<=[.!?:;])[\"\u201d)*_]*\s+")
DOUBLED = re.compile(r"(?i)\b([a-z]+)\s+\1\b")
ALLOWED_DOUBLES = frozenset({"that", "had"})
FIGURE = re.compile(r"\d")


def paragraphs(lesson: Lesson) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs, list entries and headings of a lesson with their first line [1..]; no tables."""
    for placed in lesson.origin.placed:
        if isinstance(placed.block, Prose):
            yield from parted(placed.block.markdown, placed.line)


def parted(markdown: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of a Markdown text with their first line; tables and code are left out."""
    rows: list[str] = []
    start, fence, headed = first_line, "", False
    for number, line in enumerate([*markdown.split("\n"), ""], start=first_line):
        inside, fence = bool(fence), next_fence(fence, line)
        code = inside or bool(fence) or bool(FENCE.match(line))
        apart = not line.strip() or code or line.lstrip().startswith("|")
        if rows and (apart or headed or START.match(line)):
            yield start, " ".join(rows)
            rows = []
        if not apart:
            start = start if rows else number
            rows.append(START.sub("", line).strip())
            headed = line.lstrip().startswith("#")


def sentences(text: str) -> tuple[str, ...]:
    """Part a paragraph into sentences; a clause after a colon or semicolon counts as one."""
    plain = TERM.sub(r"\1", CITATION.sub("", text))
    return tuple(part for part in ENDS.split(plain) if count_words(part))


def doubled(text: str) -> str | None:
    """Return the words that stand twice in a row, such as `the the`."""
    found = (match for match in DOUBLED.finditer(text) if match[1].lower() not in ALLOWED_DOUBLES)
    first = next(found, None)
    return first[0] if first else None


def unsourced_figures(lesson: Lesson) -> tuple[tuple[int, str], ...]:
    """List the sentences with figures whose paragraph cites no source, each with its line [1..]."""
    return tuple(
        (line, sentence)
        for line, text in paragraphs(lesson)
        if not cited(text)
        for sentence in sentences(text)
        if FIGURE.search(sentence)
    )


def check_reading(lesson: Lesson) -> Iterator[Fault]:
    """Sentences are short, and no word stands twice."""
    path, sizes = lesson.origin.front.path, list[int]()
    for line, text in paragraphs(lesson):
        for sentence in sentences(text):
            sizes.append(count_words(sentence))
            if sizes[-1] > LONGEST_SENTENCE:
                mend = f"part it; {LONGEST_SENTENCE} words are the most"
                yield fault_on(path, line, "body", ("reading", f"has a sentence of {sizes[-1]} words", mend))
        twice = doubled(text)
        if twice:
            yield fault_on(path, line, "body", ("doubled-word", f"says `{twice}`", "say it once"))
    if sizes and sum(sizes) / len(sizes) > MEAN_SENTENCE:
        wrong = f"sentences have {sum(sizes) / len(sizes):.0f} words on average"
        mend = f"write shorter ones; {MEAN_SENTENCE} words are the most"
        yield fault_at(lesson.origin.front, (), "reading", wrong, mend)
    for index, item in enumerate(lesson.items):
        yield from _reading_item(item, index, lesson.origin.quiz)


def _reading_item(item: Item, index: int, quiz: Document) -> Iterator[Fault]:
    """The texts of an item read well too."""
    texts: list[tuple[Location, str]] = [(("stem",), item.stem), (("explain",), item.explain)]
    for place, option in enumerate(item.options):
        texts.append((("options", place, "feedback"), option.feedback))
    for where, text in texts:
        longest = max(map(count_words, sentences(text)), default=0)
        at: Location = ("items", index, *where)
        if longest > LONGEST_SENTENCE:
            mend = f"part it; {LONGEST_SENTENCE} words are the most"
            yield fault_at(quiz, at, "reading", f"has a sentence of {longest} words", mend)
        twice = doubled(text)
        if twice:
            yield fault_at(quiz, at, "doubled-word", f"says `{twice}`", "say it once")
