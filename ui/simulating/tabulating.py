"""Lay the comparison of lanes out as text: a line per metric, every number said and none drawn alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from delivery import METRICS, Source
from simulator import Outcome
from ui.charts.scales import Point, scale_svg, uri
from ui.simulating.comparing import ROWS, Row, Side, Told, arithmetic, batches, between, side_of, tell

PAIR = ("change_fail_rate", "failed_changes_per_1000")
"""Never shown without each other."""


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of all lanes.

    Attributes:
        row: what is compared.
        sides: each lane's value with its interval, by its letter.
        told: how each further lane differs from A, by its letter.
        note: more in words; empty where there is none.
        picture: all lanes on one scale, as SVG; empty where a lane has no value.
    """

    row: Row
    sides: Mapping[str, Side]
    told: Mapping[str, Told]
    note: str
    picture: str

    @property
    def alt(self) -> str:
        """Return the picture in words."""
        return ", ".join(f"{letter} {self.row.say(found.mean)}" for letter, found in self.sides.items())


def lines(outcomes: Mapping[str, Outcome], *, dark: bool = False) -> list[Line]:
    """Return every line of the comparison; lane A is the reference."""
    found = []
    for row in ROWS:
        values = {letter: outcome.by_replication[row.path] for letter, outcome in outcomes.items()}
        sides = {letter: side_of(row, outcome) for letter, outcome in outcomes.items()}
        told = {
            letter: tell(row, values["A"], mine, letter) for letter, mine in values.items() if letter != "A"
        }
        note = batches(outcomes) if row.metric == "change_fail_rate" else ""
        found.append(Line(row, sides, told, note, _picture(row, sides, dark=dark)))
    return found


def _picture(row: Row, sides: Mapping[str, Side], *, dark: bool) -> str:
    points = [
        Point(letter, found.mean, found.low, found.high)
        for letter, found in sides.items()
        if found.mean is not None
    ]
    return scale_svg(points, row.say, dark=dark) if points else ""


def interval(row: Row, found: Side) -> str:
    """Return a lane's interval in words; empty where there is none."""
    return "" if found.low is None or found.high is None else between(row, found.low, found.high)


def as_text(found: list[Line]) -> str:
    """Return the lines as a Markdown table: the pictures in it say nothing that its words do not."""
    letters = list(found[0].sides)
    scale = _unbroken("value and 95 % interval, on a scale")  # as wide as the pictures, which would shrink
    head = ["DORA's five, and more", *letters, "in plain words", scale]
    rows = [head, [":--", *["--:"] * len(letters), ":--", ":-:"]]
    rows += [_cells(line) for line in found]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _cells(line: Line) -> list[str]:
    pair = line.row.metric in PAIR

    def strong(text: str) -> str:
        return f":gray-background[**{text}**]" if pair else f"**{text}**"

    cells = [f"{strong(line.row.title)} :small[{line.row.note}]"]
    for found in line.sides.values():
        reach = interval(line.row, found)
        said = strong(_unbroken(line.row.say(found.mean)))
        cells.append(f"{said} :small[{reach}]" if reach else said)
    words = [
        f"{strong(told.text)} :small[{told.interval}]" if told.interval else strong(told.text)
        for told in line.told.values()
    ]
    said = "; ".join(words) + (f" :small[({line.note})]" if line.note else "")
    return [*cells, said, f"![{line.alt}]({uri(line.picture)})" if line.picture else ""]


def _unbroken(text: str) -> str:
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def arithmetic_text(outcomes: Mapping[str, Outcome], sources: Mapping[str, Source]) -> str:
    """Return how each number came to be, metric by metric."""
    said = []
    for row in ROWS:
        source = sources[METRICS[row.metric].source]
        said.append("- " + arithmetic(row, outcomes, f"[{source.title}]({source.url})"))
    return "\n".join(said)
