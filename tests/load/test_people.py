"""Two hundred people answer at once on one server: nothing fails, and nothing that was acknowledged is lost.

How long an answer takes is measured by `make bench`: a busy machine is slow, not wrong.
"""

import dataclasses

import pytest

from benchmarks.people import BURST, STEADY, measure, percentile
from tests.asynchronous import aside

pytestmark = pytest.mark.long


@pytest.mark.parametrize("crowd", [STEADY, BURST], ids=["every-8-s", "all-at-once"])
def test_two_hundred_people_answer_without_an_error_and_lose_nothing(crowd) -> None:
    found = aside(measure, dataclasses.replace(crowd, lasting=20.0))

    assert found.errors == ()
    assert found.lost == 0
    assert len(found.joins) == crowd.people == 200
    assert len(found.answers) >= crowd.people


def test_a_percentile_is_given_in_milliseconds() -> None:
    assert percentile([0.001, 0.002, 0.003], 50) == 2.0
