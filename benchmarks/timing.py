"""Time the engine: against SimPy, Ciw and a plain heapq loop, against mere drawing, and as it grows.

All programs simulate the same two models in turns, because machines are noisy: the ratios within one
round say more than single times.
"""

import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.rivals import (
    LINE,
    Model,
    Program,
    Row,
    Station,
    in_ciw,
    in_heapq,
    in_simpy,
    lead_times,
)
from simulator import Study, compile_scenario, measure, scenario_from_text, shipped_scenarios, simulate, sweep
from simulator.compiled import compiled
from simulator.draws import uniform
from simulator.elementary import log
from simulator.layout import Floats

ROOT = Path(__file__).parents[1]
REALISTIC = 1500
RIVALS: dict[str, Program] = {"SimPy": in_simpy, "Ciw": in_ciw, "heapq": in_heapq}


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured.

    Attributes:
        rounds: how many times in turns.
        changes: how many every program simulates in a round, the same for all.
        station: changes of the growth on the single station.
        line: changes of the growth on the line.
        stages: stages of the growth with stages.
        replications: of the realistic scenarios.
    """

    rounds: int = 7
    changes: int = 100_000
    station: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
    line: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    stages: tuple[int, ...] = (5, 10, 20, 35, 50)
    replications: int = 100


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Return how long a piece of work takes, of the processor unless another clock is given [s]."""
    begin = clock()
    work()
    return clock() - begin


def in_greenlane(model: Model) -> Program:
    """Return the engine as a program, with its model compiled."""
    tables = compile_scenario(scenario_from_text(model.text(), "model"))

    def program(_model: Model, changes: int, seed: int) -> list[Row]:
        trace = simulate(tables, Study(seed=seed, replications=1, changes=changes), threads=1)
        fields = ("change", "stage", "visit", "join", "start", "end")
        return list(zip(*(trace.rows[name].tolist() for name in fields), strict=True))

    return program


def run_engine(model: Model, changes: int) -> Callable[[], object]:
    """Return one simulation with its full trace, in this thread."""
    tables = compile_scenario(scenario_from_text(model.text(), "model"))
    study = Study(replications=1, changes=changes)
    return lambda: simulate(tables, study, threads=1)


