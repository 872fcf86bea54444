"""Measure a room of 200 people on one server: real HTTP, real event streams, and a kill in the middle.

Each phone opens the join page, joins, follows the events, loads its page at every move of the host, and
votes; a third taps twice, a fifth changes the vote. What is not acknowledged is sent again, as the page's
script does it.
"""

import asyncio
import hashlib
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from benchmarks.running import ROOT, free_port
from benchmarks.tab import Tab

PEOPLE = 200
OPTIONS = ("integration", "delivery", "deployment", "none")
FIELD = re.compile(r'name="(seat|place|question|click|proof)" value="([^"]*)"')
OK, LIMIT = 200, 409
VOTING = 3.0  # so long do people take to make up their minds [s]
RESTING = 5.0
HEAD = "## A room of people"
RESULTS = ROOT / "benchmarks" / "RESULTS.md"


@dataclass(slots=True)
class Server:
    """A server that can be killed and started again on the same data."""

    folder: Path
    port: int
    process: "subprocess.Popen[str] | None" = None
    reader: threading.Thread | None = None
    told: "list[dict[str, Any]]" = field(default_factory=list)

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "benchmarks.room_server", str(self.folder), str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self.reader.start()
        for _ in range(600):
            with suppress(httpx.HTTPError):
                if httpx.get(f"{self.address}/healthz").status_code == OK:
                    return
            time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def _read(self, process: "subprocess.Popen[str]") -> None:
        for line in process.stdout or ():
            word, _, value = line.partition(" ")
            if word == "told":
                self.told.append(json.loads(value))

    @property
    def address(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def tell(self, line: str) -> dict[str, Any]:
        """Let the host do something; return how the room is then."""
        before = len(self.told)
        if self.process is None or self.process.stdin is None:
            raise RuntimeError("start the server first")
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        for _ in range(600):
            if len(self.told) > before:
                return self.told[-1]
            time.sleep(0.05)
        raise RuntimeError(f"the host's `{line}` was not done")

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        if self.process is None or self.reader is None:
            return
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def used(self) -> float:
        """Return its processor time so far [s]."""
        text = Path(f"/proc/{self.process.pid if self.process else 0}/stat").read_text(encoding="utf-8")
        values = text.rpartition(")")[2].split()
        return (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Wall:
    """The projector's tab: it speaks Streamlit's protocol and asks again as often as the page wants it to.

    Attributes:
        seen: how many had answered, with the moment its count came in [s of the machine's steady clock].
    """

    address: str
    room: str
    seen: "list[tuple[float, int]]" = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def shows(self, answered: int) -> None:
        """Wait until the wall has shown that so many answered."""
        for _ in range(2400):
            if any(many >= answered for _, many in self.seen):
                return
            time.sleep(0.05)
        raise RuntimeError(f"the wall never showed {answered} answers: {self.seen[-1:]}")

    def _follow(self) -> None:
        with Tab(self.address, f"/workshop?room={self.room}&view=wall", heard=self._heard) as tab:
            tab.rerun()
            while not self._over.wait(tab.every or 1.0):
                tab.rerun(fragment=tab.fragment)

    def _heard(self, element: bytes) -> None:
        if element.startswith(b'{"view":"room"'):
            self.seen.append((time.monotonic(), json.loads(element)["answered"]))


@dataclass(slots=True)
class Phone:
    """One participant, with what was acknowledged."""

    web: httpx.AsyncClient
    code: str
    chance: random.Random
    seat: str = ""
    sent: float = 0.0
    acknowledged: str = ""
    moves: int = 0
    loads: "list[float]" = field(default_factory=list)

    async def join(self) -> None:
        """Open the join page and come in; a lost answer is asked for again with the same form."""
        begin = time.monotonic()
        page = await self.web.get(f"/j/{self.code}")
        self.loads.append(time.monotonic() - begin)
        form = dict(FIELD.findall(page.text))
        for _ in range(2):  # a double tap
            await self.web.post(f"/j/{self.code}", data=form)
        self.seat = hashlib.sha256(form["seat"].encode()).hexdigest()

    async def follow(self) -> None:
        """Follow the host, and connect again whenever the line is cut."""
        while True:
            with suppress(httpx.HTTPError):
                async with self.web.stream("GET", f"/live/{self.code}/events", timeout=None) as events:
                    async for line in events.aiter_lines():
                        if line.startswith("data:"):
                            self.moves += 1
                            await self.web.get(f"/j/{self.code}")
            await asyncio.sleep(1.0)

    async def vote(self) -> None:
        """Make up one's mind, vote, and perhaps change it."""
        await asyncio.sleep(VOTING * self.chance.random())
        await self._send(self.chance.choice(OPTIONS), twice=self.chance.random() < 1 / 3)
        if self.chance.random() < 1 / 5:
            await self._send(self.chance.choice(OPTIONS), twice=False)

    async def _send(self, option: str, *, twice: bool) -> None:
        form = dict(FIELD.findall((await self._again("GET", f"/j/{self.code}", None)).text))
        form["option"] = option
        if not self.sent:
            self.sent = time.monotonic()
        for _ in range(1 + twice):
            answer = await self._again("POST", f"/j/{self.code}/vote", form)
            if answer.status_code >= LIMIT:
                raise RuntimeError(f"a vote was refused: {answer.status_code}")
        self.acknowledged = option

    async def _again(self, method: str, path: str, form: dict[str, str] | None) -> httpx.Response:
        while True:
            with suppress(httpx.HTTPError):
                return await self.web.request(method, path, data=form)
            await asyncio.sleep(0.3)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a room costs: times [s], and counts that must be 0."""

    people: int
    join_p95: float
    wall_p50: float
    wall_p95: float
    idle: float
    lost: int
    doubled: int
    largest: int
    busy: float


def measure(people: int = PEOPLE) -> Figures:
    """Run a whole room and return its figures."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), free_port())
        server.start()
        try:
            return asyncio.run(_room(server, people))
        finally:
            server.kill()


async def _room(server: Server, people: int) -> Figures:
    busy = os.getloadavg()[0]
    room, code, _ = json.loads((server.folder / "room.json").read_text(encoding="utf-8"))
    webs = [httpx.AsyncClient(base_url=server.address, timeout=30) for _ in range(people)]
    phones = [Phone(web, code, random.Random(n)) for n, web in enumerate(webs)]  # noqa: S311 - a load, no secret
    await asyncio.gather(*(_later(phone) for phone in phones))
    following = [asyncio.create_task(phone.follow()) for phone in phones]
    try:
        with Wall(server.address, room) as wall:
            await asyncio.to_thread(wall.shows, 0)
            waits = await _vote(server, phones, 1, "practice", wall)
            before = await asyncio.to_thread(server.used)
            await asyncio.sleep(RESTING)
            idle = (await asyncio.to_thread(server.used) - before) / RESTING
        largest = len((await webs[0].get(f"/j/{code}")).content)
        first = await asyncio.to_thread(server.tell, "reveal")
        await _vote(server, phones, 2, "again", None)
        last = await asyncio.to_thread(server.tell, "reveal")
    finally:
        for task in following:
            task.cancel()
        for web in webs:
            await web.aclose()
    lost = sum(last["votes"]["again"].get(phone.seat) != phone.acknowledged for phone in phones)
    shown = [(first, "practice"), (last, "again")]
    doubled = last["seats"] - people
    doubled += sum(sum(told["tallies"][name].values()) != people for told, name in shown)
    joins = [load for phone in phones for load in phone.loads]
    return Figures(
        people, _p95(joins), statistics.median(waits), _p95(waits), idle, lost, doubled, largest, busy
    )


async def _later(phone: Phone) -> None:
    await asyncio.sleep(10.0 * phone.chance.random())
    await phone.join()


async def _vote(
    server: Server, phones: list[Phone], step: int, question: str, wall: Wall | None
) -> list[float]:
    """Let everybody vote, and return how long the wall took; without a wall the server is killed."""
    for line in (f"goto {step}", "open"):
        await asyncio.to_thread(server.tell, line)
    for phone in phones:
        phone.sent, phone.acknowledged = 0.0, ""
    voting = asyncio.gather(*(phone.vote() for phone in phones))
    if wall is None:
        await asyncio.sleep(VOTING / 2)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
    await voting
    told = await asyncio.to_thread(server.tell, "look")
    if len(told["votes"][question]) != len(phones):
        raise RuntimeError(f"{len(told['votes'][question])} of {len(phones)} votes are there")
    if wall is None:
        return []
    await asyncio.to_thread(wall.shows, len(phones))
    return list(_waits(wall, phones))


def _waits(wall: Wall, phones: list[Phone]) -> list[float]:
    """Return how long each vote took from the tap until the wall's browser had its count [s]."""
    sent = sorted(phone.sent for phone in phones)
    return [
        next(moment for moment, answered in wall.seen if answered >= place) - tapped
        for place, tapped in enumerate(sent, 1)
    ]


def _p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


_HOW = (
    "{people} phones on one server, clients on the same machine; votes within {seconds:g} s. A vote counts "
    "as shown when the tab of the wall has received its count over its websocket; the tab asks as often "
    "as the page tells it to. When it began, {busy:.1f} programs wanted the {cores} cores of the machine."
)


def report(found: Figures) -> list[str]:
    """Write the figures as lines of Markdown."""
    return [
        HEAD,
        "",
        _HOW.format(people=found.people, seconds=VOTING, busy=found.busy, cores=os.cpu_count()),
        "",
        "| what | figure | goal |",
        "|---|---|---|",
        f"| join page, p95 | {found.join_p95 * 1000:.0f} ms | 200 ms |",
        f"| a vote until the wall has its count, median | {found.wall_p50 * 1000:.0f} ms |  |",
        f"| a vote until the wall has its count, p95 | {found.wall_p95 * 1000:.0f} ms | 1,500 ms |",
        f"| votes lost, server killed and started again in the middle | {found.lost} | 0 |",
        f"| seats or votes doubled | {found.doubled} | 0 |",
        f"| idle room with its wall, of one core | {found.idle * 100:.1f} % | 10 % |",
        f"| page with a question | {found.largest / 1000:.1f} kB | 30 kB |",
        "",
    ]


def main() -> None:
    """Measure a room and put its figures into the results, in place of those of before."""
    text = "\n".join(report(measure()))
    before = RESULTS.read_text(encoding="utf-8").partition(HEAD)[0].rstrip("\n")
    RESULTS.write_text(f"{before}\n\n{text}", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
