"""Answer a questionnaire for a team, see its profile, and come back to it."""

import segno
import streamlit as st

from assessments import Questionnaire
from store import Seat
from ui import cached, live, words
from ui.ink import on_ink
from ui.profile import draw_profile
from ui.questions import draw_questions
from ui.seats import answers_of, begin, draw_sample, go_to, handle, mine, open_seat
from ui.shell import READING, draw_problems, draw_title
from ui.state import visit

NAME_LIMIT = 80
EVERY = "every"  # in place of a seat: begin a new one, or choose among those begun, even after a resume link


def draw_start(questionnaires: tuple[Questionnaire, ...], seats: tuple[Seat, ...]) -> None:
    """Draw how to begin: a name for the team, or the sample team; and what was begun before."""
    draw_title(
        "Measure",
        "Questions about what your team does, with answers you can observe. Nothing is pre-selected.",
    )
    if not questionnaires:
        st.info("No questionnaire could be read. Mend the files named below, then start Greenlane again.")
        return
    with st.form("start", border=False, width=READING):
        chosen = choose_questionnaire(questionnaires)
        team = st.text_input("Name of the team", max_chars=NAME_LIMIT, placeholder="What you call yourselves")
        if st.form_submit_button(on_ink("Start"), type="primary"):
            if team.strip():
                go_to(begin(chosen, team.strip()))
            st.error("Give the team a name, so that you find it again.")
    st.markdown("## Or look first\nA made-up team with mixed answers: change them and watch its profile.")
    draw_sample()
    if seats:
        st.markdown("## Begun in this browser")
    for seat in reversed(seats):
        if st.button(words.plain(seat.team) or "Without a name", key=f"open-{handle(seat)}"):
            go_to(seat)


def choose_questionnaire(questionnaires: tuple[Questionnaire, ...]) -> Questionnaire:
    """Draw the choice of a questionnaire, or its name where there is one."""
    titles = {q.id: f"{q.title}, {words.count(len(q.practices), 'question')}" for q in questionnaires}
    by_id = {q.id: q for q in questionnaires}
    if len(by_id) == 1:
        st.markdown(f"**{next(iter(titles.values()))}**")
        return questionnaires[0]
    return by_id[st.selectbox("Questionnaire", list(titles), format_func=titles.__getitem__)]


def choose(key: str, label: str, titles: dict[str, str]) -> str:
    """Draw a row to choose one of several views, kept in the address; the first is shown at first."""
    default = None if key in st.session_state else next(iter(titles))
    return str(
        st.segmented_control(
            label, list(titles), format_func=titles.__getitem__, default=default, key=key,
            bind="query-params", required=True, label_visibility="collapsed",
        )
    )  # fmt: skip


def draw_resume(seat: Seat) -> None:
    """Draw the link that opens this assessment on another device."""
    token = visit().seat_token.get(seat.respondent)
    if token is None:
        st.caption("This browser remembers it.")
        return
    popover = st.popover("Resume link", key="resume-link", on_change="rerun")
    if popover.open:
        link = f"{address()}/r/{token}"
        with popover:
            st.markdown("Opens these answers on another device. Whoever has it can change them.")
            st.code(link, language=None, wrap_lines=True)
            picture = segno.make(link, error="m").svg_inline(
                scale=4, dark="#17211F", light="#FFFFFF", border=4
            )
            st.image(picture, width=180)


def address() -> str:
    """Return this server's address as this browser knows it, without path."""
    url = st.context.url or ""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def draw_assessment(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw one assessment: its questions or its profile."""
    title, resume = st.columns([2, 1], vertical_alignment="bottom")
    with title:
        draw_title(words.plain(seat.team), f"{questionnaire.title} {questionnaire.version}")
    with resume, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        draw_resume(seat)
        if st.button("Other assessments", type="tertiary"):
            st.query_params["team"] = EVERY
            st.rerun()
    views = {"questions": "Questions", "profile": "Profile"}
    view = choose("show", "What to show", views)
    if view == "profile":
        draw_profile(questionnaire, answers_of(seat, live.store().answers(seat)))
    else:
        draw_questions(questionnaire, seat)


def draw_page(questionnaires: tuple[Questionnaire, ...]) -> None:
    """Draw the assessment that the address or the resume link names, else how to begin one."""
    by_id = {questionnaire.id: questionnaire for questionnaire in questionnaires}
    wanted = st.query_params.get("team")
    seat = None if wanted == EVERY else open_seat(wanted)
    if seat is not None and seat.questionnaire in by_id:
        draw_assessment(by_id[seat.questionnaire], seat)
        return
    if wanted not in {None, EVERY} and seat is None:
        st.info("This browser cannot open that assessment. Use its resume link, or begin a new one.")
    draw_start(questionnaires, mine().seats)


loaded = cached.questionnaires()
draw_page(loaded.values)
draw_problems(loaded.problems)
