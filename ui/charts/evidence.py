"""Show what a history and a log of deployments say over time, and how their times are spread."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from assessments.evidence.trends import CommitWeek, LogWeek
from ui import palette, words
from ui.charts.look import template

HIGH = 300
PART = "may be cut off"
SHOWN = (5, 25, 50, 75, 90, 95)


def commits_chart(weeks: Sequence[CommitWeek], *, dark: bool = False) -> go.Figure:
    """Return commits by week as bars; a week that may be cut off is open."""
    counts = [float(week.commits) for week in weeks]
    return _bars(weeks, counts, "commits in a week", "%{y:.0f} commits", dark=dark)


def commits_table(weeks: Sequence[CommitWeek]) -> pd.DataFrame:
    """Return the text twin of `commits_chart`."""
    rows = [[week.name, f"{week.commits:,}", _covered(week.whole)] for week in weeks]
    return pd.DataFrame(rows, columns=["Week (ISO, UTC)", "Commits", "Covered"]).set_index("Week (ISO, UTC)")


def deployments_chart(weeks: Sequence[LogWeek], *, dark: bool = False) -> go.Figure:
    """Return deployments by week as bars, the failed ones hatched where they are known."""
    counts = [float(week.deployments) for week in weeks]
    figure = _bars(weeks, counts, "deployments in a week", "%{y:.0f} deployments", dark=dark)
    if any(week.failed for week in weeks):
        color = (palette.DARK if dark else palette.LIGHT)["fail"]
        figure.add_bar(
            x=[week.monday for week in weeks], y=[week.failed or 0 for week in weeks], name="failed",
            marker={"color": color, "pattern": {"shape": "x", "fgcolor": color, "fillmode": "replace"}},
            hovertemplate="%{y} of them failed<extra></extra>",
        )  # fmt: skip
        figure.update_layout(barmode="overlay", showlegend=True)
    return figure


def lead_weeks_chart(weeks: Sequence[LogWeek], *, dark: bool = False) -> go.Figure:
    """Return the median lead time by week as points; weeks without a change have none."""
    colors = palette.DARK if dark else palette.LIGHT
    known = [week for week in weeks if week.lead.value is not None]
    figure = go.Figure(layout={"template": template(dark=dark), "height": HIGH})
    figure.add_scatter(
        x=[week.monday for week in known], y=[week.lead.value for week in known], mode="lines+markers",
        line={"color": colors["ink"], "width": 1.5},
        marker={
            "size": 9, "color": [colors["ink"] if week.whole else colors["bg"] for week in known],
            "line": {"color": colors["ink"], "width": 1.5},
        },
        customdata=[[words.duration(week.lead.value), week.lead.n] for week in known],
        hovertemplate="week of %{x|%Y-%m-%d}: %{customdata[0]} (n = %{customdata[1]})<extra></extra>",
    )  # fmt: skip
    figure.update_yaxes(title="median lead time [h]", rangemode="tozero")
    return figure


def log_table(weeks: Sequence[LogWeek]) -> pd.DataFrame:
    """Return the text twin of both charts of a log by week."""
    rows = [
        [
            week.name,
            f"{week.deployments}",
            "not known" if week.failed is None else f"{week.failed}",
            words.duration(week.lead.value),
            f"{week.lead.n}",
            _covered(week.whole),
        ]
        for week in weeks
    ]
    columns = ["Week (ISO)", "Deployments", "Failed", "Median lead time", "n (changes)", "Covered"]
    return pd.DataFrame(rows, columns=columns).set_index("Week (ISO)")


def spread_chart(times: Sequence[float], what: str, *, dark: bool = False) -> go.Figure:
    """Return how times [h] are spread: within what time which share lies."""
    colors = palette.DARK if dark else palette.LIGHT
    count = len(times)
    figure = go.Figure(layout={"template": template(dark=dark), "height": HIGH})
    figure.add_scatter(
        x=list(times), y=[100 * (place + 1) / count for place in range(count)], mode="lines+markers",
        line={"color": colors["ink"], "width": 2, "shape": "hv"}, marker={"size": 5, "color": colors["ink"]},
        customdata=[words.duration(time) for time in times],
        hovertemplate="%{y:.0f} % within %{customdata}<extra></extra>",
    )  # fmt: skip
    figure.update_yaxes(title=f"% of {what}", range=[0, 104])
    figure.update_xaxes(title="within [h]", rangemode="tozero")
    return figure


def spread_table(times: Sequence[float], what: str) -> pd.DataFrame:
    """Return the text twin of `spread_chart`: within what time which share lies, with n."""
    shares = [words.duration(times[min(len(times) - 1, len(times) * share // 100)]) for share in SHOWN]
    columns = [f"{share} % within" for share in SHOWN]
    return pd.DataFrame([[*shares, str(len(times))]], index=[what], columns=[*columns, "n"]).rename_axis(" ")


def _covered(whole: bool) -> str:  # noqa: FBT001 - one value of a row
    return "all of it" if whole else PART


def _bars(
    weeks: Sequence[CommitWeek] | Sequence[LogWeek], counts: list[float], title: str, said: str, *, dark: bool
) -> go.Figure:
    colors = palette.DARK if dark else palette.LIGHT
    figure = go.Figure(layout={"template": template(dark=dark), "height": HIGH, "showlegend": False})
    figure.add_bar(
        x=[week.monday for week in weeks], y=counts, name="all",
        marker={
            "color": [colors["edge"] if week.whole else colors["bg"] for week in weeks],
            "line": {"color": colors["edge"], "width": 1},
        },
        hovertemplate=f"week of %{{x|%Y-%m-%d}}: {said}<extra></extra>",
    )  # fmt: skip
    figure.update_yaxes(title=title, rangemode="tozero")
    return figure
