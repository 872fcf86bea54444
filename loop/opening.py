"""Open what a lane and a step rest on: every number by its path, what a step turns, at which stage it acts.

What is said holds in this model, with these assumptions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments import ASSUMPTION, Effect
from loop.own_lane import MIDDLE, OwnLane, number, touches
from loop.ranking import STUDY, Step
from simulator import Difference, Refused, Scenario, Study, difference, values_each
from simulator.sensitivity import Verdict

PARTS = ("arrivals", "defects", "pools", "integration", "production")
"""What of a lane holds numbers beside its stages."""


@dataclass(frozen=True, slots=True)
class Change:
    """One number or setting of the lane that a step turns.

    Attributes:
        path: the knob.
        today: what it is in the lane today; None where there is none [h or a share where it is a number].
        then: what it is with the step, in the middle of its range.
        low: the lower end of the assumed range; the same as `then` where there is none.
        high: the upper end.
        says: the id of the source, or "assumption".
        moved: whether a number that was measured or set by hand is moved as far as the two options differ.
        worse_because: why a better option may make the lane worse; None where nobody says.
    """

    path: str
    today: Any
    then: Any
    low: Any
    high: Any
    says: str
    moved: bool = False
    worse_because: str | None = None


@dataclass(frozen=True, slots=True)
class AtStage:
    """What a step does at one stage: the mean wait of a visit, or how many changes go together.

    Attributes:
        stage: the id of the stage.
        what: `wait` [h] or `batch` [changes].
        found: the difference with its interval.
    """

    stage: str
    what: str
    found: Difference


def numbers(scenario: Scenario) -> Mapping[str, float]:
    """Return every number of a scenario by the path that turns it, stages first [h or a share or a count]."""
    found: dict[str, float] = {}
    for stage in scenario.stages:
        body = stage.model_dump(mode="json", exclude_none=True)
        worked = {"work", "steps", "attends"} & set(body) and "pool" not in body
        if worked:
            body.setdefault("capacity", 1)
        found.update(_leaves(stage.id, body))
    whole = scenario.model_dump(mode="json", exclude_none=True, include=set(PARTS))
    for name in PARTS:
        found.update(_leaves(name, whole.get(name)))
    return found


def _leaves(path: str, value: Any) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}", inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def value_at(scenario: Scenario, path: str) -> Any:
    """Return what a knob is set to; None where the scenario has no such part."""
    first, *rest = path.split(".")
    whole = scenario.model_dump(mode="json", exclude_none=True)
    stages = {stage.pop("id"): stage for stage in whole.pop("stages")}
    found: Any = stages[first] if first in stages else whole.get(first)
    for name in rest:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def changes_of(lane: OwnLane, step: Step) -> tuple[Change, ...]:
    """Return what a step turns in the lane, in the order of its option; what stays as it is is left out.

    Raises:
        SimulatorError: where the lane cannot run, today or with the step.
    """
    before, after = lane.scenario(), lane.with_step(step.path, step.effects)
    found = []
    for effect in step.effects:
        today, then = value_at(before, effect.path), value_at(after, effect.path)
        ends = _ends(lane, effect, then)
        if today != then or ends != (then, then):
            moved = effect.path in lane.fixed and number(then) != number(effect.at(MIDDLE))
            found.append(Change(effect.path, today, then, *ends, effect.source, moved, effect.worse_because))
    return (*found, *_left(lane, step, before, after))


def _left(lane: OwnLane, step: Step, before: Scenario, after: Scenario) -> Iterator[Change]:
    """Yield what today's option says and the new one does not: the base road says it again."""
    known = [effect.path for effect in step.effects]
    for effect in lane.effects:
        if effect.practice == step.path and not any(touches(effect.path, one) for one in known):
            today, then = value_at(before, effect.path), value_at(after, effect.path)
            if today != then:
                yield Change(effect.path, today, then, then, then, ASSUMPTION)


def _ends(lane: OwnLane, effect: Effect, then: Any) -> tuple[Any, Any]:
    """Return the ends of the assumed range; a number that was measured has none of its own."""
    if effect.path in lane.fixed or not effect.ranges:
        return then, then
    return effect.at(0.0), effect.at(1.0)


def at_stages(before: Scenario, after: Scenario, study: Study = STUDY) -> tuple[AtStage, ...]:
    """Return at which stages a step changes the wait or how many changes go together, beyond chance."""
    others = {stage.id for stage in after.stages}
    shared = [stage.id for stage in before.stages if stage.id in others]
    asked = {f"stages.{name}.{what}.mean": (name, what) for name in shared for what in ("wait", "batch")}
    one, other = (found for _, found in sorted(values_each([before, after], study, tuple(asked))))
    if isinstance(one, Refused) or isinstance(other, Refused):
        return ()
    found = (
        AtStage(name, what, difference(path, one[path], other[path])) for path, (name, what) in asked.items()
    )
    return tuple(each for each in found if each.found.verdict is not Verdict.CANNOT_TELL)


def queues(scenario: Scenario, study: Study = STUDY) -> Mapping[str, float]:
    """Return how many changes wait at each stage on the average over time; empty where it cannot run."""
    asked = {f"stages.{stage.id}.queue.mean": stage.id for stage in scenario.stages}
    found = dict(values_each([scenario], study, tuple(asked)))[0]
    if isinstance(found, Refused):
        return {}
    known = {name: [value for value in found[path] if value is not None] for path, name in asked.items()}
    return {name: sum(values) / len(values) for name, values in known.items() if values}
