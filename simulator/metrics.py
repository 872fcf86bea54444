"""Measure a trace: DORA's five metrics and the flow of changes, with standard errors.

Means are means over replications of each replication's mean; `se` is their sample standard deviation
over the square root of the replications. Percentiles and `var` are over all counted values.
Where there is no data the value is None with n 0, never NaN.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.counting import Counted, count_trace
from simulator.estimating import divide, estimate, percentiles, utilization
from simulator.layout import Floats
from simulator.trace import Trace

DAY = 24.0
PER_MILLE = 1000.0
_NO_SHAPE = {"p50": None, "p90": None, "p95": None, "var": None}


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
            if not isinstance(found, dict):
                raise KeyError(path)
            found = found[name]
        number = found["mean"] if isinstance(found, dict) else found
        if isinstance(number, str):
            raise KeyError(path)
        return None if number is None else float(number)


def measure(trace: Trace, *, open_hours: bool = False) -> Measurement:
    """Measure a trace; with `open_hours`, hours in which a stage is closed are no wait.

    Source: dora-metrics.
    """
    counted = count_trace(trace, open_hours=open_hours)
    study, scenario = trace.study, trace.tables.scenario
    classes = [kind.id for kind in scenario.arrivals.classes or ()]
    metrics: dict[str, Any] = _metrics(counted, 0)
    if classes:
        metrics["by_class"] = {name: _metrics(counted, group) for group, name in enumerate(classes, 1)}
    stages: dict[str, Any] = {}
    for i, stage in enumerate(scenario.stages):
        stages[stage.id] = _stage(counted, i)
        if classes:
            found = {name: _visits(counted, i, group) for group, name in enumerate(classes, 1)}
            stages[stage.id]["by_class"] = found
    return Measurement(
        scenario=scenario.id,
        seed=study.seed,
        replications=study.replications,
        changes=study.changes if study.hours is None else None,
        hours=study.hours,
        warm_up=study.warm_up,
        metrics=metrics,
        stages=stages,
    )


def _ratio(up: Floats, low: Floats, unit: str, n: Floats) -> dict[str, Any]:
    """Return the block of one value per replication that has one; `n` is what they are made of."""
    return {**estimate(divide(up, low)).as_dict(), "unit": unit, "n": int(n[low > 0].sum())}


def _block(values: Floats, total: Floats, n: Floats) -> dict[str, Any]:
    """Return the block of hours from the values, and their sum and number in each replication."""
    block: dict[str, Any] = {**estimate(divide(total, n)).as_dict(), **_NO_SHAPE}
    if len(values):
        block["var"] = float(values.var())
        block["p50"], block["p90"], block["p95"] = percentiles(values, (0.5, 0.9, 0.95))
    return {**block, "unit": "h", "n": len(values)}


def _metrics(counted: Counted, group: int) -> dict[str, dict[str, Any]]:
    """Return the metrics of all changes (group 0) or of a class."""
    changes = {name: sums[:, group] for name, sums in counted.changes.items()}
    deployments = {name: sums[:, group] for name, sums in counted.deployments.items()}
    lead, wait, work, hands = counted.change_values(group)
    live, n_changes = changes["live"], changes["counted"]
    runs = deployments["counted"] + deployments["fixed"]
    failed, ended = deployments["failed"], deployments["ended"]
    recoveries = counted.recoveries(group)
    length = counted.window_length
    return {
        "change_lead_time": _block(lead, changes["lead"], live),
        "deployment_frequency": _ratio(ended * DAY, length, "per day", ended),
        "failed_deployment_recovery_time": _block(
            recoveries, deployments["recovery"], deployments["restored"]
        ),
        "change_fail_rate": _ratio(failed, runs, "share", runs),
        "deployment_rework_rate": _ratio(deployments["fixed"], runs, "share", runs),
        "failed_changes_per_1000": _ratio(changes["failed"] * PER_MILLE, n_changes, "per 1000", n_changes),
        "failed_deployments_per_1000": _ratio(failed * PER_MILLE, n_changes, "per 1000", n_changes),
        "wait": _block(wait, changes["wait"], live),
        "work": _block(work, changes["work"], live),
        "hands_on": _block(hands, changes["hands"], live),
        "flow_efficiency": _ratio(changes["work"], changes["lead"], "share", live),
        "wip": _ratio(changes["present"], length, "changes", np.ones(len(length))),
        "throughput": _ratio(changes["left"], length, "per h", changes["left"]),
    }


def _visits(counted: Counted, stage: int, group: int) -> dict[str, dict[str, Any]]:
    """Return what is known of a group's visits to a stage."""
    visits = {name: sums[:, stage, group] for name, sums in counted.visits.items()}
    started = visits["started"]
    return {
        "wait": _block(counted.waits(stage, group), visits["wait"], started),
        "waited": estimate(divide(visits["waited"], started)).as_dict(),
        "visits": estimate(divide(visits["visits"], counted.changes["counted"][:, group])).as_dict(),
    }


def _stage(counted: Counted, stage: int) -> dict[str, dict[str, Any]]:
    visits, length = _visits(counted, stage, 0), counted.window_length
    sums = {name: sums[:, stage] for name, sums in counted.stages.items()}
    return {
        "wait": visits["wait"],
        "waited": visits["waited"],
        "queue": estimate(divide(sums["queue"], length)).as_dict(),
        "present": estimate(divide(sums["queue"] + sums["work"], length)).as_dict(),
        "utilization": utilization(counted, stage).as_dict(),
        "visits": visits["visits"],
        "batch": estimate(divide(sums["begun"], sums["runs"])).as_dict(),
    }
