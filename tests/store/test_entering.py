"""Coming in and going out: links that end, passes that are held, people who sign in and out."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from store import (
    RESUME_DAYS,
    GradeWrite,
    Keep,
    OpenAssessment,
    Seat,
    SeatGoneError,
    StartAssessment,
    Store,
)
from store.entering import LOGIN_DAYS
from store.seats import hash_secret
from store.tables import metadata
from tests.store.conftest import DAY

PERSON = "person:0123"


@pytest.fixture
def now() -> list[date]:
    return [DAY]


@pytest.fixture
def living(address, now):
    with Store.open(address.url, address.folder, clock=lambda: now[0], resume_days=30) as store:
        yield store


@pytest.fixture
def host(living) -> Seat:
    return living.open_assessment(OpenAssessment("small", "1", "Harbor", "anonymous"), "host").seat


def test_a_resume_link_is_good_until_its_day_and_says_when_it_is_over(living, now):
    started = living.start_assessment(StartAssessment("foundations", "1", "Blue"))
    now[0] = DAY + timedelta(days=30)
    assert living.resume(started.token) == started.seat
    assert not living.link_over(started.token)
    now[0] += timedelta(days=1)
    assert living.resume(started.token) is None
    assert living.link_over(started.token)
    fresh = living.new_link(started.seat)
    assert living.resume(fresh) == started.seat
    assert not living.link_over("a token that never was")


def test_the_holder_of_a_resume_link_ends_it_alone(living, host):
    token = living.new_link(host)
    guest = living.join_by_code(living.invite(host).code, "anna")
    (word,) = [link.id for link in living.links(guest.seat)]
    assert not living.end_link(host, word)
    assert living.resume(guest.token) == guest.seat
    assert living.end_link(guest.seat, word)
    assert (living.resume(guest.token), living.link_over(guest.token)) == (None, False)
    assert living.resume(token) == host


def test_a_resume_link_is_good_for_a_year_and_a_bit_unless_somebody_says_otherwise(store, seat):
    assert store.links(seat)[0].expires_on == DAY + timedelta(days=RESUME_DAYS)
    assert RESUME_DAYS == 400


def test_the_passes_of_several_teams_are_found_again_while_they_are_good(living, now, host):
    dock = living.open_assessment(OpenAssessment("small", "1", "Dock"), "other").seat
    given = [
        living.give_pass(seat, role, DAY + timedelta(days=days))
        for seat, role, days in ((host, "viewer", 9), (dock, "coach", 5))
    ]
    for one in (given[1], given[0], given[1]):
        living.hold_pass("coach", living.resume(one.token))
    assert [seat.team for seat in living.passes_of("coach")] == ["Dock", "Harbor"]
    later = living.open_assessment(OpenAssessment("small", "2", after=host), "host").seat
    assert [seat.assessment for seat in living.passes_of("coach")] == [dock.assessment, later.assessment]
    assert living.passes_of("nobody") == ()
    assert living.seats_of("coach") == ()
    living.end_link(host, given[0].link.id)
    assert [seat.team for seat in living.passes_of("coach")] == ["Dock"]
    now[0] += timedelta(days=6)
    assert living.passes_of("coach") == ()
    assert living.link_over(given[1].token)
    with pytest.raises(SeatGoneError):
        living.hold_pass("coach", Seat(dock.assessment, given[1].link.id, "small", "1", "Dock"))


def test_a_seat_is_no_pass(living, host):
    living.hold_pass("host", host)
    assert living.passes_of("host") == ()


def test_a_person_takes_over_what_the_browser_holds_and_loses_nothing_of_before(living, host):
    other = living.start_assessment(StartAssessment("small", "1", "Dock"), PERSON).seat
    living.hold(PERSON, other)
    mine = living.start_assessment(StartAssessment("small", "1", "Mine"), "browser").seat
    living.hold("browser", other)
    given = living.give_pass(host, "viewer", DAY)
    living.hold_pass("browser", living.resume(given.token))
    living.keep(PERSON, Keep("road", "same", "the person's"))
    for name in ("same", "new"):
        living.keep("browser", Keep("road", name, "the browser's"))
    living.record_grades("browser", (GradeWrite("lesson", "item", "yes", correct=True),))
    assert living.bring("browser", PERSON) == 1
    assert living.seats_of(PERSON) == (other, mine)
    assert [seat.team for seat in living.passes_of(PERSON)] == ["Harbor"]
    assert {one.name: one.body for one in living.kept(PERSON, "road")} == {
        "same": "the person's",
        "new": "the browser's",
    }
    assert "item" in living.grades(PERSON)
    assert (living.passes_of("browser"), living.grades("browser")) == ((), {})
    assert living.seats_of("browser") == (other,)
    assert [one.name for one in living.kept("browser", "road")] == ["same"]
    assert living.bring("browser", PERSON) == 0
    assert living.bring("never here", "nor there") == 0


def test_an_ended_sign_in_stays_ended_as_long_as_its_cookie_could_live(living, now):
    assert not living.signed_out("login")
    living.sign_out("login")
    living.sign_out("login")
    assert living.signed_out("login")
    assert not living.signed_out("another login of the same person")
    now[0] += timedelta(days=LOGIN_DAYS)
    living.sign_out("later")
    assert living.signed_out("login")
    now[0] += timedelta(days=1)
    living.sign_out("later still")
    assert not living.signed_out("login")


def test_people_and_sign_ins_lie_in_the_database_only_as_hashes(living):
    living.start_assessment(StartAssessment("small", "1", "Mine"), PERSON)
    living.sign_out("login")
    with living._reading.connect() as connection:
        rows = str([connection.execute(select(table)).fetchall() for table in metadata.sorted_tables])
    assert not [word for word in (PERSON, "login", "0123'") if word in rows]
    assert hash_secret("login") in rows


def test_a_browser_that_only_holds_a_pass_is_kept_as_long_as_its_team_is_used(living, now, host):
    living.hold_pass("coach", living.resume(living.give_pass(host, "viewer", DAY).token))
    now[0] += timedelta(days=300)
    living.start_assessment(StartAssessment("small", "1", "Mine"), "other")
    assert living.old(DAY + timedelta(days=1)).counts["browsers"] == 2
    living.open_assessment(OpenAssessment("small", "2", after=host))
    assert living.old(DAY + timedelta(days=1)).counts["browsers"] == 0
