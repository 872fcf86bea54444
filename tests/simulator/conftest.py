"""Short ways to write a scenario and to run it."""

import sys
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from numba import config

from simulator import Study, Trace, compile_scenario, scenario_from_text, simulate, warm

HEAD = "format: 1\nid: story\ntitle: Story\n"


@pytest.fixture
def run() -> Callable[..., Trace]:
    def tell(text: str, **study: float) -> Trace:
        chosen = Study(**{"replications": 1, "changes": 3, **study})
        return simulate(compile_scenario(scenario_from_text(HEAD + text)), chosen)

    return tell


OUTCOMES = {-1: "in progress", 0: "passed", 1: "sent back", 2: "rolled back", 3: "run again"}
Visit = tuple[int, str, float, float, float, str]


@pytest.fixture
def log() -> Callable[..., list[Visit]]:
    def tell(trace: Trace, replication: int = 0) -> list[Visit]:
        stages = [stage.id for stage in trace.tables.scenario.stages]
        return [
            (
                int(row["change"]),
                stages[row["stage"]],
                round(float(row["join"]), 9),
                round(float(row["start"]), 9),
                round(float(row["end"]), 9),
                OUTCOMES[int(row["outcome"])],
            )
            for row in trace.rows_of(replication)
        ]

    return tell


@pytest.fixture
def live() -> Callable[[Trace], list[float]]:
    return lambda trace: [round(float(time), 9) for time in trace.changes_of(0)["live"]]


@pytest.fixture
def interpreted(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Import the simulator anew, with its functions left to the interpreter."""
    warm()  # What is compiled is compiled before; afterwards numba would not.
    for name in [name for name in sys.modules if name.split(".")[0] == "simulator"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(config, "DISABLE_JIT", True)
    import simulator

    yield simulator
    for name in [name for name in sys.modules if name.split(".")[0] == "simulator"]:
        del sys.modules[name]
