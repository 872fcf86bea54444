"""Lay the comparison of lanes out: a line per metric, every number said and none drawn alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from delivery import METRICS, Source
from simulator import Outcome
from ui.charts.scales import Point, scale_svg, uri
from ui.simulating.comparing import ROWS, Row, Side, Told, arithmetic, batches, between, side_of, tell

PAIR = ("change_fail_rate", "failed_changes_per_1000")
"""Never shown without each other."""
NEVER_ALONE = (
    "Change fail rate is counted per deployment: putting fewer changes into one lowers it without better "
    "code. That is why the failed changes per 1,000 stand right below it: read the two together."
)


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


def as_view(found: list[Line]) -> dict[str, Any]:
    """Return the lines as the player's table: the pictures in it say nothing that its words do not."""
    letters = list(found[0].sides)
    return {
        "view": "comparison",
        "name": f"Lanes {', '.join(letters)} side by side",
        "title": "DORA's five, and more",
        "letters": letters,
        "rows": [_row(line) for line in found],
        "note": NEVER_ALONE,
    }


def _row(line: Line) -> dict[str, Any]:
    return {
        "title": line.row.title,
        "note": line.row.note,
        "pair": line.row.metric in PAIR,
        "sides": [[line.row.say(side.mean), interval(line.row, side)] for side in line.sides.values()],
        "told": [[told.text, told.interval] for told in line.told.values()],
        "more": line.note,
        "picture": uri(line.picture) if line.picture else "",
        "alt": line.alt,
    }


def arithmetic_text(outcomes: Mapping[str, Outcome], sources: Mapping[str, Source]) -> str:
    """Return how each number came to be, metric by metric."""
    said = []
    for row in ROWS:
        source = sources[METRICS[row.metric].source]
        said.append("- " + arithmetic(row, outcomes, f"[{source.title}]({source.url})"))
    return "\n".join(said)
