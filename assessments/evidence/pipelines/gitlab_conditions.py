"""Evaluate the conditions of GitLab pipelines on one occasion: `if:`, `only:`, `except:`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from assessments.evidence.pipelines.branches import SOME_BRANCH, SOME_TAG, is_trunk, sample_of
from assessments.evidence.pipelines.expressions import (
    UNKNOWN,
    BrokenExpressionError,
    Value,
    join_and,
    join_or,
)
from assessments.evidence.pipelines.model import Event, Occasion

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<pattern>/(?:\\.|[^/\\\n])+/[a-z]*)|(?P<sign>&&|\|\||==|!=|=~|!~|[()])
    |(?P<name>\$\{?\w+\}?)|(?P<word>[\w.-]+))""",
    re.VERBOSE,
)
_SETTING = re.compile(
    r"(?i)kube|token|key|secret|passw|url|uri|host|user|config|credential|(?:^|_)id$|server"
    r"|registry|account|project|bucket"
    r"|region|domain|namespace|cluster|login|auth|cert|address|endpoint|path|repo"
)
_SLOW = re.compile(r"[+*}][^()]*\)[+*{]|(?:[+*][^+*]*){6,}")
LONGEST = 200
_SOURCES = {
    Event.PUSH: "push",
    Event.TAG: "push",
    Event.PULL: "merge_request_event",
    Event.SCHEDULE: "schedule",
    Event.CALL: "parent_pipeline",
}
_KEYWORDS: Mapping[str, frozenset[Event]] = {
    "branches": frozenset({Event.PUSH, Event.SCHEDULE, Event.PERSON}),
    "tags": frozenset({Event.TAG}),
    "merge_requests": frozenset({Event.PULL}),
    "external_pull_requests": frozenset({Event.PULL}),
    "schedules": frozenset({Event.SCHEDULE}),
    "pushes": frozenset({Event.PUSH, Event.TAG}),
}
_BY_NAME = frozenset({"web", "triggers", "api", "pipelines", "chat", "external"})


