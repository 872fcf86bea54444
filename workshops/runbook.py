"""Let a room be the manual step: a deployment by hand, each of whose steps waits for somebody's phone.

Of a step it is kept when it was done, and never by whom. The seats that hold the steps are kept while the
room lives, so that nobody's step changes while people come and go; they are in no file.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Worked:
    """A step that was done: its place in the runbook [0..], and how long after the beginning [s]."""

    step: int
    after: float


@dataclass(frozen=True, slots=True)
class ByHand:
    """A deployment that a room carries out by hand.

    Attributes:
        began: when [s of the clock].
        steps: how many steps its runbook has [1..].
        holders: the seats that share the steps, in order; nobody where there are no phones.
        done: what was done, in the order it was done.
        ended: how long it took [s]; None while it is under way.
    """

    began: float
    steps: int
    holders: tuple[str, ...] = ()
    done: tuple[Worked, ...] = ()
    ended: float | None = None

    @property
    def order(self) -> tuple[int, ...]:
        """Return the steps in the order they were done."""
        return tuple(one.step for one in self.done)

    @property
    def waits_for(self) -> int | None:
        """Return the first step that is not done; None where all are, or where it ended before."""
        left = (step for step in range(self.steps) if step not in self.order)
        return None if self.ended is not None else next(left, None)

    @property
    def lasted(self) -> float:
        """Return when the last step was done, after the beginning [s]; 0 before the first."""
        return self.done[-1].after if self.done else 0.0

    def passed(self, now: float) -> float:
        """Return how long it has been under way, or took [s]."""
        return max(0.0, now - self.began) if self.ended is None else self.ended


def begin(steps: int, seats: Iterable[str], now: float) -> ByHand:
    """Return a deployment that begins now, its steps shared among the seats."""
    return ByHand(now, steps, tuple(sorted(seats)))


def held_by(run: ByHand, seat: str) -> tuple[int, ...]:
    """Return the steps that a seat holds.

    Where there are more steps than seats, a seat holds several; where there are more seats, several share
    a step, and the first of them does it. Who came later shares a step with somebody who was there.
    """
    many = len(run.holders)
    place = run.holders.index(seat) if seat in run.holders else _drawn(seat)
    if many >= run.steps or seat not in run.holders:
        return (place % run.steps,)
    return tuple(range(place, run.steps, many))


def holders_of(run: ByHand, step: int) -> int:
    """Return how many of the seats that were there at the beginning hold a step."""
    return sum(step in held_by(run, seat) for seat in run.holders)


def work(run: ByHand, step: int, now: float) -> ByHand:
    """Return the deployment once a step is done; the same where it was done already, or all is over."""
    if run.ended is not None or step in run.order:
        return run
    after = max(run.passed(now), run.lasted)
    done = (*run.done, Worked(step, after))
    return replace(run, done=done, ended=after if len(done) == run.steps else None)


def finish(run: ByHand, now: float) -> ByHand:
    """Return the deployment as it ends now; what was not done is left out."""
    return replace(run, ended=max(run.passed(now), run.lasted))


def _drawn(seat: str) -> int:
    return int.from_bytes(blake2b(seat.encode("utf-8", "surrogatepass"), digest_size=4).digest())
