"""The simulator answers what the course asks."""

import pytest

import content
import simulator
from ui.asking import measurer

SCENARIOS = simulator.shipped_scenarios().values


@pytest.fixture(scope="module")
def measure():
    return measurer(SCENARIOS)


def asked(scenario="automatic", metric="change_lead_time.p50", change=(), runs=1):
    return content.Asked(scenario, metric, change, 1, runs)


def test_a_number_is_that_of_the_simulator(measure):
    (scenario,) = [each for each in SCENARIOS if each.id == "automatic"]
    study = simulator.Study(seed=1, replications=1, changes=750)
    measured = simulator.measure(simulator.simulate(simulator.compile_scenario(scenario), study))

    assert measure(asked()) == measured.value("change_lead_time.p50")
    assert measure(asked(metric="change_fail_rate")) == measured.value("change_fail_rate")


def test_a_knob_changes_what_is_measured(measure):
    weak = asked(metric="failed_changes_per_1000", change=(("test.catches", 0),))

    assert measure(weak) > measure(asked(metric="failed_changes_per_1000"))


@pytest.mark.parametrize(
    "question",
    [
        asked("no-such-lane"),
        asked(metric="speed"),
        asked(change=(("test.speed", 1),)),
        asked(change=(("fly", 1),)),
    ],
)
def test_what_does_not_exist_is_an_error_of_the_one_who_asks(measure, question):
    with pytest.raises((ValueError, KeyError)):
        measure(question)


def test_a_study_is_run_once(monkeypatch):
    runs = []
    simulate = simulator.simulate
    monkeypatch.setattr(simulator, "simulate", lambda *given: runs.append(given) or simulate(*given))
    measure = measurer(SCENARIOS)

    assert measure(asked()) == measure(asked())
    measure(asked(metric="wip"))
    assert len(runs) == 1
