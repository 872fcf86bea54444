"""The kinds of values that stand in questionnaires and answers, each with the way to mend a wrong one."""

from __future__ import annotations

from datetime import date as calendar_date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from datafiles import Id, Number, Text, Whole
from datafiles.fields import to_flag, to_number, to_text, wrong_value

RANGE_ENDS = 2


def one_to_five(number: int) -> int:
    """Refuse a rating outside 1..5."""
    if not 1 <= number <= 5:  # noqa: PLR2004 - the scale's own ends
        raise wrong_value(f"is {number}", "write a whole number from 1 (little) to 5 (much)")
    return number


def above_zero(number: float) -> float:
    """Refuse a weight that is not above zero."""
    if number <= 0:
        raise wrong_value(f"is {number:g}", "write a number above 0")
    return number


def level_above_zero(number: int) -> int:
    """Refuse a level below 1."""
    if number < 1:
        raise wrong_value(f"is {number}", "count levels from 1")
    return number


def web_address(text: str) -> str:
    """Refuse a link that is not a web address: it is shown as something to click."""
    if not text.startswith(("https://", "http://")):
        raise wrong_value(f"is `{text[:40]}`, which is no web address", "begin it with https://")
    return text


def to_day(value: Any) -> Any:
    """Read a day written as year-month-day."""
    if isinstance(value, calendar_date):
        return value
    try:
        return calendar_date.fromisoformat(to_text(value))
    except ValueError:
        raise wrong_value(f"is `{str(value)[:40]}`, which is no day", "write it as 2026-11-16") from None


def to_value(value: Any) -> Any:
    """Read the value of an answer: true, false, a number, or a list of option ids."""
    if isinstance(value, list | tuple):
        return tuple(value)
    if isinstance(value, str) and value in {"true", "false"}:
        return to_flag(value)
    return value if isinstance(value, bool) else to_number(value)


def to_effect(value: Any) -> Any:
    """Read what a path of a scenario becomes: one value, [low, high], a whole part, or nothing (`null`)."""
    if isinstance(value, list | tuple):
        if len(value) != RANGE_ENDS:
            raise wrong_value(f"is a list of {len(value)}", "write one value, or [low, high]")
        return tuple(to_text(end) for end in value)
    return value if value is None or isinstance(value, dict) else to_text(value)


Rating = Annotated[Whole, AfterValidator(one_to_five)]
Weight = Annotated[Number, AfterValidator(above_zero)]
Level = Annotated[Whole, AfterValidator(level_above_zero)]
Link = Annotated[Text, AfterValidator(web_address)]
Day = Annotated[calendar_date, BeforeValidator(to_day)]
AnswerValue = Annotated[bool | float | tuple[Id, ...], BeforeValidator(to_value)]
EffectValue = Annotated[
    str | tuple[str, str] | dict[str, Any] | None,
    BeforeValidator(to_effect),
    WithJsonSchema({
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
            {"type": "object"},
            {"type": "null"},
        ]
    }),
]  # fmt: skip
