"""Draw what several people said about one practice, each answer a brick and nobody named; say it in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assessments import Agreement, Bar, Kind, Practice, Questionnaire
from delivery import Mark
from ui.assessing.answering_signs import colors_of, mark_strokes, text

MOST_COLUMNS = 12
"""So many columns fit; of more, only what somebody said is drawn."""
HIGH, FOOT, TOP = 92.0, 36.0, 18.0
LEAST_WIDE, MOST_WIDE, COLUMN = 360.0, 480.0, 90.0
"""A picture of few columns is narrow, so that its words stay readable where it has to shrink."""
_BRICK, _BRICK_GAP, _LETTER = 10.0, 3.0, 6.4


@dataclass(frozen=True, slots=True)
class Column:
    """Hold one column of bricks: its words, how many said it, its mark, and what the team wants or agreed."""

    text: str
    count: int
    mark: Mark | None = None
    target: bool = False
    agreed: bool = False


def columns_of(
    questionnaire: Questionnaire, practice: Practice, found: Agreement, target: str | None, agreed: str | None
) -> tuple[Column, ...]:
    """Return the columns of a practice: every option in its order, or what was said where that is too much.

    Args:
        questionnaire: what was asked.
        practice: the practice.
        found: what was said.
        target: the option the team aims at.
        agreed: the word the team agreed on.
    """
    marks = {option.id: option.mark for option in questionnaire.options(practice.question)}
    bars = [bar for bar in found.bars if bar.worth is not None]
    if len(bars) > MOST_COLUMNS:
        bars = [bar for bar in bars if bar.count]
    columns = [
        Column(bar.text, bar.count, marks.get(bar.word), bar.word == target, bar.word == agreed)
        for bar in bars
    ]
    return tuple(columns if len(columns) <= MOST_COLUMNS else gathered(columns))


def gathered(columns: Sequence[Column]) -> list[Column]:
    """Join neighboring columns until they fit, named by their ends."""
    each = -(-len(columns) // MOST_COLUMNS)
    groups = [columns[start : start + each] for start in range(0, len(columns), each)]
    return [
        replace(
            group[0],
            text=group[0].text if len(group) == 1 else f"{group[0].text} to {group[-1].text}",
            count=sum(one.count for one in group),
            target=any(one.target for one in group),
            agreed=any(one.agreed for one in group),
        )
        for group in groups
    ]


def bricks_svg(columns: Sequence[Column], *, dark: bool = False) -> str:
    """Return the histogram: a brick per answer, the target's column in a dashed frame with its flag."""
    colors = colors_of(dark=dark)
    across = min(max(COLUMN * len(columns), LEAST_WIDE), MOST_WIDE)
    wide = across / max(len(columns), 1)
    most = max((column.count for column in columns), default=0)
    pitch = min(_BRICK + _BRICK_GAP, HIGH / max(most, 1))
    parts = []
    for place, column in enumerate(columns):
        middle = wide * (place + 0.5)
        parts += bricks(column, middle, min(44.0, wide * 0.6), pitch, colors)
        parts += foot(column, middle, wide, colors, dark=dark)
    floor = TOP + HIGH + 1
    parts.append(f'<rect x="0" y="{floor:g}" width="{across:g}" height="1.5" fill="{colors["edge"]}"/>')
    high = TOP + HIGH + FOOT
    size = f'width="{across:g}" height="{high:g}" viewBox="0 0 {across:g} {high:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def bricks(column: Column, middle: float, wide: float, pitch: float, colors: Mapping[str, str]) -> list[str]:
    """Return the bricks of one column, and its frame where it is the target."""
    high, base = max(pitch - min(_BRICK_GAP, pitch * 0.3), 0.4), TOP + HIGH
    parts = [
        f'<rect x="{middle - wide / 2:.1f}" y="{base - pitch * number - high:.1f}" width="{wide:.1f}" '
        f'height="{high:.1f}" fill="{colors["ink2"]}"/>'
        for number in range(column.count)
    ]
    if column.count * pitch > HIGH - 1:
        above = f'font-size="11" text-anchor="middle" fill="{colors["ink2"]}"'
        parts.append(text(str(column.count), middle, base - pitch * column.count - 3, above))
    if column.target:
        left, across = middle - wide / 2 - 8, wide + 16
        parts.append(
            f'<rect x="{left:.1f}" y="6" width="{across:.1f}" height="{base - 4:.1f}" rx="4" fill="none" '
            f'stroke="{colors["ink"]}" stroke-width="1.5" stroke-dasharray="4 3"/>'
            f'<path d="M{left + across - 16:.1f} 1h12l-3.5 4.5 3.5 4.5h-12z" fill="{colors["ink"]}"/>'
        )
    return parts


