"""Tables for spreadsheets: no text becomes a formula, no number becomes a text."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datafiles import Sheet, as_csv, as_xlsx
from datafiles.spreadsheets import LONGEST, safe_cell

law = settings(max_examples=200, deadline=None, derandomize=True, database=None)


def read(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode(), newline="")))


def test_texts_stand_in_quotes_and_numbers_do_not():
    assert as_csv(("what", "is"), [["a", 1], ['b"c', 0.5], ["d", None]]) == (
        b'"what","is"\r\n"a",1\r\n"b""c",0.5\r\n"d",""\r\n'
    )


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_a_text_that_looks_like_a_formula_gets_an_apostrophe(start):
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"
    assert safe_cell(f"  {start}=1") == f"'  {start}=1"


@pytest.mark.parametrize("value", ["a=1", "", 1, -1.5, "1-2", "  "])
def test_anything_else_stays_as_it_is(value):
    assert safe_cell(value) == value


@law
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_cell_is_read_back_as_it_was_but_for_the_apostrophe(text):
    ((cell,), _) = read(as_csv((text,), [["end"]]))
    assert cell in {text, f"'{text}"}
    assert not re.match(r"[=+\-@\t\r\n|%]", cell)


def test_what_no_file_can_hold_is_left_out_or_replaced():
    assert read(as_csv(("a\0b", "\ud800"), [])) == [["ab", "?"]]


def sheets(book: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers():
    found = sheets(as_xlsx({"One": Sheet(("a", "b"), [["=1+1", 2], [None, 0.5]]), "Two": Sheet((), [])}))
    page = found["xl/worksheets/sheet1.xml"]
    assert "<v>2</v>" in page
    assert "<v>0.5</v>" in page
    assert "<f" not in page
    assert "=1+1" in found["xl/sharedStrings.xml"]
    assert re.findall('sheet name="([^"]+)"', found["xl/workbook.xml"]) == ["One", "Two"]


def test_a_link_stays_a_text_and_half_signs_and_too_long_texts_are_mended():
    texts = ["https://example.org", "mailto:a@example.org", "a\0b\ud800", "x" * (LONGEST + 1)]
    found = sheets(as_xlsx({"One": Sheet(("text",), [[text] for text in texts])}))
    assert "hyperlink" not in found["xl/worksheets/sheet1.xml"]
    assert "ab?" in found["xl/sharedStrings.xml"]
    assert "x" * LONGEST in found["xl/sharedStrings.xml"]
    assert "x" * (LONGEST + 1) not in found["xl/sharedStrings.xml"]
