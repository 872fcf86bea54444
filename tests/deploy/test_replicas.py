"""Two servers on one PostgreSQL behind nginx, as shipped: one is killed, and nobody loses a click."""

import os
import re
import secrets
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, Visitor, free_port, new_visitor
from tests.browser.test_nothing_is_lost import answer, begin, go_to
from tests.browser.test_workshop import Phone
from tests.deploy.conftest import DEPLOY

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.postgres]

CONNECTED = "[data-testid=stApp][data-test-connection-state=CONNECTED]"
SOON = 5.0  # [s] until the page can be used again


@dataclass(frozen=True)
class Cluster:
    """Two servers, the proxy before them, and the database behind them."""

    address: str
    servers: tuple[Server, Server]
    database: str

    def serving(self) -> Server:
        """Return the server that holds the one open tab."""
        (found,) = [server for server in self.servers if server.process.poll() is None and tabs(server) == 1]
        return found

    def stored(self) -> int:
        with psycopg.connect(self.database) as connection:
            return int(connection.execute("SELECT count(*) FROM answer WHERE state = 'value'").fetchone()[0])

    def votes(self) -> int:
        with psycopg.connect(self.database) as connection:
            return int(connection.execute("SELECT count(*) FROM room_vote").fetchone()[0])


def tabs(server: Server) -> int:
    with urllib.request.urlopen(f"{server.address}/metrics", timeout=5) as figures:
        return int(re.search(r"^greenlane_tabs_open (\d+)$", figures.read().decode(), re.MULTILINE)[1])


def wait_for(address: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            assert time.monotonic() < until, f"{address} does not answer"
            time.sleep(0.05)
        else:
            return


def proxy_configuration(port: int, servers: tuple[Server, Server]) -> str:
    """Return the shipped configuration without certificates, on ports of this test."""
    text = (DEPLOY / "nginx.conf").read_text()
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    text = re.sub(r"^\s*ssl_.*\n", "", text, flags=re.MULTILINE)
    text = text[: text.index("  server {\n    listen 80;")] + "}\n"
    for shipped, server in zip((8501, 8502), servers, strict=True):
        text = text.replace(f"127.0.0.1:{shipped} ", f"127.0.0.1:{server.port} ")
    return text


@pytest.fixture
def database() -> Iterator[str]:
    address = os.environ.get("GREENLANE_TEST_POSTGRES_URL", "")
    if not address:
        text = "no PostgreSQL: set GREENLANE_TEST_POSTGRES_URL"
        (pytest.fail if os.environ.get("GREENLANE_REQUIRE_POSTGRES") == "1" else pytest.skip)(text)
    schema = f"test_{secrets.token_hex(8)}"
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {schema}")
        yield f"{address}?options=-csearch_path%3D{schema}"
        admin.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture
def cluster(tool, database: str, tmp_path: Path) -> Iterator[Cluster]:
    port, secret = free_port(), tmp_path / "shared-secret"
    secret.write_text(secrets.token_urlsafe(48))
    extra = {"GREENLANE_DATABASE_URL": database, "GREENLANE_SECRET_FILE": str(secret)}
    servers = tuple(
        Server(free_port(), tmp_path / name, tmp_path / f"{name}.log", extra=extra) for name in "ab"
    )
    (tmp_path / "nginx.conf").write_text(proxy_configuration(port, servers))
    with ExitStack() as stack:
        for server in servers:
            stack.callback(server.stop)
            server.start()
        command = [tool("nginx"), "-p", tmp_path, "-e", "error.log", "-c", tmp_path / "nginx.conf"]
        proxy = subprocess.Popen([*command, "-g", "daemon off;"])
        stack.callback(proxy.wait)
        stack.callback(proxy.terminate)
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield Cluster(f"http://127.0.0.1:{port}", servers, database)


def test_a_killed_server_is_replaced_within_five_seconds_and_the_first_click_is_stored(
    browser, cluster
) -> None:
    visitor = new_visitor(browser, viewport={"width": 1280, "height": 800})
    begin(visitor, cluster)
    page = visitor.page
    answer(page, 0)
    expect(page.get_by_text(re.compile(r"Saved\. 1 of"))).to_be_visible()
    first = cluster.serving()

    first.kill()
    killed = time.monotonic()
    page.locator(CONNECTED).wait_for(state="detached")
    page.locator(CONNECTED).wait_for()
    away = time.monotonic() - killed
    answer(page, 1)
    expect(page.get_by_text(re.compile(r"Saved\. 1 of"))).to_be_visible()
    go_to(page, 2)
    answer(page, 0)
    expect(page.get_by_text(re.compile(r"Saved\. 2 of"))).to_be_visible()

    assert cluster.serving() is not first
    assert away <= SOON
    assert cluster.stored() == 2
    assert visitor.elsewhere == []
    page.context.close()


def test_two_servers_serve_one_room_and_it_goes_on_when_one_is_killed(browser, cluster) -> None:
    """The host is on A, the wall and a phone on B; A is killed, and the host goes on through the proxy."""
    first, second = cluster.servers
    host = new_visitor(browser, viewport={"width": 1280, "height": 900})
    host.open(f"{cluster.address}/workshop")
    press(host, "Open the room")
    leading = cluster.serving()
    other = second if leading is first else first
    link = host.page.get_by_test_id("stCode").inner_text().strip().removeprefix(cluster.address)
    name = re.search(r"room=([^&]+)", host.page.url)[1]
    wall = new_visitor(browser, viewport={"width": 1920, "height": 1080})
    wall.page.goto(f"{other.address}/workshop?room={name}&view=wall")
    shown = wall.page.locator("dialog.wall")
    expect(shown.locator(".code")).to_have_text(re.compile(r"^\w{3} \w{3}$"))
    code = shown.locator(".code").inner_text().replace(" ", "")
    phones = [Phone(server.address, code) for server in (leading, other)]
    expect(shown.locator(".in")).to_have_text("2 in the room")
    for label in (
        "I have kept it, or do not need it",
        "Begin with the first step",
        "Go on",
        "Open the answers",
    ):
        press(host, label)
    expect(shown.locator(".option")).to_have_count(3)
    for phone, letter in zip(phones, "AB", strict=True):
        phone.answer(1, letter)
    expect(shown.locator(".answered")).to_have_text("2 of 2 answered")
    expect(host.page.get_by_text("0 to 2 of 2 answered")).to_be_visible()

    leading.kill()
    host.page.locator(CONNECTED).wait_for(state="detached")
    host.page.locator(CONNECTED).wait_for()
    assert "You answered 1." in phones[0].moved_to(other.address)
    phones[1].answer(2, "C")
    host.page.goto(cluster.address + link)
    host.settled()
    press(host, "Show the answers")
    expect(shown.locator(".body")).to_contain_text("Fewer than 5 answered")
    assert cluster.votes() == 3
    for phone in phones:
        phone.web.close()
    for visitor in (host, wall):
        visitor.page.context.close()
        assert visitor.elsewhere == []


def press(host: Visitor, label: str) -> None:
    host.page.get_by_role("button", name=label, exact=True).click()
    host.page.wait_for_timeout(300)
    host.settled()


def test_the_figures_are_not_for_those_who_come_through_the_proxy(cluster) -> None:
    for path in ("/metrics", "/_stcore/metrics", "/metrics/"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{cluster.address}{path}", timeout=5)
    with urllib.request.urlopen(f"{cluster.address}/api/ready", timeout=5) as ready:
        assert ready.status == 200
