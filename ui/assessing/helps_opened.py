"""Draw what stands behind a step: its numbers, all it assumes, at which stage it acts, and the ways on."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from assessments import Questionnaire
from loop import STUDY, Prediction, Ranking, Stability, Step, Tried, changes_of, observed_values, predict
from simulator import scenario_text
from store import Seat
from ui import cached, charts, live, places, words
from ui.assessing import lane_own
from ui.assessing.helps_words import (
    STAGES_ARE,
    from_to,
    prediction_words,
    range_words,
    tied_words,
)
from ui.assessing.lane_own import Made
from ui.assessing.lane_words import CHANGES, STAGES, change_rows, stage_rows
from ui.assessing.profile_numbers import linked_table, table
from ui.assessing.steps import draw_form
from ui.assessing.story import Story, story_html
from ui.ink import on_ink
from ui.simulating import ranking
from ui.simulating.sharing import pack


@dataclass(frozen=True, slots=True)
class Row:
    """One row with everything that it shows."""

    seat: Seat
    made: Made
    ranked: Ranking[Step]
    drawn: Stability | None
    tried: Tried[Step]

    @property
    def step(self) -> Step:
        """Return the step of this row."""
        return self.tried.turn

    @property
    def sign(self) -> str:
        """Return the place in the ranking, or a cross for what is not advised."""
        number = self.ranked.number(self.tried)
        return str(number) if number else "✕"

    def tie(self) -> str:
        """Say which steps this one cannot be told from; empty where it can be told."""
        return tied_words(self.ranked, self.ranked.number(self.tried) or 0)

    def prediction(self) -> Prediction | None:
        """Return what this step is predicted to do."""
        measured = observed_values(self.made.observed).get(self.ranked.aim)
        sampled = self.drawn.ranges.get(self.step.path) if self.drawn else None
        return predict(self.tried, sampled, measured, lane_own.today())


def draw_opened(questionnaire: Questionnaire, row: Row) -> None:
    """Draw the arithmetic of a step, what it assumes and where it acts, and where to go with it."""
    step, aim = row.step, row.ranked.aim
    st.markdown(f"**{words.plain(step.group)}**  \n{words.plain(from_to(step))}")
    draw_assumed(row)
    draw_stages(row)
    st.markdown("##### What it comes to")
    numbers = charts.plain_table(ranking.METRIC_HEADINGS, ranking.metric_rows(row.tried))
    st.markdown(charts.as_markdown(numbers))
    st.markdown(ranking.arithmetic(row.tried, STUDY))
    over = range_words(aim, row.drawn, step.path)
    if over:
        st.markdown(f"Over the assumed ranges: {over}.")
    with st.container(horizontal=True):
        if st.button("Watch it run", key=f"helps-watch-{step.path}"):
            watch(row)
        draw_story(questionnaire, row, f"story-{step.path}")
    draw_taking(questionnaire, row)


def draw_assumed(row: Row) -> None:
    """Draw every number that the step turns, from what to what, with its range and its source."""
    changes = changes_of(row.made.lane, row.step)
    if not changes:
        st.markdown("It turns no number of this lane.")
        return
    st.markdown("##### What it is assumed to turn")
    rows = change_rows(row.made.lane.base, changes)
    st.markdown(linked_table(CHANGES, rows, cached.sources()))
    for why in dict.fromkeys(one.worse_because for one in changes if one.worse_because):
        st.markdown(f"A better option may look worse here: {words.plain(why)}")


def draw_stages(row: Row) -> None:
    """Draw at which stages the lane waits less or more, and goes in smaller or larger batches."""
    lane, step = row.made.lane, row.step
    found = cached.stage_changes(
        scenario_text(lane.scenario()), scenario_text(lane.with_step(step.path, step.effects))
    )
    rows = [[words.plain(cell) for cell in cells] for cells in stage_rows(lane.base, found)]
    if rows:
        st.markdown("##### At which stages")
        st.markdown(table(list(STAGES), rows))
        st.caption(STAGES_ARE)


def watch(row: Row) -> None:
    """Go to the simulator with the lane today and with this step, side by side."""
    lane, step = row.made.lane, row.step
    both = {"a": lane.scenario(), "b": lane.with_step(step.path, step.effects)}
    titles = {"a": "Today", "b": f"With: {step.group}"}
    texts = {
        letter: pack(scenario_text(found.model_copy(update={"title": titles[letter]})))
        for letter, found in both.items()
    }
    if all(texts.values()):
        query = {f"lane_{letter}": text for letter, text in texts.items()}
        st.switch_page(places.SIMULATE, query_params={"do": "Two lanes", **query})
    st.caption("These lanes are too long for a link.")


def draw_story(questionnaire: Questionnaire, row: Row, key: str) -> None:
    """Draw the file with one page for a manager."""
    step = row.step

    def made() -> str:
        chosen = live.store().experiments(row.seat).get(step.path)
        story = Story(
            questionnaire, row.seat.team, row.made, row.ranked, row.tried, row.drawn, lane_own.today(),
            row.prediction(), chosen.owner if chosen else "", chosen.due if chosen else None,
        )  # fmt: skip
        return story_html(story)

    st.download_button(
        "Story for a manager", made, f"story-{step.path}.html", "text/html", key=key, on_click="ignore"
    )


def draw_taking(questionnaire: Questionnaire, row: Row) -> None:
    """Draw how a step is taken as an experiment, with what is predicted of it."""
    step = row.step
    practice = questionnaire.practice(step.path)
    if step.path in live.store().experiments(row.seat):
        st.markdown("You try this already; it stands under *Next steps*.")
        return
    if row.sign == "✕":
        st.markdown("Not offered as an experiment: in this model something gets worse.")
        return
    prediction = row.prediction()
    st.markdown("##### Take it as an experiment")
    if prediction is not None:
        st.caption(f"Predicted, in this model: {words.plain(prediction_words(prediction))}.")
    draw_form(row.seat, practice, None, prediction)


def draw_first(questionnaire: Questionnaire, row: Row) -> None:
    """Draw the ways on of the step that helps most: take it, tell a manager, learn it, watch it."""
    step = row.step
    with st.container(horizontal=True, vertical_alignment="center"):
        label = on_ink("Take step 1 as experiment")
        taken = st.popover(label, key="take-first", type="primary", on_change="rerun")
        draw_story(questionnaire, row, "story-first")
        if step.lesson and st.button("Learn it", key="learn-first"):
            st.switch_page(places.LEARN, query_params={"lesson": step.lesson})
    if taken.open and not st.session_state.get(f"open-{step.path}"):
        with taken:
            draw_taking(questionnaire, row)
