"""The same two models in SimPy, Ciw and a plain heapq loop, each as one would write it there.

Every program returns the same rows: (change, stage, visit, join, start, end), in hours.
"""

import heapq
import random
from collections import defaultdict, deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, NamedTuple

import ciw
import simpy


class Station(NamedTuple):
    """One stage: its units, its mean work [h], and the share of its visits that go back to the first."""

    name: str
    units: int
    work: float
    rework: float = 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """A line of stations; one change an hour arrives, all times are exponential.

    Attributes:
        name: what the report calls it.
        stations: in order.
        draws: exponential draws and uniform draws per change, on average.
    """

    name: str
    stations: tuple[Station, ...]
    draws: tuple[float, float]

    def text(self) -> str:
        """Return the model as a scenario."""
        lines = [
            "format: 1",
            "id: model",
            f"title: {self.name}",
            "arrivals: {between: {dist: exponential, mean: 1h}}",
        ]
        lines += ["stages:"]
        first = self.stations[0].name
        for station in self.stations:
            rework = f", rework: {{rate: {station.rework}, to: {first}}}" if station.rework else ""
            work = f"work: {{dist: exponential, mean: {station.work}h}}"
            lines.append(f"  - {{id: {station.name}, mark: bolt, capacity: {station.units}, {work}{rework}}}")
        return "\n".join(lines) + "\n"


STATION = Model("three servers at 0.8 load", (Station("only", 3, 2.4),), (2.0, 0.0))
LINE = Model(
    "six-stage line with rework",
    (
        Station("review", 3, 1.6),
        Station("build", 2, 1.0),
        Station("test", 4, 2.4, 0.15),
        Station("staging", 2, 1.3),
        Station("approve", 1, 0.7),
        Station("deploy", 1, 0.6, 0.05),
    ),
    (1.0 + 6.873, 2.23),
)

Row = tuple[int, int, int, float, float, float]
Program = Callable[[Model, int, int], list[Row]]


def in_simpy(model: Model, changes: int, seed: int) -> list[Row]:
    """Simulate with SimPy: a process for each change."""
    draw = random.Random(seed)  # noqa: S311  # simulated, not secret
    env = simpy.Environment()
    units = [simpy.Resource(env, station.units) for station in model.stations]
    rows: list[Row] = []

    def change(number: int) -> Generator[simpy.Event, Any]:
        visits = [0] * len(units)
        stage = 0
        while stage < len(units):
            station = model.stations[stage]
            visits[stage] += 1
            joined = env.now
            with units[stage].request() as unit:
                yield unit
                start = env.now
                yield env.timeout(draw.expovariate(1.0 / station.work))
            rows.append((number, stage, visits[stage], joined, start, env.now))
            stage = 0 if station.rework and draw.random() < station.rework else stage + 1

    def arrive() -> Generator[simpy.Event, Any]:
        for number in range(changes):
            yield env.timeout(draw.expovariate(1.0))
            env.process(change(number))

    env.process(arrive())
    env.run()
    return rows


def in_ciw(model: Model, changes: int, seed: int) -> list[Row]:
    """Simulate with Ciw: a network of nodes."""
    many = len(model.stations)
    routing = [[0.0] * many for _ in range(many)]
    for i, station in enumerate(model.stations):
        routing[i][0] += station.rework
        if i + 1 < many:
            routing[i][i + 1] += 1.0 - station.rework
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(1.0)] + [None] * (many - 1),
        service_distributions=[ciw.dists.Exponential(1.0 / station.work) for station in model.stations],
        number_of_servers=[station.units for station in model.stations],
        routing=routing,
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(changes, method="Finish")
    visits: dict[tuple[int, int], int] = defaultdict(int)
    rows = []
    for record in sorted(simulation.get_all_records(), key=lambda record: record.arrival_date):
        change, stage = record.id_number - 1, record.node - 1
        visits[change, stage] += 1
        times = (record.arrival_date, record.service_start_date, record.service_end_date)
        rows.append((change, stage, visits[change, stage], *times))
    return rows


def in_heapq(model: Model, changes: int, seed: int) -> list[Row]:
    """Simulate with a plain loop over a heap of events."""
    draw = random.Random(seed)  # noqa: S311  # as above
    stations = model.stations
    free = [station.units for station in stations]
    queues: list[deque[tuple[int, int, float]]] = [deque() for _ in stations]
    visits = [[0] * len(stations) for _ in range(changes)]
    rows: list[Row] = []
    events: list[tuple[float, int, int, int, int, float, float]] = []
    order = 0

    def begin(stage: int, entry: tuple[int, int, float], now: float) -> None:
        nonlocal order
        order += 1
        free[stage] -= 1
        end = now + draw.expovariate(1.0 / stations[stage].work)
        heapq.heappush(events, (end, order, stage, *entry, now))

    def join(stage: int, number: int, now: float) -> None:
        visits[number][stage] += 1
        entry = (number, visits[number][stage], now)
        if free[stage]:
            begin(stage, entry, now)
        else:
            queues[stage].append(entry)

    number = 0
    arrival = draw.expovariate(1.0)
    while events or number < changes:
        if number < changes and (not events or arrival <= events[0][0]):
            now = arrival
            arrival += draw.expovariate(1.0)
            join(0, number, now)
            number += 1
            continue
        now, _, stage, change, visit, joined, start = heapq.heappop(events)
        rows.append((change, stage, visit, joined, start, now))
        free[stage] += 1
        if queues[stage]:
            begin(stage, queues[stage].popleft(), now)
        rework = stations[stage].rework
        if rework and draw.random() < rework:
            join(0, change, now)
        elif stage + 1 < len(stations):
            join(stage + 1, change, now)
    return rows


def lead_times(rows: list[Row]) -> dict[int, float]:
    """Return how long each change took from its first joining to its last end [h]."""
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    for change, _, _, joined, _, end in rows:
        first[change] = min(joined, first.get(change, joined))
        last[change] = max(end, last.get(change, end))
    return {change: last[change] - first[change] for change in first}
