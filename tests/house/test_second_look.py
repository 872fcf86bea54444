"""What may be looked at a second time after a failed run, and what may not."""

import runpy

import pytest

from tests.house.test_imports import ROOT

look = runpy.run_path(str(ROOT / ".ci" / "second_look.py"))
again = look["again"]
PAGE = "tests/browser/test_learn.py::test_a"


def test_a_browser_test_that_failed_is_run_once_more():
    assert again([PAGE], 1) == [PAGE]


@pytest.mark.parametrize(
    "failed",
    [
        [],
        ["tests/store/test_writer.py::test_a"],
        [PAGE, "tests/store/test_writer.py::test_a"],
        ["tests/browser/test_nothing_is_lost.py::test_a"],
        [f"{PAGE}[{number}]" for number in range(4)],
    ],
)
def test_everything_else_stays_failed(failed):
    assert again(failed, 1) == []


def test_a_run_that_was_broken_off_stays_failed():
    assert again([PAGE], 3) == []
