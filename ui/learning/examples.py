"""Walk through worked examples: all steps shown, then fewer, then one's own."""

from functools import partial

import streamlit as st

from content import Case, Example
from content.tables import as_table
from ui.shell import READING
from ui.tables import draw_text


def draw(example: Example, key: str) -> None:
    """Draw one case at a time."""
    place = st.pagination(len(example.cases), key=f"case-{key}", persist_state="session")
    case = example.cases[place - 1]
    how = "worked" if case.shown == len(case.steps) else "your turn" if not case.shown else "partly worked"
    st.markdown(
        f":small[Case {place} of {len(example.cases)}, {how}.]\n\n### {case.title}\n{case.text}",
        width=READING, anchors=False,
    )  # fmt: skip
    if case.strip:
        draw_text(as_table(case.strip.columns, case.strip.rows))
    if _draw_steps(case, f"{key}-{case.id}"):
        st.markdown(f"**{case.verdict}**", width=READING)
        if place < len(example.cases):
            turn = partial(_turn, f"case-{key}", place + 1)
            st.button("Next case", key=f"next-{key}-{place}", on_click=turn)


def _turn(key: str, place: int) -> None:
    st.session_state[key] = place


def _draw_steps(case: Case, key: str) -> bool:
    """Draw the steps up to the first one that is still open; say whether none is."""
    for number, step in enumerate(case.steps):
        texts = {choice.id: choice.text for choice in step.choices}
        if number < case.shown:
            st.markdown(f"**{number + 1}. {step.ask}** {texts[step.answer]}. {step.why}", width=READING)
            continue
        chosen = st.radio(
            f"{number + 1}. {step.ask}", list(texts), index=None, format_func=texts.__getitem__,
            key=f"step-{key}-{number}", horizontal=True, persist_state="session",
        )  # fmt: skip
        if chosen is None:
            return False
        verdict = "Right." if chosen == step.answer else f"Rather: {texts[step.answer]}."
        st.markdown(f"**{verdict}** {step.why}", width=READING)
    return True
