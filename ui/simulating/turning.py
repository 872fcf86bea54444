"""Propose knobs from a road itself: which single changes it offers, each in a plain sentence.

Only what gives a right scenario is proposed; what each of them does is for the simulator to say.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from delivery import Mark
from simulator import Scenario, SimulatorError
from simulator.model import Batch, Distribution, DistributionKind, Production, Stage
from ui import words
from ui.assumptions import share, spread

HALF = 0.5
DAY, WEEK = 24.0, 168.0
MORE_CAUGHT = 0.2
MACHINE_HOURS = 1 / 6
"""What steps by hand take once a machine does them; an assumption, said wherever it is used [h]."""
ROLLBACK_HOURS = 1 / 12
"""What a rollback takes where the road says nothing of one; an assumption [h]."""
ARRIVALS, QUALITY, MERGING, PRODUCTION = "Arrivals", "Quality", "Merging", "Production"
_WHO = {
    Mark.HAND: "one more person",
    Mark.HOURGLASS: "one more approver",
    Mark.BUTTON: "one more at a time",
    Mark.BOLT: "one more runner",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One knob of a road, turned to one value.

    Attributes:
        path: the knob, as `Scenario.with_changes` takes it; each proposal of a road has its own.
        value: what it is turned to.
        group: the stage or part it belongs to.
        says: what is changed, in plain words.
        now: how it is today.
    """

    path: str
    value: object
    group: str
    says: str
    now: str

    @property
    def name(self) -> str:
        """Return the change as one sentence, such as "review: one more person"."""
        return f"{self.group}: {self.says}"

    @property
    def short(self) -> str:
        """Return the change without its numbers and asides, such as "deploy: automatic"."""
        return re.split(r" \(|, ", self.name, maxsplit=1)[0]

    def on(self, scenario: Scenario) -> Scenario:
        """Return the scenario with this knob turned, under the title it had.

        Raises:
            SimulatorError: where the scenario has no such knob, or would be wrong.
        """
        return scenario.with_changes({self.path: self.value})


def proposals(scenario: Scenario) -> tuple[Turn, ...]:
    """Return the single changes that a road offers, in the order of its stages; each has its own path."""
    found: dict[str, Turn] = {}
    for turn in _all(scenario):
        if turn.path not in found and _is_right(turn, scenario):
            found[turn.path] = turn
    return tuple(found.values())


def _is_right(turn: Turn, scenario: Scenario) -> bool:
    try:
        turn.on(scenario)
    except SimulatorError:
        return False
    return True


def _all(scenario: Scenario) -> Iterator[Turn]:
    for stage in scenario.stages:
        for kind in _STAGE_KINDS:
            yield from kind(stage)
    yield from _pools(scenario)
    yield from _around(scenario)
    if scenario.production is not None:
        yield from _production(scenario.production)


def stage_name(stage: Stage) -> str:
    """Return what a stage is called."""
    return stage.title or stage.id.replace("-", " ")


def span(hours: float) -> str:
    """Return how long between two times [h]: "week", "4 weeks", "day", else as any duration."""
    for size, noun in ((WEEK, "week"), (DAY, "day")):
        many = hours / size
        if hours and many == int(many):
            return noun if many == 1 else f"{int(many)} {noun}s"
    return words.duration(hours)


# ---------------------------------------------------------------- the knobs of one stage


def _capacity(stage: Stage) -> Iterator[Turn]:
    many = 1 if stage.capacity is None else stage.capacity
    takes = stage.work or stage.steps or stage.attends
    if takes and stage.pool is None and isinstance(many, int):
        says = f"{_WHO[stage.mark]} ({many + 1}, not {many})"
        yield Turn(f"{stage.id}.capacity", many + 1, stage_name(stage), says, f"{many} at a time")


def _work(stage: Stage) -> Iterator[Turn]:
    if stage.work is not None and _takes_time(stage.work):
        path, value = scaled(f"{stage.id}.work", stage.work, HALF)
        yield Turn(path, value, stage_name(stage), "half the work", spread(stage.work))


