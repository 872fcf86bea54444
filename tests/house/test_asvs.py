"""The list of security requirements is whole, and every test it names exists."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIST = ROOT / "docs" / "asvs.md"
APPLIES = [
    "1.2.1",
    "1.2.2",
    "1.2.4",
    "1.2.5",
    "1.2.10",
    "1.3.1",
    "1.3.4",
    "1.3.5",
    "1.3.6",
    "1.3.12",
    "1.5.2",
    "2.2.2",
    "2.3.1",
    "2.3.3",
    "2.3.4",
    "2.4.1",
    "3.2.1",
    "3.3.1",
    "3.3.2",
    "3.3.4",
    "3.4.1",
    "3.4.2",
    "3.4.3",
    "3.4.4",
    "3.4.5",
    "3.4.6",
    "3.5.1",
    "3.6.1",
    "4.1.3",
    "4.4.1",
    "4.4.2",
    "5.1.1",
    "5.2.1",
    "5.2.2",
    "5.2.3",
    "5.2.5",
    "5.3.2",
    "5.3.3",
    "5.4.1",
    "6.3.1",
    "6.3.2",
    "6.5.3",
    "6.5.4",
    "6.6.3",
    "7.2.3",
    "7.2.4",
    "7.3.1",
    "7.3.2",
    "7.4.1",
    "8.2.1",
    "8.2.2",
    "8.3.1",
    "8.4.1",
    "9.1.1",
    "10.2.1",
    "10.5.2",
    "11.5.1",
    "12.2.1",
    "13.3.1",
    "13.4.1",
    "13.4.2",
    "13.4.5",
    "14.2.1",
    "14.2.3",
    "14.2.7",
    "14.3.2",
    "15.1.2",
    "15.2.2",
    "15.3.4",
    "15.4.1",
    "15.4.2",
    "16.2.5",
    "16.3.2",
    "16.4.1",
    "16.5.1",
    "16.5.2",
    "16.5.4",
]
ROWS = re.findall(r"^\| ([\d.]+) \| (.+) \| (.+) \|$", LIST.read_text(encoding="utf-8"), re.MULTILINE)
NAMED = sorted({name for row in ROWS for name in re.findall(r"`([^`]+::[^`]+)`", row[2])})


@cache
def names_in(path: str) -> frozenset[str]:
    return frozenset(re.findall(r"^(?:async )?def (test_\w+)\(", (ROOT / path).read_text(), re.MULTILINE))


def test_every_requirement_that_applies_stands_in_the_list_once_and_in_order() -> None:
    assert [row[0] for row in ROWS] == APPLIES


@pytest.mark.parametrize("named", NAMED)
def test_every_test_the_list_names_exists(named) -> None:
    path, _, name = named.partition("::")

    assert (ROOT / path).is_file()
    assert name in names_in(path)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_no_test_shows_says_why(row) -> None:
    shown = re.findall(r"`[^`]+::test_\w+`", row[2])

    assert shown or row[1].startswith(("Does not apply", "Not met, by choice"))
