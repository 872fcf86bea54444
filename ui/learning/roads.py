"""Draw small roads as pictures: the course with its lessons, and a road whose stages light up.

They are static: equal values give equal text, and the words beside them are their twin.
"""

from collections.abc import Mapping, Sequence
from html import escape

from ui import palette

FONT = 'font-family="Inter, system-ui, sans-serif"'
STEP, SIDE, RADIUS = 54, 24, 11
ROW, DOWN = 6, 46
"""So many lessons stand in one row, so that a phone can show them; the next row is lower by this [px]."""
STAGE, HIGH = 104, 76


def course_svg(states: Sequence[str], *, dark: bool = False) -> str:
    """Return the course as a road: a full circle for a lesson that is done, the number of the next one.

    Args:
        states: `done`, `begun`, `next` or `open`, lesson by lesson.
        dark: for the dark theme.
    """
    colors = palette.DARK if dark else palette.LIGHT
    long = min(len(states), ROW)
    width, rows = 2 * SIDE + STEP * (long - 1), -(-len(states) // ROW)
    parts = []
    for row in range(rows):  # a line that goes on below runs out of the picture on the right, in on the left
        count, y = len(states[row * ROW : (row + 1) * ROW]), 20 + row * DOWN
        start, end = 0 if row else SIDE, width if row < rows - 1 else SIDE + STEP * (count - 1)
        parts.append(f'<path d="M{start} {y}H{end}" stroke="{colors["edge"]}" stroke-width="2"/>')
    for place, state in enumerate(states):
        row, column = divmod(place, ROW)
        parts += _lesson(str(place + 1), state, (SIDE + STEP * column, 20 + row * DOWN), colors)
    return _svg(width, 40 + DOWN * (rows - 1), parts)


def _lesson(number: str, state: str, at: tuple[int, int], colors: Mapping[str, str]) -> list[str]:
    """Draw one lesson of the road."""
    x, y = at
    fill = colors["ink"] if state == "done" else colors["bg"]
    line, wide = (colors["edge"], 2) if state == "open" else (colors["ink"], 3 if state == "next" else 2)
    ink = colors["bg"] if state == "done" else colors["ink"]
    parts = [
        f'<circle cx="{x}" cy="{y}" r="{RADIUS}" fill="{fill}" stroke="{line}" stroke-width="{wide}"/>',
        _text((x, y + 4), 'font-size="12" font-weight="650"', ink, number),
    ]
    if state == "begun":
        parts.append(f'<path d="M{x - 5} {y + 17}h10" stroke="{colors["ink"]}" stroke-width="3"/>')
    return parts


def lit_svg(titles: Mapping[str, str], lit: Mapping[str, bool], *, dark: bool = False) -> str:
    """Return a road whose stages are solid where they are lit, dotted where something is missing.

    Args:
        titles: the stages in their order, by id.
        lit: whether each that needs something has it; a stage that needs nothing is a plain line.
        dark: for the dark theme.
    """
    colors = palette.DARK if dark else palette.LIGHT
    half = (len(titles) + 1) // 2 if len(titles) > HALVED else len(titles)
    rows = [list(titles)[:half], list(titles)[half:]] if half < len(titles) else [list(titles)]
    parts = []
    for row, names in enumerate(rows):
        for place, name in enumerate(names):
            parts += _stage(titles[name], lit.get(name), (place * STAGE + 4, row * HIGH + 26), colors)
    return _svg(half * STAGE + 8, len(rows) * HIGH, parts)


HALVED = 5
"""A road of more stages is drawn in two rows, so that a phone can show it."""


def _stage(title: str, lit: bool | None, at: tuple[int, int], colors: Mapping[str, str]) -> list[str]:  # noqa: FBT001 - yes, no, or needs nothing
    x, y = at
    if lit:
        line = f'<path d="M{x} {y}h{STAGE - 4}" stroke="{colors["bolt"]}" stroke-width="9"/>'
    else:
        dash = ' stroke-dasharray="2 6"' if lit is False else ""
        line = f'<path d="M{x} {y}h{STAGE - 4}" stroke="{colors["edge"]}" stroke-width="3"{dash}/>'
    word = "lit" if lit else "missing" if lit is False else ""
    tone = colors["bolt"] if lit else colors["ink3"]
    center = x + (STAGE - 4) // 2
    return [
        line,
        _text((center, y + 22), 'font-size="13" font-weight="600"', colors["ink"], title),
        _text((center, y + 38), 'font-size="12"', tone, word),
    ]


def _text(at: tuple[int, int], size: str, color: str, text: str) -> str:
    place = f'x="{at[0]}" y="{at[1]}" text-anchor="middle" fill="{color}"'
    return f"<text {place} {FONT} {size}>{escape(text)}</text>"


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
