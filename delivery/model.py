"""The language of the field: marks, facts, practices, pipelines and deployments.

The error tree of this room::

    ValueError
    └── DeliveryError          a broken value of this room
        ├── StageError         a stage whose mark and work contradict each other
        ├── PipelineError      a pipeline without stages, with one id twice, or in no order
        ├── RunsError          runs of a stage that cannot have happened
        ├── DeploymentError    a deployment that cannot have happened, or the same one twice
        ├── WindowError        a window of time that is no window
        └── ScaleError         an answer outside its scale
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Any


class DeliveryError(ValueError):
    """A broken value of this room."""


class StageError(DeliveryError):
    """A stage whose mark and work contradict each other."""


class PipelineError(DeliveryError):
    """A pipeline without stages, with one id twice, or in no order."""


class RunsError(DeliveryError):
    """Runs of a stage that cannot have happened."""


class DeploymentError(DeliveryError):
    """A deployment that cannot have happened, or the same one twice."""


class WindowError(DeliveryError):
    """A window of time that is no window."""


class ScaleError(DeliveryError):
    """An answer outside its scale."""


class Mark(StrEnum):
    """Who decides that a change goes on, and who does the work: always one of these four."""

    HAND = "hand"
    HOURGLASS = "hourglass"
    BUTTON = "button"
    BOLT = "bolt"

    @property
    def word(self) -> str:
        """Return the one word that stands beside the icon."""
        return MARK_WORDS[self]

    @property
    def meaning(self) -> str:
        """Return the mark's meaning in one sentence."""
        return MARK_MEANINGS[self]


MARK_WORDS = {
    Mark.HAND: "by hand",
    Mark.HOURGLASS: "approval",
    Mark.BUTTON: "button",
    Mark.BOLT: "automatic",
}
MARK_MEANINGS = {
    Mark.HAND: "People carry out the steps: slow, never twice the same, and slips happen.",
    Mark.HOURGLASS: "Somebody outside the team must say yes; until then the change waits.",
    Mark.BUTTON: "A person of the team chooses when; the work itself runs automatically.",
    Mark.BOLT: "The pipeline does it as soon as it can.",
}


