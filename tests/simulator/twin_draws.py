"""Draws and open hours for the twin, in plain Python: the same addresses, another hand."""

import math
from functools import cached_property

from simulator import draws, elementary
from simulator.model import Distribution, OpenHours
from simulator.weekly import merge_spans, read_spans

MASK = 2**32 - 1
WEEK = 168.0
TINY = 1e-9  # an instant this near to closing is closed


class Dice:
    """Every random number of one replication, by its address."""

    def __init__(self, seed, replication):
        self.key = (seed, replication)

    def uniform(self, address, purpose, part=0):
        first, second, third, fourth = (*address, purpose * 2**24 + part)
        low, high = self.key
        for _ in range(10):
            left, right = 0xD2511F53 * first, 0xCD9E8D57 * third
            first, second = (right >> 32) ^ second ^ low, right & MASK
            third, fourth = (left >> 32) ^ fourth ^ high, left & MASK
            low, high = (low + 0x9E3779B9) & MASK, (high + 0xBB67AE85) & MASK
        return (((first << 32 | second) >> 12) + 0.5) * 2.0**-52

    def strikes(self, rate, address, purpose, part=0):
        return rate > 0 and self.uniform(address, purpose, part) < rate

    def hours(self, dist: Distribution | None, address, purpose, part=0):
        """Draw a duration [h]; none is 0 h."""
        if dist is None:
            return 0.0
        if dist.dist == "constant":
            return dist.value
        return self._shaped(dist, self.uniform(address, purpose, part))

    def _shaped(self, dist, u):
        if dist.dist == "exponential":
            return dist.mean * -elementary.log(u)
        if dist.dist == "lognormal":
            variance = elementary.log(1.0 + dist.cv * dist.cv)
            return dist.mean * elementary.exp(math.sqrt(variance) * draws.normal(u) - variance / 2)
        if dist.dist == "uniform":
            return dist.low + (dist.high - dist.low) * u
        if dist.dist == "triangular":
            return draws.triangular(u, dist.low, dist.mode, dist.high)
        return dist.values[int(u * len(dist.values))]


class OpenTimes:
    """The open hours of one calendar, week after week."""

    def __init__(self, rows: OpenHours | tuple[OpenHours, ...]):
        given = rows if isinstance(rows, tuple) else (rows,)
        self.week = merge_spans(span for row in given for span in read_spans(row.days, row.hours))

    @cached_property
    def total(self):
        return math.fsum(close - opening for opening, close in self.week)

    def spans(self, now):
        """Yield spans (opening, close) that are not over at `now`, without end."""
        monday = math.floor(now / WEEK) * WEEK
        while True:
            for opening, close in self.week:
                if now - monday < close - TINY:
                    yield monday + opening, monday + close
            monday += WEEK

    def next(self, now):
        return max(now, next(self.spans(now))[0])

    def after(self, now, work):
        """Return when `work` open hours from `now` on are done [h]."""
        now = self.next(now)
        whole = math.floor(work / self.total) - 1
        if whole > 0:
            now += whole * WEEK
            work -= whole * self.total
        for opening, close in self.spans(now):
            now = max(now, opening)
            if work <= close - now + TINY:
                return now + work
            work -= close - now
            now = close
        raise AssertionError


class Always:
    """Open around the clock."""

    def next(self, now):
        return now

    def after(self, now, work):
        return now + work
