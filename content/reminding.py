"""Write what is due as a calendar file, one day after another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from content.model import Course
from content.reviewing import Box
from datafiles import Event, as_calendar


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
    events = [
        Event(f"review-{day:%Y%m%d}", day, f"Greenlane: review {_questions(lessons)}", _of(lessons))
        for day, lessons in sorted(days.items())
    ]
    return as_calendar("Reviews", events, today)


def _questions(lessons: list[str]) -> str:
    return f"{len(lessons)} question{'s' if len(lessons) > 1 else ''}"


def _of(lessons: list[str]) -> str:
    return ", ".join(sorted(set(lessons)))
