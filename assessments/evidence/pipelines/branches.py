"""Branch and tag patterns, and which branch is the one that everybody integrates into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

TRUNKS = ("main", "master", "trunk", "default", "$default-branch", "mainline")
LATE_TRUNKS = ("develop", "dev", "development", "next", "devel")
MOST_STARS = 6
"""A pattern with more of them is told by its beginning alone."""
SOME_BRANCH = "some-change"
SOME_TAG = "v1.2.3"


def trunk_of(text: str) -> str:
    """Name the branch that everybody integrates into, as far as a file mentions one; else `main`."""
    for name in (*TRUNKS[:3], *LATE_TRUNKS):
        if re.search(rf"(?:^|[\s\[,'\"/=:-]){name}(?=$|[\s\],'\"/)])", text, re.MULTILINE):
            return name
    return TRUNKS[0]


def is_trunk(branch: str, trunk: str) -> bool:
    """Say whether a branch is one that everybody integrates into."""
    return branch == trunk or branch in TRUNKS


@lru_cache(maxsize=4096)
def _pattern(glob: str) -> re.Pattern[str]:
    if glob.count("*") > MOST_STARS:
        return re.compile(re.escape(glob.split("*", 1)[0]) + ".*")
    shape = "".join(
        {"**": ".*", "*": "[^/]*", "?": ".?"}.get(part, part if part[0] == "[" else re.escape(part))
        for part in re.findall(r"\*\*|\*|\?|\[[\w-]+\]|[^*?\[]+|\[", glob)
    )
    try:
        return re.compile(shape.replace("\\+", "+"))
    except re.error:
        return re.compile(re.escape(glob))


def matches(name: str, patterns: Sequence[str]) -> bool:
    """Say whether a name is taken by a list of patterns; the last one that fits decides, `!` refuses."""
    taken = all(pattern.startswith("!") for pattern in patterns) and bool(patterns)
    for pattern in patterns:
        if _pattern(pattern.removeprefix("!")).fullmatch(name):
            taken = not pattern.startswith("!")
    return taken


def example_of(glob: str) -> str:
    """Return a name that a pattern takes."""
    return (
        re.sub(r"\[[^\]]*\][+*]?", "1", glob.replace("**", "x").replace("*", "x"))
        .replace("?", "")
        .replace("+", "")
    )


def examples(patterns: Iterable[str]) -> tuple[str, ...]:
    """Return names that patterns take, leaving out those that refuse."""
    return tuple(example_of(pattern) for pattern in patterns if not pattern.startswith("!"))


_PIECES: tuple[tuple[str, str], ...] = (
    (r"\\d\{4\}|\[0-9\]\{4\}", "2024"),
    (r"\\d\{2\}|\[0-9\]\{2\}|\\d\{1,2\}", "01"),
    (r"(?:\\d|\[0-9\])(?:[+*]|\{\d+(?:,\d*)?\})?", "1"),
    (r"\(\?:", "("),
    (r"\.\*|\.\+|\[\^[^\]]*\][+*]|\[[^\]]*\][+*]|\\w[+*]|\\S[+*]", "x"),
    (r"\[([A-Za-z0-9])[^\]]*\]", r"\1"),
    (r"\(([^()|]*)(?:\|[^()]*)?\)[?*]", ""),
    (r"\(([^()|]*)(?:\|[^()]*)?\)\+?", r"\1"),
    (r"\(([^()|]*)(?:\|[^()]*)?\)[?*]", ""),
    (r"\(([^()|]*)(?:\|[^()]*)?\)\+?", r"\1"),
    (r"[^\\][?*]$|(?<=\w)[?*]", ""),
    (r"[\^$]", ""),
    (r"\\(.)", r"\1"),
    (r"\+", ""),
)
LONGEST_PATTERN = 200


@lru_cache(maxsize=1024)
def sample_of(pattern: str) -> str:
    """Guess a name that a regular expression such as `/^release-.*$/` takes; whoever uses it must try it."""
    body = pattern.strip("/")
    if len(body) > LONGEST_PATTERN:
        return ""
    sample = body.split("|", 1)[0] if "(" not in body else body
    for shape, instead in _PIECES:
        sample = re.sub(shape, instead, sample)
    return sample
