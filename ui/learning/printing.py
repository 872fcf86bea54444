"""Print a lesson: a handout, the trainer's version, or the plain text with the answers on demand."""

from functools import partial

import streamlit as st

from content import Lesson
from ui import cached, paging, places
from ui.shell import READING

FILES = {
    "Handout (HTML, A4)": (False, "handout", "Figures, questions without answers and room to write."),
    "For the trainer (HTML, A4)": (True, "trainer", "The same with notes for the trainer and all answers."),
}


def draw(lesson: Lesson) -> None:
    """Draw a lesson as text alone, with its two files to print."""
    st.page_link(paging.page(places.LEARN), label="Back to the lesson", query_params={"lesson": lesson.id})
    st.markdown("To print, take a file and open it: it needs nothing else. Or print the text on this page.")
    with st.container(horizontal=True, vertical_alignment="center"):
        for label, (trainer, name, says) in FILES.items():
            st.download_button(
                label, partial(_file, lesson.id, trainer), f"{lesson.id}-{name}.html", "text/html",
                key=f"print-{name}", on_click="ignore", help=says,
            )  # fmt: skip
        answers = st.toggle("With the answers", key="print-answers", persist_state="session")
    text, right = cached.printed(lesson.id)
    st.markdown(text, width=READING)  # paper cannot scroll a table of its own
    if answers:
        st.markdown(right, width=READING)
    st.markdown(f"## Sources\n{cached.cited_sources(lesson.id)}", width=READING)


def _file(lesson: str, trainer: bool) -> bytes:  # noqa: FBT001 - two files, one with the answers
    return cached.handout(lesson, trainer=trainer).encode()
