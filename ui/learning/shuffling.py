"""Mix what has no order of its own: always the same for one person, another for the next."""

import random
from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

from content import Item, ItemType

T = TypeVar("T")
KEPT = frozenset({ItemType.NUMERIC, ItemType.PREDICT})
"""What is never mixed: numbers are typed, and the outcomes of a prediction rise."""


def mixed(things: Sequence[T], who: str, what: str) -> tuple[T, ...]:
    """Return things in an order that depends on nothing but `who` asks and `what` is asked."""
    seed = blake2b(f"{who} {what}".encode(), digest_size=8).digest()
    found = list(things)
    random.Random(seed).shuffle(found)  # noqa: S311 - an order of answers is no secret
    return tuple(found)


def shown_options(item: Item, who: str) -> tuple[str, ...]:
    """Return the ids of an item's options as this person sees them.

    Steps to put in order never begin in the right one.
    """
    names = [option.id for option in item.options]
    if item.fixed_order or item.type in KEPT:
        return tuple(names)
    shuffled = mixed(names, who, item.id)
    if item.type is ItemType.ORDER and list(shuffled) == names:
        return shuffled[1:] + shuffled[:1]
    return shuffled
