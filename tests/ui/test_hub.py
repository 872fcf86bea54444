"""The hub: what is done in a room is in the database, and every process sees it."""

import json
import threading

import pytest

from datafiles import DataFileError
from store import Store
from ui.rooms import watching
from ui.rooms.hub import KEPT, Ballot, Hub, Press, run_name, seat_of
from ui.rooms.storing import plan_of, plan_text, read_plan, state_text, with_state
from ui.rooms.watching import Watch
from workshops import (
    ALPHABET,
    BeginByHand,
    Cast,
    Close,
    ClosedError,
    CodeError,
    GoTo,
    HandsUp,
    Note,
    NotHostError,
    NotOpenError,
    OpenVote,
    Reveal,
    Send,
    SetTimer,
    StrangerError,
    agenda_from_text,
)
from workshops.runbook import held_by

AGENDA = agenda_from_text("""
format: 1
id: tiny
title: Tiny
minutes: 3
steps:
  - {kind: talk, minutes: 1}
  - kind: poll
    minutes: 2
    question: {id: q, text: Which?, options: [{id: yes-it-is, text: Yes}, {id: no-not, text: No}]}
""")
ASKED = ({}, {"q": ("yes-it-is", "no-not")})
YES, NO = "yes-it-is", "no-not"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path):
    with Store.open(None, tmp_path / "data") as found:
        yield found


@pytest.fixture
def hub(store, clock):
    found = Hub(store, clock)
    yield found
    found.close()


@pytest.fixture
def opened(hub):
    return hub.open(AGENDA, ASKED, least=3, holder="browser")


def vote(hub, opened, token, option, click=1, place=1):
    return hub.vote(opened.room, token, Ballot(place, "q", option, click))


def filled(hub, opened, options):
    hub.act(opened.room, GoTo(1), opened.key)
    hub.act(opened.room, OpenVote(), opened.key)
    for number, option in enumerate(options):
        hub.join(opened.room, f"t{number}")
        vote(hub, opened, f"t{number}", option)


def test_a_room_goes_from_its_code_to_a_shown_count(hub, opened):
    assert hub.find(f" {opened.code[:3].lower()}-{opened.code[3:]} ") == opened.room
    filled(hub, opened, [YES, YES, NO])
    assert hub.room(opened.room).room.tallies == {}
    found = hub.act(opened.room, Reveal(), opened.key)
    assert found.room.tallies == {(1, "q"): {NO: 1, YES: 2}}
    assert hub.take_away(opened.room)["tallies"] == [{"step": 2, "question": "q", "counts": {NO: 1, YES: 2}}]


def test_another_process_sees_everything_and_goes_on(hub, opened, store, clock):
    other = Hub(store, clock)
    filled(hub, opened, [YES, YES, NO])
    hub.act(opened.room, SetTimer("start", 60), opened.key)
    hub.act(opened.room, Note(1, "talk"), opened.key)
    hub.act(opened.room, HandsUp("q", {YES: 2}), opened.key)
    hub.act(opened.room, Send(1, "a picture"), opened.key)
    assert other.room(opened.room) == hub.room(opened.room)
    vote(other, opened, "t2", YES, click=2)
    other.act(opened.room, Reveal(), opened.key)
    assert hub.room(opened.room) == other.room(opened.room)
    assert Hub(store, clock).room(opened.room) == hub.room(opened.room)
    other.close()


def test_a_plan_and_a_state_are_read_as_they_were_written(hub, opened):
    filled(hub, opened, [YES, YES, NO])
    room = hub.act(opened.room, Reveal(), opened.key).room
    assert read_plan(plan_text(plan_of(room))) == plan_of(room)
    assert with_state(room, state_text(room)) == room


def test_nobody_but_the_key_and_its_holder_leads(hub, opened):
    hub.join(opened.room, "anna")
    for proof in ("anna", "", "host", opened.code, opened.room):
        with pytest.raises(NotHostError):
            hub.act(opened.room, GoTo(1), proof)
    other = hub.open(AGENDA, ASKED)
    with pytest.raises(NotHostError):
        hub.act(opened.room, GoTo(1), other.key)
    with pytest.raises(NotHostError):
        hub.act(opened.room, Cast("anna", "q", YES, 1), opened.key)
    assert hub.act(opened.room, GoTo(1), "browser").room.place == 1
    assert [one.room for one in hub.as_host("browser")] == [opened.room]
    assert hub.as_host("") == ()


