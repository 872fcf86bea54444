"""Do one of several things with the simulator; the address says which.

The first row holds the ways and, to their right, what one can do with the chosen one.
"""

import streamlit as st

from ui.simulating import by_hand, lanes, road, what_if
from ui.simulating.addressing import choose_one

WAYS = {"Two lanes": lanes.draw, "By hand": by_hand.draw, "Your road": road.draw, "What if": what_if.draw}
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    way = choose_one("What to do", "do", list(WAYS))
    tools = st.container(horizontal=True, vertical_alignment="center", width="content")
WAYS[way](tools)
