"""Invite people to an assessment, and join one: by link, by code, by a picture of the link."""

import segno
import streamlit as st

from store import Assessment, Invite, Seat, Started
from ui import live
from ui.ink import on_ink
from ui.seats import go_to, take
from ui.shell import READING, address
from ui.state import invite_link, visit, visitor

DARK, LIGHT = "#17211F", "#FFFFFF"  # dark on white in both themes: cameras want it so
SIDE = 200  # [px]
NAME_LIMIT = 80


def draw_code_picture(link: str) -> None:
    """Draw a link as a picture that a telephone's camera reads."""
    picture = segno.make(link, error="m").svg_data_uri(scale=4, dark=DARK, light=LIGHT, border=4)
    st.markdown(f"![The link as a picture for a camera]({picture})", width=SIDE)


def draw_invite(seat: Seat, found: Assessment) -> None:
    """Draw for the host how people join; until the answers are revealed."""
    tab = visit().answering
    made = tab.invites.get(found.id)
    st.markdown("### Invite your team")
    if made is None:
        st.markdown(
            "One link and one code for all. Each who opens it answers alone, in a private place.",
            width=READING,
        )
        if st.button(on_ink("Make a link and a code"), type="primary", key="make-invite"):
            tab.invites[found.id] = live.store().invite(seat)
            st.rerun()
        return
    draw_made(made)
    if st.button("Let nobody else join", key="stop-inviting", type="tertiary"):
        live.store().stop_inviting(seat)
        tab.invites.pop(found.id, None)
        st.rerun()


def draw_made(made: Invite) -> None:
    """Draw an invite: the code to read aloud, the link, and the link as a picture."""
    link = f"{address()}/i/{made.token}"
    says, picture = st.columns([3, 2], vertical_alignment="center")
    with says:
        st.markdown(f"Code to type on the page Assess\n# {made.code[:3]} {made.code[3:]}")
        st.markdown("Or open this link")
        st.code(link, language=None, wrap_lines=True)
        st.caption("Both work until the answers are revealed. Make new ones at any time; these stay good.")
    with picture:
        draw_code_picture(link)


# ---------------------------------------------------------------- joining


def draw_join() -> None:
    """Draw how to join: at once where an invite link led here, else by typing a code."""
    token = invite_link()
    if token is not None:
        st.markdown(
            "## You are invited\nYour team answers a questionnaire, each person alone. What will be shown of "
            "it is said before your first answer."
        )
        draw_joining("", token)
        st.divider()
        return
    folded = st.expander("Join my team with a code", key="join-fold", on_change="rerun")
    if folded.open:
        with folded:
            draw_joining("code", "")


def draw_joining(key: str, token: str) -> None:
    """Draw the form by which one joins; a name is kept where all answer in the open."""
    with st.form(f"join-{key or 'link'}", border=False, width=READING):
        code = "" if token else st.text_input("Code", max_chars=20, autocomplete="off", placeholder="ABC 234")
        name = st.text_input(
            "Your name, if you like",
            max_chars=NAME_LIMIT,
            autocomplete="off",
            help="Kept only where the team chose to answer in the open. An anonymous assessment drops it.",
        )
        if not st.form_submit_button(on_ink("Join"), type="primary"):
            return
    joined = join(code, token, name)
    if joined is not None:
        take(joined.seat, joined.token)
        go_to(joined.seat)
    st.error(
        "Nobody can join with that. It may be mistyped, the answers may have been revealed, or too many "
        "wrong codes were typed in this minute. Ask the host for a new one."
    )


def join(code: str, token: str, name: str) -> Started | None:
    """Open a seat of one's own by a code or by the token of a link; None where neither fits."""
    store = live.store()
    return store.join_by_link(token, visitor(), name) if token else store.join_by_code(code, visitor(), name)


def told(found: Assessment) -> str:
    """Say in a few words how an assessment is answered."""
    if found.mode == "alone":
        return "answered alone"
    if found.mode == "open":
        return "together, in the open"
    return f"together, anonymous, shown from {found.least} people on"
