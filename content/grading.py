"""Grade an answer, and say why it is right or not.

An answer is one text, so that it can be stored as it is:

- one option (single, classify, predict): its id
- several options (multi): their ids in the order of the file, parted by spaces; `-` for none
- an order: all ids, parted by spaces
- a match: `option=group`, parted by spaces
- a number: as it was typed
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from content.items import CHOSEN, Item, ItemType, Option
from content.model import AnswerError, MissingKeyError, UnknownOptionError

NONE = "-"
NUMBER = re.compile(r"[-+]?(\d{1,15}([.,]\d{0,15})?|[.,]\d{1,15})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """What the course says to one option of an answer, whether it was chosen or not."""

    option: str
    right: bool
    """The learner treated this option as it should be: chose it, left it out, put it in its place."""
    chosen: bool
    feedback: str
    misconception: str | None = None
    """What a person who treated it this way may believe."""


@dataclass(frozen=True, slots=True)
class Grade:
    """What the course says to an answer."""

    correct: bool
    feedback: str
    misconceptions: tuple[str, ...]
    explain: str
    share: float
    """How much of it is right [0..1]; for one option 0 or 1."""
    summary: str = ""
    """What is right so far and what is missing, where an answer has several parts."""
    parts: tuple[Part, ...] = ()

    @property
    def misconception(self) -> str | None:
        """Return the first misconception of the answer."""
        return self.misconceptions[0] if self.misconceptions else None


def right_option(item: Item, key: str | None = None) -> str:
    """Return the right answer as it is stored; a prediction takes it from `key`, which the simulator holds.

    Raises:
        MissingKeyError: a prediction came without a key.
        UnknownOptionError: the key names no option of the item.
    """
    if item.type is ItemType.MULTI:
        return write_choice(item, [option.id for option in item.options if option.correct])
    if item.type is ItemType.ORDER:
        return " ".join(option.id for option in item.options)
    if item.type is ItemType.MATCH:
        return write_match({option.id: str(option.group) for option in item.options})
    if item.predict is None:
        right = next(option for option in item.options if option.correct)
        return f"{right.value:.12g}" if item.type is ItemType.NUMERIC else right.id
    if key is None:
        raise MissingKeyError(f"{item.id} is a prediction: simulate its outcome first")
    if key not in {option.id for option in item.options}:
        raise UnknownOptionError(f"the key {key!r} is no option of {item.id}")
    return key


def write_choice(item: Item, chosen: Iterable[str]) -> str:
    """Write the options chosen of a multi item as one answer."""
    picked = set(chosen)
    return " ".join(option.id for option in item.options if option.id in picked) or NONE


def write_match(placed: Mapping[str, str]) -> str:
    """Write the group of each option of a match as one answer."""
    return " ".join(f"{option}={group}" for option, group in placed.items())


def grade(item: Item, answer: str, key: str | None = None) -> Grade:
    """Grade an answer to an item.

    Raises:
        UnknownOptionError: the item has no such option.
        MissingKeyError: a prediction came without a key.
        AnswerError: the answer is not of the form that the item asks for.
    """
    if item.type in CHOSEN:
        return _grade_choice(item, answer, key)
    graders = {
        ItemType.MULTI: _grade_multi,
        ItemType.ORDER: _grade_order,
        ItemType.MATCH: _grade_match,
        ItemType.NUMERIC: _grade_number,
    }
    return graders[item.type](item, answer)


def _grade_choice(item: Item, answer: str, key: str | None) -> Grade:
    """Grade one chosen option."""
    chosen = _option(item, answer)
    right = right_option(item, key)
    correct = chosen.id == right
    parts = tuple(
        Part(
            option=each.id,
            right=(each.id == chosen.id) == (each.id == right),
            chosen=each.id == chosen.id,
            feedback=each.feedback,
            misconception=each.misconception if each is chosen and not correct else None,
        )
        for each in item.options
    )
    return Grade(
        correct=correct,
        feedback=chosen.feedback,
        misconceptions=_believed(parts),
        explain=item.explain,
        share=float(correct),
        parts=parts,
    )


def _grade_multi(item: Item, answer: str) -> Grade:
    """Grade several chosen options: what is missing counts like what is too many."""
    picked = {_option(item, each).id for each in ([] if answer == NONE else answer.split())}
    parts = tuple(
        Part(
            option=each.id,
            right=each.correct == (each.id in picked),
            chosen=each.id in picked,
            feedback=each.feedback,
            misconception=each.misconception if each.id in picked else None,
        )
        for each in item.options
    )
    right = sum(option.correct for option in item.options)
    found = sum(part.chosen and part.right for part in parts)
    extra = sum(part.chosen and not part.right for part in parts)
    said = f"{found} of {right} found"
    return _joined(item, parts, f"{said}, {extra} too many." if extra else f"{said}.")


def _grade_order(item: Item, answer: str) -> Grade:
    """Grade an order: as few options as possible count as out of place."""
    given = answer.split()
    wanted = {option.id: place for place, option in enumerate(item.options)}
    for each in given:
        _option(item, each)
    if len(given) != len(wanted) or set(given) != set(wanted):
        raise AnswerError(f"an order of {item.id} names each of its {len(wanted)} options once")
    kept = {given[place] for place in _longest_rise([wanted[each] for each in given])}
    parts = tuple(
        Part(
            option=each.id,
            right=each.id in kept,
            chosen=True,
            feedback=each.feedback,
            misconception=None if each.id in kept else each.misconception,
        )
        for each in item.options
    )
    moves = len(wanted) - len(kept)
    titles = {option.id: option.text for option in item.options}
    moved = ", ".join(f"*{titles[each]}*" for each in given if each not in kept)
    summary = f"{len(kept)} of {len(wanted)} stand in order. To move: {moved}." if moves else "All in order."
    return _joined(item, parts, summary, share=(len(kept) - 1) / (len(wanted) - 1))


def _grade_match(item: Item, answer: str) -> Grade:
    """Grade where each option was put; what was put nowhere is not right."""
    groups = {group.id for group in item.groups}
    placed: dict[str, str] = {}
    for pair in answer.split():
        option, _, group = pair.partition("=")
        if group not in groups:
            raise AnswerError(f"{group!r} is no group of {item.id}")
        placed[_option(item, option).id] = group
    parts = tuple(
        Part(
            option=each.id,
            right=placed.get(each.id) == each.group,
            chosen=each.id in placed,
            feedback=each.feedback,
            misconception=each.misconception if placed.get(each.id, each.group) != each.group else None,
        )
        for each in item.options
    )
    right = sum(part.right for part in parts)
    return _joined(item, parts, f"{right} of {len(parts)} stand in their place.")


def _grade_number(item: Item, answer: str) -> Grade:
    """Grade a number: the nearest option whose tolerance holds it speaks."""
    typed = answer.strip()
    if not NUMBER.fullmatch(typed):
        raise AnswerError(f"{typed[:20]!r} is no number; write one such as 4.5")
    number = float(typed.replace(",", "."))
    near = [option for option in item.options if _is_near(item, option, number)]
    chosen = min(near, key=lambda option: abs(number - (option.value or 0.0)), default=None)
    correct = chosen is not None and chosen.correct
    parts = tuple(
        Part(
            option=each.id,
            right=(each is chosen) == each.correct,
            chosen=each is chosen,
            feedback=each.feedback,
            misconception=each.misconception if each is chosen else None,
        )
        for each in item.options
    )
    return Grade(
        correct=correct,
        feedback=chosen.feedback if chosen else str(item.otherwise),
        misconceptions=_believed(parts),
        explain=item.explain,
        share=float(correct),
        parts=parts,
    )


def tolerance(item: Item, option: Option) -> float:
    """Return how far from the value of an option a number may lie [unit of the item]."""
    return item.tolerance if option.tolerance is None else option.tolerance


def _is_near(item: Item, option: Option, number: float) -> bool:
    """Say whether a number counts as that of an option; rounding in the last digit does not matter."""
    value = option.value or 0.0
    room = tolerance(item, option)
    return abs(number - value) <= room or math.isclose(abs(number - value), room, abs_tol=1e-9)


def _joined(item: Item, parts: tuple[Part, ...], summary: str, share: float | None = None) -> Grade:
    """Join the parts of an answer: what went wrong is explained, or what went right."""
    wrong = [part for part in parts if not part.right]
    said = wrong or [part for part in parts if part.chosen]
    return Grade(
        correct=not wrong,
        feedback=" ".join(part.feedback for part in said),
        misconceptions=_believed(parts),
        explain=item.explain,
        share=1 - len(wrong) / len(parts) if share is None else share,
        summary=summary,
        parts=parts,
    )


def _believed(parts: Iterable[Part]) -> tuple[str, ...]:
    """Return the misconceptions of an answer, each once, in order."""
    return tuple(dict.fromkeys(part.misconception for part in parts if part.misconception))


def _option(item: Item, option_id: str) -> Option:
    """Return an option, or refuse the answer."""
    try:
        return item.option(option_id)
    except KeyError:
        raise UnknownOptionError(f"{item.id} has no option {option_id!r}") from None


def _longest_rise(numbers: Sequence[int]) -> tuple[int, ...]:
    """Return the places of a longest rising part of different numbers."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int | None] = []
    for place, number in enumerate(numbers):
        size = bisect_left(ends, number)
        before.append(places[size - 1] if size else None)
        ends[size : size + 1] = [number]
        places[size : size + 1] = [place]
    rise: list[int] = []
    last: int | None = places[-1]
    while last is not None:
        rise.append(last)
        last = before[last]
    return tuple(reversed(rise))
