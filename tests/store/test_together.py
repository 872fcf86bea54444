"""An assessment that several people answer: invited, joined, private, revealed, agreed."""

import dataclasses
import re
import threading

import pytest
from sqlalchemy import select

from store import (
    Agreed,
    AnswerWrite,
    HostOnlyError,
    OpenAssessment,
    Refused,
    Seat,
    SeatGoneError,
    Settled,
    StartAssessment,
    Store,
)
from store.joining import MINUTE, MOST_WRONG, clean_code, new_code
from store.round_model import CODE_LETTERS
from store.tables import metadata

PEOPLE = ("anna", "ben", "carla", "dan", "eve")


def opened(store: Store, **more) -> Seat:
    asked = OpenAssessment("small", "1", **{"team": "Harbor", "mode": "anonymous", **more})
    return store.open_assessment(asked, "host").seat


def joined(store: Store, host: Seat, names=PEOPLE) -> list[Seat]:
    code = store.invite(host).code
    return [store.join_by_code(code, name, name).seat for name in names]


def say(store: Store, seat: Seat, option: str, note: str = "", practice: str = "trunk") -> None:
    write = AnswerWrite(practice, "value", option, note=note, client_seq=store.next_seq(seat))
    assert store.save_answers(seat, (write,)).refused == ()


def at_once(jobs) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def host(store) -> Seat:
    return opened(store)


def test_a_team_answers_apart_and_sees_a_tally_of_all_after_the_reveal(store, host):
    seats = joined(store, host)
    for seat, option in zip(seats, ("no", "some", "some", "yes", "yes"), strict=True):
        say(store, seat, option)
    assert store.revealed(host) is None
    assert store.reveal(host).revealed
    shown = store.revealed(seats[0])
    assert (shown.people, shown.tallies) == (5, {"trunk": {"no": 1, "some": 2, "yes": 2}})
    assert store.answers(seats[0])["trunk"].option == "no"


def test_an_assessment_says_what_its_seats_share(store, host):
    guest = joined(store, host, ["anna"])[0]
    seen = store.assessment(guest)
    assert (seen.mode, seen.least, seen.revealed, seen.team, seen.host) == (
        "anonymous",
        5,
        False,
        "Harbor",
        False,
    )
    assert store.assessment(host) == dataclasses.replace(seen, host=True)


def test_a_seat_alone_is_its_own_host_and_shares_with_nobody(store, seat):
    seen = store.assessment(seat)
    assert (seen.mode, seen.host, seen.revealed) == ("alone", True, False)


def test_each_joins_a_seat_of_its_own_and_gets_it_again(store, host):
    code = store.invite(host).code
    first, again, other = (store.join_by_code(code, who) for who in ("anna", "anna", "ben"))
    assert first.seat == again.seat != other.seat
    assert store.resume(first.token) == store.resume(again.token) == first.seat
    assert store.seats_of("anna") == (first.seat,)
    assert (store.progress(host).seats, store.progress(host).begun) == (3, 0)


def test_the_host_who_joins_by_the_own_code_keeps_the_own_seat(store, host):
    assert store.join_by_code(store.invite(host).code, "host").seat == host


def test_a_code_may_be_typed_small_and_in_parts(store, host):
    code = store.invite(host).code
    assert store.join_by_code(f" {code[:3].lower()}-{code[3:]} ", "anna") is not None


def test_a_link_opens_a_seat_like_a_code(store, host):
    made = store.invite(host)
    assert (
        store.join_by_link(made.token, "anna").seat.assessment
        == store.join_by_code(made.code, "ben").seat.assessment
        == host.assessment
    )
    assert store.join_by_link("guess", "carl") is None


def test_a_wrong_code_opens_nothing_and_writes_nothing(store, host):
    assert store.progress(host).seats == 1
    assert [store.join_by_code(code, "anna") for code in ("222222", "", "O0O0O0", "12345678")] == [None] * 4
    assert store.seats_of("anna") == ()


