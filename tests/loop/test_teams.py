"""Many teams in one sweep: each on its own lane, and on from where it was stopped."""

from threading import Event

import pytest

from loop import SHOWN, Fixed, TeamLane, rank, rank_teams, try_steps
from loop.teams import as_text, read_result
from simulator import Refused, StoppedError, Study
from tests.loop.lanes import effect, lane, turn

LEAD = SHOWN[0]
STUDY = Study(seed=1, replications=6, changes=80)
STEPS = (turn("press", "decision.departures.every", 6), turn("lost", "nowhere", 1))
QUAY = TeamLane("Quay", lane(), STEPS)
PIER = TeamLane("Pier", lane(effect("small", "review.work.mean", "90m")), STEPS[:1])


def swept(teams, known=None, **more):
    kept = {}
    found = rank_teams(teams, known or {}, kept.__setitem__, STUDY, **more)
    return found, kept


def test_each_team_gets_what_it_would_get_alone() -> None:
    seen = []
    found, kept = swept([QUAY, PIER], progress=lambda *told: seen.append(told))
    assert list(found) == ["Quay", "Pier"]
    for team in (QUAY, PIER):
        assert found[team.name] == try_steps(team.lane, team.steps, STUDY)
    assert len(kept) == 2
    assert seen[-1] == (5, 5)
    assert rank(found["Quay"], STEPS, LEAD).helps[0].turn.path == "press"


def test_what_was_worked_out_before_is_not_worked_out_again() -> None:
    _, kept = swept([QUAY])
    seen = []
    found, more = swept([QUAY, PIER], kept, progress=lambda *told: seen.append(told))
    assert len(more) == 1
    assert seen[0][1] == 5
    assert seen[0][0] == 4, "the three lanes known before count as done"
    assert found["Quay"] == next(iter(kept.values()))
    assert swept([QUAY], kept)[1] == {}


def test_another_answer_or_another_study_is_another_result() -> None:
    _, kept = swept([QUAY, PIER])
    assert len(kept) == 2
    moved = TeamLane("Quay", lane().with_fixed(Fixed("defects", 0.2, "")), STEPS)
    assert swept([moved], kept)[1]
    assert rank_teams([QUAY], kept, kept.__setitem__, Study(seed=2, replications=6, changes=80))
    assert len(kept) == 3


def test_a_team_whose_lane_cannot_run_says_why_and_the_others_go_on() -> None:
    broken = TeamLane("Broken", lane().with_fixed(Fixed("nowhere", 1, "")), STEPS)
    huge = TeamLane("Huge", lane().with_fixed(Fixed("arrivals", {"at": [1.0], "first": 0.0}, "")), ())
    found, kept = swept([broken, QUAY, huge])
    assert isinstance(found["Broken"], Refused)
    assert found["Quay"].scenario == "line"
    assert len(kept) <= 2


def test_a_lane_that_is_refused_by_the_engine_is_not_kept(monkeypatch) -> None:
    from loop import teams

    def refused(asked, *_more, **_named):
        yield from ((number, Refused("line", ("too long",))) for number in range(len(asked)))

    monkeypatch.setattr(teams, "values_each", refused)
    found, kept = swept([PIER])
    assert found["Pier"].problems == ("line: too long",)
    assert kept == {}


def test_a_sweep_can_be_stopped() -> None:
    stop = Event()
    stop.set()
    with pytest.raises(StoppedError):
        swept([QUAY], stop=stop)


def test_a_result_is_kept_as_text_and_read_again() -> None:
    found, _ = swept([QUAY])
    assert read_result(as_text(found["Quay"])) == found["Quay"]
    for text in ("", "{}", "[]", '{"format": 2}', as_text(found["Quay"]).replace('"study"', '"studies"')):
        assert read_result(text) is None
