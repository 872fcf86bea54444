"""Keep what is costly to read or compute; every Streamlit cache of the app is in this file.

Nothing here is ever cleared for everybody: a key names everything its value depends on. What a page asks for
at every rerun is kept by `lru_cache`: Streamlit reckons a digest of the key at every call, which took up to a
third of a millisecond each.
"""

import dataclasses
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import streamlit as st

import assessments
import content
import delivery
import loop
import simulator
from content.tables import as_table
from datafiles import Loaded, Problem
from simulator.outcomes import find_outcome
from simulator.sizing import estimate_rows
from ui import asking, charts, lessons, live, verdicts, words
from ui.charts.curves import Curves
from ui.charts.curves import curves_chart as draw_curves
from ui.components import packed
from ui.learning import citing, talking
from ui.learning.exporting import Shelf
from ui.learning.figures import figure_rows, how_run
from ui.learning.handout import lesson_html
from ui.simulating import curving, questioning, tabulating, turning
from ui.simulating.comparing import side
from ui.simulating.guessing import Card, cards, read_guess, road_words

QUICK, QUICK_CHANGES = 20, 500
TALK_HOUR, TALK_SPEED = 96.0, 6.0  # Friday of the first week, six hours a second
MOST_VISITS = 4_000_000


@lru_cache(maxsize=1)
def course() -> content.Course:
    """Read the course once per process."""
    return content.load_course(live.settings().folder("content"))


@lru_cache(maxsize=1)
def scenarios() -> Loaded[simulator.Scenario]:
    """Read the scenarios once per process."""
    return simulator.shipped_scenarios(live.settings().folder("simulator"))


@lru_cache(maxsize=1)
def questionnaires() -> Loaded[assessments.Questionnaire]:
    """Read the questionnaires once per process."""
    return assessments.shipped_questionnaires(live.settings().folder("assessments"))


@lru_cache(maxsize=20)
def asked(fingerprint: str) -> assessments.Questionnaire:
    """Return a questionnaire in the words it was once asked in, by the hash of its text.

    Raises:
        KeyError: if the store does not have it.
    """
    found = live.store().questionnaire(fingerprint)
    if found is None:
        raise KeyError(fingerprint)
    return found


@lru_cache(maxsize=1)
def sources() -> Mapping[str, delivery.Source]:
    """Read the sources once per process."""
    return delivery.load_sources()


def all_problems() -> tuple[Problem, ...]:
    """Return what is wrong in any data file of the rooms."""
    return (*course().problems, *scenarios().problems, *questionnaires().problems)


@st.cache_resource(show_spinner="Simulating …", max_entries=100)
def result(text: str, study: simulator.Study) -> simulator.Outcome:
    """Return what a study of a scenario's text came to; a shipped one needs no compiler, nobody waits for it.

    Work that a job did already is not done again.
    """
    found = scenario_of(text)
    shipped = simulator.shipped_outcome(found, study, simulator.SHOWN_HOURS)
    if shipped is not None:
        return shipped
    job = live.jobs().found(job_key(text, study))
    if job is not None and isinstance(job.result, simulator.Outcome):
        return job.result
    return find_outcome(found, study, simulator.SHOWN_HOURS)


def job_key(text: str, study: simulator.Study) -> tuple[object, ...]:
    """Return the name of the work that simulates a scenario's text."""
    return "result", text, study


@lru_cache(maxsize=200)
def is_shipped(texts: tuple[str, ...], study: simulator.Study) -> bool:
    """Tell whether the outcomes of all these scenarios come with Greenlane."""
    hours = simulator.SHOWN_HOURS
    return all(simulator.shipped_outcome(scenario_of(text), study, hours) is not None for text in texts)


@lru_cache(maxsize=200)
def scenario_of(text: str) -> simulator.Scenario:
    """Read a scenario from its text; only texts that were found right come here."""
    return simulator.scenario_from_text(text)


@lru_cache(maxsize=1)
def presets() -> Mapping[str, tuple[str, str]]:
    """Return title and text of each scenario by its id."""
    return {found.id: (found.title, simulator.scenario_text(found)) for found in scenarios().values}


