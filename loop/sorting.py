"""Sort things that were tried alone by what they do to one metric, and say no more than intervals carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from simulator import Difference, Sensitivity, Verdict

ASIDE = 0.05
"""From this share of today's value a loss elsewhere keeps a change out of the ranking."""


class Named(Protocol):
    """What can be tried: it has a path of its own and says what it is."""

    @property
    def path(self) -> str:
        """Return what it goes by."""
        ...

    @property
    def value(self) -> object:
        """Return what is turned to."""
        ...

    @property
    def group(self) -> str:
        """Return what it belongs to."""
        ...

    @property
    def says(self) -> str:
        """Return what is changed, in plain words."""
        ...

    @property
    def now(self) -> str:
        """Return how it is today."""
        ...

    @property
    def name(self) -> str:
        """Return the change as one sentence."""
        ...


T = TypeVar("T", bound=Named)


@dataclass(frozen=True, slots=True)
class Tried(Generic[T]):
    """One change with what it does.

    Attributes:
        turn: the change.
        aim: what it does to the metric that is to be improved.
        found: what it does to each metric, by path.
        costs: metrics it makes worse by a good share of today's value.
    """

    turn: T
    aim: Difference
    found: Mapping[str, Difference]
    costs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking(Generic[T]):
    """Every change that was tried, sorted by what can be said of it.

    Attributes:
        helps: those that improve the metric, the strongest first.
        aside: those that improve it and make another metric worse: not advised.
        worse: those that make it worse, the worst first.
        unclear: those whose interval holds no difference.
        same: those after which it is the same in every run.
        refused: those that cannot be simulated, each with the reason.
        base: the metric as it is today; None where it has no value.
        aim: the metric's path.
    """

    aim: str
    base: float | None
    helps: tuple[Tried[T], ...]
    aside: tuple[Tried[T], ...]
    worse: tuple[Tried[T], ...]
    unclear: tuple[Tried[T], ...]
    same: tuple[Tried[T], ...]
    refused: tuple[tuple[T, str], ...]

    @property
    def shown(self) -> tuple[Tried[T], ...]:
        """Return those with a row of their own: all that improve, strongest first, then the worse."""
        better = sorted((*self.helps, *self.aside), key=strength)
        return (*better, *self.worse)

    def number(self, tried: Tried[T]) -> int | None:
        """Return the place in the ranking; None for a change that is not in it."""
        return self.helps.index(tried) + 1 if tried in self.helps else None

    @property
    def every(self) -> tuple[Tried[T], ...]:
        """Return every change with numbers, the best first."""
        return (*self.shown, *sorted((*self.unclear, *self.same), key=strength))


def rank(found: Sensitivity, turns: Sequence[T], aim: str) -> Ranking[T]:
    """Sort changes by what they do to the metric `aim`; `found` stands in the order of `turns`."""
    tried: list[Tried[T]] = []
    refused: list[tuple[T, str]] = []
    for turn, effect in zip(turns, found.effects, strict=True):
        if effect.problems:
            refused.append((turn, " ".join(effect.problems)))
            continue
        by_path = {each.metric: each for each in effect.differences}
        costs = tuple(path for path, each in by_path.items() if path != aim and _costs(each))
        tried.append(Tried(turn, by_path[aim], by_path, costs))
    base = next((each.aim.base for each in tried if each.aim.base is not None), None)
    better = [each for each in tried if each.aim.verdict is Verdict.LOWER]
    cannot = [each for each in tried if each.aim.verdict is Verdict.CANNOT_TELL]
    return Ranking(
        aim=aim,
        base=base,
        helps=tuple(sorted((each for each in better if not each.costs), key=strength)),
        aside=tuple(sorted((each for each in better if each.costs), key=strength)),
        worse=tuple(
            sorted((each for each in tried if each.aim.verdict is Verdict.HIGHER), key=strength)[::-1]
        ),
        unclear=tuple(each for each in cannot if not same(each.aim)),
        same=tuple(each for each in cannot if same(each.aim)),
        refused=tuple(refused),
    )


def strength(tried: Tried[T]) -> float:
    """Return the mean difference of what is to be improved; less is better."""
    return tried.aim.mean or 0.0


def same(found: Difference) -> bool:
    """Tell whether a metric is the same in every run, or has no value in any."""
    return found.n == 0 or (found.mean == 0 and not found.se)


def _costs(found: Difference) -> bool:
    """Tell whether a metric gets worse for sure, and by a share that matters."""
    if found.verdict is not Verdict.HIGHER or found.mean is None or found.base is None:
        return False
    return found.mean >= ASIDE * found.base


def ties(ranking: Ranking[T]) -> tuple[tuple[int, int], ...]:
    """Return runs of places in the ranking whose intervals overlap: first and last place, from 1.

    Each of a run overlaps with the first of it, so that none of them can be called better than it.
    """
    found: list[tuple[int, int]] = []
    helps = ranking.helps
    first = 0
    for place in range(1, len(helps) + 1):
        if place < len(helps) and _overlap(helps[first].aim, helps[place].aim):
            continue
        if place - first > 1:
            found.append((first + 1, place))
        first = place
    return tuple(found)


def _overlap(better: Difference, other: Difference) -> bool:
    return better.high is None or other.low is None or other.low <= better.high
