"""Measure Greenlane; write docs/measured.md and, for the engine and a room of people, benchmarks/RESULTS.md.

Reruns of every page are measured in turns with an empty app under the same configuration, because machines
are noisy. Usage: make bench
"""

import datetime as dt
import os
import platform
import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks import engine, rooms
from benchmarks.answering import report_answering
from benchmarks.archives import report_archives
from benchmarks.editing import report_editing
from benchmarks.history import report_history
from benchmarks.people import report_people
from benchmarks.player import report_player
from benchmarks.ranking import report_ranking
from benchmarks.running import ROOT, Running, free_port, server
from benchmarks.tab import Tab
from content import load_course

ROUNDS, WARM = 200, 10
IDLE = 0.05
"""What a server at rest uses of the processor [s a second]."""
TEXT_RATIO, CHART_MS, INPUT_MS = 2.5, 4.0, 0.5
VISITOR = "benchmark-visitor-0123456789abcdefghijklmno"
LEARN = (
    "part=Review",
    "part=Words",
    "part=Often+believed",
    "part=Sources",
    "part=Before+and+after",
    "part=My+progress",
    "lesson=delivery-or-deployment&present=yes",
    "lesson=delivery-or-deployment&print=yes",
)
LESSONS = tuple(f"/learn?lesson={lesson.id}" for lesson in load_course().lessons)
TEXT_PAGES = ("/", "/learn", "/about", *LESSONS, *(f"/learn?{view}" for view in LEARN))
LANES = ("/simulate?show=lanes", "/simulate?show=results")


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one page's figures beside the empty app's in the same turns.

    Times are medians over the reruns [ms]; processor times are means over all threads of the server [ms].
    """

    page: str
    ms: float
    empty_ms: float
    cpu_ms: float
    empty_cpu_ms: float
    charts: int
    inputs: int

    @property
    def allowed(self) -> float:
        """Return the budget of this page [ms]."""
        if self.page in TEXT_PAGES:
            return self.empty_ms * TEXT_RATIO
        return self.empty_ms + CHART_MS * self.charts + INPUT_MS * self.inputs


@dataclass(frozen=True, slots=True)
class Place:
    """Hold where a server answers, and its process."""

    address: str
    server: Running


def measure_page(greenlane: Place, empty: Place, path: str) -> Row:
    """Rerun a page and the empty app in turns."""
    headers = {"Cookie": f"greenlane_visitor={VISITOR}"}
    mine, base = [], []
    with Tab(greenlane.address, path, headers) as page, Tab(empty.address, "/", {}) as nothing:
        for _ in range(WARM):
            page.rerun(), nothing.rerun()
        before = greenlane.server.cpu(), empty.server.cpu()
        for _ in range(ROUNDS):
            mine.append(page.rerun() * 1000)
            base.append(nothing.rerun() * 1000)
        after = greenlane.server.cpu(), empty.server.cpu()
        if page.broken:
            raise RuntimeError(f"{path} shows an error: {page.broken[0]}")
        used, used_empty = ((late - early) * 1000 / ROUNDS for early, late in zip(before, after, strict=True))
        times = statistics.median(mine), statistics.median(base)
        return Row(path, *times, used, used_empty, page.charts, len(page.inputs))


def seat_path(data_dir: Path) -> str:
    """Begin an assessment for the benchmark's visitor and return the address of its questions."""
    from store import StartAssessment, Store  # noqa: PLC0415 - before the server takes the lock
    from ui.seats import handle  # noqa: PLC0415 - as above

    store = Store.open(None, data_dir)
    started = store.start_assessment(StartAssessment("continuous-delivery", "1.0", "Benchmark"), VISITOR)
    store.close()
    return f"/assess?team={handle(started.seat)}"


def settle(found: Running) -> None:
    """Wait until a server has warmed up: until a second passes in which it hardly works, or two minutes."""
    for _ in range(120):
        before = found.cpu()
        time.sleep(1)
        if found.cpu() - before < IDLE:
            return


