"""Name every source: what it is, its licence, when it was looked at, and which lessons rest on it."""

import streamlit as st

from ui import cached, words
from ui.learning.citing import entry
from ui.shell import READING

ATTRIBUTION = (
    "Adapted from Minimum CD (minimumcd.org), MinimumCD Authors, CC BY 4.0. Changes were made. Not endorsed "
    "by its authors."
)


def draw() -> None:
    """Draw the sources with a search; the one in the address stands first."""
    st.markdown(f"{attribution()}\n\nAll texts, figures and questions are our own words.", width=READING)
    sources = cached.sources()
    wanted = sources.get(st.query_params.get("source", ""))
    if wanted:
        st.markdown(entry(wanted, cached.course()), width=READING)
        st.divider()
    typed = st.text_input(
        "Find a source", key="find-source", placeholder="DORA", persist_state="page"
    ).strip()
    count, text = cached.source_entries(typed)
    if not count:
        st.markdown(f"No source here has “{words.plain(typed)}” in it.")
        return
    st.markdown(f":small[{words.count(count, 'source')}]\n\n{text}", width=READING, anchors=False)


def attribution() -> str:
    """Return what the licences of adapted texts and numbers ask for."""
    return f"{cached.attribution()}\n\n{ATTRIBUTION}"
