"""Draw a sweep: one knob as a curve, two as a heat map, every number in a table beside it."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from datafiles import as_csv
from simulator import Refused, Study, Variant
from ui import cached, charts, words
from ui.jobs import Work
from ui.shell import theme
from ui.simulating import curving, ranking, working
from ui.simulating.addressing import choose
from ui.simulating.choosing import Choice
from ui.simulating.curving import Knob, Values

VALUES = "v-"
"""What the name of a knob's values in the address begins with."""
ADDRESS = ("knob", "second")
NONE = "none"
FIRST = "departures.every"
"""What a knob's path ends with that is offered before all others."""
LONGEST = 400
FAIL_RATE, FAILED = "change_fail_rate", "failed_changes_per_1000"
Asked = tuple[tuple[Knob, tuple[str, ...]], ...]
Found = tuple[Values | Refused, ...]


def draw(choice: Choice, study: Study, aim: str) -> None:
    """Draw the choice of knobs and values, then what they come to."""
    offered = {knob.path: knob for knob in cached.sweep_knobs(choice.text)}
    asked = _choose(offered)
    refused = curving.refusal([values for _, values in asked], study)
    if refused:
        st.error(f"**Not run.** {refused}")
        return
    grid = tuple((knob.path, values) for knob, values in asked)
    tried = cached.sweep_grid(choice.text, grid)
    found = working.done(("sweep", choice.text, grid, study), partial(_work, tried, study), "Sweeping")
    if found is None:
        return
    path = ranking.AIMS[aim]
    st.markdown(f"## {ranking.short(path).capitalize()}, as one turns {_over(asked)}")
    _draw_picture(asked, path, found)
    if path in {FAIL_RATE, FAILED}:
        other = FAILED if path == FAIL_RATE else FAIL_RATE
        st.markdown(f"**{ranking.short(other).capitalize()}**, never to be read without the other:")
        st.markdown(charts.as_markdown(charts.sweep_table(_swept(asked, other, found))))
    _draw_footing(choice, study, asked, tried, found)


def _work(tried: tuple[Variant, ...], study: Study) -> Work:
    return lambda progress, stop: curving.run(tried, study, progress, stop)


# ---------------------------------------------------------------- which knobs


def _choose(offered: Mapping[str, Knob]) -> Asked:
    paths = list(offered)
    left, right = st.columns(2)
    with left:
        paths.sort(key=lambda path: not path.endswith(FIRST))
        path = _knob("Knob", "knob", paths, offered)
        found: Asked = ((offered[path], _values("Values, with commas between", offered[path])),)
    with right:
        others = [NONE, *(other for other in paths if other != path)]
        second = _knob("Second knob", "second", others, offered)
        if second != NONE:
            found = (*found, (offered[second], _values("Values of the second knob", offered[second])))
    return found


def _knob(label: str, key: str, names: list[str], offered: Mapping[str, Knob]) -> str:
    def said(path: str) -> str:
        return f"{offered[path].title} (today {offered[path].today})" if path in offered else "no second knob"

    return choose(label, key, names, said)


def _values(label: str, knob: Knob) -> tuple[str, ...]:
    """Draw the values of a knob; each knob has a field of its own, so that each begins with its proposal."""
    key = f"{VALUES}{knob.path}"
    text = st.text_input(label, knob.proposed, key=key, bind="query-params", max_chars=LONGEST)
    return curving.read_values(text)


def _over(asked: Asked) -> str:
    return " and ".join(f"*{words.plain(knob.title)}*" for knob, _ in asked)


# ---------------------------------------------------------------- what they come to


def _swept(asked: Asked, path: str, found: Found) -> charts.Swept:
    row = ranking.row_of(path)
    knob, values = asked[0]
    down = (asked[1][0].title, asked[1][1]) if len(asked) > 1 else ("", ())
    spots = tuple(charts.Spot(*curving.spot(result, path)) for result in found)
    numbers, metric = curving.as_numbers(values), ranking.short(path)
    return charts.Swept((knob.title, values), down, spots, numbers, metric, row.kind, row.say)


def _draw_picture(asked: Asked, path: str, found: Found) -> None:
    """Draw the chart and its table."""
    swept, dark = _swept(asked, path, found), theme() == "dark"
    if len(asked) > 1:
        chart = charts.heat_chart(swept, dark=dark)
    else:
        chart = charts.curve_chart(swept, asked[0][0].today, dark=dark)
    st.plotly_chart(
        chart, theme=None, key=f"sweep-{len(asked)}", config={"displayModeBar": False},
        alt="What each value of the knobs comes to; the table below holds every number of it.",
    )  # fmt: skip
    if len(asked) > 1:
        st.caption(
            "Darker is more in the light theme, brighter in the dark one. The table has the intervals."
        )
    with st.expander("The same as a table, with 95 % intervals"):
        st.markdown(charts.as_markdown(charts.sweep_table(swept)))


def _draw_footing(
    choice: Choice, study: Study, asked: Asked, tried: tuple[Variant, ...], found: Found
) -> None:
    """Say what was refused and what the numbers rest on, and give them away."""
    for variant, result in zip(tried, found, strict=True):
        if isinstance(result, Refused):
            turned = ", ".join(f"{path} = {value}" for path, value in variant.changes.items())
            st.warning(f"**Left out: {words.plain(turned)}.** {words.plain(' '.join(result.problems))}")
    body = as_csv(curving.columns([knob.path for knob, _ in asked]), curving.csv_rows(tried, found, study))
    st.download_button("Numbers as CSV", body, f"sweep-{choice.name}.csv", "text/csv", on_click="ignore")
    st.caption(
        f"Illustrative. {study.replications:,} runs of {study.changes:,} changes for each of "
        f"{words.count(len(tried), 'road')}, seed {study.seed}, the same random numbers for all: neighbors "
        "differ by the knobs alone and can be told apart better than their intervals suggest."
    )
    with st.expander(f"Assumptions of this road, seed {study.seed}"):
        st.markdown(cached.assumed((choice.text,)))
