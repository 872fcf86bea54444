"""The real server, asked over the network."""

import gzip
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.server.conftest import ROOT, running
from ui.routes import SEAT_COOKIE
from ui.security import PROBES, VISITOR_COOKIE, inline_script_hashes

KNOWN = "k" * 43
UNKNOWN = "u" * 43
PAGE = {"Accept": "text/html"}
EVERY_PATH = (
    "/", "/learn", "/assess", "/no/such/page", "/.git/config", "/healthz", "/api/ready", "/api/none",
    "/r/", f"/r/{UNKNOWN}", "/r/short", "/r/../etc/passwd", "/look/fonts/none.woff2", "/look/fonts/OFL.txt",
    "/look/fonts/..%2f..%2fplain.html", "/static/none.js", "/_stcore/health", "/_stcore/metrics",
    "/_stcore/host-config", "/_stcore/agent/openapi.json", "/media/none.png", "/app/static/none.txt",
)  # fmt: skip


@pytest.fixture
def web(server):
    with httpx.Client(base_url=server.url, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def options(server, open_page):
    return json.loads(open_page(server).codes[0])


def script_path(web):
    return re.search(r'src="\.(/static/js/index[^"]+\.js)"', web.get("/").text)[1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("runner.postScriptGC", False),
        ("runner.magicEnabled", False),
        ("server.fileWatcherType", "none"),
        ("server.enableStaticServing", False),
        ("server.maxUploadSize", 5),
        ("server.maxMessageSize", 20),
        ("server.headless", True),
        ("server.address", "127.0.0.1"),
        ("server.allowedHosts", ["localhost", "127.0.0.1", "::1"]),
        ("browser.gatherUsageStats", False),
        ("client.toolbarMode", "minimal"),
        ("global.disableWidgetStateDuplicationWarning", True),
        ("client.showErrorDetails", "none"),
        ("client.showErrorLinks", False),
        ("theme.light.primaryColor", "#17211F"),
        ("theme.dark.backgroundColor", "#11181D"),
        ("theme.light.chartCategoricalColors", ["#12353C", "#5A4A12", "#4E8496", "#93845F"]),
        ("theme.font", "Inter, system-ui, sans-serif"),
    ],
)
def test_option_is_in_force_whatever_the_current_folder_says(options, name, value):
    assert options[name] == value


def test_a_page_carries_every_security_header(web):
    headers = web.get("/").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


def test_the_policy_allows_the_inline_script_of_the_page_by_its_hash_and_no_other(web):
    answer = web.get("/")
    hashes = inline_script_hashes(answer.text)
    policy = answer.headers["content-security-policy"]
    scripts = re.search(r"script-src ([^;]+)", policy)[1]
    assert len(hashes) == 1
    assert scripts == f"'self' {hashes[0]}"


@pytest.mark.parametrize("path", EVERY_PATH)
def test_every_answer_is_guarded_and_none_is_a_fault(web, path):
    answer = web.get(path, headers=PAGE)
    assert answer.status_code < 500
    assert "content-security-policy" in answer.headers
    assert "Traceback" not in answer.text


def test_an_unknown_path_shows_the_app_which_says_that_the_page_is_missing(web):
    answer = web.get("/no-such-page", headers=PAGE)
    assert answer.status_code == 200
    assert '<div id="root">' in answer.text


