"""Sweep: simulate and measure many scenarios under one study, on any executor, with the same results.

Every scenario reads the same draws (common random numbers), so that they differ by their knobs alone.
"""

import math
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from threading import Event
from typing import Any, TypeVar

from simulator.checking import find_faults
from simulator.compiling import compile_scenario, mean_hours
from simulator.executors import Chunk, Crew, open_executor
from simulator.metrics import Measurement, measure
from simulator.model import Scenario, SimulatorError, StoppedError, WrongScenarioError, WrongStudyError
from simulator.simulating import Progress, simulate
from simulator.sizing import check_size
from simulator.trace import Study, Trace

T = TypeVar("T")

MOST_COMBINATIONS = 10_000
"""So many combinations may one grid have."""
CHUNK_SECONDS = 0.075
"""About so long one chunk works [s]: a cluster spends about 2 ms on sending one."""
_SECONDS_PER_SCENARIO = 2e-3
_SECONDS_PER_ROW = 4e-7
_CHUNKS_PER_HAND = 4


@dataclass(frozen=True, slots=True)
class Refused:
    """A scenario that could not be simulated, and every reason with its mend."""

    scenario: str
    problems: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON."""
        return {"scenario": self.scenario, "problems": list(self.problems)}


@dataclass(frozen=True, slots=True)
class Variant:
    """A scenario with some knobs turned, or why they cannot be turned so."""

    changes: Mapping[str, object]
    scenario: Scenario | Refused


@dataclass(frozen=True, slots=True)
class Task:
    """What one scenario asks of an executor; `scenario` is plain values where it travels."""

    scenario: Scenario | Mapping[str, Any]
    study: Study
    open_hours: bool = False
    threads: int | None = 1


def sweep(
    scenarios: Sequence[Scenario | Refused],
    study: Study,
    *,
    executor: str | None = None,
    open_hours: bool = False,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> tuple[Measurement | Refused, ...]:
    """Simulate and measure each scenario, and return the measurements in their order.

    A scenario that cannot be simulated gives a `Refused` in its place and the others go on.
    `progress(done, total)` is called in this thread after chunks of scenarios; set `stop` to end early.

    Args:
        scenarios: what is simulated; what is refused already stays so.
        study: how each is simulated.
        executor: `serial`, `threads` (the default), or the address `tcp://host:port` of a Dask scheduler.
        open_hours: whether a wait counts only the open hours of its stage.
        progress: told how many are done.
        stop: looked at while they are worked on.

    Raises:
        StoppedError: when `stop` was set.
        ExecutorError: when there is no such executor, or it cannot be reached or was lost.
    """
    found: dict[int, Measurement | Refused] = {}
    for number, result in sweep_each(scenarios, study, executor=executor, open_hours=open_hours, stop=stop):
        found[number] = result
        if progress is not None:
            progress(len(found), len(scenarios))
    return tuple(found[number] for number in range(len(scenarios)))


def sweep_each(
    scenarios: Sequence[Scenario | Refused],
    study: Study,
    *,
    executor: str | None = None,
    open_hours: bool = False,
    stop: Event | None = None,
) -> Generator[tuple[int, Measurement | Refused]]:
    """Yield the number and the measurement of each scenario as it ends; see `sweep`.

    Closing the iterator cancels what is not begun.
    """
    yield from spread(scenarios, measure_tasks, Task({}, study, open_hours), executor, stop)


def spread(
    scenarios: Sequence[Scenario | Refused],
    work: Callable[[Chunk, Event], tuple[T | Refused, ...]],
    like: Task,
    executor: str | None,
    stop: Event | None,
) -> Iterator[tuple[int, T | Refused]]:
    """Yield the number of each scenario and what `work` makes of a task `like` this one with it."""
    asked: list[tuple[int, Scenario]] = []
    for number, scenario in enumerate(scenarios):
        if isinstance(scenario, Refused):
            yield number, scenario
        else:
            asked.append((number, scenario))
    with open_executor(executor) as crew:
        chunks = _chunks(asked, like.study, crew.hands)
        tasks = [[_task(scenario, like, crew, len(asked)) for _, scenario in chunk] for chunk in chunks]
        for place, results in crew.carry_out(work, tasks, stop):
            for (number, _), result in zip(chunks[place], results, strict=True):
                yield number, result


def _task(scenario: Scenario, like: Task, crew: Crew, many: int) -> Task:
    """Return the task of one scenario; one that is alone here may use every thread for itself."""
    value = scenario.model_dump(mode="json", exclude_none=True) if crew.abroad else scenario
    threads = None if many == 1 and crew.hands > 1 and not crew.abroad else 1
    return replace(like, scenario=value, threads=threads)


def _chunks(
    asked: Sequence[tuple[int, Scenario]], study: Study, hands: int
) -> list[list[tuple[int, Scenario]]]:
    """Cut what is asked into chunks of about equal work, some for every hand."""
    costs = [_seconds(scenario, study) for _, scenario in asked]
    most = min(CHUNK_SECONDS, math.fsum(costs) / (hands * _CHUNKS_PER_HAND))
    chunks: list[list[tuple[int, Scenario]]] = []
    spent = math.inf
    for one, cost in zip(asked, costs, strict=True):
        if spent + cost / 2 > most:
            chunks.append([])
            spent = 0.0
        chunks[-1].append(one)
        spent += cost
    return chunks


def _seconds(scenario: Scenario, study: Study) -> float:
    """Guess how long a scenario takes to simulate and measure [s]."""
    gap = mean_hours(scenario.arrivals.between) or 1.0
    changes = study.changes if study.hours is None else study.hours / gap
    rows = changes * len(scenario.stages) * study.replications
    return _SECONDS_PER_SCENARIO + rows * _SECONDS_PER_ROW


# ---------------------------------------------------------------- on the executor


def attempt(task: Task, stop: Event, take: Callable[[Trace, Task], T]) -> T | Refused:
    """Simulate a task and take what is wanted from its trace, or say why the scenario refuses."""
    scenario = task.scenario
    name = scenario.id if isinstance(scenario, Scenario) else str(scenario.get("id"))
    try:
        return take(_trace(task, stop), task)
    except StoppedError:
        raise
    except SimulatorError as error:
        return refusal(name, error)
    except MemoryError:
        return Refused(name, ("needs more memory than there is; use fewer changes or replications",))
    except (ValueError, ArithmeticError) as error:
        return Refused(name, (f"cannot be simulated: {error}",))


def refusal(name: str, error: SimulatorError) -> Refused:
    """Say why a scenario is refused."""
    if isinstance(error, WrongScenarioError):
        return Refused(name, tuple(f"{each.field}: {each.wrong}; {each.mend}" for each in error.problems))
    return Refused(name, (str(error),))


def _trace(task: Task, stop: Event) -> Trace:
    scenario = task.scenario
    if not isinstance(scenario, Scenario):
        scenario = Scenario.model_validate(scenario)
    if find_faults(scenario):
        scenario.with_changes({})  # says each of them
    tables = compile_scenario(scenario)
    check_size(tables, task.study)
    return simulate(tables, task.study, stop=stop, threads=task.threads)


def measure_tasks(tasks: Chunk, stop: Event) -> tuple[Measurement | Refused, ...]:
    """Simulate and measure each task of a chunk."""
    return tuple(attempt(task, stop, _measured) for task in tasks)


def _measured(trace: Trace, task: Task) -> Measurement:
    return measure(trace, open_hours=task.open_hours)


# ---------------------------------------------------------------- grids


def variants(scenario: Scenario, knobs: Mapping[str, Sequence[object]]) -> tuple[Variant, ...]:
    """Turn knobs to every combination of their values; the last knob turns fastest.

    Raises:
        WrongStudyError: when there are more combinations than `MOST_COMBINATIONS`.
    """
    many = math.prod(len(values) for values in knobs.values())
    if many > MOST_COMBINATIONS:
        raise WrongStudyError(
            f"{many:,} combinations are too many; vary fewer values, {MOST_COMBINATIONS:,} at most"
        )
    return tuple(
        _variant(scenario, dict(zip(knobs, values, strict=True))) for values in product(*knobs.values())
    )


def _variant(scenario: Scenario, changes: dict[str, object]) -> Variant:
    try:
        return Variant(changes, scenario.with_changes(changes))
    except SimulatorError as error:
        return Variant(changes, refusal(scenario.id, error))
