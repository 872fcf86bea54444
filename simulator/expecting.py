"""Prove what scenarios claim: run them and those they are compared with, and compare the numbers."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from simulator.compiling import compile_scenario
from simulator.faults import Fault
from simulator.metrics import Measurement, measure
from simulator.model import Expectation, Scenario
from simulator.simulating import simulate
from simulator.trace import Study

STUDY = Study(seed=1, replications=20, changes=750)
_FIRST_LOOK = Study(replications=1, changes=1)
_MEND = "change the claim, or what it is about"


def check_expectations(scenarios: Iterable[Scenario], study: Study = STUDY) -> dict[str, tuple[Fault, ...]]:
    """Return what is wrong with the claims of each scenario that makes any, by its id; nothing is well.

    What a claim names is looked up before anything long runs; a scenario is simulated at most once.
    """
    known = {scenario.id: scenario for scenario in scenarios}
    prover = _Prover(known, study)
    misnamed = {name: tuple(prover.misnamed(scenario)) for name, scenario in known.items() if scenario.expect}
    return {name: wrong or tuple(prover.broken(known[name])) for name, wrong in misnamed.items()}


class _Prover:
    """Simulate each scenario once, shortly for the names of its metrics and fully for their values."""

    def __init__(self, known: Mapping[str, Scenario], study: Study) -> None:
        self.known = known
        self.study = study
        self.measured: dict[tuple[str, Study], Measurement] = {}

    def measure(self, name: str, study: Study) -> Measurement:
        if (name, study) not in self.measured:
            trace = simulate(compile_scenario(self.known[name]), study)
            self.measured[name, study] = measure(trace)
        return self.measured[name, study]

    def misnamed(self, scenario: Scenario) -> Iterator[Fault]:
        """Find claims about a metric or a scenario that does not exist, or that compare like with like."""
        for i, claim in enumerate(scenario.expect):
            if claim.versus is not None and claim.versus not in self.known:
                mend = _one_of(claim.versus, self.known)
                yield Fault(("expect", i, "versus"), f"`{claim.versus}` is no scenario", mend)
                continue
            if claim.versus == scenario.id:
                mend = "name another scenario, or compare with a `value`"
                yield Fault(("expect", i, "versus"), "compares the scenario with itself", mend)
            for name in dict.fromkeys((scenario.id, claim.versus or scenario.id)):
                paths = metric_paths(self.measure(name, _FIRST_LOOK))
                if claim.metric not in paths:
                    wrong = f"`{claim.metric}` is no metric of `{name}`"
                    yield Fault(("expect", i, "metric"), wrong, _one_of(claim.metric, paths))
                    break

    def broken(self, scenario: Scenario) -> Iterator[Fault]:
        """Find the claims of a scenario that a run does not bear out."""
        for i, claim in enumerate(scenario.expect):
            here = self.measure(scenario.id, self.study).value(claim.metric)
            there = claim.value
            if claim.versus is not None:
                there = self.measure(claim.versus, self.study).value(claim.metric)
            if here is None or there is None:
                wrong = (
                    f"{describe(claim)}: there is nothing to compare, {_figure(here)} and {_figure(there)}"
                )
                yield Fault(("expect", i), wrong, _MEND)
            elif not holds(claim, here, there):
                wrong = f"{describe(claim)} does not hold: it is {_figure(here)} against {_figure(there)}"
                yield Fault(("expect", i), wrong, _MEND)


def metric_paths(measured: Measurement) -> tuple[str, ...]:
    """Return every path that `Measurement.value` knows, such as `wip` and `stages.review.wait.p90`."""
    return tuple(_paths({**measured.metrics, "stages": measured.stages}))


def _paths(found: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in found.items():
        if isinstance(value, Mapping):
            if "mean" in value:
                yield before + name
            yield from _paths(value, f"{before}{name}.")
        elif not isinstance(value, str):
            yield before + name


def _one_of(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), 1, 0.0)
    return f"did you mean `{near[0]}`?" if near else "there is none"


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.4g}"


def holds(claim: Expectation, here: float, there: float) -> bool:
    """Tell whether a claim holds for two numbers."""
    other = claim.factor * there
    return {
        ">": here > other,
        ">=": here >= other,
        "<": here < other,
        "<=": here <= other,
        "~": abs(here - other) <= (claim.within or 0.0) * abs(other),
    }[claim.relation]


def describe(claim: Expectation) -> str:
    """Say a claim in words."""
    factor = f"{claim.factor:g} x " if claim.factor != 1 else ""
    other = f"{factor}{claim.value if claim.versus is None else claim.versus}"
    within = f" within {claim.within:g}" if claim.within is not None else ""
    return f"{claim.metric} {claim.relation} {other}{within}"