def foot(column: Column, middle: float, wide: float, colors: Mapping[str, str], *, dark: bool) -> list[str]:
    """Return the words below a column, in two lines where they need them, with the mark before them."""
    space = wide - 6 - (16 if column.mark else 0)
    lines = wrapped(column.text, max(int(space / _LETTER), 4))
    weight = 700 if column.target or column.agreed else 400
    look = f'font-size="12.5" font-weight="{weight}" text-anchor="middle" fill="{colors["ink"]}"'
    shift = 9 if column.mark else 0
    parts = [text(line, middle + shift, TOP + HIGH + 17 + 15 * row, look) for row, line in enumerate(lines)]
    if column.mark:
        left = middle + shift - len(lines[0]) * _LETTER / 2 - 18
        strokes = mark_strokes(column.mark, dark=dark)
        parts.append(f'<g transform="translate({left:.1f} {TOP + HIGH + 5:.1f}) scale(.62)">{strokes}</g>')
    if column.agreed:
        wide_line = len(lines[-1]) * _LETTER
        under = TOP + HIGH + 20 + 15 * (len(lines) - 1)
        parts.append(
            f'<rect x="{middle + shift - wide_line / 2:.1f}" y="{under:.1f}" width="{wide_line:.1f}" '
            f'height="1.8" fill="{colors["ink"]}"/>'
        )
    return parts


def wrapped(words: str, letters: int) -> list[str]:
    """Return words in at most two lines of so many letters; what is too long ends with dots."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters and len(lines) == 1:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return [line if len(line) <= letters else f"{line[: letters - 1].rstrip()}…" for line in lines]


# ---------------------------------------------------------------- in words


def apart(found: Agreement, practice: Practice) -> str:
    """Say how far apart the values are: in steps of a scale, or in the question's numbers."""
    given = [bar for bar in found.bars if bar.worth is not None]
    chosen = [place for place, bar in enumerate(given) if bar.count]
    if not chosen:
        return "no value given"
    if len(chosen) == 1:
        return "agreed" if found.count == found.valued else "agreed, of those who said"
    if practice.question.kind in {Kind.NUMBER, Kind.PERCENT, Kind.MULTI}:
        return f"{len(chosen)} different answers"
    steps = chosen[-1] - chosen[0]
    return "1 step apart" if steps == 1 else f"{steps} steps apart"


def without_value(found: Agreement) -> list[tuple[str, str]]:
    """Return what was said instead of a value: state and words, such as "2 don't know"."""
    return [
        (bar.word.removeprefix("~"), f"{bar.count} {lowered(bar.text)}")
        for bar in found.bars
        if bar.worth is None and bar.count
    ]


def lowered(words: str) -> str:
    """Return words as they stand inside a sentence."""
    return words[:1].lower() + words[1:]


def said_most(found: Agreement) -> str:
    """Say in one line what most people said."""
    rows = sorted((bar for bar in found.bars if bar.count), key=lambda bar: -bar.count)[:2]
    return ", ".join(f"{bar.count} say {lowered(bar.text)}" for bar in rows)


def in_one_line(bars: Sequence[Bar]) -> str:
    """Return a histogram as words: the text twin of its picture."""
    return ", ".join(f"{bar.text}: {bar.count}" for bar in bars)


def measures(found: Agreement) -> str:
    """Return the median, the deviation from it and the agreement index, each with its n."""
    spread = found.spread
    if spread is None:
        return "Fewer than two values: no spread."
    middle = " to ".join(found.middle)
    close = "close enough" if spread.close else "apart"
    return (
        f"Median: {middle} (n = {spread.count}). Mean distance from the median {spread.deviation:.2f}, "
        f"close up to {spread.limit:.2f}: {close}. Agreement index rwg {spread.rwg_shown:.2f} of 1; "
        "read it beside the histogram, never alone."
    )
