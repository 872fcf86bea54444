"""Compile the engine ahead of its first use, and fill its cache."""

from simulator.by_hand import Run, carry_out
from simulator.compiling import compile_scenario
from simulator.loading import shipped_scenarios
from simulator.metrics import measure
from simulator.simulating import simulate
from simulator.trace import Study

LATE = 10_000.0  # when all ten changes wait for the deployment by hand [h]


def warm() -> None:
    """Run every shipped scenario once, shortly, and one by hand: what is compiled then stays compiled."""
    study = Study(replications=1, changes=10)
    failing = Run(start=LATE, end=LATE + 1.0, slipped=True)
    for scenario in shipped_scenarios().values:
        measure(simulate(compile_scenario(scenario), study))
        carry_out(scenario, study, (failing,))
