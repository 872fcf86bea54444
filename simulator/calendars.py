"""Reckon in open hours: weekly spans, half open, in hours since Monday 00:00.

Work pauses when a calendar closes and resumes when it opens, which takes no event of its own.
"""

import math

import numpy as np

from simulator.compiled import compiled, part
from simulator.layout import WEEK, Floats, Handle, Model
from simulator.tables import apart, calendars_of, spans_of

# An instant this near to closing is closed: sums of decimal hours must not slip into the next day.
TINY = 1e-9


@compiled
def next_open(model: Handle, calendar: int, now: float) -> float:
    """Return `now` while the calendar is open, else the next opening [h]; none (-1) is always open."""
    apart()
    if calendar < 0:
        return now
    row = calendars_of(model)[calendar]
    start = math.floor(now / WEEK) * WEEK
    inside = now - start
    for i in range(row["from"], row["from"] + row["many"]):
        if inside < spans_of(model)[i]["close"] - TINY:
            return float(max(now, start + spans_of(model)[i]["open"]))
    return float(start + WEEK + spans_of(model)[row["from"]]["open"])


@compiled
def add_work(model: Handle, calendar: int, now: float, work: float) -> float:
    """Return when `work` open hours from `now` on are done [h]."""
    apart()
    if calendar < 0:
        return now + work
    now = next_open(model, calendar, now)
    row = calendars_of(model)[calendar]
    weeks = math.floor(work / row["total"])
    if weeks > 1:
        now += (weeks - 1) * WEEK
        work -= (weeks - 1) * row["total"]
    while True:
        start = math.floor(now / WEEK) * WEEK
        for i in range(row["from"], row["from"] + row["many"]):
            close = start + spans_of(model)[i]["close"]
            if now >= close - TINY:
                continue
            now = max(now, start + spans_of(model)[i]["open"])
            if work <= close - now + TINY:
                return float(now + work)
            work -= close - now
            now = close
        now = start + WEEK


@part
def done_at(model: Handle, calendar: int, now: float, work: float) -> float:
    """Return when `work` open hours are done [h]: a sum where no calendar closes, which is frequent."""
    return now + work if calendar < 0 else add_work(model, calendar, now, work)


@part
def rhythm(beat: tuple[float, float], least: float, now: float, beyond: int) -> float:
    """Return the soonest first + k x every [h], k from `least` on, at `now` or, `beyond` it, after."""
    first, every = beat
    k = max(least, math.floor((now - first) / every))
    while first + k * every < now or (beyond == 1 and first + k * every == now):
        k += 1.0
    return float(first + k * every)


def open_since(model: Model, calendar: int, now: Floats) -> Floats:
    """Count the open hours of a calendar between 0 and each `now` [h]; none (-1) is always open."""
    if calendar < 0:
        return now
    row = model.calendars[calendar]
    weeks = np.floor(now / WEEK)
    inside = now - weeks * WEEK
    total: Floats = weeks * row["total"]
    part = np.empty_like(inside)
    for start, close in model.spans[row["from"] : row["from"] + row["many"]].tolist():
        np.minimum(inside, close, out=part)
        part -= start
        total += np.maximum(part, 0.0, out=part)
    return total