def measure_reruns() -> tuple[list[Row], float]:
    """Measure every page; also return the start until the first answer [s]."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        data_dir, port, empty_port = Path(folder), free_port(), free_port()
        seat = seat_path(data_dir)
        command = ["-m", "ui", "run", "--port", str(port)]
        app = stack.enter_context(server(command, port, "/healthz", data_dir))
        command = ["-m", "benchmarks.empty_app", str(empty_port)]
        nothing = stack.enter_context(server(command, empty_port, "/healthz", data_dir / "empty"))
        settle(app)
        settle(nothing)
        mine = Place(f"http://127.0.0.1:{port}", app)
        empty = Place(f"http://127.0.0.1:{empty_port}", nothing)
        paths = (*TEXT_PAGES, "/simulate", *LANES, "/assess", seat)
        return [measure_page(mine, empty, path) for path in paths], app.start


def measure_engine() -> list[tuple[str, float, float]]:
    """Return each shipped scenario's times for 40 replications of 1,500 changes [ms]."""
    import simulator  # noqa: PLC0415 - compiled only where it is measured

    rows = []
    for scenario in simulator.shipped_scenarios().values:
        tables, study = (
            simulator.compile_scenario(scenario),
            simulator.Study(seed=1, replications=40, changes=1500),
        )
        simulator.measure(simulator.simulate(tables, study))
        runs, measures = [], []
        for _ in range(5):
            begin = time.perf_counter()
            trace = simulator.simulate(tables, study)
            middle = time.perf_counter()
            simulator.measure(trace)
            runs.append(middle - begin)
            measures.append(time.perf_counter() - middle)
        rows.append((scenario.id, statistics.median(runs) * 1000, statistics.median(measures) * 1000))
    return rows


BUDGET = (
    f"Medians of {ROUNDS} reruns, in turns with an empty Streamlit app under the same configuration. Budget: "
    f"on text and lesson pages {TEXT_RATIO:g} times the empty app, elsewhere the empty app + {CHART_MS:g} ms "
    f"a chart + {INPUT_MS:g} ms an input. A chart is what a page draws from data: a plotly chart, or the "
    "moving lanes, on the pages that show them."
)


def machine(today: dt.date) -> str:
    """Say on what and when the figures were measured."""
    return (
        f"By `make bench` on {today}: {os.cpu_count()} cores, {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}. Machines are noisy: ratios within one run say more than single "
        "times."
    )


def report(rows: list[Row], start: float, engine: list[tuple[str, float, float]]) -> str:
    """Write the figures as a page."""
    today = dt.datetime.now(tz=dt.UTC).date()
    lines = [
        "# Measured",
        "",
        machine(today),
        "",
        "## A rerun of a page",
        "",
        BUDGET,
        "",
        "| page | ms | empty | ratio | processor ms | empty | ratio | charts | inputs | budget ms | within |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        page = (
            row.page.split("team=")[0]
            + ("…" if "team=" in row.page else "")
            + ("&show=profile" if "profile" in row.page else "")
        )
        lines.append(
            f"| `{page}` | {row.ms:.1f} | {row.empty_ms:.1f} | {row.ms / row.empty_ms:.2f} | "
            f"{row.cpu_ms:.1f} | {row.empty_cpu_ms:.1f} | {row.cpu_ms / row.empty_cpu_ms:.2f} | "
            f"{row.charts} | {row.inputs} | "
            f"{row.allowed:.1f} | {'yes' if row.ms <= row.allowed else 'no'} |"
        )
    lines += [
        "",
        "## Start",
        "",
        f"`greenlane run`, installed, until `/healthz` answers: {start:.1f} s.",
        "",
        "## Engine",
        "",
    ]
    lines += [
        "40 replications of 1,500 changes, warm.",
        "",
        "| scenario | simulate ms | measure ms |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {simulate:.0f} | {measured:.0f} |" for name, simulate, measured in engine]
    lines += report_player()
    lines += report_editing()
    lines += report_answering()
    lines += report_people()
    lines += report_ranking()
    lines += report_history()
    lines += report_archives()
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure everything and write both pages."""
    rows, start = measure_reruns()
    text = report(rows, start, measure_engine())
    (ROOT / "docs" / "measured.md").write_text(text, encoding="utf-8")
    print(text)
    engine.main()
    rooms.main()


if __name__ == "__main__":
    main()
