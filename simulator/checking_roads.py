"""Find what is wrong with the roads between stages: `after`, and where changes are sent back to."""

from collections.abc import Iterator

from simulator.faults import LEAVE_OUT, Fault
from simulator.graph import Road, before_stages, find_cycle, may_go_back, never_joined, reached, turned
from simulator.model import Scenario, Stage


def check_roads(scenario: Scenario) -> Iterator[Fault]:
    """Find stages changes cannot reach, or leave, or be sent back to."""
    ids = [stage.id for stage in scenario.stages]
    if not ids or len(set(ids)) < len(ids):
        return  # Which is meant is anybody's guess.
    faults = [fault for i, stage in enumerate(scenario.stages) for fault in _after(stage, i, ids)]
    before = tuple(
        tuple(dict.fromkeys(other for other in roads if other != i))
        for i, roads in enumerate(before_stages(scenario.stages))
    )
    faults += _ways(ids, before)
    yield from faults
    if not faults:
        yield from _returns(scenario, ids, before)


def _after(stage: Stage, i: int, ids: list[str]) -> Iterator[Fault]:
    for j, name in enumerate(stage.after or ()):
        place = ("stages", i, "after", j)
        if name not in ids:
            yield Fault(place, f"`{name}` is no stage", f"write one of {', '.join(ids)}")
        elif name == stage.id:
            yield Fault(place, f"`{name}` comes after itself", LEAVE_OUT)
        elif name in (stage.after or ())[:j]:
            yield Fault(place, f"names `{name}` twice", LEAVE_OUT)


def _ways(ids: list[str], before: tuple[Road, ...]) -> Iterator[Fault]:
    cycle = find_cycle(before)
    if cycle:
        road = " -> ".join(f"`{ids[i]}`" for i in (*cycle, cycle[0]))
        wrong = f"leads round in a cycle, {road}: no change can ever come in"
        yield Fault(("stages", cycle[0]), wrong, "change an `after`; for going back there is `rework`")
    for i in sorted(never_joined(before, cycle)):
        wrong = f"`{ids[i]}` cannot be reached from arrival: it comes after a cycle"
        yield Fault(("stages", i), wrong, "mend the cycle")
    after = turned(before)
    last = len(ids) - 1
    for i in range(last):
        if not after[i]:
            wrong = f"`{ids[i]}` leads nowhere, and only the last stage deploys"
            yield Fault(("stages", i), wrong, "name it in the `after` of a later stage")
    if after[last] and last not in reached(after, after[last]):
        wrong = f"`{ids[last]}` is the last of the list, but `{ids[after[last][0]]}` comes after it"
        yield Fault(("stages", last), wrong, "write the stage that deploys at the end of the list")


def _returns(scenario: Scenario, ids: list[str], before: tuple[Road, ...]) -> Iterator[Fault]:
    after = turned(before)
    for i, stage in enumerate(scenario.stages):
        to = stage.rework.to if stage.rework else None
        if to is None or to not in ids or may_go_back(before, i, ids.index(to)):
            continue
        if ids.index(to) in reached(after, [i]):
            wrong, mend = f"`{to}` comes later", "write this stage or an earlier one"
        else:
            wrong = f"to `{to}` would lead out of a fork: another part of the change goes on meanwhile"
            mend = "write a stage that all roads to this one pass, and only on the way to this one"
        yield Fault(("stages", i, "rework", "to"), wrong, mend)
