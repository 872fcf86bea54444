"""Say what a team's own lane is made of: each number with what made it so; no Streamlit here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessments import ASSUMPTION, Questionnaire
from datafiles import hours
from datafiles.fields import NUMBER
from loop import OwnLane, Part
from ui import words
from ui.simulating.ranking import row_of, short

HOURS = ("mean", "value", "every", "low", "high", "mode")
SHARES = ("rate", "slip", "share", "catches", "fails", "defects")
IN_MODEL = "In this model, with these assumptions"
HEADINGS = ("Where", "Number", "Value", "Range", "What made it so", "It rests on")


def said(path: str, value: Any) -> str:
    """Return a value of a knob in words: a duration, a share, a setting as it stands in the file."""
    last = path.rpartition(".")[2]
    number = _number(value, last)
    if value is None:
        return "taken away"
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


def title_of(lane: OwnLane, path: str) -> str:
    """Return the stage or the part of the lane that a knob belongs to."""
    first = path.partition(".")[0]
    stage = next((stage for stage in lane.base.stages if stage.id == first), None)
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
            title_of(lane, part.path),
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
