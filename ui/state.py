"""Name the three homes of state: a widget's key, the visit, the store.

The visit is what one browser tab knows beyond its widgets. It holds plain values only and may be lost at
any reload; what must last is in the store.
"""

from dataclasses import dataclass, field

import streamlit as st

VISITOR_COOKIE = "greenlane_visitor"
SEAT_COOKIE = "greenlane_seat"


@dataclass(slots=True)
class Visit:
    """Hold what this tab last knew.

    Attributes:
        seat_token: token of the assessment that this tab started, shown once as its resume link.
        known: last known answer per assessment and practice, as the store wrote it.
        sequence: highest write number this tab has used, per assessment.
        checked: quiz items of this tab whose answer was checked, with the chosen option.
    """

    seat_token: dict[str, str] = field(default_factory=dict)
    known: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    sequence: dict[str, int] = field(default_factory=dict)
    checked: dict[str, str] = field(default_factory=dict)


def visit() -> Visit:
    """Return this tab's visit, made at its first run."""
    found = st.session_state.get("visit")
    if not isinstance(found, Visit):
        found = Visit()
        st.session_state["visit"] = found
    return found


def visitor() -> str:
    """Return the id that this browser's cookie carries; without cookies one that lasts for this tab."""
    cookie = st.context.cookies.get(VISITOR_COOKIE)
    if cookie:
        return str(cookie)
    if "visitor" not in st.session_state:
        import secrets  # noqa: PLC0415 - only where a browser refuses cookies

        st.session_state["visitor"] = secrets.token_urlsafe(32)
    return str(st.session_state["visitor"])


def seat_token() -> str | None:
    """Return the resume token that a resume link left in this browser's cookie, if any."""
    cookie = st.context.cookies.get(SEAT_COOKIE)
    return str(cookie) if cookie else None
