"""See how changes reach production: scenario -> tables -> trace -> metrics and frames."""

from simulator.assuming import Assumption, Figures
from simulator.bottleneck import Bottleneck, Breakdown, break_up
from simulator.by_hand import Run, carry_out, moment, with_button
from simulator.checking import find_faults
from simulator.compiling import Tables, compile_scenario
from simulator.estimating import Estimate
from simulator.executors import check_executor
from simulator.expecting import check_expectations
from simulator.faults import Fault
from simulator.frames import frames, slim_frames
from simulator.from_pipeline import PipelineLane, from_pipeline
from simulator.loading import load_scenario, scenario_from_text, shipped_scenarios
from simulator.loads import loads, overloads
from simulator.metrics import Measurement, measure
from simulator.model import (
    ExecutorError,
    Scenario,
    SimulatorError,
    StoppedError,
    UnknownPathError,
    WrongQuantityError,
    WrongScenarioError,
    WrongStudyError,
)
from simulator.outcomes import DEFAULT_STUDY, SHOWN_HOURS, Outcome, shipped_outcome
from simulator.sensitivity import (
    Difference,
    Effect,
    Sensitivity,
    Values,
    Verdict,
    difference,
    sensitivity,
    values_each,
)
from simulator.series import Curve, Flow, Levels, flow, levels
from simulator.simulating import simulate
from simulator.sizing import check_size
from simulator.sweeping import Refused, Variant, sweep, sweep_each, variants
from simulator.trace import Study, Trace
from simulator.warming import warm
from simulator.writing import scenario_text

__all__ = [
    "DEFAULT_STUDY",
    "SHOWN_HOURS",
    "Assumption",
    "Bottleneck",
    "Breakdown",
    "Curve",
    "Difference",
    "Effect",
    "Estimate",
    "ExecutorError",
    "Fault",
    "Figures",
    "Flow",
    "Levels",
    "Measurement",
    "Outcome",
    "PipelineLane",
    "Refused",
    "Run",
    "Scenario",
    "Sensitivity",
    "SimulatorError",
    "StoppedError",
    "Study",
    "Tables",
    "Trace",
    "UnknownPathError",
    "Values",
    "Variant",
    "Verdict",
    "WrongQuantityError",
    "WrongScenarioError",
    "WrongStudyError",
    "break_up",
    "carry_out",
    "check_executor",
    "check_expectations",
    "check_size",
    "compile_scenario",
    "difference",
    "find_faults",
    "flow",
    "frames",
    "from_pipeline",
    "levels",
    "load_scenario",
    "loads",
    "measure",
    "moment",
    "overloads",
    "scenario_from_text",
    "scenario_text",
    "sensitivity",
    "shipped_outcome",
    "shipped_scenarios",
    "simulate",
    "slim_frames",
    "sweep",
    "sweep_each",
    "values_each",
    "variants",
    "warm",
    "with_button",
]