def test_health_answers_while_the_process_lives(web):
    answer = web.get("/healthz", headers={"Host": "10.0.0.7"})
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_ready_says_what_answers(web):
    answer = web.get("/api/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "database": True, "content": True})


def test_a_server_without_its_database_is_not_ready_but_alive(start):
    broken = start("broken")
    answer = httpx.get(f"{broken.url}/api/ready")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": False, "content": True}
    assert httpx.get(f"{broken.url}/healthz").status_code == 200


def test_a_resume_link_leaves_a_cookie_and_goes_to_the_questions_without_the_token(web):
    answer = web.get(f"/r/{KNOWN}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/assess"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{SEAT_COOKIE}={KNOWN};")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


@pytest.mark.parametrize("token", [UNKNOWN, "short", f"{KNOWN}x", "a/b", ""])
def test_a_link_that_leads_nowhere_says_how_to_go_on(web, token):
    answer = web.get(f"/r/{token}")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers
    assert "This link leads to no assessment and no progress" in answer.text
    assert 'href="/"' in answer.text
    assert token not in answer.text or token in ("", "short")


def test_the_first_page_gives_a_visitor_cookie_and_the_next_keeps_it(web, server, open_page):
    first = web.get("/", headers=PAGE)
    cookie = first.headers["set-cookie"]
    token = re.match(rf"{VISITOR_COOKIE}=([A-Za-z0-9_-]{{43}});", cookie)[1]
    assert {"HttpOnly", "Max-Age=31536000"} <= {part.strip() for part in cookie.split(";")}
    again = web.get("/learn", headers=PAGE | {"Cookie": f"{VISITOR_COOKIE}={token}"})
    assert "set-cookie" not in again.headers
    page = open_page(server, additional_headers={"Cookie": f"{VISITOR_COOKIE}={token}"})
    assert json.loads(page.codes[1]) == {VISITOR_COOKIE: token}


@pytest.mark.parametrize(
    "path", ["/healthz", "/api/ready", "/_stcore/health", "/look/fonts/inter-latin.woff2"]
)
def test_what_is_not_a_page_gives_no_cookie(web, path):
    assert VISITOR_COOKIE not in web.get(path, headers=PAGE).headers.get("set-cookie", "")


def test_scripts_travel_compressed_and_whole(web):
    path = script_path(web)
    plain = web.get(path, headers={"Accept-Encoding": "identity"})
    with web.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as packed:
        body = b"".join(packed.iter_raw())
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.headers["vary"] == "Accept-Encoding"
        assert packed.headers["cache-control"] == plain.headers["cache-control"]
        assert int(packed.headers["content-length"]) == len(body)
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(body) == plain.content
    assert len(body) < len(plain.content) / 2


def test_the_fonts_are_ours_and_kept_for_a_year(web):
    answer = web.get("/look/fonts/inter-latin.woff2")
    assert answer.status_code == 200
    assert answer.content.startswith(b"wOF2")
    assert answer.headers["content-type"] == "font/woff2"
    assert "max-age=31536000" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["OFL.txt", "none.woff2", "..%2fplain.html", "%2e%2e/%2e%2e/settings.py"])
def test_nothing_else_is_served_from_the_fonts_folder(web, name):
    assert web.get(f"/look/fonts/{name}").status_code in {400, 404}


def test_metrics_answer_on_this_machine(web):
    answer = web.get("/_stcore/metrics")
    assert answer.status_code == 200
    assert "active_sessions" in answer.text


def test_figures_answer_on_this_machine_and_name_nobody(web):
    web.get(f"/r/{UNKNOWN}")
    answer = web.get("/metrics")
    assert answer.status_code == 200
    assert 'greenlane_http_answers_total{family="link",status="404"}' in answer.text
    assert UNKNOWN not in answer.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Host"])
@pytest.mark.parametrize("path", ["/metrics", "/_stcore/metrics", "/_stcore/metrics/"])
def test_metrics_are_hidden_behind_a_proxy(web, header, path):
    assert web.get(path, headers={header: "127.0.0.1"}).status_code == 404


@pytest.mark.parametrize("path", [path for path in EVERY_PATH if path not in PROBES])
def test_a_name_that_leads_here_by_rebinding_is_refused_on_every_path(web, path):
    for host in ("evil.example", "evil.example:8501", "127.0.0.1.evil.example", "localhost@evil.example"):
        assert web.get(path, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1", "file://"])
@pytest.mark.parametrize("path", EVERY_PATH)
def test_another_origin_changes_nothing_on_any_path(web, path, origin):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert web.request(method, path, headers={"Origin": origin}).status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
@pytest.mark.parametrize("path", EVERY_PATH)
def test_no_answer_lets_another_site_read_it(web, path, origin):
    for method in ("GET", "OPTIONS"):
        headers = web.request(method, path, headers={"Origin": origin}).headers
        assert headers.get("access-control-allow-origin") is None
        assert "access-control-allow-credentials" not in headers


@pytest.mark.parametrize("path", ["/", "/r/short", "/_stcore/other"])
def test_a_body_that_is_too_large_is_refused_whether_it_says_its_length_or_not(web, path):
    def pieces():
        for _ in range(5):
            yield b"x" * 20_000

    assert web.post(path, content=b"x" * 100_000).status_code == 413
    assert web.post(path, content=pieces()).status_code in {405, 413}


def test_a_name_that_is_not_ours_is_refused(web):
    answer = web.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 403
    assert "GREENLANE_ALLOWED_HOSTS" in answer.text


@pytest.mark.parametrize("path", ["/", "/r/" + KNOWN, "/_stcore/agent/interact"])
def test_another_site_may_not_post(web, path):
    assert web.post(path, headers={"Origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:1", "http://127.0.0.1", "file://"]
)
def test_the_websocket_refuses_another_site(server, open_page, origin):
    with pytest.raises(InvalidStatus) as refused:
        open_page(server, origin=origin)
    assert refused.value.response.status_code == 403


def test_the_websocket_refuses_a_name_that_is_not_ours(server, open_page):
    url = server.websocket.replace("127.0.0.1", "evil.example")
    port = int(server.url.rpartition(":")[2])
    with (
        socket.create_connection(("127.0.0.1", port)) as line,
        pytest.raises(InvalidStatus) as refused,
    ):
        open_page(server, url=url, sock=line, origin=f"http://evil.example:{port}")
    assert refused.value.response.status_code == 403


def test_a_fault_in_a_page_shows_no_traceback(server, open_page):
    page = open_page(server, "fail=1")
    assert page.errors
    assert "the secret inside" not in "".join(page.errors)
    assert "page.py" not in "".join(page.errors)


def test_the_first_start_leaves_a_secret_for_its_owner_alone_and_no_log_names_it(start, tmp_path):
    found = start("ready")
    kept = (tmp_path / "secret").read_text().strip()
    printed = found.stop()
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert kept
    assert kept not in printed


def test_streamlit_run_serves_the_same_routes_and_guards(start_by_streamlit):
    url = start_by_streamlit.url
    assert httpx.get(f"{url}/healthz", timeout=60).text == "ok\n"
    assert httpx.get(f"{url}/r/{UNKNOWN}", timeout=60).status_code == 404
    assert "'sha256-" in httpx.get(url).headers["content-security-policy"]
    assert httpx.get(url, headers={"Host": "evil.example"}).status_code == 403
    port = int(url.rpartition(":")[2])
    with (
        socket.create_connection(("127.0.0.1", port)) as line,
        connect(
            f"ws://lane.example:{port}/_stcore/stream",
            sock=line,
            origin=f"http://lane.example:{port}",
            subprotocols=["streamlit"],
        ) as page,
    ):
        assert page.response.status_code == 101


def test_the_app_writes_its_figures_says_whether_it_is_ready_and_logs_one_object_a_line(tmp_path):
    command = [sys.executable, "-m", "ui", "run", "--port", "0", "--data-dir", str(tmp_path / "data")]
    with running(command, tmp_path, {"GREENLANE_LOG": "json"}) as found:
        until = time.monotonic() + 60  # at the start it reads the course first
        while (ready := httpx.get(f"{found.url}/api/ready", timeout=30)).status_code != 200:
            assert time.monotonic() < until
            time.sleep(0.2)
        text = httpx.get(f"{found.url}/metrics", timeout=30).text
        httpx.get(f"{found.url}/r/{UNKNOWN}")
        printed = found.stop()

    assert ready.json() == {"ready": True, "database": True, "writes": True, "content": True}
    assert re.search(r"^greenlane_store_commits_total [1-9]", text, re.MULTILINE)
    assert "greenlane_store_open 1\n" in text
    assert "greenlane_rows_answer 0\n" in text
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    assert {"time", "level", "logger", "message"} <= set(lines[0])
    assert UNKNOWN not in printed
    assert "Traceback" not in printed


def test_asking_changes_nothing_that_is_stored(tmp_path, open_page):
    command = [sys.executable, "-m", "ui", "run", "--port", "0", "--data-dir", str(tmp_path / "data")]
    with running(command, tmp_path) as found:
        httpx.get(f"{found.url}/metrics", timeout=60)
        before = everything_in(tmp_path / "data" / "greenlane.db")
        for path in EVERY_PATH:
            for method in ("GET", "HEAD", "OPTIONS"):
                httpx.request(method, f"{found.url}{path}", headers=PAGE, timeout=60)
        open_page(found, additional_headers={"Cookie": f"{VISITOR_COOKIE}={UNKNOWN}"})
        after = everything_in(tmp_path / "data" / "greenlane.db")

    assert len(before) > 10
    assert after == before


def everything_in(file):
    """Return the database as the lines of text that would build it again."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


def test_the_app_asks_no_other_host_for_anything(tmp_path, open_page):
    """Watch every connection and every name the process asks for, from its first line on."""
    watched = tmp_path / "asked"
    (tmp_path / "sitecustomize.py").write_text(WATCH.format(file=str(watched)), encoding="utf-8")
    command = [sys.executable, "-m", "ui", "run", "--port", "0", "--data-dir", str(tmp_path / "data")]
    with running(command, tmp_path, {"PYTHONPATH": f"{tmp_path}:{ROOT}"}) as found:
        for path in ("/", "/learn", "/simulate", "/assess", "/about", "/api/ready", "/metrics"):
            assert httpx.get(f"{found.url}{path}", timeout=60).status_code == 200
        open_page(found)
        found.stop()

    assert watched.exists(), "the watch itself stands"
    asked = [line for line in watched.read_text().splitlines() if line != "watching"]
    assert [line for line in asked if not re.search(r"127\.0\.0\.1|::1|localhost", line)] == []


WATCH = """
import sys

def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        with open({file!r}, "a") as out:
            out.write(f"{{event}} {{arguments[1:] if event != 'socket.getaddrinfo' else arguments}}\\n")

open({file!r}, "a").write("watching\\n")
sys.addaudithook(note)
"""


def test_a_secret_that_could_be_guessed_stops_the_start_with_the_mend(tmp_path):
    command = [sys.executable, "-m", "ui", "run", "--port", "0", "--data-dir", str(tmp_path / "data")]
    given = {**os.environ, "GREENLANE_SECRET": "changeme" * 8}
    done = subprocess.run(
        command, cwd=ROOT, env=given, capture_output=True, text=True, check=False, timeout=120
    )

    assert done.returncode == 2
    assert "GREENLANE_SECRET: others know it" in done.stderr
    assert "changeme" not in done.stderr
    assert "Traceback" not in done.stderr


def test_the_server_warms_at_the_start_and_closes_the_store_at_the_end(start, tmp_path):
    found = start("ready")
    httpx.get(f"{found.url}/healthz")
    httpx.get(f"{found.url}/r/{KNOWN}")
    printed = found.stop()
    assert (tmp_path / "warmed").read_text() == "yes"
    assert (tmp_path / "closed").read_text() == "yes"
    assert KNOWN not in printed
    assert "Traceback" not in printed
