"""Erasing: what one person or one team said is gone, from the tables and from the disk."""

import json

import pytest

from store import (
    AnswerWrite,
    Erased,
    HostOnlyError,
    Keep,
    OpenAssessment,
    SeatGoneError,
    StartAssessment,
)
from tests.store.filling import fill, held

CANARY = "canary-7f3c19"


def on_disk(folder) -> list[str]:
    """Return the files in which the canary is found."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(path.name for path in files if CANARY.encode() in path.read_bytes())


def together(store, mode="anonymous", people=6):
    host = store.open_assessment(OpenAssessment("small", "1", "Harbor", mode, 3), "host").seat
    code = store.invite(host).code
    seats = [store.join_by_code(code, f"p{number}", f"Name {number}").seat for number in range(people)]
    for number, seat in enumerate(seats):
        note = CANARY if not number else f"note {number}"
        store.save_answers(seat, (AnswerWrite("trunk", "value", "yes" if number else "no", note=note),))
    return host, seats


def test_one_person_is_erased_and_the_others_stay(store):
    host, seats = together(store)
    token = store.join_by_code(store.invite(host).code, "p0").token
    assert store.erase_seat(seats[0]) == Erased(answers=1, seats=1, assessments=0)
    assert store.resume(token) is None
    assert store.seats_of("p0") == ()
    with pytest.raises(SeatGoneError):
        store.answers(seats[0])
    assert store.progress(host).seats == 6
    with pytest.raises(SeatGoneError):
        store.save_answers(seats[0], (AnswerWrite("trunk", "value", "yes"),))
    store.reveal(host)
    assert store.revealed(host).tallies == {"trunk": {"yes": 5}}


def test_erased_text_is_gone_from_the_database_and_its_log(sqlite_address, open_store):
    store = open_store(sqlite_address)
    host, seats = together(store)
    for number in range(50):
        write = AnswerWrite(f"p-{number}", "value", "yes", note=f"{CANARY} {'x' * 1500}")
        store.save_answers(seats[0], (write,))
    store.reveal(host)
    store.reopen(host)
    assert on_disk(sqlite_address.folder) != []
    store.erase_seat(seats[0])
    assert on_disk(sqlite_address.folder) == []


@pytest.mark.postgres
def test_on_a_server_erased_text_is_in_no_row(postgres_address, open_store, tmp_path):
    from store import back_up

    store = open_store(postgres_address)
    _host, seats = together(store)
    store.erase_seat(seats[0])
    made = back_up(postgres_address.place, tmp_path / "backup.db")
    assert CANARY.encode() not in made.file.read_bytes()


def test_a_team_is_erased_with_all_that_belongs_to_it(store, address):
    stranger = store.start_assessment(StartAssessment("small", "1", "Other"), "stranger").seat
    store.save_answers(stranger, (AnswerWrite("trunk", "value", "yes"),))
    host = fill(store)
    later = store.open_assessment(OpenAssessment("small", "2", after=host), "host").seat
    assert store.erase_team(later) == Erased(answers=12, seats=8, assessments=2)
    rows = {name: tally.rows for name, tally in held(address.place).items()}
    assert (rows["team"], rows["assessment"], rows["respondent"], rows["answer"]) == (1, 1, 1, 1)
    for name in ("invite", "published", "agreed", "proof", "experiment", "target", "snapshot", "team_kept"):
        assert rows[name] == 0, name
    assert list(store.answers(stranger)) == ["trunk"]


def test_a_teams_text_is_gone_from_the_disk(sqlite_address, open_store):
    store = open_store(sqlite_address)
    host, _seats = together(store)
    store.keep(host, Keep("road", CANARY, CANARY * 500))
    store.erase_team(host)
    assert on_disk(sqlite_address.folder) == []


def test_only_the_host_erases_or_exports_a_team(store):
    _host, seats = together(store)
    for forbidden in (store.erase_team, store.export_team):
        with pytest.raises(HostOnlyError):
            forbidden(seats[1])


def test_alone_the_assessment_goes_and_the_team_with_its_last(store, address):
    first = store.start_assessment(StartAssessment("small", "1", "Blue")).seat
    later = store.open_assessment(OpenAssessment("small", "1", after=first)).seat
    assert store.erase_seat(first) == Erased(answers=0, seats=1, assessments=1)
    assert [one.id for one in store.rounds(later)] == [later.assessment]
    store.erase_seat(later)
    assert held(address.place)["team"].rows == 0
    with pytest.raises(SeatGoneError):
        store.erase_seat(later)


def test_the_host_of_others_is_erased_but_still_leads(store):
    host, _seats = together(store, "open")
    store.save_answers(host, (AnswerWrite("trunk", "value", "no"),))
    assert store.erase_seat(host) == Erased(answers=1, seats=0, assessments=0)
    assert store.answers(host) == {}
    store.reveal(host)
    assert store.revealed(host).people == 6


def test_a_tally_that_was_shown_does_not_change_and_leads_to_nobody(store):
    host, seats = together(store)
    store.reveal(host)
    before = store.revealed(host)
    store.erase_seat(seats[0])
    assert store.revealed(host) == before
    body = store._read(lambda c: c.exec_driver_sql("SELECT body FROM published").scalar_one())
    assert seats[0].respondent not in body
    assert CANARY not in body
    batches = json.loads(body)["tallies"]["batches"]
    known = {seat.respondent for seat in seats}
    drawn = [set(rows[-1]) - known for rows in batches.values()]
    assert [len(one) for one in drawn] == [1, 1]
    assert drawn[0] != drawn[1]
    store.reopen(host)
    store.reveal(host)
    assert store.revealed(host) == before


def test_texts_that_would_be_of_too_few_are_not_shown_any_more(store):
    host, seats = together(store, people=10)
    store.reveal(host)
    assert len(store.revealed(host).texts["trunk"]) == 10
    store.erase_seat(seats[0])
    assert store.revealed(host).texts == {}


def test_in_an_open_assessment_a_person_is_taken_out_of_what_was_shown(store):
    host, seats = together(store, "open")
    store.reveal(host)
    store.erase_seat(seats[0])
    shown = store.revealed(host)
    assert (shown.people, shown.tallies) == (5, {"trunk": {"yes": 5}})
    assert CANARY not in shown.texts["trunk"]
    assert "Name 0" not in [one.name for one in store.spoken(host)]


def test_one_person_gets_all_that_is_held_and_nothing_of_others(store):
    host, seats = together(store)
    held_of_one = store.export_seat(seats[0])
    assert json.loads(json.dumps(held_of_one)) == held_of_one
    assert held_of_one["answers"] == [
        {
            "practice": "trunk", "state": "value", "option": "no", "value": None, "reason": "",
            "note": CANARY, "version": 1, "client_seq": 1, "choices": None,
        }
    ]  # fmt: skip
    assert held_of_one["assessment"]["team"] == "Harbor"
    assert (held_of_one["name"], held_of_one["joined_on"]) == (None, "2026-03-02")
    assert held_of_one["resume_links_made_on"] == ["2026-03-02"]
    assert "note 1" not in json.dumps(held_of_one)
    store.erase_seat(seats[0])
    with pytest.raises(SeatGoneError):
        store.export_seat(seats[0])
    assert store.progress(host).seats == 6


def test_a_team_gets_what_it_holds_together_and_of_each_only_what_was_shown(store):
    host, _seats = together(store)
    before = store.export_team(host)
    assert CANARY not in json.dumps(before)
    assert before["assessments"][0]["shown"] is None
    full = fill(store)
    exported = store.export_team(full)
    (one,) = exported["assessments"]
    assert (one["seats"], one["answers"], one["mode"]) == (7, None, "anonymous")
    assert [len(one[part]) for part in ("agreed", "evidence", "experiments")] == [1, 1, 1]
    assert [len(exported[part]) for part in ("targets", "snapshots")] == [1, 1]
    assert json.loads(json.dumps(exported)) == exported
    store.reveal(full)
    assert store.export_team(full)["assessments"][0]["shown"]["people"] == 6


def test_a_team_alone_gets_its_answers(store, seat):
    store.save_answers(seat, (AnswerWrite("trunk", "value", choices=("a", "b")),))
    (one,) = store.export_team(seat)["assessments"]
    assert one["answers"][0]["choices"] == ["a", "b"]
