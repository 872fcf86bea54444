"""Do one of four things with the simulator; the address says which."""

import streamlit as st

from ui.simulating import lanes

WAYS = {"lanes": ("Two lanes", lanes.draw)}

way = "lanes"
if len(WAYS) > 1:
    way = st.segmented_control(
        "What to do", list(WAYS), default="lanes", format_func=lambda name: WAYS[name][0], required=True,
        key="do", bind="query-params", label_visibility="collapsed",
    )  # fmt: skip
WAYS[way][1]()