def test_the_newest_click_counts_and_a_double_tap_counts_once(hub, opened):
    filled(hub, opened, [YES])
    version = hub.room(opened.room).version
    assert vote(hub, opened, "t0", YES).version == version
    vote(hub, opened, "t0", NO, click=3)
    vote(hub, opened, "t0", YES, click=2)
    assert hub.room(opened.room).room.votes[1, "q"].popitem()[1].option == NO


def test_two_answers_tapped_on_one_page_count_in_the_order_they_arrive(hub, opened):
    filled(hub, opened, [YES])
    vote(hub, opened, "t0", NO, click=1)
    assert hub.room(opened.room).room.votes[1, "q"].popitem()[1].option == NO


def test_nobody_votes_where_nothing_is_asked(hub, opened):
    hub.join(opened.room, "anna")
    with pytest.raises(NotOpenError):
        vote(hub, opened, "anna", YES, place=0)
    with pytest.raises(NotOpenError):
        vote(hub, opened, "anna", YES, place=-1)
    hub.act(opened.room, GoTo(1), opened.key)
    with pytest.raises(NotOpenError):
        vote(hub, opened, "anna", YES)
    hub.act(opened.room, OpenVote(), opened.key)
    with pytest.raises(StrangerError):
        vote(hub, opened, "ben", YES)
    assert hub.seat(opened.room, "anna")
    with pytest.raises(StrangerError):
        hub.seat(opened.room, "ben")


def test_a_vote_that_the_host_overtakes_is_judged_anew(hub, opened, store, monkeypatch):
    filled(hub, opened, [YES, YES, YES])
    write = store.vote_in_room

    def late(name, ballot, moved):
        monkeypatch.setattr(store, "vote_in_room", write)
        hub.act(opened.room, Reveal(), opened.key)
        return write(name, ballot, moved)

    monkeypatch.setattr(store, "vote_in_room", late)
    with pytest.raises(NotOpenError):
        vote(hub, opened, "t0", NO, click=2)
    assert hub.room(opened.room).room.tallies == {(1, "q"): {YES: 3}}


def test_a_room_that_moves_without_end_is_told(hub, opened, store, monkeypatch):
    filled(hub, opened, [YES])
    monkeypatch.setattr(store, "vote_in_room", lambda *_: False)
    monkeypatch.setattr(store, "join_room", lambda *_: False)
    with pytest.raises(NotOpenError, match="all the time"):
        vote(hub, opened, "t0", NO, click=2)
    with pytest.raises(NotOpenError, match="all the time"):
        hub.join(opened.room, "ben")


