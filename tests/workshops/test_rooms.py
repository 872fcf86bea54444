"""A room from the lobby to its end, and everything that people may not do."""

from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshops import (
    HOST,
    LOBBY,
    MOST_SEATS,
    Agenda,
    Cast,
    Close,
    ClosedError,
    Command,
    FullError,
    GoTo,
    HandsUp,
    Join,
    Note,
    NotHostError,
    NotOpenError,
    OpenVote,
    Reveal,
    Room,
    Send,
    SetTimer,
    Shown,
    Stage,
    StrangerError,
    WorkshopError,
    WrongVoteError,
    agenda_from_text,
    apply,
    on_desk,
    on_phone,
    on_screen,
    open_room,
    revote_suggested,
)
from workshops.rooms import SEND_LIMIT

NOW = 10.0
AGENDA = """\
format: 1
id: small
title: Small
minutes: 6
steps:
  - {kind: poll, minutes: 1, items: [deploys]}
  - {kind: revote, minutes: 1}
  - {kind: talk, minutes: 1}
  - {kind: poll, minutes: 1, items: [deploys]}
  - {kind: revote, minutes: 1}
  - {kind: revote, minutes: 1}
"""
SEATS = tuple(f"seat-{n}" for n in range(7))


def make_room() -> Room:
    asked = {"deploys": ("person", "pipeline")}
    return open_room(agenda_from_text(AGENDA), (asked, asked, {}, asked, asked, asked), 3, 1000.0)


def host(room: Room, *commands: Command) -> Room:
    for command in commands:
        room = apply(room, command, HOST, NOW)
    return room


def people(room: Room, *seats: str) -> Room:
    for seat in seats:
        room = apply(room, Join(seat), seat, NOW)
    return room


def votes(room: Room, question: str, *options: str, click: int = 1) -> Room:
    for seat, option in zip(SEATS, options, strict=False):
        room = apply(room, Cast(seat, question, option, click), seat, NOW)
    return room


@pytest.fixture
def polled(room: Room) -> Room:
    """Five people in the first vote, which is open."""
    return host(people(room, *SEATS[:5]), GoTo(1), OpenVote())


def test_a_vote_is_hidden_until_the_host_shows_it(polled: Room) -> None:
    room = votes(polled, "deploys", "person", "person", "pipeline", "person")
    assert on_phone(room, SEATS[0], NOW).mine == {"deploys": "person"}
    assert on_phone(room, SEATS[4], NOW).mine == {}
    assert on_phone(room, SEATS[0], NOW).shown == on_screen(room, NOW).shown == on_desk(room, NOW).shown == ()
    assert on_desk(room, NOW).answered == {"deploys": 4, "tests": 0}
    assert on_screen(room, NOW).answered == 4
    room = host(room, Reveal())
    assert on_phone(room, SEATS[0], NOW).shown == (
        Shown("deploys", {"person": 3, "pipeline": 1}),
        Shown("tests", None, "Fewer than 3 answered, so that nobody is found out."),
    )
    assert on_screen(room, NOW).joined == 5


def test_a_vote_can_be_changed_and_taken_back_until_it_is_shown(polled: Room) -> None:
    room = votes(polled, "deploys", "person", "person", "person", "person")
    room = votes(room, "deploys", "pipeline", click=2)
    room = votes(room, "deploys", "person", click=1)  # an older click that came late
    room = apply(room, Cast(SEATS[1], "deploys", "", 2), SEATS[1], NOW)
    room = host(room, Reveal())
    assert on_screen(room, NOW).shown[0].tally == {"person": 2, "pipeline": 1}
    with pytest.raises(NotOpenError):
        votes(room, "deploys", "person", click=3)


def test_a_double_tap_and_a_second_join_count_once(polled: Room) -> None:
    room = votes(votes(polled, "deploys", "person"), "deploys", "person")
    assert on_desk(people(room, SEATS[0]), NOW).joined == 5
    assert on_desk(room, NOW).answered["deploys"] == 1


def test_a_second_vote_stands_beside_the_first(polled: Room) -> None:
    room = host(votes(polled, "deploys", "person", "person", "pipeline", "person", "person"), Reveal())
    room = host(room, GoTo(2), OpenVote())
    assert on_phone(room, SEATS[0], NOW).mine == {}
    assert on_screen(room, NOW).before == ()
    room = host(votes(room, "deploys", "pipeline", "pipeline", "pipeline", "pipeline", "person"), Reveal())
    screen = on_screen(room, NOW)
    assert screen.shown[0].tally == {"person": 1, "pipeline": 4}
    assert screen.before[0].tally == {"person": 4, "pipeline": 1}
    assert on_desk(room, NOW).before == screen.before


def test_a_second_count_that_would_give_one_person_away_is_not_shown(polled: Room) -> None:
    room = host(
        votes(polled, "deploys", "person", "person", "person", "person"), Reveal(), GoTo(2), OpenVote()
    )
    room = host(votes(room, "deploys", "pipeline", "person", "person", "person"), Reveal())
    assert on_screen(room, NOW).shown[0] == Shown(
        "deploys", None, "Too few changed their answer to show a second count; the first one stands."
    )


