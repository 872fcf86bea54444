"""A deployment by hand whose steps are people's phones."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshops import (
    HOST,
    BeginByHand,
    Close,
    ClosedError,
    Command,
    EndByHand,
    GoTo,
    HandsUp,
    Join,
    NotHostError,
    NotOpenError,
    OpenVote,
    Reveal,
    Room,
    Stage,
    StepDone,
    StrangerError,
    Worked,
    WrongVoteError,
    agenda_from_text,
    apply,
    bring_back,
    on_desk,
    on_phone,
    on_screen,
    open_room,
    take_away,
)
from workshops.runbook import ByHand, begin, finish, held_by, holders_of, work

AGENDA = agenda_from_text("""
format: 1
id: hands
title: Hands
minutes: 4
steps:
  - {kind: talk, minutes: 1}
  - {kind: runbook, minutes: 1, runbook: [Stop the old version, Copy the package, Start the new version]}
  - {kind: debrief, minutes: 2, prompts: [Where did it wait?]}
""")
ASKED = ({}, {}, {})


def room_of(*seats: str) -> Room:
    room = open_room(AGENDA, ASKED, least=3, expires=1000.0)
    for seat in seats:
        room = apply(room, Join(seat), seat, 1.0)
    return at(room, GoTo(1), now=1.0)


def at(room: Room, *commands: Command, now: float) -> Room:
    for command in commands:
        room = apply(room, command, HOST, now)
    return room


def press(room: Room, seat: str, step: int, now: float) -> Room:
    return apply(room, StepDone(1, step, seat), seat, now)


@pytest.fixture
def begun() -> Room:
    """Three people hold three steps; the deployment began at 10 s."""
    return at(room_of("a", "b", "c"), BeginByHand(), now=10.0)


def test_the_manual_lane_waits_for_each_person_in_turn(begun: Room) -> None:
    assert begun.stage is Stage.OPEN
    room = press(begun, "a", 0, 14.0)
    seen = on_screen(room, 20.0).run
    assert seen is not None
    assert (seen.steps, seen.done, seen.waits_for, seen.phones) == (3, (Worked(0, 4.0),), 1, 1)
    assert (seen.passed, seen.over, seen.mine) == (10.0, False, ())
    phone = on_phone(room, "b", 20.0).run
    assert phone is not None
    assert phone.mine == (1,)
    room = press(press(room, "b", 1, 30.0), "c", 2, 31.5)
    seen = on_desk(room, 99.0).run
    assert seen is not None
    assert (seen.passed, seen.over, seen.waits_for, seen.phones) == (21.5, True, None, 0)
    assert room.stage is Stage.REVEALED


def test_a_step_done_before_its_turn_stays_done_and_the_order_tells_it(begun: Room) -> None:
    room = press(press(begun, "c", 2, 11.0), "c", 2, 12.0)
    assert room.runs[1].order == (2,)
    assert room.runs[1].waits_for == 0
    room = at(room, StepDone(1, 0), StepDone(1, 1), now=13.0)
    assert room.runs[1].order == (2, 0, 1)
    assert room.runs[1].ended == 3.0
    assert press(room, "a", 0, 50.0) is room


def test_without_phones_the_host_presses_and_may_end_it_early() -> None:
    room = at(room_of(), BeginByHand(), now=10.0)
    seen = on_screen(room, 10.0).run
    assert seen is not None
    assert seen.phones == 0
    room = at(at(room, StepDone(1, 0), now=12.0), EndByHand(), now=15.0)
    assert (room.runs[1].order, room.runs[1].ended) == ((0,), 5.0)
    assert room.runs[1].waits_for is None
    again = at(room, BeginByHand(), now=20.0)
    assert (again.runs[1].done, again.runs[1].began) == ((), 20.0)


def test_it_goes_on_while_the_host_looks_at_another_step(begun: Room) -> None:
    away = at(begun, GoTo(2), now=11.0)
    assert on_screen(away, 11.0).run is None
    with pytest.raises(NotOpenError, match="No deployment"):
        press(away, "a", 0, 12.0)
    back = at(away, GoTo(1), now=13.0)
    assert back.stage is Stage.OPEN
    over = at(back, EndByHand(), GoTo(2), GoTo(1), now=14.0)
    assert over.stage is Stage.REVEALED


def test_what_nobody_may_do_is_said(begun: Room) -> None:
    waiting = room_of("a")
    wrongs: list[tuple[Room, Command, str, type[Exception], str]] = [
        (waiting, StepDone(1, 0, "a"), "a", NotOpenError, "No deployment"),
        (waiting, EndByHand(), HOST, NotOpenError, "No deployment"),
        (waiting, Reveal(), HOST, NotOpenError, "Open the question"),
        (waiting, OpenVote(), HOST, NotOpenError, "asks nothing"),
        (waiting, BeginByHand(), "a", NotHostError, "Only the host"),
        (at(waiting, GoTo(0), now=1.0), BeginByHand(), HOST, NotOpenError, "no runbook"),
        (at(waiting, GoTo(-1), now=1.0), BeginByHand(), HOST, NotOpenError, "no runbook"),
        (begun, BeginByHand(), HOST, NotOpenError, "under way"),
        (begun, Reveal(), HOST, NotOpenError, "Open the question"),
        (begun, HandsUp("q", {}), HOST, WrongVoteError, "not asked"),
        (begun, StepDone(0, 0, "a"), "a", NotOpenError, "No deployment"),
        (begun, StepDone(1, 0, "a"), "b", NotHostError, "for itself"),
        (begun, StepDone(1, 0), "a", NotHostError, "Only the host"),
        (begun, StepDone(1, 0, "x"), "x", StrangerError, "not in the room"),
        (begun, StepDone(1, 1, "a"), "a", WrongVoteError, "Somebody else"),
        (begun, StepDone(1, 3), HOST, WrongVoteError, "no such step"),
        (begun, StepDone(1, -1), HOST, WrongVoteError, "no such step"),
        (at(begun, Close(), now=11.0), StepDone(1, 0), HOST, ClosedError, "over"),
    ]
    for room, command, actor, error, text in wrongs:
        with pytest.raises(error, match=text):
            apply(room, command, actor, 12.0)


def test_who_comes_late_shares_a_step_and_moves_nobody(begun: Room) -> None:
    room = apply(begun, Join("0-late"), "0-late", 11.0)
    run = room.runs[1]
    assert [held_by(run, seat) for seat in "abc"] == [(0,), (1,), (2,)]
    (step,) = held_by(run, "0-late")
    assert press(room, "0-late", step, 12.0).runs[1].order == (step,)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(steps=st.integers(1, 20), people=st.integers(0, 60))
def test_every_step_has_a_holder_and_every_holder_a_step(steps: int, people: int) -> None:
    run = begin(steps, [f"seat-{n}" for n in range(people)], 0.0)
    held = [held_by(run, seat) for seat in run.holders]
    assert all(held)
    many = [holders_of(run, step) for step in range(steps)]
    assert sum(many) == max(people, steps if people else 0)
    assert max(many) - min(many) <= 1
    assert held_by(run, "late")[0] < steps


@settings(max_examples=200, deadline=None, derandomize=True)
@given(presses=st.lists(st.tuples(st.integers(0, 4), st.floats(0, 100)), max_size=20), stop=st.booleans())
def test_each_step_is_done_once_and_time_never_runs_back(
    presses: list[tuple[int, float]], *, stop: bool
) -> None:
    run, now = begin(5, [], 50.0), 50.0
    for step, rest in presses:
        now += rest
        run = work(run, step, now)
    assert len(set(run.order)) == len(run.order)
    times = [one.after for one in run.done]
    assert times == sorted(times)
    assert (run.ended is not None) == (len(run.done) == 5)
    if stop and run.ended is None:
        run = finish(run, now)
        assert run.passed(now + 5) == run.ended == pytest.approx(now - 50.0)


def test_a_clock_that_was_set_back_counts_from_zero() -> None:
    assert ByHand(100.0, 2).passed(90.0) == 0.0


def test_a_press_from_a_machine_whose_clock_is_behind_does_not_run_back() -> None:
    run = finish(work(work(ByHand(100.0, 3), 0, 130.0), 1, 110.0), 105.0)
    assert [one.after for one in run.done] == [30.0, 30.0]
    assert run.ended == 30.0


def test_it_is_taken_away_without_anybody_and_comes_back() -> None:
    room = at(room_of("seat-a", "seat-b"), BeginByHand(), now=10.0)
    assert take_away(room)["runs"] == []
    room = at(at(room, StepDone(1, 1), now=12.25), EndByHand(), now=20.0)
    kept = take_away(room)
    assert kept["runs"] == [{"step": 2, "seconds": 10.0, "done": [{"step": 2, "seconds": 2.2}]}]
    assert "seat-" not in json.dumps(kept)
    again = bring_back(json.dumps(kept), {"hands": (AGENDA, ASKED)}, 1000.0, 3)
    assert again.stage is Stage.REVEALED
    assert again.runs[1].order == (1,)
    assert take_away(again) == {**kept, "people": 0}


def test_a_file_with_a_wrong_run_says_where() -> None:
    base = {"format": 1, "kind": "workshop", "agenda": "hands", "step": 2, "people": 0}
    for runs, expected in (
        ([{"step": 1, "seconds": 1}], "step 1 has no runbook"),
        ([{"step": 9, "seconds": 1}], "step 9 has no runbook"),
        ([{"step": 2, "seconds": 1, "done": [{"step": 4, "seconds": 1}]}], "one that is not there"),
        ([{"step": 2, "seconds": 1, "done": [{"step": 1, "seconds": 1}] * 2}], "names a step twice"),
        ([{"step": 2, "seconds": -1}], "runs"),
    ):
        with pytest.raises(ValueError, match=expected):
            bring_back(json.dumps({**base, "runs": runs}), {"hands": (AGENDA, ASKED)}, 1000.0, 3)
