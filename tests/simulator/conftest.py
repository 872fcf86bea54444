"""Short ways to write a scenario and to run it."""

from collections.abc import Callable

import pytest

from simulator import Study, Trace, compile_scenario, scenario_from_text, simulate

HEAD = "format: 1\nid: story\ntitle: Story\n"


@pytest.fixture
def run() -> Callable[..., Trace]:
    def tell(text: str, **study: float) -> Trace:
        chosen = Study(**{"replications": 1, "changes": 3, **study})
        return simulate(compile_scenario(scenario_from_text(HEAD + text)), chosen)

    return tell
