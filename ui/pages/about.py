"""Say what this is built on: sources, licences, privacy, version."""

import streamlit as st

from ui import account, cached
from ui.learning import linking, sourcing
from ui.shell import draw_title

draw_title(
    "About",
    "Greenlane teaches, shows and measures how a change to software reaches the people who use it. Version "
    f"{cached.installed()}, free software under the Apache License 2.0.",
)
privacy, sources = st.columns(2, gap="large")
with privacy:
    st.markdown(
        "## Privacy\n"
        "Everything stays on the machine that runs Greenlane. No request leaves it, no usage is counted. No "
        "account is needed: a random number in a cookie lets this browser find its own answers again. The "
        "database keeps only a hash of it, no address and no name but the team name you type."
    )
    st.markdown(
        "## What the numbers are\n"
        "Simulated numbers come from illustrative assumptions, printed beside each result with the seed. "
        "Scores show how much was answered and what open answers could still change. Clusters of the State "
        "of DevOps reports belong to their year. Research findings predict; they do not prove a cause."
    )
    account.draw_account()
with sources:
    glossary = cached.course().glossary
    st.markdown(f"## Words\n{linking.marks_line(glossary)}\n\n{linking.metrics_line(glossary)}")
    st.markdown("The typeface is Inter, under the SIL Open Font License 1.1.")
st.markdown("## Sources")
sourcing.draw()
