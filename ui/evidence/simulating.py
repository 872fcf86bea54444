"""Take the road of a pipeline file to the simulator: as it is, its twin, or fitted to what was measured."""

from __future__ import annotations

import threading

import streamlit as st

from assessments.evidence.pipelines import FileEvidence
from assessments.evidence.trends import commit_weeks
from content.tables import as_table
from delivery import Pipeline
from loop import (
    Calibration,
    Observed,
    calibrate,
    lane_from_evidence,
    observed_in_history,
    observed_in_log,
)
from simulator import Scenario
from ui import places, words
from ui.evidence import measuring, resting
from ui.ink import on_ink
from ui.jobs import Progress, Work
from ui.simulating import drafting, working
from ui.state import visit

LOG, TAGS = "The log of deployments", "Release tags"
FROM = {
    LOG: "Lead time and frequency of the log that was read under *Deployments*.",
    TAGS: "Each release tag of the history under *Git history* counts as a deployment; one without a tag "
    "does not, and which of them failed is not known.",
}
WANTED = (
    "Read a log of deployments under *Deployments*, or a history with release tags under *Git history*, to "
    "fit this road to what was measured."
)
HOURS_PER_WEEK = 168.0
GUESSED = (
    "What the files do not say is assumed; each number and its range stands here, and all can be changed "
    "in *Your road*."
)


def draw(file: FileEvidence) -> None:
    """Draw the way from a pipeline file to the simulator."""
    with st.container(horizontal=True, vertical_alignment="center"):
        go = st.button(on_ink("Simulate this road"), type="primary", key="simulate-road")
        more = st.popover("Its twin, what is assumed, the fit", on_change="rerun", key="road-more")
    runs = measuring.draw(file)
    if go or more.open:
        lane = lane_from_evidence(file, runs)
        if lane is None:
            return
        if go:
            take_over(lane.lane.scenario)
        with more:
            other = lane.lane.automatic if lane.lane.gated else lane.lane.manual
            said = (
                "with every decision made at once" if lane.lane.gated else "with a decision before production"
            )
            if st.button(f"Simulate its twin, {said}", key="simulate-twin"):
                take_over(other)
            st.markdown(f"**{words.count(len(lane.lane.assumptions), 'number')} assumed.** {GUESSED}")
            rows = [
                [f"`{one.path}`", f"{one.value:.3g}", f"{one.low:.3g} to {one.high:.3g}", one.why]
                for one in lane.lane.assumptions
            ]
            st.markdown(as_table(["Number [h or share]", "Value", "Range", "Why"], rows))
            if lane.lane.measured:
                rows = [[f"`{path}`", why] for path, why in lane.lane.measured.items()]
                st.markdown(f"**{words.count(len(rows), 'number')} measured.**")
                st.markdown(as_table(["Number", "From"], rows))
            st.markdown(resting.notes_text(lane.lane.notes))
            _draw_fit(lane.pipeline, file.workflow.file)


def take_over(scenario: Scenario) -> None:
    """Go to *Your road* with a scenario, as one more step that can be undone."""
    mine = visit()
    draft = drafting.draft_of(scenario, mine.road)
    _scenario, problems = drafting.read(draft)
    if problems:
        st.error(
            "**This road cannot be drawn there.** " + "; ".join(f"{p.wrong}; {p.mend}" for p in problems)
        )
        return
    mine.road, mine.road_problems = draft, ()
    st.switch_page(places.SIMULATE, query_params={"do": "Your road"})


def _draw_fit(pipeline: Pipeline, name: str) -> None:
    known = measured()
    if not known:
        st.markdown(f"**Not calibrated.** {WANTED}")
        return
    names = list(known)
    chosen = names[0]
    if len(names) > 1:
        chosen = st.segmented_control(
            "Fit it to", names, default=names[0], key="fit-to", required=True, wrap=True
        )
    seen = known[chosen or names[0]]
    st.caption(FROM[chosen or names[0]])
    key = ("calibrate", repr(pipeline), repr(seen))
    found = working.done(key, lambda: fitting(pipeline, seen, name), "Fitting the road to the log")
    if found is None:
        return
    st.markdown(f"**{words.plain(found.verdict)}**")
    st.markdown(resting.notes_text(found.notes))
    if found.fits and st.button("Simulate the fitted road", key="simulate-fitted"):
        take_over(found.lane.manual)


def measured() -> dict[str, Observed]:
    """Return what was read in this tab that a road can be fitted to, by its source, the surest first."""
    tab, found = visit().evidence, {}
    seen = observed_in_log(*tab.log) if tab.log else None
    if seen is not None:
        found[LOG] = seen
    if tab.commits.history is not None and tab.commits.history.release_tags:
        hours = len(commit_weeks(tab.commits.history)) * HOURS_PER_WEEK
        found[TAGS] = observed_in_history(tab.commits.history, hours)
    return found


def fitting(pipeline: Pipeline, seen: Observed, name: str) -> Work:
    """Return the work of fitting a road to what was measured."""

    def work(progress: Progress, _stop: threading.Event) -> Calibration:
        progress(0, 1)
        return calibrate(pipeline, seen, title=f"The road of {name}, fitted")

    return work
