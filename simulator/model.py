"""What a scenario is: arrivals, stages, production, and what it claims.

Errors:
    SimulatorError              a value of this room that cannot be used
    ├── UnknownPathError             a change names a knob the scenario does not have
    ├── WrongScenarioError           a changed scenario would be wrong; `.problems` says where
    ├── WrongStudyError              a study that cannot be run, such as 0 replications
    ├── WrongQuantityError           a quantity no formula of theory holds for, such as a full utilization
    ├── ExecutorError                an executor is unknown, cannot be reached, or was lost
    └── StoppedError                 a run was stopped before it ended
"""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from datafiles import FileModel, Flag, Format, Hours, Id, Number, Plain, Problem, Share, Text, Whole
from delivery import Mark


class SimulatorError(ValueError):
    """A value of the simulator that cannot be used."""


class UnknownPathError(SimulatorError):
    """A change names a knob the scenario does not have."""


class WrongScenarioError(SimulatorError):
    """A changed scenario would be wrong; `problems` says where."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class WrongStudyError(SimulatorError):
    """A study that cannot be run."""


class WrongQuantityError(SimulatorError):
    """A quantity no formula of theory holds for; the text says the mend."""


class ExecutorError(SimulatorError):
    """An executor is unknown, cannot be reached, or was lost."""


class StoppedError(SimulatorError):
    """A run was stopped before it ended."""


_WHOLE = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)


def _capacity(value: object) -> int | str:
    if value == "unlimited":
        return "unlimited"
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Plain) and _WHOLE.fullmatch(value):
        return int(value)
    raise PydanticCustomError("capacity", "is no capacity; write a whole number, or `unlimited`", {})


Capacity = Annotated[
    int | str,
    BeforeValidator(_capacity),
    PlainValidator(_capacity),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"const": "unlimited"}]}),
]
"""How many runs a stage can do at once: a whole number from 1, or `unlimited`."""


class DistributionKind(StrEnum):
    """The shapes a duration may have."""

    CONSTANT = "constant"
    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    UNIFORM = "uniform"
    TRIANGULAR = "triangular"
    EMPIRICAL = "empirical"


class Distribution(FileModel):
    """A distribution of durations [h]; `mean` is the mean of the duration itself."""

    dist: DistributionKind
    value: Hours | None = None
    mean: Hours | None = None
    cv: Number | None = None
    low: Hours | None = None
    mode: Hours | None = None
    high: Hours | None = None
    values: tuple[Hours, ...] | None = None


class OpenHours(FileModel):
    """A row of a weekly calendar: days such as `mon-fri`, hours such as `09:00-17:00`."""

    days: Text
    hours: Text


class ChangeClass(FileModel):
    """A kind of change with its share [0..1] and its priority; the lower number goes first."""

    id: Id
    share: Share
    priority: Whole = 1


class Arrivals(FileModel):
    """How changes come in: gaps between them [h], explicit times [h], or an endless backlog."""

    between: Distribution | None = None
    calendar: Id | None = None
    first: Hours | None = None
    at: tuple[Hours, ...] | None = None
    classes: tuple[ChangeClass, ...] | None = None
    wip_limit: Whole | None = None


class Rework(FileModel):
    """Where a change is sent back to: by chance at a rate [0..1], caught, or rejected."""

    rate: Share = 0.0
    to: Id | None = None
    work: Distribution | None = None


class Attends(FileModel):
    """How often an idle approver looks at the queue [h]."""

    every: Hours


class Flaky(FileModel):
    """How often a good run turns out red [0..1], and how many attempts a visit has."""

    rate: Share
    attempts: Whole = 1
    hold: Flag = True


class Departures(FileModel):
    """A release train: how often it goes [h], when first (`fri 15:00`), for how many changes."""

    every: Hours
    at: Text | None = None
    seats: Whole | None = None


class Batch(FileModel):
    """How many changes one run takes: all that wait, at most `max`, or exactly `size`."""

    all: Flag | None = None
    max: Whole | None = None
    size: Whole | None = None


class Steps(FileModel):
    """Steps people carry out by hand: work per step, and the chance that one slips [0..1]."""

    count: Whole
    work: Distribution
    slip: Share = 0.0


class Stage(FileModel):
    """A place on the road to production, with its mark, its capacity and its work."""

    id: Id
    mark: Mark
    title: Text | None = None
    after: tuple[Id, ...] | None = None
    capacity: Capacity | None = None
    pool: Id | None = None
    work: Distribution | None = None
    calendar: Id | None = None
    rework: Rework | None = None
    attends: Attends | None = None
    shards: Whole | None = None
    flaky: Flaky | None = None
    catches: Share = 0.0
    departures: Departures | None = None
    opens: tuple[Hours, ...] | None = None
    batch: Batch | None = None
    steps: Steps | None = None


class Conflicts(FileModel):
    """Merge conflicts: the chance per other change integrated [0..1], and the work of resolving one."""

    rate: Share
    work: Distribution


class Integration(FileModel):
    """What integrating late costs."""

    conflicts: Conflicts | None = None


class Rollback(FileModel):
    """The share of failures that are rolled back [0..1], and the work of doing so."""

    share: Share
    work: Distribution | None = None


class Production(FileModel):
    """What happens to a change in production: failing, being noticed, being restored."""

    fails: Share = 0.0
    detect: Distribution | None = None
    recover: Distribution | None = None
    rollback: Rollback | None = None
    freeze: Flag = False


class Expectation(FileModel):
    """A claim: a metric here stands in a relation to factor x the same metric of another scenario.

    Without `versus` the metric is compared with `value`; `~` means equal within a share [0..1].
    """

    metric: Text
    relation: Text
    versus: Id | None = None
    factor: Number = 1.0
    value: Number | None = None
    within: Share | None = None


class Scenario(FileModel):
    """A delivery pipeline that can be simulated."""

    format: Format
    id: Id
    title: Text
    question: Text | None = None
    note: Text | None = None
    calendars: dict[Id, OpenHours | tuple[OpenHours, ...]] = Field(default_factory=dict)
    pools: dict[Id, Whole] = Field(default_factory=dict)
    arrivals: Arrivals
    defects: Share = 0.0
    stages: tuple[Stage, ...]
    integration: Integration | None = None
    production: Production | None = None
    expect: tuple[Expectation, ...] = ()

    def with_changes(self, changes: "dict[str, object]") -> "Scenario":
        """Return the scenario with knobs turned, such as `{"review.capacity": 3, "defects": 0.1}`.

        A path starts with a stage id or the name of a part; `{"review": None}` removes the stage.

        Raises:
            UnknownPathError: where the scenario has no such knob.
            WrongScenarioError: where the changed scenario would be wrong.
        """
        from simulator.changing import change_scenario  # noqa: PLC0415  # it builds this very class

        return change_scenario(self, changes)
