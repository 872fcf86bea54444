"""Draw what a room answered: a bar for each answer, an open one above it for the vote before.

Equal values give equal text; what is right has a full letter and the word, so that no color says it alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.charts.assess import colors_of, cut, rect, text, whole

WIDE, LEFT, RIGHT = 660.0, 44.0, 56.0
_TOP, _BAR, _GAP = 22.0, 13.0, 14.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer: its letter and words, whether it is right, how many chose it now and in the vote before."""

    letter: str
    words: str
    right: bool
    count: int
    before: int | None = None

    def said(self) -> str:
        """Return the bar as words: the text of its picture."""
        right = ", right" if self.right else ""
        before = "" if self.before is None else f"{self.before} before, "
        return f"{self.letter} {self.words}{right}: {before}{self.count}"


def votes_svg(bars: Sequence[Bar], *, dark: bool = False) -> str:
    """Return the answers of a room as a picture."""
    colors = colors_of(dark=dark)
    ink, bg = colors["ink"], colors["raised"]
    most = max([1, *(max(bar.count, bar.before or 0) for bar in bars)])
    each = [_TOP + _BAR + _GAP + (_BAR + 4 if bar.before is not None else 0) for bar in bars]
    parts, top = [], 0.0
    for bar, high in zip(bars, each, strict=True):
        middle, y = top + _TOP / 2 + 6, top + _TOP
        fill, sign = (ink, bg) if bar.right else (bg, ink)
        circle = f'r="12" fill="{fill}" stroke="{ink}" stroke-width="1.5"'
        parts.append(f'<circle cx="16" cy="{middle + 4:.1f}" {circle}/>')
        look = 'font-size="13" font-weight="700" text-anchor="middle"'
        parts.append(text(bar.letter, 16, middle + 8.5, sign, look))
        said = cut(bar.words, WIDE - LEFT - (60 if bar.right else 8), 14)
        weight = 700 if bar.right else 400
        right = "  (right)" if bar.right else ""
        parts.append(text(f"{said}{right}", LEFT, top + 16, ink, f'font-size="14" font-weight="{weight}"'))
        if bar.before is not None:
            parts += _bar(bar.before, most, y, ink, "none")
            y += _BAR + 4
        parts += _bar(bar.count, most, y, ink, ink)
        top += high
    return whole(parts, WIDE, max(top, 1))


@dataclass(frozen=True, slots=True)
class Lasted:
    """One step of a deployment by hand: its number and words, how long it took [s], what it says."""

    number: int
    words: str
    seconds: float
    says: str
    slip: bool


def lasted_svg(steps: Sequence[Lasted], *, dark: bool = False) -> str:
    """Return how long a deployment by hand waited for each of its steps as a picture."""
    colors = colors_of(dark=dark)
    ink, hand = colors["ink"], colors["hand"]
    most = max([1.0, *(step.seconds for step in steps)])
    parts, high = [], _TOP + _BAR + _GAP
    for place, step in enumerate(steps):
        top = place * high
        weight = 700 if step.slip else 400
        said = cut(f"{step.number}. {step.words}", WIDE - LEFT - 60, 14)
        parts.append(text(said, LEFT, top + 16, ink, f'font-size="14" font-weight="{weight}"'))
        wide = max(step.seconds / most * (WIDE - LEFT - RIGHT - 40), 1.5)
        parts.append(rect(LEFT, top + _TOP + 1, wide, _BAR, f'fill="{hand}"'))
        look = 'font-size="14" font-weight="650"'
        parts.append(text(step.says, LEFT + wide + 8, top + _TOP + _BAR - 0.5, ink, look))
    return whole(parts, WIDE, max(len(steps) * high, 1))


def _bar(count: int, most: int, y: float, ink: str, fill: str) -> list[str]:
    wide = max(count / most * (WIDE - LEFT - RIGHT), 1.5)
    return [
        rect(LEFT, y + 1, wide, _BAR, f'fill="{fill}" stroke="{ink}" stroke-width="1.5"'),
        text(str(count), LEFT + wide + 8, y + _BAR - 0.5, ink, 'font-size="14" font-weight="650"'),
    ]
