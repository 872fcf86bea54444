"""Show who may come to an assessment, end links, give passes, and take along or erase what is held."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import streamlit as st

from assessments import Questionnaire
from store import Assessment, Link, Pass, Seat
from ui import live, words
from ui.seats import forget_seat, take
from ui.shell import READING, address
from ui.state import visit

KINDS = {
    "resume": "Resume link: opens one's own answers",
    "invite": "Invite: opens a seat of one's own, until the answers are revealed",
    "coach": "Pass for a coach: sees the team's history, plans with it once its answers are shown",
    "viewer": "Pass for a viewer: sees the team's history",
}
ROLES = {
    "viewer": "Viewer: sees the snapshots of the team and their trend, and changes nothing",
    "coach": "Coach: sees the same, and plans with the team once its answers are shown: targets, next steps",
}
DAYS = {30: "30 days", 90: "90 days", 365: "a year"}
SURE = "erase"


def draw_access(_questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw the links to an assessment, then what can be done with one's own and the team's data."""
    found = live.store().assessment(seat)
    with st.container(width=READING):
        st.markdown(
            "## Links\nEach is a key. The link itself is shown once, when it is made; what is stored cannot "
            "be turned back into it. End one here, and it opens nothing any more."
        )
        for link in live.store().links(seat):
            draw_link(seat, link)
        draw_new_link(seat)
        if found.host:
            draw_pass(seat)
        draw_mine(seat, found)
        if found.host:
            draw_team(seat, found)
            draw_log(seat)


def draw_link(seat: Seat, link: Link) -> None:
    """Draw one link with the way to end it."""
    until = f", good until {link.expires_on.isoformat()}" if link.expires_on else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{KINDS[link.kind]}. Made on {link.made_on.isoformat()}{until}.")
        if st.button("End", key=f"end-{link.id}", type="tertiary", help=f"End this link: {link.kind}"):
            live.store().end_link(seat, link.id)
            st.rerun()


def draw_new_link(seat: Seat) -> None:
    """Draw how one more resume link is made, where the first one was lost."""
    if st.button("Make another resume link", key="new-resume"):
        take(seat, live.store().new_link(seat))
        st.rerun()
    token = visit().seat_token.get(seat.respondent)
    if token is not None:
        st.code(f"{address()}/r/{token}", language=None, wrap_lines=True)


def draw_pass(seat: Seat) -> None:
    """Draw how somebody is let look at the team, or plan with it, without a seat."""
    st.markdown("### Let somebody look, or plan with you\nA pass is a link of its own: no seat, no answers.")
    role = st.radio("As", list(ROLES), format_func=ROLES.__getitem__, key="pass-role")
    days = st.selectbox("For", list(DAYS), format_func=DAYS.__getitem__, key="pass-days")
    if st.button("Make a pass", key="make-pass"):
        last = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)
        made: Pass = live.store().give_pass(seat, role, last)
        visit().answering.passes[seat.assessment] = made.token
        st.rerun()
    token = visit().answering.passes.get(seat.assessment)
    if token is not None:
        st.code(f"{address()}/r/{token}", language=None, wrap_lines=True)
        st.markdown("It shows no answer of a single person. It is shown here once: copy it now.")


def draw_mine(seat: Seat, found: Assessment) -> None:
    """Draw how one takes along, or erases, what one said."""
    st.markdown("## What is held of you")
    draw_file("My data (JSON)", "my-data", lambda: live.store().export_seat(seat))
    if found.mode == "alone":
        says = "Your answers are the team's: erasing them erases this assessment."
    else:
        says = (
            "Erases your answers, your texts and your links. A count that was shown already stays as it is, "
            "for a count that changed would tell what you said; nothing leads from it to you any more."
        )
    if draw_sure("Erase what I said", "erase-mine", says):
        live.store().erase_seat(seat)
        leave(seat)


def draw_team(seat: Seat, found: Assessment) -> None:
    """Draw how the host takes along, or erases, all of the team."""
    st.markdown("## What is held of the team")
    draw_file("The team's data (JSON)", "team-data", lambda: live.store().export_team(seat))
    says = (
        f"Erases all of {words.plain(found.team or 'this team')}: every assessment, answer, target, snapshot."
    )
    if draw_sure("Erase the team", "erase-team", says):
        live.store().erase_team(seat)
        leave(seat)


def draw_file(label: str, key: str, ask: Callable[[], dict[str, Any]]) -> None:
    """Draw a file that is made when somebody asks for it."""
    st.download_button(
        label,
        lambda: json.dumps(ask(), ensure_ascii=False, indent=2).encode(),
        file_name=f"{key}.json",
        mime="application/json",
        key=key,
        on_click="ignore",
    )


def draw_sure(label: str, key: str, says: str) -> bool:
    """Draw a button that asks for a word before it does what cannot be undone; say whether it was pressed."""
    with st.popover(label, key=key):
        st.markdown(f"{says} It is gone from the database at once; backups of before still hold it.")
        word = st.text_input(f"Type {SURE} to go on", key=f"{key}-word", autocomplete="off")
        return st.button("Erase for good", key=f"{key}-now", disabled=word.strip().lower() != SURE)


def draw_log(seat: Seat) -> None:
    """Draw what was done in the team's name."""
    with st.expander("What was done in the team's name"):
        rows = live.store().audit(seat)
        if not rows:
            st.markdown("Nothing yet.")
        st.markdown("\n".join(f"- {one.day.isoformat()}: {one.role} {one.action}" for one in rows))


def leave(seat: Seat) -> None:
    """Leave an assessment that is not there any more."""
    forget_seat(seat)
    st.query_params["team"] = "every"
    st.rerun()
