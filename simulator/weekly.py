"""Read weekly hours and weekday times as people write them: `mon-fri`, `09:00-17:00`, `fri 15:00`."""

import re
from collections.abc import Iterable

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)", re.ASCII)
DAY_HOURS = 24.0
WEEK_HOURS = 168.0


def day_time(text: str) -> float:
    """Return a time of day [h, 0..24] written as `15:00`.

    Raises:
        ValueError: with what is wrong.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None or (match[1] == "24" and match[2] != "00"):
        raise ValueError(f"`{text.strip()}` is no time of day")
    return int(match[1]) + int(match[2]) / 60


def week_time(text: str) -> float:
    """Return hours since Monday 00:00 of `fri 15:00`, or of `15:00` on Monday.

    Raises:
        ValueError: with what is wrong.
    """
    day, _, time = text.strip().lower().rpartition(" ")
    if day and day.strip() not in DAYS:
        raise ValueError(f"`{day.strip()}` is no day")
    return day_time(time) + (DAY_HOURS * DAYS.index(day.strip()) if day else 0.0)


def read_days(text: str) -> tuple[int, ...]:
    """Return the numbers of the days (Monday is 0) of `mon-fri` or `mon, wed, sat-sun`.

    Raises:
        ValueError: with what is wrong.
    """
    found: set[int] = set()
    for part in text.lower().split(","):
        ends = [end.strip() for end in part.split("-")]
        if len(ends) > 2 or any(end not in DAYS for end in ends):  # noqa: PLR2004  # a range has two ends
            raise ValueError(f"`{part.strip()}` names no days")
        first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        found.update(day % 7 for day in range(first, last + 1 if last >= first else last + 8))
    return tuple(sorted(found))


def read_spans(days: str, hours: str) -> tuple[tuple[float, float], ...]:
    """Return the open spans [h since Monday 00:00] of one row; `22:00-06:00` runs past midnight.

    Raises:
        ValueError: with what is wrong.
    """
    spans: list[tuple[float, float]] = []
    for part in hours.split(","):
        first, dash, last = part.partition("-")
        if not dash:
            raise ValueError(f"`{part.strip()}` is no span of hours")
        start, end = day_time(first), day_time(last)
        end += DAY_HOURS if end < start else 0.0
        spans.extend((day * DAY_HOURS + start, day * DAY_HOURS + end) for day in read_days(days))
    return tuple(spans)


def merge_spans(spans: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Return spans within one week, sorted, without overlap and without empty ones."""
    wrapped: list[tuple[float, float]] = []
    for start, end in spans:
        wrapped.append((start, min(end, WEEK_HOURS)))
        if end > WEEK_HOURS:
            wrapped.append((0.0, end - WEEK_HOURS))
    merged: list[tuple[float, float]] = []
    for start, end in sorted(wrapped):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
