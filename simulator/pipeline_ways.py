"""Find the ways through a pipeline: what leads to production, who is waited for, what is only pressed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from delivery import Mark, Pipeline

GATES = frozenset({Mark.BUTTON, Mark.HOURGLASS})
Edges = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Ways:
    """What is known of the stages of a pipeline from how they hang together, by id.

    Attributes:
        before: the stages directly before each.
        ends: those that nothing comes after.
        goals: those that deploy to production; the ends where none is known to.
        tops: the goals without a goal before them.
        on_way: all that must have run before a change is in production, goals included.
        waited: the gates among them.
        main: the gates that no further gate comes after on the way.
        idle: what runs only if somebody presses it, and holds nothing up.
        together: where several changes travel as one, because a gate let them through at once.
    """

    before: Edges
    ends: tuple[str, ...]
    goals: frozenset[str]
    tops: frozenset[str]
    on_way: frozenset[str]
    waited: frozenset[str]
    main: frozenset[str]
    idle: frozenset[str]
    together: frozenset[str]


def find_ways(pipeline: Pipeline) -> Ways:
    """Find what leads to production in a pipeline, and what does not."""
    before = pipeline.before()
    after = _turned(before)
    ends = tuple(name for name, next_ones in after.items() if not next_ones)
    goals = frozenset(stage.id for stage in pipeline.stages if stage.production) or frozenset(ends)
    on_way = reach(before, goals)
    gates = frozenset(stage.id for stage in pipeline.stages if stage.mark in GATES)
    waited = gates & on_way
    return Ways(
        before=before,
        ends=ends,
        goals=goals,
        tops=frozenset(goal for goal in goals if not (reach(before, [goal]) - {goal}) & goals),
        on_way=on_way,
        waited=waited,
        main=frozenset(gate for gate in waited if not (reach(after, [gate]) - {gate}) & waited),
        idle=reach(after, gates - on_way) - on_way,
        together=reach(after, waited | goals),
    )


def reach(edges: Edges, begin: Iterable[str]) -> frozenset[str]:
    """Return all that the edges lead to from some stages, themselves included."""
    found: set[str] = set()
    waiting = list(begin)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += edges[name]
    return frozenset(found)


def _turned(before: Edges) -> dict[str, tuple[str, ...]]:
    """Turn what each stage comes after into what comes after each stage."""
    found: dict[str, list[str]] = {name: [] for name in before}
    for name, earlier in before.items():
        for other in earlier:
            found[other].append(name)
    return {name: tuple(later) for name, later in found.items()}
