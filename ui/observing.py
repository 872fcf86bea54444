"""Count what the server does, and write it as text that Prometheus reads.

Nothing here names a person, a team or an address: paths become one of a few families, and only numbers stay.
"""

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # [s]
FAMILIES: Final = (
    ("/static/", "static"),
    ("/look/", "static"),
    ("/component", "static"),
    ("/favicon", "static"),
    ("/_stcore/upload_file", "upload"),
    ("/_stcore/", "streamlit"),
    ("/media/", "file"),
    ("/r/", "link"),
    ("/i/", "link"),
    ("/h/", "link"),
    ("/badge/", "badge"),
    ("/j/", "room"),
    ("/join", "room"),
    ("/live/", "events"),
    ("/healthz", "probe"),
    ("/api/", "probe"),
    ("/metrics", "probe"),
)
"""Beginnings of paths and the family each is counted in; every other path is a page."""
_STATM: Final = Path("/proc/self/statm")


@dataclass(slots=True)
class Times:
    """Count durations by how long they took.

    Attributes:
        within: how many took no longer than each of BOUNDS, and no longer than the bound before it.
        total: their sum [s].
        count: how many there were.
    """

    within: list[int] = field(default_factory=lambda: [0] * len(BOUNDS))
    total: float = 0.0
    count: int = 0

    def add(self, seconds: float) -> None:
        """Count one duration [s]."""
        self.total += seconds
        self.count += 1
        for place, bound in enumerate(BOUNDS):
            if seconds <= bound:
                self.within[place] += 1
                return

    def lines(self, name: str, label: str = "") -> list[str]:
        """Write the durations as a histogram; `label` is `name="value"` or nothing."""
        found, so_far, also = [], 0, f"{label}," if label else ""
        for bound, count in zip(BOUNDS, self.within, strict=True):
            so_far += count
            found.append(f'{name}_bucket{{{also}le="{bound:g}"}} {so_far}')
        braces = f"{{{label}}}" if label else ""
        return [
            *found,
            f'{name}_bucket{{{also}le="+Inf"}} {self.count}',
            f"{name}_sum{braces} {self.total:.6f}",
            f"{name}_count{braces} {self.count}",
        ]


class Figures:
    """Hold the numbers of one process; every method may be called from any thread."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._answers: Counter[tuple[str, int]] = Counter()
        self._first_bytes: dict[str, Times] = {}
        self._reruns = Times()
        self._records: Counter[str] = Counter()
        self._open = 0
        self._opened = 0

    def answered(self, family: str, status: int, seconds: float) -> None:
        """Count one HTTP answer and the time until its first byte [s]."""
        with self._gate:
            self._answers[family, status] += 1
            self._first_bytes.setdefault(family, Times()).add(seconds)

    def tab_opened(self) -> None:
        """Count a browser tab that connected."""
        with self._gate:
            self._open += 1
            self._opened += 1

    def tab_closed(self) -> None:
        """Count a browser tab that went."""
        with self._gate:
            self._open -= 1

    def logged(self, level: str) -> None:
        """Count a line of the log."""
        with self._gate:
            self._records[level] += 1

    @contextmanager
    def rerun(self) -> Generator[None]:
        """Time one run of a page, however it ends."""
        began = time.perf_counter()
        try:
            yield
        finally:
            with self._gate:
                self._reruns.add(time.perf_counter() - began)

    def as_text(self, version: str, more: Mapping[str, float]) -> str:
        """Write everything in the text format of Prometheus, with the numbers others measured."""
        with self._gate:
            lines = [
                *_kind("greenlane_info", "gauge", "The version that runs."),
                f'greenlane_info{{version="{version}"}} 1',
                *_kind("greenlane_http_answers_total", "counter", "HTTP answers by family and status."),
                *(
                    f'greenlane_http_answers_total{{family="{family}",status="{status}"}} {count}'
                    for (family, status), count in sorted(self._answers.items())
                ),
                *_kind("greenlane_http_seconds", "histogram", "Time until the first byte of an answer."),
            ]
            for family, times in sorted(self._first_bytes.items()):
                lines += times.lines("greenlane_http_seconds", f'family="{family}"')
            lines += _kind("greenlane_rerun_seconds", "histogram", "Time one run of a page takes.")
            lines += self._reruns.lines("greenlane_rerun_seconds")
            lines += _kind("greenlane_log_lines_total", "counter", "Warnings and errors in the log.")
            for level in ("warning", "error"):
                lines.append(f'greenlane_log_lines_total{{level="{level}"}} {self._records[level]}')
            own = {"greenlane_tabs_open": self._open, "greenlane_tabs_total": self._opened, **_process()}
        for name, value in sorted({**own, **more}.items()):
            kind = "counter" if name.endswith("_total") else "gauge"
            lines += [f"# TYPE {name} {kind}", f"{name} {value:g}"]
        return "\n".join(lines) + "\n"


figures = Figures()
"""The numbers of this process."""


def family_of(path: str) -> str:
    """Return the family a path is counted in: names in paths are nobody's business."""
    return next((family for beginning, family in FAMILIES if path.startswith(beginning)), "page")


class Observed:
    """Count every answer, and the tabs that are connected."""

    def __init__(
        self, app: ASGIApp, found: Figures = figures, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.app = app
        self.found = found
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on as it is."""
        if scope["type"] == "websocket":
            await self._tab(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, family = self.clock(), family_of(scope["path"])

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.found.answered(family, message["status"], self.clock() - began)
            await send(message)

        await self.app(scope, receive, send_counted)

    async def _tab(self, scope: Scope, receive: Receive, send: Send) -> None:
        accepted = False

        async def send_counted(message: Message) -> None:
            nonlocal accepted
            if message["type"] == "websocket.accept" and not accepted:
                accepted = True
                self.found.tab_opened()
            await send(message)

        try:
            await self.app(scope, receive, send_counted)
        finally:
            if accepted:
                self.found.tab_closed()


class Seldom:
    """Ask for numbers that cost something at most once in a while; in between the last ones hold."""

    def __init__(
        self,
        ask: Callable[[], Mapping[str, float]],
        pause: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._pause = pause
        self._clock = clock
        self._gate = threading.Lock()
        self._found: Mapping[str, float] = {}
        self._until = float("-inf")

    def __call__(self) -> Mapping[str, float]:
        """Return the numbers, `pause` seconds old at most."""
        with self._gate:
            if self._clock() >= self._until:
                self._found = self._ask()
                self._until = self._clock() + self._pause
            return self._found


class CountLines(logging.Handler):
    """Count the warnings and errors of our own log; write nothing."""

    def emit(self, record: logging.LogRecord) -> None:
        """Count one line."""
        figures.logged("error" if record.levelno >= logging.ERROR else "warning")


def _kind(name: str, kind: str, text: str) -> list[str]:
    return [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]


def _process() -> dict[str, float]:
    found = {"process_cpu_seconds_total": time.process_time()}
    if _STATM.is_file():
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
        found["process_resident_memory_bytes"] = pages * os.sysconf("SC_PAGE_SIZE")
    return found
