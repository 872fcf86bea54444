"""Turn values into the words and numbers that a page shows."""

import re
from collections.abc import Mapping
from typing import Any

from simulator import slim_frames

HOURS_PER_DAY = 24.0
DAYS_PER_WEEK = 7.0
SECOND, MINUTE, FEW, MANY = 1 / 3600, 1 / 60, 10.0, 100.0
DAYS_FROM = 3 * HOURS_PER_DAY
SMALL_SHARE = 0.1
TIMES, MINUS = "\N{MULTIPLICATION SIGN}", "\N{MINUS SIGN}"


def count(number: int, noun: str) -> str:
    """Return "1 lesson" or "3 lessons"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def plain(text: str) -> str:
    """Return what a person typed so that it is shown as typed: no markup, no link, no picture in it."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def still(text: str) -> str:
    """Return a text whose emphasis is shown, and nothing else: no link, no picture, no formula, no color."""
    return re.sub(r"([\\[<$])", r"\\\1", text)


def duration(hours: float | None) -> str:
    """Return a duration [h] in the unit a person would use: seconds, minutes, hours or days."""
    if hours is None:
        return "none"
    if hours == 0:
        return "0"
    for least, step, form, unit in (
        (DAYS_FROM, HOURS_PER_DAY, ".1f", "days"),
        (FEW, 1.0, ".0f", "h"),
        (1.0, 1.0, ".1f", "h"),
        (MINUTE, MINUTE, ".0f", "min"),
    ):
        if hours >= least:
            return f"{hours / step:{form}} {unit}"
    return f"{hours / SECOND:.0f} s"


def number(value: float | None, unit: str) -> str:
    """Return a metric's value in words of its unit: "h", "share", "per day", or any count."""
    if value is None:
        return "none"
    if unit == "h":
        return duration(value)
    if unit == "share":
        return f"{value * 100:.1f} %" if value < SMALL_SHARE else f"{value * 100:.0f} %"
    if unit == "per day":
        return f"{value:.1f} a day" if value >= 1 else f"{value * DAYS_PER_WEEK:.1f} a week"
    if 0 < abs(value) < 1:
        return f"{value:.2f}"
    return f"{value:.1f}" if abs(value) < FEW else f"{value:.0f}"


def interval(metric: Mapping[str, Any]) -> str:
    """Return the 95 % interval of a simulated mean as "12.1 to 13.4", or "" where there is none."""
    mean, error = metric.get("mean"), metric.get("se")
    if mean is None or error is None:
        return ""
    low, high = max(0.0, mean - 1.96 * error), mean + 1.96 * error
    return f"{number(low, metric['unit'])} to {number(high, metric['unit'])}"


def lane(letter: str, outcome: Mapping[str, Any]) -> dict[str, Any]:
    """Return one lane of the player: its letter, its note, its frames and the facts beside it."""
    metrics = outcome["measured"]["metrics"]
    lead, frequency = metrics["change_lead_time"], metrics["deployment_frequency"]
    failed, hands = metrics["failed_changes_per_1000"], metrics["hands_on"]
    per_week = None if frequency["mean"] is None else frequency["mean"] * DAYS_PER_WEEK
    return {
        "letter": letter,
        "note": outcome["question"],
        "frames": slim_frames(outcome["frames"]),
        "facts": [
            {"value": duration(lead["p50"]), "text": "lead time (half are faster)"},
            {"value": number(per_week, "count"), "text": "deployments a week"},
            {"value": number(failed["mean"], "count"), "text": "failed changes per 1,000"},
            {"value": duration(hands["mean"]), "text": "hands-on per change"},
        ],
    }


def points(score: float | None) -> str:
    """Return a score 0..1 as points 0 to 100, "none" where nothing was counted."""
    return "none" if score is None else f"{score * 100:.0f}"
