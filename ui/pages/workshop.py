"""Workshop: open a room, lead it, show it on the wall, take it away."""

import streamlit as st

from ui import live, places
from ui.workshop.host import WALL, draw_host
from ui.workshop.leading import proof_of
from ui.workshop.projecting import draw_wall
from ui.workshop.start import draw_start
from workshops import ClosedError


def draw_stranger(room: str) -> None:
    """Draw what somebody sees who may not lead the room of this address."""
    st.markdown("# Workshop")
    st.info("This browser does not lead that room. Open the host's link, or join it with its code.")
    with st.container(horizontal=True):
        st.link_button("Join with a code", "/join")
        st.link_button("Show its wall", f"/workshop?room={room}&view={WALL}")
        st.page_link(places.WORKSHOP, label="Open a room of your own")


def draw_page() -> None:
    """Draw the room that the address names, as host or on the wall; else how to begin one."""
    room = st.query_params.get("room")
    if room is None:
        draw_start()
        return
    try:
        live.hub().room(room)
        if st.query_params.get("view") == WALL:
            draw_wall(room)
        elif proof_of(room) is None:
            draw_stranger(room)
        else:
            draw_host(room)
    except ClosedError as error:
        st.info(str(error))
        st.page_link(places.WORKSHOP, label="Open a new room")


draw_page()
