"""Find one's way through stages: what each comes after, and which stages every road passes."""

from collections.abc import Collection, Iterable, Sequence

from simulator.model import Stage

Road = tuple[int, ...]


def before_stages(stages: Sequence[Stage]) -> tuple[Road, ...]:
    """Return the stages each stage comes after, by number; none where changes enter.

    Unknown ids are left out. A stage without `after` follows the one before it in the list.
    """
    number = {stage.id: i for i, stage in enumerate(stages)}
    found: list[Road] = []
    for i, stage in enumerate(stages):
        if stage.after is None:
            found.append((i - 1,) if i > 0 else ())
        else:
            found.append(tuple(number[name] for name in stage.after if name in number))
    return tuple(found)


def turned(roads: Sequence[Road]) -> tuple[Road, ...]:
    """Turn what each stage comes after into what comes after each stage, in stage order."""
    found: list[list[int]] = [[] for _ in roads]
    for i, before in enumerate(roads):
        for other in before:
            found[other].append(i)
    return tuple(tuple(after) for after in found)


def reached(roads: Sequence[Road], begin: Iterable[int], without: int = -1) -> set[int]:
    """Return all stages on the roads from some, themselves included, that do not pass one of them."""
    found: set[int] = set()
    waiting = [stage for stage in begin if stage != without]
    while waiting:
        stage = waiting.pop()
        if stage not in found:
            found.add(stage)
            waiting += [other for other in roads[stage] if other != without]
    return found


def find_cycle(before: Sequence[Road]) -> Road:
    """Return the stages of a cycle in the order changes would pass them, or none."""
    after = turned(before)
    for stage in range(len(before)):
        if stage in reached(after, after[stage]):
            return _cycle_from(after, stage)
    return ()


def _cycle_from(after: Sequence[Road], stage: int) -> Road:
    found = [stage]
    while stage not in after[found[-1]]:
        found.append(
            next(
                other for other in after[found[-1]] if other not in found and stage in reached(after, [other])
            )
        )
    return tuple(found)


def entries(before: Sequence[Road]) -> Road:
    """Return the stages where changes enter."""
    return tuple(i for i, roads in enumerate(before) if not roads)


def may_go_back(before: Sequence[Road], stage: int, to: int) -> bool:
    """Tell whether a change may be sent back: all roads to the stage pass `to`, all roads from it the stage.

    Then one change leaves and one comes back; out of a fork the other part would go on without it.
    """
    if stage == to:
        return True
    from_entry = reached(turned(before), entries(before), without=to)
    from_end = reached(before, [len(before) - 1], without=stage)
    return stage not in from_entry and to not in from_end


def never_joined(before: Sequence[Road], cycle: Collection[int]) -> set[int]:
    """Return the stages no change can ever join because they come after a cycle, which is left out."""
    return reached(turned(before), cycle) - set(cycle)
