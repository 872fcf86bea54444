"""Reckon one stage in the long run: who waits, how long, how many.

Rates are per hour, times are hours [h]. A `cv` is the standard deviation of a duration over its mean:
0 for constant, 1 for exponential.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.theory.given import count, not_negative, part_of_all, positive, stable


@dataclass(frozen=True, slots=True)
class Station:
    """What the changes at one stage come to in the long run.

    Attributes:
        rate: visits per hour.
        work: mean work of a visit [h].
        wait: mean wait of a visit [h].
        waited: share of visits that wait; NaN where theory leaves it open.
        utilization: share of the capacity at work, 0 where it is unlimited.
    """

    rate: float
    work: float
    wait: float
    waited: float
    utilization: float

    @property
    def lead(self) -> float:
        """Return the mean time from joining to leaving [h]."""
        return self.wait + self.work

    @property
    def queue(self) -> float:
        """Return how many changes wait on average."""
        return little(self.rate, self.wait)

    @property
    def present(self) -> float:
        """Return how many changes wait or are at work on average."""
        return little(self.rate, self.lead)

    @property
    def flow_efficiency(self) -> float:
        """Return the share of the time that is work."""
        return self.work / self.lead


def little(rate: float, hours: float) -> float:
    """Return how many changes are present: their rate times how long each stays [h].

    Source: little-1961.
    """
    not_negative(rate=rate, hours=hours)
    return rate * hours


def erlang_c(capacity: int, load: float) -> float:
    """Return the share of changes that wait; load = rate x work. Exact with exponential work.

    Stable for thousands of units: Erlang's loss formula by recursion, then turned into waiting.
    Source: erlang-1917.
    """
    count(capacity=capacity)
    not_negative(load=load)
    stable(load / capacity)
    lost = 1.0
    for unit in range(1, capacity + 1):
        lost = load * lost / (unit + load * lost)
    return lost / (1 - load / capacity * (1 - lost))


def mmc(rate: float, work: float, capacity: int) -> Station:
    """Return a stage with Poisson arrivals, exponential work and some units. Exact.

    Source: erlang-1917.
    """
    positive(rate=rate, work=work)
    waited = erlang_c(capacity, rate * work)
    return Station(rate, work, waited / (capacity / work - rate), waited, rate * work / capacity)


def mm1(rate: float, work: float) -> Station:
    """Return a stage with Poisson arrivals, exponential work and one unit. Exact.

    Source: erlang-1917.
    """
    return mmc(rate, work, 1)


def mminf(rate: float, work: float) -> Station:
    """Return a stage with unlimited capacity, where nobody waits. Exact for work of any shape.

    Source: little-1961.
    """
    positive(rate=rate, work=work)
    return Station(rate, work, 0.0, 0.0, 0.0)


def mg1(rate: float, work: float, cv: float) -> Station:
    """Return a stage with Poisson arrivals, work of any shape and one unit. Exact.

    Source: pollaczek-1930.
    """
    positive(rate=rate, work=work)
    not_negative(cv=cv)
    utilization = rate * work
    stable(utilization)
    wait = utilization * work * (1 + cv**2) / (2 * (1 - utilization))
    return Station(rate, work, wait, utilization, utilization)


def md1(rate: float, work: float) -> Station:
    """Return a stage with Poisson arrivals, constant work and one unit. Exact.

    Source: pollaczek-1930.
    """
    return mg1(rate, work, 0.0)


def kingman(rate: float, work: float, cv_between: float, cv_work: float, capacity: int = 1) -> float:
    """Return about how long changes wait [h], whatever the shapes: variability x utilization x time.

    Exact with Poisson arrivals at one unit; else near the truth only where utilization is high.
    Several units take the place of one as in `mmc`. Source: kingman-1961.
    """
    not_negative(cv_between=cv_between, cv_work=cv_work)
    return (cv_between**2 + cv_work**2) / 2 * mmc(rate, work, capacity).wait


def mmc_wait_quantile(rate: float, work: float, capacity: int, share: float) -> float:
    """Return the wait [h] that a share of changes does not exceed, at the stage of `mmc`. Exact.

    Source: erlang-1917.
    """
    part_of_all(share=share)
    station = mmc(rate, work, capacity)
    if share <= 1 - station.waited:
        return 0.0
    return math.log(station.waited / (1 - share)) / (capacity / work - rate)


def mm1_lead_quantile(rate: float, work: float, share: float) -> float:
    """Return the time from joining to leaving [h] that a share does not exceed, at the stage of `mm1`.

    Source: greenlane (a geometric number of exponential works, one after another, is exponential).
    """
    part_of_all(share=share)
    return -math.log1p(-share) * mm1(rate, work).lead


def mminf_present_quantile(rate: float, work: float, share: float) -> int:
    """Return the number at work that a share of the time does not exceed: a Poisson number. Exact.

    Source: erlang-1917.
    """
    part_of_all(share=share)
    mean = mminf(rate, work).present
    number, below = 0, math.exp(-mean)
    while below < share:
        number += 1
        below += math.exp(number * math.log(mean) - mean - math.lgamma(number + 1))
    return number


def priority_waits(rates: Sequence[float], works: Sequence[float], cvs: Sequence[float]) -> tuple[float, ...]:
    """Return the mean wait [h] of each class at one unit, first class first, nobody interrupted. Exact.

    Source: cobham-1954.
    """
    classes = list(zip(rates, works, cvs, strict=True))
    for rate, work, cv in classes:
        positive(rate=rate, work=work)
        not_negative(cv=cv)
    stable(sum(rate * work for rate, work, _ in classes))
    left = sum(rate * work**2 * (1 + cv**2) for rate, work, cv in classes) / 2
    waits, before = [], 0.0
    for rate, work, _ in classes:
        upto = before + rate * work
        waits.append(left / ((1 - before) * (1 - upto)))
        before = upto
    return tuple(waits)


def attended(rate: float, work: float, cv: float, every: float) -> Station:
    """Return the stage of `mg1` whose only approver, when idle, looks every few hours [h]. Exact.

    Having found work the approver goes on until the queue is empty, then looks again `every` later:
    a server with vacations. Source: fuhrmann-cooper-1985.
    """
    positive(every=every)
    busy = mg1(rate, work, cv)
    return Station(rate, work, busy.wait + every / 2, 1.0, busy.utilization)


def first_waits(rate: float, work: float, changes: int) -> tuple[float, ...]:
    """Return the mean waits [h] of the first changes that come to an empty stage of `mm1`. Exact.

    It follows how many changes each one finds, and needs no stable queue.
    Source: greenlane (from one arrival to the next, work ends with chance 1 / (1 + rate x work) each time).
    """
    positive(rate=rate, work=work)
    count(changes=changes)
    leaves = 1 / (1 + rate * work)
    found = [1.0]
    waits = []
    for _ in range(changes):
        waits.append(work * sum(number * chance for number, chance in enumerate(found)))
        left, tail = [0.0] * (len(found) + 1), 0.0
        for number in range(len(found), 0, -1):
            tail = found[number - 1] + leaves * tail
            left[number] = (1 - leaves) * tail
        left[0] = leaves * tail
        found = left
    return tuple(waits)
