"""Draw what every single change of a road does: the road beside itself, then a ranked row for each change."""

from functools import partial

import streamlit as st

import simulator
from datafiles import as_csv
from loop import ASIDE, rank
from loop import Ranking as AnyRanking
from loop import Tried as AnyTried
from simulator import Study
from ui import cached, charts, words
from ui.charts.scales import uri
from ui.components import draw_view
from ui.jobs import Work
from ui.shell import theme
from ui.simulating import curving, exporting, ranking, working
from ui.simulating.addressing import choose
from ui.simulating.choosing import Choice
from ui.simulating.drafting import draft_of
from ui.simulating.turning import Turn
from ui.state import visit

Ranking = AnyRanking[Turn]
Tried = AnyTried[Turn]

BEST = "best"
NO_BREAK, NO_BREAK_HYPHEN = "\N{NO-BREAK SPACE}", "\N{NON-BREAKING HYPHEN}"
ROWS = 7
BESIDE_WIDTH = 560
WORST = 3
COLUMNS = (5.7, 5, 2.2, 3.5, 2)
BESIDE = {
    "change_lead_time.p50": ("failed_changes_per_1000", "hands_on"),
    "failed_changes_per_1000": ("change_fail_rate", "change_lead_time.p50"),
    "change_fail_rate": ("failed_changes_per_1000", "change_lead_time.p50"),
    "hands_on": ("failed_changes_per_1000", "change_lead_time.p50"),
    "failed_deployment_recovery_time.p50": ("failed_changes_per_1000", "change_lead_time.p50"),
}
"""What stands beside each metric; change fail rate never without failed changes per 1,000."""
PER_DEPLOYMENT = (
    "Change fail rate is counted per deployment: putting fewer changes into one lowers it without better "
    "code. Read it together with the failed changes per 1,000 beside it."
)


def draw(choice: Choice, study: Study, aim: str) -> None:
    """Draw the ranking of every single change of a road."""
    turns = cached.single_changes(choice.text)
    refused = curving.too_many(len(turns) + 1, study)
    if refused:
        st.error(f"**Not run.** {refused}")
        return
    work = partial(_work, choice.text, turns, study)
    found = working.done(("single changes", choice.text, study), work, "Trying each change")
    if found is None:
        return
    ranked = rank(found, turns, ranking.AIMS[aim])
    _draw_beside(choice, ranked, study)
    _draw_ranking(choice, ranked, study)
    with st.expander("Every change as a table, with its five numbers"):
        _draw_table(choice, ranked, study)
    _draw_footing(choice, study, len(turns))


def _work(text: str, turns: tuple[Turn, ...], study: Study) -> Work:
    scenario = cached.scenario_of(text)
    knobs = {turn.path: turn.value for turn in turns}
    return lambda progress, stop: simulator.sensitivity(
        scenario, knobs, study, ranking.SHOWN, progress=progress, stop=stop
    )


# ---------------------------------------------------------------- the road beside itself


def _draw_beside(choice: Choice, ranked: Ranking, study: Study) -> None:
    """Draw the road today and with one change, on one clock."""
    tried = {each.turn.path: each for each in ranked.every}
    place = st.container()
    chosen = choose(
        "Beside today", "beside", [BEST, *tried], width=BESIDE_WIDTH,
        say=lambda path: tried[path].turn.name if path in tried else "the change that helps most",
    )  # fmt: skip
    other = tried[chosen] if chosen in tried else next(iter(ranked.helps), None)
    lanes = [("Today", choice.text, *ranking.fact(ranked, None))]
    if other is not None:
        changed = cached.with_change(choice.text, other.turn.path)
        lanes.append((f"With {other.turn.short}", changed, *ranking.fact(ranked, other)))
    with place:
        draw_view(cached.beside_today(tuple(lanes), study.seed), key="beside-today")


# ---------------------------------------------------------------- the rows


