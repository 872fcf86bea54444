"""Draw the road that pipeline files describe: stages in order, with icon, word and surface of their marks.

The picture is static: equal roads give equal text, and `wording.road_line` is its twin in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from assessments.evidence.pipelines import Road, RoadStage
from delivery import Mark
from ui import palette
from ui.evidence.wording import FILLED, columns, marks_of

FONT: Final = 'font-family="Inter, system-ui, sans-serif"'
WIDE, HIGH, SIDE = 148, 92, 8
ROW: Final = 4
"""So many columns stand beside each other, so that a phone can show them; the road goes on below."""
LETTERS, LINES = 17, 2
MOST: Final = 60
"""So many stages are drawn; the words below the picture name all of them."""
_SIGNS: Final[Mapping[Mark, str]] = {
    Mark.BOLT: '<path fill="{0}" d="M13.9 1.9 4.8 13.3h6.1l-1.3 8.8 9.6-12h-6.5z"/>',
    Mark.BUTTON: '<circle cx="12" cy="12" r="9.2" fill="none" stroke="{0}" stroke-width="2.1"/>'
    '<circle cx="12" cy="12" r="5.5" fill="{0}"/>',
    Mark.HAND: '<path fill="none" stroke="{0}" stroke-width="2.6" stroke-linecap="round" '
    'd="M8.7 12V5.5M12.05 11.5V3.2M15.4 11.5V4.1M18.7 12.5V7.1"/><path fill="{0}" d="M7.4 10.9h12.6v4.3'
    'c0 4.1-2.5 7.2-6.3 7.2h-1.5c-2.3 0-3.9-.9-5.2-2.7L3.3 15.1c-.6-.8-.4-1.8.3-2.3s1.7-.4 2.3.3l1.5 1.7z"/>',
    Mark.HOURGLASS: '<path fill="{0}" d="M4.6 1.8h14.8v2.9H4.6zM4.6 19.3h14.8v2.9H4.6z'
    'M8.5 7.4h7l-3 3.5v2.9l3.6 4.6H7.9l3.6-4.6v-2.9z"/>',
}


def road_svg(road: Road, *, dark: bool = False) -> str:
    """Return a road as a picture; stages side by side stand below each other."""
    colors = palette.DARK if dark else palette.LIGHT
    marks, rows = marks_of(road), {row.id: row for row in road.stages}
    bands = list(_bands(columns(road)))
    parts, top = [], 0
    for band in bands:
        for place, column in enumerate(band):
            for down, name in enumerate(column):
                at = (SIDE + place * WIDE, top + down * HIGH)
                parts.append(_stage(marks[name], rows[name], at, colors))
        top += HIGH * max(map(len, band))
    width = 2 * SIDE + WIDE * max((len(band) for band in bands), default=1)
    size = f'width="{width}" height="{top}" viewBox="0 0 {width} {top}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def _bands(found: tuple[tuple[str, ...], ...]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Yield as many columns as fit beside each other, up to the most stages."""
    left, shown = MOST, []
    for column in found:
        shown.append(column[:left])
        left -= len(shown[-1])
        if not left:
            break
    for start in range(0, len(shown), ROW):
        yield tuple(shown[start : start + ROW])


def _stage(said: tuple[str, Mark], row: RoadStage, at: tuple[int, int], colors: Mapping[str, str]) -> str:
    (title, mark), (x, y) = said, at
    color = colors[mark.value]
    sign = f'<g transform="translate({x} {y + 6}) scale(.75)">{_SIGNS[mark].format(color)}</g>'
    word = mark.word + (f", {row.width} copies" if row.width > 1 else "")
    parts = [sign, _text(x + 24, y + 20, word, color, 13), _surface(mark, x, y + 30, color)]
    parts += [
        _text(x, y + 54 + 16 * place, line, colors["ink"], 13) for place, line in enumerate(wrapped(title))
    ]
    return "".join(parts)


def _surface(mark: Mark, x: int, y: int, color: str) -> str:
    """Return nine thick pixels of road: hatched, grains, two rails or solid."""
    long = WIDE - 10
    if mark is Mark.BOLT:
        return f'<path d="M{x} {y + 4.5}h{long}" stroke="{color}" stroke-width="9"/>'
    if mark is Mark.BUTTON:
        return f'<path d="M{x} {y + 1.5}h{long}M{x} {y + 7.5}h{long}" stroke="{color}" stroke-width="3"/>'
    if mark is Mark.HOURGLASS:
        line = f'stroke="{color}" stroke-width="6" stroke-linecap="round" stroke-dasharray="0 9"'
        return f'<path d="M{x + 4} {y + 4.5}h{long - 8}" {line}/>'
    hatch = "".join(f"M{x + step} {y + 9}l9 -9" for step in range(0, long - 9, 7))
    return f'<path d="{hatch}" stroke="{color}" stroke-width="2.6"/>'


def wrapped(title: str) -> list[str]:
    """Return a title in at most two short lines; what is left out is told by three dots."""
    lines = [""]
    for word in title.replace(FILLED, "…").split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= LETTERS or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    more = len(lines) > LINES
    lines = lines[:LINES]
    if more:
        lines[-1] += " …"
    return [line if len(line) <= LETTERS else line[: LETTERS - 1] + "…" for line in lines]


def _text(x: int, y: int, text: str, color: str, size: int) -> str:
    return f'<text x="{x}" y="{y}" fill="{color}" font-size="{size}" {FONT}>{escape(text)}</text>'
