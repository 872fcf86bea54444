"""Draw the ranked rows: what each step saves with its interval, what else it does, effort, ways on."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from assessments import Questionnaire
from loop import STUDY, Prediction, Ranking, Stability, Step, Tried, observed_values, predict, ties
from simulator import scenario_text
from store import Seat
from ui import charts, live, places, words
from ui.assessing import lane_own
from ui.assessing.helps_words import effort_words, prediction_words, range_words, share_words
from ui.assessing.lane_own import Made
from ui.assessing.steps import draw_form
from ui.assessing.story import Story, story_html
from ui.charts.scales import uri
from ui.shell import theme
from ui.simulating import ranking
from ui.simulating.sharing import pack

ROWS, WORST = 8, 2
COLUMNS = (4.9, 4.7, 2.3, 3.6, 3.8)
BESIDE = {
    "change_lead_time.p50": ("failed_changes_per_1000", "hands_on"),
    "failed_changes_per_1000": ("change_lead_time.p50", "hands_on"),
    "hands_on": ("failed_changes_per_1000", "change_lead_time.p50"),
    "failed_deployment_recovery_time.p50": ("failed_changes_per_1000", "change_lead_time.p50"),
}
LABELS = {
    "change_lead_time.p50": "lead time",
    "failed_changes_per_1000": "failed / 1,000",
    "hands_on": "hands-on / 100",
}


def draw_rows(
    questionnaire: Questionnaire, seat: Seat, made: Made, ranked: Ranking[Step], drawn: Stability | None
) -> None:
    """Draw a row for every step that helps, and for the worst of those that do not."""
    better = [one for one in ranked.shown if one not in ranked.worse]
    rows = [*better[:ROWS], *ranked.worse[:WORST]]
    if not rows:
        st.info(ranking.nothing_helps(ranked))
    else:
        ends = [end for one in rows for end in (one.aim.mean, one.aim.low, one.aim.high) if end is not None]
        axis = charts.axis_for([-end for end in ends], ranking.row_of(ranked.aim).kind)
        columns = st.columns(COLUMNS)
        dark = theme() == "dark"
        columns[1].markdown(f"![The axis of the steps below]({uri(charts.axis_svg(axis, dark=dark))})")
        for one in rows:
            draw_row(questionnaire, Row(seat, made, ranked, drawn, one), axis)
    tied = ranking.tie_words(ranked)
    if tied:
        st.markdown(f"**{tied}**")
    rest = [*ranked.unclear, *ranked.same]
    if rest:
        names = ", ".join(words.plain(one.turn.group) for one in rest)
        st.markdown(f"We cannot tell whether these move the {ranking.short(ranked.aim)}: {names}.")
    for step, why in ranked.refused:
        st.markdown(f"Not tried: {words.plain(step.group)}. {words.plain(why)}")


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

    def tie(self) -> bool:
        """Tell whether this step cannot be told from one of its neighbors."""
        number = self.ranked.number(self.tried) or 0
        return any(first <= number <= last for first, last in ties(self.ranked))

    def prediction(self) -> Prediction | None:
        """Return what this step is predicted to do."""
        measured = observed_values(self.made.observed).get(self.ranked.aim)
        sampled = self.drawn.ranges.get(self.step.path) if self.drawn else None
        return predict(self.tried, sampled, measured, lane_own.today())


def draw_row(questionnaire: Questionnaire, row: Row, axis: charts.Axis) -> None:
    """Draw one step."""
    step, found, aim = row.step, row.tried.aim, row.ranked.aim
    says, picture, gains, others, ways = st.columns(COLUMNS, vertical_alignment="center")
    says.markdown(name_of(row))
    ends = None if found.low is None or found.high is None else (-found.high, -found.low)
    svg = charts.difference_svg(
        axis, -(found.mean or 0.0), ends, full=row.sign != "✕", dark=theme() == "dark"
    )
    alt = f"{ranking.gain(aim, found)}, interval {ranking.between(aim, found)}"
    picture.markdown(f"![{alt}]({uri(svg)})")
    gains.markdown(f"**{ranking.gain(aim, found)}**  \n:small[{ranking.between(aim, found)}]")
    lines = [other(row.tried, path) for path in BESIDE[aim]]
    lines.append(f":small[effort {effort_words(step.effort)}]")
    others.markdown("  \n".join(lines))
    with ways:
        with st.container(horizontal=True, vertical_alignment="center"):
            opened = st.popover(f"Open {row.sign}", key=f"open-{step.path}", on_change="rerun")
            if step.lesson and st.button("Lesson", key=f"helps-learn-{step.path}", type="tertiary"):
                st.switch_page(places.LEARN, query_params={"lesson": step.lesson})
        if opened.open:
            with opened:
                draw_opened(questionnaire, row)
        notes = [share_words(row.drawn, step.path), "too close to tell" if row.tie() else ""]
        st.caption(
            " · ".join(note for note in notes if note)
            or ("left out" if row.sign == "✕" else "not sampled yet")
        )


def name_of(row: Row) -> str:
    """Return the first cell of a row: the step, how it is today, and why it is not advised."""
    step = row.step
    title = f"**{row.sign} · {words.plain(step.group)}**  \n{words.plain(step.says)}"
    if row.tried.costs:
        costs = ", ".join(ranking.short(path) for path in row.tried.costs)
        return f"{title}  \n:red[:small[**not advised: worse {costs}**]]"
    if row.tried in row.ranked.worse:
        return f"{title}  \n:red[:small[**makes it worse in this model**]]"
    return f"{title}  \n:small[now: {words.plain(step.now)}]"


def other(tried: Tried[Step], path: str) -> str:
    """Return what a step does to another metric."""
    text = f"{LABELS[path]}: {ranking.turned(path, tried.found[path])}"
    return f":red[:small[**{text}, worse**]]" if path in tried.costs else f":small[{text}]"


# ---------------------------------------------------------------- what stands behind a row


def draw_opened(questionnaire: Questionnaire, row: Row) -> None:
    """Draw the arithmetic of a step, and where to go with it."""
    step, aim = row.step, row.ranked.aim
    st.markdown(f"**{words.plain(step.group)}**  \n{ranking.arithmetic(row.tried, STUDY)}")
    over = range_words(aim, row.drawn, step.path)
    if over:
        st.markdown(f"Over the assumed ranges: {over}.")
    numbers = charts.plain_table(ranking.METRIC_HEADINGS, ranking.metric_rows(row.tried))
    st.markdown(charts.as_markdown(numbers))
    with st.container(horizontal=True):
        if st.button("Watch it run", key=f"helps-watch-{step.path}"):
            watch(row)
        draw_story(questionnaire, row)
    draw_taking(questionnaire, row)


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


def draw_story(questionnaire: Questionnaire, row: Row) -> None:
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
        "Story for a manager", made, f"story-{step.path}.html", "text/html",
        key=f"story-{step.path}", on_click="ignore",
    )  # fmt: skip


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
