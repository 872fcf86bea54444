"""Reckon waiting for an hour or for company, and what batches, flaky checks and failures come to.

Rates are per hour, times are hours [h], shares lie in 0..1.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.layout import WEEK
from simulator.model import WrongQuantityError
from simulator.theory.given import count, not_negative, part_of_all, positive, share_of_all
from simulator.weekly import merge_spans


@dataclass(frozen=True, slots=True)
class Train:
    """What waiting for a release train comes to: waits [h], and who is aboard."""

    wait: float
    wait_variance: float
    departing: float
    departures: float
    batch: float


def train(rate: float, every: float) -> Train:
    """Return what waiting for a train with seats for all comes to, with Poisson arrivals. Exact.

    A change comes at any moment between two departures alike, so it waits half of the time between.
    Source: greenlane (a uniform age, and the chance that nobody came).
    """
    positive(rate=rate, every=every)
    departing = -math.expm1(-rate * every)
    return Train(every / 2, every**2 / 12, departing, departing / every, rate * every / departing)


def office_wait(spans: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the mean wait [h] for an office to open, and the share that waits; changes come anytime.

    `spans` are the open ones of a week [h since Monday 00:00]. A closed gap is hit by its length, and
    then lasts half of it on average. Exact. Source: greenlane (sum of gap^2 over twice the week).
    """
    merged = merge_spans(spans)
    if not merged:
        raise WrongQuantityError("the office never opens; give it hours")
    ends = [close - WEEK for _, close in merged[-1:]] + [close for _, close in merged[:-1]]
    gaps = [start - close for (start, _), close in zip(merged, ends, strict=True)]
    return math.fsum(gap**2 for gap in gaps) / (2 * WEEK), math.fsum(gaps) / WEEK


def forming_wait(rate: float, size: int) -> float:
    """Return how long a change waits on average [h] until its batch of an exact size is there. Exact.

    Source: greenlane (the k-th of a batch waits for size - k further arrivals).
    """
    positive(rate=rate)
    count(size=size)
    return (size - 1) / (2 * rate)


def batch_failure(share: float, size: int) -> float:
    """Return the chance that a batch holds a bad change, where each is bad by a share. Exact.

    Source: greenlane (1 less the chance that all are good).
    """
    share_of_all(share=share)
    count(size=size)
    return 1.0 if share == 1 else -math.expm1(size * math.log1p(-share))


def retested_runs(share: float, size: int) -> float:
    """Return the runs per change where a batch is tested together, and singly when it fails. Exact.

    Source: dorfman-1943.
    """
    return 1 / size + batch_failure(share, size) if size > 1 else 1.0


def flaky_attempts(rate: float, attempts: int | None = None) -> tuple[float, float]:
    """Return the mean number of attempts of a flaky check, and the chance that all are red. Exact.

    Source: greenlane (a geometric number, cut off after `attempts`; None is without end).
    """
    part_of_all(rate=rate)
    if attempts is None:
        return 1 / (1 - rate), 0.0
    count(attempts=attempts)
    return (1 - rate**attempts) / (1 - rate), rate**attempts


def recovery(detect: float, rollback: float, fix: float, share: float) -> float:
    """Return the mean recovery time [h]: detection, then a rollback by a share, else a fix. Exact.

    Source: greenlane (a sum of means, and a mixture).
    """
    not_negative(detect=detect, rollback=rollback, fix=fix)
    share_of_all(share=share)
    return detect + share * rollback + (1 - share) * fix
