"""Draw text with tables in it: a table that is too wide scrolls by itself, and the page around it stays."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

import streamlit as st
from streamlit.dataframe_util import convert_pandas_df_to_arrow_table

from ui import charts

ROW: Final = re.compile(r"\|.*\|\s*")
BAR: Final = re.compile(r"(?<!\\)\|")
RULE: Final = re.compile(r"[\s|:-]+")


def draw_text(text: str, *, width: int | None = None) -> None:
    """Draw Markdown, its tables as tables of their own.

    Args:
        text: the Markdown.
        width: how wide it may be [px]; as wide as there is room, and a table as its content, if None.
    """
    for part in parted(text) if "|" in text else (text,):
        if isinstance(part, str):
            st.markdown(part, width=width or "stretch")
        else:
            # A table of its own width in pixels would never break a line.
            rows = _ready((tuple(named(part[0])), *map(tuple, part[1:])))
            if width:
                st.container(width=width).table(rows, hide_header=False, hide_index=True)
            else:
                st.table(rows, hide_header=False, hide_index=True, width="content")


@lru_cache(maxsize=200)
def _ready(rows: tuple[tuple[str, ...], ...]) -> Any:
    """Return a table as Streamlit sends it: to make it takes longer than to draw the rest of the text."""
    return convert_pandas_df_to_arrow_table(charts.text_table(rows))


def parted(text: str) -> Iterator[str | Sequence[Sequence[str]]]:
    """Part Markdown into texts and tables, each table as its rows with the head first."""
    found: list[str] = []
    in_table = False
    for line in [*text.splitlines(), ""]:
        is_row = ROW.fullmatch(line) is not None
        if is_row != in_table:
            yield from _closed(found, in_table=in_table)
            found, in_table = [], is_row
        found.append(line)
    yield from _closed(found, in_table=in_table)


def _closed(lines: list[str], *, in_table: bool) -> Iterator[str | Sequence[Sequence[str]]]:
    if in_table and lines[2:] and RULE.fullmatch(lines[1]):
        yield [_cells(line) for line in (lines[0], *lines[2:])]
    elif told := "\n".join(lines).strip():
        yield told


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in BAR.split(line.strip())[1:-1]]


def named(head: Sequence[str]) -> list[str]:
    """Return heads of columns of which no two are alike: blanks that nobody sees tell them apart."""
    return [cell + " " * head[:place].count(cell) for place, cell in enumerate(head)]
