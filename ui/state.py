"""Name the three homes of state: a widget's key, the visit, the store.

The visit is what one browser tab knows beyond its widgets. It holds plain values only and may be lost at
any reload; what must last is in the store.
"""

from dataclasses import dataclass, field

import streamlit as st

from datafiles import Problem
from store import Seat
from ui import account
from ui.assessing.answering_tab import Answering
from ui.evidence.tab import Evidence
from ui.learning.tab import Learning
from ui.routes import INVITE_COOKIE, LEARNER_COOKIE, SEAT_COOKIE
from ui.simulating.drafting import Draft
from ui.workshop.tab import Giving


@dataclass(slots=True)
class Visit:
    """Hold what this tab last knew.

    Attributes:
        visitor: what this browser, or whoever signed in, goes by; empty before asking.
        seat_token: token of the assessment that this tab started, shown once as its resume link.
        last: handle and team of what this browser began last; empty where nothing, None before asking.
        seats: assessments this tab may open, by the word that stands in the address.
        learning: what this tab knows of its learner.
        road: the road this tab works on, with its undone steps.
        road_stage: id of the stage of it whose fields are shown.
        road_shown: the text of its newest version that could run.
        road_problems: why a file or a link was not taken.
        road_versions: version of each kept road that this tab saw, by owner and name.
        shared_road: the road in the address that was taken already.
        guesses: the guess about two lanes as it is kept, by its name; empty where none was made.
        roads: texts of the roads kept by this browser and its teams, by what they are called; None before
            asking.
        shared_lanes: texts of the roads that came with a link to a comparison, by lane.
        told_lanes: what the address was last told of each lane; when it says otherwise somebody went back.
        game_answer: what a game by hand refused last: its id and why.
        answering: what this tab knows of the assessments it answers.
        evidence: what this tab knows of the evidence it was given.
        giving: what this tab knows of the workshops it gives.
    """

    visitor: str = ""
    seat_token: dict[str, str] = field(default_factory=dict)
    last: tuple[str, ...] | None = None
    seats: dict[str, Seat] = field(default_factory=dict)
    learning: Learning = field(default_factory=Learning)
    road: Draft | None = None
    road_stage: str = ""
    road_shown: str = ""
    road_problems: tuple[Problem, ...] = ()
    road_versions: dict[str, int] = field(default_factory=dict)
    shared_road: str = ""
    guesses: dict[str, str] = field(default_factory=dict)
    roads: dict[str, str] | None = None
    shared_lanes: dict[str, str] = field(default_factory=dict)
    told_lanes: dict[str, str] = field(default_factory=dict)
    game_answer: tuple[str, str] = ("", "")
    answering: Answering = field(default_factory=Answering)
    evidence: Evidence = field(default_factory=Evidence)
    giving: Giving = field(default_factory=Giving)


def visit() -> Visit:
    """Return this tab's visit, made at its first run."""
    found = st.session_state.get("visit")
    if not isinstance(found, Visit):
        found = Visit()
        st.session_state["visit"] = found
    return found


def cookie(name: str) -> str | None:
    """Return one cookie that this browser sent, if any."""
    found = st.context.cookies.get(name)
    return str(found) if found else None


def visitor() -> str:
    """Return the id of whoever signed in, else that of this browser."""
    mine = visit()
    if not mine.visitor:  # reading the cookies takes almost a millisecond each time
        found = account.person()
        mine.visitor = found.id if found else account.browser()
    return mine.visitor


def seat_token() -> str | None:
    """Return the resume token that a resume link left in this browser's cookie, if any."""
    return cookie(SEAT_COOKIE)


def learner_link() -> str | None:
    """Return what the link of a learner left in this browser's cookie: the code, a point, and a number."""
    return cookie(LEARNER_COOKIE)


def invite_link() -> str | None:
    """Return the token that an invite link left in this browser's cookie, if any."""
    return cookie(INVITE_COOKIE)
