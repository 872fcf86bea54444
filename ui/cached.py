"""Keep what is costly to read or compute; every Streamlit cache of the app is in this file.

Nothing here is ever cleared for everybody: a key names everything its value depends on.
"""

import dataclasses
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import streamlit as st

import assessments
import content
import delivery
import simulator
from datafiles import Loaded, Problem
from ui import charts, lessons, live, verdicts, words
from ui.components import packed

QUICK, QUICK_CHANGES = 20, 500


@st.cache_resource(show_spinner=False)
def course() -> content.Course:
    """Read the course once per process."""
    return content.load_course(live.settings().folder("content"))


@st.cache_resource(show_spinner=False)
def scenarios() -> Loaded[simulator.Scenario]:
    """Read the scenarios once per process."""
    return simulator.shipped_scenarios(live.settings().folder("simulator"))


@st.cache_resource(show_spinner=False)
def questionnaires() -> Loaded[assessments.Questionnaire]:
    """Read the questionnaires once per process."""
    return assessments.shipped_questionnaires(live.settings().folder("assessments"))


@st.cache_resource(show_spinner=False)
def sources() -> Mapping[str, delivery.Source]:
    """Read the sources once per process."""
    return delivery.load_sources()


def all_problems() -> tuple[Problem, ...]:
    """Return what is wrong in any data file of the rooms."""
    return (*course().problems, *scenarios().problems, *questionnaires().problems)


@st.cache_resource(show_spinner="Simulating …", max_entries=100)
def outcome(scenario: str, seed: int) -> Mapping[str, Any]:
    """Simulate one scenario: its metrics as the command line prints them, and the frames of replication 1.

    The shipped scenarios come with their outcome, so that nobody waits for the compiler after an install.
    """
    found = scenario_named(scenario)
    study = dataclasses.replace(simulator.DEFAULT_STUDY, seed=seed)
    shipped = simulator.shipped_outcome(found, study, simulator.SHOWN_HOURS)
    if shipped is None:
        trace = simulator.simulate(simulator.compile_scenario(found), study)
        frames = simulator.frames(trace, replication=0, until=simulator.SHOWN_HOURS)
        shipped = simulator.Outcome(simulator.measure(trace).as_dict(), frames)
    return {"question": found.question or "", "measured": shipped.measured, "frames": shipped.frames}


def scenario_named(scenario: str) -> simulator.Scenario:
    """Return one scenario by its id.

    Raises:
        KeyError: if no readable scenario has this id.
    """
    return {found.id: found for found in scenarios().values}[scenario]


@st.cache_resource(show_spinner=False, max_entries=100)
def lanes(names: tuple[str, ...], start: float, speed: float) -> bytes:
    """Return lanes side by side as the player takes them; `start` [h], `speed` [h per second]."""
    return packed(_lanes(names, start, speed, compact=False))


@st.cache_resource(show_spinner=False, max_entries=100)
def home(names: tuple[str, ...], start: float, speed: float) -> bytes:
    """Return the home page's picture as the player takes it: moving lanes, and the four marks below them.

    Where a scenario cannot be read the marks stand alone.
    """
    readable = {scenario.id for scenario in scenarios().values} >= set(names)
    shown = [{"mark": mark.value, "word": mark.word, "meaning": mark.meaning} for mark in delivery.Mark]
    title, text = "It passed every check.", "Who decides, and who does the work?"
    marks = {"view": "marks", "title": title, "text": text, "marks": shown}
    moving = _lanes(names, start, speed, compact=True) if readable else None
    return packed({"view": "home", "lanes": moving, "marks": marks})


def _lanes(names: tuple[str, ...], start: float, speed: float, *, compact: bool) -> dict[str, Any]:
    seed = simulator.DEFAULT_STUDY.seed
    shown = [words.lane(letter, outcome(name, seed)) for letter, name in zip("ABCD", names, strict=False)]
    return {"view": "lanes", "compact": compact, "lanes": shown, "start": start, "speed": speed}