def test_a_hundred_wrong_codes_in_a_minute_give_every_room_another_code(hub, opened, clock):
    second = hub.open(AGENDA, ASKED)
    wrong = [ALPHABET[n % 31] + ALPHABET[n // 31] + "2222" for n in range(100)]
    assert not {opened.code, second.code} & set(wrong)
    for code in wrong[:99]:
        assert hub.find(code) is None
    assert hub.room(opened.room).code == opened.code
    hub.find(wrong[99])
    codes = [hub.room(one.room).code for one in (opened, second)]
    assert codes != [opened.code, second.code]
    assert hub.find(opened.code) is None
    assert hub.peek(opened.code) == opened.room
    assert hub.find(codes[0]) == opened.room
    for code in wrong[:60]:
        hub.find(code)
    clock.now += 61
    for code in wrong[:60]:
        hub.find(code)
    assert [hub.room(one.room).code for one in (opened, second)] == codes


def test_many_right_codes_are_never_too_many(hub, opened):
    assert {hub.find(opened.code) for _ in range(250)} == {opened.room}
    with pytest.raises(CodeError):
        hub.find("no code")


def test_a_room_ends_and_is_purged_a_day_later(hub, opened, clock):
    hub.join(opened.room, "anna")
    clock.now += 4 * 3600
    with pytest.raises(ClosedError):
        hub.act(opened.room, GoTo(0), opened.key)
    assert hub.as_host(opened.key)[0].closed
    assert hub.seated("anna") == opened.room
    clock.now += KEPT + 1
    hub._purge()
    hub._purge()
    with pytest.raises(ClosedError, match="deleted"):
        hub.room(opened.room)
    assert hub.seated("anna") is None
    assert hub.find(opened.code) is None


def test_a_closed_room_says_so_to_its_host(hub, opened):
    hub.act(opened.room, Close(), opened.key)
    assert hub.as_host(opened.key)[0].closed
    with pytest.raises(ClosedError):
        hub.join(opened.room, "anna")


def test_a_workshop_goes_on_from_its_file(hub, opened):
    filled(hub, opened, [YES, YES, NO])
    hub.act(opened.room, Reveal(), opened.key)
    import json

    text = json.dumps(hub.take_away(opened.room))
    again = hub.bring_back(text, {"tiny": (AGENDA, ASKED)}, 3, 1.0)
    assert hub.room(again.room).room.tallies == {(1, "q"): {NO: 1, YES: 2}}
    assert hub.room(again.room).room.seats == frozenset()
    with pytest.raises(DataFileError):
        hub.bring_back("{}", {}, 3, 1.0)


def test_who_waits_is_woken_by_a_change_here_and_in_another_process(hub, opened, store, clock):
    other = Hub(store, clock)
    before = hub.changed(opened.room)
    seen = []
    threads = [
        threading.Thread(target=lambda one=one: seen.append(one.wait(opened.room, before, 30.0)))
        for one in (hub, other)
    ]
    for thread in threads:
        thread.start()
    other.join(opened.room, "anna")
    for thread in threads:
        thread.join()
    assert seen == [before + 1] * 2
    assert hub.wait(opened.room, before + 1, 0.01) == before + 1
    other.close()


def test_a_listener_hears_every_move_until_it_leaves(hub, opened):
    heard = []
    leave = hub.watch.listen(opened.room, heard.append)
    hub.act(opened.room, GoTo(0), opened.key)
    leave()
    hub.act(opened.room, GoTo(1), opened.key)
    assert [count.moved for count in heard] in ([1], [0, 1])
    assert hub.watch.count(opened.room).moved == 2


def test_a_watch_outlives_a_database_that_is_away_and_clears_away_in_time(monkeypatch):
    from store import StoreUnavailableError

    monkeypatch.setattr(watching, "PURGE_EVERY", 0.01)
    asked, purged = threading.Event(), threading.Event()

    def read():
        if not asked.is_set():
            asked.set()
            raise StoreUnavailableError("away")
        return ()

    watch = Watch(read, purged.set, every=0.001)
    leave = watch.listen("room", lambda _: None)
    assert asked.wait(30)
    assert purged.wait(30)
    leave()
    watch.close()
    assert watch.wait("room", 0, 30.0) == 0


# ---------------------------------------------------------------- a deployment by hand

HANDS = agenda_from_text("""
format: 1
id: hands
title: Hands
minutes: 2
steps:
  - {kind: runbook, minutes: 1, runbook: [Stop, Start]}
  - {kind: debrief, minutes: 1, prompts: [Why?]}
""")


def test_a_deployment_by_hand_goes_on_in_every_process_and_each_press_counts_once(store, clock):
    first, second = Hub(store, clock), Hub(store, clock)
    opened = first.open(HANDS, ({}, {}), least=3)
    for token in ("a", "b"):
        first.join(opened.room, token)
    first.act(opened.room, GoTo(0), opened.key)
    run = first.act(opened.room, BeginByHand(), opened.key).room.runs[0]
    holders = {held_by(run, seat_of(token)): token for token in ("a", "b")}
    clock.now += 5.0
    press = Press(0, run_name(run), 0)
    second.press(opened.room, holders[(0,)], press)
    version = first.room(opened.room).version
    clock.now += 1.0
    assert first.press(opened.room, holders[(0,)], press).version == version
    assert first.press(opened.room, holders[(1,)], Press(0, run_name(run), 1)).room.runs[0].ended == 6.0
    assert second.room(opened.room).room.runs[0].order == (0, 1)
    again = Hub(store, clock)
    assert again.room(opened.room).room.runs == first.room(opened.room).room.runs
    for hub in (first, second, again):
        hub.close()


def test_a_room_that_was_stored_without_runs_is_read(hub, opened):
    room = hub.room(opened.room).room
    text = json.dumps({key: value for key, value in json.loads(state_text(room)).items() if key != "runs"})
    assert with_state(room, text).runs == {}
