"""Check how well a course is made: the rules that this room can judge alone.

A lesson that breaks a rule can still be read. What other rooms hold comes in as plain values. Each rule is
one small function that yields faults with file, line, rule and mend; `content.rules.RULES` lists them all.
"""

from __future__ import annotations

import datetime as dt

from content.course_rules import check_course_rules, stale_sources
from content.known import Known
from content.lesson_rules import check_lesson_rules
from content.model import Course, Lesson
from content.rules import Fault
from content.translating import check_translations


def check_course(course: Course, known: Known) -> tuple[Fault, ...]:
    """Return everything the rules find in a course; what loading found is in `course.problems`."""
    beliefs = "misconceptions.yaml" in course.origins  # else the items came without them
    faults = [
        fault for lesson in course.lessons for fault in check_lesson_rules(lesson, known, beliefs=beliefs)
    ]
    faults += check_course_rules(course, known)
    faults += check_translations(course)
    return tuple(dict.fromkeys(faults))


def check_lesson(lesson: Lesson, known: Known) -> tuple[Fault, ...]:
    """Return everything the rules find in one lesson."""
    return tuple(check_lesson_rules(lesson, known, beliefs=True))


def course_warnings(course: Course, known: Known, today: dt.date) -> tuple[Fault, ...]:
    """Return what is no error on a working day: sources that nobody looked at for 18 months."""
    return tuple(stale_sources(course, known, today))
