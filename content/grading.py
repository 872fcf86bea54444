"""Grade an answer, and say why it is right or not."""

from __future__ import annotations

from dataclasses import dataclass

from content.model import Item, MissingKeyError, UnknownOptionError


@dataclass(frozen=True, slots=True)
class Grade:
    """What the course says to an answer; `misconception` is the id the chosen option stands for."""

    correct: bool
    feedback: str
    misconception: str | None
    explain: str


def right_option(item: Item, key: str | None = None) -> str:
    """Return the id of the right option; a prediction takes it from `key`, which the simulator holds.

    Raises:
        MissingKeyError: a prediction came without a key.
        UnknownOptionError: the key names no option of the item.
    """
    if item.predict is None:
        return next(option.id for option in item.options if option.correct)
    if key is None:
        raise MissingKeyError(f"{item.id} is a prediction: simulate its outcome first")
    if key not in {option.id for option in item.options}:
        raise UnknownOptionError(f"the key {key!r} is no option of {item.id}")
    return key


def grade(item: Item, option_id: str, key: str | None = None) -> Grade:
    """Grade the chosen option of an item.

    Raises:
        UnknownOptionError: the item has no such option.
        MissingKeyError: a prediction came without a key.
    """
    chosen = next((option for option in item.options if option.id == option_id), None)
    if chosen is None:
        raise UnknownOptionError(f"{item.id} has no option {option_id!r}")
    correct = option_id == right_option(item, key)
    return Grade(
        correct=correct,
        feedback=chosen.feedback,
        misconception=None if correct else chosen.misconception,
        explain=item.explain,
    )
