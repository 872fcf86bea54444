"""Follow several teams, each against its own past: in the order of their names, never ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from assessments import Moment, Questionnaire, trend
from store import Seat
from ui import live, places, words
from ui.assessing.coach_sweep import draw_sweep
from ui.assessing.history_trend import dated, dimension_dots, draw_panels
from ui.assessing.lane import has_lane
from ui.seats import handle, questionnaire_of
from ui.shell import READING, draw_title

A_PAGE = 4
WORD = "teams"
"""What stands in the address in place of a team."""


@dataclass(frozen=True, slots=True)
class Followed:
    """One team with one questionnaire: its name, a seat of its newest assessment, and its way so far."""

    name: str
    seat: Seat
    questionnaire: Questionnaire
    moments: tuple[Moment, ...]


def draw_coach(seats: Sequence[Seat]) -> None:
    """Draw the own trends of every team that this browser may open."""
    draw_title(
        "Several teams",
        "Each team against its own past, in the order of their names. There is no ranking: different "
        "teams do "
        "different work, and a table of winners teaches people to answer for it.",
    )
    st.page_link(places.ASSESS, label="Back to all assessments", query_params={"team": "every"})
    found = newest(seats)
    if not found:
        st.info("This browser may open no assessment yet. Begin one, or open a team's resume link.")
        return
    titles = {asked.id: asked.title for asked, _, _ in found}
    names = sorted(titles, key=titles.__getitem__)
    chosen = st.selectbox(
        "Questionnaire", names, format_func=titles.__getitem__, key="coach-of", width=READING
    )
    rows = sorted(
        ((name, seat, asked) for asked, name, seat in found if asked.id == chosen),
        key=lambda row: row[0].casefold(),
    )
    asked = next(one for one, _, _ in found if one.id == chosen)
    if has_lane(asked) and st.toggle("What helps each team most", key="coach-helps"):
        draw_sweep([(name, seat, asked) for name, seat, asked in rows])
        return
    pages = -(-len(rows) // A_PAGE)
    page = st.pagination(pages, key="coach-page") if pages > 1 else 1
    for name, seat, asked in rows[(page - 1) * A_PAGE : page * A_PAGE]:
        draw_team(Followed(name, seat, asked, trend(dated(asked, seat))))


def newest(seats: Sequence[Seat]) -> list[tuple[Questionnaire, str, Seat]]:
    """Return each team once for each questionnaire: what it asks, the team's name, its newest seat."""
    store = live.store()
    found: dict[tuple[str, str], tuple[Questionnaire, str, Seat]] = {}
    for seat in seats:
        assessment = store.assessment(seat)
        asked = questionnaire_of(seat, assessment)
        if asked is not None:
            found[assessment.team_id, asked.id] = (asked, assessment.team or "Without a name", seat)
    return list(found.values())


def draw_team(team: Followed) -> None:
    """Draw one team's own trend by dimension."""
    st.divider()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"## {words.plain(team.name)}", width="content")
        st.page_link(places.ASSESS, label="Open", query_params={"team": handle(team.seat), "show": "History"})
    if not team.moments:
        st.markdown("No snapshot yet: nothing is kept that could be compared.")
        return
    count = words.count(len(team.moments), "snapshot")
    st.caption(f"{count}, the last one of {team.moments[-1].day.isoformat()}.")
    panels = [(one.title, dimension_dots(team.moments, one.id)) for one in team.questionnaire.dimensions]
    draw_panels(panels, f"coach-{handle(team.seat)}")


def draw_way(seats: Sequence[Seat]) -> None:
    """Draw the way to this page, where there are several assessments to follow."""
    if len(seats) > 1:
        st.page_link(places.ASSESS, label="Follow several teams over time", query_params={"team": WORD})
