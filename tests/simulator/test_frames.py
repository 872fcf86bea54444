"""Frames travel slim: the same story in fewer bytes, whatever happened."""

import json
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Study, compile_scenario, frames, shipped_scenarios, simulate, slim_frames

MOST = 60_000  # bytes of two lanes over the wire
HOURS = 28 * 24.0
SHIPPED = shipped_scenarios().values


def unpacked(change: dict[str, Any]) -> list[list[Any]]:
    """Read a slim way as the player does."""
    found, last, way = [], round(change["arrive"] * 1000), change["way"]
    for i in range(0, len(way), 5):
        times = []
        for step in way[i + 1 : i + 4]:
            last += step or 0
            times.append(None if step is None else last / 1000)
        found.append([way[i], *times, way[i + 4]])
    return found


def size(value: object) -> int:
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def test_a_slim_way_counts_from_the_last_known_moment() -> None:
    shown = {
        "title": "Two", "deployments": [
            {"start": 4.0, "end": 5.5, "size": 1, "failed": True, "restored": None, "changes": [1]}],
        "changes": [
            {"n": 1, "arrive": 0.5, "live": 5.5, "failed": True,
             "visits": [[0, 0.5, 1.0, 2.25, 1], [0, 3.0, 3.0, 4.0, 0], [1, 4.0, 4.0, 5.5, 2]]},
            {"n": 2, "arrive": 1.0, "live": None, "failed": False, "kind": 1,
             "visits": [[0, 1.0, None, None, 0]]},
        ],
    }  # fmt: skip
    assert slim_frames(shown) == {
        "title": "Two",
        "deployments": [[4.0, 5.5, None, 1, [1]]],
        "changes": [
            {"n": 1, "arrive": 0.5, "live": 5.5, "failed": True,
             "way": [0, 0, 500, 1250, 1, 0, 750, 0, 1000, 0, 1, 0, 0, 1500, 2]},
            {"n": 2, "arrive": 1.0, "live": None, "kind": 1, "way": [0, 0, None, None, 0]},
        ],
    }  # fmt: skip


times = st.floats(0, 5000).map(lambda hours: round(hours, 3))
visits = st.lists(
    st.tuples(st.integers(0, 9), times, st.none() | times, st.none() | times, st.integers(0, 3)).map(list)
)


@settings(deadline=None, max_examples=60)
@given(arrive=times, way=visits)
def test_what_was_slimmed_is_read_back_to_the_thousandth(arrive: float, way: list[list[Any]]) -> None:
    shown = {
        "changes": [{"n": 1, "arrive": arrive, "live": None, "failed": False, "visits": way}],
        "deployments": [],
    }
    assert unpacked(slim_frames(shown)["changes"][0]) == way


@pytest.fixture(scope="module")
def sizes() -> dict[str, tuple[int, int]]:
    found = {}
    for scenario in SHIPPED:
        shown = frames(simulate(compile_scenario(scenario), Study(1, 1, hours=HOURS)), until=HOURS)
        for change, slim in zip(shown["changes"], slim_frames(shown)["changes"], strict=True):
            assert unpacked(slim) == change["visits"]
        found[scenario.id] = (size(shown), size(slim_frames(shown)))
    return found


def test_any_two_shipped_lanes_travel_in_sixty_thousand_bytes(sizes: dict[str, tuple[int, int]]) -> None:
    around = 2_000  # facts, notes, and what Streamlit puts around
    for one, other in combinations(sizes, 2):
        assert sizes[one][1] + sizes[other][1] + around <= MOST, (one, other)


def test_slim_frames_are_about_half_as_long(sizes: dict[str, tuple[int, int]]) -> None:
    for full, slim in sizes.values():
        assert slim < 0.65 * full


def test_stages_say_how_many_can_work_and_how_often_somebody_looks(run) -> None:
    shown = frames(run("""
pools: {runners: 3}
arrivals: {at: [0]}
stages:
  - {id: check, mark: bolt, pool: runners, work: {dist: constant, value: 1h}}
  - {id: look, mark: hourglass, capacity: 2, attends: {every: 4h}, work: {dist: constant, value: 1h}}
  - {id: pass, mark: bolt, capacity: unlimited}
  - {id: train, mark: button, departures: {every: 1d}}
"""))  # fmt: skip
    assert [stage["capacity"] for stage in shown["stages"]] == [3, 2, None, None]
    assert [stage["attends"] for stage in shown["stages"]] == [None, 4.0, None, None]
    assert [stage["meaning"][:10] for stage in shown["stages"][:2]] == ["The pipeli", "Somebody o"]


def test_resolving_a_conflict_is_told_of_the_changes_that_had_one(run) -> None:
    shown = frames(run("""
arrivals: {at: [0, 0, 0]}
stages: [{id: review, mark: hand, work: {dist: constant, value: 1h}}]
integration: {conflicts: {rate: 0.999999, work: {dist: constant, value: 30m}}}
"""))  # fmt: skip
    assert ["resolving" in change for change in shown["changes"]] == [False, True, True]
    assert shown["changes"][1]["resolving"] == 0.5
