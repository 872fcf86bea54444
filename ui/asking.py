"""Answer what the course asks of the simulator; nothing here knows Streamlit."""

from collections.abc import Iterable

import content
import simulator

CHANGES = 750
"""Changes of each run: enough for a key that holds by more than a tenth."""


def measurer(scenarios: Iterable[simulator.Scenario]) -> content.Measure:
    """Return what runs these scenarios for the course; each study is run once.

    It raises ValueError or KeyError where a scenario, a knob or a metric does not exist.
    """
    known = {scenario.id: scenario for scenario in scenarios}
    measured: dict[str, simulator.Measurement] = {}

    def measure(asked: content.Asked) -> float | None:
        study = simulator.Study(seed=asked.seed, replications=asked.runs, changes=CHANGES)
        name = f"{asked.scenario} {asked.change} {study}"
        if name not in measured:
            scenario = known[asked.scenario].with_changes(dict(asked.change))
            trace = simulator.simulate(simulator.compile_scenario(scenario), study)
            measured[name] = simulator.measure(trace)
        return measured[name].value(asked.metric)

    return measure
