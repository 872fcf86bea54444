"""Tick what holds, and see which stages of the road light up."""

import streamlit as st

from content import Checklist
from ui import cached
from ui.charts.scales import uri
from ui.learning.roads import lit_svg
from ui.shell import theme


def draw(checklist: Checklist, key: str) -> None:
    """Draw the statements, the road they light, and what that means."""
    ticked = [
        check.id
        for check in checklist.checks
        if st.checkbox(check.text, key=f"tick-{key}-{check.id}", persist_state="session")
    ]
    titles = {stage.id: stage.title for stage in cached.course().pictures[checklist.picture].states[0].stages}
    lit = checklist.lit(ticked)
    on = [title for name, title in titles.items() if lit.get(name)]
    off = [title for name, title in titles.items() if name in lit and not lit[name]]
    said = f"Lit: {', '.join(on) or 'nothing yet'}. Missing: {', '.join(off) or 'nothing'}."
    picture = uri(lit_svg(titles, lit, dark=theme() == "dark"))
    st.markdown(f"![The road. {said}]({picture})\n\n{said}\n\n**{checklist.says(ticked)}**")
    missing = [check for check in checklist.checks if check.id not in ticked]
    if missing and ticked:
        rows = "\n".join(f"- **{check.text}.** {check.why}" for check in missing)
        folded = st.expander("Why what is missing matters", key=f"why-{key}", on_change="rerun")
        if folded.open:
            folded.markdown(rows)
