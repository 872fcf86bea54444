"""Write what is due as a calendar file, one day after another.

Source: rfc-5545.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from content.model import Course
from content.reviewing import Box

LONGEST_LINE = 75
"""A line of a calendar has at most so many bytes; a longer one goes on in the next, after a space."""


def review_calendar(course: Course, boxes: Mapping[str, Box], today: dt.date) -> str:
    """Return the days on which items are due as iCalendar text: one all-day event for each day.

    What is overdue is due `today`. An item that is no longer in the course is left out. The text says how
    many questions there are and of which lessons, and nothing about the person.
    """
    titles = {item.id: lesson.title for lesson in course.lessons for item in lesson.items}
    days: dict[dt.date, list[str]] = {}
    for name, box in boxes.items():
        if box.due is not None and name in titles:
            days.setdefault(max(box.due, today), []).append(titles[name])
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Greenlane//Reviews//EN"]
    for day, lessons in sorted(days.items()):
        count = f"{len(lessons)} question{'s' if len(lessons) > 1 else ''}"
        lines += [
            "BEGIN:VEVENT",
            f"UID:review-{day:%Y%m%d}@greenlane",
            f"DTSTAMP:{today:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"SUMMARY:{_escaped(f'Greenlane: review {count}')}",
            f"DESCRIPTION:{_escaped(', '.join(sorted(set(lessons))))}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    """Write a text so that its signs do not end the value."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a line that is too long, never within a letter."""
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > LONGEST_LINE:
            parts.append(part)
            part = " "
        part += sign
    return "\r\n".join([*parts, part])
