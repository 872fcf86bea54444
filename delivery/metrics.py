"""The metrics of delivery: what each means, and the five DORA metrics from deployment records."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType
from typing import Literal

from delivery.model import DeliveryMetrics, Deployment, DeploymentError, Measured, WindowError

HOURS_PER_DAY = 24.0

Factor = Literal["throughput", "instability", "flow"]
Better = Literal["lower", "higher"]


@dataclass(frozen=True, slots=True)
class Metric:
    """What a figure is called, what it means, and which way is better."""

    id: str
    title: str
    unit: str
    factor: Factor
    better: Better
    meaning: str
    source: str
    """An id of sources.yaml."""
    dora: bool = False
    """It is one of DORA's five."""


_ALL = (
    Metric(
        "change_lead_time",
        "Change lead time",
        "h",
        "throughput",
        "lower",
        "Time from the commit of a change until it is live in production and stays.",
        "dora-metrics",
        dora=True,
    ),
    Metric(
        "deployment_frequency",
        "Deployment frequency",
        "per day",
        "throughput",
        "higher",
        "How many deployments to production there are in a day, planned or not.",
        "dora-metrics",
        dora=True,
    ),
    Metric(
        "failed_deployment_recovery_time",
        "Failed deployment recovery time",
        "h",
        "throughput",
        "lower",
        "Time from the end of a deployment that failed until service is whole again.",
        "dora-metrics",
        dora=True,
    ),
    Metric(
        "change_fail_rate",
        "Change fail rate",
        "share",
        "instability",
        "lower",
        "Share of deployments that needed immediate intervention. It counts deployments, not changes: "
        "splitting a batch lowers it without better code.",
        "dora-metrics",
        dora=True,
    ),
    Metric(
        "deployment_rework_rate",
        "Deployment rework rate",
        "share",
        "instability",
        "lower",
        "Share of deployments that nobody planned and that an incident in production made necessary.",
        "dora-metrics",
        dora=True,
    ),
    Metric(
        "failed_changes_per_1000",
        "Failed changes per 1,000",
        "per 1,000 changes",
        "instability",
        "lower",
        "Changes that reached production and broke something there, for each 1,000 changes.",
        "greenlane",
    ),
    Metric(
        "failed_deployments_per_1000",
        "Failed deployments per 1,000 changes",
        "per 1,000 changes",
        "instability",
        "lower",
        "Deployments that failed, for each 1,000 changes; a slip by hand counts too.",
        "greenlane",
    ),
    Metric(
        "wait",
        "Waiting",
        "h",
        "flow",
        "lower",
        "Time a change lies in queues, over all its visits; closed hours count as waiting.",
        "greenlane",
    ),
    Metric(
        "work",
        "Work",
        "h",
        "flow",
        "lower",
        "Time a change is worked on, by people or machines, over all its visits.",
        "greenlane",
    ),
    Metric(
        "hands_on",
        "Hands-on time",
        "h",
        "flow",
        "lower",
        "Hours of people spent on a change: work by hand, approvals, conflicts, fixes and rollbacks.",
        "greenlane",
    ),
    Metric(
        "flow_efficiency",
        "Flow efficiency",
        "share",
        "flow",
        "higher",
        "Share of the lead time in which somebody or something works on the change.",
        "greenlane",
    ),
    Metric(
        "wip",
        "Work in progress",
        "changes",
        "flow",
        "lower",
        "How many changes are under way at the same time, on average over time.",
        "greenlane",
    ),
    Metric(
        "throughput",
        "Throughput",
        "changes per h",
        "flow",
        "higher",
        "How many changes become live in an hour.",
        "greenlane",
    ),
)
METRICS: Mapping[str, Metric] = MappingProxyType({metric.id: metric for metric in _ALL})
"""Every metric by its id: DORA's five in DORA's order, then what flows."""


def measure_delivery(deployments: Iterable[Deployment], window: tuple[float, float]) -> DeliveryMetrics:
    """Measure DORA's five metrics of one service from its deployments.

    Args:
        deployments: The deployments to production of one service, in any order. Those that finished
            outside the window are left out. The changes of a deployment that was rolled back belong to
            the deployment that brought them back.
        window: From (counted) until (not counted any more) [h], on the clock of the deployments.

    Raises:
        WindowError: The window is not finite, or does not end after it starts.
        DeploymentError: Two deployments have the same id.

    A figure without a single observation has no value and n = 0: an empty log does not tell whether
    nothing was deployed or nothing was written down.

    Source: dora-metrics
    """
    start, end = window
    if not (math.isfinite(start) and math.isfinite(end) and start < end):
        raise WindowError(f"a window ends after it starts, but this one goes from {start} h to {end} h")
    known = tuple(deployments)
    refuse_doubles(known)
    within = tuple(one for one in known if start <= one.finished < end)
    return DeliveryMetrics(
        window=(start, end),
        change_lead_time=measure_lead_time(within),
        deployment_frequency=measure_frequency(within, end - start, left_out=len(known) - len(within)),
        failed_deployment_recovery_time=measure_recovery(within),
        change_fail_rate=measure_share("change_fail_rate", [one.failed for one in within]),
        deployment_rework_rate=measure_share("deployment_rework_rate", [one.unplanned for one in within]),
    )


def refuse_doubles(deployments: tuple[Deployment, ...]) -> None:
    """Refuse two deployments of one id: each would count twice."""
    twice = sorted(name for name, n in Counter(one.id for one in deployments).items() if n > 1)
    if twice:
        raise DeploymentError(f"each deployment counts once, but twice there is {', '.join(twice)}")


def measure_lead_time(deployments: tuple[Deployment, ...]) -> Measured:
    """Measure the change lead time [h]: the median over changes from commit until live for good.

    A change is live at the end of a deployment that held, else when service was restored. Changes of
    a failed deployment that is not restored yet are excluded and counted.

    Source: dora-metrics
    """
    times = [
        one.live - commit if one.live is not None else None for one in deployments for commit in one.commits
    ]
    return median_of("change_lead_time", times)


def measure_frequency(deployments: tuple[Deployment, ...], length: float, left_out: int) -> Measured:
    """Measure the deployment frequency [per day]: all deployments over `length` [h] of calendar time.

    Unplanned deployments count; those outside the window are excluded and counted.

    Source: dora-metrics
    """
    n = len(deployments)
    value = n / (length / HOURS_PER_DAY) if n else None
    return Measured(value, METRICS["deployment_frequency"].unit, n, left_out)


def measure_recovery(deployments: tuple[Deployment, ...]) -> Measured:
    """Measure the failed deployment recovery time [h]: the median from a failed run's end to restoration.

    A failed deployment that is not restored yet is excluded and counted.

    Source: dora-metrics
    """
    failed = [one for one in deployments if one.failed]
    times = [None if one.restored is None else one.restored - one.finished for one in failed]
    return median_of("failed_deployment_recovery_time", times)


def measure_share(metric: str, hits: list[bool]) -> Measured:
    """Measure the share [0..1] of deployments that are hits: failed ones, or unplanned ones.

    Each deployment counts once, so the share never exceeds 1.

    Source: dora-metrics
    """
    value = sum(hits) / len(hits) if hits else None
    return Measured(value, METRICS[metric].unit, len(hits))


def median_of(metric: str, times: list[float | None]) -> Measured:
    """Return the median [h] of the known times, and how many are not known yet.

    The median of an even number of times is the mean of the middle two.
    """
    known = [time for time in times if time is not None]
    value = median(known) if known else None
    return Measured(value, METRICS[metric].unit, len(known), len(times) - len(known))
