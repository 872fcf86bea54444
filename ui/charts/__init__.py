"""Turn results into tables and into the one plotly look; nothing here knows Streamlit."""

from types import MappingProxyType

from ui.charts.flow import lead_chart, lead_sentence, lead_table, wip_chart, wip_sentence, wip_table
from ui.charts.lanes import (
    REST,
    WAIT,
    assumption_table,
    bars,
    time_chart,
    time_parts,
    time_sentence,
    time_table,
)
from ui.charts.look import Finished, Table, as_markdown, template
from ui.charts.tables import practice_table, profile_table, text_table
from ui.charts.what_if import (
    Axis,
    Spot,
    Swept,
    axis_for,
    axis_svg,
    curve_chart,
    difference_svg,
    heat_chart,
    plain_table,
    sweep_table,
)

FLOW = MappingProxyType({
    "Where the time went": (time_chart, time_table, time_sentence),
    "How long changes take": (lead_chart, lead_table, lead_sentence),
    "Work in progress": (wip_chart, wip_table, wip_sentence),
})  # fmt: skip
"""The charts of lanes by their name: how each is drawn, its table, what it says in words."""

__all__ = [
    "FLOW",
    "REST",
    "WAIT",
    "Axis",
    "Finished",
    "Spot",
    "Swept",
    "Table",
    "as_markdown",
    "assumption_table",
    "axis_for",
    "axis_svg",
    "bars",
    "curve_chart",
    "difference_svg",
    "heat_chart",
    "lead_chart",
    "lead_table",
    "plain_table",
    "practice_table",
    "profile_table",
    "sweep_table",
    "template",
    "text_table",
    "time_chart",
    "time_parts",
    "time_sentence",
    "time_table",
    "wip_chart",
    "wip_table",
]
