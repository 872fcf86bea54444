"""Split the text of a script into its commands, each with its line; nothing is run.

Comments, here-documents and what is only printed are left out, so that a word in a message is no deed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assessments.evidence.pipelines.model import At, Command

_TOKEN = re.compile(
    r"""
    (?P<expression>\$\{\{.*?\}\})
  | (?P<heredoc><<[-~]?\s*(?P<quote>['"]?)(?P<word>[A-Za-z_]\w*)(?P=quote))
  | (?P<here>@['"]\n.*?\n['"]@)
  | (?P<single>'[^']*')
  | (?P<double>"(?:\\.|[^"\\])*")
  | (?P<join>[\\`]\r?\n)
  | (?P<escape>\\.)
  | (?P<comment>(?:(?<=\s)|(?<![^\n]))\#[^\n]*)
  | (?P<split>\|\||&&|\|&|;;|[;|\n]|(?<![<>&\d])&(?![>&\d]))
  | (?P<plain>[^\s'"\\`$#<|&;@]+(?:[ \t]+[^\s'"\\`$#<|&;@]+)*|\s(?<!\n)|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_LEADING = re.compile(
    r"""^(?:
        [({!@-]+\s* | (?:if|then|elif|else|do|while|until|sudo(?:\s+-\w+)*|time|exec|nohup|command|eval
        |xvfb-run
        (?:\s+-\S+)*|timeout\s+\S+|env|retry|catchsegv|dbus-run-session|call)\s+
        | [A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|[^\s"']*)\s+ )+""",
    re.VERBOSE,
)
_SAYS = re.compile(r"""^(?:"[^"$]*\s[^"]*"|'[^'$]*\s[^']*')""")
"""A text in quotes where a command should stand: it is one that is handed on or printed."""
_KEPT_HEREDOC = re.compile(r"^(?:\S*/)?(?:bash|sh|zsh|ssh|docker|kubectl)\b")
_PRINTS = re.compile(
    r"^(?:echo|printf|Write-(?:Host|Output)|log|print|true|false|:|exit|return|break"
    r"|continue|fi|done|esac|then|do|else|\}|\))(?:\s|$)"
)
LONGEST = 20_000
"""A longer script is cut: nobody writes one by hand."""


@lru_cache(maxsize=20_000)
def split(text: str) -> tuple[tuple[int, str], ...]:
    """Return the commands of a script with how many lines down each begins [0..]."""
    found: list[tuple[int, str]] = []
    piece, line, start = "", 0, 0
    text = text[:LONGEST]
    position = 0
    ends: list[str] = []
    while position < len(text):
        match = _TOKEN.match(text, position)
        assert match is not None  # noqa: S101 - the last alternative takes any character
        word, kind = match[0], match.lastgroup
        position = match.end()
        if kind == "split":
            found.append((start, piece))
            piece, start = "", line + word.count("\n")
        elif kind == "join":
            piece += " "
        elif kind == "heredoc" or match["word"]:
            ends.append(match["word"])
            piece += " "
        elif kind != "comment":
            start = start if piece.strip() else line
            piece += word
        line += word.count("\n")
        if word == "\n" and ends and found:
            position, skipped = _after_heredocs(text, position, ends, found[-1][1])
            line, start, ends = line + skipped, line + skipped, []
    found.append((start, piece))
    return tuple((number, bare) for number, raw in found if (bare := _bare(raw)))


def _after_heredocs(text: str, position: int, ends: list[str], command: str) -> tuple[int, int]:
    """Return where the texts handed to a command end, and how many lines they have; a shell's is read on."""
    if _KEPT_HEREDOC.match(command.strip()):
        return position, 0
    skipped = 0
    for word in ends:
        end = re.compile(rf"^[ \t]*{re.escape(word)}[ \t]*$", re.MULTILINE).search(text, position)
        stop = len(text) if end is None else end.end()
        skipped += text.count("\n", position, stop)
        position = stop
    return position, skipped


def _bare(piece: str) -> str:
    """Return a command without what stands before it; nothing if it only prints."""
    bare = " ".join(piece.split())
    bare = _LEADING.sub("", bare)
    return "" if _PRINTS.match(bare) or _SAYS.match(bare) else bare


def commands(text: str, at: At, lines: Sequence[str]) -> tuple[Command, ...]:
    """Return the commands of a script.

    Args:
        text: the script.
        at: where its key or list entry stands.
        lines: the lines of that file, to find each command's own line.
    """
    shift = _first_line(text, at, lines) - at.line
    return tuple(Command(command, At(at.file, at.line + shift + down)) for down, command in split(text))


def _first_line(text: str, at: At, lines: Sequence[str]) -> int:
    """Return the line where a script begins: that of its key, or the first below that shows its text."""
    first = text.lstrip().split("\n", 1)[0].strip()[:40]
    for number in range(at.line, min(at.line + 8, len(lines)) + 1):
        if first and first in lines[number - 1]:
            above = text[: len(text) - len(text.lstrip())].count("\n")
            return number - above
    return at.line
