"""Draw the signs of answering as pictures: the four marks, the five answer states, how far one has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from assessments import AnswerState
from delivery import Mark
from ui import palette

UNANSWERED = "unanswered"
FONT = "Inter, system-ui, sans-serif"
WIDE = 720.0
"""The width of the strip [px]; it shrinks with the page."""
SINGLY = 120
"""So many questions have a dash each; of more, each part has a bar."""
_GAP, _BREAK, _HIGH = 2.0, 8.0, 6.0

_LINE = 'fill="none" stroke="{ink}" stroke-width="2"'
_ROUND = _LINE + ' stroke-linecap="round" stroke-linejoin="round"'
STATES: Mapping[str, str] = {
    AnswerState.VALUE.value: '<rect x="3" y="3" width="18" height="18" rx="3" fill="{ink}"/>',
    AnswerState.NOT_APPLICABLE.value: f'<circle cx="12" cy="12" r="9" {_LINE}/>'
    f'<path d="M5.8 18.2L18.2 5.8" {_LINE}/>',
    AnswerState.DONT_KNOW.value: f'<circle cx="12" cy="12" r="9" {_LINE}/>'
    f'<path d="M9.3 9.7c0-1.6 1.2-2.6 2.8-2.6s2.7 1 2.7 2.4c0 1.9-2.7 2.1-2.7 4.1" {_ROUND}/>'
    '<circle cx="12.1" cy="16.9" r="1.25" fill="{ink}"/>',
    AnswerState.ELSEWHERE.value: '<path d="M10.5 4.5H6a2 2 0 0 0-2 2V18a2 2 0 0 0 2 2h11.5a2 2 0 0 0 2-2v-4.5'
    f'M14 4h6v6M20 4l-8.8 8.8" {_ROUND}/>',
    UNANSWERED: f'<circle cx="12" cy="12" r="9" {_LINE} stroke-dasharray="3.2 3.2"/>',
}
"""The sign of each answer state, in a square of 24."""

_MARKS: Mapping[Mark, str] = {
    Mark.HAND: '<g transform="rotate(6 12 12)"><path fill="none" stroke="{ink}" stroke-width="2.6" '
    'stroke-linecap="round" d="M8.7 12V5.5M12.05 11.5V3.2M15.4 11.5V4.1M18.7 12.5V7.1"/><path fill="{ink}" '
    'd="M7.4 10.9h12.6v4.3c0 4.1-2.5 7.2-6.3 7.2h-1.5c-2.3 0-3.9-.9-5.2-2.7L3.3 15.1c-.6-.8-.4-1.8.3-2.3'
    's1.7-.4 2.3.3l1.5 1.7z"/></g>',
    Mark.HOURGLASS: '<path fill="{ink}" d="M4.6 1.8h14.8a1 1 0 0 1 1 1v.9a1 1 0 0 1-1 1H4.6a1 1 0 0 1-1-1v-.9'
    "a1 1 0 0 1 1-1zM4.6 19.3h14.8a1 1 0 0 1 1 1v.9a1 1 0 0 1-1 1H4.6a1 1 0 0 1-1-1v-.9a1 1 0 0 1 1-1z"
    "M8.5 7.4h7c-.5 1.6-2.3 2.4-3 3.5v2.9c1.3.4 3.4 1.6 3.6 4.6H7.9c.2-3 2.3-4.2 3.6-4.6v-2.9c-.7-1.1-2.5-1.9"
    '-3-3.5z"/><path fill="none" stroke="{ink}" stroke-width="1.9" d="M6.4 4.6v1.6c0 2.9 4 3.9 4 5.8s-4 '
    '2.9-4 5.8v1.6M17.6 4.6v1.6c0 2.9-4 3.9-4 5.8s4 2.9 4 5.8v1.6"/>',
    Mark.BUTTON: '<circle cx="12" cy="12" r="9.2" fill="none" stroke="{ink}" stroke-width="2.1"/>'
    '<circle cx="12" cy="12" r="5.5" fill="{ink}"/>',
    Mark.BOLT: '<path fill="{ink}" stroke="{ink}" stroke-width="1.2" stroke-linejoin="round" '
    'd="M13.9 1.9 4.8 13.3h6.1l-1.3 8.8 9.6-12h-6.5z"/>',
}


@dataclass(frozen=True, slots=True)
class Part:
    """Hold a part of a questionnaire: how each question was answered, and which of them is shown, if any."""

    states: tuple[str, ...]
    here: int | None = None


def colors_of(*, dark: bool) -> Mapping[str, str]:
    """Return the colors of a theme."""
    return palette.DARK if dark else palette.LIGHT


def mark_svg(mark: Mark, size: int = 24) -> str:
    """Return one of the four marks in its color of the theme that shows it: the picture asks the browser."""
    light, dark = palette.LIGHT[mark.value], palette.DARK[mark.value]
    style = f"svg{{color:{light}}}@media (prefers-color-scheme:dark){{svg{{color:{dark}}}}}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 24 24">'
        f"<style>{style}</style>{_MARKS[mark].replace('{ink}', 'currentColor')}</svg>"
    )


def mark_strokes(mark: Mark, *, dark: bool) -> str:
    """Return the strokes of a mark in a square of 24."""
    return _MARKS[mark].replace("{ink}", colors_of(dark=dark)[mark.value])


def state_strokes(state: str, color: str) -> str:
    """Return the strokes of an answer state's sign in a square of 24."""
    return STATES[state].replace("{ink}", color)


