"""Write tables and text twins as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

BLANKS: Final = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")


def as_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a bar or a line end in a cell does not break it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    """Write a text so that it stays within its cell; what must not part stays together."""
    return BLANKS.sub(" ", text.replace("|", "\\|")).strip()


def twin(title: str, text: str, *parts: str) -> str:
    """Join the parts of a text twin; empty ones are left out."""
    end = "" if title.endswith(("?", "!", ".")) else "."
    return "\n\n".join(part for part in (f"**{title}{end}** {text}", *parts) if part)
