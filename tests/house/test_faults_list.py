"""The list of faults names tests that exist, at least one for each."""

import re

import pytest

from tests.house.test_asvs import ROOT, names_in

ROWS = re.findall(
    r"^\| ([A-Z][^|]+) \| ([^|]+) \| (.+) \|$",
    (ROOT / "docs" / "faults.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
NAMED = sorted({name for row in ROWS for name in re.findall(r"`([^`]+::[^`]+)`", row[2])})


def test_the_list_is_read_whole() -> None:
    assert len(ROWS) == 23


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
def test_every_fault_has_a_test(row) -> None:
    assert re.findall(r"`[^`]+::test_\w+`", row[2])


@pytest.mark.parametrize("named", NAMED)
def test_every_test_it_names_exists(named) -> None:
    path, _, name = named.partition("::")
    assert (ROOT / path).is_file()
    assert name in names_in(path)