def near_svg(states: Sequence[str], here: int, number: int, *, dark: bool = False) -> str:
    """Return the signs of a few questions in a row; `here` [0..] has a frame with its number."""
    colors, step = colors_of(dark=dark), 34
    parts = []
    for place, state in enumerate(states):
        left = place * step
        if place == here:
            parts.append(
                f'<rect x="{left + 1.5}" y="1.5" width="29" height="29" rx="6" fill="{colors["raised"]}" '
                f'stroke="{colors["ink"]}" stroke-width="2.5"/>'
                f'<text x="{left + 16}" y="21.5" text-anchor="middle" font-family="{FONT}" '
                f'font-size="{15 if number < 100 else 11}" font-weight="700" '  # noqa: PLR2004 - three digits are smaller
                f'fill="{colors["ink"]}">{number}</text>'
            )
        else:
            color = colors["ink3"] if state == UNANSWERED else colors["ink"]
            parts.append(
                f'<g transform="translate({left + 6} 6) scale(.83)">{state_strokes(state, color)}</g>'
            )
    return _whole(parts, step * len(states), 32)


def strip_svg(parts: Sequence[Part], *, dark: bool = False) -> str:
    """Return how far one has come: a dash for each question, or a bar for each part where they are many."""
    colors = colors_of(dark=dark)
    if sum(len(part.states) for part in parts) > SINGLY:
        return _whole(_bars(parts, colors), WIDE, _HIGH)
    count = sum(len(part.states) for part in parts)
    wide = (WIDE - _BREAK * (len(parts) - 1) - _GAP * (count - len(parts))) / max(count, 1)
    drawn, left = [], 0.0
    for part in parts:
        for place, state in enumerate(part.states):
            drawn.append(_dash(left, wide, colors, answered=state != UNANSWERED, here=place == part.here))
            left += wide + _GAP
        left += _BREAK - _GAP
    return _whole(drawn, WIDE, _HIGH)


def _bars(parts: Sequence[Part], colors: Mapping[str, str]) -> list[str]:
    shown = [part for part in parts if part.states]
    gap = _BREAK if len(shown) * _BREAK * 2 < WIDE else _GAP / 4
    whole = max((WIDE - gap * (len(shown) - 1)) / max(len(shown), 1), 0.5)
    drawn = []
    for place, part in enumerate(shown):
        left = place * (whole + gap)
        done = sum(state != UNANSWERED for state in part.states) / len(part.states)
        drawn.append(_dash(left, whole, colors, answered=False, here=False))
        drawn.append(_dash(left, whole * done, colors, answered=True, here=False))
        if part.here is not None:
            tick = left + whole * part.here / len(part.states)
            drawn.append(_dash(tick, 3.0, colors, answered=True, here=True))
    return drawn


def _dash(left: float, wide: float, colors: Mapping[str, str], *, answered: bool, here: bool) -> str:
    color = colors["ink"] if here else colors["ink2"] if answered else colors["line"]
    high, top = (_HIGH, 0.0) if here else (_HIGH - 2, 1.0)
    return f'<rect x="{left:.1f}" y="{top:g}" width="{wide:.1f}" height="{high:g}" fill="{color}"/>'


def _whole(parts: Sequence[str], wide: float, high: float) -> str:
    size = f'width="{wide:g}" height="{high:g}" viewBox="0 0 {wide:g} {high:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def text(words: str, x: float, y: float, look: str) -> str:
    """Return one line of text as SVG; `look` are its attributes."""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" {look}>{escape(words)}</text>'
