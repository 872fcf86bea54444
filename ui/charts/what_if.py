"""Draw what single changes do as dots on one axis, and sweeps of knobs as curve or heat map."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from ui import palette
from ui.charts.look import template
from ui.charts.scales import FAR, FONT, nice

WIDE, HIGH, HEAD, PAD = 330, 36, 38, 22
_TICKS, _PER_ROW, _LEAST = 6, 46, 220
_WORSE = 0.5
_ARROW = 9
_UNITS = {
    "h": ((72.0, 24.0, "days"), (2.0, 1.0, "hours"), (1 / 30, 1 / 60, "minutes"), (0.0, 1 / 3600, "seconds")),
    "share": ((0.0, 0.01, "points"),),
    "people": ((0.0, 0.01, "hours"),),
}


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis for all changes: less stands on the right of 0, more on the left.

    Attributes:
        low: the left end, 0 or below, in the metric's unit.
        high: the right end.
        step: how far ticks lie apart.
        size: how many of the metric's unit one unit of the labels is.
        unit: what the labels count.
    """

    low: float
    high: float
    step: float
    size: float
    unit: str

    def place(self, less: float) -> float:
        """Return where a value stands [px]; what lies outside stands at the end."""
        share = (less - self.low) / (self.high - self.low)
        return PAD + (WIDE - 2 * PAD) * min(1.0, max(0.0, share))

    def ticks(self) -> list[float]:
        """Return where the axis carries a number."""
        first, last = round(self.low / self.step), round(self.high / self.step)
        return [self.step * number for number in range(first, last + 1)]


def axis_for(less: Sequence[float], kind: str) -> Axis:
    """Return the axis that holds 0 and these values; `kind` says the metric's unit.

    What is far worse than anything is better stands at the left end, as an arrow.
    """
    high = max(0.0, *less)
    low = max(min(0.0, *less), -_WORSE * high) if high else min(0.0, *less)
    wide = max(high - low, 1e-9)
    size, unit = _unit(kind, max(high, -low))
    step = nice(wide / size / _TICKS) * size
    left, right = math.floor(low / step) * step, math.ceil(high / step) * step
    return Axis(left, right if right > left else step, step, size, unit)


def _unit(kind: str, most: float) -> tuple[float, str]:
    """Return the size and the name of the unit in which a number as large as this is read."""
    units = _UNITS.get(kind, ((0.0, 1.0, ""),))
    return next((size, unit) for least, size, unit in units if most >= least)


def axis_svg(axis: Axis, *, dark: bool = False) -> str:
    """Return the numbers of an axis, for above the rows."""
    colors = _colors(dark=dark)
    unit = f" {axis.unit}" if axis.unit else ""
    parts = [_text(f"{unit.strip()} less, 95 % interval".strip(), WIDE - PAD, 12, colors["ink3"], "end")]
    if axis.low < 0:
        parts.append(_text("more", PAD, 12, colors["ink3"], "start"))
    for tick in axis.ticks():
        label = f"{abs(tick / axis.size):g}"
        parts.append(_text(label, axis.place(tick), HEAD - 6, colors["ink3"], "middle"))
    return _svg(parts, HEAD)


def difference_svg(
    axis: Axis, mean: float, ends: tuple[float, float] | None, *, full: bool, dark: bool = False
) -> str:
    """Return one change on the axis: its interval as a bar, its mean as a dot, open where it is not advised.

    Args:
        axis: the axis of all changes.
        mean: how much less there is; below 0 there is more.
        ends: the interval of `mean`, if there is one.
        full: whether the dot is full.
        dark: whether it stands on the dark ground.
    """
    colors, middle = _colors(dark=dark), HIGH / 2
    parts = [
        f'<path d="M{axis.place(tick):.1f} 0V{HIGH}" stroke="{colors["edge" if tick == 0 else "line"]}" '
        f'stroke-width="{1.6 if tick == 0 else 1}"/>'
        for tick in axis.ticks()
    ]
    if ends is not None:
        left, right = axis.place(ends[0]), axis.place(ends[1])
        parts.append(
            f'<rect x="{left:.1f}" y="{middle - 5}" width="{max(1.0, right - left):.1f}" height="10" '
            f'fill="{colors["edge"]}"/>'
        )
    place, paint = axis.place(mean), f'fill="{colors["ink" if full else "bg"]}" stroke="{colors["ink"]}"'
    if axis.low <= mean <= axis.high:
        parts.append(f'<circle cx="{place:.1f}" cy="{middle}" r="7" {paint} stroke-width="2"/>')
    else:
        tip = place - _ARROW if mean < axis.low else place + _ARROW
        points = f"{place:.1f} {middle - 7}L{tip:.1f} {middle}L{place:.1f} {middle + 7}Z"
        parts.append(f'<path d="M{points}" {paint} stroke-width="2"/>')
    return _svg(parts, HIGH)


