"""Read the fields that only this room has."""

from __future__ import annotations

import re
from typing import Annotated, TypeVar

from pydantic import AfterValidator

from datafiles import Text
from datafiles.fields import wrong_value
from datafiles.model import shorten

T = TypeVar("T")


def _misconception_id(text: str) -> str:
    """Take M01 to M99."""
    if not re.fullmatch(r"M[0-9]{2}", text):
        raise wrong_value(f"is `{shorten(text)}`, which is no misconception", "write M and two digits")
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


MisconceptionId = Annotated[Text, AfterValidator(_misconception_id)]
"""The id of a misconception: M01, M02 and so on."""
