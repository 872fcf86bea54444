"""Learn: the course, its lessons, review, words, what is often believed, two forms, one's own progress."""

import streamlit as st

from ui import cached
from ui.learning import course, files, forms, glossary, lesson, reviewing
from ui.shell import draw_problems, draw_title

PARTS = {
    "Course": course.draw,
    "Review": reviewing.draw,
    "Words": glossary.draw_words,
    "Often believed": glossary.draw_beliefs,
    "Before and after": forms.draw,
    "My progress": files.draw,
}
FIRST = "Course"
SAYS = "Short lessons. Each is read, tried and checked. Nothing is locked, and nobody is graded."


def draw_parts() -> None:
    """Draw the part of the page that the address names."""
    minutes = sum(each.minutes for each in cached.course().lessons)
    draw_title("Learn", f"{SAYS} About {minutes} minutes in all.")
    part = st.segmented_control(
        "What to look at", list(PARTS), default=None if "part" in st.session_state else FIRST, required=True,
        key="part", bind="query-params", label_visibility="collapsed",
    )  # fmt: skip
    PARTS[part or FIRST]()


wanted = {each.id: each for each in cached.course().lessons}.get(st.query_params.get("lesson", ""))
if wanted:
    st.query_params["lesson"] = wanted.id  # a link within one page does not tell the browser's address
if wanted and st.query_params.get("print"):
    lesson.draw_print(wanted)
elif wanted:
    lesson.draw(wanted)
else:
    draw_parts()
draw_problems(cached.course().problems)