@st.cache_resource(show_spinner=False, max_entries=200)
def too_large(text: str, study: simulator.Study) -> str:
    """Return why a study is too large for a page; empty if it is not."""
    rows = estimate_rows(simulator.compile_scenario(scenario_of(text)), study)
    if rows <= MOST_VISITS:
        return ""
    return (
        f"{study.replications:,} replications of {study.changes:,} changes make about {rows:,.0f} visits to "
        f"stages, and this page takes at most {MOST_VISITS:,}."
    )


def scenario_named(scenario: str) -> simulator.Scenario:
    """Return one scenario by its id.

    Raises:
        KeyError: if no readable scenario has this id.
    """
    return {found.id: found for found in scenarios().values}[scenario]


@lru_cache(maxsize=1)
def measure() -> content.Measure:
    """Return what runs the simulator for the course; each study is run once."""
    return asking.measurer(scenarios().values)


@lru_cache(maxsize=100)
def lanes(texts: tuple[str, ...], study: simulator.Study, start: float, speed: float) -> bytes:
    """Return lanes side by side as the player takes them; `start` [h], `speed` [h per second]."""
    return packed(_lanes(texts, study, start, speed, compact=False))


@lru_cache(maxsize=10)
def home(names: tuple[str, ...], start: float, speed: float) -> bytes:
    """Return the home page's picture as the player takes it: moving lanes, and the four marks below them.

    Where a scenario cannot be read the marks stand alone.
    """
    readable = {scenario.id for scenario in scenarios().values} >= set(names)
    shown = [{"mark": mark.value, "word": mark.word, "meaning": mark.meaning} for mark in delivery.Mark]
    title, text = "It passed every check.", "Who decides, and who does the work?"
    marks = {"view": "marks", "title": title, "text": text, "marks": shown}
    texts = tuple(presets()[name][1] for name in names) if readable else ()
    moving = _lanes(texts, simulator.DEFAULT_STUDY, start, speed, compact=True) if readable else None
    return packed({"view": "home", "lanes": moving, "marks": marks})


def _lanes(
    texts: tuple[str, ...], study: simulator.Study, start: float, speed: float, *, compact: bool
) -> dict[str, Any]:
    shown = [words.lane(letter, lane_of(text, study)) for letter, text in zip("ABCD", texts, strict=False)]
    return {"view": "lanes", "compact": compact, "lanes": shown, "start": start, "speed": speed}


def lane_of(text: str, study: simulator.Study) -> dict[str, Any]:
    """Return what a lane of the player is made of: its question, its metrics, its frames."""
    found = result(text, study)
    question = scenario_of(text).question or ""
    return {"question": question, "measured": found.measured, "frames": found.frames}


@lru_cache(maxsize=20)
def picture(name: str) -> tuple[bytes, str]:
    """Return a picture of the course as the player takes it, and its text twin."""
    found = course().pictures[name]
    return packed({"view": "workflow", "chosen": "delivery", **found.as_dict()}), found.as_text()


def outcomes(texts: tuple[str, ...], study: simulator.Study) -> dict[str, simulator.Outcome]:
    """Return the outcome of each lane by its letter."""
    return {letter: result(text, study) for letter, text in zip("ABCD", texts, strict=False)}


@lru_cache(maxsize=100)
def comparison(texts: tuple[str, ...], study: simulator.Study, *, dark: bool) -> tuple[bytes, str, str]:
    """Return lanes compared: the player's table, how its numbers came to be, and what to talk about."""
    found = outcomes(texts, study)
    table = packed(tabulating.as_view(tabulating.lines(found, dark=dark)))
    roads = {letter: scenario_of(text) for letter, text in zip("ABCD", texts, strict=False)}
    questions = questioning.as_text(questioning.about(found, roads))
    return table, tabulating.arithmetic_text(found, sources()), questions


@st.cache_resource(show_spinner=False, max_entries=100)
def roads(texts: tuple[str, ...]) -> str:
    """Say what each lane is made of and what it asks, as text."""
    said = []
    for letter, text in zip("ABCD", texts, strict=False):
        found = scenario_of(text)
        question = f" {words.plain(found.question)}" if found.question else ""
        said.append(f"**{letter} {words.plain(found.title)}.**{question}  \n{road_words(found)}")
    return "\n\n".join(said)


