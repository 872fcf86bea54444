"""Go on with one's progress by a link: shown on one device, followed on another."""

import segno
import streamlit as st

from ui import words
from ui.learning import keeping
from ui.palette import LIGHT
from ui.shell import READING, address
from ui.state import visit

SIDE = 180
"""The side of the picture a telephone reads [px]."""


def draw_link(code: str) -> None:
    """Draw the link that opens this progress, and its picture for a telephone."""
    link = f"{address()}/r/{code}"
    st.code(link, language=None, wrap_lines=True)
    with st.expander("As a picture, for a telephone", key="link-picture", on_change="rerun") as folded:
        if folded.open:
            made = segno.make(link, error="m")
            picture = made.svg_inline(scale=4, dark=LIGHT["ink"], light=LIGHT["raised"], border=4)
            st.image(picture, width=SIDE)


def draw_followed() -> None:
    """Take what a followed link opens; where this browser has answers of its own, ask before joining them."""
    found = keeping.linked()
    if found is None:
        return
    code, there = found
    here = keeping.progress()
    count = words.count(len(there.answers), "answer")
    if not here.answers and not here.forms:
        keeping.use_code(code)
        keeping.settle_link()
        st.info(f"**Welcome back.** The link opened a progress: {count}. Whoever has the link shares it.")
        return
    own = words.count(len(here.answers), "answer")
    with st.container(border=True, width=READING):
        st.markdown(
            f"**A link was opened here.** It leads to a progress with {count}; this browser has one with "
            f"{own}. Continue with both as one, if the link is yours. Others who have it see what is joined."
        )
        with st.container(horizontal=True):
            if st.button("Continue with both", key="link-take"):
                keeping.use_code(code)
                keeping.settle_link()
                visit().learning.told = ("**Done.** This device and the other one now share their progress.",)
                st.rerun()
            if st.button("Leave it", key="link-leave"):
                keeping.settle_link()
                st.rerun()