class Variables:
    """What variables are worth on one occasion."""

    def __init__(
        self, occasion: Occasion, trunk: str, given: Mapping[str, str], *, free: bool = False
    ) -> None:
        self.occasion = occasion
        self.trunk = trunk
        self.given = given
        self.free = free
        """Whether a variable that nobody sets in a file may have been set by the one who started it."""

    def look(self, name: str) -> Value:
        """Return the value of a variable: a text, None if it is not set, or unknown."""
        if name in self.given:
            return self.given[name]
        known = self.known()
        if name in known:
            return known[name]
        if name.startswith(("CI_", "GITLAB_")) or name == "CI":
            return None if name.startswith("CI_MERGE_REQUEST") else UNKNOWN
        return UNKNOWN if self.free or _SETTING.search(name) else None

    def known(self) -> Mapping[str, Value]:
        """Return the predefined variables that the occasion settles."""
        occasion = self.occasion
        event, branch = occasion.event, occasion.branch
        on_branch = event in {Event.PUSH, Event.SCHEDULE, Event.PERSON, Event.CALL}
        protected = event is Event.TAG or is_trunk(branch, self.trunk)
        found: dict[str, Value] = {
            "CI": "true",
            "GITLAB_CI": "true",
            "CI_PIPELINE_SOURCE": _SOURCES.get(event, occasion.name or "web"),
            "CI_DEFAULT_BRANCH": self.trunk,
            "CI_COMMIT_BRANCH": branch if on_branch else None,
            "CI_COMMIT_TAG": branch if event is Event.TAG else None,
            "CI_COMMIT_REF_NAME": UNKNOWN if event is Event.PULL else branch,
            "CI_COMMIT_REF_SLUG": UNKNOWN
            if event is Event.PULL
            else branch.replace("/", "-").replace(".", "-"),
            "CI_COMMIT_REF_PROTECTED": "true" if protected else "false",
            "CI_OPEN_MERGE_REQUESTS": UNKNOWN if branch == SOME_BRANCH else None,
        }
        if event is Event.PULL:
            found |= {"CI_MERGE_REQUEST_IID": "1", "CI_MERGE_REQUEST_ID": "1"}
            found |= {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": branch}
            found |= dict.fromkeys(("CI_MERGE_REQUEST_LABELS", "CI_MERGE_REQUEST_TITLE"), UNKNOWN)
            found |= {"CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": UNKNOWN, "CI_MERGE_REQUEST_EVENT_TYPE": UNKNOWN}
            found |= {
                "CI_MERGE_REQUEST_PROJECT_PATH": UNKNOWN,
                "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": UNKNOWN,
            }
        return found


class ChildVariables(Variables):
    """What variables are worth in a pipeline that another one starts."""

    def known(self) -> Mapping[str, Value]:
        """Return the predefined variables, those of a child pipeline."""
        return {**super().known(), "CI_PIPELINE_SOURCE": "parent_pipeline"}


class TaggedVariables(Variables):
    """What variables are worth when a person starts a pipeline for a tag."""

    def known(self) -> Mapping[str, Value]:
        """Return the predefined variables, those of a tag."""
        return {**super().known(), "CI_COMMIT_TAG": SOME_TAG, "CI_COMMIT_BRANCH": None}


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
    def __init__(self, text: str, look: Callable[[str], Value]) -> None:
        self.tokens = _tokens(text)
        self.look = look
        self.at = 0

    def peek(self) -> str:
        kind, word = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        return word if kind == "sign" else ""

    def whole(self) -> Value:
        value = self.either()
        if self.at < len(self.tokens):
            raise BrokenExpressionError(self.peek())
        return value

    def either(self) -> Value:
        value = self.both()
        while self.peek() == "||":
            self.at += 1
            value = join_or(value, self.both())
        return value

    def both(self) -> Value:
        value = self.compared()
        while self.peek() == "&&":
            self.at += 1
            value = join_and(value, self.compared())
        return value

    def compared(self) -> Value:
        left = self.single()
        sign = self.peek()
        if sign not in {"==", "!=", "=~", "!~"}:
            return left
        self.at += 1
        right = self.single()
        if left is UNKNOWN or right is UNKNOWN:
            return UNKNOWN
        if sign in {"==", "!="}:
            return (left == right) is (sign == "==")
        return found_in(right, left) is (sign == "=~")

    def single(self) -> Value:
        if self.at >= len(self.tokens):
            raise BrokenExpressionError("ends too early")
        kind, word = self.tokens[self.at]
        self.at += 1
        if word == "(":
            value = self.either()
            if self.peek() != ")":
                raise BrokenExpressionError(") expected")
            self.at += 1
            return value
        if kind == "name":
            return self.look(word.strip("${}"))
        if kind == "text":
            return word[1:-1]
        return None if word == "null" else word


@lru_cache(maxsize=4096)
def found_in(pattern: str | None, value: str | None) -> bool:
    """Say whether a pattern such as `/^v/` is found in a value.

    One that cannot be read, or that could take very long, is found nowhere.
    """
    body, _, flags = (pattern or "").rpartition("/")
    if len(body) > LONGEST or len(value or "") > LONGEST or _SLOW.search(body):
        return False
    try:
        return (
            re.search(body.removeprefix("/"), value or "", re.IGNORECASE if "i" in flags else 0) is not None
        )
    except re.error:
        return False


def samples(patterns: Sequence[str]) -> tuple[str, ...]:
    """Return for each pattern such as `/^release/` a name that it takes, as far as one is found."""
    tried = [(pattern, sample_of(pattern)) for pattern in dict.fromkeys(patterns)]
    return tuple(dict.fromkeys(name for pattern, name in tried if name and found_in(pattern, name)))


def holds(text: str, variables: Variables) -> Value:
    """Evaluate an `if:`: True, False or unknown."""
    try:
        value = _Parser(text, variables.look).whole()
    except (BrokenExpressionError, RecursionError):
        return UNKNOWN
    return UNKNOWN if value is UNKNOWN else bool(value)


def takes_ref(words: Sequence[str], occasion: Occasion) -> bool:
    """Say whether one of the words of `only:` or `except:` means the occasion."""
    return any(_takes(word.split("@")[0] or word, occasion) for word in words)


def _takes(word: str, occasion: Occasion) -> bool:
    if word in _KEYWORDS:
        return occasion.event in _KEYWORDS[word]
    if word in _BY_NAME:
        return occasion.event is Event.PERSON and (occasion.name or "web") == word.removesuffix("s")
    if occasion.event is Event.PULL:
        return False
    if word.startswith("/"):
        return found_in(word, occasion.branch)
    return word == occasion.branch
