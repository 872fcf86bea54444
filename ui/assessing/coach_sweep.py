"""Rank the next steps of several teams in one sweep, each on its own lane; never one team against another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

import loop
from assessments import Questionnaire
from loop import STUDY, Step, TeamLane, rank, rank_teams
from loop.teams import as_text, read_result
from simulator import Refused, Sensitivity
from store import Keep, Seat, Store
from ui import live, places, words
from ui.assessing import lane_own
from ui.assessing.helps_words import AIM_TITLES, first_words
from ui.assessing.lane_words import IN_MODEL
from ui.jobs import Work
from ui.seats import handle
from ui.shell import READING
from ui.simulating import working
from ui.state import visitor

KIND = "team-steps"
Rows = Sequence[tuple[str, Seat, Questionnaire]]


def draw_sweep(rows: Rows) -> None:
    """Draw what helps each team most on its own lane, in the order of their names."""
    cluster = live.settings().cluster
    where = f"on {cluster}" if cluster else "on this machine"
    st.caption(
        f"{IN_MODEL}. Each team on its own lane, worked out {where}. What is done is kept: a sweep that was "
        "stopped goes on with the others. The numbers of two teams do not compare: their lanes differ.",
        width=READING,
    )
    title = st.segmented_control(
        "Improve", list(AIM_TITLES), default=next(iter(AIM_TITLES)), required=True, key="coach-help-with"
    )
    aim = AIM_TITLES[title or next(iter(AIM_TITLES))]
    teams = {handle(seat): (name, seat, *lane_of(asked, seat)) for name, seat, asked in rows}
    lanes = [TeamLane(key, lane, steps) for key, (_, _, lane, steps) in teams.items() if lane is not None]
    key = ("teams", repr([(one.name, one.lane.effects, one.lane.fixed, one.steps) for one in lanes]))
    found = working.done(key, partial(sweeping, live.store(), visitor(), lanes, cluster), "Trying each step")
    if found is None:
        return
    for name, (team, _, _, steps) in teams.items():
        st.divider()
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"### {words.plain(team)}", width="content")
            query = {"team": name, "show": "What helps most"}
            st.page_link(places.ASSESS, label="Open", query_params=query)
        st.markdown(words.plain(said(found.get(name), steps, aim)), width=READING)


def lane_of(asked: Questionnaire, seat: Seat) -> tuple[loop.OwnLane | None, tuple[Step, ...]]:
    """Return a team's own lane and the steps that are open to it."""
    made = lane_own.own_lane(asked, seat)
    if made is None:
        return None, ()
    targets = {name: one.worth for name, one in live.store().targets(seat).items()}
    return made.lane, loop.open_steps(asked, made.answers, targets).steps


def sweeping(store: Store, owner: str, lanes: list[TeamLane], cluster: str | None) -> Work:
    """Return the work of ranking all teams; what was done before is read, what is done is kept."""
    results = {kept.name: read_result(kept.body) for kept in store.kept(owner, KIND)}
    known = {name: found for name, found in results.items() if found is not None}
    keep: Callable[[str, Sensitivity], object] = partial(keep_one, store, owner)
    return lambda progress, stop: rank_teams(
        lanes, known, keep, executor=cluster, progress=progress, stop=stop
    )


def keep_one(store: Store, owner: str, key: str, found: Sensitivity) -> None:
    """Keep the result of one team."""
    before = store.kept_one(owner, KIND, key)
    store.keep(owner, Keep(KIND, key, as_text(found), before.version if before else 0))


def said(found: Sensitivity | Refused | None, steps: Sequence[Step], aim: str) -> str:
    """Say what helps one team most, or why nothing can be said."""
    if found is None:
        return "No lane: its questionnaire cannot be read."
    if isinstance(found, Refused):
        return f"This lane cannot run: {' '.join(found.problems)}"
    if not steps:
        return "No step is open that this model knows."
    return f"{first_words(rank(found, steps, aim), None)} ({STUDY.replications} runs, seed {STUDY.seed})"