@lru_cache(maxsize=100)
def guess_cards(
    texts: tuple[str, ...], study: simulator.Study, guess: str, *, dark: bool
) -> tuple[Card, ...]:
    """Return a guess, as it is kept, beside what happened."""
    made = read_guess(guess)
    return () if made is None else cards(made, outcomes(texts, study), dark=dark)


@lru_cache(maxsize=100)
def flow_chart(
    which: str, texts: tuple[str, ...], study: simulator.Study, *, dark: bool
) -> tuple[Any, str, str]:
    """Return one chart of the flow with what it says: the chart, a sentence, its table as text."""
    found = outcomes(texts, study)
    draw, tabulate, say = charts.FLOW[which]
    return charts.Finished(draw(found, dark=dark)), say(found), charts.as_markdown(tabulate(found))


@st.cache_resource(show_spinner=False, max_entries=200)
def curves_chart(curves: Curves, chosen: float, *, dark: bool) -> Any:
    """Return the curves of a slider with the chosen position on them."""
    return draw_curves(curves, chosen, dark=dark)


@st.cache_resource(show_spinner=False, max_entries=100)
def assumed(texts: tuple[str, ...]) -> str:
    """Return what lanes assume, as text."""
    parts = []
    for letter, text in zip("ABCD", texts, strict=False):
        found = scenario_of(text)
        verdict = verdicts.verdict_of(found)
        reasons = " ".join(reason.text for reason in verdict.reasons)
        title = words.plain(found.title)
        parts += [f"**{letter} {title}.** Practice: *{verdicts.name_of(verdict)}*. {reasons}"]
        parts += [charts.as_markdown(charts.assumption_table(found))]
    return "\n\n".join(parts)


@lru_cache(maxsize=100)
def blocks(lesson: str) -> tuple[content.Block, ...]:
    """Return a lesson's blocks as they are drawn."""
    return lessons.lay_out(course().lesson(lesson), course().glossary, sources())


@lru_cache(maxsize=200)
def activity_text(lesson: str, activity: str) -> str:
    """Return the text twin of an activity."""
    found = course().lesson(lesson)
    block = content.ActivityBlock(found.activity(activity).kind, activity)
    return content.block_text(course(), found, block, measure())


@lru_cache(maxsize=50)
def measured_log(lesson: str, activity: str) -> tuple[str, Mapping[str, delivery.Measured]]:
    """Return the rows of a log as text, and what can be computed from them, by metric."""
    found = course().lesson(lesson).activity(activity)
    if not isinstance(found, content.Log):
        raise TypeError(f"{activity} is no log")
    known = {name: each for name, each in found.measure().by_id().items() if each.value is not None}
    return found.as_text().split("\n\n", 1)[1], known


@lru_cache(maxsize=50)
def printed(lesson: str) -> tuple[str, str]:
    """Return a lesson as text to print, and the answers to its questions."""
    return lessons.printed(course(), course().lesson(lesson), sources(), measure())


@lru_cache(maxsize=50)
def handout(lesson: str, *, trainer: bool) -> str:
    """Return a lesson as a file to print, for those who learn or for the trainer."""
    shelf = Shelf(sources(), {found.id: found for found in scenarios().values}, measure())
    return lesson_html(course(), course().lesson(lesson), shelf, trainer=trainer)


@lru_cache(maxsize=50)
def talk(lesson: str) -> bytes:
    """Return a lesson for a projector as the player takes it."""
    room = talking.Room(course(), sources(), measure(), _lane_at_once)
    return packed(talking.talk(room, course().lesson(lesson)))


def _lane_at_once(lane: content.Lane) -> tuple[dict[str, Any], str] | None:
    """Return a lane of a lesson as a moving picture, and its numbers; None where it is not shipped."""
    study = dataclasses.replace(simulator.DEFAULT_STUDY, seed=lane.seed)
    texts = tuple(presets()[name][1] for name in lane.scenarios if name in presets())
    if len(texts) < len(lane.scenarios) or not is_shipped(texts, study):
        return None
    how = how_run(study.replications, study.changes or 0, study.seed)
    numbers = f"{lane_numbers(lane, texts, study)}\n\n{how}"
    return _lanes(texts, study, TALK_HOUR, TALK_SPEED, compact=True), numbers


