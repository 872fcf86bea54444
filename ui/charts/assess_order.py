"""Draw which practice comes before which: columns from left to right, a line for each dependency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from ui.charts.assess import colors_of, cut, rect, text, whole

_WIDE, _HIGH, _ACROSS, _DOWN = 236.0, 40.0, 56.0, 12.0


@dataclass(frozen=True, slots=True)
class Box:
    """One practice of the picture: its words, its score in words, whether it is met, what it depends on."""

    id: str
    title: str
    note: str
    met: bool
    needs: tuple[str, ...] = ()


def depths(boxes: Sequence[Box]) -> dict[str, int]:
    """Return the column of each box [0..]: one behind the last of what it depends on."""
    needs = {box.id: [need for need in box.needs if need != box.id] for box in boxes}
    found = dict.fromkeys(needs, 0)
    for _ in range(len(boxes)):
        changed = False
        for name, wanted in needs.items():
            least = max((found[need] + 1 for need in wanted if need in found), default=0)
            if least > found[name] and least < len(boxes):
                found[name], changed = least, True
        if not changed:
            break
    return found


def columns_of(boxes: Sequence[Box]) -> list[list[Box]]:
    """Return the boxes by column, each near what it depends on so that few lines cross."""
    depth = depths(boxes)
    columns: list[list[Box]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for box in boxes:
        columns[depth[box.id]].append(box)
    place = {box.id: float(line) for column in columns[:1] for line, box in enumerate(column)}
    for column in columns[1:]:
        column.sort(key=lambda box: _middle(box, place))
        place.update({box.id: float(line) for line, box in enumerate(column)})
    return columns


def _middle(box: Box, place: Mapping[str, float]) -> float:
    return fmean([place[need] for need in box.needs if need in place] or [0.0])


def order_svg(boxes: Sequence[Box], *, dark: bool = False) -> str:
    """Return the picture: a full dot before a practice that is met, an open one before the others."""
    colors = colors_of(dark=dark)
    columns = columns_of(boxes)
    tall = max((len(column) for column in columns), default=0) * (_HIGH + _DOWN)
    spots: dict[str, tuple[float, float]] = {}
    for across, column in enumerate(columns):
        above = (tall - len(column) * (_HIGH + _DOWN)) / 2
        for line, box in enumerate(column):
            spots[box.id] = (across * (_WIDE + _ACROSS), above + line * (_HIGH + _DOWN))
    lines = [
        _line(spots[need], spots[box.id], colors) for box in boxes for need in box.needs if need in spots
    ]
    drawn = [part for box in boxes for part in _box(box, spots[box.id], colors)]
    return whole([*lines, *drawn], max(len(columns) * (_WIDE + _ACROSS) - _ACROSS, 1), max(tall, 1))


def _line(start: tuple[float, float], end: tuple[float, float], colors: Mapping[str, str]) -> str:
    x0, y0 = start[0] + _WIDE, start[1] + _HIGH / 2
    x1, y1 = end[0] - 7, end[1] + _HIGH / 2
    bend = max(abs(x1 - x0) / 2, 24)
    curve = f"M{x0:.1f} {y0:.1f}C{x0 + bend:.1f} {y0:.1f} {x1 - bend:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
    tip = f"M{x1 + 7:.1f} {y1:.1f}l-8 -4v8z"
    edge = colors["edge"]
    return (
        f'<path d="{curve}" fill="none" stroke="{edge}" stroke-width="1.3"/><path d="{tip}" fill="{edge}"/>'
    )


def _box(box: Box, spot: tuple[float, float], colors: Mapping[str, str]) -> list[str]:
    x, y = spot
    ink = colors["ink"]
    fill = ink if box.met else colors["raised"]
    edge = f'rx="6" fill="{colors["raised"]}" stroke="{colors["edge"]}"'
    round_one = f'r="5" fill="{fill}" stroke="{ink}" stroke-width="1.6"'
    return [
        rect(x + 0.5, y + 0.5, _WIDE - 1, _HIGH - 1, edge),
        f'<circle cx="{x + 15:.1f}" cy="{y + _HIGH / 2:.1f}" {round_one}/>',
        text(cut(box.title, _WIDE - 36, 11), x + 28, y + 17, ink, 'font-size="12" font-weight="600"'),
        text(cut(box.note, _WIDE - 36, 11.5), x + 28, y + 32, colors["ink2"], 'font-size="11.5"'),
    ]
