"""Many teams on a Dask cluster of separate processes: the same to the bit, and on where it was stopped."""

from threading import Event

import pytest

from loop import TeamLane, rank_teams
from simulator import StoppedError, Study
from tests.loop.lanes import effect, lane, turn
from tests.simulator.test_cluster import Machines, compiled, machines  # noqa: F401 - fixtures

STUDY = Study(seed=1, replications=3, changes=60)
STEPS = (turn("press", "decision.departures.every", 6), turn("quick", "review.work.mean", 0.5))
TEAMS = [
    TeamLane(f"Team {number}", lane(effect("small", "review.work.mean", 0.2 + number / 10)), STEPS)
    for number in range(8)
]


def test_a_cluster_ranks_as_this_machine_does_and_goes_on_where_it_was_stopped(
    machines: Machines,  # noqa: F811 - the fixture
) -> None:
    here = rank_teams(TEAMS, {}, {}.__setitem__, STUDY)
    assert rank_teams(TEAMS, {}, {}.__setitem__, STUDY, executor=machines.address) == here

    kept: dict = {}
    stop = Event()

    def keep(key, found) -> None:
        kept[key] = found
        if len(kept) == 2:
            stop.set()

    with pytest.raises(StoppedError):
        rank_teams(TEAMS, {}, keep, STUDY, executor=machines.address, stop=stop)
    before = dict(kept)
    assert 2 <= len(before) < len(TEAMS)
    more: dict = {}
    assert rank_teams(TEAMS, before, more.__setitem__, STUDY, executor=machines.address) == here
    assert len(more) == len(TEAMS) - len(before)
    assert not set(more) & set(before)
