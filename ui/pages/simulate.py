"""Do one of several things with the simulator; the address says which."""

import streamlit as st

from ui.simulating import by_hand, lanes, road, what_if

WAYS = {"Two lanes": lanes.draw, "By hand": by_hand.draw, "Your road": road.draw, "What if": what_if.draw}
FIRST = "Two lanes"

way = st.segmented_control(
    "What to do", list(WAYS), default=None if "do" in st.session_state else FIRST, required=True,
    key="do", bind="query-params", label_visibility="collapsed",
)  # fmt: skip
WAYS[way or FIRST]()
