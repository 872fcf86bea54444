"""Keep what is costly to read or compute; every Streamlit cache of the app is in this file.

Nothing here is ever cleared for everybody: a key names everything its value depends on.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

import assessments
import content
import delivery
import simulator
from datafiles import Loaded, Problem
from ui import live

STUDY = simulator.Study(seed=1, replications=40, changes=400)
SHOWN_HOURS = 4 * 168.0


@st.cache_resource(show_spinner=False)
def course() -> content.Course:
    """Read the course once per process."""
    return content.load_course(live.settings().folder("content"))


@st.cache_resource(show_spinner=False)
def scenarios() -> Loaded[simulator.Scenario]:
    """Read the scenarios once per process."""
    return simulator.shipped_scenarios(live.settings().folder("simulator") / "scenarios")


@st.cache_resource(show_spinner=False)
def questionnaires() -> Loaded[assessments.Questionnaire]:
    """Read the questionnaires once per process."""
    return assessments.shipped_questionnaires(live.settings().folder("assessments") / "questionnaires")


@st.cache_resource(show_spinner=False)
def sources() -> Mapping[str, delivery.Source]:
    """Read the sources once per process."""
    return delivery.load_sources()


def all_problems() -> tuple[Problem, ...]:
    """Return what is wrong in any data file of the rooms."""
    return (*course().problems, *scenarios().problems, *questionnaires().problems)


@st.cache_data(show_spinner=False, max_entries=200)
def outcome(scenario: str, seed: int) -> dict[str, Any]:
    """Simulate one scenario: its metrics as the command line prints them, and the frames of replication 1."""
    found = scenario_named(scenario)
    study = simulator.Study(seed=seed, replications=STUDY.replications, changes=STUDY.changes)
    trace = simulator.simulate(simulator.compile_scenario(found), study)
    return {
        "question": found.question or "",
        "measured": simulator.measure(trace).as_dict(),
        "frames": simulator.frames(trace, replication=0, until=SHOWN_HOURS),
    }


def scenario_named(scenario: str) -> simulator.Scenario:
    """Return one scenario by its id.

    Raises:
        KeyError: if no readable scenario has this id.
    """
    return {found.id: found for found in scenarios().values}[scenario]
