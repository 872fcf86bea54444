"""Hold the one plotly look, and tables as text."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ui import palette, words

Table = pd.DataFrame
"""A table of texts, with its name in the index."""


def template(*, dark: bool = False) -> go.layout.Template:
    """Return the one plotly look: our font, our grounds, our lines."""
    colors = palette.DARK if dark else palette.LIGHT
    axis = {
        "gridcolor": colors["line"],
        "linecolor": colors["edge"],
        "zeroline": False,
        "ticks": "",
        "automargin": True,
        "title": {"font": {"size": 13}},
    }
    return go.layout.Template(
        layout={
            "font": {"family": "Inter, system-ui, sans-serif", "size": 14, "color": colors["ink"]},
            "paper_bgcolor": colors["bg"],
            "plot_bgcolor": colors["bg"],
            "colorway": list(palette.LINES_DARK if dark else palette.LINES_LIGHT),
            "xaxis": axis,
            "yaxis": axis,
            "legend": {"orientation": "h", "y": 1.12, "x": 0},
            "margin": {"l": 8, "r": 8, "t": 32, "b": 8},
            "hoverlabel": {"bgcolor": colors["raised"], "font": {"color": colors["ink"]}},
        }
    )


class Finished(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A chart that nobody changes any more: it is written out once, not at every rerun."""

    def to_dict(self) -> dict[str, Any]:
        """Return the chart as plain values, the same object every time."""
        if "_written" not in self.__dict__:
            self._written: dict[str, Any] = super().to_dict()
        return self._written


def as_markdown(table: pd.DataFrame) -> str:
    """Return a table as Markdown: the lightest way to send one, and readable without a script."""
    head = [str(table.index.name or " "), *(str(column) for column in table.columns)]
    rows = [
        [str(index), *(str(cell) for cell in row)]
        for index, row in zip(table.index, table.to_numpy(), strict=True)
    ]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    """Write a text so that it stays within its cell, and loads nothing."""
    return words.still(text).replace("|", "\\|")
