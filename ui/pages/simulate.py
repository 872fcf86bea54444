"""Do one of several things with the simulator; the address says which."""

import streamlit as st

from ui.simulating import lanes, road

WAYS = {"Two lanes": lanes.draw, "Your road": road.draw}
FIRST = "Two lanes"

way = st.segmented_control(
    "What to do", list(WAYS), default=None if "do" in st.session_state else FIRST, required=True,
    key="do", bind="query-params", label_visibility="collapsed",
)  # fmt: skip
WAYS[way or FIRST]()
