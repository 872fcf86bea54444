"""Choose what to try next: only what can be begun now, with every factor of its rank on screen."""

from __future__ import annotations

import datetime as dt

import streamlit as st

import assessments
from assessments import Practice, Questionnaire, Recommendation, Recommendations, recommend
from delivery import METRICS
from loop import Prediction
from store import EXPERIMENT_STATES, Experiment, Seat, Settled
from store.model import TEXT_LIMIT
from store.round_model import NAME_LIMIT
from ui import live, places, words
from ui.assessing.exports_record import record_now
from ui.assessing.lane_own import keep_prediction
from ui.assessing.predictions import draw_predictions
from ui.assessing.profile_numbers import table
from ui.assessing.steps_road import road_query
from ui.assessing.targets import refusal
from ui.ink import on_ink
from ui.seats import team_answers
from ui.shell import READING
from ui.state import visit

A_PAGE = 5
DROPPED = "dropped"
WEEKS = dt.timedelta(weeks=4)
FORMULA = "rank = (target − today) × weight × value / effort"  # noqa: RUF001 - the signs of arithmetic
METHOD = (
    "Target and today lie on 0 to 1; without a target of yours the target is the best option. Weight, "
    "value (1 to 5) and "
    "effort (1 to 5) stand in the questionnaire. The formula is this project's own choice: it orders, it "
    "does not "
    "predict. Only practices whose prerequisites are met are listed: each at 50 of 100 or at your own "
    "target, not "
    "applicable, or done elsewhere."
)


