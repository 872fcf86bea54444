"""The line between a browser and its server is cut, for a moment and for longer than a session lives."""

import re
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import new_visitor
from tests.browser.test_nothing_is_lost import answer, begin, go_to, stored

pytestmark = pytest.mark.browser

MOMENT, LONG = 3.0, 135.0  # [s]: a session that lost its tab lives for two minutes
PATIENT = 60_000  # [ms]


class Line:
    """A line to a server that can be cut: whatever goes over it ends, and nobody gets through."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self._open: set[socket.socket] = set()
        self._whole, self._ended = threading.Event(), threading.Event()
        self._whole.set()
        threading.Thread(target=self._answer, daemon=True).start()

    @property
    def address(self) -> str:
        """Return where the line begins."""
        return f"http://127.0.0.1:{self.port}"

    def _answer(self) -> None:
        while not self._ended.is_set():
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            if not self._whole.is_set():
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._to))
            self._open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65_536):
                other.sendall(data)
        except OSError:
            pass
        for end in (one, other):
            end.close()
            self._open.discard(end)

    def cut(self, seconds: float) -> None:
        """Cut the line for some time."""
        self._whole.clear()
        for end in list(self._open):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        time.sleep(seconds)
        self._whole.set()

    def close(self) -> None:
        """End the line."""
        self._ended.set()
        self.cut(0.0)
        self._door.close()


@pytest.fixture
def line(own_server) -> Iterator[Line]:
    own_server.start()
    found = Line(own_server.port)
    yield found
    found.close()


@pytest.mark.parametrize("seconds", [MOMENT, pytest.param(LONG, marks=pytest.mark.long)])
def test_after_a_cut_line_the_answers_are_there_and_the_first_click_is_stored(
    browser, own_server, line, seconds: float
) -> None:
    visitor = new_visitor(browser)
    page = visitor.page
    page.set_default_timeout(PATIENT)
    begin(visitor, line)
    for question in (1, 2):
        go_to(page, question)
        answer(page, 0)
        expect(page.get_by_text(re.compile(rf"Saved\. {question} of"))).to_be_visible(timeout=PATIENT)
    line.cut(seconds)
    page.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]").wait_for()
    answer(page, 1)
    expect(page.get_by_text(re.compile(r"Saved\. 2 of"))).to_be_visible(timeout=PATIENT)
    go_to(page, 3)
    answer(page, 1)
    expect(page.get_by_text(re.compile(r"Saved\. 3 of"))).to_be_visible(timeout=PATIENT)

    rows = stored(own_server.data_dir)
    assert len(rows) == 3
    assert visitor.elsewhere == []
    page.context.close()
