"""Show which of the open steps helps a team's own lane most, with intervals, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

import loop
from assessments import Questionnaire
from datafiles import as_csv
from loop import (
    DRAWS,
    STUDY,
    Open,
    Pair,
    Ranking,
    Stability,
    Step,
    changes_of,
    draw_rankings,
    pairs_of,
    rank,
    try_steps,
)
from loop.stability import MOST
from simulator import scenario_text
from store import Seat
from ui import cached, charts, live, words
from ui.assessing import lane_own
from ui.assessing.helps_opened import Row, draw_first
from ui.assessing.helps_rows import draw_rows
from ui.assessing.helps_words import AIM_TITLES, draws_words, first_words, open_words, pair_rows, silent_words
from ui.assessing.lane import NO_LANE, draw_base, parts_table
from ui.assessing.lane_own import Made
from ui.assessing.lane_words import CHANGES, IN_MODEL, change_rows, counted
from ui.assessing.profile_numbers import linked_table, table
from ui.components import draw_view
from ui.jobs import Work
from ui.shell import READING
from ui.simulating import ranking, working

STEPS_ARE = (
    "The steps open to this team, each tried alone on its own lane: every practice goes one option further, "
    "to the next better one, not to the best."
)
PAIRS_ARE = (
    "Each of the two goes to its next better option, as in its row above. Two that make something else worse "
    "are left out."
)
PAIR_HEADINGS = ["Two together", "Improves by", "95 % interval", "Against the better one alone"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is ranked, for whom, and everything that the result depends on."""

    questionnaire: Questionnaire
    seat: Seat
    made: Made
    steps: tuple[Step, ...]
    aim: str

    def key(self, what: str, *more: object) -> tuple[object, ...]:
        """Return the name of a piece of long work on this lane."""
        lane = self.made.lane
        fixed = tuple(sorted((path, repr(row.value)) for path, row in lane.fixed.items()))
        return (what, scenario_text(lane.base), repr(lane.effects), fixed, repr(self.steps), STUDY, *more)


