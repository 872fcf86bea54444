"""The clock is set a year ahead and a day back under a running server: nothing is lost, nothing ends.

The server is started by `with_a_clock.py`: its clock is set by a file, what counts passed time is left alone.
"""

import datetime as dt
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from store import OpenAssessment, Store
from tests.browser.conftest import ROOT, Server, free_port, new_visitor
from tests.browser.test_nothing_is_lost import answer, begin, go_to, stored
from tests.browser.test_workshop import OPTIONS, Phone
from tests.words.workshop_room import agenda, house
from ui.agendas import asked
from ui.rooms.hub import Hub
from workshops import GoTo, OpenVote, SetTimer

pytestmark = pytest.mark.browser

AHEAD, BACK, RIGHT = 365, -1, 0  # [days]
PATIENCE = 100.0  # [s]: a busy machine is slow, not wrong
LEFT = re.compile(r'data-left="(\d+)"')


@dataclass
class ServerByAClock(Server):
    """A server whose clock a file sets."""

    clock: Path = Path()

    def start(self) -> None:
        command = [sys.executable, str(ROOT / "tests/browser/with_a_clock.py"), str(self.clock), "run"]
        command += ["--port", str(self.port), "--data-dir", str(self.data_dir)]
        environment = {**os.environ, **(self.extra or {})}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment)
        self.wait()


@dataclass
class Jumping:
    """A server whose clock is set by writing into a file, and what was in its store before it started."""

    server: Server
    clock: Path
    code: str
    room: str
    viewer: str

    def set(self, offset: int) -> None:
        """Set the server's clock, and wait until its answers are dated by it."""
        self.clock.write_text(str(offset))
        wanted = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=offset)
        until = time.monotonic() + PATIENCE
        while parsedate_to_datetime(self.get("/healthz").headers["date"]).date() != wanted:
            assert time.monotonic() < until, "the clock did not jump"
            time.sleep(0.2)

    def get(self, path: str) -> httpx.Response:
        """Ask the server for a page."""
        return httpx.get(f"{self.server.address}{path}", timeout=PATIENCE)

    def opens(self) -> bool:
        """Say whether the pass opens something."""
        return self.get(f"/r/{self.viewer}").status_code == httpx.codes.SEE_OTHER

    def votes(self) -> int:
        """Return how many votes are stored."""
        file = self.server.data_dir / "greenlane.db"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM room_vote").fetchone()[0])


@pytest.fixture
def jumping(tmp_path: Path) -> Iterator[Jumping]:
    with Store.open(None, tmp_path / "data") as store:
        host = store.open_assessment(OpenAssessment("delivery-practices", "1.0", "Dock"), "host").seat
        viewer = store.give_pass(host, "viewer", dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)).token
        hub = Hub(store)
        opened = hub.open(agenda(), asked(agenda(), house()), 5, 4.0, "host")
        hub.act(opened.room, GoTo(1), "host")
        hub.act(opened.room, OpenVote(), "host")
        hub.act(opened.room, SetTimer("start", 1800.0), "host")
        code = opened.code
        hub.close()
    clock = tmp_path / "clock"
    clock.write_text(str(RIGHT))
    extra = {"GREENLANE_RETENTION_DAYS": "30"}
    server = ServerByAClock(free_port(), tmp_path / "data", tmp_path / "log", extra=extra, clock=clock)
    server.start()
    yield Jumping(server, clock, code, opened.room, viewer)
    server.stop()


def test_a_room_and_its_timer_go_on_and_no_vote_is_lost(jumping) -> None:
    phones = [Phone(jumping.server.address, jumping.code) for _ in range(3)]
    left = int(LEFT.search(phones[0].see())[1])
    phones[0].answer(1, "A")

    jumping.set(AHEAD)
    phones[1].answer(1, "B")
    ahead = int(LEFT.search(phones[1].see())[1])
    jumping.set(BACK)
    phones[2].answer(1, "A")
    back = int(LEFT.search(phones[2].see())[1])

    assert jumping.votes() == 3
    assert left - 300 <= back <= ahead <= left <= 1800
    assert len(dict(OPTIONS.findall(phones[2].see()))) > 1, "the vote is still open"
    for phone in phones:
        phone.web.close()


def test_an_assessment_goes_on_and_no_answer_is_lost(browser, jumping) -> None:
    visitor = new_visitor(browser)
    page = visitor.page
    page.set_default_timeout(PATIENCE * 1000)
    begin(visitor, jumping.server)
    for question, offset in ((1, RIGHT), (2, AHEAD), (3, BACK), (4, RIGHT)):
        jumping.set(offset)
        go_to(page, question)
        answer(page, 0)
        expect(page.get_by_text(re.compile(rf"Saved\. {question} of"))).to_be_visible(timeout=PATIENCE * 1000)
    jumping.set(BACK)
    go_to(page, 1)
    answer(page, 1)
    page.reload()
    expect(page.get_by_text(re.compile(r"Saved\. 4 of"))).to_be_visible()

    assert len(stored(jumping.server.data_dir)) == 4
    assert visitor.errors == []
    page.context.close()


def test_a_pass_is_good_by_the_day_it_is_and_comes_back_with_the_right_clock(jumping) -> None:
    assert jumping.opens()
    jumping.set(BACK)
    assert jumping.opens()
    jumping.set(AHEAD)
    assert not jumping.opens(), "a pass that is over opens nothing, by whatever clock"
    jumping.set(RIGHT)
    assert jumping.opens(), "nothing was thrown away"
