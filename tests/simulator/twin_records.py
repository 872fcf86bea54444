"""What the twin writes down, and its clock."""

import heapq
import math
from dataclasses import dataclass, field

import simpy

from simulator import layout

INFINITE = math.inf


class Clock(simpy.Environment):
    """SimPy's clock, with absolute instants (a sum of delays would round) and turns."""

    def moment(self, time, *, turn=False):
        event = simpy.Event(self)
        event._ok, event._value = True, None
        order = simpy.events.NORMAL + turn
        heapq.heappush(self._queue, (time, order, next(self._eid), event))
        return event


@dataclass(slots=True)
class Row:
    """One row of the trace while it is lived."""

    change: "Change"
    stage: int
    visit: int
    attempt: int
    join: float
    start: float = INFINITE
    end: float = INFINITE
    work: float = 0.0
    batch: int = -1
    outcome: int = -1


@dataclass(slots=True)
class Change:
    """One change on its way."""

    number: int
    arrive: float
    kind: int
    priority: int
    defective: bool
    integrated_before: int
    live: float = INFINITE
    failed: bool = False
    mended: bool = False
    integrated: bool = False
    carries_slip: bool = False
    resolving: float = 0.0
    visits: dict = field(default_factory=dict)
    met: dict = field(default_factory=dict)


@dataclass(slots=True)
class Deployment:
    """One run of the last stage."""

    start: float
    end: float
    size: int
    reached: int
    slipped: bool
    failed: bool = False
    restored: float = INFINITE
    way: int = layout.HELD


@dataclass(slots=True)
class Pool:
    """Units of capacity."""

    free: float