def draw_helps(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw the ranking of the steps that are open to a team."""
    made = lane_own.own_lane(questionnaire, seat)
    if made is None:
        st.info(NO_LANE)
        return
    targets = {name: one.worth for name, one in live.store().targets(seat).items()}
    opened = loop.open_steps(questionnaire, made.answers, targets)
    left, right = st.columns([5, 4], vertical_alignment="bottom")
    left.markdown("## What helps most")
    left.caption(f"{STEPS_ARE} {IN_MODEL}.")
    title = right.segmented_control(
        "Improve", list(AIM_TITLES), default=next(iter(AIM_TITLES)), required=True, key="help-with",
        wrap=True, bind="query-params",
    )  # fmt: skip
    aim = AIM_TITLES[title or next(iter(AIM_TITLES))]
    refused = made.lane.refusal()
    if refused is not None:
        st.error(f"**This lane cannot run.** {words.plain(refused)}")
        return
    if made.wrong:
        st.warning(words.plain(made.wrong))
    asked = Asked(questionnaire, seat, made, opened.steps, aim)
    if opened.steps:
        draw_ranked(asked)
    else:
        st.info(open_words(opened, len(made.answers.answers)))
    draw_rest(opened)


def draw_ranked(asked: Asked) -> None:
    """Draw the lanes beside each other, the ranked rows, and what they rest on."""
    found = working.done(asked.key("steps"), partial(_tried, asked), "Trying each step")
    if found is None:
        return
    ranked = rank(found, asked.steps, asked.aim)
    best = [one.turn for one in ranked.helps[:MOST]]
    key = asked.key("draws", asked.aim)
    job = live.jobs().found(key)
    drawn: Stability | None = job.result if job is not None and isinstance(job.result, Stability) else None
    st.markdown(f"**{words.plain(first_words(ranked, drawn))}**", width=READING)
    draw_beside(asked, ranked)
    if ranked.helps:
        draw_first(asked.questionnaire, Row(asked.seat, asked.made, ranked, drawn, ranked.helps[0]))
    draw_rows(asked.questionnaire, asked.seat, asked.made, ranked, drawn)
    if best and drawn is None:
        drawn = working.done(key, partial(_drawn, asked, best), "Sampling the assumptions")
        if drawn is not None:
            st.rerun()
    st.caption(draws_words(drawn), width=READING)
    draw_pairs(asked, ranked)
    draw_twin(asked, ranked)


def _tried(asked: Asked) -> Work:
    lane, steps = asked.made.lane, asked.steps
    return lambda progress, stop: try_steps(lane, steps, progress=progress, stop=stop)


def _drawn(asked: Asked, best: list[Step]) -> Work:
    lane, aim = asked.made.lane, asked.aim
    return lambda progress, stop: draw_rankings(lane, best, aim, draws=DRAWS, progress=progress, stop=stop)


def draw_beside(asked: Asked, ranked: Ranking[Step]) -> None:
    """Draw the lane today and with the step that helps most, on one clock."""
    lane = asked.made.lane
    lanes = [("Today", scenario_text(lane.scenario()), *ranking.fact(ranked, None))]
    best = next(iter(ranked.helps), None)
    if best is not None:
        changed = scenario_text(lane.with_step(best.turn.path, best.turn.effects))
        lanes.append((f"With step 1: {best.turn.group}", changed, *ranking.fact(ranked, best)))
    draw_view(cached.beside_today(tuple(lanes), STUDY.seed), key="lane-beside")


# ---------------------------------------------------------------- two together, and the tables


def draw_pairs(asked: Asked, ranked: Ranking[Step]) -> None:
    """Draw what the strongest steps do two at a time."""
    pairs = pairs_of(ranked)
    if not pairs:
        return
    folded = st.expander("Two steps together", key="pairs", on_change="rerun")
    if not folded.open:
        return
    with folded:
        key = asked.key("pairs", asked.aim)
        found = working.done(key, partial(_paired, asked, pairs), "Trying two together")
        if found is not None:
            both = rank(found, pairs, asked.aim)
            rows = [[words.plain(cell) for cell in row] for row in pair_rows(both, ranked)]
            st.markdown(table(PAIR_HEADINGS, rows) if rows else "No two of them together help for sure.")
            st.caption(PAIRS_ARE)


def _paired(asked: Asked, pairs: tuple[Pair, ...]) -> Work:
    lane = asked.made.lane
    return lambda progress, stop: loop.try_pairs(lane, pairs, progress=progress, stop=stop)


def draw_twin(asked: Asked, ranked: Ranking[Step]) -> None:
    """Draw every step as a table, as a file, and every assumption it rests on."""
    with st.expander("Every step as a table, with its five numbers"):
        rows = charts.plain_table(ranking.headings(), ranking.table_rows(ranked))
        st.markdown(charts.as_markdown(rows))
        st.caption("Change fail rate is per deployment: read it with the failed changes per 1,000 beside it.")
        head, *body = ranking.csv_rows(ranked, STUDY)
        data = as_csv([str(name) for name in head], body)
        st.download_button("Table as CSV", data, "what-helps-most.csv", "text/csv", on_click="ignore")
    made = asked.made
    rests = counted(len(made.answers.answers), made.files, len(made.by_hand))
    with st.expander(f"All assumptions: {rests}, seed {STUDY.seed}"):
        st.markdown("##### Our lane today")
        st.markdown(parts_table(asked.questionnaire, made.lane))
        draw_base(made.lane)
        st.markdown("##### What each step is assumed to turn")
        st.markdown(linked_table(("Step", *CHANGES), assumed_rows(asked, ranked), cached.sources()))
        text = scenario_text(made.lane.scenario())
        st.download_button(
            "Our lane as a scenario", text, "our-lane.yaml", "application/yaml", on_click="ignore"
        )


def assumed_rows(asked: Asked, ranked: Ranking[Step]) -> list[list[str]]:
    """Return a row for every number that a step turns, the steps in the order of the ranking."""
    lane = asked.made.lane
    return [
        [one.turn.group, *row]
        for one in ranked.every
        for row in change_rows(lane.base, changes_of(lane, one.turn))
    ]


def draw_rest(opened: Open) -> None:
    """Draw what is open and moves nothing in the lane, and what has to wait."""
    said = silent_words(opened)
    if said:
        with st.expander("Open, too, but this model does not know what they do, and what has to wait"):
            st.markdown(said)
