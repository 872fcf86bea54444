"""Sweep one or two knobs of a road over values a person writes, with an interval for each of them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event

from datafiles import hours
from datafiles.spreadsheets import Cell
from delivery import METRICS
from simulator import Refused, Scenario, Study, Trace, Variant, variants
from simulator.executors import Chunk
from simulator.model import Distribution, Stage
from simulator.sensitivity import replication_values
from simulator.simulating import Progress
from simulator.sweeping import Task, attempt, spread
from ui.simulating.comparing import side
from ui.simulating.drafting import duration_text
from ui.simulating.ranking import SHOWN, row_of
from ui.simulating.turning import stage_name

MOST_VALUES, MOST_CELLS = 20, 100
"""So many values may one knob have, and so many pairs two of them."""
MOST_SWEPT = 10_000_000
"""So many changes may all runs of a sweep have together."""
_AROUND = (0.25, 0.5, 1.0, 1.5, 2.0)
_SHARES = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
_FEW = (0.0, 0.01, 0.02, 0.04, 0.06, 0.1)
_SEVERAL = 5
_CLOSE = 0.8
_MINUTES = (
    1,
    2,
    5,
    10,
    15,
    30,
    45,
    60,
    90,
    120,
    180,
    240,
    360,
    480,
    720,
    1440,
    2880,
    5760,
    10080,
    20160,
    40320,
)
_LADDER = tuple(minutes / 60 for minutes in _MINUTES)
Values = Mapping[str, Sequence[float | None]]


@dataclass(frozen=True, slots=True)
class Knob:
    """A number of a road that can be swept.

    Attributes:
        path: as `Scenario.with_changes` takes it.
        title: what it is, in plain words.
        today: its value today, as a person writes it.
        proposed: values worth trying, today's among them, with commas between.
    """

    path: str
    title: str
    today: str
    proposed: str


def knobs(scenario: Scenario) -> tuple[Knob, ...]:
    """Return the numbers of a road that can be swept, in the order of its stages."""
    found: list[Knob] = []
    for stage in scenario.stages:
        found += _stage_knobs(stage)
    for pool, many in scenario.pools.items():
        found.append(_count(f"pools.{pool}", f"{pool}: how many at once", many))
    arrivals = scenario.arrivals
    found += _duration("arrivals.between", "Arrivals: time between changes", arrivals.between)
    if arrivals.wip_limit is not None:
        found.append(_count("arrivals.wip_limit", "Arrivals: how many under way", arrivals.wip_limit))
    found.append(_share("defects", "Quality: share with a defect", scenario.defects, _FEW))
    conflicts = scenario.integration.conflicts if scenario.integration else None
    if conflicts is not None:
        title = "Merging: chance of a conflict"
        found.append(_share("integration.conflicts.rate", title, conflicts.rate, _FEW))
    production = scenario.production
    if production is not None:
        found += _duration("production.detect", "Production: time until noticed", production.detect)
        found += _duration("production.recover", "Production: time to mend", production.recover)
        if production.rollback is not None:
            title = "Production: share rolled back"
            found.append(_share("production.rollback.share", title, production.rollback.share, _SHARES))
    return tuple(found)


def _stage_knobs(stage: Stage) -> list[Knob]:
    return [*_who_and_what(stage), *_when(stage), *_how_well(stage)]


def _who_and_what(stage: Stage) -> list[Knob]:
    name, found = stage_name(stage), []
    many = 1 if stage.capacity is None else stage.capacity
    if (stage.work or stage.steps or stage.attends) and stage.pool is None and isinstance(many, int):
        found.append(_count(f"{stage.id}.capacity", f"{name}: how many at once", many))
    found += _duration(f"{stage.id}.work", f"{name}: work", stage.work)
    if stage.steps is not None:
        found.append(_count(f"{stage.id}.steps.count", f"{name}: how many steps", stage.steps.count))
        title = f"{name}: share of steps that slip"
        found.append(_share(f"{stage.id}.steps.slip", title, stage.steps.slip, _FEW))
    return found


def _when(stage: Stage) -> list[Knob]:
    name, found = stage_name(stage), []
    if stage.departures is not None:
        every = stage.departures.every
        found.append(_hours(f"{stage.id}.departures.every", f"{name}: time between departures", every))
    if stage.attends is not None:
        found.append(_hours(f"{stage.id}.attends.every", f"{name}: time between looks", stage.attends.every))
    for field in ("size", "max"):
        together = getattr(stage.batch, field, None)
        if together is not None:
            found.append(_count(f"{stage.id}.batch.{field}", f"{name}: how many together", together))
    return found


def _how_well(stage: Stage) -> list[Knob]:
    name, found = stage_name(stage), []
    if stage.rework is not None and stage.rework.rate:
        found.append(
            _share(f"{stage.id}.rework.rate", f"{name}: share sent back", stage.rework.rate, _SHARES)
        )
    if stage.catches:
        title = f"{name}: share of defects found"
        found.append(_share(f"{stage.id}.catches", title, stage.catches, _SHARES))
    if stage.flaky is not None:
        title = f"{name}: share red for no reason"
        found.append(_share(f"{stage.id}.flaky.rate", title, stage.flaky.rate, _SHARES))
    return found


def _count(path: str, title: str, today: int) -> Knob:
    low = max(1, today - 2)
    tried = range(low, low + _SEVERAL) if today <= _SEVERAL else {round(today * part) for part in _AROUND}
    return Knob(path, title, str(today), ", ".join(map(str, sorted({*tried, today}))))


def _share(path: str, title: str, today: float, around: Sequence[float]) -> Knob:
    return Knob(path, title, f"{today:g}", ", ".join(f"{value:g}" for value in sorted({*around, today})))


def _hours(path: str, title: str, today: float) -> Knob:
    shorter = [each for each in _LADDER if each < today * _CLOSE][-3:]
    longer = [each for each in _LADDER if each > today / _CLOSE][:2]
    tried = ", ".join(duration_text(each) for each in (*shorter, today, *longer))
    return Knob(path, title, duration_text(today), tried)


def _duration(path: str, title: str, dist: Distribution | None) -> list[Knob]:
    if dist is None:
        return []
    for field, value in (("value", dist.value), ("mean", dist.mean)):
        if value:
            return [_hours(f"{path}.{field}", title, value)]
    return []


# ---------------------------------------------------------------- what a person wrote


def read_values(text: str) -> tuple[str, ...]:
    """Return the values in a text, without those that stand there twice."""
    parts = (part.strip() for part in text.replace(";", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def refusal(asked: Sequence[Sequence[str]], study: Study) -> str:
    """Return why a sweep over these values is not run, with the limit; empty if it can be."""
    if not all(asked):
        return "Write at least one value for each knob."
    longest = max(map(len, asked))
    if longest > MOST_VALUES:
        return f"{longest} values are too many: this page takes at most {MOST_VALUES} for one knob."
    cells = math.prod(map(len, asked))
    if cells > MOST_CELLS:
        return f"{cells} pairs of values are too many: this page takes at most {MOST_CELLS}."
    return too_many(cells, study)


def too_many(roads: int, study: Study) -> str:
    """Return why so many runs are refused, with the limit; empty if they can be run."""
    changes = roads * study.replications * study.changes
    if changes <= MOST_SWEPT:
        return ""
    return (
        f"{roads} roads with {study.replications:,} runs of {study.changes:,} changes are {changes:,} "
        f"changes, and this page takes at most {MOST_SWEPT:,} in one go. Take fewer runs or changes."
    )


def as_numbers(values: Sequence[str]) -> tuple[float, ...]:
    """Return values as numbers on one axis, durations in hours; empty where one of them is none."""
    found = []
    for value in values:
        number = _number(value)
        if number is None or not math.isfinite(number):
            return ()
        found.append(number)
    return tuple(found)


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        pass
    try:
        return hours(value)
    except ValueError:
        return None


# ---------------------------------------------------------------- running it


def grid(scenario: Scenario, asked: Sequence[tuple[str, Sequence[str]]]) -> tuple[Variant, ...]:
    """Return the scenario at every combination of values, the first knob turning fastest."""
    knobs: dict[str, Sequence[object]] = dict(reversed(asked))
    return variants(scenario, knobs)


def run(
    tried: Sequence[Variant], study: Study, progress: Progress | None = None, stop: Event | None = None
) -> tuple[Values | Refused, ...]:
    """Return every metric in each run, for each scenario in its order.

    Raises:
        StoppedError: when `stop` was set.
    """
    scenarios = [variant.scenario for variant in tried]
    found: dict[int, Values | Refused] = {}
    for number, result in spread(scenarios, _chunk, Task({}, study), None, stop):
        found[number] = result
        if progress is not None:
            progress(len(found), len(scenarios))
    return tuple(found[number] for number in range(len(scenarios)))


def _chunk(tasks: Chunk, stop: Event) -> tuple[Values | Refused, ...]:
    return tuple(attempt(task, stop, _take) for task in tasks)


def _take(trace: Trace, _task: Task) -> Values:
    return replication_values(trace, SHOWN)


def spot(found: Values | Refused, path: str) -> tuple[float | None, float | None, float | None]:
    """Return mean and 95 % interval of a metric over the runs of one scenario; None where it was refused."""
    if isinstance(found, Refused):
        return None, None, None
    alone = side(found[path])
    return alone.mean, alone.low, alone.high


def columns(paths: Sequence[str]) -> list[str]:
    """Return the columns of `csv_rows`."""
    return [*paths, "metric", "unit", "mean", "low95", "high95", "seed", "replications", "changes", "problem"]


def csv_rows(tried: Sequence[Variant], found: Sequence[Values | Refused], study: Study) -> list[list[Cell]]:
    """Return every number of a sweep, for a file: a row per scenario and metric."""
    rows: list[list[Cell]] = []
    sizes = [study.seed, study.replications, study.changes]
    for variant, result in zip(tried, found, strict=True):
        values: list[Cell] = [str(value) for value in reversed(tuple(variant.changes.values()))]
        if isinstance(result, Refused):
            rows.append([*values, "", "", None, None, None, *sizes, " ".join(result.problems)])
            continue
        for path in SHOWN:
            unit = METRICS[row_of(path).metric].unit
            rows.append([*values, path, unit, *spot(result, path), *sizes, ""])
    return rows