def draw_steps(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw what was chosen, what can be taken up next, and what has to wait."""
    store = live.store()
    answers, targets = team_answers(questionnaire, seat), store.targets(seat)
    found = recommend(questionnaire, answers, {name: one.worth for name, one in targets.items()})
    chosen = store.experiments(seat)
    ranked = {one.practice.id: one for one in found.ready}
    draw_predictions(questionnaire, seat)
    if chosen:
        draw_chosen(questionnaire, seat, chosen, ranked)
    st.markdown("## What you can take up next")
    st.markdown(f"`{FORMULA}`", width=READING)
    st.caption(METHOD, width=READING)
    if not answers.answers:
        st.info("Nothing is answered yet. Answer the questions, and this page orders what to take up next.")
        return
    draw_ready(questionnaire, seat, found, chosen)
    draw_waiting(found)


# ---------------------------------------------------------------- what is chosen


def draw_chosen(
    questionnaire: Questionnaire,
    seat: Seat,
    chosen: dict[str, Experiment],
    ranked: dict[str, Recommendation],
) -> None:
    """Draw the experiments of the team with the ways to take them along."""
    known = {practice.id: practice for practice in questionnaire.practices}
    shown = {name: one for name, one in chosen.items() if name in known}
    open_ones = sum(one.state != DROPPED for one in shown.values())
    st.markdown(f"## What you try: {words.count(open_ones, 'experiment')}")
    for name, one in shown.items():
        st.divider()
        says, facts, way = st.columns([5, 4, 2], vertical_alignment="center")
        step = f"  \nFirst: {words.plain(one.step)}" if one.step else ""
        says.markdown(f"**{words.plain(known[name].title)}**{step}")
        facts.markdown("  \n".join(fact_lines(one)))
        with way:
            popover = st.popover("Change it", key=f"try-{name}", on_change="rerun")
            if popover.open:
                with popover:
                    draw_form(seat, known[name], one)
    st.divider()
    draw_files(questionnaire, seat, ranked)


def fact_lines(one: Experiment) -> list[str]:
    """Return what an experiment should move, who looks after it, until when, and where it stands."""
    owner = words.plain(one.owner) or "nobody yet"
    due = one.due.isoformat() if one.due else "no day yet"
    lines = [
        f"Should move: {words.plain(one.measure)}",
        f":small[{owner}, look again: {due}]",
        f"**{one.state}**",
    ]
    return [*lines, *([f"What came of it: {words.plain(one.outcome)}"] if one.outcome else [])]


def draw_files(questionnaire: Questionnaire, seat: Seat, ranked: dict[str, Recommendation]) -> None:
    """Draw the files of the chosen steps; they are made when they are asked for."""
    day = dt.datetime.now(dt.UTC).date()

    def markdown() -> bytes:
        return assessments.steps_as_markdown(record_now(questionnaire, seat), ranked).encode()

    def rows() -> bytes:
        return assessments.steps_as_csv(record_now(questionnaire, seat))

    def calendar() -> bytes:
        return assessments.steps_as_calendar(record_now(questionnaire, seat), day).encode()

    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Take them along:", width="content")
        for label, made, name, kind in (
            ("Markdown", markdown, "next-steps.md", "text/markdown"),
            ("CSV", rows, "next-steps.csv", "text/csv"),
            ("Calendar (.ics)", calendar, "next-steps.ics", "text/calendar"),
        ):
            st.download_button(label, made, name, kind, key=f"file-{name}", on_click="ignore")


# ---------------------------------------------------------------- what can be begun


def draw_ready(
    questionnaire: Questionnaire, seat: Seat, found: Recommendations, chosen: dict[str, Experiment]
) -> None:
    """Draw the practices that can be begun now, in the order of their ranks."""
    rows = [one for one in found.ready if one.practice.id not in chosen]
    if not rows:
        st.markdown("Nothing is left that can be begun now.")
        return
    pages = -(-len(rows) // A_PAGE)
    page = st.pagination(pages, key="ready-page") if pages > 1 else 1
    for place, one in enumerate(rows[(page - 1) * A_PAGE : page * A_PAGE], start=(page - 1) * A_PAGE + 1):
        st.divider()
        draw_ready_row(questionnaire, seat, one, place)
    with st.expander("All of them as a table, with every factor"):
        head = ["Practice", "Target", "Today", "Weight", "Value", "Effort", "Rank"]
        cells = [
            [
                words.plain(one.practice.title),
                f"{one.target:.2f}", f"{one.score:.2f}", f"{one.weight:g}", str(one.value), str(one.effort),
                f"{one.rank:.2f}",
            ]
            for one in rows[:200]
        ]  # fmt: skip
        st.markdown(table(head, cells))


def draw_ready_row(questionnaire: Questionnaire, seat: Seat, one: Recommendation, place: int) -> None:
    """Draw one practice: why, its formula, the ways on, and the form to choose it."""
    practice = one.practice
    says, sums, way = st.columns([6, 4, 2], vertical_alignment="center", gap="medium")
    why = f"  \n{words.plain(practice.why)}" if practice.why else ""
    first = f"  \n**First step.** {words.plain(practice.first_step)}" if practice.first_step else ""
    says.markdown(f"**{place}. {words.plain(practice.title)}**{why}{first}")
    lines = [f"`{one.formula}`"]
    if one.assumed:
        lines.append(f":small[The questionnaire gives no {' and no '.join(one.assumed)}: 3 is assumed.]")
    if one.unlocks:
        names = {row.id: row.title for row in questionnaire.practices}
        opened = ", ".join(words.plain(names[name]) for name in one.unlocks[:3])
        lines.append(f":small[Opens the way to {opened}.]")
    sums.markdown("  \n".join(lines))
    with way:
        popover = st.popover("Try this", key=f"try-{practice.id}", on_change="rerun")
        if popover.open:
            with popover:
                draw_form(seat, practice, None)
        if practice.lesson and st.button("Lesson", key=f"learn-{practice.id}", type="tertiary"):
            st.switch_page(places.LEARN, query_params={"lesson": practice.lesson})
        if practice.scenario_effects and questionnaire.scenario:
            draw_simulate(questionnaire, seat, one)


def draw_simulate(questionnaire: Questionnaire, seat: Seat, one: Recommendation) -> None:
    """Draw the way to the simulator: the team's lane as it is, beside the same lane with this practice."""
    if st.button("Simulate it", key=f"simulate-{one.practice.id}", type="tertiary"):
        query = road_query(questionnaire, team_answers(questionnaire, seat), one)
        if query is None:
            st.caption("The answers make no lane that runs.")
        else:
            st.switch_page(places.SIMULATE, query_params=query)


def draw_waiting(found: Recommendations) -> None:
    """Draw what cannot be begun yet and why, and what has to be found out first."""
    if found.waiting:
        with st.expander(
            f"Not yet: {words.count(len(found.waiting), 'practice')} with something to do before"
        ):
            rows = [
                [words.plain(one.practice.title), "; ".join(words.plain(reason) for reason in one.reasons)]
                for one in found.waiting[:200]
            ]
            st.markdown(table(["Practice", "What comes first"], rows))
    if found.unknown:
        names = ", ".join(words.plain(practice.title) for practice in found.unknown[:20])
        more = f" and {len(found.unknown) - 20:,} more" if len(found.unknown) > 20 else ""  # noqa: PLR2004 - as many as fit a line
        st.markdown(f"**Find out first** (nobody knows how far they are): {names}{more}.", width=READING)


# ---------------------------------------------------------------- the form


def measures_of(practice: Practice) -> str:
    """Return the measures that should move with a practice, as a person reads them."""
    return ", ".join(
        METRICS[name].title if name in METRICS else name.replace("_", " ") for name in practice.measures
    )


def draw_form(
    seat: Seat, practice: Practice, before: Experiment | None, predicted: Prediction | None = None
) -> None:
    """Draw the form of one experiment: the measure that should move, the first step, who, until when.

    What was predicted of it is kept with it.
    """
    tab = visit().answering
    place = (f"step {seat.assessment}", practice.id)
    seen = tab.agreed.setdefault(place, before.version if before else 0)
    key = f"try-{practice.id}-{seen}"
    if tab.told.get(place):
        st.warning("**Not saved: somebody changed this meanwhile.** It stands here now.")
    shown = before or Experiment(
        practice.id, measures_of(practice)[:NAME_LIMIT], practice.first_step or "",
        due=dt.datetime.now(dt.UTC).date() + WEEKS,
    )  # fmt: skip
    with st.form(key, border=False):
        st.markdown(f"**{words.plain(practice.title)}**")
        measure = st.text_input(
            "The measure that should move", value=shown.measure, max_chars=NAME_LIMIT, key=f"{key}-measure"
        )
        step = st.text_area("First step", value=shown.step, max_chars=TEXT_LIMIT, key=f"{key}-step")
        owner = st.text_input("Looked after by", value=shown.owner, max_chars=NAME_LIMIT, key=f"{key}-owner")
        due = st.date_input("Look at it again on", value=shown.due, key=f"{key}-due")
        state, outcome = shown.state, shown.outcome
        if before is not None:
            state = st.selectbox(
                "Where it stands",
                EXPERIMENT_STATES,
                EXPERIMENT_STATES.index(before.state),
                key=f"{key}-state",
            )
            outcome = st.text_area(
                "What came of it",
                value=before.outcome,
                max_chars=TEXT_LIMIT,
                height="content",
                key=f"{key}-outcome",
            )
        sent = st.form_submit_button(on_ink("Choose it" if before is None else "Save"), type="primary")
    if sent:
        day = due if isinstance(due, dt.date) else None
        item = Experiment(
            practice.id, measure.strip(), step.strip(), owner.strip(), day, state, outcome.strip(), seen
        )
        settled = live.store().choose_experiment(seat, item)
        if settled.done and predicted is not None:
            keep_prediction(seat, predicted)
        after(settled, place)


def after(settled: Settled[Experiment], place: tuple[str, str]) -> None:
    """Say what came of saving, and draw the page anew where it was saved or somebody was faster."""
    if settled.refused is not None:
        st.error(refusal(settled.refused))
        return
    tab = visit().answering
    tab.agreed[place] = settled.stored.version if settled.stored else 0
    tab.told.pop(place, None)
    if not settled.done:
        tab.told[place] = "changed"
    st.rerun()
