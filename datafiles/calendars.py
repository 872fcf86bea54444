"""Write days on which something is due as a calendar file.

Source: rfc-5545.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_LINE = 75
"""A line of a calendar has at most so many bytes; a longer one goes on in the next, after a space."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something due on a day, all day long; `uid` names it, so that a new file replaces the old one."""

    uid: str
    day: dt.date
    summary: str
    description: str


def as_calendar(name: str, events: Iterable[Event], today: dt.date) -> str:
    """Return events as iCalendar text.

    Args:
        name: what the calendar is about, such as "Reviews".
        events: one all-day event for each.
        today: the day the file is made.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Greenlane//{name}//EN"]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escaped(event.uid)}@greenlane",
            f"DTSTAMP:{today:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
            f"SUMMARY:{_escaped(event.summary)}",
            f"DESCRIPTION:{_escaped(event.description)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    """Write a text so that its signs do not end the value."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    lines = "\\n".join(text.splitlines())
    return "".join(sign for sign in lines if sign.isprintable())


def _folded(line: str) -> str:
    """Break a line that is too long, never within a letter."""
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode("utf-8", "replace")) > LONGEST_LINE:
            parts.append(part)
            part = " "
        part += sign
    return "\r\n".join([*parts, part])
