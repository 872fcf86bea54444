"""Prove what a scenario claims: run it and those it is compared with, and compare the numbers."""

from collections.abc import Iterable

from simulator.compiling import compile_scenario
from simulator.metrics import Measurement, measure
from simulator.model import Expectation, Scenario
from simulator.simulating import simulate
from simulator.trace import Study

STUDY = Study(seed=1, replications=20, changes=750)


def check_expectations(
    scenario: Scenario, others: Iterable[Scenario] = (), study: Study = STUDY
) -> tuple[str, ...]:
    """Return a sentence for each claim of the scenario that does not hold; none is well."""
    known = {other.id: other for other in others}
    measured: dict[str, Measurement] = {scenario.id: _measure(scenario, study)} if scenario.expect else {}
    problems: list[str] = []
    for claim in scenario.expect:
        versus = claim.versus
        if versus is not None and versus not in measured:
            if versus not in known:
                problems.append(f"{scenario.id}: expect: `{versus}` is no scenario")
                continue
            measured[versus] = _measure(known[versus], study)
        try:
            here = measured[scenario.id].value(claim.metric)
            there = claim.value if versus is None else measured[versus].value(claim.metric)
        except KeyError:
            problems.append(f"{scenario.id}: expect: `{claim.metric}` is no metric")
            continue
        if here is None or there is None or not holds(claim, here, there):
            problems.append(f"{scenario.id}: expect: {describe(claim)}; it is {here} against {there}")
    return tuple(problems)


def _measure(scenario: Scenario, study: Study) -> Measurement:
    return measure(simulate(compile_scenario(scenario), study))


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
