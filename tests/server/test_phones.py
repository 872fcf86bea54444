"""The phones of a workshop, without a browser: come in, vote, change it, see what the host opened."""

import asyncio
import re
from types import SimpleNamespace

import httpx
import pytest
from starlette.applications import Starlette

from store import Store
from tests.asynchronous import run
from ui.agendas import House
from ui.rooms.hub import CODES, Ballot, Hub
from ui.rooms.names import HOST_COOKIE, ROOM_COOKIE
from ui.rooms.phones import Phones
from ui.rooms.views import clock
from ui.routes import Services, routes
from ui.security import VisitorCookie
from workshops import BeginByHand, Close, EndByHand, GoTo, OpenVote, Reveal, SetTimer, agenda_from_text

AGENDA = agenda_from_text("""
format: 1
id: tiny
title: Tiny <b>talk</b>
minutes: 8
steps:
  - {kind: talk, minutes: 1}
  - kind: poll
    minutes: 2
    question:
      id: q
      text: A team presses <script>one</script> button. Which is it?
      options: [{id: yes-it-is, text: Yes}, {id: no-not, text: No}]
  - {kind: debrief, minutes: 4, prompts: [What happened?]}
  - {kind: runbook, minutes: 1, runbook: ["Stop <i>it</i>", Copy it, Start it]}
""")
ASKED = ({}, {"q": ("yes-it-is", "no-not")}, {}, {})
YES, NO = "yes-it-is", "no-not"
FIELD = re.compile(r'name="(seat|place|question|click|proof|run)" value="([^"]*)"')


class Handset:
    """A phone with its cookies, in front of an app in this process."""

    def __init__(self, app):
        self.app = app
        self.cookies = httpx.Cookies()

    def ask(self, method, path, form=None):
        async def one():
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost", cookies=self.cookies
            ) as web:
                answer = await web.request(method, path, data=form)
                self.cookies = web.cookies
                return answer

        return run(one())

    def get(self, path):
        return self.ask("GET", path)

    def join(self, code):
        form = dict(FIELD.findall(self.get(f"/j/{code}").text))
        return self.ask("POST", f"/j/{code}", form)

    def vote(self, code, option, **changed):
        form = dict(FIELD.findall(self.get(f"/j/{code}").text)) | {"option": option} | changed
        return self.ask("POST", f"/j/{code}/vote?q=1.1", form)


@pytest.fixture
def hub(tmp_path):
    with Store.open(None, tmp_path / "data") as store:
        found = Hub(store)
        yield found
        found.close()


@pytest.fixture
def app(hub):
    phones = Phones(lambda: hub, lambda: House(SimpleNamespace(lessons=()), {}, {}))
    services = Services(ready={}, resume=lambda _: None, warm=bool, close=bool, phones=phones)
    yield VisitorCookie(Starlette(routes=routes(services)))
    phones._pool.shutdown()


@pytest.fixture
def opened(hub):
    return hub.open(AGENDA, ASKED, least=3)


@pytest.fixture
def lead(hub, opened):
    def do(*commands):
        for command in commands:
            hub.act(opened.room, command, opened.key)

    return do


@pytest.fixture
def phone(app, opened):
    found = Handset(app)
    found.join(opened.code)
    return found


def test_a_phone_comes_in_without_an_account_and_with_one_cookie(app, opened, hub):
    phone = Handset(app)
    assert phone.get("/join").status_code == 200
    assert phone.get(f"/join?code={opened.code.lower()}").headers["location"] == f"/j/{opened.code}"
    page = phone.get(f"/j/{opened.code}")
    assert "Join the room" in page.text
    assert "set-cookie" not in page.headers
    assert hub.room(opened.room).room.seats == frozenset()
    answer = phone.join(opened.code)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/j/{opened.code}")
    assert re.match(rf"{ROOM_COOKIE}\w+=[\w-]{{43}}; HttpOnly; .*SameSite=Lax", answer.headers["set-cookie"])
    assert "You are in." in phone.get(f"/j/{opened.code}").text
    assert len(hub.room(opened.room).room.seats) == 1


def test_a_join_that_is_sent_twice_gives_one_seat(app, opened, hub):
    phone = Handset(app)
    form = dict(FIELD.findall(phone.get(f"/j/{opened.code}").text))
    for _ in range(3):
        phone.ask("POST", f"/j/{opened.code}", form)
    phone.ask("POST", f"/j/{opened.code}", {"seat": "z" * 43})
    assert len(hub.room(opened.room).room.seats) == 1


