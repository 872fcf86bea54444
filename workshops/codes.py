"""Make and read the codes by which people join a room."""

from collections.abc import Callable

from workshops.model import CodeError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Signs that nobody takes for another: no 0 and O, no 1, I and L."""
LENGTH = 6


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