def _colors(*, dark: bool) -> Mapping[str, str]:
    return palette.DARK if dark else palette.LIGHT


def _text(text: str, x: float, y: float, color: str, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y}" text-anchor="{anchor}"'
    return f'<text {place} fill="{color}" font-size="12.5" {FONT}>{text}</text>'


def _svg(parts: Sequence[str], high: int) -> str:
    size = f'width="{WIDE}" height="{high}" viewBox="0 0 {WIDE} {high}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


# ---------------------------------------------------------------- sweeps


@dataclass(frozen=True, slots=True)
class Spot:
    """What one value of a knob, or one pair, comes to; None where it was refused or has no value."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Swept:
    """A sweep as the charts take it.

    Attributes:
        across: the first knob's name and its values, as they were written.
        down: the second knob's, no values where there is none.
        spots: what they come to, the first knob turning fastest.
        numbers: the first knob's values as numbers; empty where one of them is none.
        metric: what is measured.
        kind: its unit, as the comparison names it.
        say: how a value is said.
    """

    across: tuple[str, tuple[str, ...]]
    down: tuple[str, tuple[str, ...]]
    spots: tuple[Spot, ...]
    numbers: tuple[float, ...]
    metric: str
    kind: str
    say: Callable[[float | None], str]

    def spot(self, column: int, row: int) -> Spot:
        """Return what one pair of values comes to."""
        return self.spots[row * len(self.across[1]) + column]


def curve_chart(swept: Swept, today: str, *, dark: bool = False) -> go.Figure:
    """Return the metric over one knob: a line through the values, with the 95 % interval as a band."""
    names, colors = swept.across[1], _colors(dark=dark)
    line = (palette.LINES_DARK if dark else palette.LINES_LIGHT)[0]
    x: Sequence[object] = swept.numbers or names
    figure = go.Figure(layout={"template": template(dark=dark), "height": 360, "showlegend": False})
    for ends, fill in (("high", None), ("low", "tonexty")):
        figure.add_scatter(
            x=x, y=[getattr(spot, ends) for spot in swept.spots], mode="lines", fill=fill, hoverinfo="skip",
            line={"width": 0}, fillcolor=_faint(line),
        )  # fmt: skip
    figure.add_scatter(
        x=x, y=[spot.value for spot in swept.spots], mode="lines+markers",
        line={"color": line, "width": 2.5}, marker={"size": 9, "color": line},
        customdata=[swept.say(spot.value) for spot in swept.spots], text=names,
        hovertemplate=f"{swept.across[0]} %{{text}}: %{{customdata}}<extra></extra>",
    )  # fmt: skip
    if today in names:
        place = names.index(today)
        figure.add_vline(x=x[place], line={"color": colors["edge"], "dash": "dot"})
        figure.add_annotation(
            x=x[place], y=1, yref="paper", text="today", showarrow=False, xanchor="left", xshift=4
        )
    ticks = {"tickvals": list(x), "ticktext": list(names)}
    figure.update_xaxes(title=swept.across[0], showgrid=False, **ticks)
    highest = max((spot.high or spot.value or 0.0 for spot in swept.spots), default=0.0)
    size, unit = _unit(swept.kind, highest)
    step = nice(max(highest, 1e-9) / size / _TICKS) * size
    marks = [step * number for number in range(math.ceil(highest / step) + 1)]
    figure.update_yaxes(
        title=f"{swept.metric} [{unit}]" if unit else swept.metric, rangemode="tozero",
        tickvals=marks, ticktext=[f"{mark / size:g}" for mark in marks],
    )  # fmt: skip
    return figure


def heat_chart(swept: Swept, *, dark: bool = False) -> go.Figure:
    """Return the metric over two knobs: one hue, the number printed in each cell; darker ink is more."""
    columns, rows = swept.across[1], swept.down[1]
    cells = [[swept.spot(i, j) for i in range(len(columns))] for j in range(len(rows))]
    text = [[swept.say(cell.value) if cell.value is not None else "none" for cell in row] for row in cells]
    colors = _colors(dark=dark)
    ramp = [colors["shade"], (palette.LINES_DARK if dark else palette.LINES_LIGHT)[0]]
    shade = _shade([cell.value for row in cells for cell in row if cell.value is not None])
    shades = [[None if cell.value is None else shade(cell.value) for cell in row] for row in cells]
    figure = go.Figure(
        layout={"template": template(dark=dark), "height": max(_LEAST, 120 + _PER_ROW * len(rows))}
    )
    figure.add_heatmap(
        z=shades, x=list(columns), y=list(rows), zmin=0, zmax=1, colorscale=ramp, showscale=False, xgap=2,
        ygap=2, customdata=text,
        hovertemplate=f"{swept.across[0]} %{{x}}, {swept.down[0]} %{{y}}: %{{customdata}}<extra></extra>",
    )  # fmt: skip
    for j, row in enumerate(shades):
        for i, depth in enumerate(row):  # on an axis of words a place is its number
            color = colors["ink"] if depth is None else _readable(depth, ramp, colors)
            figure.add_annotation(x=i, y=j, text=text[j][i], showarrow=False, font={"color": color})
    figure.update_xaxes(title=swept.across[0], type="category", showgrid=False)
    figure.update_yaxes(title=swept.down[0], type="category", showgrid=False)
    return figure


def _shade(known: Sequence[float]) -> Callable[[float], float]:
    """Return how deep the shade of a value is, 0..1: by factors where values lie far apart."""
    low, high = min(known, default=0.0), max(known, default=0.0)
    if low == high:
        return lambda _value: 0.0
    if low > 0 and high / low >= FAR:
        return lambda value: math.log(value / low) / math.log(high / low)
    return lambda value: (value - low) / (high - low)


def _readable(depth: float, ramp: list[str], colors: Mapping[str, str]) -> str:
    """Return ink or ground, whichever reads better on a shade."""
    found = sample_colorscale(ramp, [depth], colortype="tuple")[0]
    ground = "#" + "".join(f"{round(part * 255):02X}" for part in found)
    return max((colors["ink"], colors["bg"]), key=lambda color: palette.contrast(color, ground))


def sweep_table(swept: Swept) -> pd.DataFrame:
    """Return the text twin of either chart: each value with its 95 % interval."""
    columns, rows = swept.across[1], swept.down[1]
    if not rows:
        cells = [[swept.say(spot.value), _interval(spot, swept.say)] for spot in swept.spots]
        index = pd.Index(columns, name=swept.across[0])
        return pd.DataFrame(cells, index=index, columns=[swept.metric, "95 % interval"])
    grid = [[_cell(swept.spot(i, j), swept.say) for i in range(len(columns))] for j in range(len(rows))]
    index = pd.Index(rows, name=f"{swept.down[0]} (down), {swept.across[0]} (across)")
    return pd.DataFrame(grid, index=index, columns=list(columns))


def _cell(spot: Spot, say: Callable[[float | None], str]) -> str:
    between = _interval(spot, say)
    return f"{say(spot.value)} ({between})" if between else say(spot.value)


def _interval(spot: Spot, say: Callable[[float | None], str]) -> str:
    return "" if spot.low is None or spot.high is None else f"{say(spot.low)} to {say(spot.high)}"


def _faint(color: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.2)"


def plain_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Return rows of text as a table; the first column stands before the others."""
    first, *others = headings
    index = pd.Index([row[0] for row in rows], name=first)
    return pd.DataFrame([row[1:] for row in rows], columns=others, index=index)
