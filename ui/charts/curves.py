"""Show what follows from one control: a curve for each series, with the chosen position on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ui import palette
from ui.charts.look import template

HIGH, HEAD = 170, 40


@dataclass(frozen=True, slots=True)
class Curves:
    """What follows from a control: its positions, and the value of each curve there.

    Attributes:
        label: what is moved, with its unit.
        titles: what each curve shows, with its unit.
        points: each position with the value of each curve.
    """

    label: str
    titles: tuple[str, ...]
    points: tuple[tuple[float, tuple[float, ...]], ...]


def curves_chart(curves: Curves, chosen: float, *, dark: bool = False) -> go.Figure:
    """Return one small chart below another, each with its own scale, the chosen position as a line."""
    colors = palette.DARK if dark else palette.LIGHT
    count = len(curves.titles)
    figure = make_subplots(
        rows=count, cols=1, shared_xaxes=True, subplot_titles=curves.titles, vertical_spacing=0.18 / count
    )
    xs = [x for x, _ in curves.points]
    for row in range(count):
        ys = [values[row] for _, values in curves.points]
        line = {"color": colors["ink"], "width": 2}
        place = {"row": row + 1, "col": 1}
        figure.add_scatter(x=xs, y=ys, mode="lines", line=line, name=curves.titles[row], **place)
        mark = {"color": colors["ink"], "size": 11, "symbol": "circle"}
        figure.add_scatter(x=[chosen], y=[ys[xs.index(chosen)]], mode="markers", marker=mark, **place)
        figure.add_vline(x=chosen, line={"color": colors["edge"], "width": 1, "dash": "dot"}, **place)
        figure.update_yaxes(rangemode="tozero", **place)
    figure.update_xaxes(title=curves.label, row=count, col=1)
    figure.update_annotations(x=0, xanchor="left", font={"size": 13})
    figure.update_layout(template=template(dark=dark), height=HIGH * count + HEAD, showlegend=False)
    return figure


def curves_table(curves: Curves) -> pd.DataFrame:
    """Return the text twin of `curves_chart`: every position with its values."""
    rows: Sequence[list[str]] = [[f"{value:.3g}" for value in values] for _, values in curves.points]
    names = [f"{x:g}" for x, _ in curves.points]
    return pd.DataFrame(rows, index=names, columns=list(curves.titles)).rename_axis(curves.label)
