"""How often each step stays first when the assumed ranges are sampled: on short lanes, many times.

Every draw takes one place in the range of every assumed number, the same for the lane today and for every
step, and runs all of them on the same random numbers. What was measured or overruled is not sampled.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event

from loop.own_lane import OwnLane
from loop.ranking import Step
from simulator import Refused, Scenario, SimulatorError, StoppedError, Study, Values, values_each

DRAWS = 500
SHORT = Study(seed=1, replications=1, changes=120, warm_up=20)
AT_ONCE = 20
"""So many draws are worked on before progress is told."""
OUTER = 0.025
MOST = 6
"""So many of the strongest steps are drawn."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Stability:
    """What became of a ranking over the ranges of its assumptions.

    Attributes:
        aim: the metric's path.
        draws: how many draws have a value.
        first: how many times each step came first, by practice.
        none: in how many draws no step helped.
        ranges: between which two differences 95 % of the draws of a step lie, by practice; None without
            a value.
    """

    aim: str
    draws: int
    first: Mapping[str, int]
    none: int
    ranges: Mapping[str, tuple[float, float] | None]

    def share(self, practice: str) -> float | None:
        """Return in what share of the draws a step came first [0..1]; None where it was not drawn."""
        if practice not in self.first or not self.draws:
            return None
        return self.first[practice] / self.draws


def draw_rankings(  # noqa: PLR0913 - what is drawn, how often, and who watches
    lane: OwnLane,
    steps: Sequence[Step],
    aim: str,
    *,
    draws: int = DRAWS,
    study: Study = SHORT,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> Stability:
    """Draw the assumed ranges again and again and count which step comes first.

    Raises:
        StoppedError: when `stop` was set.
        SimulatorError: where the lane cannot run at all.
    """
    gaps: list[list[float | None]] = []
    for begin in range(0, draws, AT_ONCE):
        numbers = range(begin, min(begin + AT_ONCE, draws))
        gaps += _some(lane, steps, aim, [(number, study) for number in numbers], stop)
        if progress is not None:
            progress(len(gaps), draws)
    return _counted(aim, steps, gaps)


def _some(
    lane: OwnLane,
    steps: Sequence[Step],
    aim: str,
    numbers: Sequence[tuple[int, Study]],
    stop: Event | None,
) -> list[list[float | None]]:
    """Return how much each step moves the metric in each of some draws."""
    asked: list[Scenario | Refused] = []
    for number, study in numbers:
        if stop is not None and stop.is_set():
            raise StoppedError("the draws were stopped")
        shares = _shares(lane, steps, number, study.seed)
        asked.append(_or_refused(lane, {}, shares))
        asked += [_or_refused(lane, {step.path: step}, shares) for step in steps]
    # One seed for every draw: what differs between draws are the assumptions.
    found = dict(values_each(asked, numbers[0][1], [aim], stop=stop))
    wide = len(steps) + 1
    return [
        _gaps([found[place * wide + column] for column in range(wide)], aim) for place in range(len(numbers))
    ]


def _shares(lane: OwnLane, steps: Sequence[Step], number: int, seed: int) -> dict[str, float]:
    """Return the place in its range of every assumed number; it depends on the path, not on the order."""
    paths = {effect.path for effect in lane.effects if effect.ranges}
    paths |= {effect.path for step in steps for effect in step.effects if effect.ranges}
    return {
        path: random.Random(f"{seed}/{number}/{path}").random()  # noqa: S311 - a draw, not a secret
        for path in sorted(paths)
    }


def _or_refused(lane: OwnLane, steps: Mapping[str, Step], shares: Mapping[str, float]) -> Scenario | Refused:
    chosen = {name: step.effects for name, step in steps.items()}
    try:
        return lane.with_steps(chosen, shares=shares)
    except (SimulatorError, ValueError) as error:
        return Refused(lane.base.id, (str(error),))


def _gaps(found: Sequence[Values | Refused], aim: str) -> list[float | None]:
    base = _value(found[0], aim)
    others = [_value(one, aim) for one in found[1:]]
    return [None if base is None or one is None else one - base for one in others]


def _value(found: Values | Refused, aim: str) -> float | None:
    if isinstance(found, Refused):
        return None
    known = [value for value in found[aim] if value is not None]
    return sum(known) / len(known) if known else None


def _counted(aim: str, steps: Sequence[Step], gaps: Sequence[Sequence[float | None]]) -> Stability:
    first = {step.path: 0 for step in steps}
    none = draws = 0
    for row in gaps:
        known = [(gap, place) for place, gap in enumerate(row) if gap is not None]
        if not known:
            continue
        draws += 1
        gap, place = min(known)
        if gap < 0:
            first[steps[place].path] += 1
        else:
            none += 1
    ranges = {
        step.path: _outer([row[place] for row in gaps if row[place] is not None])  # type: ignore[misc]  # none is None
        for place, step in enumerate(steps)
    }
    return Stability(aim, draws, first, none, ranges)


def _outer(values: Sequence[float]) -> tuple[float, float] | None:
    """Return the values between which 95 % lie, each one that was drawn."""
    if not values:
        return None
    rows, cut = sorted(values), int(OUTER * len(values))
    return rows[cut], rows[len(rows) - 1 - cut]
