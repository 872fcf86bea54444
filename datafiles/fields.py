"""The field types of our own files, and the model they stand in."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from datafiles.model import Plain, shorten

WHOLE = re.compile(r"[-+]?[0-9]{1,40}|0o[0-7]{1,40}|0x[0-9a-fA-F]{1,40}", re.ASCII)
NUMBER = re.compile(r"[-+]?(\.[0-9]{1,40}|[0-9]{1,40}(\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,4})?", re.ASCII)
DURATION = re.compile(r"([-+]?[0-9]{1,40}(?:\.[0-9]{0,40})?|[-+]?\.[0-9]{1,40}) ?(s|m|h|d|w)", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
HOURS_IN = {"s": 1 / 3600, "m": 1 / 60, "h": 1.0, "d": 24.0, "w": 168.0}
LARGEST = 2**53
FLOAT_END = 2**1023
LONGEST_ID = 80
DURATIONS = "write hours as a number, or `30s`, `12m`, `3h`, `2d`, `1w`"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def wrong_value(wrong: str, mend: str) -> PydanticCustomError:
    """Build the error of a field: what is wrong, how to mend it."""
    return PydanticCustomError("data_file", "{wrong}; {mend}", {"wrong": wrong, "mend": mend})


def shown(value: object) -> str:
    """Describe a value that does not fit, by its kind where it is not a text."""
    if value is None:
        return "is empty"
    if isinstance(value, dict):
        return "is a mapping"
    if isinstance(value, (list, tuple)):
        return "is a list"
    return f"is `{shorten(value)}`" if value != "" else "is empty"


def quoted(value: object) -> bool:
    """Say whether a value is a text in quotes."""
    return isinstance(value, str) and not isinstance(value, Plain)


def unquoted(value: object, pattern: re.Pattern[str], mend: str) -> str:
    """Return a plain text that matches `pattern`, or refuse the value."""
    if isinstance(value, Plain) and pattern.fullmatch(value):
        return value
    if quoted(value) and pattern.fullmatch(str(value)):
        raise wrong_value(f"is the text `{shorten(value)}` in quotes", "remove the quotes")
    raise wrong_value(shown(value), mend)


def to_whole(value: object) -> int:
    """Read a whole number as YAML 1.2 writes it: `12`, `-3`, `0o17`, `0xff`."""
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    else:
        text = unquoted(value, WHOLE, "write a whole number, such as `3`")
        number = int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    if abs(number) > LARGEST:
        raise wrong_value("is too large", f"write a whole number up to {LARGEST}")
    return number


def to_number(value: object) -> float:
    """Read a finite number as YAML 1.2 writes it: `12`, `5.10`, `1e-3`."""
    mend = "write a number, such as `2.5`"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = float(value) if abs(value) < FLOAT_END else math.inf
    else:
        number = float(unquoted(value, NUMBER, mend))
    if not math.isfinite(number):
        raise wrong_value("is not a finite number", mend)
    return number


def to_flag(value: object) -> bool:
    """Read `true` or `false`, and nothing else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Plain) and value in {"true", "false"}:
        return value == "true"
    if quoted(value) and value in {"true", "false"}:
        raise wrong_value(f"is the text `{value}` in quotes", "remove the quotes")
    raise wrong_value(shown(value), "write `true` or `false`")


def to_text(value: object) -> str:
    """Read a text with something in it and no control characters."""
    if not isinstance(value, str):
        raise wrong_value(shown(value), "write a text")
    if not value.strip():
        raise wrong_value("is empty", "write a text")
    hidden = CONTROL.search(value)
    if hidden:
        raise wrong_value(f"holds the control character U+{ord(hidden[0]):04X}", "remove it")
    return str(value)


def to_id(value: object) -> str:
    """Read an id in kebab-case: small letters, digits and single hyphens."""
    text = to_text(value)
    if KEBAB.fullmatch(text) and len(text) <= LONGEST_ID:
        return text
    better = re.sub(r"[^a-z0-9]+", "-", text.lower()[:LONGEST_ID]).strip("-")
    mend = f"write `{better}`" if better else "write small letters, digits and hyphens"
    raise wrong_value(f"is `{shorten(text)}`, which is no id", mend)


