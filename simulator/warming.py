"""Compile the engine ahead of its first use, and fill its cache."""

from simulator.compiling import compile_scenario
from simulator.loading import shipped_scenarios
from simulator.metrics import measure
from simulator.simulating import simulate
from simulator.trace import Study


def warm() -> None:
    """Run every shipped scenario once, shortly: what is compiled then stays compiled."""
    for scenario in shipped_scenarios().values:
        measure(simulate(compile_scenario(scenario), Study(replications=1, changes=10)))
