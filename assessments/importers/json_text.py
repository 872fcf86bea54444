"""Read JSON with the line of every value: one pass, no recursion, everything a text until a schema asks.

Numbers, true and false come out as `Plain`, as the YAML reader gives them, so that one importer reads both.
Duplicate keys are reported and the last one counts; NaN, Infinity and numbers beyond reason are refused.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from datafiles import DataFileError, Foreign, Limits, Place, Plain, Problem, shorten
from datafiles.model import MOST_PROBLEMS, field_name

TOKEN: Final = re.compile(
    r"""[ \t\r\n]*(?:(?P<sign>[\[\]{}:,])|(?P<text>"(?:[^"\\\x00-\x1f]|\\.)*")|(?P<word>[^\s\[\]{}:,"]+))""",
    re.ASCII,
)
NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,39})(?:\.[0-9]{1,40})?(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
WORDS: Final = {"true": Plain("true"), "false": Plain("false"), "null": None}
SPACE: Final = " \t\r\n"
VALUE, AFTER, KEY, COLON = "a value", "a comma or the end", "a key in quotes", "a colon"


class Open:
    """A list or mapping that is still open."""

    __slots__ = ("key", "key_line", "place", "value")

    def __init__(self, value: Any, line: int) -> None:
        self.value = value
        self.place = Place(line)
        self.key = ""
        self.key_line = line

    def put(self, value: Any, line: int, place: Place | None) -> None:
        """Put a value into this list or mapping."""
        step: str | int
        if isinstance(self.value, list):
            step = len(self.value)
            self.value.append(value)
        else:
            step, line = self.key, self.key_line
            self.value[step] = value
            self.place.inner.pop(step, None)
        self.place.lines[step] = line
        if place is not None:
            self.place.inner[step] = place


class Scanner:
    """Read one JSON text."""

    def __init__(self, text: str, path: str, limits: Limits) -> None:
        self.text = text
        self.path = path
        self.limits = limits
        self.problems: list[Problem] = []
        self.stack: list[Open] = []
        self.nodes = 0
        self.line = 1
        self.counted = 0
        self.result: Any = None
        self.place = Place(1)
        self.want = VALUE
        self.done = False

    def stop(self, wrong: str, mend: str) -> DataFileError:
        """Build the error after which nothing can be trusted."""
        place = field_name(self.steps())
        return DataFileError([*self.problems, Problem(self.path, self.line, place, wrong, mend)])

    def steps(self) -> list[str | int]:
        """Return where the next value belongs."""
        return [frame.key if isinstance(frame.value, dict) else len(frame.value) for frame in self.stack]

    def advance(self, position: int) -> None:
        """Count lines up to a position."""
        self.line += self.text.count("\n", self.counted, position)
        self.counted = max(self.counted, position)

    def scan(self) -> Foreign:
        """Read the text to its end."""
        position = 0
        while match := TOKEN.match(self.text, position):
            self.advance(match.start(match.lastgroup or 0))
            if self.done:
                break
            self.take(match)
            position = match.end()
        rest = self.text[position:].lstrip(SPACE)
        self.advance(len(self.text) - len(rest))
        if rest and self.done:
            raise self.stop("something follows the end of the value", "remove it")
        if rest or not self.done:
            shown = f"`{shorten(rest, 20)}`" if rest else "the end of the file"
            raise self.stop(f"{shown} where {self.want} belongs", "mend the JSON here")
        return Foreign(self.path, (self.result,), (self.place,), tuple(self.problems))

    def take(self, match: re.Match[str]) -> None:
        """Take one token."""
        token, kind = match[match.lastgroup or 0], match.lastgroup
        if kind == "sign":
            self.take_sign(token)
        elif self.want == KEY and kind == "text":
            self.take_key(self.decode(token))
        elif self.want == VALUE:
            self.put(self.decode(token) if kind == "text" else self.word(token), None)
        else:
            raise self.stop(f"`{shorten(token, 20)}` where {self.want} belongs", "mend the JSON here")

    def take_sign(self, sign: str) -> None:
        """Take a bracket, a colon or a comma."""
        top = self.stack[-1] if self.stack else None
        closing = "]" if top is not None and isinstance(top.value, list) else "}"
        fresh = top is not None and not top.value and self.want == (VALUE if closing == "]" else KEY)
        if sign in "[{" and self.want == VALUE:
            self.open({} if sign == "{" else [])
        elif top is not None and sign == closing and (self.want == AFTER or fresh):
            self.stack.pop()
            self.put(top.value, top.place, top.place.line)
        elif sign == ":" and self.want == COLON:
            self.want = VALUE
        elif sign == "," and self.want == AFTER and top is not None:
            self.want = VALUE if closing == "]" else KEY
        else:
            raise self.stop(f"`{sign}` where {self.want} belongs", "mend the JSON here")

    def open(self, value: Any) -> None:
        """Open a list or mapping."""
        if len(self.stack) >= self.limits.depth:
            raise self.stop(
                f"lists and mappings nested more than {self.limits.depth} deep", "write it flatter"
            )
        self.stack.append(Open(value, self.line))
        self.want = KEY if isinstance(value, dict) else VALUE

    def take_key(self, key: str) -> None:
        """Remember a key; report one that stands there twice."""
        top = self.stack[-1]
        top.key, top.key_line, self.want = key, self.line, COLON
        if key in top.value and len(self.problems) < MOST_PROBLEMS:
            wrong = f"stands twice, first in line {top.place.lines[key]}"
            self.problems.append(
                Problem(self.path, self.line, field_name(self.steps()), wrong, "keep one of the two")
            )

    def put(self, value: Any, place: Place | None, line: int | None = None) -> None:
        """Put a finished value where it belongs."""
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            raise self.stop(f"more than {self.limits.nodes:,} values", "split the file into smaller ones")
        if self.stack:
            self.stack[-1].put(value, line or self.line, place)
            self.want = AFTER
        else:
            self.result, self.place, self.done = value, place or Place(self.line), True

    def decode(self, token: str) -> str:
        """Return the text of a token in quotes."""
        try:
            text: str = json.loads(token)
        except ValueError:
            raise self.stop("an escape is not complete", "mend the escape") from None
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            raise self.stop("an escape names half a character", "write the character itself")
        return text

    def word(self, token: str) -> Any:
        """Return a number, true, false or null."""
        if token in WORDS:
            return WORDS[token]
        if NUMBER.fullmatch(token):
            return Plain(token)
        if re.fullmatch(r"-?[0-9]{41,}", token, re.ASCII):
            raise self.stop(f"a number of {len(token)} digits", "write a smaller number")
        raise self.stop(
            f"`{shorten(token, 20)}`, which JSON does not know", "write a number, a text in quotes or null"
        )


def parse_json(text: str, path: str, limits: Limits) -> Foreign:
    """Read a JSON text.

    Raises:
        DataFileError: where the text is no JSON or beyond the limits.
    """
    if len(text) > limits.size:
        raise DataFileError(
            [Problem(path, 1, "file", f"is larger than {limits.size:,} bytes", "split it into smaller files")]
        )
    text = text.removeprefix("\ufeff")
    if count(text) > limits.nodes:
        wrong = f"more than {limits.nodes:,} values"
        raise DataFileError([Problem(path, 1, "file", wrong, "split the file into smaller ones")])
    return Scanner(text, path, limits).scan()


def count(text: str) -> int:
    """Return how many values a JSON text holds, quickly; 0 for no JSON, which the scanner explains."""
    try:
        waiting = [json.loads(text, parse_int=str, parse_float=str)]
    except (ValueError, RecursionError):
        return 0
    total = 1
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict | list):
            inner = value.values() if isinstance(value, dict) else value
            total += len(value)
            waiting += [one for one in inner if isinstance(one, dict | list)]
    return total
