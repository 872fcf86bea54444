"""A request costs a bounded number of bytes and seconds; a fault is a reference; tabs are bounded."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.asynchronous import run
from ui.bounds import MOST_TABS, SMALL_BODY, UPLOAD_BODY, BodyLimit, PlainFaults, TabLimit

UPLOAD = "/_stcore/upload_file/session/file"


async def count(scope, receive, send):
    """Answer with the number of bytes that came."""
    seen, more = 0, True
    while more:
        message = await receive()
        seen += len(message.get("body", b""))
        more = message.get("more_body", False)
    await PlainTextResponse(str(seen))(scope, receive, send)


def ask(parts, path="/j/ABCDEF", headers=(), method="POST", **options):
    """Send a body in parts; a part that is a number is a pause [s]. Return status and body."""
    sent, waiting = [], list(parts)

    async def receive():
        if waiting and isinstance(waiting[0], float):
            await asyncio.sleep(waiting.pop(0))
        part = waiting.pop(0) if waiting else b""
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": list(headers)}
    run(BodyLimit(count, **options)(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def test_a_body_within_the_limit_arrives_whole():
    assert ask([b"x" * SMALL_BODY]) == (200, str(SMALL_BODY).encode())
    assert ask([b"x" * SMALL_BODY, b""]) == (200, str(SMALL_BODY).encode())
    assert ask([b"x" * UPLOAD_BODY], UPLOAD, method="PUT") == (200, str(UPLOAD_BODY).encode())


@pytest.mark.parametrize("path", ["/j/ABCDEF", "/", "/_stcore/other"])
def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_read(path):
    length = [(b"content-length", str(SMALL_BODY + 1).encode())]

    assert ask([pytest.fail], path, length)[0] == 413


def test_a_body_that_hides_its_length_is_cut_where_the_limit_is():
    half = b"x" * (SMALL_BODY // 2 + 1)

    assert ask([half, half, b"never"])[0] == 413
    assert ask([b"x" * UPLOAD_BODY, b"x", b"never"], UPLOAD)[0] == 413


def test_a_length_that_is_no_number_is_not_believed():
    assert ask([b"x"], headers=[(b"content-length", b"-5")]) == (200, b"1")


def test_a_body_that_dribbles_is_given_up():
    assert ask([b"x", 5.0, b"x"], patience=0.02)[0] == 408


def test_what_has_no_body_is_not_counted():
    assert ask([b"x" * (SMALL_BODY + 1)], method="GET")[0] == 200


def test_after_the_body_a_stream_may_wait_as_long_as_it_likes():
    async def stream(_scope, receive, send):
        await receive()
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    sent = []

    async def send(message):
        sent.append(message["status"])

    messages = iter([{"type": "http.request", "body": b""}, {"type": "http.disconnect"}])

    async def receive():
        message = next(messages)
        await asyncio.sleep(0.05 if message["type"] == "http.disconnect" else 0)
        return message

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    run(BodyLimit(stream, patience=0.02)(scope, receive, send))
    assert sent == [200]


# ---------------------------------------------------------------- faults


def fails(_request):
    raise RuntimeError("the secret inside")


@pytest.fixture
def faulty(around):
    seen = []
    refer = lambda error: seen.append(error) or "ab12cd34"  # noqa: E731 - one line says it
    routes = [Route("/fails", fails)]
    web = around(Starlette(routes=routes, middleware=[Middleware(PlainFaults, refer=refer)]))
    web.seen = seen
    return web


def test_a_fault_of_a_route_is_a_reference_and_not_its_text(faulty):
    answer, body = faulty.raw("/fails")

    assert answer.status_code == 500
    assert body == b"This failed. Tell whoever runs Greenlane the reference ab12cd34.\n"
    assert [str(error) for error in faulty.seen] == ["the secret inside"]


def test_a_fault_in_the_middle_of_an_answer_is_logged_and_adds_nothing_to_it():
    seen, sent = [], []

    async def breaks_off(_scope, _receive, send):
        await send({"type": "http.response.start"})
        raise RuntimeError("the secret inside")

    async def send(message):
        sent.append(message["type"])

    run(PlainFaults(breaks_off, lambda error: seen.append(error) or "")({"type": "http"}, None, send))
    assert sent == ["http.response.start"]
    assert len(seen) == 1


# ---------------------------------------------------------------- tabs


def test_a_tab_too_many_is_refused_and_room_is_free_again_when_one_goes():
    closed, go_on = [], asyncio.Event()

    async def tab(*_call):
        await go_on.wait()

    async def send(message):
        closed.append(message["code"])

    async def scene():
        limit = TabLimit(tab, most=2)
        tabs = [asyncio.create_task(limit({"type": "websocket"}, None, send)) for _ in range(3)]
        await asyncio.sleep(0)
        await tabs[2]
        assert closed == [1013]
        go_on.set()
        await asyncio.gather(*tabs)
        await limit({"type": "websocket"}, None, send)
        assert closed == [1013]

    run(scene())
    assert MOST_TABS >= 200
