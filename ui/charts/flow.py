"""Show how long changes take in each lane, and how many are under way."""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from simulator import Outcome
from simulator.student import half_width
from ui import palette, words
from ui.charts.look import template

SHOWN = (5, 25, 50, 75, 90, 95)
MEDIAN, MOST = 50, 90
FAR = 8.0
WEEK = 168.0
_HOURS = (1 / 60, 1 / 12, 0.25, 0.5, 1, 2, 4, 8, 24, 72, 168, 336, 672, 1344, 2688, 5376)
_LABELS = (
    "1 min", "5 min", "15 min", "30 min", "1 h", "2 h", "4 h", "8 h", "1 day", "3 days", "1 week", "2 weeks",
    "4 weeks", "8 weeks", "16 weeks", "32 weeks",
)  # fmt: skip


def lead_table(outcomes: Mapping[str, Outcome]) -> pd.DataFrame:
    """Return the text twin of `lead_chart`: within what time which share of changes is live."""
    rows = {
        f"{letter} {outcome.frames['title']}": [words.duration(outcome.lead[share]) for share in SHOWN]
        if outcome.lead
        else ["none"] * len(SHOWN)
        for letter, outcome in outcomes.items()
    }
    columns = [f"{share} % within" for share in SHOWN]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("Lane")


def lead_sentence(outcomes: Mapping[str, Outcome]) -> str:
    """Say within what time half of the changes are live, and nine tenths."""
    said = []
    for letter, outcome in outcomes.items():
        if outcome.lead:
            half, most = (words.duration(outcome.lead[share]) for share in (MEDIAN, MOST))
            said.append(f"**{letter}**: half of the changes are live within {half}, 90 % within {most}.")
    return " ".join(said)


def wip_sentence(outcomes: Mapping[str, Outcome]) -> str:
    """Say how many changes are under way on average."""
    said = [
        f"**{letter}**: {words.number(outcome.measured['metrics']['wip']['mean'], 'count')}"
        for letter, outcome in outcomes.items()
    ]
    return f"Changes under way on average: {', '.join(said)}. The bands are the 95 % interval of the mean."


def lead_chart(outcomes: Mapping[str, Outcome], *, dark: bool = False) -> go.Figure:
    """Return the share of changes that are live within a time, median and nine tenths marked."""
    colors = palette.DARK if dark else palette.LIGHT
    figure = _figure(dark=dark)
    lines = palette.LINES_DARK if dark else palette.LINES_LIGHT
    ends: list[float] = []
    for place, (letter, outcome) in enumerate(outcomes.items()):
        if not outcome.lead:
            continue
        ends += [max(outcome.lead[1], 1 / 60), outcome.lead[99]]
        name = f"{letter} {outcome.frames['title']}"
        line = {"color": lines[place], "dash": palette.DASHES[place], "width": 2.5}
        said = [words.duration(hours) for hours in outcome.lead]
        figure.add_scatter(
            x=outcome.lead, y=list(range(101)), mode="lines", line=line, name=name, customdata=said,
            hovertemplate=f"{letter}: %{{y}} % within %{{customdata}}<extra></extra>",
        )  # fmt: skip
        marked = [outcome.lead[MEDIAN], outcome.lead[MOST]]
        figure.add_scatter(
            x=marked, y=[MEDIAN, MOST], mode="markers+text", showlegend=False, cliponaxis=False,
            text=[f"{letter} {words.duration(hours)}" for hours in marked],
            textposition="bottom right" if place == 0 else "top left",
            marker={"color": lines[place], "size": 9}, hoverinfo="skip", textfont={"color": colors["ink"]},
        )  # fmt: skip
    figure.update_yaxes(title="% of changes live", range=[0, 102], tickvals=[0, 25, 50, 75, 90, 100])
    figure.update_xaxes(**_time_axis(ends))
    return figure