def _steps(stage: Stage) -> Iterator[Turn]:
    steps, name = stage.steps, stage_name(stage)
    if steps is None:
        return
    now = f"{steps.count} steps of {spread(steps.work)}, by hand"
    if steps.count > 1:
        fewer = steps.count // 2
        yield Turn(f"{stage.id}.steps.count", fewer, name, f"half the steps ({fewer})", now)
    if steps.slip:
        says = f"half the slips ({share(steps.slip * HALF)} of the steps)"
        yield Turn(f"{stage.id}.steps.slip", steps.slip * HALF, name, says, f"{share(steps.slip)} slip")


def _machine(stage: Stage) -> Iterator[Turn]:
    """Propose that a machine does what people do: steps in a fixed time, other work in the time it takes."""
    if stage.mark is not Mark.HAND or not (stage.steps or stage.catches):
        return
    name, found = stage_name(stage), _values(stage)
    found.update(mark=str(Mark.BOLT))
    found.pop("calendar", None)
    took = "as long as by hand"
    if found.pop("steps", None):
        found["work"] = {"dist": "constant", "value": MACHINE_HOURS}
        took = f"{words.duration(MACHINE_HOURS)}, no slips"
    yield Turn(stage.id, found, name, f"automatic ({took}, day and night)", "by hand")


def _approval(stage: Stage) -> Iterator[Turn]:
    if stage.mark is Mark.HOURGLASS and not (stage.departures or stage.opens):
        yield Turn(stage.id, None, stage_name(stage), "left out, nobody outside is asked", "an approval")


def _departures(stage: Stage) -> Iterator[Turn]:
    train, name = stage.departures, stage_name(stage)
    if train is None and stage.opens is None:
        return
    now = "pressed at given times" if train is None else f"every {span(train.every)}"
    if train is not None:
        often = span(train.every * HALF)
        says = f"twice as often (every {often})"
        yield Turn(f"{stage.id}.departures.every", train.every * HALF, name, says, now)
    if train is not None and train.seats:
        says = f"twice the seats ({train.seats * 2})"
        yield Turn(f"{stage.id}.departures.seats", train.seats * 2, name, says, f"{train.seats} seats")
    free = _values(stage)
    free.pop("departures", None)
    free.pop("opens", None)
    by_machine = stage.mark is Mark.BOLT
    free.update(capacity="unlimited", mark=str(Mark.BOLT if by_machine else Mark.BUTTON))
    says = "at once, on any day" if by_machine else "one press as soon as a change is ready, on any day"
    yield Turn(stage.id, free, name, says, now)


def _attends(stage: Stage) -> Iterator[Turn]:
    if stage.attends is not None:
        every = stage.attends.every
        says = f"looked at twice as often (every {span(every * HALF)})"
        now = f"looked at every {span(every)}"
        yield Turn(f"{stage.id}.attends.every", every * HALF, stage_name(stage), says, now)


def _calendar(stage: Stage) -> Iterator[Turn]:
    if stage.calendar is None:
        return
    works = stage.work or stage.steps
    says = "open day and night, every day" if works else "one press as soon as a change is ready, on any day"
    yield Turn(f"{stage.id}.calendar", None, stage_name(stage), says, f"in {stage.calendar} hours")


def _rework(stage: Stage) -> Iterator[Turn]:
    if stage.rework is not None and stage.rework.rate:
        now = f"{share(stage.rework.rate)} sent back"
        yield Turn(f"{stage.id}.rework.rate", 0.0, stage_name(stage), "nothing sent back by chance", now)


def _flaky(stage: Stage) -> Iterator[Turn]:
    if stage.flaky is not None:
        now = f"{share(stage.flaky.rate)} red for no reason"
        yield Turn(f"{stage.id}.flaky", None, stage_name(stage), "no red for no reason", now)


def _shards(stage: Stage) -> Iterator[Turn]:
    many = stage.shards or 1
    if stage.mark is Mark.BOLT and stage.work is not None and (stage.catches or stage.shards):
        says = f"twice as many parts side by side ({many * 2})"
        yield Turn(f"{stage.id}.shards", many * 2, stage_name(stage), says, words.count(many, "part"))


