"""Learn: the course, its lessons, review, words, what is often believed, two forms, one's own progress."""

import streamlit as st

import content
from ui import cached
from ui.choosing import choose_view
from ui.learning import (
    course,
    files,
    forms,
    glossary,
    lesson,
    presenting,
    printing,
    resuming,
    reviewing,
    sourcing,
)
from ui.shell import draw_problems, draw_title

PARTS = {
    "Course": course.draw,
    "Review": reviewing.draw,
    "Words": glossary.draw_words,
    "Often believed": glossary.draw_beliefs,
    "Sources": sourcing.draw,
    "Before and after": forms.draw,
    "My progress": files.draw,
}
SAYS = "Short lessons. Each is read, tried and checked. Nothing is locked, and nobody is graded."


def draw_parts() -> None:
    """Draw the part of the page that the address names."""
    minutes = sum(each.minutes for each in cached.course().lessons)
    draw_title("Learn", f"{SAYS} About {minutes} minutes in all.")
    PARTS[choose_view("What to look at", "part", {part: part for part in PARTS})]()


def draw_lesson(wanted: content.Lesson) -> None:
    """Draw a lesson as the address says: to read, to print or for a room."""
    ways = {"print": printing.draw, "present": presenting.draw}
    way = next((way for way in ways if st.query_params.get(way)), "")
    # A link within one page does not tell the browser's address.
    st.query_params.from_dict({"lesson": wanted.id} | ({way: "yes"} if way else {}))
    ways.get(way, lesson.draw)(wanted)


resuming.draw_followed()
wanted = {each.id: each for each in cached.course().lessons}.get(st.query_params.get("lesson", ""))
if wanted:
    draw_lesson(wanted)
else:
    draw_parts()
draw_problems(cached.course().problems)
