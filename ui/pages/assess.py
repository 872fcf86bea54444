"""Answer a questionnaire for a team, see what it comes to, and come back to it."""

import streamlit as st

from assessments import Questionnaire
from store import Assessment, Seat
from ui import cached, live, words
from ui.assessing import coach
from ui.assessing.inviting import draw_code_picture
from ui.assessing.origin import draw_origin
from ui.assessing.start import draw_start
from ui.assessing.views import VIEWS, views_for
from ui.choosing import choose_view
from ui.seats import mine, open_seat, questionnaire_of
from ui.shell import address, draw_problems, draw_title
from ui.state import visit

EVERY = "every"  # in place of a seat: begin a new one, or choose among those begun, even after a resume link


def draw_resume(seat: Seat) -> None:
    """Draw the link that opens this assessment on another device."""
    token = visit().seat_token.get(seat.respondent)
    if token is None:
        return
    popover = st.popover("Resume link", key="resume-link", on_change="rerun")
    if popover.open:
        link = f"{address()}/r/{token}"
        with popover:
            st.markdown("Opens these answers on another device. Whoever has it can change them.")
            st.code(link, language=None, wrap_lines=True)
            draw_code_picture(link)


def draw_assessment(questionnaire: Questionnaire, seat: Seat, found: Assessment) -> None:
    """Draw one assessment: its name, its licence, and the view that was chosen."""
    title, resume = st.columns([2, 1], vertical_alignment="bottom")
    with title:
        draw_title(words.plain(seat.team), f"{words.plain(questionnaire.title)} {words.plain(seat.version)}")
    with resume, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        draw_resume(seat)
        if st.button("Other assessments", type="tertiary"):
            st.query_params["team"] = EVERY
            st.rerun()
    forced = visit().answering.forced.pop("show", None)
    view = choose_view(
        "What to show", "show", views_for(questionnaire, found, live.store().role(seat)), forced
    )
    VIEWS[view][1](questionnaire, seat)
    if questionnaire.origin or questionnaire.id not in {one.id for one in cached.questionnaires().values}:
        draw_origin(questionnaire)


def draw_page() -> None:
    """Draw the assessment that the address or the resume link names, else how to begin one."""
    wanted = st.query_params.get("team")
    if wanted == coach.WORD:
        coach.draw_coach(mine().seats)
        return
    seat = None if wanted == EVERY else open_seat(wanted)
    if seat is not None:
        found = live.store().assessment(seat)
        questionnaire = questionnaire_of(seat, found)
        if questionnaire is not None:
            draw_assessment(questionnaire, seat, found)
            return
    if wanted not in {None, EVERY} and seat is None:
        st.info("This browser cannot open that assessment. Use its resume link, or begin a new one.")
    draw_start(cached.questionnaires().values, mine().seats)


with live.store().one_look():
    draw_page()
draw_problems(cached.questionnaires().problems)
