"""Say what a team's own lane is made of: each number with what made it so; no Streamlit here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assessments import ASSUMPTION, Questionnaire
from datafiles import hours
from datafiles.fields import NUMBER
from loop import AtStage, Change, OwnLane, Part
from loop.own_lane import touches
from simulator import Scenario
from ui import words
from ui.simulating.ranking import row_of, short

HOURS = ("mean", "value", "every", "low", "high", "mode")
SHARES = ("rate", "slip", "share", "catches", "fails", "defects")
IN_MODEL = "In this model, with these assumptions"
TAKEN = "taken away"
BASE_HEADINGS = ("Where", "Number", "Value", "It rests on")
CHANGES = ("Where", "Number", "Today", "With it", "Range", "It rests on")
STAGES = ("Stage", "What", "Today", "With it", "Difference (95 % interval)")
MOST_STAGES = 5
HEADINGS = ("Where", "Number", "Value", "Range", "What made it so", "It rests on")


def said(path: str, value: Any) -> str:
    """Return a value of a knob in words: a duration, a share, a setting as it stands in the file."""
    last = path.rpartition(".")[2]
    number = _number(value, last)
    if value is None:
        return TAKEN
    if isinstance(number, int | float) and not isinstance(number, bool):
        if last in HOURS:
            return words.duration(float(number))
        return words.number(float(number), "share") if last in SHARES else f"{number:g}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {said(name, inner)}" for name, inner in value.items())
    return str(value)


def _number(value: Any, last: str) -> Any:
    """Return the number that a text is, a duration in hours; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return float(value) if NUMBER.fullmatch(value) else hours(value) if last in HOURS else value
    except ValueError:
        return value


def title_of(scenario: Scenario, path: str) -> str:
    """Return the stage or the part of a lane that a knob belongs to."""
    first = path.partition(".")[0]
    stage = next((stage for stage in scenario.stages if stage.id == first), None)
    return (stage.title if stage else None) or first.replace("-", " ")


def knob_of(path: str) -> str:
    """Return what a knob is within its stage, such as "work, mean"."""
    return path.partition(".")[2].replace(".", ", ") or "as a whole"


def made_so(questionnaire: Questionnaire, part: Part) -> str:
    """Return which answer made a number so, or that it was measured or set by hand, and what it replaced."""
    practice = next((one for one in questionnaire.practices if one.id == part.practice), None)
    answer = ""
    if practice is not None:
        options = {option.id: option.text for option in questionnaire.options(practice.question)}
        answer = f"{practice.title}: “{options.get(part.option, part.option)}”"
    if part.origin.value == "answered":
        return answer
    instead = f", not {said(part.path, part.instead)} from the answer {answer}" if answer else ""
    return f"{part.origin.word}{instead}"


def rests_on(part: Part) -> str:
    """Return the source of a number as a person reads it."""
    return "an assumption" if part.says == ASSUMPTION else part.says


def base_rows(lane: OwnLane, numbers: Mapping[str, float]) -> list[list[str]]:
    """Return a row for every number that neither an answer, a measurement nor a person decides."""
    known = [part.path for part in lane.parts()]
    return [
        [title_of(lane.base, path), knob_of(path), said(path, value), "an assumption of the base road"]
        for path, value in numbers.items()
        if not any(touches(part, path) for part in known) and (value or not path.endswith(".catches"))
    ]


def change_rows(scenario: Scenario, changes: Sequence[Change]) -> list[list[str]]:
    """Return a row for every number that a step turns: from, to, its range, what it rests on."""
    return [
        [
            title_of(scenario, one.path),
            knob_of(one.path),
            "not there" if one.today is None else said(one.path, one.today),
            said(one.path, one.then),
            f"{said(one.path, one.low)} to {said(one.path, one.high)}" if one.low != one.high else "",
            step_rests_on(one),
        ]
        for one in changes
    ]


def step_rests_on(one: Change) -> str:
    """Return the source of what a step turns, or that it is an assumption."""
    source = "an assumption" if one.says == ASSUMPTION else one.says
    return f"{source}; moved from your own number as far as the two options differ" if one.moved else source


def stage_rows(scenario: Scenario, found: Sequence[AtStage]) -> list[list[str]]:
    """Return a row for each stage that a step changes, the largest change of a wait first."""
    waits = sorted((one for one in found if one.what == "wait"), key=lambda one: -abs(one.found.mean or 0.0))
    batches = [one for one in found if one.what == "batch" and (one.found.base or 0.0) > 1]
    batches.sort(key=lambda one: -abs(one.found.mean or 0.0) / (one.found.base or 1.0))
    return [_stage_row(scenario, one) for one in (*waits[:MOST_STAGES], *batches[:MOST_STAGES])]


def _stage_row(scenario: Scenario, one: AtStage) -> list[str]:
    waits = one.what == "wait"
    values = (one.found.base, one.found.changed, one.found.mean, one.found.low, one.found.high)
    today, then, mean, low, high = (_said_at(value, waits) for value in values)
    between = f"{mean} ({low} to {high})" if one.found.low is not None else f"{mean} (one run, no interval)"
    what = "mean wait" if waits else "changes at a time"
    return [title_of(scenario, one.stage), what, today, then, between]


def _said_at(value: float | None, waits: bool) -> str:  # noqa: FBT001 - a wait or a count
    if value is None:
        return "none"
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    return sign + (words.duration(abs(value)) if waits else f"{abs(value):.1f}")


def part_rows(questionnaire: Questionnaire, lane: OwnLane) -> list[list[str]]:
    """Return a row for every number that is not as the base says, in the order of the stages."""
    order = [stage.id for stage in lane.base.stages]
    parts = sorted(
        lane.parts(),
        key=lambda part: (
            order.index(first) if (first := part.path.partition(".")[0]) in order else len(order)
        ),
    )
    return [
        [
            title_of(lane.base, part.path),
            knob_of(part.path),
            said(part.path, part.value),
            f"{said(part.path, part.low)} to {said(part.path, part.high)}" if part.low != part.high else "",
            made_so(questionnaire, part),
            rests_on(part),
        ]
        for part in parts
    ]


def figure_words(path: str, value: float | None) -> tuple[str, str]:
    """Return a metric of the lane in words, and what it is."""
    return row_of(path).say(value), short(path)


def counted(answers: int, files: Sequence[str], by_hand: int) -> str:
    """Return what a lane was made of: "19 answers, a log of deployments, 2 numbers set by hand"."""
    found = [words.count(answers, "answer"), *files]
    found += [f"{words.count(by_hand, 'number')} set by hand"] if by_hand else []
    return ", ".join(found)
