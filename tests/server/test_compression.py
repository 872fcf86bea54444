"""Static files travel compressed, and nothing else is touched."""

import asyncio
import gzip

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.asynchronous import run
from ui.compression import LEAST_SIZE, StaticCompression, takes_gzip

BODY = b"const lane = 'green';\n" * 500
GZIP = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}


class Files:
    """An app that counts how often each path is asked for."""

    def __init__(self):
        self.asked = []

    def answer(self, request):
        path = request.url.path
        self.asked.append(path)
        if path == "/static/wrong.js":
            return HTMLResponse("<p>app</p>" * 500)
        if path == "/static/missing.js":
            return PlainTextResponse("no" * 1000, status_code=404)
        if path == "/static/small.js":
            return Response(b"x" * (LEAST_SIZE - 1), media_type="text/javascript")
        if path == "/events":
            return StreamingResponse(iter([b"data: 1\n\n"]), media_type="text/event-stream")
        headers = {"ETag": '"v1"', "Cache-Control": "immutable", "Accept-Ranges": "bytes"}
        if path == "/static/untagged.js":
            del headers["ETag"]
        status = 304 if request.headers.get("if-none-match") == '"v1"' else 200
        return Response(b"" if status == 304 else BODY, status, headers, "text/javascript")


@pytest.fixture
def files():
    return Files()


@pytest.fixture
def web(around, files):
    return around(packing(files))


def packing(files, **options):
    routes = [Route("/{path:path}", files.answer, methods=["GET", "POST"])]
    return Starlette(routes=routes, middleware=[Middleware(StaticCompression, **options)])


def test_a_script_is_the_same_after_unpacking_and_is_made_once(web, files):
    first, body = web.raw("/static/app.js", GZIP)
    second, again = web.raw("/static/app.js", GZIP)
    assert gzip.decompress(body) == BODY
    assert body == again
    assert files.asked == ["/static/app.js"]
    assert first.headers == second.headers
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["content-length"] == str(len(body))
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["cache-control"] == "immutable"
    assert first.headers["vary"] == "Accept-Encoding"
    assert first.headers["etag"] == '"v1-gzip"'
    assert "accept-ranges" not in first.headers


def test_a_script_asked_for_by_many_at_once_is_made_once(files):
    async def ask(client):
        return await client.get("/static/app.js", headers=GZIP)

    async def many():
        transport = httpx.ASGITransport(packing(files))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await asyncio.gather(*(ask(client) for _ in range(5)))

    assert {answer.content for answer in run(many())} == {BODY}
    assert files.asked == ["/static/app.js"]


def test_a_browser_that_has_the_file_is_told_so(web):
    answer, body = web.raw("/static/app.js", GZIP | {"If-None-Match": '"other", "v1-gzip"'})
    assert (answer.status_code, body) == (304, b"")


def test_a_browser_that_has_the_raw_file_gets_the_packed_one(web):
    answer, body = web.raw("/static/app.js", GZIP | {"If-None-Match": '"v1"'})
    assert answer.status_code == 200
    assert gzip.decompress(body) == BODY


def test_a_file_without_a_tag_is_sent_whole(web):
    answer, body = web.raw("/static/untagged.js", GZIP | {"If-None-Match": '"v1-gzip"'})
    assert answer.status_code == 200
    assert gzip.decompress(body) == BODY


def test_a_reader_without_gzip_gets_the_file_as_it_is(web):
    web.raw("/static/app.js", GZIP)
    answer, body = web.raw("/static/app.js", PLAIN)
    assert body == BODY
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/wrong.js",
        "/static/missing.js",
        "/static/small.js",
        "/static/font.woff2",
        "/app.js",
        "/events",
    ],
)
def test_what_does_not_gain_passes_as_it_is_every_time(web, files, path):
    plain, body = web.raw(path, PLAIN)
    for _ in range(2):
        answer, same = web.raw(path, GZIP)
        assert "content-encoding" not in answer.headers
        assert (answer.status_code, same) == (plain.status_code, body)
    assert files.asked == [path] * 3


def test_ranges_and_uploads_pass(web):
    assert "content-encoding" not in web.raw("/static/app.js", GZIP | {"Range": "bytes=0-9"})[0].headers
    assert "content-encoding" not in web.post("/static/app.js", headers=GZIP).headers


def test_a_websocket_passes(through):
    assert all(through(StaticCompression))


def test_the_kept_bytes_have_a_limit(around, files):
    web = around(packing(files, most_kept=10))
    answer, body = web.raw("/static/app.js", GZIP)
    assert body == BODY
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True), ("br, GZIP;q=0.5", True), ("deflate, gzip", True), ("", False), ("br", False),
        ("gzip;q=0", False), ("gzip; q=0.0", False), ("x-gzip-like", False),
    ],
)  # fmt: skip
def test_the_accepted_encodings_are_read_as_the_standard_says(accepted, takes):
    assert takes_gzip(accepted) is takes
