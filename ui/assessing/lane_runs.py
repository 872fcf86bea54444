"""Show what runs and a git history measured of a team's lane, what of it is not used, and take it over."""

from __future__ import annotations

import streamlit as st

from loop import MeasuredRuns
from store import Seat
from ui import words
from ui.assessing import lane_own
from ui.assessing.lane_own import Made
from ui.assessing.profile_numbers import table
from ui.shell import READING

HEADINGS = ("Stage", "Mean time", "Good runs", "Runs", "Red", "Good when run again", "Jobs", "From")


def draw(seat: Seat, made: Made) -> None:
    """Draw what runs measured and is taken over, and how it is taken over or let go."""
    here = lane_own.runs_here(seat)
    shown = made.runs or here
    if shown is not None:
        st.markdown("#### From runs and git history")
        if made.runs is None:
            st.caption("Read in this tab, and not taken over yet.")
        draw_figures(shown)
    if made.unused:
        with st.expander(f"Not used, and why ({len(made.unused)})"):
            rows = [[words.plain(what), words.plain(why)] for what, why in made.unused.items()]
            st.markdown(table(["What", "Why it is not used"], rows))
    with st.container(horizontal=True):
        if here is not None and here != made.runs and st.button(
            "Take over what runs and history measured", key="take-runs"
        ):  # fmt: skip
            lane_own.keep_runs(seat, here)
            st.rerun()
        if made.runs is not None and st.button("Let runs and history go", key="drop-runs"):
            lane_own.keep_runs(seat, None)
            st.rerun()


def draw_figures(runs: MeasuredRuns) -> None:
    """Draw what was measured of each stage, with its n and the files, and how many commits come."""
    if runs.stages:
        st.markdown(table(list(HEADINGS), stage_rows(runs)))
    if runs.commits is not None:
        one = runs.commits
        weekly = one.commits / one.weeks
        st.markdown(
            f"{weekly:.3g} commits a week: {one.commits:,} in {words.count(one.weeks, 'whole week')} of "
            f"{words.plain(one.source)}.",
            width=READING,
        )
    st.caption(
        "These numbers are kept for the team, the files are not. A stage that people work by hand keeps its "
        "time: a job is not their work.",
        width=READING,
    )


def stage_rows(runs: MeasuredRuns) -> list[list[str]]:
    """Return a row for each stage that runs measured."""
    return [
        [
            row.stage,
            "not known" if row.mean is None else words.duration(row.mean),
            f"{row.good:,}",
            f"{row.ended:,}",
            f"{row.red:,}",
            f"{row.flaky:,}",
            words.plain(", ".join(row.jobs)),
            words.plain(", ".join(row.files)),
        ]
        for row in runs.stages
    ]
