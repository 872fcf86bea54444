"""Sign in and out where an operator offers it, and know who came: a browser, or a person on any device."""

import secrets
import time
from urllib.parse import urlsplit

import streamlit as st

from ui import live, words
from ui.security import TOKEN, VISITOR_COOKIE
from ui.sign_in import Person, person_from

REFUSED = (
    "**The sign-in was refused.** What came back was not meant for this app, was too old, or you said no. "
    "Nothing was changed. Try again; if it stays so, tell whoever runs Greenlane."
)


def person() -> Person | None:
    """Return who signed in; None where nobody did, or what was said is not meant for this app any more."""
    asked = live.settings().sign_in
    if asked is None or not st.user.is_logged_in:
        return None
    return person_from(st.user.to_dict(), asked, time.time())


def browser() -> str:
    """Return the secret id of this browser; without cookies one that lasts for this tab."""
    kept = str(st.context.cookies.get(VISITOR_COOKIE) or "")
    if TOKEN.fullmatch(kept):
        return kept
    return str(st.session_state.get("visitor") or secrets.token_urlsafe(32))


def let_in() -> bool:
    """Say whether the page may be drawn; a sign-in that is over is ended in this tab, too."""
    if live.settings().sign_in is None:
        return True
    if st.query_params.get("sign-in") == "refused":
        st.warning(REFUSED)
    if not st.user.is_logged_in:
        return True
    found = person()
    if found is not None and not live.store().signed_out(found.login):
        return True
    st.logout()
    return False


def draw_account() -> None:
    """Draw the way in or out, and what may be brought along; nothing where nobody signs in."""
    asked = live.settings().sign_in
    if asked is None:
        return
    found = person()
    if found is None:
        st.markdown(
            "## Your teams on every device\nNo account is needed. With one you find your teams and passes "
            "wherever you sign in; the database keeps a hash of it, and no name. "
            f"Signing in asks `{urlsplit(asked.issuer).hostname}`, and nobody else."
        )
        if st.button("Sign in", key="sign-in"):
            st.login()
        return
    name = words.plain(found.name) or "somebody whose account has no name"
    st.markdown(f"## Your teams on every device\nSigned in as {name}. It ends after a week, or here.")
    with st.container(horizontal=True):
        if st.button("Sign out", key="sign-out"):
            live.store().sign_out(found.login)
            st.logout()
        draw_bring(found)


def draw_bring(found: Person) -> None:
    """Draw how what this browser holds becomes the person's; nothing is taken over unasked."""
    held = len(live.store().seats_of(browser()))
    if held and st.button(f"Take over {words.count(held, 'assessment')} of this browser", key="bring"):
        live.store().bring(browser(), found.id)
        st.rerun()
