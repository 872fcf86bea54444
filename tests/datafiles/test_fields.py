"""The field types: what they take, what they refuse and how they say it."""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from datafiles import (
    DataFileError,
    Date,
    FileModel,
    Flag,
    Format,
    Hours,
    Id,
    Number,
    Plain,
    Share,
    Text,
    Whole,
    hours,
    model_from_text,
)


class Everything(FileModel):
    date: Date | None = None
    flag: Flag | None = None
    format: Format = 1
    hours: Hours | None = None
    id: Id | None = None
    number: Number | None = None
    share: Share | None = None
    text: Text | None = None
    whole: Whole | None = None


def read(key: str, written: str) -> Any:
    return getattr(model_from_text(f"{key}: {written}\n", Everything), key)


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("whole", "12", 12),
        ("whole", "-3", -3),
        ("whole", "+3", 3),
        ("whole", "007", 7),
        ("whole", "0o17", 15),
        ("whole", "0xfF", 255),
        ("number", "5.10", 5.1),
        ("number", "-1e-3", -0.001),
        ("number", ".5", 0.5),
        ("number", "3.", 3.0),
        ("share", "0", 0.0),
        ("share", "1", 1.0),
        ("flag", "true", True),
        ("flag", "false", False),
        ("text", "no", "no"),
        ("text", "5.10", "5.10"),
        ("text", "'12'", "12"),
        ("text", "|\n  two\n  lines", "two\nlines\n"),
        ("id", "button-weekly-2", "button-weekly-2"),
        ("hours", "2.5", 2.5),
        ("hours", "30m", 0.5),
        ("hours", "'1.5 d'", 36.0),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("date", "'2024-05-31'", date(2024, 5, 31)),
        ("format", "1", 1),
    ],
)
def test_a_field_reads_what_is_meant(key: str, written: str, value: object) -> None:
    assert read(key, written) == value
    assert type(read(key, written)) is type(value)


NUMBER = "write a number, such as `2.5`"
WHOLE = "write a whole number, such as `3`"
HOURS = "write hours as a number, or `30s`, `12m`, `3h`, `2d`, `1w`"
DAY = "write a date as `2024-05-31`"


@pytest.mark.parametrize(
    ("key", "written", "message"),
    [
        ("whole", '"5"', "is the text `5` in quotes; remove the quotes"),
        ("whole", "1_000", f"is `1_000`; {WHOLE}"),
        ("whole", "2.0", f"is `2.0`; {WHOLE}"),
        ("whole", "12:30", f"is `12:30`; {WHOLE}"),
        ("whole", "true", f"is `true`; {WHOLE}"),
        ("whole", "'many'", f"is `many`; {WHOLE}"),
        ("whole", "[1]", f"is a list; {WHOLE}"),
        ("whole", "٣", f"is `٣`; {WHOLE}"),
        ("whole", "9007199254740993", "is too large; write a whole number up to 9007199254740992"),
        ("whole", "9" * 5000, f"is `{'9' * 40}…`; {WHOLE}"),
        ("number", "'2.5'", "is the text `2.5` in quotes; remove the quotes"),
        ("number", ".nan", f"is `.nan`; {NUMBER}"),
        ("number", "-.inf", f"is `-.inf`; {NUMBER}"),
        ("number", "nan", f"is `nan`; {NUMBER}"),
        ("number", "1e999", f"is not a finite number; {NUMBER}"),
        ("number", "{a: b}", f"is a mapping; {NUMBER}"),
        ("share", "1.01", "is `1.01` but must be at most 1; write at most 1"),
        ("share", "-0.1", "is `-0.1` but must be at least 0; write at least 0"),
        ("flag", "yes", "is `yes`; write `true` or `false`"),
        ("flag", "True", "is `True`; write `true` or `false`"),
        ("flag", "on", "is `on`; write `true` or `false`"),
        ("flag", "1", "is `1`; write `true` or `false`"),
        ("flag", '"true"', "is the text `true` in quotes; remove the quotes"),
        ("text", "''", "is empty; write a text"),
        ("text", "'  '", "is empty; write a text"),
        ("text", "[a]", "is a list; write a text"),
        ("text", '"a\\0b"', "holds the control character U+0000; remove it"),
        ("id", "Button_Weekly", "is `Button_Weekly`, which is no id; write `button-weekly`"),
        ("id", "a--b", "is `a--b`, which is no id; write `a-b`"),
        ("id", "'-'", "is `-`, which is no id; write small letters, digits and hyphens"),
        ("id", "x" * 81, f"is `{'x' * 40}…`, which is no id; write `{'x' * 80}`"),
        ("hours", "-3h", "is `-3h`, a negative duration; write zero or more"),
        ("hours", "-1", "is `-1`, a negative duration; write zero or more"),
        ("hours", "1h30m", f"is `1h30m`, which is no duration; {HOURS}"),
        ("hours", "2 years", f"is `2 years`, which is no duration; {HOURS}"),
        ("hours", ".inf", f"is `.inf`, which is no duration; {HOURS}"),
        ("hours", "1e300", f"is endless; {HOURS}"),
        ("hours", "'5'", "is the text `5` in quotes; remove the quotes"),
        ("hours", "{}", f"is a mapping, which is no duration; {HOURS}"),
        ("date", "2023-02-29", f"is `2023-02-29`, a day no calendar has; {DAY}"),
        ("date", "31.5.2024", f"is `31.5.2024`; {DAY}"),
        ("date", "20240531", f"is `20240531`; {DAY}"),
        ("format", "2", "is 2, which this version cannot read; use a newer one, or write `format: 1`"),
        ("format", "'1'", "is the text `1` in quotes; remove the quotes"),
    ],
)
def test_a_field_refuses_the_rest_and_says_the_mend(key: str, written: str, message: str) -> None:
    with pytest.raises(DataFileError) as caught:
        read(key, written)

    assert str(caught.value) == f"<text>:1: {key}: {message}"