def lane_numbers(lane: content.Lane, texts: tuple[str, ...], study: simulator.Study) -> str:
    """Return the numbers of a lesson's lanes as a table."""
    found = outcomes(texts, study)
    head = ["", *(f"{letter} {outcome.frames['title']}" for letter, outcome in found.items())]
    return as_table(head, figure_rows(lane, tuple(found.values())))


@lru_cache(maxsize=100)
def cited_sources(lesson: str) -> str:
    """Return the sources of a lesson as text."""
    return lessons.cited_sources(course().lesson(lesson), sources())


@lru_cache(maxsize=50)
def source_entries(typed: str) -> tuple[int, str]:
    """Return how many sources have in them what somebody typed, and these sources as text."""
    found = [source for source in sources().values() if citing.matches(source, typed, course())]
    return len(found), "\n\n".join(citing.entry(source, course()) for source in found)


@lru_cache(maxsize=1)
def attribution() -> str:
    """Return the attribution that the adapted facts ask for."""
    return delivery.load_benchmarks().attribution


@lru_cache(maxsize=1)
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
    view = {"view": "lanes", "compact": False, "brief": True, "lanes": [lane], "start": 8.0, "speed": 24.0}
    return packed(view)


@st.cache_resource(show_spinner=False, max_entries=100)
def single_changes(text: str) -> tuple[turning.Turn, ...]:
    """Return the single changes that a road offers."""
    return turning.proposals(scenario_of(text))


@st.cache_resource(show_spinner=False, max_entries=500)
def with_change(text: str, path: str) -> str:
    """Return the text of a road with one of its single changes made."""
    turn = next(turn for turn in single_changes(text) if turn.path == path)
    changed = turn.on(scenario_of(text)).model_copy(update={"expect": ()})
    return simulator.scenario_text(changed)


@st.cache_resource(show_spinner=False, max_entries=100)
def stage_changes(before: str, after: str) -> tuple[loop.AtStage, ...]:
    """Return at which stages two lanes differ beyond chance."""
    return loop.at_stages(scenario_of(before), scenario_of(after))


@st.cache_resource(show_spinner=False, max_entries=50)
def beside_today(shown: tuple[tuple[str, str, str, str], ...], seed: int) -> bytes:
    """Return roads as moving lanes, each given as title, text, a number and what it is."""
    study = simulator.Study(seed=seed, replications=1, hours=simulator.SHOWN_HOURS)
    lanes = []
    for letter, (title, text, value, name) in zip("AB", shown, strict=False):
        trace = simulator.simulate(simulator.compile_scenario(scenario_of(text)), study)
        frames = {**simulator.frames(trace, until=simulator.SHOWN_HOURS), "title": title}
        facts = [{"value": value, "text": name}]
        lanes.append({"letter": letter, "note": "", "frames": frames, "facts": facts})
    return packed({"view": "lanes", "compact": True, "lanes": lanes, "start": 8.0, "speed": 24.0})


@st.cache_resource(show_spinner=False, max_entries=100)
def sweep_knobs(text: str) -> tuple[curving.Knob, ...]:
    """Return the numbers of a road that can be swept."""
    return curving.knobs(scenario_of(text))


@st.cache_resource(show_spinner=False, max_entries=20)
def sweep_grid(text: str, asked: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[simulator.Variant, ...]:
    """Return a road at every combination of the values of its knobs."""
    return curving.grid(scenario_of(text), asked)


@st.cache_resource(show_spinner=False, max_entries=50)
def measured_lane(lane_text: str, observed: loop.Observed, _lane: loop.OwnLane) -> loop.MeasuredLane:  # noqa: ARG001 - the text stands for the lane
    """Return a team's own lane with what was measured in it."""
    return loop.with_measured(_lane, observed)


@st.cache_resource(show_spinner=False, max_entries=100)
def lane_figures(text: str) -> Mapping[str, float | None]:
    """Return what a team's own lane comes to in each metric that a step can move."""
    found = dict(simulator.values_each([scenario_of(text)], loop.STUDY, loop.SHOWN))[0]
    if isinstance(found, simulator.Refused):
        return dict.fromkeys(loop.SHOWN)
    return {path: side(values).mean for path, values in found.items()}