def _draw_ranking(choice: Choice, ranked: Ranking, study: Study) -> None:
    st.markdown(f"## Which one change helps most: {ranking.short(ranked.aim)}")
    if ranked.aim == "change_fail_rate":
        st.caption(PER_DEPLOYMENT)
    if not ranked.helps:
        st.info(ranking.nothing_helps(ranked))
    rows = _rows(ranked)
    if rows:
        axis = charts.axis_for(_extent(rows), ranking.row_of(ranked.aim).kind)
        dark = theme() == "dark"
        columns = st.columns(COLUMNS)
        columns[1].markdown(f"![The axis of the changes below]({uri(charts.axis_svg(axis, dark=dark))})")
        for each in rows:
            _draw_row(choice, ranked, each, axis, study)
    _draw_rest(ranked, len(rows))


def _rows(ranked: Ranking) -> list[Tried]:
    """Return those with a row of their own: the strongest that improve, then the worst."""
    better = [each for each in ranked.shown if each not in ranked.worse]
    return [*better[:ROWS], *ranked.worse[:WORST]]


def _extent(rows: list[Tried]) -> list[float]:
    ends = [end for each in rows for end in (each.aim.mean, each.aim.low, each.aim.high)]
    return [-end for end in ends if end is not None]


def _draw_row(choice: Choice, ranked: Ranking, each: Tried, axis: charts.Axis, study: Study) -> None:
    found, path = each.aim, ranked.aim
    number = ranked.number(each)
    columns = st.columns(COLUMNS, vertical_alignment="center")
    columns[0].markdown(_name(ranked, each))
    columns[1].markdown(_picture(path, each, axis, full=number is not None))
    said = ranking.gain(path, found)
    columns[2].markdown(f"**{said}**  \n:small[{ranking.between(path, found)}]")
    columns[3].markdown("  \n".join(_other(each, path) for path in BESIDE[path]))
    with columns[4], st.popover(f"Open {_sign(ranked, each)}", width="stretch", key=f"open-{each.turn.path}"):
        _draw_opened(choice, each, study)


def _other(each: Tried, path: str) -> str:
    """Return what a change does to another metric, in a small line that is broken nowhere."""
    text = f"{_unit(path)}: {ranking.turned(path, each.found[path])}"
    text = text.replace(" ", NO_BREAK).replace("-", NO_BREAK_HYPHEN)
    return f":red[:small[**{text}, worse**]]" if path in each.costs else f":small[{text}]"


def _sign(ranked: Ranking, each: Tried) -> str:
    """Return what a row is called: its place, or a letter for one that is not in the ranking."""
    number = ranked.number(each)
    others = (*ranked.aside, *ranked.worse)
    return str(number) if number else "abcdefghijklmnopqrstuvwxyz"[others.index(each) % 26]


def _name(ranked: Ranking, each: Tried) -> str:
    name, sign = words.plain(each.turn.name), _sign(ranked, each)
    now = f":small[now: {words.plain(each.turn.now)}]"
    if each in ranked.aside:
        costs = ", ".join(ranking.short(path) for path in each.costs)
        return f"**{sign}** · {name}  \n:red[:small[**✕ not advised: worse {costs}**]]"
    if each in ranked.worse:
        return f"**{sign}** · {name}  \n:red[:small[**✕ makes it worse**]], {now}"
    return f"**{sign} · {name}**  \n{now}"


def _picture(path: str, each: Tried, axis: charts.Axis, *, full: bool) -> str:
    found = each.aim
    ends = None if found.low is None or found.high is None else (-found.high, -found.low)
    svg = charts.difference_svg(axis, -(found.mean or 0.0), ends, full=full, dark=theme() == "dark")
    alt = f"{ranking.gain(path, found)}, interval {ranking.between(path, found)}"
    return f"![{alt}]({uri(svg)})"


def _unit(path: str) -> str:
    return {
        "change_lead_time.p50": "lead time",
        "failed_changes_per_1000": "failed / 1,000",
        "change_fail_rate": "change fail rate",
        "hands_on": "hands-on / 100",
        "failed_deployment_recovery_time.p50": "recovery",
    }[path]


