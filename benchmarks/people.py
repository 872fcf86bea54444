"""Answer as a room full of people does, each in a tab of their own, and measure how long an answer takes.

Each person speaks Streamlit's websocket protocol, without drawing. An answer is acknowledged when the run of
the page that stored it has ended; at the end the database is asked for each person's last acknowledged one.
Usage: python -m benchmarks.people
"""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.running import Running, free_port, server
from benchmarks.tab import DONE

PEOPLE: Final = 200
QUESTIONNAIRE: Final = ("continuous-delivery", "1.0")
PATIENCE: Final = 60.0  # [s]
WARM: Final = 10.0  # [s] before anything is timed


ABOUT: Final = (
    f"{PEOPLE} people, each in a tab of their own on one server with SQLite. An answer is timed from the "
    "click to the end of the run that stored it. The people run on the same machine and are not counted."
)
HEAD: Final = (
    "| crowd | answers | p50 ms | p95 ms | p99 ms | page drawn p95 ms | errors | lost | share of one core |"
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Say what a room does.

    Attributes:
        people: how many there are.
        joining: over how long they open the page [s].
        every: how long a person rests between two answers, on average [s].
        lasting: how long they answer [s].
    """

    people: int = PEOPLE
    joining: float = 20.0
    every: float = 8.0
    lasting: float = 60.0


STEADY: Final = Crowd()
BURST: Final = Crowd(joining=5.0, every=1.0, lasting=30.0)


@dataclass(frozen=True, slots=True)
class Measured:
    """Hold what came of it: times in seconds, sorted.

    Attributes:
        joins: from the connection to the drawn page [s].
        answers: from the click to the acknowledgement [s].
        errors: what went wrong, for whomever.
        cpu: share of one core, once everybody was in.
        lost: how many people's last acknowledged answer is not in the database.
    """

    joins: tuple[float, ...]
    answers: tuple[float, ...]
    errors: tuple[str, ...]
    cpu: float
    lost: int = 0

    def p(self, percent: int) -> float:
        """Return a percentile of the answers [ms]."""
        return percentile(self.answers, percent)


def percentile(times: Sequence[float], percent: int) -> float:
    """Return a percentile by linear interpolation [ms]."""
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1] * 1000


@dataclass(slots=True)
class Person:
    """Hold one person's tab: what was shown, and what was acknowledged last."""

    address: str
    visitor: str
    handle: str
    socket: ClientConnection | None = None
    page: str = ""
    radio: str = ""
    options: tuple[str, ...] = ()
    hashes: set[str] = field(default_factory=set)
    acknowledged: str = ""
    broken: list[str] = field(default_factory=list)

    @property
    def chosen(self) -> int:
        """Return the place of the answer acknowledged last among the options."""
        return self.options.index(self.acknowledged)

    async def join(self) -> float:
        """Open the page and return the time until it is drawn [s]."""
        began = time.perf_counter()
        self.socket = await connect(
            self.address.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=[Subprotocol("streamlit"), Subprotocol("PLACEHOLDER_AUTH_TOKEN")],
            additional_headers={"Cookie": f"greenlane_visitor={self.visitor}"},
            origin=Origin(self.address),
            max_size=None,
            compression=None,
            open_timeout=PATIENCE,
        )
        await self._rerun()
        if not self.radio:
            raise RuntimeError("no question was shown")
        return time.perf_counter() - began

    async def answer(self, option: str) -> float:
        """Choose an option and return the time until it is acknowledged [s]."""
        began = time.perf_counter()
        await self._rerun(option)
        self.acknowledged = option
        return time.perf_counter() - began

    async def leave(self) -> None:
        """Close the tab."""
        if self.socket is not None:
            await self.socket.close()

    async def _rerun(self, option: str = "") -> None:
        if self.socket is None:
            raise RuntimeError("join before answering")
        await self.socket.send(self._question(option))
        while True:
            raw = await asyncio.wait_for(self.socket.recv(decode=False), PATIENCE)
            message = ForwardMsg.FromString(raw)
            if message.WhichOneof("type") == "script_finished" and message.script_finished in DONE:
                return
            self._note(message)

    def _question(self, option: str) -> bytes:
        back = BackMsg()
        rerun = back.rerun_script
        rerun.query_string = f"team={self.handle}"
        if self.page:
            rerun.page_script_hash = self.page
        else:
            rerun.page_name = "assess"
        rerun.cached_message_hashes.extend(self.hashes)
        rerun.context_info.url = f"{self.address}/assess"
        chosen = option or self.acknowledged
        if chosen:
            widget = rerun.widget_states.widgets.add()
            widget.id, widget.string_value = self.radio, chosen
        return bytes(back.SerializeToString())

    def _note(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if message.metadata.cacheable and message.hash:
            self.hashes.add(message.hash)
        if kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "new_session":
            self.page = message.new_session.page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            what = element.WhichOneof("type")
            if what == "radio":
                self.radio, self.options = element.radio.id, tuple(element.radio.options)
            elif what in {"exception", "alert"}:
                self.broken.append(str(element)[:200])


def seats(data_dir: Path, people: int) -> list[tuple[str, str]]:
    """Begin an assessment for each person; return each one's visitor id and the name of their seat."""
    from store import StartAssessment, Store  # noqa: PLC0415 - before the server takes the lock
    from ui.seats import handle  # noqa: PLC0415 - as above

    with Store.open(None, data_dir) as store:
        visitors = [f"{number:043d}" for number in range(1, people + 1)]
        start = StartAssessment(*QUESTIONNAIRE, "Load")
        return [(visitor, handle(store.start_assessment(start, visitor).seat)) for visitor in visitors]


async def crowd_in(people: Sequence[Person], crowd: Crowd, place: Running) -> Measured:
    """Let everybody join, answer for a while, and leave."""
    draw = random.Random(1)  # noqa: S311 - spreads people, hides nothing
    joins: list[float] = []
    answers: list[float] = []
    errors: list[str] = []
    end = time.perf_counter() + crowd.joining + crowd.lasting

    async def live(person: Person, arrives: float) -> None:
        try:
            await asyncio.sleep(arrives)
            joins.append(await person.join())
            while (rest := draw.uniform(0.5, 1.5) * crowd.every) + time.perf_counter() < end:
                await asyncio.sleep(rest)
                others = [option for option in person.options if option != person.acknowledged]
                answers.append(await person.answer(draw.choice(others)))
        except Exception as error:  # noqa: BLE001 - whatever happens to one person is what is counted
            errors.append(repr(error)[:200])
        errors.extend(person.broken)

    arrivals = [crowd.joining * number / len(people) for number in range(len(people))]
    tasks = [asyncio.create_task(live(*one)) for one in zip(people, arrivals, strict=True)]
    await asyncio.sleep(crowd.joining)
    used, began = place.cpu(), time.perf_counter()
    await asyncio.gather(*tasks)
    cpu = (place.cpu() - used) / (time.perf_counter() - began)
    await asyncio.gather(*(person.leave() for person in people))
    return Measured(tuple(sorted(joins)), tuple(sorted(answers)), tuple(errors), cpu)


def lost(data_dir: Path, people: Sequence[Person]) -> int:
    """Count those whose last acknowledged answer is not in the database; call it when nothing runs."""
    from store import Store  # noqa: PLC0415 - when the server has let go of the lock
    from ui import cached  # noqa: PLC0415 - as above

    asked = next(one for one in cached.questionnaires().values if one.id == QUESTIONNAIRE[0])
    practice = next(one for one in asked.practices if people[0].radio.endswith(f"-{one.id}"))
    options = [option.id for option in practice.question.options]
    with Store.open(None, data_dir) as store:
        stored = [store.answer(store.seats_of(person.visitor)[0], practice.id) for person in people]
    return sum(
        person.acknowledged != "" and (found is None or found.option != options[person.chosen])
        for person, found in zip(people, stored, strict=True)
    )


def measure(crowd: Crowd) -> Measured:
    """Measure one crowd on a server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir, port = Path(folder), free_port()
        known = seats(data_dir, crowd.people)
        people = [Person(f"http://127.0.0.1:{port}", *one) for one in known]
        with server(["-m", "ui", "run", "--port", str(port)], port, "/healthz", data_dir) as place:
            time.sleep(WARM)
            found = asyncio.run(crowd_in(people, crowd, place))
        return replace(found, lost=lost(data_dir, people))


def report_people() -> list[str]:
    """Measure both crowds and write their figures."""
    lines = ["", "## A room full of people", "", ABOUT, "", HEAD, "|---|---|---|---|---|---|---|---|---|"]
    named = {"an answer every 8 s": STEADY, "all join within 5 s, an answer every second": BURST}
    for name, crowd in named.items():
        found = measure(crowd)
        lines.append(
            f"| {name} | {len(found.answers)} | {found.p(50):.0f} | {found.p(95):.0f} | {found.p(99):.0f} | "
            f"{percentile(found.joins, 95):.0f} | {len(found.errors)} | {found.lost} | {found.cpu:.0%} |"
        )
    return lines


def main() -> None:
    """Print the figures."""
    print("\n".join(report_people()))


if __name__ == "__main__":
    main()