def test_models_can_be_built_in_code_from_ordinary_values() -> None:
    day = date(2024, 5, 31)
    built = Everything(date=day, flag=True, hours=2, number=3, share=0.5, text="x", whole=4)

    assert built.date == day
    assert (built.flag, built.hours, built.number, built.share, built.whole) == (True, 2.0, 3.0, 0.5, 4)


@pytest.mark.parametrize(
    "wrong",
    [
        {"whole": True},
        {"whole": 2.0},
        {"whole": 2**60},
        {"number": False},
        {"number": math.nan},
        {"number": 10**400},
        {"hours": True},
        {"hours": math.nan},
        {"hours": math.inf},
        {"hours": 10**400},
        {"hours": -1},
        {"flag": 1},
        {"text": 5},
        {"date": 5},
        {"whole": "5"},
    ],
)
def test_code_is_held_to_the_same_rules(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Everything(**wrong)


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        (2, 2.0),
        (0.25, 0.25),
        ("2", 2.0),
        (Plain("1e1"), 10.0),
        ("36s", 0.01),
        ("12m", 0.2),
        ("3h", 3.0),
        ("2d", 48.0),
        ("1w", 168.0),
        (".5h", 0.5),
        ("+1h", 1.0),
        ("0", 0.0),
    ],
)
def test_hours_are_read_from_numbers_and_units(duration: str | float, expected: float) -> None:
    assert hours(duration) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    "duration", ["", "h", "1 h m", "1y", "nan", "inf", "-0.1", "-2w", math.nan, -1, True, None]
)
def test_no_hours_come_from_anything_else(duration: Any) -> None:
    with pytest.raises(ValueError, match=r".+; write .+"):
        hours(duration)


@given(st.floats(min_value=0, max_value=1e6), st.sampled_from([("s", 3600), ("m", 60), ("h", 1)]))
def test_a_smaller_unit_says_the_same_with_a_larger_number(value: float, unit: tuple[str, int]) -> None:
    name, per_hour = unit

    assert hours(f"{value:.6f}{name}") * per_hour == pytest.approx(float(f"{value:.6f}"), rel=1e-12)


@pytest.mark.parametrize(
    "annotation",
    [
        int,
        float | None,
        list[bool],
        dict[str, tuple[int, ...]],
        Literal[1, 2],
        Annotated[int, Field(ge=1)],
        list[Annotated[int, Field(ge=1)]],
    ],
)
def test_a_model_with_a_bare_number_is_refused_when_it_is_written(annotation: Any) -> None:
    namespace = {"__annotations__": {"size": annotation}, "__module__": __name__}

    with pytest.raises(TypeError, match=r"Sloppy.size: use Whole, Number, Share, Hours, Format or Flag"):
        type("Sloppy", (FileModel,), namespace)


def test_a_model_with_our_fields_anywhere_is_fine() -> None:
    class Careful(FileModel):
        size: Annotated[Whole, Field(ge=1)] | None = None
        sizes: dict[str, tuple[Hours | Text, ...]]
        kind: Literal["a", "b"] = "a"

    assert Careful(size=1, sizes={"x": ("3h", "often")}).sizes == {"x": (3.0, "often")}


def test_what_was_read_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Everything().whole = 5  # type: ignore[misc]  # that it cannot be assigned is the point


def test_editors_get_a_schema() -> None:
    properties = Everything.model_json_schema()["properties"]

    assert properties["format"] == {"const": 1, "default": 1, "title": "Format", "type": "integer"}
    assert properties["id"]["anyOf"][0] == {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
    assert properties["share"]["anyOf"][0] == {"type": "number", "minimum": 0, "maximum": 1}
    assert [kind["type"] for kind in properties["hours"]["anyOf"]] == ["number", "string", "null"]
