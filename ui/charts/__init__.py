"""Turn results into tables and into the one plotly look; nothing here knows Streamlit."""

from ui.charts.lanes import (
    COMPARED,
    assumption_table,
    comparison_table,
    time_chart,
    time_rows,
    time_table,
)
from ui.charts.look import as_markdown, template
from ui.charts.tables import practice_table, profile_table, source_table

__all__ = [
    "COMPARED",
    "as_markdown",
    "assumption_table",
    "comparison_table",
    "practice_table",
    "profile_table",
    "source_table",
    "template",
    "time_chart",
    "time_rows",
    "time_table",
]
