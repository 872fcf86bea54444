"""Say what turning one knob does: the difference it makes, replication by replication, with an interval.

Both scenarios read the same draws (common random numbers), so most of what varies between replications is
the same on both sides and leaves with the subtraction.
"""

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Event
from typing import Any

import numpy as np

from simulator.executors import Chunk
from simulator.metrics import measure
from simulator.model import Scenario, SimulatorError
from simulator.simulating import Progress
from simulator.student import half_width
from simulator.sweeping import Refused, Task, attempt, refusal, spread
from simulator.trace import Study, Trace

METRICS = (
    "change_lead_time",
    "deployment_frequency",
    "failed_deployment_recovery_time",
    "change_fail_rate",
    "failed_changes_per_1000",
    "deployment_rework_rate",
)
"""DORA's five, and the failed changes that stand beside the fail rate."""


class Verdict(StrEnum):
    """What a knob does to a metric, as far as the replications tell."""

    HIGHER = "higher"
    LOWER = "lower"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Difference:
    """What one knob does to one metric: the changed scenario less the base, paired by replication.

    Attributes:
        metric: a path into the metrics, such as `change_lead_time.p90`; the mean if unsaid.
        base: the mean over the counted replications, knobs as they are; None without any.
        changed: the same, knob turned.
        mean: the mean difference.
        se: its standard error; None for fewer than two replications.
        low: lower end of the 95 % interval of the mean difference, by Student's t.
        high: upper end.
        n: how many replications have a value on both sides.
        verdict: `cannot tell` where the interval holds 0 or there is none.
    """

    metric: str
    base: float | None
    changed: float | None
    mean: float | None
    se: float | None
    low: float | None
    high: float | None
    n: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Effect:
    """What one value of one knob does to each metric, or why it cannot be turned so."""

    path: str
    value: object
    differences: tuple[Difference, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What each knob does, one at a time; each interval holds for itself, not for all together."""

    scenario: str
    study: Study
    effects: tuple[Effect, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON."""
        study = self.study
        length = {"changes": study.changes} if study.hours is None else {"hours": study.hours}
        return {
            "scenario": self.scenario,
            "seed": study.seed,
            "replications": study.replications,
            **length,
            **({"warm_up": study.warm_up} if study.warm_up else {}),
            "effects": [_effect_as_dict(effect) for effect in self.effects],
        }


def _effect_as_dict(effect: Effect) -> dict[str, Any]:
    start = {"path": effect.path, "value": effect.value}
    if effect.problems:
        return {**start, "problems": list(effect.problems)}
    names = ("base", "changed", "mean", "se", "low", "high", "n")
    metrics = {
        difference.metric: {
            **{name: getattr(difference, name) for name in names},
            "verdict": str(difference.verdict),
        }
        for difference in effect.differences
    }
    return {**start, "metrics": metrics}


@dataclass(frozen=True, slots=True)
class _Wanted(Task):
    """A task that asks for these metrics of each replication."""

    metrics: tuple[str, ...] = METRICS


def sensitivity(  # noqa: PLR0913 - as `sweep`, and what is compared
    scenario: Scenario,
    knobs: Mapping[str, object],
    study: Study,
    metrics: Sequence[str] = METRICS,
    *,
    executor: str | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> Sensitivity:
    """Turn one knob at a time and say what differs, under common random numbers.

    Args:
        scenario: the base.
        knobs: {path: value}, or {path: [values]}; a value that is a list itself stands in a list.
        study: how each is simulated; its replications make the pairs.
        metrics: paths into the metrics, such as `change_lead_time.p90` or `stages.review.wait`.
        executor: `serial`, `threads` (the default), or the address of a Dask scheduler.
        progress: told how many scenarios are done, the base among them.
        stop: looked at while they are worked on.

    Raises:
        SimulatorError: when the base cannot be simulated, or a metric is not measured.
        StoppedError: when `stop` was set.
        ExecutorError: when there is no such executor, or it cannot be reached or was lost.

    Source: nist-dataplot-t-test (paired).
    """
    turned = [(path, value) for path, given in knobs.items() for value in _values(given)]
    asked: list[Scenario | Refused] = [scenario, *(_turn(scenario, path, value) for path, value in turned)]
    found: dict[int, Values | Refused] = {}
    for number, result in values_each(asked, study, metrics, executor=executor, stop=stop):
        found[number] = result
        if progress is not None:
            progress(len(found), len(asked))
    base = found[0]
    if isinstance(base, Refused):
        raise SimulatorError(f"{base.scenario}: {' '.join(base.problems)}")
    effects = (
        _effect(path, value, base, found[number]) for number, (path, value) in enumerate(turned, start=1)
    )
    return Sensitivity(scenario.id, study, tuple(effects))


Values = dict[str, tuple[float | None, ...]]
"""Each metric in each replication; None where a replication has no value."""


def values_each(
    scenarios: Sequence[Scenario | Refused],
    study: Study,
    metrics: Sequence[str] = METRICS,
    *,
    executor: str | None = None,
    stop: Event | None = None,
) -> Iterator[tuple[int, Values | Refused]]:
    """Yield the number and the metrics in each replication of each scenario as it ends.

    Every scenario reads the same draws (common random numbers), so any two can be compared by `difference`.

    Args:
        scenarios: what is simulated; what is refused already stays so.
        study: how each is simulated; its replications make the pairs.
        metrics: paths into the metrics.
        executor: `serial`, `threads` (the default), or the address of a Dask scheduler.
        stop: looked at while they are worked on.

    Raises:
        StoppedError: when `stop` was set.
        ExecutorError: when there is no such executor, or it cannot be reached or was lost.
    """
    yield from spread(scenarios, value_tasks, _Wanted({}, study, metrics=tuple(metrics)), executor, stop)


def _values(given: object) -> tuple[object, ...]:
    return tuple(given) if isinstance(given, list | tuple) else (given,)


def _turn(scenario: Scenario, path: str, value: object) -> Scenario | Refused:
    try:
        return scenario.with_changes({path: value})
    except SimulatorError as error:
        return refusal(scenario.id, error)


def _effect(path: str, value: object, base: Values, changed: Values | Refused) -> Effect:
    if isinstance(changed, Refused):
        return Effect(path, value, problems=changed.problems)
    return Effect(path, value, tuple(difference(name, base[name], changed[name]) for name in base))


def difference(metric: str, base: Sequence[float | None], changed: Sequence[float | None]) -> Difference:
    """Compare a metric of two scenarios, whose values stand in the order of their replications.

    Source: nist-dataplot-t-test (paired).
    """
    pairs = [
        (here, there)
        for here, there in zip(base, changed, strict=True)
        if here is not None and there is not None
    ]
    n = len(pairs)
    if not n:
        return Difference(metric, None, None, None, None, None, None, 0, Verdict.CANNOT_TELL)
    here = math.fsum(pair[0] for pair in pairs) / n
    there = math.fsum(pair[1] for pair in pairs) / n
    gaps = [pair[1] - pair[0] for pair in pairs]
    mean = math.fsum(gaps) / n
    if n == 1:
        return Difference(metric, here, there, mean, None, None, None, 1, Verdict.CANNOT_TELL)
    se = statistics.stdev(gaps, mean) / math.sqrt(n)
    reach = half_width(n - 1) * se
    low, high = mean - reach, mean + reach
    verdict = Verdict.HIGHER if low > 0 else Verdict.LOWER if high < 0 else Verdict.CANNOT_TELL
    return Difference(metric, here, there, mean, se, low, high, n, verdict)


# ---------------------------------------------------------------- one value per replication


def replication_values(
    trace: Trace, metrics: Sequence[str] = METRICS, *, open_hours: bool = False
) -> dict[str, tuple[float | None, ...]]:
    """Return each metric in each replication; None where a replication has no value.

    Raises:
        KeyError: where nothing of that name is measured.
    """
    measured = [measure(each, open_hours=open_hours) for each in split_trace(trace)]
    return {metric: tuple(each.value(metric) for each in measured) for metric in metrics}


def split_trace(trace: Trace) -> Iterator[Trace]:
    """Cut a trace into one trace per replication."""
    study = replace(trace.study, replications=1)
    for number in range(trace.study.replications):
        rows, changes = trace.rows_of(number), trace.changes_of(number)
        deployments = trace.deployments_of(number)
        yield replace(
            trace,
            study=study,
            rows=rows,
            changes=changes,
            deployments=deployments,
            row_starts=np.array([0, len(rows)]),
            change_starts=np.array([0, len(changes)]),
            deployment_starts=np.array([0, len(deployments)]),
        )


def value_tasks(tasks: Chunk, stop: Event) -> tuple[Values | Refused, ...]:
    """Simulate each task of a chunk and return its metrics in each replication."""
    return tuple(attempt(task, stop, _values_of) for task in tasks)


def _values_of(trace: Trace, task: Task) -> Values:
    wanted = task.metrics if isinstance(task, _Wanted) else METRICS
    try:
        return replication_values(trace, wanted, open_hours=task.open_hours)
    except KeyError as error:
        raise SimulatorError(f"{error} is no metric") from None
