"""Draw the course as a road of lessons, what is due first, and what one believed before."""

from collections import Counter
from contextlib import nullcontext

import streamlit as st

from content import Lesson, LessonProgress
from ui import paging, places, words
from ui.charts.scales import uri
from ui.ink import on_ink
from ui.learning import keeping
from ui.learning.exporting import ended
from ui.learning.roads import course_svg
from ui.learning.tab import Standing
from ui.shell import READING, theme

HOW = (
    "Read, try, answer. Each answer is explained. Questions come back after 1, 3 and 7 days, what went wrong "
    "first, with new ones among them. You can skip what you know."
)
SHOWN = 5
"""So many beliefs are shown at once."""


def draw() -> None:
    """Draw the course."""
    found = keeping.standing()
    _draw_ways_on(found, "" if found.believed else HOW)
    if not found.believed:
        _draw_lessons(found)
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _draw_lessons(found)
    with right:
        _draw_believed(found)


def state_of(found: LessonProgress, *, is_next: bool) -> str:
    """Return what a lesson is drawn as: `done`, `begun`, `next` or `open`."""
    if found.done:
        return "done"
    if is_next:
        return "next"
    return "begun" if found.answered else "open"


def road(found: Standing) -> str:
    """Return the course as a picture of its road, and the same in words."""
    lessons, after = found.counted.course.lessons, found.after
    states = [state_of(found.done[each.id], is_next=each is after) for each in lessons]
    told = f"{states.count('done')} of {words.count(len(states), 'lesson')} done."
    if after:
        told += ended(f" Next is lesson {lessons.index(after) + 1}, {after.title}")
    return f"![The road of lessons. {told}]({uri(course_svg(states, dark=theme() == 'dark'))})\n\n{told}"


def _draw_ways_on(found: Standing, how: str) -> None:
    """Draw the road, and the one thing to do now: what is due first, else the next lesson."""
    due, after = len(found.due), found.after
    st.markdown(f"{road(found)}\n\n{how}", width=READING)
    with st.container(horizontal=True) if due else nullcontext():
        if due:
            label = on_ink(f"Review {words.count(due, 'question')}")
            st.button(label, key="due", type="primary", on_click=_show, args=("Review",))
        if after:
            begun, finished = found.done[after.id].answered, any(each.done for each in found.done.values())
            text = "Continue where you stopped" if begun else "Go on" if finished else "Start the course"
            if due:
                pressed = st.button(text, key="go-on")
            else:
                pressed = st.button(on_ink(text), key="go-on", type="primary")
            if pressed:
                st.switch_page(places.LEARN, query_params={"lesson": after.id})


def _show(part: str) -> None:
    st.session_state["part"] = part


def _draw_lessons(found: Standing) -> None:
    """Draw each lesson as a link, with its minutes and how far one is."""
    due = Counter(review.lesson for review in found.due)
    st.markdown("## Lessons")
    page = paging.page(places.LEARN)
    for place, each in enumerate(found.counted.course.lessons, start=1):
        told = _told(each, found.done[each.id], due[each.id])
        label = f"{place}. {each.title} \N{MIDDLE DOT} {told}"
        st.page_link(page, label=label, query_params={"lesson": each.id}, width=READING)


def _told(lesson: Lesson, found: LessonProgress, due: int) -> str:
    """Return how far a lesson is, in so few words that its link stays on one line of a telephone."""
    if found.mastered:
        told = "mastered"
    elif found.done:
        told = f"done, {found.right} of {found.items} right"
    else:
        told = f"begun, {found.answered} of {found.items}" if found.answered else f"{lesson.minutes} minutes"
    return f"{told}, {due} due" if due else told


def _draw_believed(found: Standing) -> None:
    """Say which beliefs one's own answers met, and what holds instead."""
    course = found.counted.course
    titles = {each.id: each.title for each in course.lessons}
    rows = []
    for met in found.believed[:SHOWN]:
        belief = course.misconceptions[met.misconception]
        where = ", ".join(titles[name] for name in met.lessons)
        rows.append(f"- *“{belief.wrong}”* {belief.right} :small[From: {where}]")
    st.markdown(
        "## Worth another look\nYour last answers met these beliefs. They are common. Each goes from "
        "here once you answer its questions right.\n\n" + "\n".join(rows),
        width=READING,
    )
