"""Compare a text with pieces that stand in it in order, with anything between them."""

from collections.abc import Sequence


def consists_of(text: str, pieces: Sequence[str]) -> bool:
    """Say whether a text is these pieces in this order with any text, or none, between two of them.

    A regular expression with several `.*` would take time that grows with a power of the length.

    Args:
        text: the whole text.
        pieces: one piece is the whole text itself; `("a", "")` is whatever begins with an a.
    """
    if len(pieces) == 1:
        return text == pieces[0]
    first, *middle, last = pieces
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