@st.cache_resource(show_spinner=False)
def picture(name: str) -> tuple[bytes, str]:
    """Return a picture of the course as the player takes it, and its text twin."""
    found = course().pictures[name]
    return packed({"view": "workflow", "chosen": "delivery", **found.as_dict()}), found.as_text()


@st.cache_resource(show_spinner=False, max_entries=100)
def comparison(names: tuple[str, ...], seed: int) -> tuple[str, str]:
    """Return the comparison of lanes as text: their metrics, and where the time of a change goes."""
    outcomes = {letter: outcome(name, seed) for letter, name in zip("ABCD", names, strict=False)}
    titles = [found["frames"]["title"] for found in outcomes.values()]
    practices = [verdicts.name_of(verdicts.verdict_of(scenario_named(name))) for name in names]
    metrics = charts.comparison_table(titles, practices, list(outcomes.values()))
    return charts.as_markdown(metrics), charts.as_markdown(charts.time_table(outcomes))


@st.cache_resource(show_spinner=False, max_entries=100)
def time_chart(names: tuple[str, ...], seed: int, *, dark: bool) -> Any:
    """Return the chart of where the time of a change goes."""
    outcomes = {letter: outcome(name, seed) for letter, name in zip("ABCD", names, strict=False)}
    return charts.time_chart(outcomes, dark=dark)


@st.cache_resource(show_spinner=False, max_entries=100)
def assumed(names: tuple[str, ...]) -> str:
    """Return what lanes assume, as text."""
    parts = []
    for letter, name in zip("ABCD", names, strict=False):
        found = scenario_named(name)
        verdict = verdicts.verdict_of(found)
        reasons = " ".join(reason.text for reason in verdict.reasons)
        parts += [f"**{letter} {found.title}.** Practice: *{verdicts.name_of(verdict)}*. {reasons}"]
        parts += [charts.as_markdown(charts.assumption_table(found))]
    return "\n\n".join(parts)


@st.cache_resource(show_spinner=False, max_entries=100)
def blocks(lesson: str) -> tuple[content.Block, ...]:
    """Return a lesson's blocks as they are drawn."""
    return lessons.lay_out(course().lesson(lesson), course().glossary, sources())


@st.cache_resource(show_spinner=False, max_entries=100)
def cited_sources(lesson: str) -> str:
    """Return the sources of a lesson as text."""
    return lessons.cited_sources(course().lesson(lesson), sources())


@st.cache_resource(show_spinner=False)
def source_list() -> str:
    """Return every source as text."""
    return charts.as_markdown(charts.source_table(sources()))


@st.cache_resource(show_spinner=False)
def attribution() -> str:
    """Return the attribution that the adapted facts ask for."""
    return delivery.load_benchmarks().attribution


@st.cache_resource(show_spinner=False)
def installed() -> str:
    """Return the installed version."""
    return version("greenlane")


@st.cache_resource(show_spinner=False, max_entries=50)
def own_lane(text: str) -> bytes:
    """Return a lane of a scenario's text as the player takes it: from a quick run, the first weeks of it."""
    found = simulator.scenario_from_text(text)
    study = dataclasses.replace(simulator.DEFAULT_STUDY, replications=QUICK, changes=QUICK_CHANGES)
    tables = simulator.compile_scenario(found)
    measured = simulator.measure(simulator.simulate(tables, study)).as_dict()
    one = dataclasses.replace(study, replications=1, hours=simulator.SHOWN_HOURS)
    frames = simulator.frames(simulator.simulate(tables, one), until=simulator.SHOWN_HOURS)
    outcome = {"question": found.question or "", "measured": measured, "frames": frames}
    lane = words.lane("A", outcome)
    return packed({"view": "lanes", "compact": False, "lanes": [lane], "start": 8.0, "speed": 24.0})
