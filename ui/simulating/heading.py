"""Head a page of the simulator in two low rows, so that what it shows is seen without scrolling."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def draw_heading(title: str, says: str, width: int) -> DeltaGenerator:
    """Draw a title with its one line beside it, and return the row, to draw into what stands right of them.

    Args:
        title: of the page.
        says: one line about it.
        width: of that line [px]; on a narrow screen it goes below.
    """
    row = st.container(horizontal=True, vertical_alignment="bottom")
    row.markdown(f"# {title}", width="content")
    row.markdown(says, width=width)
    return row
