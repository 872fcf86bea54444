"""Compute from a log of deployments: the rows, a place for one's own number, the arithmetic to check it."""

from functools import partial

import streamlit as st

from content import Lesson, Log
from delivery import METRICS
from ui import cached, words
from ui.learning import linking
from ui.shell import READING
from ui.state import visit
from ui.tables import draw_text

UNITS = {"h": "hours", "per day": "a day", "share": "%"}
FIELD = 360
"""The width of a field to answer in [px]."""
CLOSE = 0.01
"""A number counts as right within this share of it, or within 0.05 of its unit."""
LEAST = 0.05
HOW = {
    "change_lead_time": "For each commit the time until its deployment finished, or until a failed one was "
    "whole again; the median of them.",
    "deployment_frequency": "All deployments of the log, divided by its days.",
    "failed_deployment_recovery_time": "For each failed deployment the time until service was restored; the "
    "median of them.",
    "change_fail_rate": "The deployments that failed, divided by all deployments.",
    "deployment_rework_rate": "The deployments that nobody planned, divided by all deployments.",
}


def draw(lesson: Lesson, log: Log, key: str) -> None:
    """Draw the rows, and check one number after the other."""
    rows, measured = cached.measured_log(lesson.id, log.id)
    told = "**Check your own numbers.** Choose one, compute it from the rows, then compare."
    # A link in the wide table lets the keyboard scroll it in every browser.
    head = linking.word_link("Deployment", "deployment") if "deployment" in cached.course().glossary else ""
    draw_text(f"{rows.replace('Deployment', head or 'Deployment', 1)}\n\n{told}")
    name = st.selectbox(
        "What to compute", list(measured), format_func=lambda metric: METRICS[metric].title,
        key=f"metric-{key}", persist_state="session", width=FIELD,
    )  # fmt: skip
    unit = measured[name].unit
    typed = st.text_input(f"Your number [{UNITS.get(unit, unit)}]", key=f"number-{key}-{name}", width=FIELD)
    mine = visit().learning
    with st.container(horizontal=True):
        check = partial(mine.named.__setitem__, f"{key}/{name}", "checked")
        st.button("Check", key=f"check-{key}", disabled=not typed, on_click=check)
        show = partial(mine.named.__setitem__, f"{key}/{name}", "shown")
        st.button("Show how", key=f"show-{key}", on_click=show, type="tertiary")
    if f"{key}/{name}" in mine.named:
        right = log.answer(name, "%" if unit == "share" else None) or 0.0
        n = words.count(measured[name].n, "row")
        said = f"{_verdict(typed, right)} It is **{right:.4g}** {UNITS.get(unit, unit)}, out of {n}."
        st.markdown(f"{said} {HOW.get(name, '')}", width=READING)


def _verdict(typed: str, right: float) -> str:
    """Say whether a typed number is near enough to the right one."""
    try:
        number = float(typed.strip().replace(",", "."))
    except ValueError:
        return "That is no number; write one such as 4.5." if typed else ""
    return "**Right.**" if abs(number - right) <= max(LEAST, CLOSE * abs(right)) else "**Not quite.**"