def test_a_vote_is_shown_and_changed_until_it_is_revealed(phone, opened, lead):
    lead(GoTo(1), OpenVote())
    asked = phone.get(f"/j/{opened.code}").text
    assert 'aria-pressed="true"' not in asked.partition("<main")[2]
    assert "&lt;script&gt;" in asked
    assert "<script>one" not in asked
    answer = phone.vote(opened.code, YES)
    assert answer.headers["location"] == f"/j/{opened.code}?q=1.1"
    page = phone.get(f"/j/{opened.code}?q=1.1").text
    assert "Your vote is in" in page
    assert re.search(r'id="answer-A"[^>]*aria-pressed="true"', page)
    phone.vote(opened.code, NO)
    assert re.search(r'id="answer-B"[^>]*aria-pressed="true"', phone.get(f"/j/{opened.code}").text)
    phone.vote(opened.code, "")
    assert "Your vote is in" not in phone.get(f"/j/{opened.code}").text
    phone.vote(opened.code, YES)
    lead(Reveal())
    late = phone.vote(opened.code, NO, place="1", question="q", click="99", proof=proof_of(page))
    assert late.status_code == 409
    assert "shown its answers already" in late.text


def proof_of(page):
    return dict(FIELD.findall(page))["proof"]


def test_no_page_holds_a_count_before_it_is_shown_and_all_do_afterwards(app, phone, opened, lead):
    lead(GoTo(1), OpenVote())
    others = [Handset(app) for _ in range(3)]
    for other in others:
        other.join(opened.code)
        other.vote(opened.code, NO)
    before = phone.get(f"/j/{opened.code}").text
    for other in others:
        other.vote(opened.code, YES)
    assert phone.get(f"/j/{opened.code}").text == before
    assert "tally" not in before.partition("<main")[2]
    lead(Reveal())
    page = phone.get(f"/j/{opened.code}").text
    assert "3 (100 %)" in page
    assert "(your answer)" not in page
    assert "(your answer)" in others[0].get(f"/j/{opened.code}").text


def test_a_stream_of_events_says_how_often_the_host_moved_and_nothing_else(opened, lead, hub):
    phones = Phones(lambda: hub, lambda: None)
    lead(GoTo(1))

    async def listen():
        stream, heard = phones._stream(opened.room, hub.room(opened.room).moved), []
        heard.append(await anext(stream))
        await asyncio.to_thread(lead, OpenVote())
        heard.append(await anext(stream))
        for number in range(3):
            await asyncio.to_thread(hub.join, opened.room, f"t{number}")
            await asyncio.to_thread(hub.vote, opened.room, f"t{number}", Ballot(1, "q", YES, 1))
        await asyncio.to_thread(lead, Reveal())
        heard.append(await anext(stream))
        await stream.aclose()
        return heard

    assert run(listen()) == [f"retry: 1000\nevent: moved\ndata: {moved}\n\n" for moved in (1, 2, 3)]
    phones._pool.shutdown()


def test_too_few_answers_are_never_shown(phone, opened, lead):
    lead(GoTo(1), OpenVote())
    phone.vote(opened.code, YES)
    lead(Reveal())
    page = phone.get(f"/j/{opened.code}").text
    assert "Fewer than 3 answered" in page
    assert "%)" not in page


def test_a_form_of_another_seat_or_of_nobody_is_refused(app, phone, opened, lead, hub):
    lead(GoTo(1), OpenVote())
    other = Handset(app)
    other.join(opened.code)
    stolen = proof_of(other.get(f"/j/{opened.code}").text)
    assert phone.vote(opened.code, YES, proof=stolen).status_code == 400
    for wrong in ({"click": "x"}, {"click": "0"}, {"place": "-2"}, {"question": "x" * 5000}):
        assert phone.vote(opened.code, YES, **wrong).status_code == 400
    assert phone.vote(opened.code, "neither").status_code == 409
    stranger = Handset(app)
    assert stranger.vote(opened.code, YES).headers["location"] == f"/j/{opened.code}"
    assert stranger.ask("POST", "/j/xx/vote", {}).headers["location"] == "/join"
    assert hub.room(opened.room).room.votes == {}


