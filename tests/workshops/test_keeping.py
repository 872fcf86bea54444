"""A workshop as a file."""

import json

import pytest

from datafiles import DataFileError
from workshops import (
    HOST,
    LOBBY,
    Agenda,
    Cast,
    GoTo,
    Join,
    Note,
    OpenVote,
    Reveal,
    Room,
    Stage,
    apply,
    bring_back,
    on_screen,
    take_away,
)

SEATS = ("secret-a", "secret-b", "secret-c")


@pytest.fixture
def shown(room: Room) -> Room:
    for seat in SEATS:
        room = apply(room, Join(seat), seat, 1.0)
    for command in (GoTo(1), OpenVote()):
        room = apply(room, command, HOST, 1.0)
    for seat in SEATS:
        room = apply(room, Cast(seat, "tests", "some", 1), seat, 1.0)
    room = apply(room, Cast(SEATS[0], "deploys", "person", 1), SEATS[0], 1.0)
    room = apply(room, Reveal(), HOST, 1.0)
    return apply(room, Note(1, "Everybody knew."), HOST, 1.0)


def test_a_room_is_taken_away_without_anybody_and_goes_on_later(shown: Room, agenda: Agenda) -> None:
    kept = take_away(shown)
    text = json.dumps(kept)
    assert "secret" not in text
    assert "deploys" not in text  # one answer alone is nobody's business
    again = bring_back(text, {"small": (agenda, shown.asked)}, expires=2000.0, least=3)
    assert again.seats == frozenset()
    assert again.votes == {}
    assert again.stage is Stage.REVEALED
    assert on_screen(again, 1.0).shown[1].tally == {"some": 3}
    assert take_away(again) == {**kept, "people": 0}


def test_before_it_is_shown_nothing_is_taken_away(room: Room) -> None:
    for seat in SEATS:
        room = apply(room, Join(seat), seat, 1.0)
    for command in (GoTo(1), OpenVote()):
        room = apply(room, command, HOST, 1.0)
    for seat in SEATS:
        room = apply(room, Cast(seat, "tests", "some", 1), seat, 1.0)
    assert take_away(room)["tallies"] == []
    assert take_away(room)["people"] == 3


def test_a_lobby_is_brought_back_as_a_lobby(room: Room, agenda: Agenda) -> None:
    again = bring_back(json.dumps(take_away(room)), {"small": (agenda, room.asked)}, 5.0, 3)
    assert again.place == LOBBY
    assert again.stage is Stage.SHOWN


def test_everything_wrong_with_a_file_is_said(room: Room, agenda: Agenda) -> None:
    text = """\
format: 1
kind: workshop
agenda: small
step: 9
people: 3
tallies:
  - {step: 9, question: tests, counts: {some: 1}}
  - {step: 1, question: tests, counts: {some: 1}}
  - {step: 2, question: tests, counts: {maybe: 1}}
notes:
  - {step: 0, text: x}
"""
    with pytest.raises(DataFileError) as caught:
        bring_back(text, {"small": (agenda, room.asked)}, 5.0, 3)
    assert [str(problem) for problem in caught.value.problems] == [
        "workshop:4: step: is 9, but there are 6; write a step from 1 to 6",
        "workshop:7: tallies[0].step: is 9; write a step from 1 to 6",
        "workshop:8: tallies[1].question: step 1 does not ask `tests`; remove the entry",
        (
            "workshop:9: tallies[2].counts.maybe: `maybe` is no option of `tests`; "
            "remove it, or take the right agenda"
        ),
        "workshop:11: notes[0].step: is 0; write a step from 1 to 6",
    ]
    with pytest.raises(DataFileError, match="no agenda `small`; write one of `other`"):
        bring_back(text, {"other": (agenda, room.asked)}, 5.0, 3)


def test_a_file_of_another_kind_says_what_is_wrong(room: Room, agenda: Agenda) -> None:
    with pytest.raises(DataFileError, match="kind"):
        bring_back('{"format": 1, "kind": "progress"}', {"small": (agenda, room.asked)}, 5.0, 3)
