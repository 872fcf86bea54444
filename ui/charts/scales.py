"""Draw small number lines as pictures: lanes on a scale, a guess beside its outcome.

They are static: equal values give equal text, the words and numbers beside them are their twin.
"""

import base64
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from ui import palette

WIDTH, HEIGHT, PAD = 236, 52, 14
FONT = 'font-family="Inter, system-ui, sans-serif"'
FAR = 3.0
"""From this ratio of the largest to the smallest a scale goes by factors of ten."""
GAP = 20.0
_STEPS = (1.0, 2.0, 5.0, 10.0)
Say = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a scale, with its interval if it has one."""

    letter: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Where values lie between two ends, evenly or by factors of ten."""

    low: float
    high: float
    by_tens: bool

    def place(self, value: float) -> float:
        """Return how far along a value lies, 0..1; what lies outside stands at the end."""
        if not self.by_tens:
            return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))
        if value <= self.low:
            return 0.0
        return min(1.0, math.log(value / self.low) / math.log(self.high / self.low))

    def ticks(self) -> list[float]:
        """Return where the scale carries a number."""
        if not self.by_tens:
            parts = 4 if f"{self.high:e}".startswith("2") else 5
            return [self.low + (self.high - self.low) * i / parts for i in range(parts + 1)]
        decades = round(math.log10(self.high / self.low))
        step = max(1, math.ceil(decades / 4))
        return [self.low * 10.0**i for i in range(0, decades + 1, step)]


def nice(value: float) -> float:
    """Return the next of 1, 2, 5, 10, 20 … from a value up; 1 for nothing."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in _STEPS if step * power >= value * (1 - 1e-9))


def scale_for(values: Sequence[float]) -> Scale:
    """Return the scale that shows these values: by factors of ten where they lie far apart."""
    least, most = min(values), max(values)
    if least > 0 and most / least >= FAR:
        low, high = math.floor(math.log10(least)), math.ceil(math.log10(most))
        return Scale(10.0**low, 10.0 ** max(high, low + 1), by_tens=True)
    return Scale(min(0.0, -nice(-least) if least < 0 else 0.0), nice(most), by_tens=False)


def whole(said: str) -> str:
    """Return a number in words without a decimal that is 0: an end of a scale is a round number."""
    return re.sub(r"\.0+(?!\d)", "", said)


def uri(svg: str) -> str:
    """Return a picture as an address that a page or a table can hold."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def scale_svg(points: Sequence[Point], say: Say, *, dark: bool = False) -> str:
    """Return lanes on one scale: a letter above the line for each, its interval as a bar on it."""
    colors = palette.DARK if dark else palette.LIGHT
    ends = [end for point in points for end in (point.low, point.high, point.value) if end is not None]
    scale = scale_for(ends)
    inner = WIDTH - 2 * PAD
    x = {point.letter: PAD + inner * scale.place(point.value) for point in points}
    line = 31
    parts = [_line(PAD, WIDTH - PAD, line, colors["edge"])]
    for point in points:
        low = PAD + inner * scale.place(point.value if point.low is None else point.low)
        high = PAD + inner * scale.place(point.value if point.high is None else point.high)
        left, wide = min(low, x[point.letter] - 1.5), max(3.0, high - low)
        parts.append(_bar(left, line - 3, wide, 6, colors["ink"]))
    for letter, place in spread_out(x).items():
        parts.append(letter_svg(letter, place, 14, colors))
    for end, anchor, place in ((scale.low, "start", PAD), (scale.high, "end", WIDTH - PAD)):
        parts.append(_text(whole(say(end)), place, HEIGHT - 5, anchor, _Look(colors["ink3"])))
    return _svg(parts, WIDTH, HEIGHT)


def spread_out(places: Mapping[str, float]) -> dict[str, float]:
    """Return letters pushed apart so that none hides another, in the order of their places."""
    ordered = sorted(places.items(), key=lambda item: item[1])
    found = [place for _, place in ordered]
    for _ in range(len(found)):
        for i, (left, right) in enumerate(pairwise(found)):
            push = (GAP - (right - left)) / 2
            if push > 0:
                found[i], found[i + 1] = left - push, right + push
    low = min(0.0, min(found, default=0.0) - GAP / 2)
    high = max(0.0, max(found, default=0.0) + GAP / 2 - WIDTH)
    return {letter: place - low - high for (letter, _), place in zip(ordered, found, strict=True)}


