"""Draw assessments as pictures: bars against targets, a heat map, a radar, a small trend.

They are static: equal values give equal text. Each has a table as its twin, and no color says anything alone.
"""

from __future__ import annotations

import datetime as dt
import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from ui import palette

FONT = "Inter, system-ui, sans-serif"
LETTER = 0.56
"""About how wide a letter is, in parts of its size."""
MOST_AXES = 10
"""A radar with more axes cannot be read."""
LEAST_AXES = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One bar of the profile, in points 0..100; None where there is none."""

    title: str
    score: float | None
    low: float | None = None
    high: float | None = None
    answered: str = ""
    target: float | None = None

    @property
    def reached(self) -> bool:
        """Tell whether the target is reached."""
        return self.score is not None and self.target is not None and self.score >= self.target

    def words(self) -> str:
        """Return the bar as a sentence: the text of its picture."""
        parts = ["no score yet" if self.score is None else f"{self.score:.0f} of 100"]
        if self.low is not None and self.high is not None and self.high > self.low:
            parts.append(f"open answers leave {self.low:.0f} to {self.high:.0f}")
        parts += [self.answered] if self.answered else []
        if self.target is not None:
            parts.append(f"target {self.target:.0f}{', reached' if self.reached else ''}")
        return f"{self.title}: {'; '.join(parts)}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a heat map: how deep its shade is [0..1], None for an empty one, and what is printed."""

    depth: float | None
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A heat map: what its rows are, the titles of its columns, and a row of cells for each title."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """One moment of a trend, in points 0..100: `people` took part.

    The line breaks before one that is `broken`; one that is not `kept` may still change.
    """

    day: dt.date
    score: float | None
    low: float | None = None
    high: float | None = None
    people: int | None = None
    broken: bool = False
    kept: bool = True


def colors_of(*, dark: bool) -> Mapping[str, str]:
    """Return the colors of a theme."""
    return palette.DARK if dark else palette.LIGHT


def text(words: str, x: float, y: float, color: str, look: str = 'font-size="13"') -> str:
    """Return one line of text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" fill="{color}" {look}>{escape(words)}</text>'


