"""Invite codes: what they look like, and how many wrong ones are borne."""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable

from store.round_model import CODE_LENGTH, CODE_LETTERS

MOST_WRONG = 100
"""How many wrong codes a minute are borne, whoever tries: a room of people shares one address."""

MINUTE = 60.0  # [s]


def new_code() -> str:
    """Draw a code: 6 of 31 letters, which is 29.7 bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def clean_code(text: str) -> str:
    """Return a typed code as it was drawn: capitals, without spaces and hyphens; "" if it is none."""
    code = "".join(sign for sign in text.upper() if not sign.isspace() and sign != "-")
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) else ""


class Tries:
    """Counts wrong codes over the last minute, by a clock that never jumps."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: deque[float] = deque(maxlen=MOST_WRONG)
        self._gate = threading.Lock()

    def allowed(self) -> bool:
        """Say whether another code may be tried."""
        with self._gate:
            full = len(self._wrong) == MOST_WRONG
            return not full or self._clock() - self._wrong[0] > MINUTE

    def note_wrong(self) -> None:
        """Count a wrong code."""
        with self._gate:
            self._wrong.append(self._clock())
