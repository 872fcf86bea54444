"""From nobody to two hundred: every view of an assessment, every file, every screen of a room stands."""

import csv
import datetime as dt
import io
import re
import zipfile

import pytest

from store import Agreed, AnswerWrite, OpenAssessment, Seat
from tests.drawn import texts
from tests.words import workshop_room as made
from ui import cached, live
from ui.assessing.exports import FILES
from ui.assessing.exports_record import record_now
from ui.assessing.views import VIEWS
from ui.rooms.hub import Now
from ui.rooms.views import Place, phone_page
from ui.seats import handle
from ui.workshop import reporting
from ui.workshop.showing import wall
from ui.workshop.telling import questions
from workshops import HOST, Cast, GoTo, Join, OpenVote, Reveal, Room, apply, on_desk, on_screen

LEAST = 5
DAY = dt.date(2026, 11, 23)
COUNTS = (0, 1, LEAST - 1, LEAST, LEAST + 1, 200)


def asked():
    return next(one for one in cached.questionnaires().values if one.id == "delivery-practices")


def answered_by(people: int) -> Seat:
    """Let so many people answer half of the questions; show the answers, and agree on one."""
    store, questionnaire = live.store(), asked()
    opening = OpenAssessment(questionnaire.id, questionnaire.version, "Quay", "anonymous", LEAST)
    host = store.open_assessment(opening, "a-visitor").seat
    code = store.invite(host).code
    for person in range(people):
        seat = store.join_by_code(code, f"person-{person}").seat
        writes = []
        for place, practice in enumerate(questionnaire.practices[::2]):
            options = questionnaire.options(practice.question)
            option = options[(person + place) % len(options)].id
            writes.append(AnswerWrite(practice.id, "value", option, note=f"note {person}", client_seq=1))
        assert store.save_answers(seat, tuple(writes)).refused == ()
    store.reveal(host)
    if people:
        practice = questionnaire.practices[0]
        option = questionnaire.options(practice.question)[0].id
        assert store.agree(host, Agreed(practice.id, "value", option)).done
    return host


@pytest.mark.parametrize("people", COUNTS)
def test_every_view_and_every_file_of_an_assessment_stands(open_page, people: int) -> None:
    open_page("assess")
    host = answered_by(people)
    assert live.store().progress(host).begun == people
    for view in VIEWS:
        at = open_page("assess", team=handle(host), show=view)
        said = texts(at)
        assert not at.exception, view
        assert "the reference" not in said, view
        assert len(said) > 50, f"{view} says nothing"
    whole = record_now(asked(), host)
    files = {name: file.make(whole, None) for name, file in FILES.items()}

    assert all(files.values())
    assert len(list(csv.reader(io.StringIO(files["csv"].decode())))) == len(asked().practices) + 1
    assert zipfile.ZipFile(io.BytesIO(files["xlsx"])).testzip() is None
    assert not re.search(r"\bnan\b|\binf\b", files["json"].decode().lower())
    shown = live.store().revealed(host)
    assert shown.people == (people if people >= LEAST else None)
    assert bool(shown.tallies) == (people >= LEAST)
    for text in (files["report"].decode(), files["json"].decode(), files["csv"].decode()):
        assert "note 0" not in text or people >= 10, "a text of one of a few people left the room"


def room_of(people: int, *, shown: bool) -> Room:
    """Return a room in its first poll, in which so many people voted."""
    room = made.host(made.new_room(LEAST), GoTo(1), OpenVote())
    question, options = next(iter(room.questions.items()))
    for person in range(people):
        seat = f"seat-{person}"
        room = apply(room, Join(seat), seat, made.NOW)
        room = apply(room, Cast(seat, question, options[person % len(options)], 1), seat, made.NOW)
    return apply(room, Reveal(), HOST, made.NOW) if shown else room


@pytest.mark.parametrize("shown", [False, True], ids=["hidden", "shown"])
@pytest.mark.parametrize("people", COUNTS)
def test_every_screen_and_every_file_of_a_room_stands(people: int, shown: bool) -> None:  # noqa: FBT001 - a parameter of the test
    room = room_of(people, shown=shown)
    question = next(iter(room.questions))
    body = wall(room, on_screen(room, made.NOW), made.DOOR, made.shelf())
    desk = on_desk(room, made.NOW)
    words = questions(room.agenda, room.place, made.house())
    page = phone_page(Place(Now(room, 1, "K7PM4Q", 1), "seat-0", "t" * 43, words))
    table = reporting.as_table(room, made.shelf()).decode()
    report = reporting.report_html(room, made.shelf(), DAY)

    assert body["view"] == "room"
    assert desk.joined == people
    assert page.startswith("<!doctype html>")
    assert (question in table) == (shown and people >= LEAST)
    assert report.startswith("<!doctype html>")
    assert reporting.as_file(room)
