"""Draw beside a question the part of the questionnaire it belongs to: what it is about, and its questions."""

from __future__ import annotations

import streamlit as st

from ui import words
from ui.assessing.answering_list import Way, draw_row

SHOWN = 10
"""So many questions of a part are named at once, around the one that is asked."""
LETTERS = 29
"""So many letters of a title stand in one line here."""


def draw_part(way: Way, place: int) -> None:
    """Draw the part of the question at a place, with a way to each of its questions."""
    asked = way.questionnaire
    name = asked.practices[place - 1].dimension
    part = next(one for one in asked.dimensions if one.id == name)
    places = [at for at, one in enumerate(asked.practices, start=1) if one.dimension == name]
    st.markdown(f"### {words.plain(part.title)}")
    if part.about:
        st.markdown(words.plain(part.about))
    with st.container(gap=None):
        for number in around(places, place):
            draw_row(way, number, here=number == place, key="part", letters=LETTERS)
    if len(places) > SHOWN:
        st.caption(f"{SHOWN} of the {len(places):,} questions of this part.")


def around(places: list[int], place: int) -> list[int]:
    """Return at most SHOWN places of a part, the one that is asked among them."""
    first = max(0, min(places.index(place) - SHOWN // 2, len(places) - SHOWN))
    return places[first : first + SHOWN]
