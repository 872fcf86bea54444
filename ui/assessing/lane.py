"""Show a team its own lane: moving, each number with what made it so, each to be slid or overruled."""

from __future__ import annotations

import re

import streamlit as st

from assessments import Questionnaire
from datafiles.fields import NUMBER
from loop import AIMS, STUDY, Fixed, OwnLane, Part, numbers
from simulator import SimulatorError, overloads, scenario_text
from store import Seat
from ui import cached, places, words
from ui.assessing import lane_own, lane_runs
from ui.assessing.lane_own import Made
from ui.assessing.lane_words import (
    BASE_HEADINGS,
    HEADINGS,
    IN_MODEL,
    base_rows,
    counted,
    figure_words,
    knob_of,
    part_rows,
    said,
    title_of,
)
from ui.assessing.profile_numbers import linked_table
from ui.components import draw_view
from ui.shell import READING

MIDDLE = 50
PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?) ?%", re.ASCII)
NOTHING = "Nothing"
NO_LANE = (
    "This questionnaire does not say what its answers mean for a lane. *Delivery practices* does, and a "
    "questionnaire of yours can: name a scenario, and effects for its options."
)


def has_lane(questionnaire: Questionnaire) -> bool:
    """Tell whether answers to a questionnaire change a lane."""
    return bool(questionnaire.scenario) and any(one.scenario_effects for one in questionnaire.practices)


