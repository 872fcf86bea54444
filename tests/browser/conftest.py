"""A real Chromium against a real server: both started once per worker."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocket
from playwright.sync_api import Error as PlaywrightError
from streamlit.proto.BackMsg_pb2 import BackMsg

ROOT = Path(__file__).parents[2]


@dataclass
class Server:
    """A running `greenlane run` that can be killed and started again on the same port and data."""

    port: int
    data_dir: Path
    log: Path
    process: subprocess.Popen[bytes] | None = None
    extra: dict[str, str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "ui",
            "run",
            "--port",
            str(self.port),
            "--data-dir",
            str(self.data_dir),
        ]
        environment = {**os.environ, **(self.extra or {})}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment)
        self.wait()

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        pytest.fail(f"the server did not answer; its log:\n{self.log.read_text()[-4000:]}")

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show beside a failed test what its server wrote and what each open page shows."""
    report = yield
    if report.failed and report.when == "call":
        for number, visitor in enumerate(list(VISITORS), start=1):
            report.sections.append((f"page {number}", seen(visitor)))
    if report.when == "teardown":
        VISITORS.clear()
    if report.failed:
        for server in getattr(item, "funcargs", {}).values():
            if isinstance(server, Server) and server.log.exists():
                report.sections.append(("the server's log", server.log.read_text(errors="replace")[-4000:]))
    return report


def seen(visitor: "Visitor") -> str:
    """Return what a tab shows now: its address, what went wrong in it, the state of the app and its text."""
    page = visitor.page
    if page.is_closed():
        return "closed"
    try:
        state = [
            one.evaluate("it => JSON.stringify(it.dataset)") for one in page.get_by_test_id("stApp").all()
        ]
        body = page.locator("body").aria_snapshot(timeout=5_000)
    except PlaywrightError as error:
        return f"{page.url}\n{visitor.errors}\n{error}"
    asked = "\n".join(said(frame) for frame in visitor.asked[-5:])
    return f"{page.url}\n{visitor.errors}\n{visitor.sockets}\n{asked}\n{state}\n{body[:6000]}"


def said(frame: bytes | str) -> str:
    """Return in words what a tab sent to the app."""
    message = BackMsg()
    if isinstance(frame, bytes):
        message.ParseFromString(frame)
    return " ".join(str(message).split())[:2000]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    found = Server(free_port(), folder / "data", folder / "log")
    found.start()
    yield found
    found.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """Give one test a server of its own, so that it may kill it."""
    found = Server(free_port(), tmp_path / "data", tmp_path / "log")
    yield found
    found.stop()


SETTLED = (
    "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
    ":has([data-testid=stElementContainer])"
)
"""An app that is connected, has drawn something and runs no more; before its first run it runs not either."""


def settled(page: Page) -> None:
    """Wait until Streamlit has run the page to its end."""
    page.locator(SETTLED).wait_for(timeout=60_000)


@dataclass
class Visitor:
    """One browser tab with what must never happen in it: console errors and requests to other hosts."""

    page: Page
    errors: list[str]
    elsewhere: list[str]
    sockets: list[str] = field(default_factory=list)
    asked: list[bytes | str] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.settled()

    def settled(self) -> None:
        """Wait until Streamlit has run the page to its end."""
        settled(self.page)


VISITORS: list[Visitor] = []
"""The tabs of the test that runs now."""


def new_visitor(browser: Browser, **context: object) -> Visitor:
    page = browser.new_context(**context).new_page()  # type: ignore[arg-type]
    visitor = Visitor(page, [], [])
    VISITORS.append(visitor)
    page.set_default_timeout(30_000)
    page.on("console", lambda message: complain(message.type, message.text, message.location["url"]))
    page.on("pageerror", lambda error: visitor.errors.append(str(error)))

    def complain(kind: str, text: str, url: str) -> None:
        # On a deep link Streamlit first asks for its server below the page's own path, and finds it above.
        pages = "learn|simulate|assess|evidence|workshop|about"
        probing = re.search(rf"/({pages})/_stcore/(health|host-config)$", url)
        if kind == "error" and not probing:
            visitor.errors.append(f"{text} {url}")

    def note(url: str) -> None:
        local = ("http://127.0.0.1:", "http://localhost:", "ws://127.0.0.1:", "data:", "blob:")
        if not url.startswith(local):
            visitor.elsewhere.append(url)

    page.on("request", lambda request: note(request.url))

    def listen(socket: WebSocket) -> None:
        note(socket.url)
        visitor.sockets.append("opened")
        socket.on("close", lambda _: visitor.sockets.append("closed"))
        socket.on("framesent", lambda frame: visitor.asked.append(frame))  # noqa: PLW0108 - Playwright marks what it calls

    page.on("websocket", listen)
    return visitor


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """A desktop visitor whose tab must end without console errors and without a request to another host."""
    found = new_visitor(browser, viewport={"width": 1280, "height": 800})
    yield found
    found.page.context.close()
    assert found.errors == []
    assert found.elsewhere == []