@pytest.mark.usefixtures("opened")
def test_a_participant_cannot_act_as_host(phone, hub):
    (token,) = phone.cookies.values()
    assert phone.get(f"/h/{token}").status_code == 404
    assert hub.as_host(token) == ()
    assert phone.get("/h/short").status_code == 404


def test_a_host_comes_back_by_a_link_that_leaves_no_key_in_the_address(app, opened):
    answer = Handset(app).get(f"/h/{opened.key}")
    assert answer.headers["location"] == f"/workshop?room={opened.room}&view=host"
    assert answer.headers["set-cookie"].startswith(f"{HOST_COOKIE}={opened.key}; HttpOnly")
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_code_that_changed_leads_its_people_on_and_nobody_else_in(app, phone, opened, hub):
    hub._give_new_codes()
    code = hub.room(opened.room).code
    assert phone.get(f"/j/{opened.code}").headers["location"] == f"/j/{code}"
    stranger = Handset(app).get(f"/j/{opened.code}")
    assert (stranger.status_code, "has changed" in stranger.text) == (404, True)
    hub._give_new_codes()
    hub._give_new_codes()
    assert phone.get(f"/j/{opened.code}").headers["location"] == f"/j/{hub.room(opened.room).code}"


def test_a_wrong_code_is_told_and_counted(app, opened, hub):
    phone = Handset(app)
    assert "No room has this code" in phone.get("/j/222222").text
    assert phone.get("/j/0OIL11").status_code == 404
    assert phone.get("/join?code=<b>").status_code == 404
    assert phone.get("/live/222222/events").status_code == 404
    assert phone.get("/live/x/events").status_code == 404
    assert phone.ask("POST", "/j/222222", {"seat": "s" * 43}).headers["location"] == "/join"
    assert (
        phone.ask("POST", f"/j/{opened.code}", {"seat": "short"}).headers["location"] == f"/j/{opened.code}"
    )
    assert hub._store.wrong_codes(CODES, hub._clock()) == 3


@pytest.mark.parametrize(
    "path", ["/j/{code}", "/j/{code}/vote", "/live/{code}/events"], ids=["join", "vote", "events"]
)
def test_a_wrong_code_counts_wherever_it_is_sent_to(app, hub, path):
    wrong = path.format(code="2" * 6)
    stranger = Handset(app)
    form = {"seat": "s" * 43, "place": "1", "question": "q", "option": YES, "click": "1", "proof": ""}
    stranger.ask("GET" if path.endswith("events") else "POST", wrong, form)
    assert hub._store.wrong_codes(CODES, hub._clock()) == 1


def test_two_hundred_people_of_one_address_come_in(app, opened, hub):
    for _ in range(200):
        Handset(app).join(opened.code)
    assert len(hub.room(opened.room).room.seats) == 200
    assert hub.room(opened.room).code == opened.code


def test_the_pages_between_questions_say_where_to_look(phone, opened, lead):
    lead(GoTo(0), SetTimer("start", 65))
    page = phone.get(f"/j/{opened.code}").text
    assert "Look at the screen in the room" in page
    assert re.search(r"1:0[45]</span>", page)
    lead(GoTo(2))
    assert "What happened?" in phone.get(f"/j/{opened.code}").text
    lead(Close())
    assert "This workshop is over" in phone.get(f"/j/{opened.code}").text
    assert clock(None) == ""


def test_a_purged_room_is_told(phone, opened, hub, monkeypatch):
    name = opened.room
    monkeypatch.setattr(hub, "peek", lambda _: name)
    hub._store.purge_rooms(2**40)
    assert phone.get(f"/j/{opened.code}").status_code == 410
    assert phone.ask("POST", f"/j/{opened.code}", {"seat": "s" * 43}).status_code == 409


def test_every_first_view_is_light(app, phone, opened, lead):
    lead(GoTo(1), OpenVote())
    script = len(phone.get("/look/rooms/phone.js").content)
    for page in (phone.get(f"/j/{opened.code}"), Handset(app).get(f"/j/{opened.code}"), phone.get("/join")):
        assert len(page.content) + script <= 30_000
        assert "Cache-Control" in page.headers


# ---------------------------------------------------------------- a deployment by hand


def pressed(phone, code, **changed):
    form = dict(FIELD.findall(phone.get(f"/j/{code}").text)) | changed
    return phone.ask("POST", f"/j/{code}/step", form)


