"""Seats, resume tokens, visitors and grades."""

import re

import pytest
from sqlalchemy import inspect, select, text

from store import GradeWrite, Saved, Seat, SeatGoneError, StartAssessment, Store, StoredGrade
from store.store import utc_day
from store.tables import metadata


def test_a_new_assessment_has_a_seat_and_a_token_that_opens_it(store):
    started = store.start_assessment(StartAssessment("foundations", "3", "Blue"))
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", started.token)
    assert (started.seat.questionnaire, started.seat.version, started.seat.team) == (
        "foundations",
        "3",
        "Blue",
    )
    assert store.resume(started.token) == started.seat


def test_a_wrong_token_opens_nothing(store):
    assert [store.resume(token) for token in ("", "guess", "\ud800", "\0")] == [None] * 4


def test_a_token_is_not_printed_with_what_holds_it(store):
    started = store.start_assessment(StartAssessment("foundations", "1"))
    assert started.token not in repr(started)


def test_a_team_name_is_normalized_and_cut(store):
    started = store.start_assessment(StartAssessment("foundations", "1", "  e\u0301quipe\0 " + "x" * 200))
    assert started.seat.team == "équipe " + "x" * 113
    assert store.resume(started.token) == started.seat


def test_a_visitor_finds_its_seats_again_in_the_order_it_came(store):
    seats = [store.start_assessment(StartAssessment("foundations", "1"), "anna").seat for _ in range(3)]
    other = store.start_assessment(StartAssessment("foundations", "1"), "ben").seat
    store.hold("anna", other)
    store.hold("anna", seats[0])
    assert store.seats_of("anna") == (*seats, other)
    assert store.seats_of("ben") == (other,)
    assert store.seats_of("carl") == ()


def test_a_seat_that_never_was_cannot_be_held(store):
    with pytest.raises(SeatGoneError):
        store.hold("anna", Seat("nobody", "nobody", "foundations", "1", ""))
    assert store.seats_of("anna") == ()


def test_a_visitor_without_an_id_is_a_mistake_of_the_caller(store):
    with pytest.raises(ValueError, match="shared by everybody"):
        store.seats_of("")


def test_the_newest_answer_to_a_quiz_item_is_kept_and_its_attempts_are_counted(store):
    first, second = (
        GradeWrite("delivery", "who-decides", option, correct, number)
        for option, correct, number in (("a", False, 1), ("b", True, 2))
    )
    assert store.record_grades("anna", (first,)) == Saved(1, {"who-decides": 1})
    assert store.record_grades("anna", (second,)) == Saved(1, {"who-decides": 2})
    assert store.record_grades("anna", (first,)) == Saved(1, {"who-decides": 2}, ("who-decides",))
    assert store.grades("anna") == {
        "who-decides": StoredGrade("delivery", "who-decides", "b", correct=True, version=2, client_seq=2)
    }
    assert store.grades("ben") == {}
    assert store.next_seq("anna") == 3


def test_forgotten_grades_are_gone_for_their_visitor_alone(store):
    write = GradeWrite("delivery", "who-decides", "a", correct=True)
    for visitor in ("anna", "ben"):
        store.record_grades(visitor, (write,))
    assert [store.forget_grades("anna"), store.forget_grades("anna")] == [1, 0]
    assert (store.grades("anna"), list(store.grades("ben"))) == ({}, ["who-decides"])


@pytest.mark.parametrize(
    ("write", "field"),
    [
        (GradeWrite("", "item", "a", correct=True), "lesson"),
        (GradeWrite("lesson", "", "a", correct=True), "item"),
        (GradeWrite("lesson", "item", "o" * 201, correct=True), "option"),
        (GradeWrite("lesson", "item", "a", correct=True, client_seq=-1), "client_seq"),
    ],
)
def test_a_broken_grade_is_refused_by_its_field(store, write, field):
    saved = store.record_grades("anna", (write, GradeWrite("lesson", "good", "a", correct=True)))
    assert ([no.field for no in saved.refused], saved.count) == ([field], 1)
    assert list(store.grades("anna")) == ["good"]


def test_tokens_and_visitors_lie_in_the_database_only_as_hashes(store):
    started = store.start_assessment(StartAssessment("foundations", "1"), "anna-with-a-cookie")
    with store._reading.connect() as connection:
        rows = [str(connection.execute(select(table)).fetchall()) for table in metadata.sorted_tables]
    assert not [row for row in rows if started.token in row or "anna-with-a-cookie" in row]


def test_no_column_holds_a_time_of_day(store):
    columns = [
        column
        for table in inspect(store._reading).get_table_names()
        for column in inspect(store._reading).get_columns(table)
    ]
    kinds = {str(column["type"]).split("(")[0] for column in columns}
    assert len(columns) > 30
    assert kinds <= {"VARCHAR", "TEXT", "DATE", "INTEGER", "BIGINT", "FLOAT", "BOOLEAN", "DOUBLE PRECISION"}


def test_the_date_comes_from_the_clock_that_was_given(store):
    store.start_assessment(StartAssessment("foundations", "1"))
    with store._reading.connect() as connection:
        rows = connection.execute(text("SELECT CAST(created_on AS VARCHAR) FROM assessment")).fetchall()
    assert rows == [("2026-03-02",)]


def test_without_a_clock_the_day_is_that_of_coordinated_universal_time(sqlite_address):
    with Store.open(None, sqlite_address.folder) as store:
        before = utc_day()
        store.start_assessment(StartAssessment("foundations", "1"))
        with store._reading.connect() as connection:
            (day,) = connection.execute(text("SELECT created_on FROM assessment")).one()
    assert before.isoformat() <= day <= utc_day().isoformat()
