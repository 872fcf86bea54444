"""Point from what was measured to the team's own lane, which can take it over."""

from __future__ import annotations

import streamlit as st

from store import Seat
from ui import live, places, words
from ui.assessing import lane_own
from ui.assessing.lane import has_lane
from ui.evidence.keeping import Owner
from ui.seats import handle, is_seated, mine, questionnaire_of
from ui.shell import READING
from ui.state import visit

BEGIN = (
    "A team that answers a questionnaire under Assess has a lane of its own. It can take these numbers over, "
    "and the simulator then says which step helps that lane most."
)
OPEN = "They count in the team's own lane once a person takes them over there."
TAKEN = "They are taken over: the team's own lane rests on them."


def draw_pointer(owner: Owner) -> None:
    """Point to the lane that can take over what this tab measured; nothing where there is nothing."""
    seats = [seat for seat in mine().seats if _has_lane(seat)]
    seat = owner if isinstance(owner, Seat) and owner in seats else seats[-1] if seats else None
    if not is_measured(seat):
        return
    st.markdown("## What follows from it")
    if seat is None:
        st.markdown(BEGIN, width=READING)
        _link("Begin an assessment", {})
        return
    st.markdown(TAKEN if is_taken_over(seat) else OPEN, width=READING)
    team = words.plain(seat.team)
    to = {"team": handle(seat)}
    with st.container(horizontal=True, gap="large"):
        label = f"Our lane of {team}" if team else "Our lane"
        _link(label, {**to, "show": "Our lane"})
        _link("What helps most", {**to, "show": "What helps most"})


def _link(label: str, query: dict[str, str]) -> None:
    st.page_link(places.ASSESS, label=label, icon=":material/arrow_forward:", query_params=query)


def is_measured(seat: Seat | None) -> bool:
    """Tell whether this tab measured anything that a lane can take over."""
    tab = visit().evidence
    if lane_own.measured_here() is not None:
        return True
    if seat is None:
        history = tab.commits.history
        return bool(tab.runs.of_jobs and tab.runs.by_file) or (history is not None and history.commits > 0)
    runs = lane_own.runs_here(seat)
    return runs is not None and (bool(runs.stages) or runs.commits is not None)


def is_taken_over(seat: Seat) -> bool:
    """Tell whether the lane rests on everything that this tab measured."""
    log, runs = lane_own.measured_here(), lane_own.runs_here(seat)
    return log in (None, lane_own.kept_measured(seat)) and runs in (None, lane_own.kept_runs(seat))


def _has_lane(seat: Seat) -> bool:
    questionnaire = questionnaire_of(seat, live.store().assessment(seat))
    return questionnaire is not None and has_lane(questionnaire) and is_seated(seat)
