"""Say in plain words what the YAML parser did not understand."""

from __future__ import annotations

import yaml

from datafiles.model import Problem, shorten

COLON = (
    "could not find expected ':'",
    "a line has no colon",
    "write `key: value`, or indent a text that goes on",
)
SECOND_COLON = (
    "mapping values are not allowed",
    "a colon too many",
    "put a text with a colon in quotes, and check the indent",
)
KNOWN: tuple[tuple[str, str, str], ...] = (
    ("expected ':'", "a line has no colon", "write `key: value`, or indent a text that goes on"),
    (
        "mapping values are not allowed",
        "a colon too many",
        "quote the text, or mend the indent",
    ),
    (
        "expected node content",
        "a value is missing",
        "remove the comma or sign too many, or quote the text",
    ),
    (
        "',' or ']'",
        "a list in brackets is not closed",
        "write `]`, or a comma between its entries",
    ),
    (
        "',' or '}'",
        "a mapping in braces is not closed",
        "write `}`, or a comma between its entries",
    ),
    ("unexpected end of stream", "a quote is not closed", "write the closing quote"),
    ("unexpected document indicator", "a quote is not closed", "write the closing quote"),
    ("unknown escape character", "an unknown escape in double quotes", "use single quotes, or write `\\\\`"),
    ("invalid Unicode character", "an escape names no character", "write the character itself"),
    ("did not find expected hexdecimal", "an escape is not complete", "use single quotes, or write `\\\\`"),
    ("'-' indicator", "a list is followed by something else", "start the line with `- `, or mend its indent"),
    ("did not find expected key", "the indent fits no mapping above", "line the keys of one mapping up"),
    (
        "<document start>",
        "something follows the end of the value",
        "mend the indent, or quote the whole text",
    ),
    ("undefined tag handle", "a tag that was never declared", "remove the tag"),
    ("directive", "a line starts with `%`", "remove the line"),
    ("incompatible YAML document", "a YAML version nobody here reads", "remove the line with `%YAML`"),
    ("while scanning a tag", "a tag is not complete", "remove it, or quote the text"),
    ("while scanning an anchor", "`&` begins an anchor", "put the text in quotes"),
    ("while scanning an alias", "`*` begins an alias", "put the text in quotes"),
    ("block scalar", "a text block begins wrongly", "write only `|` or `>` at the end of the line"),
    ("block sequence entries", "a `-` stands where no list may begin", "begin the list in a new line"),
    ("mapping keys are not allowed", "a `?` stands where no key may begin", "put the text in quotes"),
)
FROM_ITS_START = ("quoted scalar", "simple key")
"""What the parser notices late: the place to mend is where it began."""
OTHER = "quote the text, or mend the indent"


def explain(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Problem:
    """Turn the parser's error into a problem with its line and mend."""
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    if not isinstance(error, yaml.MarkedYAMLError) or mark is None:
        return Problem(path, first_line, "file", f"YAML cannot be read ({shorten(error, 90)})", OTHER)
    words = f"{error.context}: {error.problem}"
    lines = text.rstrip().split("\n")
    beyond = mark.line >= len(lines)
    if error.context_mark is not None and (beyond or any(part in words for part in FROM_ITS_START)):
        mark = error.context_mark
    index = min(mark.line, len(lines) - 1)
    line = index + first_line
    if "cannot start any token" in words:
        return stray(path, line, lines[index][mark.column :][:1])
    if "expected node content" in words and beyond:
        return Problem(path, line, "file", "a bracket or brace is not closed", "write `]` or `}` at its end")
    for part, wrong, mend in KNOWN:
        if part in words:
            return Problem(path, line, "file", wrong, mend)
    return Problem(path, line, "file", f"YAML cannot be read here ({shorten(words, 90)})", OTHER)


def stray(path: str, line: int, sign: str) -> Problem:
    """Explain a character that may not begin a value."""
    if sign == "\t":
        return Problem(path, line, "file", "a tab indents the line", "indent with spaces")
    return Problem(path, line, "file", f"a text begins with `{shorten(sign)}`", "put the text in quotes")