def _time_axis(ends: Sequence[float]) -> dict[str, object]:
    """Return an axis of times since the commit: by factors where they lie far apart."""
    title = "time since the commit"
    if not ends:
        return {"title": title}
    low, high = min(ends), max(ends)
    if high / low >= FAR:
        chosen = range(
            max(0, bisect_right(_HOURS, low) - 1), min(len(_HOURS), bisect_right(_HOURS, high) + 1)
        )
        at = [float(_HOURS[i]) for i in chosen]
        labels = [_LABELS[i] for i in chosen]
        ranged = [math.log10(low * 0.8), math.log10(high * 1.25)]
        return {"title": title, "type": "log", "tickvals": at, "ticktext": labels, "range": ranged}
    step = _step(high)
    at = [step * i for i in range(int(high / step) + 2)]
    return {
        "title": title,
        "tickvals": at,
        "ticktext": [words.duration(t) for t in at],
        "range": [0, high * 1.05],
    }


def _step(high: float) -> float:
    """Return how far apart an axis of times carries numbers [h]."""
    return next((float(hours) for hours in _HOURS if high / hours <= 8), _HOURS[-1])  # noqa: PLR2004 - ticks


def wip_table(outcomes: Mapping[str, Outcome]) -> pd.DataFrame:
    """Return the text twin of `wip_chart`: changes under way at the end of each of some weeks."""
    until = _until(outcomes)
    weeks = max(1, math.floor(until / WEEK))
    chosen = sorted({max(1, round(weeks * i / 8)) for i in range(1, 9)})
    rows = {}
    for letter, outcome in outcomes.items():
        edges, mean = outcome.wip["edges"], outcome.wip["mean"]
        cells = [min(len(mean), max(1, bisect_right(edges, week * WEEK - 1e-9))) - 1 for week in chosen]
        rows[f"{letter} {outcome.frames['title']}"] = [words.number(mean[cell], "count") for cell in cells]
    columns = [f"week {week}" for week in chosen]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("Lane")


def wip_chart(outcomes: Mapping[str, Outcome], *, dark: bool = False) -> go.Figure:
    """Return how many changes are under way over time, the mean of all replications with its interval."""
    figure = _figure(dark=dark)
    lines = palette.LINES_DARK if dark else palette.LINES_LIGHT
    for place, (letter, outcome) in enumerate(outcomes.items()):
        edges, mean, error = outcome.wip["edges"], outcome.wip["mean"], outcome.wip["se"]
        weeks = [(left + right) / 2 / WEEK for left, right in pairwise(edges)]
        if error is not None:
            reach = half_width(outcome.measured["replications"] - 1)
            above = [value + reach * se for value, se in zip(mean, error, strict=True)]
            below = [max(0.0, value - reach * se) for value, se in zip(mean, error, strict=True)]
            band = {"color": lines[place], "width": 0}
            figure.add_scatter(x=weeks, y=above, line=band, mode="lines", showlegend=False, hoverinfo="skip")
            figure.add_scatter(
                x=weeks, y=below, line=band, mode="lines", fill="tonexty", fillcolor=_faint(lines[place]),
                showlegend=False, hoverinfo="skip",
            )  # fmt: skip
        figure.add_scatter(
            x=weeks, y=mean, mode="lines", name=f"{letter} {outcome.frames['title']}",
            line={"color": lines[place], "dash": palette.DASHES[place], "width": 2.5},
            hovertemplate=f"{letter}, week %{{x:.0f}}: %{{y:.1f}} under way<extra></extra>",
        )  # fmt: skip
    figure.update_yaxes(title="changes under way", rangemode="tozero")
    figure.update_xaxes(title="weeks since the start", range=[0, _until(outcomes) / WEEK])
    return figure


def _until(outcomes: Mapping[str, Outcome]) -> float:
    return min(float(outcome.wip["edges"][-1]) for outcome in outcomes.values())


def _faint(color: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"


def _figure(*, dark: bool) -> go.Figure:
    layout = {"template": template(dark=dark), "height": 360, "legend": {"traceorder": "normal"}}
    return go.Figure(layout=layout)
