"""Show where the time of a change goes in each lane, and what lanes assume."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from delivery import Mark
from simulator import Outcome, Scenario
from ui import assumptions, palette, words
from ui.charts.look import template

WAIT, REST = "wait", "rest"
REST_WORD = "held up"
HELD_UP = (
    "These are hours of an average change; the table above has the median. A change is *held up* by closed "
    "hours in the middle of work, by the others in its batch, and by repairs."
)
PATTERNS = {"hand": "/", "hourglass": ".", "button": "|", "bolt": "", WAIT: "", REST: "x"}
MAGNIFIED_FROM, ROOMY = 8.0, 0.12
"""From this ratio a bar is drawn magnified too; from this share of a bar its stage's name has room in it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Hours of a change in one place of a lane, on average.

    Attributes:
        lane: the lane's letter.
        stage: the stage's title; empty for what belongs to none.
        kind: a mark for work, else `wait` or `rest`.
        hours: the mean over all changes [h].
    """

    lane: str
    stage: str
    kind: str
    hours: float

    @property
    def word(self) -> str:
        """Return what the time was spent on."""
        if self.kind == WAIT:
            return "waiting"
        if self.kind == REST:
            return REST_WORD
        mark = Mark(self.kind)
        return f"decision: {mark.word}" if mark in {Mark.HOURGLASS, Mark.BUTTON} else f"work, {mark.word}"


def time_parts(outcomes: Mapping[str, Outcome]) -> list[Part]:
    """Return where the hours of a change went: waiting and work at each stage in order, then the rest.

    Where stages run side by side their hours overlap: then there may be no rest.
    """
    found: list[Part] = []
    for letter, outcome in outcomes.items():
        titles = {stage["id"]: stage["title"] for stage in outcome.frames["stages"]}
        for stage in outcome.breakdown["stages"]:
            title = titles[stage["id"]]
            found.append(Part(letter, title, WAIT, stage["wait"]["mean"] or 0.0))
            found.append(Part(letter, title, stage["mark"], stage["work"]["mean"] or 0.0))
        lead = outcome.measured["metrics"]["change_lead_time"]["mean"] or 0.0
        spent = sum(part.hours for part in found if part.lane == letter)
        found.append(Part(letter, "", REST, max(0.0, lead - spent)))
    return found


def time_table(outcomes: Mapping[str, Outcome]) -> pd.DataFrame:
    """Return the text twin of `time_chart`: hours per change by lane, stage and kind."""
    rows, index = [], []
    for letter, outcome in outcomes.items():
        mine = [part for part in time_parts(outcomes) if part.lane == letter]
        for wait, work in zip(mine[:-1:2], mine[1::2], strict=True):
            rows.append(
                [wait.stage, Mark(work.kind).word, words.duration(wait.hours), words.duration(work.hours)]
            )
            index.append(letter)
        lead = outcome.measured["metrics"]["change_lead_time"]["mean"]
        waited = sum(part.hours for part in mine if part.kind == WAIT)
        worked = sum(part.hours for part in mine if part.kind not in {WAIT, REST})
        rows.append([REST_WORD, "", words.duration(mine[-1].hours), ""])
        whole = f"all together: {words.duration(lead)}"
        rows.append([whole, "", words.duration(waited + mine[-1].hours), words.duration(worked)])
        index += [letter, letter]
    columns = ["Stage", "Mark", "Waiting", "Work or decision"]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(index, name="Lane"))


def time_sentence(outcomes: Mapping[str, Outcome]) -> str:
    """Say for each lane what most of its time went into, and what limits its flow."""
    said = []
    for letter, outcome in outcomes.items():
        titles = {stage["id"]: stage["title"] for stage in outcome.frames["stages"]}
        mine = [part for part in time_parts({letter: outcome}) if part.hours > 0]
        if not mine:
            continue
        whole = sum(part.hours for part in mine)
        most = max(mine, key=lambda part: part.hours)
        where = f"{most.word} at {words.still(most.stage)}" if most.stage else most.word
        text = f"**{letter}**: {most.hours / whole:.0%} of the time is {where}".replace("%", " %")
        limit = outcome.breakdown["bottleneck"]
        if limit is not None:
            text += f"; the bottleneck is {words.still(titles[limit['stage']])} ({limit['reason']})"
        said.append(text + ".")
    return " ".join(said) + f"\n\n:small[{HELD_UP}]"


def longest_scale(totals: Mapping[str, float]) -> float | None:
    """Return how many times the shortest lane is to be magnified to be read; None where it can be read."""
    lengths = [total for total in totals.values() if total > 0]
    if len(lengths) < 2 or max(lengths) / min(lengths) < MAGNIFIED_FROM:  # noqa: PLR2004 - two make a pair
        return None
    ratio = 0.8 * max(lengths) / min(lengths)
    return next((float(step) for step in (500, 200, 100, 50, 20, 10) if step <= ratio), 5.0)


def bars(outcomes: Mapping[str, Outcome]) -> list[tuple[str, list[Part]]]:
    """Return the bars to draw, each with its label; the shortest once more, magnified, if it needs it."""
    parts = time_parts(outcomes)
    by_lane = {letter: [part for part in parts if part.lane == letter] for letter in outcomes}
    totals = {letter: sum(part.hours for part in mine) for letter, mine in by_lane.items()}
    found = [(f"{letter} {words.duration(totals[letter])}", mine) for letter, mine in by_lane.items()]
    by = longest_scale(totals)
    if by is not None:
        least = min((letter for letter in totals if totals[letter] > 0), key=totals.__getitem__)
        many = [Part(part.lane, part.stage, part.kind, part.hours * by) for part in by_lane[least]]
        found.append((f"{least} magnified {by:,.0f} {words.TIMES}", many))
    return found


def time_chart(outcomes: Mapping[str, Outcome], *, dark: bool = False) -> go.Figure:
    """Return a bar per lane of where the hours of a change went, each kind with its own pattern."""
    colors = palette.DARK if dark else palette.LIGHT
    drawn = bars(outcomes)
    figure = go.Figure(
        layout={
            "template": template(dark=dark), "barmode": "overlay", "bargap": 0.4,
            "height": 130 + 58 * len(drawn),
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
            "margin": {"l": 8, "r": 8, "t": 40, "b": 8},
        }
    )  # fmt: skip
    spans = [span for label, parts in drawn for span in _spans(label, parts)]
    for kind in dict.fromkeys(span.part.kind for span in spans):
        mine = [span for span in spans if span.part.kind == kind]
        figure.add_bar(
            x=[span.part.hours for span in mine], base=[span.start for span in mine],
            y=[span.label for span in mine], orientation="h", name=mine[0].part.word,
            marker=_paint(kind, colors), customdata=[span.said for span in mine],
            hovertemplate="%{customdata}<extra></extra>", text=[span.name for span in mine],
            textposition="inside", insidetextanchor="middle", textangle=0,
            textfont={"color": colors["ink"]},
        )  # fmt: skip
    labels = [label for label, _ in drawn]
    figure.update_yaxes(categoryorder="array", categoryarray=labels[::-1], showgrid=False)
    longest = max((sum(part.hours for part in parts) for _, parts in drawn), default=0.0)
    figure.update_xaxes(**hour_axis(longest))
    return figure


@dataclass(frozen=True, slots=True)
class _Span:
    """A part of a bar: where it starts [h], the bar's label, what is said of it and what stands in it."""

    part: Part
    start: float
    label: str
    said: str
    name: str


