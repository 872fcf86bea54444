"""Text with tables in it: each table is parted from the text around it, cell by cell."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.tables import as_table
from ui.tables import named, parted

TABLE = "| A | B |\n|---|--:|\n| one | **two** |\n| x\\|y | |"


def test_text_is_parted_from_its_tables_in_order() -> None:
    found = list(parted(f"## Head\nBefore\n\n{TABLE}\n\nBetween\n\n{TABLE}\nAfter"))

    rows = [["A", "B"], ["one", "**two**"], ["x|y", ""]]
    assert found == ["## Head\nBefore", rows, "Between", rows, "After"]


@pytest.mark.parametrize(
    "text", ["Plain.", "A | B", "| one line |", "| no |\n| rule |\n| below |", "|---|\n|---|"]
)
def test_what_is_no_table_stays_text(text: str) -> None:
    assert list(parted(text)) == [text]


def test_nothing_is_drawn_of_nothing() -> None:
    assert list(parted(" \n\n")) == []


def test_heads_that_are_alike_are_told_apart_by_blanks() -> None:
    assert named(["", "A", "", "A", ""]) == ["", "A", " ", "A ", "  "]


CELLS = st.text(st.characters(codec="ascii", exclude_characters="\\\r\n\v\f\x1c\x1d\x1e\x85"), max_size=8)


ROWS = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=2, max_size=4)
)


@settings(deadline=None, derandomize=True, max_examples=80)
@given(ROWS)
def test_every_table_that_is_written_is_read_again(rows: list[list[str]]) -> None:
    written = [[" ".join(cell.split()) for cell in row] for row in rows]

    assert list(parted(as_table(rows[0], rows[1:]))) == [written]
