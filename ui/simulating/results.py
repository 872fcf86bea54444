"""Set guess and outcome side by side, and compare lanes in numbers, words and pictures."""

import streamlit as st

from simulator import Study
from ui import cached, charts, words
from ui.components import draw_view
from ui.shell import theme
from ui.simulating import exporting
from ui.simulating.choosing import Choice
from ui.simulating.guessing import Guess

CONFIG = {"displayModeBar": False}


def study_words(study: Study) -> str:
    """Say what was run."""
    return (
        f"{study.replications:,} replications of {study.changes:,} changes, seed {study.seed}. The same "
        "changes enter every lane (common random numbers). Closed hours count as waiting."
    )


def draw(chosen: list[Choice], study: Study, guess: Guess) -> None:
    """Draw the results of lanes that were run."""
    texts, dark = tuple(choice.text for choice in chosen), theme() == "dark"
    if not guess.skipped:
        _draw_guess(texts, study, guess, dark=dark)
    table, arithmetic, questions = cached.comparison(texts, study, dark=dark)
    named = ", ".join(
        f"**{letter}** {words.plain(choice.title)}" for letter, choice in zip("ABCD", chosen, strict=False)
    )
    st.markdown(f"## Side by side\n{named}. {study_words(study)}")
    draw_view(table, key="comparison")
    with st.container(horizontal=True):
        with st.popover("How each number was computed", width="content"):
            st.markdown(arithmetic)
        with st.popover(f"Assumptions, seed {study.seed}"):
            st.markdown(f"{ASSUMED}\n\n{cached.assumed(texts)}")
        export = st.popover("Export", on_change="rerun", key="export")
        if export.open:
            with export:
                exporting.draw(chosen, study, guess)
    _draw_flow(texts, study, dark=dark)
    st.markdown(questions)


ASSUMED = (
    "Illustrative assumptions, not measurements. They are the same for every change of a lane; change them "
    "in *Your road*."
)


def _draw_guess(texts: tuple[str, ...], study: Study, guess: Guess, *, dark: bool) -> None:
    cards = cached.guess_cards(texts, study, guess.text, dark=dark)
    st.markdown("## Your guess, and what happened")
    for column, card in zip(st.columns(max(1, len(cards)), gap="large"), cards, strict=False):
        column.markdown(card.text)


def _draw_flow(texts: tuple[str, ...], study: Study, *, dark: bool) -> None:
    names = list(charts.FLOW)
    which = st.segmented_control(
        "What to look at", names, default=names[0], required=True, key="look", label_visibility="collapsed"
    )
    which = which or names[0]
    chart, sentence, table = cached.flow_chart(which, texts, study, dark=dark)
    st.markdown(f"## {which}\n{sentence}")
    st.plotly_chart(
        chart, theme=None, key=f"flow-{which}", config=CONFIG,
        alt=f"{which}, lane by lane; the table below holds the numbers.",
    )  # fmt: skip
    with st.expander("The same as a table"):
        st.markdown(table)
