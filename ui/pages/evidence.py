"""Evidence: what a team's own files, history and logs say, each with its place and its n."""

import streamlit as st

from ui.choosing import choose_view
from ui.evidence import commits, keeping, logs, pipelines, suggestions
from ui.shell import draw_title

PARTS = {
    "Pipeline files": pipelines.draw,
    "Git history": commits.draw,
    "Deployments": logs.draw,
    "Your answers": suggestions.draw,
}
SAYS = "What your own files say about the way to production. People correct it; nothing leaves this machine."

title, owner_of = st.columns([3, 1], vertical_alignment="bottom")
with title:
    draw_title("Evidence", SAYS)
with owner_of:
    owner = keeping.choose_owner()
PARTS[choose_view("What to look at", "see", {part: part for part in PARTS})](owner)