def rect(x: float, y: float, wide: float, high: float, look: str) -> str:
    """Return a box."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" {look}/>'


def whole(parts: Sequence[str], wide: float, high: float) -> str:
    """Return parts as a picture."""
    size = f'width="{wide:.0f}" height="{high:.0f}" viewBox="0 0 {wide:.0f} {high:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def cut(words: str, wide: float, size: float = 13) -> str:
    """Return words that fit into a width [px]; what is too long ends with dots."""
    letters = max(int(wide / (size * LETTER)), 4)
    return words if len(words) <= letters else f"{words[: letters - 1].rstrip()}…"


# ---------------------------------------------------------------- bars against targets

_BAR_ROW, _BAR_TOP, _BAR_HIGH, _EDGE = 62.0, 24.0, 9.0, 8.0


def bars_svg(rows: Sequence[Row], wide: float = 660, *, dark: bool = False) -> str:
    """Return a bar for each row: the dot is the score, the dark part its range, the flag the target."""
    colors = colors_of(dark=dark)
    parts = [part for place, row in enumerate(rows) for part in _bar(row, place * _BAR_ROW, wide, colors)]
    return whole(parts, wide, _BAR_ROW * len(rows))


def _bar(row: Row, top: float, wide: float, colors: Mapping[str, str]) -> list[str]:
    y, ink = top + _BAR_TOP, colors["ink"]
    bold = 'font-size="14" font-weight="600"'

    def x(value: float) -> float:
        return _EDGE + min(100.0, max(0.0, value)) / 100 * (wide - 2 * _EDGE)

    aside = 'font-size="12.5" text-anchor="end"'
    edge = f'fill="{colors["sunk"]}" stroke="{colors["edge"]}"'
    parts = [
        text(cut(row.title, wide - 170, 14), 0, top + 14, ink, bold),
        text(row.answered, wide, top + 14, colors["ink3"], aside),
        rect(0.5, y + 0.5, wide - 1, _BAR_HIGH - 1, edge),
    ]
    if row.low is not None and row.high is not None and row.high > row.low:
        parts.append(rect(x(row.low), y, x(row.high) - x(row.low), _BAR_HIGH, f'fill="{colors["edge"]}"'))
    if row.target is not None:
        at = x(row.target)
        parts.append(f'<path fill="{ink}" d="M{at - 1:.1f} {y + 14:.1f}V{y - 8:.1f}h12l-3 4 3 4h-9.5v14z"/>')
    if row.score is not None:
        parts.append(f'<circle cx="{x(row.score):.1f}" cy="{y + 4.5:.1f}" r="6.5" fill="{ink}"/>')
    return [*parts, *_bar_labels(row, x, y + 27, colors)]


def _bar_labels(row: Row, place: Callable[[float], float], y: float, colors: Mapping[str, str]) -> list[str]:
    if row.score is None:
        return [text("no score yet", 0, y, colors["ink2"], 'font-size="12.5"')]
    at = max(place(row.score), 12.0)
    number = text(f"{row.score:.0f}", at, y, colors["ink"], _MIDDLE_BOLD)
    if row.target is None:
        return [number]
    said = f"target {row.target:.0f}{', reached' if row.reached else ''}"
    half, flag = len(said) * 3.4, place(row.target)
    least = 14 + half
    if abs(flag - at) < least:
        flag = at + least if (row.target >= row.score and flag < place(85)) or at < 2 * least else at - least
    flag = min(max(flag, half), place(100) + _EDGE - half)
    return [number, text(said, flag, y, colors["ink2"], _MIDDLE)]


_MIDDLE = 'font-size="12.5" text-anchor="middle"'
_MIDDLE_BOLD = 'font-size="13" font-weight="700" text-anchor="middle"'

# ---------------------------------------------------------------- heat map

_HEAT_ROW, _HEAT_HEAD, _HEAT_TITLE, _HEAT_CELL = 70.0, 30.0, 22.0, 38.0
DEEPEST = 0.45
"""How far the deepest shade goes to the full hue [0..1]: ink can still be read on it."""


def shade(depth: float, *, dark: bool = False) -> str:
    """Return one hue for a depth [0..1], from faint to as deep as ink can be read on."""
    ends = (colors_of(dark=dark)["sunk"], (palette.LINES_DARK if dark else palette.LINES_LIGHT)[0])
    pairs = [(int(ends[0][i : i + 2], 16), int(ends[1][i : i + 2], 16)) for i in (1, 3, 5)]
    share = min(1.0, max(0.0, depth)) * DEEPEST
    return "#" + "".join(f"{round(low + (high - low) * share):02X}" for low, high in pairs)


def heat_svg(grid: Grid, *, dark: bool = False) -> str:
    """Return a heat map in one hue with every number printed; an empty cell has a dashed edge."""
    colors = colors_of(dark=dark)
    each = max(72.0, min(120.0, 500 / max(len(grid.columns), 1)))
    wide = max(each * len(grid.columns), 240.0)
    parts = []
    for column, title in enumerate(grid.columns):
        middle = each * (column + 0.5)
        parts.append(text(cut(title, each - 2, 12.5), middle, 16, colors["ink2"], _MIDDLE))
    for line, (title, cells) in enumerate(grid.rows):
        top = _HEAT_HEAD + _HEAT_ROW * line
        parts.append(
            text(cut(title, wide, 14), 2, top + 14, colors["ink"], 'font-size="14" font-weight="600"')
        )
        for column, cell in enumerate(cells):
            parts += _heat_cell(cell, each * column, top + _HEAT_TITLE, each, dark=dark)
    return whole(parts, wide, _HEAT_HEAD + _HEAT_ROW * len(grid.rows))


def _heat_cell(cell: Cell, left: float, top: float, each: float, *, dark: bool) -> list[str]:
    colors = colors_of(dark=dark)
    high, middle = _HEAT_CELL, left + each / 2
    if cell.depth is None:
        look = f'fill="none" stroke="{colors["line"]}" stroke-dasharray="4 3"'
        empty = text(cell.text, middle, top + 24, colors["ink3"], _MIDDLE)
        return [rect(left + 2, top + 0.5, each - 4, high - 1, look), empty]
    ground = shade(cell.depth, dark=dark)
    ink = colors["ink"]
    drawn = [rect(left + 2, top, each - 4, high, f'fill="{ground}" stroke="{colors["line"]}" rx="3"')]
    size = 'font-size="15" font-weight="600" text-anchor="middle"'
    drawn.append(text(cell.text, middle, top + (19 if cell.note else 25), ink, size))
    if cell.note:
        drawn.append(text(cell.note, middle, top + 34, ink, 'font-size="11.5" text-anchor="middle"'))
    return drawn


# ---------------------------------------------------------------- radar

_RADAR_WIDE, _RADAR_HIGH, _REACH = 440.0, 350.0, 105.0  # narrow: on a phone its words stay readable
_LETTERS, _LINE = 14, 15.0


def radar_svg(rows: Sequence[Row], *, dark: bool = False) -> str:
    """Return at most ten scores around a middle: a full line with dots, the targets as a dashed line."""
    colors = colors_of(dark=dark)
    count = len(rows)
    parts = []
    for ring in (25, 50, 75, 100):
        corners = " ".join(_corner(place, count, ring) for place in range(count))
        parts.append(f'<polygon points="{corners}" fill="none" stroke="{colors["line"]}"/>')
        parts.append(text(str(ring), *_spot(0, count, ring, 4), colors["ink3"], 'font-size="11"'))
    for place, row in enumerate(rows):
        parts += _spoke(row, place, count, colors)
    targets = [_corner(p, count, row.target) for p, row in enumerate(rows) if row.target is not None]
    if len(targets) == count:
        look = f'fill="none" stroke="{colors["ink2"]}" stroke-width="1.5" stroke-dasharray="5 4"'
        parts.append(f'<polygon points="{" ".join(targets)}" {look}/>')
    scores = " ".join(_corner(place, count, row.score or 0.0) for place, row in enumerate(rows))
    ink = colors["ink"]
    parts.append(
        f'<polygon points="{scores}" fill="{ink}" fill-opacity="0.1" stroke="{ink}" stroke-width="2"/>'
    )
    return whole(parts, _RADAR_WIDE, _RADAR_HIGH)


def _spoke(row: Row, place: int, count: int, colors: Mapping[str, str]) -> list[str]:
    ink = colors["ink"]
    end = _corner(place, count, 100)
    middle = f"{_RADAR_WIDE / 2:.1f},{_RADAR_HIGH / 2:.1f}"
    parts = [f'<polyline points="{middle} {end}" fill="none" stroke="{colors["line"]}"/>']
    x, y = _spot(place, count, 116, 4)
    turn = math.sin(2 * math.pi * place / count)
    anchor = "middle" if abs(turn) < 0.2 else "start" if turn > 0 else "end"  # noqa: PLR2004 - nearly straight up or down
    lines = textwrap.wrap(row.title, _LETTERS, max_lines=3, placeholder="…") or [""]
    # A title above the picture grows upwards, one below it downwards, one beside it both ways.
    y -= _LINE * (len(lines) - 1) * (1 + math.cos(2 * math.pi * place / count)) / 2
    for line in lines:
        parts.append(text(line, x, y - 7, colors["ink2"], f'font-size="13" text-anchor="{anchor}"'))
        y += _LINE
    y -= _LINE
    points = "none" if row.score is None else f"{row.score:.0f}"
    bold = f'font-size="14" font-weight="700" text-anchor="{anchor}"'
    parts.append(text(points, x, y + 9, ink, bold))
    if row.score is not None:
        at = _spot(place, count, row.score)
        parts.append(f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="5" fill="{ink}"/>')
    return parts


def _spot(place: int, count: int, points: float, down: float = 0.0) -> tuple[float, float]:
    angle, far = 2 * math.pi * place / count, _REACH * points / 100
    return _RADAR_WIDE / 2 + far * math.sin(angle), _RADAR_HIGH / 2 - far * math.cos(angle) + down


def _corner(place: int, count: int, points: float) -> str:
    x, y = _spot(place, count, points)
    return f"{x:.1f},{y:.1f}"


# ---------------------------------------------------------------- trend

_TREND_WIDE, _TREND_HIGH, _LEFT, _RIGHT, _TOP, _FOOT = 380.0, 190.0, 30.0, 44.0, 14.0, 44.0
SHOWN_DAYS = 6
"""So many moments have their day and their people written below them; of more, the first and the last."""


def trend_svg(dots: Sequence[Dot], *, dark: bool = False) -> str:
    """Return one line through the moments of a trend, with the range of each and how many took part.

    The line breaks where the questions were worded anew, and where there is no score.
    """
    colors = colors_of(dark=dark)
    places = _places(dots)
    parts = []
    for points in (0, 50, 100):
        y = _height(points)
        right = _TREND_WIDE - _RIGHT + 8
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{right:.1f}" stroke="{colors["line"]}"/>')
        parts.append(
            text(str(points), _LEFT - 6, y + 4, colors["ink3"], 'font-size="11.5" text-anchor="end"')
        )
    for (x0, before), (x1, after) in pairwise(zip(places, dots, strict=True)):
        if before.score is not None and after.score is not None and not after.broken:
            line = f"M{x0:.1f} {_height(before.score):.1f}L{x1:.1f} {_height(after.score):.1f}"
            parts.append(f'<path d="{line}" fill="none" stroke="{colors["ink"]}" stroke-width="2"/>')
    for place, (x, dot) in enumerate(zip(places, dots, strict=True)):
        ends = len(dots) <= SHOWN_DAYS or place in {0, len(dots) - 1}
        parts += _moment(dot, x, colors, named=ends, last=place == len(dots) - 1)
    return whole(parts, _TREND_WIDE, _TREND_HIGH)


def _moment(dot: Dot, x: float, colors: Mapping[str, str], *, named: bool, last: bool) -> list[str]:
    parts = []
    if dot.broken:
        look = f'stroke="{colors["edge"]}" stroke-dasharray="2 3"'
        parts.append(f'<path d="M{x - 9:.1f} {_TOP:.1f}V{_height(0):.1f}" {look}/>')
    if dot.low is not None and dot.high is not None and dot.high > dot.low:
        top, bottom = _height(dot.high), _height(dot.low)
        parts.append(rect(x - 3, top, 6, bottom - top, f'fill="{colors["wait"]}"'))
    if dot.score is not None:
        y = _height(dot.score)
        fill, edge = colors["ink" if dot.kept else "bg"], colors["ink"]
        look = f'r="4.5" fill="{fill}" stroke="{edge}" stroke-width="1.8"'
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" {look}/>')
        if last:
            bold = 'font-size="15" font-weight="700"'
            parts.append(text(f"{dot.score:.0f}", x + 9, y + 5, colors["ink"], bold))
    if named:
        small = 'font-size="11.5" text-anchor="middle"'
        parts.append(text(f"{dot.day:%d %b %y}", x, _TREND_HIGH - 22, colors["ink2"], small))
        parts.append(text(people(dot.people), x, _TREND_HIGH - 7, colors["ink3"], small))
    return parts


def people(count: int | None) -> str:
    """Return how many took part in a few letters."""
    return "too few" if count is None else f"n = {count}"


def _places(dots: Sequence[Dot]) -> list[float]:
    """Return where each moment stands: by its day, but far enough from the one before to be read."""
    inner = _TREND_WIDE - _LEFT - _RIGHT - 40
    if len(dots) == 1:
        return [_LEFT + 20 + inner / 2]
    first, last = dots[0].day, dots[-1].day
    span = (last - first).days
    by_day = [((dot.day - first).days / span if span else 0.0) for dot in dots]
    least = min(1 / (len(dots) - 1), 66 / inner if len(dots) <= SHOWN_DAYS else 14 / inner)
    found = [0.0]
    for share in by_day[1:]:
        found.append(max(share, found[-1] + least))
    stretch = max(found[-1], 1.0)
    return [_LEFT + 20 + inner * share / stretch for share in found]


def _height(points: float) -> float:
    return _TREND_HIGH - _FOOT - (_TREND_HIGH - _FOOT - _TOP) * points / 100