def agree(model: Model, replications: int, changes: int) -> dict[str, float]:
    """Return how many standard errors the mean lead time of each rival lies from the engine's.

    The last fifth of the changes is left out, because Ciw stops before they have all left.
    """
    programs = {"Greenlane": in_greenlane(model), **RIVALS}
    means: dict[str, list[float]] = {name: [] for name in programs}
    for name, program in programs.items():
        for seed in range(1, replications + 1):
            leads = lead_times(program(model, changes, seed))
            means[name].append(statistics.fmean(leads[change] for change in range(changes * 4 // 5)))
    ours = means.pop("Greenlane")
    return {
        name: (statistics.fmean(found) - statistics.fmean(ours))
        / math.sqrt((statistics.variance(found) + statistics.variance(ours)) / replications)
        for name, found in means.items()
    }


@dataclass(frozen=True, slots=True)
class Comparison:
    """The programs side by side on one model.

    Attributes:
        model: which.
        times: medians over the rounds [microseconds per change].
        ratios: medians over the rounds of how many times as long each takes as the engine.
        apart: how many standard errors their means are apart from the engine's.
    """

    model: Model
    times: dict[str, float]
    ratios: dict[str, float]
    apart: dict[str, float]


def compare(model: Model, size: Size) -> Comparison:
    """Let all programs simulate a model in turns."""
    engine, many = run_engine(model, size.changes), size.changes
    engine()
    rounds: list[dict[str, float]] = []
    for seed in range(size.rounds):
        found = {"Greenlane": seconds(engine) / many}
        for name, program in RIVALS.items():
            found[name] = seconds(lambda p=program, n=many, s=seed: p(model, n, s)) / many  # type: ignore[misc]  # mypy cannot type its defaults
        rounds.append(found)
    names = rounds[0]
    times = {name: statistics.median(found[name] for found in rounds) * 1e6 for name in names}
    ratios = {name: statistics.median(found[name] / found["Greenlane"] for found in rounds) for name in names}
    return Comparison(model, times, ratios, agree(model, 20, min(many, 400)))


@compiled
def draw_uniform(out: Floats) -> None:
    """Fill an array with the engine's u, by address."""
    for i in range(len(out)):
        out[i] = uniform((1, 0), (i, 12345, 1), 2, 0)


@compiled
def draw_exponential(out: Floats) -> None:
    """Fill an array with the engine's exponential variates, by address."""
    for i in range(len(out)):
        out[i] = -log(uniform((1, 0), (i, 12345, 1), 2, 0))


def draw_costs(size: Size) -> dict[str, tuple[float, float]]:
    """Return what one exponential and one uniform draw cost [ns]: numpy's generator, and the engine's."""
    out = np.empty(4096)
    generator = np.random.Generator(np.random.PCG64(1))
    pieces: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "numpy PCG64": (lambda: generator.standard_exponential(out=out), lambda: generator.random(out=out)),
        "the engine's Philox4x32-10": (lambda: draw_exponential(out), lambda: draw_uniform(out)),
    }
    found: dict[str, tuple[float, float]] = {}
    for name, both in pieces.items():
        costs = []
        for piece in both:
            piece()
            many = [seconds(lambda p=piece: [p() for _ in range(50)]) for _ in range(size.rounds)]  # type: ignore[misc]  # as above
            costs.append(statistics.median(many) / 50 / len(out) * 1e9)
        found[name] = (costs[0], costs[1])
    return found


def growth(model: Model, sizes: tuple[int, ...], rounds: int) -> dict[int, float]:
    """Return the cost of a change by the number of changes [ns]: medians of rounds in turns."""
    engines = {changes: run_engine(model, changes) for changes in sizes}
    times: dict[int, list[float]] = {changes: [] for changes in sizes}
    engines[min(sizes)]()
    for _ in range(rounds):
        for changes, engine in engines.items():
            many = max(1, 20_000 // changes)
            times[changes].append(seconds(lambda e=engine, m=many: [e() for _ in range(m)]) / many / changes)  # type: ignore[misc]  # as above
    return {changes: statistics.median(found) * 1e9 for changes, found in times.items()}


def stage_growth(sizes: tuple[int, ...], changes: int, rounds: int) -> dict[int, float]:
    """Return the cost of a row of the trace by the number of stages [ns]."""
    found = {}
    for stages in sizes:
        line = Model("line", tuple(Station(f"s{i}", 2, 1.2) for i in range(stages)), (0.0, 0.0))
        engine = run_engine(line, changes)
        engine()
        found[stages] = statistics.median(seconds(engine) for _ in range(rounds)) / changes / stages * 1e9
    return found


@dataclass(frozen=True, slots=True)
class Realistic:
    """One shipped scenario: 1,500 changes once, then many replications with all metrics.

    Attributes:
        name: its id.
        once: one run [ms of the processor].
        simulated: all replications [s of the processor].
        measured: all metrics of them [s of the processor].
        wall: both together on all cores [s].
        row_bytes: of the trace, per row of it.
    """

    name: str
    once: float
    simulated: float
    measured: float
    wall: float
    row_bytes: float


def realistic(size: Size) -> list[Realistic]:
    """Measure every shipped scenario."""
    found = []
    for scenario in shipped_scenarios().values:
        tables = compile_scenario(scenario)
        study = Study(replications=size.replications, changes=REALISTIC)
        single = Study(replications=1, changes=REALISTIC)
        trace = simulate(tables, study)
        measure(trace)
        once, simulated, measured, wall = [], [], [], []
        for _ in range(size.rounds):
            once.append(seconds(lambda t=tables, s=single: simulate(t, s, threads=1)))  # type: ignore[misc]  # as above
            begin = time.perf_counter()
            simulated.append(seconds(lambda t=tables, s=study: simulate(t, s)))  # type: ignore[misc]  # as above
            measured.append(seconds(lambda t=trace: measure(t)))  # type: ignore[misc]  # as above
            wall.append(time.perf_counter() - begin)
        weight = (trace.rows.nbytes + trace.changes.nbytes + trace.deployments.nbytes) / len(trace.rows)
        middle = [statistics.median(times) for times in (once, simulated, measured, wall)]
        found.append(Realistic(scenario.id, middle[0] * 1e3, middle[1], middle[2], middle[3], weight))
    return found


def line_bytes(changes: int) -> float:
    """Return the bytes of a trace of the line, per row of it."""
    tables = compile_scenario(scenario_from_text(LINE.text(), "model"))
    trace = simulate(tables, Study(replications=1, changes=changes))
    return float((trace.rows.nbytes + trace.changes.nbytes + trace.deployments.nbytes) / len(trace.rows))


def sweep_overhead(size: Size) -> tuple[float, float]:
    """Return the cost of a scenario alone and in a sweep of 40 of them [ms of the processor]."""
    scenario = scenario_from_text(LINE.text(), "model")
    study = Study(replications=1, changes=REALISTIC)
    alone, swept = [], []
    for _ in range(size.rounds):
        alone.append(seconds(lambda: measure(simulate(compile_scenario(scenario), study, threads=1))))
        swept.append(seconds(lambda: sweep([scenario] * 40, study)) / 40)
    return statistics.median(alone) * 1e3, statistics.median(swept) * 1e3


START = """
import time
began = time.perf_counter()
from simulator import Study, compile_scenario, measure, shipped_scenarios, simulate
tables = compile_scenario(shipped_scenarios().values[0])
loaded, used = time.perf_counter(), time.process_time()
measure(simulate(tables, Study(replications=1, changes=1500)))
print(loaded - began, time.perf_counter() - loaded, time.process_time() - used)
"""


def starts() -> list[tuple[str, float, float, float]]:
    """Start fresh processes, the first without machine code: import, first run, its processor time [s]."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
        for name in ("cold: compiles", "warm: machine code is kept"):
            command = [sys.executable, "-c", START]
            done = subprocess.run(
                command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True
            )
            imported, first, used = map(float, done.stdout.split())
            found.append((name, imported, first, used))
    return found


def processor() -> str:
    """Return what the machine calls its processor."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
