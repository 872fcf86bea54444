"""Show a lesson to a room: large type, one part at a time, moved by keys."""

import streamlit as st

from content import Lesson
from ui import cached, paging, places
from ui.components import draw_view

KEYS = (
    "Right and left arrow, space and the page keys move on and back; up and down go from heading to heading. "
    "N shows the notes for the trainer, F fills the screen, Escape leaves."
)


def draw(lesson: Lesson) -> None:
    """Draw a lesson over the whole window, until somebody leaves it."""
    st.page_link(paging.page(places.LEARN), label="Back to the lesson", query_params={"lesson": lesson.id})
    st.caption(KEYS)
    if draw_view(cached.talk(lesson.id), key=f"talk-{lesson.id}", reports=("left",))["left"]:
        del st.query_params["present"]
        st.rerun()
