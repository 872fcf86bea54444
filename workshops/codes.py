"""Make and read the codes by which people join a room, and notice who tries them out."""

from collections.abc import Callable
from dataclasses import dataclass

from workshops.model import CodeError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Signs that nobody takes for another: no 0 and O, no 1, I and L."""
LENGTH = 6
WRONG_TRIES = 100
"""So many wrong codes in a minute are tried out, not mistyped: half of the 31**6 codes take 8 years."""
WINDOW = 60.0


def new_code(below: Callable[[int], int], taken: frozenset[str] = frozenset()) -> str:
    """Return a code that no room has; `below(n)` draws a whole number 0..n-1 that nobody can foresee."""
    while True:
        code = "".join(ALPHABET[below(len(ALPHABET))] for _ in range(LENGTH))
        if code not in taken:
            return code


def read_code(text: str) -> str:
    """Return the code that somebody typed: small letters, spaces and dashes do not matter.

    Raises:
        CodeError: It is none; the text says what a code looks like.
    """
    signs = "".join(sign for sign in text.upper() if sign not in " -\u00a0\u2013")
    wrong = [sign for sign in signs if sign not in ALPHABET]
    if wrong:
        raise CodeError(f"A code has no `{wrong[0]}`. Look at the screen again.")
    if len(signs) != LENGTH:
        raise CodeError(f"A code has {LENGTH} letters and digits; this has {len(signs)}.")
    return signs


@dataclass(frozen=True, slots=True)
class Tries:
    """How many wrong codes there were since a moment [s of the clock]."""

    since: float = 0.0
    wrong: int = 0

    def one_more(self, now: float) -> "Tries":
        """Return the count with one more wrong code."""
        if now - self.since >= WINDOW:
            return Tries(now, 1)
        return Tries(self.since, self.wrong + 1)

    @property
    def too_many(self) -> bool:
        """Say whether somebody tries codes out, so that every room should get another one."""
        return self.wrong >= WRONG_TRIES
