"""Measure the engine and write benchmarks/RESULTS.md. Usage: python -m benchmarks.engine."""

import datetime as dt
import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.rivals import LINE, STATION
from benchmarks.timing import (
    REALISTIC,
    Comparison,
    Realistic,
    Size,
    compare,
    draw_costs,
    growth,
    line_bytes,
    processor,
    realistic,
    stage_growth,
    starts,
    sweep_overhead,
)

RESULTS = Path(__file__).parent / "RESULTS.md"
GOAL = 140


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that is measured in one run."""

    size: Size
    comparisons: tuple[Comparison, ...]
    draws: dict[str, tuple[float, float]]
    grown: tuple[dict[int, float], ...]
    stages: dict[int, float]
    realistic: list[Realistic]
    line_bytes: float
    sweep: tuple[float, float]
    starts: list[tuple[str, float, float, float]]


def measure_all(size: Size) -> Results:
    """Measure everything, one thing after another."""
    return Results(
        size,
        tuple(compare(model, size) for model in (STATION, LINE)),
        draw_costs(size),
        tuple(growth(model, sizes, 5) for model, sizes in ((STATION, size.station), (LINE, size.line))),
        stage_growth(size.stages, size.line[1], size.rounds),
        realistic(size),
        line_bytes(size.line[1]),
        sweep_overhead(size),
        starts(),
    )


def table(*rows: tuple[object, ...]) -> list[str]:
    """Write rows as a Markdown table; the first is its head."""
    lines = ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return [lines[0], "|---" * len(rows[0]) + "|", *lines[1:], ""]


def write_machine(size: Size) -> list[str]:
    """Say on what and when the figures were measured."""
    today = dt.datetime.now(tz=dt.UTC).date()
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "simpy", "ciw"))
    return [
        "# Results",
        "",
        (
            f"By `make bench` on {today}: {processor()}, {os.cpu_count()} cores, {platform.system()}, "
            f"Python {platform.python_version()}, {packages}."
        ),
        "",
        (
            f"Processor time of one thread unless said otherwise; medians of {size.rounds} rounds in turns. "
            "Machines are noisy: ratios within one run say more than single times. The engine writes where "
            "traces that are gone were written, up to 64 MB; longer runs ask the system for new memory."
        ),
        "",
    ]


def write_comparison(found: Results) -> list[str]:
    """Write the programs side by side."""
    lines = [
        "## Against other engines",
        "",
        (
            f"The same model, {found.size.changes:,} changes in every program and round, the same rows "
            "(change, stage, visit, join, start, end), full trace written; "
            "`apart` is by how many standard errors the mean lead time differs from the engine's. "
            f"Goal: at least {GOAL} times as fast as SimPy."
        ),
        "",
    ]
    for one in found.comparisons:
        rows = [("program", "µs per change", "times the engine", "apart")]
        for name, time in one.times.items():
            apart = f"{one.apart[name]:+.1f}" if name in one.apart else ""
            rows.append((name, f"{time:.3f}", f"{one.ratios[name]:.1f}", apart))
        lines += [f"### {one.model.name[0].upper()}{one.model.name[1:]}", "", *table(*rows)]
    return lines


def write_draws(found: Results) -> list[str]:
    """Write what drawing alone costs."""
    rows: list[tuple[object, ...]] = [("generator", "exponential ns", "uniform ns")]
    rows += [(name, f"{both[0]:.2f}", f"{both[1]:.2f}") for name, both in found.draws.items()]
    floors: list[tuple[object, ...]] = [
        ("model", *(f"{name}: ns per change" for name in found.draws), "engine")
    ]
    for one in found.comparisons:
        costs = [one.model.draws[0] * both[0] + one.model.draws[1] * both[1] for both in found.draws.values()]
        engine = one.times["Greenlane"] * 1000
        floors.append((one.model.name, *(f"{cost:.0f}" for cost in costs), f"{engine / costs[0]:.1f} times"))
    return [
        "## Against merely drawing the random numbers",
        "",
        *table(*rows),
        "What the draws of one change would cost alone; the engine's time in multiples of numpy's:",
        "",
        *table(*floors),
    ]


def write_growth(found: Results) -> list[str]:
    """Write how the cost grows with changes and stages."""
    lines = ["## Growth", ""]
    for one, grown in zip(found.comparisons, found.grown, strict=True):
        rows = [
            (f"{one.model.name}: changes", "ns per change"),
            *((f"{n:,}", f"{t:.0f}") for n, t in grown.items()),
        ]
        lines += table(*rows)
    return lines + table(("stages", "ns per row"), *((n, f"{t:.0f}") for n, t in found.stages.items()))


def write_realistic(found: Results) -> list[str]:
    """Write what the shipped scenarios cost."""
    many = found.size.replications
    rows: list[tuple[object, ...]] = [
        ("scenario", "once ms", f"{many} times s", "all metrics s", "both, all cores s", "bytes per row")
    ]
    for one in found.realistic:
        times = (f"{time:.3f}" for time in (one.simulated, one.measured, one.wall))
        rows.append((one.name, f"{one.once:.2f}", *times, f"{one.row_bytes:.0f}"))
    return [
        "## Shipped scenarios",
        "",
        f"{REALISTIC:,} changes once, and {many} replications of them with all metrics.",
        "",
        *table(*rows),
        f"A trace of the six-stage line takes {found.line_bytes:.0f} bytes per row.",
        "",
        f"One scenario with its metrics: {found.sweep[0]:.2f} ms alone, {found.sweep[1]:.2f} ms in a sweep.",
        "",
    ]


def write_starts(found: Results) -> list[str]:
    """Write what the first run of a process costs."""
    rows: list[tuple[object, ...]] = [("process", "import s", "first run s", "of the processor s")]
    rows += [(name, *(f"{time:.2f}" for time in times)) for name, *times in found.starts]
    return [
        "## Start",
        "",
        "A fresh process, until the first run and its metrics are done.",
        "",
        *table(*rows),
    ]


def report(found: Results) -> str:
    """Write the figures as a page."""
    parts = (write_comparison, write_draws, write_growth, write_realistic, write_starts)
    lines = [*write_machine(found.size), *(line for write in parts for line in write(found))]
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Measure everything and write benchmarks/RESULTS.md."""
    text = report(measure_all(Size()))
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