def test_after_a_hundred_wrong_codes_in_a_minute_all_are_refused(store, host):
    code = store.invite(host).code
    wrong = "222222" if code != "222222" else "333333"
    assert [store.join_by_code(wrong, "mallory") for _ in range(MOST_WRONG)] == [None] * MOST_WRONG
    assert store.join_by_code(code, "anna") is None


def test_wrong_codes_are_forgiven_after_a_minute(store):
    for second in range(MOST_WRONG):
        assert store.note_wrong_code("room", 1000.0 + second / 10) == second + 1
    assert store.wrong_codes("room", 1009.9) == MOST_WRONG
    assert store.wrong_codes("assessment", 1009.9) == 0
    assert store.wrong_codes("room", 1009.0 + MINUTE) == 10
    assert store.note_wrong_code("room", 1010.0 + MINUTE) == 1
    store.forgive_codes("room")
    assert store.wrong_codes("room", 1010.0 + MINUTE) == 0


def test_a_clock_that_jumps_keeps_nobody_out_for_longer_than_a_minute(store):
    day = 86_400.0
    for moment in (10 * day, 9 * day, 11 * day):
        assert [store.note_wrong_code("room", moment) for _ in range(3)] == [1, 2, 3]
    assert store.rows()["wrong_code"] == 1


