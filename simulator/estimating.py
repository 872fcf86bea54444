"""Estimate from one value per replication: a mean and its standard error."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.counting import Counted
from simulator.layout import STATION, UNLIMITED, Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications and its standard error; None where there is no data for it."""

    mean: float | None = None
    se: float | None = None

    def as_dict(self) -> dict[str, float | None]:
        """Return it as plain values for JSON."""
        return {"mean": self.mean, "se": self.se}


def estimate(values: Floats) -> Estimate:
    """Return mean and standard error of one value per replication; NaN is a replication without one."""
    total = float(values.sum())
    if math.isnan(total):
        values = values[~np.isnan(values)]
        total = float(values.sum())
    many = len(values)
    if many == 0:
        return Estimate()
    mean = total / many
    if many == 1:
        return Estimate(mean)
    away = values - mean
    return Estimate(mean, math.sqrt(float((away * away).sum()) / (many - 1) / many))


def percentiles(values: Floats, shares: Sequence[float]) -> list[float]:
    """Return the values below which shares [0..1] of all lie, interpolated linearly; changes their order."""
    places = [share * (len(values) - 1) for share in shares]
    needed = sorted({end for place in places for end in (math.floor(place), math.ceil(place))})
    values.partition(needed)
    found: list[float] = []
    for place in places:
        low, high, part = values[math.floor(place)], values[math.ceil(place)], place % 1.0
        gap = high - low
        found.append(float(low + gap * part if part < 0.5 else high - gap * (1.0 - part)))  # noqa: PLR2004  # half
    return found


def divide(up: Floats, low: Floats) -> Floats:
    """Divide where there is something to divide by; NaN elsewhere."""
    if low.min() > 0:
        return up / low
    found: Floats = np.divide(up, low, out=np.full(len(up), np.nan), where=low > 0)
    return found


def load(counted: Counted, stage: int) -> Floats | None:
    """Return the share of a stage's open capacity at work in each replication; None without a limit."""
    row = counted.model.stages[stage]
    capacity = int(counted.model.pools[row["pool"]]["capacity"])
    if row["kind"] != STATION or capacity == UNLIMITED:
        return None
    return divide(counted.stages["busy"][:, stage], counted.open_hours(stage) * capacity)


def utilization(counted: Counted, stage: int) -> Estimate:
    """Return the share of a stage's open capacity that was at work; none where it has no limit."""
    found = load(counted, stage)
    return Estimate() if found is None else estimate(found)
