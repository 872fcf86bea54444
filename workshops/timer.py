"""Keep one clock for all screens of a room: it runs, waits, gets a minute more, or is off."""

from dataclasses import dataclass, replace

MINUTE = 60.0
LONGEST = 24 * 3600.0
"""A timer of more than a day is a slip of the finger [s]."""


@dataclass(frozen=True, slots=True)
class Timer:
    """How long is left: until a moment while it runs, or so many seconds while it waits.

    Attributes:
        ends: when it is over [s of the clock], None unless it runs.
        paused: how much is left [s], None unless it waits.
    """

    ends: float | None = None
    paused: float | None = None

    @property
    def off(self) -> bool:
        """Say whether there is no timer."""
        return self.ends is None and self.paused is None

    def left(self, now: float) -> float | None:
        """Return how long is left at a moment [s], 0 when it is over; None where there is no timer."""
        if self.ends is not None:
            return max(0.0, self.ends - now)
        return self.paused

    def started(self, now: float, seconds: float) -> "Timer":
        """Return a timer that runs for a time [s] from now on."""
        return Timer(ends=now + _bounded(seconds))

    def waiting(self, now: float) -> "Timer":
        """Return the timer as it waits; one that waits or is off stays as it is."""
        return self if self.ends is None else Timer(paused=max(0.0, self.ends - now))

    def going_on(self, now: float) -> "Timer":
        """Return the timer as it runs on; one that runs or is off stays as it is."""
        return self if self.paused is None else Timer(ends=now + self.paused)

    def longer(self, now: float, seconds: float = MINUTE) -> "Timer":
        """Return the timer with more time [s]; one that is over begins anew, one that is off stays off."""
        left = self.left(now)
        if left is None:
            return self
        more = _bounded(left + seconds)
        return replace(self, paused=more) if self.paused is not None else Timer(ends=now + more)


def _bounded(seconds: float) -> float:
    return min(max(0.0, seconds), LONGEST)
