"""Draw the ranked rows: what each step saves with its interval, what else it does, effort, ways on."""

from __future__ import annotations

import streamlit as st

from assessments import Questionnaire
from loop import Ranking, Stability, Step, Tried
from store import Seat
from ui import charts, places, words
from ui.assessing.helps_opened import Row, draw_opened
from ui.assessing.helps_words import effort_words, share_words, unclear_words
from ui.assessing.lane_own import Made
from ui.charts.scales import uri
from ui.shell import theme
from ui.simulating import ranking
from ui.simulating.trying import NO_BREAK, NO_BREAK_HYPHEN

ROWS, WORST = 8, 2
COLUMNS = (4.9, 4.1, 2.3, 4.2, 3.8)
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
    unclear = unclear_words(ranked)
    if unclear:
        st.markdown(f"We cannot tell whether these move the {ranking.short(ranked.aim)}: {unclear}.")
    for step, why in ranked.refused:
        st.markdown(f"Not tried: {words.plain(step.group)}. {words.plain(why)}")


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
        notes = [share_words(row.drawn, step.path), row.tie()]
        st.caption(
            " · ".join(note for note in notes if note)
            or ("left out" if row.sign == "✕" else "not sampled yet")
        )


def name_of(row: Row) -> str:
    """Return the first cell of a row: the practice, from which option to which, why it is not advised."""
    step = row.step
    start = f":small[from: {words.plain(step.now)}]  \n" if step.now else ""
    title = f"**{row.sign} · {words.plain(step.group)}**  \n{start}to: {words.plain(step.says)}"
    if row.tried.costs:
        costs = ", ".join(ranking.short(path) for path in row.tried.costs)
        return f"{title}  \n:red[:small[**not advised: worse {costs}**]]"
    if row.tried in row.ranked.worse:
        return f"{title}  \n:red[:small[**makes it worse in this model**]]"
    return title


def other(tried: Tried[Step], path: str) -> str:
    """Return what a step does to another metric, in a small line that is broken nowhere."""
    text = f"{LABELS[path]}: {ranking.turned(path, tried.found[path])}"
    text = text.replace(" ", NO_BREAK).replace("-", NO_BREAK_HYPHEN)
    return f":red[:small[**{text}, worse**]]" if path in tried.costs else f":small[{text}]"