def test_going_back_shows_what_was_shown_and_asks_nothing_anew(polled: Room) -> None:
    room = host(votes(polled, "deploys", "person", "person", "person"), Reveal(), GoTo(3))
    assert on_phone(room, SEATS[0], NOW).questions == {}
    room = host(room, GoTo(1))
    assert room.stage is Stage.REVEALED
    assert on_screen(room, NOW).shown[0].tally == {"person": 3}
    with pytest.raises(NotOpenError, match="shown already"):
        host(room, OpenVote())
    assert on_screen(host(room, GoTo(LOBBY)), NOW).shown == ()


def test_a_room_without_phones_counts_hands(room: Room) -> None:
    room = host(room, GoTo(1), HandsUp("deploys", {"person": 1, "pipeline": 0}), Reveal())
    assert on_screen(room, NOW).shown[0].tally == {"person": 1}
    with pytest.raises(NotOpenError):
        host(room, HandsUp("deploys", {"person": 2}))


def test_an_open_room_shows_every_count(agenda: Agenda, room: Room) -> None:
    opened = open_room(agenda, room.asked, least=1, expires=1000.0)
    opened = host(people(opened, SEATS[0]), GoTo(1), OpenVote())
    opened = host(votes(opened, "deploys", "person"), Reveal())
    assert on_screen(opened, NOW).shown[0].tally == {"person": 1}