def draw_lane(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw the team's own lane and everything that made it so."""
    made = lane_own.own_lane(questionnaire, seat)
    if made is None:
        st.info(NO_LANE)
        return
    answered = len(made.answers.answers)
    st.markdown("## Our lane")
    rests = counted(answered, made.files, len(made.by_hand))
    st.caption(f"From {rests}. {IN_MODEL}: a picture to think with, not a measurement.", width=READING)
    if made.wrong:
        st.warning(words.plain(made.wrong))
    slid = draw_slider(made.lane)
    draw_moving(made.lane, slid)
    st.markdown("## Where each number is from")
    if not answered:
        st.markdown("Nothing is answered yet, so this is the road that every team begins with.")
    st.markdown(parts_table(questionnaire, made.lane))
    with st.expander("Every other number, as the base road assumes it"):
        draw_base(made.lane)
    st.caption(
        "What was measured wins over an answer, what you set by hand wins over both. Any number of both "
        "tables can be set by hand.",
        width=READING,
    )
    draw_by_hand(seat, made)
    draw_measured(seat, made)


def parts_table(questionnaire: Questionnaire, lane: OwnLane) -> str:
    """Return every number of a lane with what made it so, as a table; a source is a link."""
    return linked_table(HEADINGS, part_rows(questionnaire, lane), cached.sources())


def draw_base(lane: OwnLane) -> None:
    """Draw what the base road assumes of a lane: in words, and each number that nobody decided since."""
    if lane.base.note:
        st.markdown(words.plain(f"{lane.base.title}. {lane.base.note}"), width=READING)
    st.markdown(linked_table(BASE_HEADINGS, base_rows(lane, numbers(lane.scenario())), {}))


# ---------------------------------------------------------------- the lane, moving


def draw_slider(lane: OwnLane) -> dict[str, float]:
    """Draw one assumption to slide; return the share of its range where it stands."""
    ranged = {part.path: part for part in lane.parts() if part.low != part.high}
    if not ranged:
        return {}
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    path = left.selectbox(
        "Slide an assumption", [NOTHING, *ranged], key="slide-what",
        format_func=lambda one: one if one == NOTHING else f"{title_of(lane.base, one)}: {knob_of(one)}",
    )  # fmt: skip
    if path == NOTHING:
        return {}
    share = right.slider(
        "Where in its range [%]", 0, 100, MIDDLE, 5, key=f"slide-{path}", help="Nothing is kept of it."
    )
    part: Part = ranged[str(path)]
    value = next(one for one in lane.effects if one.path == part.path).at(share / 100)
    right.caption(f"{said(part.path, value)}, between {said(path, part.low)} and {said(path, part.high)}")
    return {part.path: share / 100}


def draw_moving(lane: OwnLane, slid: dict[str, float]) -> None:
    """Draw the lane as it moves, with its numbers, and what is too much for it."""
    try:
        found = lane.scenario(shares=slid)
        text = scenario_text(found)
    except (SimulatorError, ValueError) as error:
        st.error(f"**This lane cannot run.** {words.plain(str(error))}")
        return
    figures = cached.lane_figures(text)
    first = figure_words(AIMS[0], figures[AIMS[0]])
    draw_view(cached.beside_today((("Our lane", text, *first),), STUDY.seed), key="own-lane")
    rest = [figure_words(path, figures[path]) for path in AIMS[1:]]
    st.markdown(" · ".join(f"**{value}** {name}" for value, name in (first, *rest)))
    st.caption(
        f"{STUDY.replications} runs of {STUDY.changes} changes, seed {STUDY.seed}; hands-on hours are for "
        "100 changes."
    )
    for fault in overloads(found):
        st.warning(words.plain(f"{fault.wrong}; {fault.mend}"))


# ---------------------------------------------------------------- set by hand


def draw_by_hand(seat: Seat, made: Made) -> None:
    """Draw the form that overrules a number, and what was overruled."""
    with st.expander(f"Set a number by hand ({len(made.by_hand)} set)", key="by-hand", on_change="rerun"):
        paths = settable(made.lane)
        with st.form("set-by-hand", border=False, clear_on_submit=True):
            path = st.selectbox(
                "Number", paths, format_func=lambda one: f"{title_of(made.lane.base, one)}: {knob_of(one)}"
            )
            value = st.text_input("Is, with us", max_chars=40, placeholder="3h, 20m, 5 %, 0.05, 2")
            why = st.text_input("How we know", max_chars=lane_own.WHY_LIMIT)
            sent = st.form_submit_button("Set it")
        if sent and path:
            refused = set_one(seat, made.lane, str(path), value.strip(), why.strip())
            if refused:
                st.error(f"**Not set.** {words.plain(refused)}")
            else:
                st.rerun()
        for row in made.by_hand.values():
            says, way = st.columns([5, 2], vertical_alignment="center")
            why = f": {words.plain(row.says)}" if row.says else ""
            says.markdown(f"`{row.path}` is {words.plain(said(row.path, row.value))}, set by hand{why}")
            if way.button("Let the answers speak", key=f"unset-{row.path}"):
                lane_own.set_by_hand(seat, row.path, None, "")
                st.rerun()


def settable(lane: OwnLane) -> list[str]:
    """Return every number of a lane that a person can set, those that an answer made first."""
    numbers_of = numbers(lane.scenario()) if lane.refusal() is None else {}
    answered = [part.path for part in lane.parts() if part.path in numbers_of or part.path in lane.fixed]
    return list(dict.fromkeys([*answered, *numbers_of]))


def set_one(seat: Seat, lane: OwnLane, path: str, value: str, why: str) -> str:
    """Set one number by hand; return why not, empty where it was done."""
    if not value:
        return "no value; write a duration such as 3h or 20m, a share such as 5 % or 0.05, or a number"
    number: object = value
    if percent := PERCENT.fullmatch(value):
        number = float(percent[1]) / 100
    elif NUMBER.fullmatch(value):
        number = int(value) if value.isdigit() else float(value)
    refused = lane.with_fixed(Fixed(path, number, why)).refusal()
    if refused is None:
        lane_own.set_by_hand(seat, path, number, why)
    return refused or ""


# ---------------------------------------------------------------- measured


def draw_measured(seat: Seat, made: Made) -> None:
    """Draw what was measured, how well the lane fits it, and how it is taken over or let go."""
    st.markdown("### Measured")
    here = lane_own.measured_here()
    if made.measured is not None:
        st.markdown(words.plain(made.measured.verdict), width=READING)
        st.caption(
            "Changes, deployments, failures and recovery are as measured. The lead time is left free and "
            "stands beside the measured one, so that you see how far the lane may be believed.",
            width=READING,
        )
    elif here is None:
        st.markdown(
            "No log of deployments is taken over: this lane is not calibrated. Read one under Evidence, then "
            "take its numbers over here. Exported jobs and a git history that you read there can be taken "
            "over, too.",
            width=READING,
        )
        st.page_link(places.EVIDENCE, label="Read a log of deployments")
    with st.container(horizontal=True):
        if here is not None and here != made.observed and st.button(
            "Take over what the log measured", key="take-measured"
        ):  # fmt: skip
            lane_own.keep_measured(seat, here)
            st.rerun()
        if made.observed is not None and st.button("Let measurements go", key="drop-measured"):
            lane_own.keep_measured(seat, None)
            st.rerun()
    lane_runs.draw(seat, made)
