"""Draw a team's profile against its own targets, what to talk about first, and other ways to look at it."""

from __future__ import annotations

import streamlit as st

import assessments
from assessments import Answers, Questionnaire, Scores
from store import Seat, Target
from ui import live, words
from ui.assessing.levels import draw_arithmetic, draw_levels
from ui.assessing.profile_beside import draw_beside
from ui.assessing.profile_numbers import dimension_rows, profile_table, target_scores
from ui.assessing.profile_pictures import PICTURES, draw_picture
from ui.choosing import choose_view
from ui.components import draw_view, packed
from ui.seats import team_answers
from ui.shell import READING

AGAINST = "targets"
RANGE = (
    "The dot is the score today, 0 to 100. The dark range is what open answers leave: its left end if they "
    "all were the lowest option, its right end if the highest. No single level is shown: a team is not one "
    "number."
)
FLAG = " The flag is where a dimension stands once every target set in it is reached."


def draw_profile(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw the profile of what a seat's team says."""
    store = live.store()
    found = store.assessment(seat)
    answers = team_answers(questionnaire, seat)
    scores = assessments.score(questionnaire, answers)
    if found.mode != "alone":
        st.caption(together_words(revealed=found.revealed))
    if scores.overall.score is None:
        st.info("No answer counts yet. Answer a question and its dimension appears here.")
        return
    titles = {AGAINST: "Against targets", **{name: title for name, (title, _) in PICTURES.items()}}
    looks, ways = st.columns([3, 1], vertical_alignment="center")
    with looks:
        look = choose_view("How to look at it", "look", titles)
    with ways, st.container(horizontal=True, horizontal_alignment="right"):
        draw_ways()
    targets = store.targets(seat)
    if look == AGAINST:
        draw_against(questionnaire, seat, answers, scores, targets)
    else:
        draw_picture(look, questionnaire, seat, answers, targets)


def together_words(*, revealed: bool) -> str:
    """Say whose answers are shown of an assessment that several people answer."""
    if revealed:
        return "What the team agreed on after the reveal. What each said stays with each."
    return "Your own answers, until all are revealed. Nobody else sees this."


def draw_ways() -> None:
    """Draw the ways on from the profile."""
    for label, view in (("Report to print", "report"), ("Next steps", "steps")):
        st.button(label, key=f"way-{view}", on_click=show_view, args=(view,))


def show_view(view: str) -> None:
    """Let the page show another view at its next run."""
    st.session_state["show"] = view


def draw_against(
    questionnaire: Questionnaire, seat: Seat, answers: Answers, scores: Scores, targets: dict[str, Target]
) -> None:
    """Draw the bars against the team's own targets, and beside them what to talk about."""
    rows = dimension_rows(questionnaire, scores, target_scores(questionnaire, answers, targets))
    bars, beside = st.columns([4, 9], gap="large")
    with bars:
        st.markdown(f"### {title_of(len(rows))}")
        chart, table = st.tabs(["Profile", "Table"])
        with chart:
            draw_view(packed({"view": "profile", "rows": rows}), key="profile")
            st.caption(RANGE + (FLAG if targets else ""))
            if not targets:
                st.button("Set your own targets", key="way-targets", on_click=show_view, args=("targets",))
        with table:
            st.markdown(profile_table(questionnaire, scores, rows))
        draw_levels(questionnaire, scores)
    with beside:
        draw_beside(questionnaire, seat, answers, targets)
    st.divider()
    with st.container(width=READING):
        draw_arithmetic(questionnaire, answers, scores)


def title_of(count: int) -> str:
    """Return the head of the bars."""
    named = {1: "One dimension", 2: "Two dimensions", 3: "Three dimensions", 4: "Four dimensions"}
    named |= {5: "Five dimensions", 6: "Six dimensions"}
    return f"{named.get(count, words.count(count, 'dimension'))}, against your own targets"
