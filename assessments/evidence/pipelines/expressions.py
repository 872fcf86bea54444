"""Evaluate the expressions of GitHub workflows as far as a file tells; what only a run knows is unknown.

Three-valued: an expression whose unknown parts cannot change it is known. Nothing is executed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from assessments.evidence.pipelines.names import UNKNOWN_PART


class Unknown:
    """What only a run knows."""

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN: Final = Unknown()
Value = Any
"""A text, a number, a bool, None, a list of these, or `UNKNOWN`."""

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d[\w.]*)|(?P<sign>&&|\|\||==|!=|<=|>="
    r"|[<>!(),.\[\]*])"
    r"|(?P<name>[A-Za-z_][\w-]*))"
)
_INTERPOLATION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_SETTING = re.compile(r"\$\{\{\s*(?:secrets|vars)\.(\w+)\s*\}\}")
_CONSTANTS: Mapping[str, Value] = {"true": True, "false": False, "null": None}
_OUTCOMES = {"success": True, "always": True, "failure": False, "cancelled": False}
DEEPEST = 40
LONGEST = 1_000
"""A longer expression is not evaluated: nobody writes one by hand."""


class BrokenExpressionError(ValueError):
    """An expression that cannot be read."""


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[tuple[str, str], ...]:
    found, position = [], 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise BrokenExpressionError(text)
        found.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tuple(found)


class _Parser:
    """Evaluate while reading: precedence is `!`, comparison, `&&`, `||`."""

    def __init__(self, text: str, look: Callable[[str], Value]) -> None:
        self.tokens = _tokens(text)
        self.look = look
        self.at = 0
        self.depth = 0

    def whole(self) -> Value:
        value = self.either()
        if self.at < len(self.tokens):
            raise BrokenExpressionError(self.peek())
        return value

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, word: str) -> bool:
        if self.peek() != word or (word and self.tokens[self.at][0] == "text"):
            return False
        self.at += 1
        return True

    def either(self) -> Value:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BrokenExpressionError("nested too deep")
        value = self.both()
        while self.take("||"):
            value = join_or(value, self.both())
        self.depth -= 1
        return value

    def both(self) -> Value:
        value = self.compared()
        while self.take("&&"):
            value = join_and(value, self.compared())
        return value

    def compared(self) -> Value:
        left = self.negated()
        for sign in ("==", "!=", "<=", ">=", "<", ">"):
            if self.take(sign):
                return compare(sign, left, self.negated())
        return left

    def negated(self) -> Value:
        count = 0
        while self.take("!"):
            count += 1
        value = self.single()
        for _ in range(count):
            value = UNKNOWN if value is UNKNOWN else not value
        return value

    def single(self) -> Value:
        if self.take("("):
            value = self.either()
            self.expect(")")
            return value
        if self.at >= len(self.tokens):
            raise BrokenExpressionError("ends too early")
        kind, word = self.tokens[self.at]
        self.at += 1
        if kind == "text":
            return word[1:-1].replace("''", "'")
        if kind == "number":
            return word
        if kind != "name":
            raise BrokenExpressionError(word)
        if self.take("("):
            return self.call(word.lower())
        return _CONSTANTS[word] if word in _CONSTANTS else self.looked_up(word)

    def expect(self, word: str) -> None:
        if not self.take(word):
            raise BrokenExpressionError(f"{word} expected")

    def call(self, name: str) -> Value:
        given: list[Value] = []
        while not self.take(")"):
            given.append(self.either())
            if not self.take(","):
                self.expect(")")
                break
        self.rest_of_path("")
        return call(name, given)

    def looked_up(self, word: str) -> Value:
        return self.look(self.rest_of_path(word))

    def rest_of_path(self, path: str) -> str:
        while self.peek() in {".", "["}:
            if self.take("."):
                path += "." + self.peek()
                self.at += 1
            else:
                self.at += 1
                path += "." + str(self.either())
                self.expect("]")
        return path


def join_or(left: Value, right: Value) -> Value:
    """Return the first value that counts as true, as `||` does."""
    if left is UNKNOWN:
        return True if right is True else UNKNOWN
    return left or right


def join_and(left: Value, right: Value) -> Value:
    """Return the first value that counts as false, as `&&` does."""
    if left is UNKNOWN:
        return False if right is not UNKNOWN and not right else UNKNOWN
    return left and right


def compare(sign: str, left: Value, right: Value) -> Value:
    """Compare two values as GitHub does: texts in any case."""
    if left is UNKNOWN or right is UNKNOWN or sign not in {"==", "!="}:
        return UNKNOWN
    same = _plain(left) == _plain(right)
    return same if sign == "==" else not same


def _plain(value: Value) -> str:
    return _plain_text(value).lower()


def call(name: str, given: list[Value]) -> Value:
    """Evaluate a function; on the way to production nothing failed before."""
    if name in _OUTCOMES:
        return _OUTCOMES[name]
    if name == "fromjson" and given and isinstance(given[0], str):
        return _from_json(given[0])
    if UNKNOWN in given or len(given) < 2:  # noqa: PLR2004 - the functions below take two values
        return UNKNOWN
    first, second = given[0], _plain(given[1])
    compared = _COMPARED.get(name)
    if compared is not None:
        return compared(
            [_plain(item) for item in first] if isinstance(first, list) else _plain(first), second
        )
    if name == "format":
        return re.sub(r"\{(\d)\}", lambda found: _part(given, int(found[1]) + 1), str(first))
    return UNKNOWN


_COMPARED: Mapping[str, Callable[[Any, str], bool]] = {
    "contains": lambda whole, part: part in whole,
    "startswith": lambda whole, part: str(whole).startswith(part),
    "endswith": lambda whole, part: str(whole).endswith(part),
}


def _part(given: list[Value], index: int) -> str:
    return str(given[index]) if index < len(given) else ""


def _from_json(text: str) -> Value:
    words = re.findall(r'"([^"]*)"', text)
    return list(words) if text.strip().startswith("[") else _CONSTANTS.get(text.strip(), UNKNOWN)


def evaluate(text: str, look: Callable[[str], Value]) -> Value:
    """Evaluate one expression without its `${{ }}`; what cannot be read is unknown.

    Args:
        text: the expression.
        look: gives the value of a name such as `github.ref`.
    """
    if len(text) > LONGEST:
        return UNKNOWN
    try:
        return _Parser(text, look).whole()
    except BrokenExpressionError:
        return UNKNOWN


def condition(text: str, look: Callable[[str], Value]) -> Value:
    """Evaluate an `if:`, with or without `${{ }}`: True, False, or unknown."""
    text = text.strip()
    if not text:
        return True
    whole = re.fullmatch(r"\$\{\{((?:(?!\}\}).)*)\}\}", text, re.DOTALL)
    if whole is None and "${{" in text:
        text = _INTERPOLATION.sub(r"(\1)", text)
    value = evaluate(whole[1] if whole else text, look)
    return UNKNOWN if value is UNKNOWN else bool(value)


def interpolate(text: str, look: Callable[[str], Value]) -> str:
    """Fill the `${{ }}` of a text in; what only a run knows becomes `UNKNOWN_PART`."""
    if "${{" not in text:
        return text
    return _INTERPOLATION.sub(lambda found: _shown(evaluate(found[1], look)), text)


def interpolate_named(text: str, look: Callable[[str], Value]) -> str:
    """Fill a text in as `interpolate` does; a secret or setting stays recognizable by its name."""
    return (
        interpolate(_SETTING.sub(lambda found: UNKNOWN_PART + found[1], text), look)
        if "${{" in text
        else text
    )


def _shown(value: Value) -> str:
    return UNKNOWN_PART if value is UNKNOWN or isinstance(value, list) else _plain_text(value)


def _plain_text(value: Value) -> str:
    """Write a value as text: nothing for null, small letters for a bool."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
