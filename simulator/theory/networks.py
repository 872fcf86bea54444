"""Reckon several stages: open and closed networks, works side by side and one after another.

Rates are per hour, times are hours [h].
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.layout import Floats
from simulator.model import WrongQuantityError
from simulator.theory.given import count, not_negative, part_of_all, positive, share_of_all
from simulator.theory.stations import Station, little, mmc

_PARALLEL_MOST = 16


@dataclass(frozen=True, slots=True)
class Network:
    """What a network of stages comes to: per change, and at each stage."""

    throughput: float
    lead: float
    visits: tuple[float, ...]
    stations: tuple[Station, ...]

    @property
    def present(self) -> float:
        """Return how many changes are on their way on average."""
        return little(self.throughput, self.lead)


def open_network(
    rate: float, stages: Sequence[tuple[int, float]], routes: Sequence[Sequence[float]]
) -> Network:
    """Return a network of stages (capacity, exponential work [h]) with Poisson arrivals. Exact.

    Args:
        rate: changes per hour, all to the first stage.
        stages: capacity and mean work of each stage.
        routes: share of what leaves stage i for stage j, in row i; the rest leaves the network.

    Source: jackson-1957.
    """
    positive(rate=rate)
    for row in routes:
        share_of_all(sum_of_routes=math.fsum(row), smallest_route=min(row))
    balance = np.eye(len(stages)) - np.array(routes, float).T
    if np.linalg.matrix_rank(balance) < len(stages):
        raise WrongQuantityError("some changes never leave; let their routes end somewhere")
    enter = np.zeros(len(stages))
    enter[0] = 1.0
    visits = np.linalg.solve(balance, enter).tolist()
    found = tuple(mmc(rate * v, work, units) for v, (units, work) in zip(visits, stages, strict=True))
    lead = math.fsum(v * station.lead for v, station in zip(visits, found, strict=True))
    return Network(rate, lead, tuple(visits), found)


def closed_network(limit: int, stages: Sequence[tuple[int, float]]) -> Network:
    """Return a line of stages (capacity, exponential work [h]) with a limit of changes on their way.

    Whenever one leaves, the next enters. Exact, by convolution of what each stage may hold; the share
    that waits at a stage is left open (NaN). Source: reiser-lavenberg-1980.
    """
    count(limit=limit, stages=len(stages))
    for units, work in stages:
        count(capacity=units)
        positive(work=work)
    scale = max(work for _, work in stages)
    weights = [_weights(limit, units, work / scale) for units, work in stages]
    total = _convolve(weights, limit)
    throughput = float(total[limit - 1] / total[limit] / scale)
    found = []
    for i, (units, work) in enumerate(stages):
        others = _convolve(weights[:i] + weights[i + 1 :], limit)
        holds = weights[i] * others[::-1] / total[limit]
        present = float(holds @ np.arange(limit + 1))
        found.append(
            Station(throughput, work, present / throughput - work, math.nan, throughput * work / units)
        )
    return Network(throughput, limit / throughput, (1.0,) * len(stages), tuple(found))


def _weights(limit: int, units: int, work: float) -> Floats:
    """Return how likely a stage holds 0 .. limit changes, but for a common factor."""
    factors = [work / min(number, units) for number in range(1, limit + 1)]
    return np.concatenate(([1.0], np.cumprod(factors)))


def _convolve(weights: Sequence[Floats], limit: int) -> Floats:
    total = np.zeros(limit + 1)
    total[0] = 1.0
    for weight in weights:
        total = np.convolve(total, weight)[: limit + 1]
    return total


def slowest(means: Sequence[float]) -> float:
    """Return the mean time [h] until the last of some parallel exponential works is done. Exact.

    Source: greenlane (the least of exponentials is exponential, and what is left starts anew).
    """
    if not 1 <= len(means) <= _PARALLEL_MOST:
        raise WrongQuantityError(f"there are {len(means)} works; write 1 to {_PARALLEL_MOST}")
    for mean in means:
        positive(mean=mean)
    hours = [0.0] * 2 ** len(means)
    for running in range(1, len(hours)):
        rates = {i: 1 / mean for i, mean in enumerate(means) if running >> i & 1}
        after = sum(rate * hours[running ^ 1 << i] for i, rate in rates.items())
        hours[running] = (1 + after) / sum(rates.values())
    return hours[-1]


def slowest_shard(mean: float, shards: int) -> float:
    """Return the mean time [h] until the last of equal parallel exponential works is done. Exact.

    Source: greenlane (the case of `slowest` with equal means).
    """
    positive(mean=mean)
    count(shards=shards)
    return mean * math.fsum(1 / running for running in range(1, shards + 1))


def sum_exceeds(means: Sequence[float], hours: float) -> float:
    """Return the chance that exponential works, one after another, take longer than some hours. Exact.

    Only what is positive is added and multiplied, so equal means and tails lose no digits.
    Source: jensen-1953.
    """
    count(works=len(means))
    for mean in means:
        positive(mean=mean)
    not_negative(hours=hours)
    fastest = 1 / min(means)
    halvings = max(0, math.ceil(math.log2(max(fastest * hours, 1.0))))
    jumps = fastest * hours / 2**halvings
    step = np.diag([1 - 1 / (mean * fastest) for mean in means])
    step += np.diag([1 / (mean * fastest) for mean in means[:-1]], 1)
    term = np.eye(len(means)) * math.exp(-jumps)
    within = term.copy()
    for jump in range(1, 24):
        term = term @ step * (jumps / jump)
        within += term
    for _ in range(halvings):
        within = within @ within
    return float(within[0].sum())


def sum_quantile(means: Sequence[float], share: float) -> float:
    """Return the hours [h] that a share of the sums of `sum_exceeds` does not exceed, by bisection.

    Source: jensen-1953.
    """
    part_of_all(share=share)
    low, high = 0.0, math.fsum(means)
    while sum_exceeds(means, high) > 1 - share:
        low, high = high, high * 2
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        if sum_exceeds(means, middle) > 1 - share:
            low = middle
        else:
            high = middle
    return high