class Fact(StrEnum):
    """What is known of a statement: it holds, it does not hold, or nobody has said."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Trigger(StrEnum):
    """What starts a deployment to production."""

    NONE = "none"
    """Nothing starts a run: people carry out the deployment themselves, or there is none."""
    BUTTON = "button"
    """A person starts the run: a click, a tag, a published release or a dispatch."""
    SCHEDULE = "schedule"
    """A clock starts the run."""
    AUTOMATIC = "automatic"
    """Each change that passes starts the run."""
    UNKNOWN = "unknown"
    """Nobody has said."""


class Kind(StrEnum):
    """What a way of working is called."""

    NONE = "none"
    INTEGRATION = "continuous integration"
    DELIVERY = "continuous delivery"
    DEPLOYMENT = "continuous deployment"
    UNKNOWN = "unknown"

    @property
    def code(self) -> str:
        """Return the short name used in files and on the command line."""
        return KIND_CODES[self]

    @property
    def meaning(self) -> str:
        """Return the definition in one sentence.

        Source: dora-continuous-integration, dora-continuous-delivery, minimumcd,
        fowler-continuous-delivery.
        """
        return KIND_MEANINGS[self]


KIND_CODES = {
    Kind.NONE: "none",
    Kind.INTEGRATION: "ci",
    Kind.DELIVERY: "delivery",
    Kind.DEPLOYMENT: "deployment",
    Kind.UNKNOWN: "unknown",
}
KIND_MEANINGS = {
    Kind.NONE: "Changes are not integrated and tested continuously, so none of the three holds.",
    Kind.INTEGRATION: (
        "Everyone integrates into the trunk at least daily; every integration is built and tested "
        "automatically, and red is fixed first."
    ),
    Kind.DELIVERY: (
        "Every change that passes is ready, and one automated action can deploy it at any time; "
        "people decide when."
    ),
    Kind.DEPLOYMENT: (
        "Every change that passes goes to production with no further human decision; "
        "only a failed check stops it."
    ),
    Kind.UNKNOWN: "What is known does not settle it.",
}


@dataclass(frozen=True, slots=True)
class Practices:
    """What a team does with a change, as far as it is known; each fact stands in the road's order."""

    integrates_daily: Fact = Fact.UNKNOWN
    """Everyone integrates into the trunk at least daily."""
    builds_automatically: Fact = Fact.UNKNOWN
    """Every integration starts an automated build."""
    tests_automatically: Fact = Fact.UNKNOWN
    """Every change runs automated tests."""
    fixes_red_first: Fact = Fact.UNKNOWN
    """A red trunk is fixed before other work goes on."""
    deploys_by_pipeline: Fact = Fact.UNKNOWN
    """One automated path leads to production, and no person carries out its steps."""
    deployable_on_demand: Fact = Fact.UNKNOWN
    """Any change that passed can be deployed, or taken back, at any time."""
    trigger: Trigger = Trigger.UNKNOWN
    """What starts a deployment to production."""
    manual_gate: Fact = Fact.UNKNOWN
    """Somebody must say yes before a change that passed goes to production."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact that carries a verdict, in plain words."""

    fact: str
    """The name of a field of `Practices`."""
    value: Fact | Trigger
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a way of working is, with the facts that make it so; there is always at least one."""

    kind: Kind
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class StageRuns:
    """What was measured of the runs of one stage; copies that ran side by side count each."""

    durations: tuple[float, ...]
    """How long each good run worked [h, 0..], in order of length."""
    waits: tuple[float, ...] = ()
    """How long each run waited until it started [h, 0..], in order of length."""
    ended: int = 0
    """How many runs ended good or red [0..]."""
    red: int = 0
    """How many of them ended red [0..]."""
    flaky: int = 0
    """How many of the red ones were good when run again on the same commit [0..]."""

    def __post_init__(self) -> None:
        times = (*self.durations, *self.waits)
        if not all(math.isfinite(time) and time >= 0 for time in times):
            raise RunsError("a run lasts or waits a finite number of hours, from 0")
        if not 0 <= self.flaky <= self.red <= self.ended:
            raise RunsError(f"{self.flaky} flaky of {self.red} red of {self.ended} runs cannot be")

    @property
    def p50(self) -> float | None:
        """Return the median duration [h], or None where there is none."""
        return median(self.durations) if self.durations else None

    @property
    def p90(self) -> float | None:
        """Return the 90 % quantile of the durations [h]: the one at place int(0.9 (n - 1))."""
        return sorted(self.durations)[int(0.9 * (len(self.durations) - 1))] if self.durations else None

    @property
    def failure_rate(self) -> float | None:
        """Return the share of runs that were red for a reason [0..1], or None where none ended."""
        return (self.red - self.flaky) / self.ended if self.ended else None

    @property
    def flaky_rate(self) -> float | None:
        """Return the share of runs that were red, and good when run again [0..1], or None."""
        return self.flaky / self.ended if self.ended else None


@dataclass(frozen=True, slots=True)
class PipelineStage:
    """One stage on the road to production."""

    id: str
    title: str
    mark: Mark
    automated: Fact = Fact.UNKNOWN
    """The work of the stage runs by itself, whoever decides that it starts."""
    after: tuple[str, ...] | None = None
    """The stages directly before it; None where it follows the one before it in the list."""
    width: int = 1
    """How many copies of it run side by side [1..]."""
    environments: tuple[str, ...] = ()
    """Where it deploys to, by name."""
    production: bool = False
    """It deploys to production."""
    runs: StageRuns | None = None
    """What was measured of it."""

    def __post_init__(self) -> None:
        if self.width < 1:
            raise StageError(f"stage {self.id} has {self.width} copies; there is at least one")
        if self.mark is Mark.HAND and self.automated is Fact.YES:
            raise StageError(f"stage {self.id} is marked by hand, so its work cannot run by itself")
        if self.mark in {Mark.BUTTON, Mark.BOLT} and self.automated is Fact.NO:
            raise StageError(f"stage {self.id} is marked {self.mark.word}, so no person may do its work")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The road a change travels to production, stage by stage."""

    stages: tuple[PipelineStage, ...]

    def __post_init__(self) -> None:
        if not self.stages:
            raise PipelineError("a pipeline has at least one stage")
        ids = [stage.id for stage in self.stages]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise PipelineError(f"each stage has an id of its own, but twice there is {', '.join(twice)}")
        for i, stage in enumerate(self.stages):
            later = sorted(set(stage.after or ()) - set(ids[:i]))
            if later:
                raise PipelineError(
                    f"stage {stage.id} comes after {', '.join(later)}, not in the list before it"
                )

    def before(self) -> dict[str, tuple[str, ...]]:
        """Return the stages directly before each stage, by id; none where the road begins."""
        ids = [stage.id for stage in self.stages]
        return {
            stage.id: tuple(dict.fromkeys(ids[max(i - 1, 0) : i] if stage.after is None else stage.after))
            for i, stage in enumerate(self.stages)
        }


