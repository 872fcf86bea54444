"""Open a file and make sure that it is a text of bearable size, before anything looks inside."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path

from datafiles.model import DataFileError, Limits, Problem

UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
# Line breaks for the parser (YAML 1.1), part of a text for YAML 1.2 and for every editor's line count.
SEPARATORS = re.compile("[\x85\u2028\u2029]")
WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MOST_DIRECTIVES = 20
SAVE_UTF8 = "save it as UTF-8"


def read_text(path: Path, limits: Limits) -> str:
    """Read at most one byte more than the limit allows and decode it as UTF-8.

    Raises:
        DataFileError: for a missing, unreadable, oversized, binary or otherwise encoded file.
    """
    name = str(path)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise refusal(name, 1, "does not exist", "check the name") from None
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from None
    if not stat.S_ISREG(mode):
        wrong = "is a folder" if stat.S_ISDIR(mode) else "is no ordinary file"
        raise refusal(name, 1, wrong, "name a YAML file")
    try:
        with path.open("rb") as file:
            data = file.read(limits.size + 1)
    except OSError as error:
        raise unreadable(name, error) from None
    check_size(len(data), name, limits)
    return decode(data, name)


def unreadable(path: str, error: OSError | ValueError) -> DataFileError:
    """Build the error of a file that the system does not give."""
    reason = getattr(error, "strerror", None) or str(error)
    return refusal(path, 1, f"cannot be read ({reason})", "check its name and permissions")


def check_size(size: int, path: str, limits: Limits) -> None:
    """Refuse more bytes than the limit."""
    if size > limits.size:
        wrong = f"is larger than {limits.size:,} bytes"
        raise refusal(path, 1, wrong, "split it into smaller files")


def decode(data: bytes, path: str) -> str:
    """Decode UTF-8, with or without its byte order mark."""
    if data.startswith(WIDE_MARKS):
        raise refusal(path, 1, "is UTF-16 or UTF-32 text", SAVE_UTF8)
    if b"\x00" in data:
        raise refusal(
            path, line_at(data, data.index(b"\x00")), "is binary or not UTF-8 (a zero byte)", SAVE_UTF8
        )
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = f"is not UTF-8 (byte 0x{data[error.start]:02x})"
        raise refusal(path, line_at(data, error.start), wrong, SAVE_UTF8) from None


def line_at(data: bytes, offset: int) -> int:
    """Return the line [1..] of a byte."""
    return data.count(b"\n", 0, offset) + 1


def check_text(text: str, path: str, limits: Limits, first_line: int = 1) -> str:
    """Return a text that YAML may hold, without its byte order mark; refuse any other."""
    text = text.removeprefix("\ufeff")
    check_size(len(text), path, limits)
    hidden = UNPRINTABLE.search(text)
    if hidden:
        line = text.count("\n", 0, hidden.start()) + first_line
        wrong = f"holds the invisible character U+{ord(hidden[0]):04X}"
        raise refusal(path, line, wrong, "remove it, or write it as an escape in double quotes")
    if not text.isascii():
        check_size(len(text.encode()), path, limits)
    if text.count("\n%") > MOST_DIRECTIVES:
        line = text.count("\n", 0, text.index("\n%")) + 1 + first_line
        wrong = f"more than {MOST_DIRECTIVES} lines start with `%`"
        raise refusal(path, line, wrong, "quote or remove them")
    return SEPARATORS.sub(" ", text)


def refusal(path: str, line: int, wrong: str, mend: str) -> DataFileError:
    """Build the error of a file that is refused as a whole."""
    return DataFileError([Problem(path, line, "file", wrong, mend)])