def _spans(label: str, parts: list[Part]) -> list[_Span]:
    found, start = [], 0.0
    whole = sum(part.hours for part in parts)
    for part in parts:
        if part.hours > 0:
            said = f"{part.stage} {part.word}".strip()
            if "magnified" not in label:
                said = f"{said}: {words.duration(part.hours)}"
            named = part.kind == WAIT and part.hours > ROOMY * whole
            found.append(_Span(part, start, label, said, part.stage if named else ""))
            start += part.hours
    return found


def hour_axis(longest: float) -> dict[str, object]:
    """Return an axis of hours, or of days where it is long."""
    if longest <= 3 * words.HOURS_PER_DAY:
        return {"title": "hours per change, on average", "rangemode": "tozero"}
    step = next((s for s in (1, 2, 5, 7, 14, 28) if longest / words.HOURS_PER_DAY / s <= 8), 56)  # noqa: PLR2004 - ticks
    days = range(0, int(longest / words.HOURS_PER_DAY) + 1 + step, step)
    at = [day * words.HOURS_PER_DAY for day in days]
    return {"title": "days per change, on average", "tickvals": at, "ticktext": [str(day) for day in days]}


def _paint(kind: str, colors: Mapping[str, str]) -> dict[str, object]:
    line = {"color": colors["edge"], "width": 1}
    if kind == WAIT:
        return {"color": colors["wait"], "line": line}
    color, ground = (colors["edge"], colors["bg"]) if kind == REST else (colors[kind], colors[f"{kind}-tint"])
    if not PATTERNS[kind]:
        return {"color": color, "line": {"color": color, "width": 1}}
    pattern = {"shape": PATTERNS[kind], "fgcolor": color, "bgcolor": ground, "fillmode": "replace", "size": 7}
    return {"color": color, "pattern": pattern, "line": {"color": color, "width": 1}}


def assumption_table(scenario: Scenario) -> pd.DataFrame:
    """Return a row per part of a scenario: its mark and what is assumed."""
    return pd.DataFrame(list(assumptions.rows(scenario)), columns=["Part", "Mark", "Assumed"]).set_index(
        "Part"
    )