def letter_svg(letter: str, x: float, y: float, colors: Mapping[str, str]) -> str:
    """Return a lane's letter: A a full square, B an open circle, C an open square, D a full circle."""
    full = letter in "AD"
    edge = f'{_fill(colors["bg"])} stroke="{colors["ink"]}" stroke-width="1.6"'
    paint = _fill(colors["ink"]) if full else edge
    shape = (
        f'<rect x="{x - 8:.1f}" y="{y - 8:.1f}" width="16" height="16" rx="3" {paint}/>'
        if letter in "AC"
        else f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" {paint}/>'
    )
    return shape + _text(letter, x, y + 4, "middle", _Look(colors["bg" if full else "ink"], 11, bold=True))


def guess_svg(scale: Scale, guess: float | None, found: Point, say: Say, *, dark: bool = False) -> str:
    """Return a guess (open) and what came of it (full, with its interval) on one scale."""
    colors = palette.DARK if dark else palette.LIGHT
    wide, high, line = 360, 70, 40
    inner = wide - 2 * PAD

    def at(value: float) -> float:
        return PAD + inner * scale.place(value)

    parts = [_line(PAD, wide - PAD, line, colors["edge"])]
    for tick in scale.ticks():
        place = at(tick)
        mark = f'<path d="M{place:.1f} {line - 4}v8" stroke="{colors["edge"]}"/>'
        anchor = "start" if place < 2 * PAD else "end" if place > wide - 2 * PAD else "middle"
        edge = 0.0 if anchor == "start" else float(wide) if anchor == "end" else place
        parts += [mark, _text(whole(say(tick)), edge, line + 22, anchor, _Look(colors["ink3"]))]
    if found.low is not None and found.high is not None:
        left, right = at(found.low), at(found.high)
        parts.append(_bar(left, line - 6, max(2.0, right - left), 12, colors["wait"]))
    full, guessed = at(found.value), None
    if guess is not None:
        parts += _guessed(at(guess), full, line, colors)
        guessed = (at(guess), f"you: {whole(say(guess))}")
    parts.append(f'<circle cx="{full:.1f}" cy="{line}" r="7" {_fill(colors["ink"])}/>')
    parts += _labels(guessed, (full, say(found.value)), wide, colors)
    return _svg(parts, wide, high)


def _bar(x: float, y: float, wide: float, high: float, color: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" {_fill(color)}/>'


def _guessed(open_at: float, full_at: float, line: int, colors: Mapping[str, str]) -> list[str]:
    ink = f'stroke="{colors["ink"]}"'
    between = f'<path d="M{open_at:.1f} {line}H{full_at:.1f}" {ink} stroke-width="4"/>'
    dot = f'<circle cx="{open_at:.1f}" cy="{line}" r="7" {_fill(colors["bg"])} {ink} stroke-width="2"/>'
    return [between, dot]


def _labels(
    guess: tuple[float, str] | None, found: tuple[float, str], wide: float, colors: Mapping[str, str]
) -> list[str]:
    """Return what stands above the dots: each in the middle of its own, aside where they would touch."""
    halves = [] if guess is None else [len(guess[1]) * 3.4]
    halves.append(len(found[1]) * 5.0)
    shown = [found] if guess is None else [guess, found]
    places = [min(wide - half, max(half, x)) for (x, _), half in zip(shown, halves, strict=True)]
    if guess is not None:
        left = 0 if guess[0] <= found[0] else 1
        right = 1 - left
        touch = halves[left] + halves[right] + 10 - (places[right] - places[left])
        if touch > 0:
            places[left] = max(halves[left], places[left] - touch / 2)
            places[right] = min(wide - halves[right], places[left] + halves[left] + halves[right] + 10)
            places[left] = min(places[left], places[right] - halves[left] - halves[right] - 10)
    looks = [_Look(colors["ink2"], 13)] if guess is not None else []
    looks.append(_Look(colors["ink"], 16, bold=True))
    return [
        _text(text, place, 22, "middle", look)
        for (_, text), place, look in zip(shown, places, looks, strict=True)
    ]


def _fill(color: str) -> str:
    return f'fill="{color}"'


def _line(low: float, high: float, y: float, color: str) -> str:
    return f'<path d="M{low} {y}H{high}" stroke="{color}" stroke-width="1.4"/>'


@dataclass(frozen=True, slots=True)
class _Look:
    color: str
    size: int = 12
    bold: bool = False


def _text(text: str, x: float, y: float, anchor: str, look: _Look) -> str:
    weight = ' font-weight="700"' if look.bold else ""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{look.size}"{weight} {FONT}'
    return f"<text {place} {_fill(look.color)}>{escape(text)}</text>"


def _svg(parts: Sequence[str], wide: int, high: int) -> str:
    size = f'width="{wide}" height="{high}" viewBox="0 0 {wide} {high}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