def to_hours(value: object) -> float:
    """Read a duration [h] of a file; a number in quotes is refused."""
    if quoted(value) and NUMBER.fullmatch(str(value)):
        raise wrong_value(f"is the text `{shorten(value)}` in quotes", "remove the quotes")
    try:
        return hours(value)  # type: ignore[arg-type]  # hours() refuses other kinds itself
    except ValueError as error:
        wrong, _, mend = str(error).partition("; ")
        raise wrong_value(wrong, mend) from None


def hours(duration: str | float) -> float:
    """Return a duration [h, 0..] given as a number of hours or as `30s`, `12m`, `3h`, `2d`, `1w`.

    A day has 24 hours, a week 7 days.
    """
    if isinstance(duration, (int, float)) and not isinstance(duration, bool):
        number = float(duration) if abs(duration) <= LARGEST else math.inf
    elif isinstance(duration, str) and (match := DURATION.fullmatch(duration)):
        number = float(match[1]) * HOURS_IN[match[2]]
    elif isinstance(duration, str) and NUMBER.fullmatch(duration):
        number = float(duration)
    else:
        raise ValueError(f"{shown(duration)}, which is no duration; {DURATIONS}")
    if number < 0:
        raise ValueError(f"is `{shorten(duration)}`, a negative duration; write zero or more")
    if number > LARGEST:
        raise ValueError(f"is endless; {DURATIONS}")
    return number


def to_date(value: object) -> date:
    """Read a day written as `2024-05-31`."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise wrong_value(
                f"is `{value}`, a day no calendar has", "write a date as `2024-05-31`"
            ) from None
    raise wrong_value(shown(value), "write a date as `2024-05-31`")


def to_format(value: object) -> int:
    """Read the format number of a file; this version knows format 1."""
    number = to_whole(value)
    if number != 1:
        raise wrong_value(
            f"is {number}, which this version cannot read", "use a newer one, or write `format: 1`"
        )
    return number


Text = Annotated[str, Field(min_length=1), BeforeValidator(to_text)]
"""A text that is not empty."""
Id = Annotated[
    str, BeforeValidator(to_id), WithJsonSchema({"type": "string", "pattern": f"^{KEBAB.pattern}$"})
]
"""An id in kebab-case."""
Whole = Annotated[int, BeforeValidator(to_whole)]
"""A whole number."""
Number = Annotated[float, BeforeValidator(to_number)]
"""A finite number."""
Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(to_number)]
"""A share or probability [0..1]."""
Flag = Annotated[bool, BeforeValidator(to_flag)]
"""`true` or `false`."""
Hours = Annotated[
    float,
    BeforeValidator(to_hours),
    WithJsonSchema(
        {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": DURATION.pattern}]}
    ),
]
"""A duration [h, 0..]: a number of hours, or `30s`, `12m`, `3h`, `2d`, `1w`."""
Date = Annotated[date, BeforeValidator(to_date)]
"""A day, written `2024-05-31`."""
Format = Annotated[Literal[1], BeforeValidator(to_format)]
"""The number of a file format; so far there is only 1."""


class FileModel(BaseModel):
    """The base of everything read from our own files: frozen, and strict about its keys.

    Numbers and bools are declared with the field types of this room, never as bare `int`, `float` or
    `bool`: those would take a text in quotes, and `yes` or `1_000`. A validator of a room raises
    `ValueError("what is wrong; how to mend it")`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        for name, field in cls.model_fields.items():
            read = any(isinstance(mark, BeforeValidator) for mark in field.metadata)
            if not read and is_bare(field.annotation):
                raise TypeError(f"{cls.__name__}.{name}: use Whole, Number, Share, Hours, Format or Flag")


def is_bare(annotation: Any) -> bool:
    """Say whether an annotation holds a number or bool that has no reader of ours."""
    if annotation in (int, float, bool):
        return True
    arguments = get_args(annotation)
    if get_origin(annotation) is Literal:
        return any(not isinstance(argument, str) for argument in arguments)
    if get_origin(annotation) is Annotated:
        marks = arguments[1:]
        return not any(isinstance(mark, BeforeValidator) for mark in marks) and is_bare(arguments[0])
    return any(is_bare(argument) for argument in arguments)