@dataclass(frozen=True, slots=True)
class Deployment:
    """One run that changed production. All times [h] count from one common zero."""

    id: str
    finished: float
    """When the run ended [h]."""
    failed: bool = False
    """It needed immediate intervention: a rollback, a fix, a patch."""
    restored: float | None = None
    """When service was whole again [h]; None while it is not, or if it never broke."""
    commits: tuple[float, ...] = ()
    """When each change it brought live was committed [h]."""
    unplanned: bool = False
    """It was made only to repair what users suffered from."""

    def __post_init__(self) -> None:
        restored = self.finished if self.restored is None else self.restored
        if not all(math.isfinite(time) for time in (self.finished, restored, *self.commits)):
            raise DeploymentError(f"deployment {self.id} has a time that is not a finite number of hours")
        if any(commit > self.finished for commit in self.commits):
            raise DeploymentError(f"deployment {self.id} holds a change committed after it finished")
        if self.restored is not None and not self.failed:
            raise DeploymentError(f"deployment {self.id} was restored although it did not fail")
        if self.restored is not None and self.restored < self.finished:
            raise DeploymentError(f"deployment {self.id} was restored before it finished")

    @property
    def live(self) -> float | None:
        """Return when its changes were live for good [h]: its end if it held, else its restoration."""
        return self.restored if self.failed else self.finished


@dataclass(frozen=True, slots=True)
class Measured:
    """One measured figure: no value and n = 0 where there is no data, never NaN."""

    value: float | None
    unit: str
    n: int
    """How many observations the value rests on [0..]."""
    excluded: int = 0
    """How many observations had to be left out [0..]."""


@dataclass(frozen=True, slots=True)
class DeliveryMetrics:
    """DORA's five metrics of one service in one window of time."""

    window: tuple[float, float]
    """From (counted) until (not counted any more) [h]."""
    change_lead_time: Measured
    deployment_frequency: Measured
    failed_deployment_recovery_time: Measured
    change_fail_rate: Measured
    deployment_rework_rate: Measured

    def by_id(self) -> dict[str, Measured]:
        """Return the five figures under their ids, in DORA's order."""
        return {
            "change_lead_time": self.change_lead_time,
            "deployment_frequency": self.deployment_frequency,
            "failed_deployment_recovery_time": self.failed_deployment_recovery_time,
            "change_fail_rate": self.change_fail_rate,
            "deployment_rework_rate": self.deployment_rework_rate,
        }

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Return plain values for JSON: {id: {value, unit, n, window, excluded}}."""
        return {
            name: {
                "value": measured.value,
                "unit": measured.unit,
                "n": measured.n,
                "window": list(self.window),
                "excluded": measured.excluded,
            }
            for name, measured in self.by_id().items()
        }
