"""Write tables that a spreadsheet opens, where nothing a person typed becomes a formula or a link.

In CSV a text that a spreadsheet would take for a formula gets an apostrophe in front; in XLSX every text is
written as a text and stays as it is.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

Cell = str | float | None
"""A text, a number, or nothing."""

STARTS = frozenset("=+-@\t\r\n\0|%") | frozenset("\uff1d\uff0b\uff0d\uff20")
"""The signs with which a formula can begin, the full-width ones included."""

LONGEST = 32_767
"""The longest text of a cell of XLSX [characters]."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the names of its columns, and its rows."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def safe_cell(value: Cell) -> Cell:
    """Return a cell of CSV that no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, str) and (value[:1] in STARTS or value.lstrip()[:1] in STARTS) and value:
        return f"'{value}"
    return value


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as CSV in UTF-8, one header row first, every text in quotes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([safe_cell(name) for name in columns])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().replace("\0", "").encode("utf-8", "replace")


def as_xlsx(sheets: Mapping[str, Sheet]) -> bytes:
    """Return tables as one XLSX file: a sheet for each name, texts as texts, numbers as numbers."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        for name, sheet in sheets.items():
            page = book.add_worksheet(name)
            page.freeze_panes(1, 0)
            for column, title in enumerate(sheet.columns):
                page.write_string(0, column, title, bold)
            for line, row in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(line, column, _plain(cell))
                    elif cell is not None:
                        page.write_number(line, column, cell)
    return out.getvalue()


def _plain(text: str) -> str:
    """Return a text as a cell can hold it: no half signs, no NUL, not too long."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")[:LONGEST]
