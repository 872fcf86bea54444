"""The rules for one item: what it asks, what its options say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.items import Item, ItemType
from content.rules import Fault, fault_at
from datafiles import Document

FEEDBACK = (20, 400)
CONSPICUOUS = 1.6
ONE_RIGHT = frozenset({ItemType.SINGLE, ItemType.CLASSIFY})

BARE = re.compile(r"(?i)^\W*(wrong|incorrect|false|not (right|correct|quite)|no)\b\W*[.!]")
ALL_OR_NONE = re.compile(r"(?i)\b(all|none|both|neither|each|any) of (the )?(above|below|these|those|them)\b")
POSITION = re.compile(r"(?i)\b(above|below|(first|second|third|last|previous|next) (option|answer))\b")
NEGATED = re.compile(
    r"\bNOT\b|(?i:\bexcept\b)|(?i:\bwhich\b[^.?!]*\b(?:is|are|does|do|was|were)(?: not|n['\u2019]t)\b)"
)


def check_item_wording(item: Item, index: int, quiz: Document) -> Iterator[Fault]:
    """Apply the rules for wording to the item at `index` [0..] of its file."""
    yield from _wording(item, index, quiz)
    yield from _feedback(item, index, quiz)
    yield from _options(item, index, quiz)


def _wording(item: Item, index: int, quiz: Document) -> Iterator[Fault]:
    """The stem asks straight, and no option speaks of the others."""
    negated = NEGATED.search(item.stem)
    if negated:
        wrong = f"asks with `{negated[0]}`"
        yield fault_at(
            quiz, ("items", index, "stem"), "stem-straight", wrong, "ask for what is so, not for what is not"
        )
    for place, option in enumerate(item.options):
        at = ("items", index, "options", place, "text")
        found = ALL_OR_NONE.search(option.text)
        position = POSITION.search(option.text)
        if found:
            mend = "write an answer that stands alone"
            yield fault_at(quiz, at, "option-alone", f"says `{found[0]}`", mend)
        elif position:
            wrong = f"says `{position[0]}`, but options may change places"
            yield fault_at(quiz, at, "option-place", wrong, "name what is meant")


def _feedback(item: Item, index: int, quiz: Document) -> Iterator[Fault]:
    """Every option says why, in 20 to 400 characters; so does what is said to any other number."""
    least, most = FEEDBACK
    said: list[tuple[tuple[str | int, ...], str]] = [
        (("items", index, "options", place, "feedback"), option.feedback)
        for place, option in enumerate(item.options)
    ]
    if item.otherwise is not None:
        said.append((("items", index, "otherwise"), item.otherwise))
    for at, feedback in said:
        size = len(feedback)
        if not least <= size <= most:
            wrong = f"has {size} characters"
            mend = f"say why in {least} to {most} characters"
            yield fault_at(quiz, at, "feedback-length", wrong, mend)
        bare = BARE.search(feedback)
        if bare:
            wrong = f"begins with a bare `{bare[0]}`"
            mend = "say at once why it is so"
            yield fault_at(quiz, at, "feedback-bare", wrong, mend)


def _options(item: Item, index: int, quiz: Document) -> Iterator[Fault]:
    """No two options say the same, and the right one is not the long one."""
    seen: dict[str, int] = {}
    for place, option in enumerate(item.options):
        text = re.sub(r"\W+", " ", option.text.casefold()).strip()
        at = ("items", index, "options", place, "text")
        if text in seen:
            wrong = f"says the same as option {seen[text] + 1}"
            mend = "write another answer, or remove it"
            yield fault_at(quiz, at, "option-different", wrong, mend)
        seen.setdefault(text, place)
        longest = max(len(each.text) for each in item.options if each is not option)
        if item.type in ONE_RIGHT and option.correct and len(option.text) > CONSPICUOUS * longest:
            wrong = f"the right option has {len(option.text)} characters, the longest wrong one {longest}"
            mend = f"keep it within {CONSPICUOUS} times the longest wrong one"
            yield fault_at(quiz, at, "option-conspicuous", wrong, mend)