@pytest.mark.postgres
def test_two_servers_share_the_limit_of_wrong_codes(postgres_address, open_store):
    first, second = open_store(postgres_address), open_store(postgres_address)
    seat = first.open_assessment(OpenAssessment("small", "1", "Harbor", "anonymous"), "host").seat
    code = first.invite(seat).code
    wrong = "222222" if code != "222222" else "333333"
    at_once(
        [lambda one=one: one.join_by_code(wrong, "mallory") for one in (first, second) * (MOST_WRONG // 2)]
    )
    assert (first.join_by_code(code, "anna"), second.join_by_code(code, "anna")) == (None, None)


def test_codes_are_six_letters_that_nobody_confuses():
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 190
    assert all(re.fullmatch(f"[{CODE_LETTERS}]{{6}}", code) for code in codes)
    assert (len(CODE_LETTERS), set("01OIL") & set(CODE_LETTERS) - {"L"}) == (31, set())
    assert clean_code("abc-2 3") == ""


def test_the_host_alone_invites_reveals_and_reopens(store, host):
    guest = joined(store, host, ["anna"])[0]
    for forbidden in (store.invite, store.stop_inviting, store.reveal, store.reopen, store.notes):
        with pytest.raises(HostOnlyError, match="resume link"):
            forbidden(guest)


def test_invites_end_when_the_host_says_so_or_reveals(store, host):
    first = store.invite(host)
    store.stop_inviting(host)
    assert store.join_by_code(first.code, "anna") is None
    second = store.invite(host)
    store.reveal(host)
    assert store.join_by_link(second.token, "anna") is None


def test_an_invite_that_ends_while_somebody_joins_opens_nothing(store, host, monkeypatch):
    code = store.invite(host).code
    real = store._writer.submit

    def late(work):
        if work.__qualname__.startswith("Together._join"):
            real(lambda c: c.exec_driver_sql("DELETE FROM invite").close())
        return real(work)

    monkeypatch.setattr(store._writer, "submit", late)
    assert store.join_by_code(code, "anna") is None


def test_after_the_reveal_an_answer_is_refused_until_the_host_reopens(store, host):
    (anna,) = joined(store, host, ["anna"])
    say(store, anna, "no")
    store.reveal(host)
    store.reveal(host)
    late = AnswerWrite("trunk", "value", "yes", client_seq=store.next_seq(anna))
    wrong = Refused("trunk", "answer", "the answers were revealed", "ask the host to reopen the assessment")
    assert store.save_answers(anna, (late,)).refused == (wrong,)
    assert store.answers(anna)["trunk"].option == "no"
    assert not store.reopen(host).revealed
    assert store.revealed(anna) is None
    assert store.save_answers(anna, (late,)).count == 1


def test_fewer_than_the_least_are_not_shown(store, host):
    for seat in joined(store, host)[:4]:
        say(store, seat, "yes")
    store.reveal(host)
    shown = store.revealed(host)
    assert (shown.least, shown.people, shown.tallies, shown.texts) == (5, None, {}, {})


def test_a_second_reveal_shows_nothing_that_finds_the_one_who_changed(store, host):
    seats = joined(store, host)
    for seat in seats:
        say(store, seat, "some")
    store.reveal(host)
    store.reopen(host)
    say(store, seats[0], "no")
    store.reveal(host)
    assert store.revealed(host).tallies == {"trunk": {"some": 5}}
    store.reopen(host)
    for seat in seats:
        say(store, seat, "yes")
    store.reveal(host)
    assert store.revealed(host).tallies == {"trunk": {"yes": 5}}


def test_texts_are_shown_from_ten_on_and_before_to_the_host_alone(store, host):
    names = [f"person-{number}" for number in range(10)]
    seats = joined(store, host, names)
    for place, seat in enumerate(seats[:9]):
        say(store, seat, "yes", note=f"note {9 - place}")
    store.reveal(host)
    assert store.revealed(host).texts == {}
    assert store.notes(host) == {"trunk": tuple(f"note {number}" for number in range(1, 10))}
    store.reopen(host)
    assert store.notes(host) == {}
    say(store, seats[9], "yes", note="note 0")
    store.reveal(host)
    assert store.revealed(host).texts == {"trunk": tuple(f"note {number}" for number in range(10))}


def test_nobody_is_told_apart_in_an_anonymous_assessment(store, host):
    for seat in joined(store, host):
        say(store, seat, "yes")
    store.reveal(host)
    assert store.spoken(host) == ()
    with store._reading.connect() as connection:
        rows = str([connection.execute(select(table)).fetchall() for table in metadata.sorted_tables])
    assert not [name for name in PEOPLE if name in rows]


def test_an_open_assessment_shows_who_said_what_after_the_reveal(store):
    host = opened(store, mode="open")
    seats = joined(store, host, ["Ben", "Anna"])
    for seat, option in zip(seats, ("no", "yes"), strict=True):
        say(store, seat, option, note=f"{option} it is")
    assert store.spoken(host) == ()
    store.reveal(host)
    spoken = store.spoken(host)
    assert [(one.name, one.answers["trunk"].option) for one in spoken] == [("Anna", "yes"), ("Ben", "no")]
    shown = store.revealed(host)
    assert (shown.least, shown.people, shown.tallies) == (1, 2, {"trunk": {"no": 1, "yes": 1}})
    assert shown.texts == {"trunk": ("no it is", "yes it is")}


@pytest.mark.parametrize(
    ("more", "wrong"), [({"mode": "secret"}, "no way to answer"), ({"least": 2}, "use 3 to 5")]
)
def test_a_way_there_is_not_is_a_mistake_of_the_caller(store, more, wrong):
    with pytest.raises(ValueError, match=wrong):
        opened(store, **more)


def test_invite_secrets_lie_in_the_database_only_as_hashes(store, host):
    made = store.invite(host)
    with store._reading.connect() as connection:
        rows = str([connection.execute(select(table)).fetchall() for table in metadata.sorted_tables])
    assert made.code not in rows
    assert made.token not in rows
    assert made.code not in repr(made)


def test_fifteen_people_with_forty_answers_each_lose_none(store, host):
    seats = joined(store, host, [f"person-{number}" for number in range(15)])

    def answer(mine: Seat) -> None:
        for number in range(40):
            say(store, mine, "yes", practice=f"practice-{number}")

    at_once([lambda mine=seat: answer(mine) for seat in seats])
    store.reveal(host)
    assert store.revealed(host).tallies == {f"practice-{number}": {"yes": 15} for number in range(40)}


# ---------------------------------------------------------------- agreeing


def test_what_a_team_agrees_on_stands_beside_what_each_said(store, host):
    seats = joined(store, host)
    for seat in seats:
        say(store, seat, "some")
    store.reveal(host)
    wanted = Agreed("trunk", "value", "some", note="We looked at the last ten merges.")
    stored = dataclasses.replace(wanted, version=1)
    assert store.agree(seats[2], wanted) == Settled(stored, done=True)
    assert store.agreed(host) == {"trunk": stored}
    assert store.answers(seats[0])["trunk"].option == "some"


def test_before_the_reveal_nothing_is_agreed(store, host):
    assert store.agree(host, Agreed("trunk", "value", "some")).refused.wrong == (
        "the answers are not revealed yet"
    )


def test_two_who_agree_at_once_see_both_versions(store, seat):
    first = store.agree(seat, Agreed("trunk", "value", "some")).stored
    second = store.agree(seat, dataclasses.replace(first, option="yes"))
    late = store.agree(seat, dataclasses.replace(first, option="no"))
    assert (second.done, late.done, late.stored) == (True, False, second.stored)
    assert store.agree(seat, Agreed("trunk", "value", "new")).done is False


def test_of_many_who_agree_at_once_one_is_taken_and_the_others_see_it(store, seat):
    settled: list[Settled] = []
    at_once(
        [
            lambda option=f"option-{number}": settled.append(
                store.agree(seat, Agreed("trunk", "value", option))
            )
            for number in range(12)
        ]
    )
    assert [one.done for one in settled].count(True) == 1
    assert {one.stored for one in settled} == {store.agreed(seat)["trunk"]}


def test_agreeing_twice_with_the_same_click_is_done_once(store, seat):
    wanted = Agreed("trunk", "value", choices=("b", "a"))
    assert store.agree(seat, wanted) == store.agree(seat, wanted)
    changed = dataclasses.replace(wanted, choices=(), version=1)
    assert store.agree(seat, changed) == store.agree(seat, changed)
    assert store.agreed(seat) == {"trunk": dataclasses.replace(changed, version=2)}


def test_what_was_agreed_can_be_taken_back(store, seat):
    store.agree(seat, Agreed("trunk", "not-applicable", "yes", 1.0, reason="not here"))
    assert store.agreed(seat)["trunk"] == Agreed("trunk", "not-applicable", reason="not here", version=1)
    assert [store.disagree(seat, "trunk"), store.disagree(seat, "trunk")] == [True, False]
    assert store.agreed(seat) == {}
    assert store.agree(seat, Agreed("trunk", "value", "yes", version=1)) == Settled(None, done=False)


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (Agreed("", "value", "yes"), "practice"),
        (Agreed("trunk", "unanswered"), "state"),
        (Agreed("trunk", "perhaps"), "state"),
        (Agreed("trunk", "value"), "option"),
        (Agreed("trunk", "value", value=float("nan")), "value"),
        (Agreed("trunk", "value", choices=("a",) * 201), "choices"),
        (Agreed("trunk", "value", choices=("",)), "choices"),
        (Agreed("trunk", "value", "yes", note="n" * 2001), "note"),
    ],
)
def test_a_broken_rule_of_an_agreed_answer_is_named_by_its_field(store, seat, item, field):
    settled = store.agree(seat, item)
    assert (settled.refused.field, settled.stored, store.agreed(seat)) == (field, None, {})


# ---------------------------------------------------------------- a quarter later


def test_a_team_goes_on_from_one_assessment_to_the_next(store, host):
    later = store.open_assessment(OpenAssessment("small", "2", after=host), "host").seat
    stranger = store.start_assessment(StartAssessment("small", "1", "Harbor")).seat
    assert [(one.version, one.team, one.host) for one in store.rounds(later)] == [
        ("1", "Harbor", False),
        ("2", "Harbor", True),
    ]
    assert len({store.assessment(one).team_id for one in (host, later, stranger)}) == 2


def test_a_team_that_never_was_has_no_next_assessment(store):
    ghost = Seat("nobody", "nobody", "small", "1", "")
    for asked in (store.assessment, store.invite, store.reveal, store.rounds):
        with pytest.raises(SeatGoneError, match="Start a new one"):
            asked(ghost)
    with pytest.raises(SeatGoneError):
        store.open_assessment(OpenAssessment("small", "1", after=ghost))
