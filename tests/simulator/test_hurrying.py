"""The short road of a whole scenario writes what the second reading in SimPy writes, to the last bit."""

import numpy as np
import pytest

from simulator import Study, compile_scenario, scenario_from_text, simulate
from simulator.layout import UNITS
from tests.simulator.everything import same
from tests.simulator.test_twin import both

HEAD = "format: 1\nid: short\ntitle: Short\n"
CHANCE = f"""{HEAD}arrivals: {{between: {{dist: exponential, mean: 1h}}}}
stages:
  - {{id: a, mark: bolt, capacity: 3, work: {{dist: exponential, mean: 2h}}}}
  - {{id: b, mark: bolt, capacity: 2, work: {{dist: lognormal, mean: 1h, cv: 2}},
     rework: {{rate: 0.3, to: a}}}}
  - {{id: c, mark: bolt, work: {{dist: uniform, low: 0h, high: 1h}}, rework: {{rate: 0.2, to: c}}}}
"""
# Ends of work fall on one instant, and on instants one rounding apart.
TIES = f"""{HEAD}arrivals: {{between: {{dist: constant, value: 6m}}}}
stages:
  - {{id: a, mark: bolt, capacity: 9, work: {{dist: empirical, values: [0.1, 0.2, 0.3, 0.7]}}}}
  - {{id: b, mark: bolt, capacity: 5, work: {{dist: constant, value: 18m}}, rework: {{rate: 0.3, to: a}}}}
  - {{id: c, mark: bolt, capacity: 2, work: {{dist: constant, value: 0}}, rework: {{rate: 0.5, to: b}}}}
"""
CROWD = f"""{HEAD}arrivals: {{at: {[0] * 40 + [1, 1, 2]}}}
stages:
  - {{id: a, mark: bolt, capacity: 5, work: {{dist: constant, value: 1h}}}}
  - {{id: b, mark: bolt, capacity: {UNITS - 7}, work: {{dist: empirical, values: [0, 1]}}}}
  - {{id: c, mark: bolt, work: {{dist: constant, value: 0.5h}}}}
"""
ALONE = (
    f"{HEAD}arrivals: {{at: [0, 0]}}\nstages: [{{id: a, mark: bolt, work: {{dist: constant, value: 1h}}}}]\n"
)
TEXTS = {"chance": CHANCE, "ties": TIES, "crowd": CROWD, "alone": ALONE}


def is_short(text):
    return compile_scenario(scenario_from_text(text)).model.plan[0]["short"] > 0


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_short_road_writes_what_the_twin_writes(text):
    assert is_short(text)
    both(scenario_from_text(text), Study(3, 4, 150))
    both(scenario_from_text(text), Study(4, 3, 1, 12.3))


def test_some_ends_of_work_fall_on_one_instant_and_others_one_rounding_apart():
    ends = np.sort(simulate(compile_scenario(scenario_from_text(TIES)), Study(3, 1, 150)).rows["end"])
    apart = np.diff(ends)
    assert (apart == 0).sum() > 100
    assert ((apart > 0) & (apart < 1e-12)).sum() > 20


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_interpreter_takes_the_short_road_alike(text, interpreted):
    compiled = simulate(compile_scenario(scenario_from_text(text)), Study(5, 1, 90))
    tables = interpreted.compile_scenario(interpreted.scenario_from_text(text))
    assert same(compiled, interpreted.simulate(tables, interpreted.Study(5, 1, 90)))


def test_a_short_road_can_be_stopped(interpreted):
    from simulator import engine

    tables = interpreted.compile_scenario(interpreted.scenario_from_text(CHANCE))
    study = interpreted.Study(1, 1, 3000)
    handle, _ = interpreted.simulating._world(
        tables, study, 0, interpreted.simulating._first_room(tables, study)
    )
    assert engine.run(handle, np.ones(1, np.uint8)) == interpreted.layout.STOPPED


LONGER = {
    "more units than the tree holds": CHANCE.replace("capacity: 3", f"capacity: {UNITS}"),
    "a stage that closes": CHANCE.replace("capacity: 3", "capacity: 3, calendar: office")
    + "calendars: {office: {days: mon-fri, hours: '09:00-17:00'}}\n",
    "a production that fails": f"{CHANCE}production: {{fails: 0.1}}\n",
    "a way back that takes time": CHANCE.replace("to: c", "to: c, work: {dist: constant, value: 1h}"),
}


@pytest.mark.parametrize("text", LONGER.values(), ids=LONGER)
def test_what_asks_more_goes_the_long_road(text):
    assert not is_short(text)
