"""Draw the wall of a workshop: it follows the host by itself, and nothing on it can be pressed."""

import streamlit as st

from ui import live
from ui.components import draw_view, packed
from ui.rooms.hub import Now, now
from ui.shell import address
from ui.state import visit
from ui.workshop import shelf
from ui.workshop.doors import door
from ui.workshop.showing import timer_words, wall
from workshops import ClosedError, is_over, on_screen

EVERY = 0.5  # [s]: a vote waits for the next look, and nobody should see it wait


@st.fragment(run_every=EVERY)
def draw_wall(room: str) -> None:
    """Draw what the room looks at, again and again; a picture that did not change is not sent again."""
    try:
        found = live.hub().room(room)
    except ClosedError as error:
        st.info(str(error))
        return
    draw_view(_picture(room, found), key=f"wall-{room}")


def _picture(name: str, found: Now) -> bytes:
    """Return the wall as the player takes it, made anew only where something changed."""
    moment = now()
    state = (found.version, found.code, is_over(found.room, moment))
    known = visit().giving.walls.get(name)
    if known is not None and known[0] == state:
        return known[1]
    way = door(found.code, address(), live.settings().host)
    view = wall(found.room, on_screen(found.room, moment), way, shelf.shelf(found.room.agenda))
    made = packed({**view, "timer": timer_words(found.room.timer, moment)})
    if not view["body"].get("waits"):
        visit().giving.walls[name] = (state, made)
    return made
