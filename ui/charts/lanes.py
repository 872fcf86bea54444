"""Compare lanes: their metrics, where the time goes, what they assume."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from delivery import METRICS
from simulator import Scenario
from ui import assumptions, words
from ui.charts.look import template

COMPARED = (
    "change_lead_time",
    "deployment_frequency",
    "failed_deployment_recovery_time",
    "change_fail_rate",
    "failed_changes_per_1000",
    "deployment_rework_rate",
    "hands_on",
    "flow_efficiency",
)


def comparison_table(
    titles: Sequence[str], practices: Sequence[str], outcomes: Sequence[Mapping[str, Any]]
) -> pd.DataFrame:
    """Return each lane's practice, DORA's five and the flow metrics, each with its 95 % interval.

    Lead and recovery time show the median over all changes; the interval beside them belongs to the mean.
    """
    rows = {"Practice": list(practices)}
    for name in COMPARED:
        metric = METRICS[name]
        cells = []
        for outcome in outcomes:
            measured = outcome["measured"]["metrics"][name]
            cells.append(_cell(measured))
        rows[f"{metric.title}"] = cells
    letters = "ABCD"
    columns = [f"{letters[place]} {title}" for place, title in enumerate(titles)]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("Metric")


def _cell(measured: Mapping[str, Any]) -> str:
    if measured["mean"] is None:
        return "none in this run"
    text = words.number(measured["mean"], measured["unit"])
    if measured["unit"] == "h" and measured.get("p50") is not None:
        text = f"{words.number(measured['p50'], 'h')} median, {text} mean"
    between = words.interval(measured)
    return f"{text} ({between})" if between else text


def time_rows(outcomes: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the waiting per stage, over all visits [h per change], for every lane."""
    rows = []
    for letter, outcome in outcomes.items():
        titles = {stage["id"]: stage for stage in outcome["frames"]["stages"]}
        for stage, measured in outcome["measured"]["stages"].items():
            visits = measured["visits"]["mean"] or 0.0
            rows.append(
                {
                    "lane": letter,
                    "stage": titles[stage]["title"],
                    "mark": titles[stage]["word"],
                    "wait": (measured["wait"]["mean"] or 0.0) * visits,
                }
            )
    return rows


def time_table(outcomes: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the text twin of `time_chart`."""
    rows = time_rows(outcomes)
    return pd.DataFrame(
        [[row["stage"], row["mark"], words.duration(row["wait"])] for row in rows],
        columns=["Stage", "Mark", "Mean wait per change"],
        index=pd.Index([row["lane"] for row in rows], name="Lane"),
    )


def time_chart(outcomes: Mapping[str, Mapping[str, Any]], *, dark: bool = False) -> go.Figure:
    """Return bars of the mean waiting per stage [h per change], one group per lane.

    Lanes are told apart by pattern and label before color.
    """
    rows = time_rows(outcomes)
    figure = go.Figure(layout={"template": template(dark=dark), "barmode": "group", "height": 320})
    for letter, pattern in zip(outcomes, ("", "/", ".", "x"), strict=False):
        mine = [row for row in rows if row["lane"] == letter]
        figure.add_bar(
            name=f"{letter} {outcomes[letter]['frames']['title']}",
            x=[row["stage"] for row in mine],
            y=[row["wait"] for row in mine],
            marker={"pattern": {"shape": pattern}},
            customdata=[words.duration(row["wait"]) for row in mine],
            hovertemplate="%{x}: %{customdata} waiting<extra></extra>",
        )
    figure.update_yaxes(title="mean wait per change [h]", rangemode="tozero")
    return figure


def assumption_table(scenario: Scenario) -> pd.DataFrame:
    """Return a row per part of a scenario: its mark and what is assumed."""
    return pd.DataFrame(list(assumptions.rows(scenario)), columns=["Part", "Mark", "Assumed"]).set_index(
        "Part"
    )
