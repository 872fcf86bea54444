"""Tell the time so that nobody who sets the machine's clock ends a room, or has what is kept thrown away.

A clock of this kind looks at the machine's clock once, when the process starts, and from then on at what has
passed. Where the system can say it, the time the machine slept has passed, too.
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime


def passed() -> float:
    """Return how much time has passed since some moment [s]; setting the machine's clock changes nothing."""
    try:
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    except (AttributeError, OSError):  # a system that does not count the time it sleeps
        return time.monotonic()


class SteadyClock:
    """A clock that is right when it is made, and never jumps.

    Args:
        wall: seconds since 1970, as the machine has it.
        elapsed: seconds that have passed since some moment.
    """

    def __init__(self, wall: Callable[[], float] = time.time, elapsed: Callable[[], float] = passed) -> None:
        self._elapsed = elapsed
        self._began = wall() - elapsed()

    def now(self) -> float:
        """Return the moment it is [s since 1970]."""
        return self._began + self._elapsed()

    def day(self) -> date:
        """Return the day it is, in UTC."""
        return datetime.fromtimestamp(self.now(), UTC).date()


STEADY = SteadyClock()
"""The clock of this process."""
