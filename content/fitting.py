"""Check that the parts of an item fit its type, so that every answer to it can be graded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise

from content.grading import right_option, tolerance
from content.items import Ask, Item, ItemType
from content.rules import fault_at
from datafiles import Document, Problem

Location = tuple[str | int, ...]

SIZES = {
    ItemType.SINGLE: (3, 5),
    ItemType.CLASSIFY: (3, 5),
    ItemType.PREDICT: (3, 5),
    ItemType.MULTI: (3, 6),
    ItemType.ORDER: (3, 8),
    ItemType.MATCH: (3, 8),
    ItemType.NUMERIC: (2, 5),
}
"""How many options an item has, at least and at most."""
NEEDS: dict[ItemType, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ItemType.MATCH: (("groups",), ("group",)),
    ItemType.NUMERIC: (("unit", "otherwise"), ("value",)),
    ItemType.PREDICT: (("predict",), ("when",)),
}
"""The keys of an item, and of its options, that a type needs; no other type has them."""
LONGEST_ANSWER = 200
"""An answer [characters] has to fit its place in the store."""


def twice(ids: Sequence[str], document: Document, location: Callable[[int], Location]) -> Iterator[Problem]:
    """Report every id that stands there a second time."""
    for index, each in enumerate(ids):
        if each in ids[:index]:
            wrong = f"`{each}` stands there twice"
            yield fault_at(document, location(index), "unique-ids", wrong, "give it its own id")


def check_item(
    item: Item, document: Document, at: Location, misconceptions: Collection[str] | None
) -> Iterator[Problem]:
    """Check one item; `misconceptions` are the known ones, None where they could not be read."""
    ids = [option.id for option in item.options]
    yield from twice(ids, document, lambda index: (*at, "options", index, "id"))
    yield from _beliefs(item, document, at, misconceptions)
    form = [*_size(item, document, at), *_parts(item, document, at), *_right(item, document, at)]
    yield from form
    if form:
        return
    if item.type is ItemType.MATCH:
        yield from _groups(item, document, at)
    elif item.type is ItemType.NUMERIC:
        yield from _numbers(item, document, at)
    elif item.type is ItemType.PREDICT:
        yield from _outcomes(item, document, at)
    longest = 0 if item.type is ItemType.PREDICT else len(right_option(item))
    if longest > LONGEST_ANSWER:
        wrong = f"its right answer has {longest} characters"
        yield fault_at(document, (*at, "options"), "key", wrong, "shorten the ids of the options")


def _size(item: Item, document: Document, at: Location) -> Iterator[Problem]:
    """An item has as many options as its type allows."""
    least, most = SIZES[item.type]
    if not least <= len(item.options) <= most:
        wrong = f"has {len(item.options)} options"
        mend = f"write {least} to {most} for the type {item.type}"
        yield fault_at(document, (*at, "options"), "key", wrong, mend)


def _parts(item: Item, document: Document, at: Location) -> Iterator[Problem]:
    """The keys that only some types have are there, and on no other type."""
    needed, of_options = NEEDS.get(item.type, ((), ()))
    for name in ("groups", "unit", "otherwise", "predict"):
        yield from _part(document, (*at, name), item, (bool(getattr(item, name)), name in needed))
    for index, option in enumerate(item.options):
        for name in ("group", "value", "when"):
            there = getattr(option, name) is not None
            yield from _part(document, (*at, "options", index, name), item, (there, name in of_options))
    if item.computed and item.type is not ItemType.NUMERIC:
        yield fault_at(document, (*at, "computed"), "key", f"belongs to no {item.type} item", "remove it")


def _part(document: Document, at: Location, item: Item, state: tuple[bool, bool]) -> Iterator[Problem]:
    """Report a key that is missing, or that has no business there; `state` is (is there, is needed)."""
    there, needed = state
    if needed and not there:
        yield fault_at(document, at, "key", f"is missing for the type {item.type}", f"add `{at[-1]}:`")
    elif there and not needed:
        yield fault_at(document, at, "key", f"belongs to no {item.type} item", "remove it")


def _right(item: Item, document: Document, at: Location) -> Iterator[Problem]:
    """The right options are marked as the type asks."""
    right = sum(option.correct for option in item.options)
    at = (*at, "options")
    if item.type is ItemType.PREDICT and right:
        wrong = "a prediction has its key in the file"
        yield fault_at(document, at, "key", wrong, "remove `correct`")
    elif item.type in {ItemType.ORDER, ItemType.MATCH} and right:
        mend = "remove `correct`: the order or the group is the key"
        yield fault_at(document, at, "key", f"{right} options are right", mend)
    elif item.type is ItemType.MULTI and not 1 < right < len(item.options):
        mend = "write `correct: true` on two or more, and leave one wrong"
        yield fault_at(document, at, "key", f"{right} options are right", mend)
    elif item.type in {ItemType.SINGLE, ItemType.CLASSIFY, ItemType.NUMERIC} and right != 1:
        mend = "write `correct: true` on exactly one option"
        yield fault_at(document, at, "key", f"{right} options are right", mend)


def _beliefs(
    item: Item, document: Document, at: Location, known: Collection[str] | None
) -> Iterator[Problem]:
    """Misconceptions are known ones, and stand on no right option."""
    for index, option in enumerate(item.options):
        place = (*at, "options", index, "misconception")
        if option.correct and option.misconception is not None:
            yield fault_at(document, place, "misconception-named", "stands on the right option", "remove it")
        elif option.misconception is not None and known is not None and option.misconception not in known:
            mend = "use an id of misconceptions.yaml, or add it there"
            wrong = f"`{option.misconception}` is not known"
            yield fault_at(document, place, "misconception-known", wrong, mend)


def _groups(item: Item, document: Document, at: Location) -> Iterator[Problem]:
    """Every option of a match belongs to a group that is there, and every group has one."""
    groups = [group.id for group in item.groups]
    yield from twice(groups, document, lambda index: (*at, "groups", index, "id"))
    for index, option in enumerate(item.options):
        if option.group not in groups:
            mend = f"use one of {', '.join(groups)}"
            place = (*at, "options", index, "group")
            yield fault_at(document, place, "known-ids", f"`{option.group}` is no group", mend)


def _numbers(item: Item, document: Document, at: Location) -> Iterator[Problem]:
    """No number counts as two options."""
    spans = sorted(
        (float(option.value or 0.0) - tolerance(item, option), index)
        for index, option in enumerate(item.options)
    )
    for (_, one), (start, other) in pairwise(spans):
        end = float(item.options[one].value or 0.0) + tolerance(item, item.options[one])
        if start <= end:
            wrong = f"overlaps with option {one + 1}"
            mend = "part the values, or lower the tolerance"
            yield fault_at(document, (*at, "options", other, "value"), "key", wrong, mend)


def _outcomes(item: Item, document: Document, at: Location) -> Iterator[Problem]:
    """The options of a prediction part all outcomes among them: no gap, no overlap."""
    prediction = item.predict
    if prediction and (prediction.ask is Ask.VALUE) != (prediction.versus is None):
        mend = "give `versus` to `ratio` and `difference`, and leave it out for `value`"
        wrong = f"asks for the {prediction.ask} {'without' if prediction.versus is None else 'with'} `versus`"
        yield fault_at(document, (*at, "predict"), "outcomes", wrong, mend)
    whens = [
        (option.when.least, option.when.below, place)
        for place, option in enumerate(item.options)
        if option.when
    ]
    ordered = sorted(whens, key=lambda each: float("-inf") if each[0] is None else each[0])
    border: float | None = None
    for number, (least, below, place) in enumerate(ordered):
        if least != border or (number > 0 and least is None) or (below is not None and least == below):
            said = "any number" if border is None else f"{border:g}"
            mend = f"begin it at {said}, where the one before it ends" if number else "leave its `least` out"
            wrong = "leaves a gap, or overlaps with another"
            yield fault_at(document, (*at, "options", place, "when"), "outcomes", wrong, mend)
            return
        border = below
    if border is not None:
        place = ordered[-1][2]
        wrong = f"nothing holds from {border:g} on"
        yield fault_at(document, (*at, "options", place, "when"), "outcomes", wrong, "leave its `below` out")