def _batch(stage: Stage) -> Iterator[Turn]:
    batch, path, name = stage.batch, f"{stage.id}.batch", stage_name(stage)
    if batch is None:
        return
    for field in ("size", "max"):
        many = getattr(batch, field)
        if many is not None and many > 1:
            says = f"half as many together ({many // 2})"
            yield Turn(f"{path}.{field}", many // 2, name, says, _together(batch))
    if batch.all and (stage.work or stage.steps):
        yield Turn(path, None, name, "one change at a time", _together(batch))


def _together(batch: Batch) -> str:
    if batch.size is not None:
        return f"{batch.size} together"
    return "all that wait together" if batch.max is None else f"at most {batch.max} together"


def _catches(stage: Stage) -> Iterator[Turn]:
    if 0 < stage.catches < 1:
        better = min(1.0, round(stage.catches + MORE_CAUGHT, 4))
        says = f"finds {share(better)} of defects"
        yield Turn(f"{stage.id}.catches", better, stage_name(stage), says, f"finds {share(stage.catches)}")


_STAGE_KINDS: tuple[Callable[[Stage], Iterator[Turn]], ...] = (
    _machine,
    _approval,
    _departures,
    _attends,
    _capacity,
    _work,
    _steps,
    _batch,
    _calendar,
    _rework,
    _flaky,
    _shards,
    _catches,
)


# ---------------------------------------------------------------- the knobs around the stages


def _pools(scenario: Scenario) -> Iterator[Turn]:
    for name, many in scenario.pools.items():
        users = ", ".join(stage_name(stage) for stage in scenario.stages if stage.pool == name)
        says = f"one more ({many + 1}, not {many}) for {users}"
        yield Turn(f"pools.{name}", many + 1, name, says, f"{many} at a time")


def _around(scenario: Scenario) -> Iterator[Turn]:
    limit = scenario.arrivals.wip_limit
    if limit is not None and limit > 1:
        says = f"half as many under way ({limit // 2})"
        yield Turn("arrivals.wip_limit", limit // 2, ARRIVALS, says, f"{limit} under way")
    if scenario.defects:
        says = f"half as many with a defect ({share(scenario.defects * HALF)})"
        yield Turn("defects", scenario.defects * HALF, QUALITY, says, f"{share(scenario.defects)} of changes")
    conflicts = scenario.integration.conflicts if scenario.integration else None
    if conflicts is not None and conflicts.rate:
        now = f"{share(conflicts.rate)} chance with each other change"
        yield Turn("integration.conflicts.rate", 0.0, MERGING, "no conflicts", now)


def _production(production: Production) -> Iterator[Turn]:
    if production.fails:
        says = f"half the failures without a defect ({share(production.fails * HALF)})"
        yield Turn("production.fails", production.fails * HALF, PRODUCTION, says, share(production.fails))
    for field, says in (("detect", "noticed in half the time"), ("recover", "mended in half the time")):
        dist = getattr(production, field)
        if dist is not None and _takes_time(dist):
            path, value = scaled(f"production.{field}", dist, HALF)
            yield Turn(path, value, PRODUCTION, says, spread(dist))
    rollback = production.rollback
    if rollback is not None and rollback.share < 1:
        now = f"{share(rollback.share)} rolled back"
        yield Turn("production.rollback.share", 1.0, PRODUCTION, "every failure is rolled back", now)
    if rollback is None and production.recover is not None:
        value = {"share": 1.0, "work": {"dist": "constant", "value": ROLLBACK_HOURS}}
        says = f"every failure is rolled back in {words.duration(ROLLBACK_HOURS)}"
        yield Turn("production.rollback", value, PRODUCTION, says, "no rollback")
    if production.freeze:
        now = "nothing else deploys until then"
        yield Turn("production.freeze", False, PRODUCTION, "others deploy during a failure", now)  # noqa: FBT003 - a knob's value


# ---------------------------------------------------------------- distributions


def _values(stage: Stage) -> dict[str, Any]:
    """Return a stage's plain values, free to be changed."""
    return stage.model_dump(mode="json", exclude_defaults=True)


def _takes_time(dist: Distribution) -> bool:
    return any((dist.value, dist.mean, dist.high, *(dist.values or ())))


def scaled(path: str, dist: Distribution, factor: float) -> tuple[str, object]:
    """Return the knob and the value that make durations so many times as long, in the same shape."""
    if dist.dist is DistributionKind.CONSTANT and dist.value is not None:
        return f"{path}.value", dist.value * factor
    if dist.mean is not None:
        return f"{path}.mean", dist.mean * factor
    found = dist.model_dump(mode="json", exclude_defaults=True)
    for field in ("low", "mode", "high"):
        if field in found:
            found[field] *= factor
    if "values" in found:
        found["values"] = [value * factor for value in found["values"]]
    return path, found
