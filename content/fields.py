"""Read the fields that only this room has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator

from datafiles import Plain, Text
from datafiles.fields import NUMBER, WHOLE, wrong_value
from datafiles.model import shorten

T = TypeVar("T")


def _misconception_id(text: str) -> str:
    """Take M01 to M99."""
    if not re.fullmatch(r"M[0-9]{2}", text):
        raise wrong_value(f"is `{shorten(text)}`, which is no misconception", "write M and two digits")
    return text


def _text_id(text: str) -> str:
    """Take a kebab-case id, or that of a misconception."""
    if not re.fullmatch(r"M[0-9]{2}|[a-z0-9]+(-[a-z0-9]+)*", text):
        raise wrong_value(f"is `{shorten(text)}`, which is no id", "write the id of the English text")
    return text


def counted(least: int, most: int | None = None) -> AfterValidator:
    """Take a list of `least` to `most` entries; it speaks only when each entry is well."""

    def check(entries: tuple[T, ...]) -> tuple[T, ...]:
        if len(entries) < least:
            raise wrong_value(f"has {len(entries)} entries", f"write at least {least}")
        if most is not None and len(entries) > most:
            raise wrong_value(f"has {len(entries)} entries", f"write at most {most}")
        return entries

    return AfterValidator(check)


def _to_setting(value: object) -> object:
    """Read what a knob of the simulator is set to: numbers and flags as such, other texts as they are."""
    if isinstance(value, Mapping):
        return {str(key): _to_setting(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_to_setting(each) for each in value]
    if not isinstance(value, Plain):
        return value
    if value in {"true", "false"}:
        return value == "true"
    if WHOLE.fullmatch(value):
        return int(value, 0) if value[:2] in {"0o", "0x"} else int(value)
    return float(value) if NUMBER.fullmatch(value) else str(value)


Setting = Annotated[Any, BeforeValidator(_to_setting)]
"""What a knob is set to, as in `greenlane simulate --set`; null takes a stage away."""
MisconceptionId = Annotated[Text, AfterValidator(_misconception_id)]
"""The id of a misconception: M01, M02 and so on."""
TextId = Annotated[Text, AfterValidator(_text_id)]
"""The id of anything that can be translated."""
