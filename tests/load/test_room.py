"""A room of many people on one real server, killed in the middle: nothing is lost, nothing is doubled."""

import pytest

from benchmarks import rooms
from tests.asynchronous import aside


@pytest.mark.long
def test_two_hundred_people_lose_and_double_no_vote_through_a_killed_server():
    found = aside(rooms.measure, 200)
    assert (found.lost, found.doubled) == (0, 0)
    assert found.largest <= 30_000


def test_a_small_room_loses_and_doubles_no_vote_through_a_killed_server():
    found = aside(rooms.measure, 8)
    assert (found.people, found.lost, found.doubled) == (8, 0, 0)
    assert any("p95" in line for line in rooms.report(found))