def _draw_opened(choice: Choice, each: Tried, study: Study) -> None:
    """Draw what stands behind a row, and where to go with it."""
    st.markdown(f"**{words.plain(each.turn.name)}**  \n{ranking.arithmetic(each, study)}")
    numbers = charts.plain_table(ranking.METRIC_HEADINGS, ranking.metric_rows(each))
    st.markdown(charts.as_markdown(numbers))
    path = each.turn.path
    with st.container(horizontal=True):
        st.button("Put it on my road", key=f"put-{path}", on_click=_put, args=(choice.text, path))
        st.button("Watch it beside today", key=f"watch-{path}", on_click=_watch, args=(path,))
        _draw_link(choice, each, study)


def _draw_link(choice: Choice, each: Tried, study: Study) -> None:
    title = f"With {each.turn.short}"
    lanes = [choice, Choice(title, cached.with_change(choice.text, each.turn.path), title)]
    st.link_button("Compare as two lanes", exporting.link(st.context.url or "", lanes, study))


def _put(text: str, path: str) -> None:
    """Make the change the newest step of this tab's own road, and go there."""
    mine, base = visit(), cached.scenario_of(text)
    changed = cached.scenario_of(cached.with_change(text, path)).model_copy(update={"title": base.title})
    mine.road = draft_of(changed, draft_of(base, mine.road))
    mine.road_problems = ()
    st.session_state["do"] = "Your road"


def _watch(path: str) -> None:
    st.query_params["beside"] = path


def _draw_rest(ranked: Ranking, shown: int) -> None:
    """Say in words what has no row: what is too close to tell, what changes nothing, what was refused."""
    more = len(ranked.shown) - shown
    said = (
        [f"Only the clearest have a row; {words.count(more, 'more change')} in the table below."]
        if more
        else []
    )
    ties = ranking.tie_words(ranked)
    if ties:
        said.insert(0, f"**{ties}**")
    if said:
        st.markdown(" ".join(said))
    with st.expander(
        f"No difference can be told for {words.count(len(ranked.unclear), 'change')}, "
        f"{words.count(len(ranked.same), 'change')} made none at all"
    ):
        if ranked.unclear:
            st.markdown(
                f"The interval holds 0, so it may help, harm or do nothing. {ranking.listed(ranked.unclear)}"
            )
        if ranked.same:
            st.markdown(f"The same in every run, to the digit. {ranking.listed(ranked.same)}")
        for turn, why in ranked.refused:
            st.markdown(f"Not tried: {words.plain(turn.name)}. {words.plain(why)}")


def _draw_table(choice: Choice, ranked: Ranking, study: Study) -> None:
    st.caption(
        "With the change less without it; in brackets the 95 % interval. Change fail rate is counted per "
        "deployment: read it together with the failed changes per 1,000."
    )
    st.markdown(charts.as_markdown(charts.plain_table(ranking.headings(), ranking.table_rows(ranked))))
    head, *rows = ranking.csv_rows(ranked, study)
    body = as_csv([str(name) for name in head], rows)
    st.download_button(
        "Table as CSV", body, f"what-if-{choice.name}.csv", "text/csv", on_click="ignore", key="what-if-csv"
    )


def _draw_footing(choice: Choice, study: Study, many: int) -> None:
    st.caption(
        f"Illustrative. {words.count(many, 'change')} tried, {study.replications:,} runs of "
        f"{study.changes:,} changes each, seed {study.seed}, the same random numbers with and without. Each "
        "95 % interval holds for itself: of twenty changes that do nothing, about one looks as if it did. A "
        "change is not advised when it makes another of the five metrics worse by "
        f"{ASIDE * 100:.0f} % or more of today's value. The effects of two changes need not add up."
    )
    with st.expander(f"Assumptions of this road, seed {study.seed}"):
        st.markdown(cached.assumed((choice.text,)))