def test_phones_are_the_steps_of_a_runbook_and_each_sees_its_own(app, phone, opened, lead, hub):
    other = Handset(app)
    other.join(opened.code)
    lead(GoTo(3))
    assert "Your phone will hold one or more" in phone.get(f"/j/{opened.code}").text
    lead(BeginByHand())
    phones = sorted((phone, other), key=lambda one: "Step 2 of 3" in one.get(f"/j/{opened.code}").text)
    first = phones[0].get(f"/j/{opened.code}").text
    assert "Step 1 of 3: Stop &lt;i&gt;it&lt;/i&gt;" in first
    assert "Step 3 of 3" in first
    assert "It is your turn" in first
    assert '<meta http-equiv="refresh"' in first
    assert "Pressing now is a slip" in phones[1].get(f"/j/{opened.code}").text
    for holder, step in ((phones[0], "0"), (phones[1], "1"), (phones[1], "1")):
        answer = pressed(holder, opened.code, option=step)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/j/{opened.code}")
    assert hub.room(opened.room).room.runs[3].order == (0, 1)
    refused = pressed(phones[1], opened.code, option="2")
    assert refused.status_code == 409
    assert "Somebody else holds this step" in refused.text
    pressed(phones[0], opened.code, option="2")
    page = phones[0].get(f"/j/{opened.code}").text
    assert "3 of 3 steps done" in page
    assert "<button" not in page


def test_a_press_of_another_seat_or_an_earlier_deployment_does_nothing(phone, opened, lead, hub):
    lead(GoTo(3), BeginByHand())
    stale = dict(FIELD.findall(phone.get(f"/j/{opened.code}").text)) | {"option": "0"}
    assert phone.ask("POST", f"/j/{opened.code}/step", stale | {"proof": "x"}).status_code == 400
    lead(EndByHand(), BeginByHand())
    again = phone.ask("POST", f"/j/{opened.code}/step", stale)
    assert again.status_code == 409
    assert "Another deployment has begun" in again.text
    for wrong in ({"place": "x"}, {"option": "x"}):
        assert pressed(phone, opened.code, **{"option": "0"} | wrong).status_code == 400
    assert hub.room(opened.room).room.runs[3].done == ()
    lead(GoTo(1))
    assert phone.ask("POST", f"/j/{opened.code}/step", stale).status_code == 409


# ---------------------------------------------------------------- another device


def test_a_seat_goes_on_with_another_device_and_stays_one_seat(app, phone, opened, lead, hub):
    lead(GoTo(1), OpenVote())
    phone.vote(opened.code, YES)
    page = phone.get(f"/j/{opened.code}/link").text
    link = re.search(rf"http://localhost(/j/{opened.code}/as/[\w-]{{43}})", page)[1]
    assert "data:image/svg+xml" in page
    other = Handset(app)
    answer = other.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/j/{opened.code}")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert re.match(rf"{ROOM_COOKIE}\w+=[\w-]{{43}}; HttpOnly; .*SameSite=Lax", answer.headers["set-cookie"])
    assert "Your vote is in" in other.get(f"/j/{opened.code}").text
    other.vote(opened.code, NO)
    assert re.search(r'id="answer-B"[^>]*aria-pressed="true"', phone.get(f"/j/{opened.code}").text)
    assert len(hub.room(opened.room).room.seats) == 1


def test_a_link_of_nobody_opens_nothing(app, opened):
    stranger = Handset(app)
    assert stranger.get(f"/j/{opened.code}/as/{'z' * 43}").status_code == 404
    assert stranger.get(f"/j/{opened.code}/as/x/../y").status_code == 404
    assert "set-cookie" not in stranger.get(f"/j/{opened.code}/as/{'z' * 43}").headers
    assert stranger.get(f"/j/{opened.code}/link").headers["location"] == f"/j/{opened.code}"
    assert stranger.get("/j/ZZZZZZ/link").headers["location"] == "/join"


def test_a_link_opens_its_room_after_the_code_changed(app, phone, opened, hub):
    link = re.search(r"(/j/\w+/as/[\w-]{43})", phone.get(f"/j/{opened.code}/link").text)[1]
    hub._give_new_codes()
    code = hub.room(opened.room).code
    assert Handset(app).get(link).headers["location"] == f"/j/{code}" != f"/j/{opened.code}"
