"""Our own routes and the life around them, in this process."""

import asyncio
import gc
import logging
import re
import threading

import pytest
from starlette.applications import Starlette

from tests.asynchronous import run
from ui import routes as module
from ui.ink import on_ink
from ui.routes import WARMING, HideTokens, HideWarming, Services, lifespan, plain_page, routes
from ui.security import VISITOR_COOKIE

KNOWN = "k" * 43


def fails():
    raise RuntimeError("no connection")


def services(ready=None, resume=lambda _: None, warm=lambda: None, close=lambda: None, **more):
    return Services(ready=ready or {}, resume=resume, warm=warm, close=close, **more)


@pytest.fixture
def web(around):
    return lambda **found: around(Starlette(routes=routes(services(**found))))


@pytest.fixture
def thaw():
    yield
    gc.unfreeze()


def test_ready_needs_every_answer(web):
    assert web(ready={"database": lambda: True}).get("/api/ready").status_code == 200
    assert (
        web(ready={"database": lambda: True, "content": lambda: False}).get("/api/ready").status_code == 503
    )


def test_health_and_fonts_need_nothing_from_the_rooms(web):
    broken = web(ready={"database": fails}, resume=fails)
    assert broken.get("/healthz").status_code == 200
    assert broken.get("/look/fonts/inter-latin.woff2").headers["content-type"] == "font/woff2"
    assert broken.get("/look/fonts/OFL.txt").status_code == 404


def test_what_fails_is_not_ready_and_the_log_says_why(web, caplog):
    assert web(ready={"database": fails}).get("/api/ready").status_code == 503
    assert "database does not answer" in caplog.text
    assert "no connection" in caplog.text


def test_what_hangs_is_not_ready_and_is_asked_by_one_thread_alone():
    asked, go_on = [], threading.Event()

    def hangs():
        asked.append(1)
        return go_on.wait(timeout=30)

    async def probe():
        readiness = module.Readiness({"database": hangs, "content": lambda: True}, patience=0.02)
        answers = [await readiness.ask() for _ in range(3)]
        assert answers == [{"database": False, "content": True}] * 3
        assert len(asked) == 1, "three probes, one thread that waits"
        go_on.set()
        await readiness._asked["database"]
        assert await readiness.ask() == {"database": True, "content": True}

    run(probe())


def test_a_malformed_token_never_reaches_the_store(web):
    asked = []
    for token in ("", "short", "x" * 44, "a/b", "%00", "é" * 43):
        assert web(resume=asked.append).get(f"/r/{token}").status_code == 404
    assert asked == []


def test_a_link_whose_time_is_over_says_so_with_the_mend(web):
    answer = web(over=KNOWN.__eq__).get(f"/r/{KNOWN}")
    assert answer.status_code == 410
    said = bytes(module._link_over().body).decode()
    assert "The time of this link is over" in said
    assert "make another" in said
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert web().get(f"/r/{KNOWN}").status_code == 404


def test_a_known_token_reaches_the_store_once(web):
    asked = []
    answer = web(resume=lambda token: asked.append(token) or "a seat").get(f"/r/{KNOWN}")
    assert answer.status_code == 303
    assert asked == [KNOWN]


def test_the_code_of_a_learner_leads_to_the_course_by_a_cookie_that_no_script_reads(web):
    known = web(learner=KNOWN.__eq__)
    answers = [known.get(f"/r/{KNOWN}") for _ in range(2)]
    for answer in answers:
        assert (answer.status_code, answer.headers["location"]) == (303, "/learn")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert KNOWN not in answer.headers["location"]
        kept = answer.headers["set-cookie"]
        assert re.fullmatch(
            rf"greenlane_learner={KNOWN}\.[\w-]+; HttpOnly; Max-Age=600; Path=/; SameSite=Lax", kept
        )

    assert answers[0].headers["set-cookie"] != answers[1].headers["set-cookie"], "each time it is asked anew"
    assert known.get(f"/r/{'x' * 43}").status_code == 404
    assert web().get(f"/r/{KNOWN}").status_code == 404


def test_a_seat_comes_before_a_learner(web):
    found = web(resume=lambda _token: "a seat", learner=lambda _code: True).get(f"/r/{KNOWN}")

    assert found.headers["location"] == "/assess"


def test_an_invite_link_changes_nothing_yet_and_leaves_no_secret_in_the_address(web):
    answer = web(resume=fails, learner=fails).get(f"/i/{KNOWN}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/assess")
    assert answer.headers["set-cookie"].startswith(f"{module.INVITE_COOKIE}={KNOWN}; HttpOnly; Max-Age=600")
    assert answer.headers["referrer-policy"] == "no-referrer"
    for token in ("", "short", "x" * 44, "a/b"):
        assert web().get(f"/i/{token}").status_code == 404


def test_a_plain_page_shows_text_as_text():
    page = plain_page("<b>", ("<script>alert(1)</script>",), "assess", "Go")
    assert "<script>" not in page
    assert "&lt;b&gt;" in page
    assert "http" not in page


def test_a_label_on_ink_is_colored_only_while_there_is_ink():
    assert on_ink("Start") == ":violet[Start]"
    assert on_ink("Start", enabled=False) == "Start"


def test_the_names_of_the_cookies_are_those_the_pages_read():
    from ui import account, state

    assert (account.VISITOR_COOKIE, state.SEAT_COOKIE) == (VISITOR_COOKIE, module.SEAT_COOKIE)


@pytest.mark.parametrize("way", ["r", "i", "h", "j", "live", "_stcore/upload_file"])
def test_the_access_log_shows_no_token(way):
    record = logging.LogRecord(
        "uvicorn.access", 20, "", 0, '%s "%s %s" %d', ("1.2.3.4", "GET", f"/{way}/{KNOWN}", 303), None
    )
    assert HideTokens().filter(record)
    assert KNOWN not in record.getMessage()
    plain = logging.LogRecord("uvicorn.access", 20, "", 0, "started", None, None)
    assert HideTokens().filter(plain)
    assert plain.getMessage() == "started"


def live(found, during=lambda: None):
    async def around():
        async with lifespan(found)(None):
            await asyncio.to_thread(during)

    run(around())


@pytest.mark.usefixtures("thaw")
def test_the_life_warms_in_a_thread_freezes_and_closes():
    warmed, closed = threading.Event(), []
    before = gc.get_freeze_count()

    def during():
        assert warmed.wait(timeout=30)
        assert gc.get_freeze_count() > before
        assert closed == []

    live(services(warm=warmed.set, close=lambda: closed.append(True)), during)
    assert closed == [True]


@pytest.mark.usefixtures("thaw")
def test_a_store_is_closed_even_when_the_server_breaks():
    closed = []
    with pytest.raises(RuntimeError):
        live(services(close=lambda: closed.append(True)), fails)
    assert closed == [True]


@pytest.mark.usefixtures("thaw")
def test_warming_that_fails_is_logged_and_stops_nothing(caplog):
    module._warm(fails)
    assert "the first visitor waits instead" in caplog.text


def test_only_the_warming_thread_is_kept_out_of_the_log() -> None:
    record = logging.LogRecord("streamlit", logging.WARNING, __file__, 1, "missing context", None, None)
    assert HideWarming().filter(record)

    record.threadName = WARMING
    assert not HideWarming().filter(record)
