"""See how changes reach production: scenario -> tables -> trace -> metrics and frames."""

from simulator.checking import Fault, find_faults
from simulator.compiling import Tables, compile_scenario
from simulator.expecting import check_expectations
from simulator.frames import frames
from simulator.loading import load_scenario, scenario_from_text, shipped_scenarios
from simulator.metrics import Measurement, measure
from simulator.model import (
    Scenario,
    SimulatorError,
    StoppedError,
    UnknownPathError,
    WrongScenarioError,
    WrongStudyError,
)
from simulator.outcomes import DEFAULT_STUDY, SHOWN_HOURS, Outcome, shipped_outcome
from simulator.simulating import simulate
from simulator.trace import Study, Trace
from simulator.warming import warm
from simulator.writing import scenario_text

__all__ = [
    "DEFAULT_STUDY",
    "SHOWN_HOURS",
    "Fault",
    "Measurement",
    "Outcome",
    "Scenario",
    "SimulatorError",
    "StoppedError",
    "Study",
    "Tables",
    "Trace",
    "UnknownPathError",
    "WrongScenarioError",
    "WrongStudyError",
    "check_expectations",
    "compile_scenario",
    "find_faults",
    "frames",
    "load_scenario",
    "measure",
    "scenario_from_text",
    "shipped_outcome",
    "shipped_scenarios",
    "simulate",
    "warm",
]
