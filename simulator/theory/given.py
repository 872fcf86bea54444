"""Refuse quantities no formula holds for, each with its mend."""

import math

from simulator.model import WrongQuantityError


def _refuse(wanted: str, given: dict[str, float]) -> WrongQuantityError:
    name, value = next(iter(given.items()))
    return WrongQuantityError(f"{name.replace('_', ' ')} is {value}; write {wanted}")


def positive(**given: float) -> None:
    """Refuse what is not above 0."""
    for name, value in given.items():
        if not 0 < value < math.inf:
            raise _refuse("a number above 0", {name: value})


def not_negative(**given: float) -> None:
    """Refuse what is below 0."""
    for name, value in given.items():
        if not 0 <= value < math.inf:
            raise _refuse("a number from 0", {name: value})


def share_of_all(**given: float) -> None:
    """Refuse what is no share."""
    for name, value in given.items():
        if not 0 <= value <= 1:
            raise _refuse("a share from 0 to 1", {name: value})


def part_of_all(**given: float) -> None:
    """Refuse what is no share, or all."""
    for name, value in given.items():
        if not 0 <= value < 1:
            raise _refuse("a share from 0 to below 1", {name: value})


def count(**given: int) -> None:
    """Refuse what counts nothing."""
    for name, value in given.items():
        if value < 1:
            raise _refuse("a whole number from 1", {name: value})


def stable(utilization: float) -> None:
    """Refuse a queue that grows without end."""
    if utilization >= 1:
        raise WrongQuantityError(
            f"utilization is {utilization:.3g}, so the queue grows without end; "
            "let fewer changes come, shorten the work or add capacity"
        )
