"""Measure a trace: DORA's five metrics and the flow of changes, with standard errors.

Means are means over replications of each replication's mean; `se` is their sample standard deviation
over the square root of the replications. Percentiles and `var` are over all counted values.
Where there is no data the value is None with n 0, never NaN.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.counting import Counted, count_trace, sums
from simulator.layout import STATION, UNLIMITED, Floats
from simulator.trace import Trace

DAY = 24.0
PER_MILLE = 1000.0


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured of one study: plain values, as contracted for `simulate --json`."""

    scenario: str
    seed: int
    replications: int
    changes: int | None
    hours: float | None
    warm_up: int
    metrics: dict[str, dict[str, Any]]
    stages: dict[str, dict[str, dict[str, Any]]]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON."""
        length: dict[str, Any] = {"changes": self.changes} if self.hours is None else {"hours": self.hours}
        warm_up: dict[str, Any] = {"warm_up": self.warm_up} if self.warm_up else {}
        return {
            "scenario": self.scenario,
            "seed": self.seed,
            "replications": self.replications,
            **length,
            **warm_up,
            "metrics": self.metrics,
            "stages": self.stages,
        }

    def value(self, path: str) -> float | None:
        """Return one number, such as `change_lead_time.p50` or `stages.review.wait.mean`; mean if unsaid.

        Raises:
            KeyError: where nothing of that name is measured.
        """
        found: Any = {**self.metrics, "stages": self.stages}
        for name in path.split("."):
            found = found[name]
        number = found["mean"] if isinstance(found, dict) else found
        return None if number is None else float(number)


def measure(trace: Trace) -> Measurement:
    """Measure a trace.

    Source: dora-metrics.
    """
    counted = count_trace(trace)
    study = trace.study
    return Measurement(
        scenario=trace.tables.scenario.id,
        seed=study.seed,
        replications=study.replications,
        changes=study.changes if study.hours is None else None,
        hours=study.hours,
        warm_up=study.warm_up,
        metrics=_metrics(counted),
        stages={stage.id: _stage(counted, i) for i, stage in enumerate(trace.tables.scenario.stages)},
    )


def _over_replications(values: Floats) -> dict[str, Any]:
    """Return mean and standard error of one value per replication; NaN is a replication without one."""
    given = values[~np.isnan(values)]
    if not len(given):
        return {"mean": None, "se": None}
    se = float(given.std(ddof=1)) / math.sqrt(len(given)) if len(given) > 1 else None
    return {"mean": float(given.mean()), "se": se}


def _divide(up: Floats, low: Floats) -> Floats:
    """Divide where there is something to divide by; NaN elsewhere."""
    found: Floats = np.divide(up, low, out=np.full(len(up), np.nan), where=low > 0)
    return found


def _ratio(up: Floats, low: Floats, unit: str, n: float) -> dict[str, Any]:
    return {**_over_replications(_divide(up, low)), "unit": unit, "n": int(n)}


def _values(values: Floats, replication: NDArray[np.int64], count: int, unit: str) -> dict[str, Any]:
    """Return the whole block of a metric with one value per counted thing."""
    return _block(values, sums(replication, count, values), sums(replication, count), unit)


def _block(values: Floats, total: Floats, n: Floats, unit: str) -> dict[str, Any]:
    """Return the same from the values, and their sum and number in each replication."""
    block = _over_replications(_divide(total, n))
    if len(values):
        p50, p90, p95 = (float(found) for found in np.percentile(values, (50, 90, 95)))
        var: float | None = float(values.var())
        shares: dict[str, Any] = {"p50": p50, "p90": p90, "p95": p95, "var": var}
    else:
        shares = {"p50": None, "p90": None, "p95": None, "var": None}
    return {**block, **shares, "unit": unit, "n": len(values)}


def _metrics(counted: Counted) -> dict[str, dict[str, Any]]:
    count = counted.replications
    changes, deployments = counted.changes, counted.deployments
    live = changes.live
    whose = changes.replication[live]
    lead = changes.lead[live]
    lead_sum = sums(whose, count, lead)
    work_sum = sums(whose, count, changes.work[live])
    planned = sums(deployments.replication, count)
    fixes = sums(deployments.replication, count, deployments.fixed)
    failed = sums(deployments.replication, count, deployments.failed)
    all_of_them = planned + fixes
    n_changes = sums(changes.replication, count)
    bad = sums(changes.replication, count, changes.failed)
    restored = deployments.restored
    length = counted.window_length
    return {
        "change_lead_time": _values(lead, whose, count, "h"),
        "deployment_frequency": _ratio(
            counted.deployed_in_window * DAY, length, "per day", counted.deployed_in_window.sum()
        ),
        "failed_deployment_recovery_time": _values(
            deployments.recovery[restored], deployments.replication[restored], count, "h"
        ),
        "change_fail_rate": _ratio(failed, all_of_them, "share", all_of_them.sum()),
        "deployment_rework_rate": _ratio(fixes, all_of_them, "share", all_of_them.sum()),
        "failed_changes_per_1000": _ratio(bad * PER_MILLE, n_changes, "per 1000", n_changes.sum()),
        "failed_deployments_per_1000": _ratio(failed * PER_MILLE, n_changes, "per 1000", n_changes.sum()),
        "wait": _values(changes.wait[live], whose, count, "h"),
        "work": _values(changes.work[live], whose, count, "h"),
        "hands_on": _values(changes.hands_on[live], whose, count, "h"),
        "flow_efficiency": _ratio(work_sum, lead_sum, "share", len(lead)),
        "wip": _ratio(counted.present_hours, length, "changes", (length > 0).sum()),
        "throughput": _ratio(counted.live_in_window, length, "per h", counted.live_in_window.sum()),
    }


def _stage(counted: Counted, stage: int) -> dict[str, dict[str, Any]]:
    stages = counted.stages
    started = stages.started[stage]
    n_changes = sums(counted.changes.replication, counted.replications)
    length = counted.window_length
    queue = stages.queue_hours[stage]
    return {
        "wait": _block(stages.waits[stage], stages.wait[stage], started, "h"),
        "waited": _over_replications(_divide(stages.waited[stage], started)),
        "queue": _over_replications(_divide(queue, length)),
        "present": _over_replications(_divide(queue + stages.work_hours[stage], length)),
        "utilization": _utilization(counted, stage),
        "visits": _over_replications(_divide(stages.visits[stage], n_changes)),
        "batch": _over_replications(_divide(started, stages.runs[stage])),
    }


def _utilization(counted: Counted, stage: int) -> dict[str, Any]:
    """Return the share of a stage's open capacity that was at work; none where it has no limit."""
    model = counted.model
    row = model.stages[stage]
    capacity = int(model.pools[row["pool"]]["capacity"])
    if row["kind"] != STATION or capacity == UNLIMITED:
        return {"mean": None, "se": None}
    busy = counted.stages.busy_hours[stage]
    return _over_replications(_divide(busy, counted.open_hours(stage) * capacity))