REFUSED = {
    "a vote before the question is open": (Cast(SEATS[0], "deploys", "person", 1), SEATS[0], NotOpenError),
    "a vote for another": (Cast(SEATS[1], "deploys", "person", 1), SEATS[0], NotHostError),
    "a seat that nobody has": (Cast("nobody", "deploys", "person", 1), "nobody", StrangerError),
    "a step that is not there": (GoTo(6), HOST, NotOpenError),
    "a step before the lobby": (GoTo(-2), HOST, NotOpenError),
    "a question in a talk": (OpenVote(), HOST, NotOpenError),
    "answers of nothing": (Reveal(), HOST, NotOpenError),
    "hands for a question that is not asked": (HandsUp("deploys", {"person": 1}), HOST, WrongVoteError),
    "a timer that dances": (SetTimer("dance"), HOST, NotOpenError),
    "a note about no step": (Note(9, "x"), HOST, NotOpenError),
    "something for the wall of no step": (Send(9, "x"), HOST, NotOpenError),
    "more than the wall can hold": (Send(1, "x" * (SEND_LIMIT + 1)), HOST, NotOpenError),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_done_is_refused_with_words(name: str, room: Room) -> None:
    command, actor, error = REFUSED[name]
    with pytest.raises(error) as caught:
        apply(host(people(room, *SEATS), GoTo(0)), command, actor, NOW)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("option", ["other", "yes", "person "])
def test_an_option_that_is_not_asked_is_refused(polled: Room, option: str) -> None:
    with pytest.raises(WrongVoteError):
        votes(polled, "deploys", option)
    with pytest.raises(WrongVoteError):
        votes(polled, "own", "stop")
    with pytest.raises(WrongVoteError):
        host(polled, HandsUp("deploys", {option: 1}))
    with pytest.raises(WrongVoteError, match="from 0 to"):
        host(polled, HandsUp("deploys", {"person": -1}))


@pytest.mark.parametrize(
    "command",
    [GoTo(1), OpenVote(), Reveal(), HandsUp("own", {}), SetTimer("off"), Note(0, "x"), Send(0, "x"), Close()],
    ids=lambda command: type(command).__name__,
)
def test_a_participant_cannot_act_as_host(room: Room, command: Command) -> None:
    with pytest.raises(NotHostError):
        apply(people(room, SEATS[0]), command, SEATS[0], NOW)
    with pytest.raises(NotHostError):
        apply(room, Join(SEATS[0]), HOST, NOW)


def test_a_room_ends_when_it_is_closed_or_its_time_is_over(room: Room) -> None:
    for over, now in ((host(room, Close()), NOW), (room, 1000.0)):
        assert on_phone(over, SEATS[0], now).over
        with pytest.raises(ClosedError):
            apply(over, Join(SEATS[0]), SEATS[0], now)


def test_a_full_room_takes_back_those_who_were_in_and_nobody_more(room: Room) -> None:
    full = replace(room, seats=frozenset(f"s{n}" for n in range(MOST_SEATS)))
    assert people(full, "s1").seats == full.seats
    with pytest.raises(FullError):
        people(full, "one-more")


def test_the_timer_is_one_for_all_and_ends_with_its_step(room: Room) -> None:
    room = host(room, GoTo(0), SetTimer("start", 90.0))
    assert on_phone(room, SEATS[0], 40.0).left == on_screen(room, 40.0).left == 60.0
    room = apply(room, SetTimer("hold"), HOST, 40.0)
    assert on_desk(room, 70.0).left == 60.0
    room = apply(room, SetTimer("longer"), HOST, 70.0)
    room = apply(room, SetTimer("continue"), HOST, 100.0)
    assert on_desk(room, 101.0).left == 119.0
    assert on_desk(host(room, GoTo(1)), NOW).left is None
    assert on_desk(host(room, SetTimer("off")), NOW).left is None


def test_notes_are_kept_by_step(room: Room) -> None:
    assert host(room, Note(4, "They saw it."), Note(4, "They all saw it.")).notes == {4: "They all saw it."}


def test_what_is_sent_to_the_wall_is_kept_by_step_and_taken_back(room: Room) -> None:
    sent = host(room, Send(3, "one"), Send(4, "two"), Send(3, ""))
    assert sent.sent == {3: "", 4: "two"}


def test_a_hidden_vote_can_be_shown_together_with_the_next(polled: Room) -> None:
    room = votes(polled, "deploys", "person", "person", "person", "person")
    room = host(room, GoTo(2), OpenVote())
    room = votes(room, "deploys", "pipeline", "pipeline", "pipeline", "person")
    assert on_screen(room, NOW).before == ()
    room = host(room, Reveal(earlier=(1,)))
    assert on_screen(room, NOW).shown[0].tally == {"person": 1, "pipeline": 3}
    assert on_screen(room, NOW).before[0].tally == {"person": 4}
    assert host(room, GoTo(1)).stage is Stage.REVEALED


def test_what_was_shown_before_is_not_counted_again_and_only_earlier_steps_are_shown(polled: Room) -> None:
    room = host(votes(polled, "deploys", "person", "person", "person"), Reveal(), GoTo(2), OpenVote())
    with pytest.raises(NotOpenError, match="before this one"):
        host(room, Reveal(earlier=(2,)))
    again = host(votes(room, "deploys", "pipeline", "pipeline", "pipeline"), Reveal(earlier=(1,)))
    assert again.tallies[1, "deploys"] == {"person": 3}
    assert again.tallies[2, "deploys"] == {"pipeline": 3}


def test_questions_for_another_number_of_steps_are_a_bug(agenda: Agenda) -> None:
    with pytest.raises(ValueError, match="6 steps, but questions for 1"):
        open_room(agenda, ({},), 3, 1.0)


@pytest.mark.parametrize(("right", "expected"), [(29, False), (30, True), (70, True), (71, False)])
def test_voting_again_is_suggested_between_thirty_and_seventy_percent(right: int, *, expected: bool) -> None:
    assert revote_suggested({"a": right, "b": 100 - right}, frozenset({"a"})) is expected
    assert not revote_suggested({}, frozenset({"a"}))


def everything_in(value: object) -> list[object]:
    """Return every value inside a view."""
    if is_dataclass(value):
        return [one for each in fields(value) for one in everything_in(getattr(value, each.name))]
    if isinstance(value, dict):
        return [one for pair in value.items() for each in pair for one in everything_in(each)]
    if isinstance(value, tuple):
        return [one for each in value for one in everything_in(each)]
    return [value]


@settings(deadline=None, max_examples=80, derandomize=True)
@given(st.data())
def test_whatever_happens_no_count_is_seen_before_it_is_shown_and_none_gives_a_person_away(
    data: st.DataObject,
) -> None:
    room = make_room()
    published: dict[str, list[dict[str, str]]] = {}
    click = 0
    for _ in range(data.draw(st.integers(0, 40))):
        click += 1
        seat = data.draw(st.sampled_from(SEATS))
        command = data.draw(
            st.sampled_from(
                [
                    Join(seat),
                    Cast(seat, "deploys", data.draw(st.sampled_from(["person", "pipeline", ""])), click),
                    GoTo(data.draw(st.integers(0, 5))),
                    OpenVote(),
                    Reveal(tuple(data.draw(st.lists(st.integers(0, 4), max_size=2)))),
                ]
            )
        )
        actor = seat if isinstance(command, (Join, Cast)) else HOST
        try:
            after = apply(room, command, actor, NOW)
        except WorkshopError:
            continue
        if isinstance(command, Reveal):
            for ask in sorted(after.tallies.keys() - room.tallies.keys()):
                said = {s: v.option for s, v in after.votes.get(ask, {}).items() if v.option}
                assert sum(after.tallies[ask].values()) == len(said) >= 3
                for older in published.get("deploys", []):
                    between = sum(older.get(s) != said.get(s) for s in {*older, *said})
                    assert between == 0 or between >= 3
                published.setdefault("deploys", []).append(said)
        room = after
        if room.stage is not Stage.REVEALED:
            for view in (on_screen(room, NOW), on_desk(room, NOW), *(on_phone(room, s, NOW) for s in SEATS)):
                assert view.shown == ()
            others = set(SEATS) - {SEATS[0]}
            assert not others & set(map(str, everything_in(on_phone(room, SEATS[0], NOW))))
