"""The same functions, compiled and left to the interpreter, must agree to the last bit."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest

from simulator import (
    Study,
    calendars,
    compile_scenario,
    draws,
    frames,
    layout,
    measure,
    scenario_from_text,
    shipped_scenarios,
    simulate,
)
from simulator.compiled import compiled
from tests.simulator.everything import CORNERS, EVERYTHING, PLAIN, RICH, same

SHIPPED_FOLDER = Path(draws.__file__).parent / "scenarios"
SHIPPED = {scenario.id: scenario for scenario in shipped_scenarios().values}
FAST_NORMAL, FAST_TRIANGULAR = compiled(draws.normal), compiled(draws.triangular)
FAST = [
    (u, FAST_NORMAL(u), FAST_TRIANGULAR(u, 1.0, 2.0, 4.0)) for u in (1e-300, 1e-5, 0.3, 0.5, 0.8, 1 - 1e-12)
]
OFFICE = compile_scenario(RICH).model
OFFICE_ENDS = [
    (start, work, calendars.add_work(OFFICE.handle(), 0, start, work))
    for start, work in ((3.0, 900.0), (112.5, 1.0), (17.0, 80.0))
]


CROWD = PLAIN % ("1m", 900, "3h", "1m")
PRESSED = PLAIN % ("1h", 2, "30m", "30m") + "  - {id: out, mark: button, opens: [4, 9, 9.5, 400]}\n"
LAST_TRAIN = """format: 1
id: train
title: Train
arrivals: {between: {dist: constant, value: 3h}, first: 1h}
stages: [{id: a, mark: button, departures: {every: 10h}}]
production: {fails: 0.5, recover: {dist: constant, value: 15h}, rollback: {share: 0.5}, freeze: true}
"""
EXACT = """format: 1
id: exact
title: Exact
arrivals: {at: [1, 2, 3]}
stages:
  - {id: a, mark: bolt, batch: {size: 2}, work: {dist: constant, value: 0}}
  - {id: b, mark: bolt, batch: {size: 2}, rework: {rate: 0.5, to: a, work: {dist: constant, value: 9}}}
"""


EXACT_LATE = """format: 1
id: late
title: Late
arrivals: {at: [1, 1, 1]}
stages:
  - {id: a, mark: bolt, work: {dist: constant, value: 1h}}
  - {id: b, mark: bolt, batch: {size: 2}, work: {dist: constant, value: 1h}}
  - {id: c, mark: bolt, capacity: unlimited, work: {dist: constant, value: 9h}}
"""


@pytest.mark.parametrize(
    "text", [EVERYTHING, CROWD, PRESSED, LAST_TRAIN, EXACT, EXACT_LATE, *CORNERS.values()]
)
def test_the_interpreter_and_the_compiler_agree_to_the_last_bit(text, interpreted):
    study = {"seed": 3, "replications": 1, "changes": 120 if text in CORNERS.values() else 400}
    compiled = simulate(compile_scenario(scenario_from_text(text)), Study(**study))
    slow = interpreted.simulate(
        interpreted.compile_scenario(interpreted.scenario_from_text(text)), interpreted.Study(**study)
    )
    assert same(compiled, slow)


def test_the_interpreter_stops_at_the_same_hour(interpreted):
    text = PLAIN.replace("dist: exponential, mean: %s}}\n", "dist: empirical, values: [%s, 2h]}}\n", 1)
    text = text % ("1h", 2, "30m", "30m")
    study = {"replications": 1, "hours": 60.0}
    compiled = simulate(compile_scenario(scenario_from_text(text)), Study(**study))
    tables = interpreted.compile_scenario(interpreted.scenario_from_text(text))
    assert same(compiled, interpreted.simulate(tables, interpreted.Study(**study)))


def test_the_interpreter_measures_and_draws_frames_alike(interpreted):
    for scenario in SHIPPED.values():
        study = Study(2, 2, 20)
        compiled = simulate(compile_scenario(scenario), study)
        again = interpreted.load_scenario(SHIPPED_FOLDER / f"{scenario.id}.yaml")
        slow = interpreted.simulate(interpreted.compile_scenario(again), interpreted.Study(2, 2, 20))
        assert interpreted.measure(slow).as_dict() == measure(compiled).as_dict()
        assert interpreted.frames(slow, 1) == frames(compiled, 1)


@pytest.mark.usefixtures("interpreted")
def test_the_interpreter_draws_and_reckons_alike():
    from simulator import calendars as slow_calendars
    from simulator import draws as slow_draws

    assert slow_draws is not draws
    for u, normal, triangular in FAST:
        assert slow_draws.normal(u) == normal
        assert slow_draws.triangular(u, 1.0, 2.0, 4.0) == triangular
        assert slow_draws.triangular(u, 1.0, 1.0, 1.0) == 1.0
    for start, work, end in OFFICE_ENDS:
        assert slow_calendars.add_work(OFFICE.handle(), 0, start, work) == end


def test_the_interpreter_outgrows_its_room_and_stops_alike(interpreted):
    text = PLAIN.replace(", rework: {rate: 0.2, to: a}", "") % ("1h", 2, "6m", "6m")
    rolled = interpreted.scenario_from_text(text + "production: {fails: 1, rollback: {share: 1}}\n")
    slow = interpreted.simulate(interpreted.compile_scenario(rolled), interpreted.Study(1, 1, 900))
    assert len(slow.rows) == 2700
    crowd = interpreted.scenario_from_text(PLAIN % ("1m", 9999, "900h", "1m"))
    tables = interpreted.compile_scenario(crowd)
    assert len(interpreted.simulate(tables, interpreted.Study(1, 1, 4700)).changes) == 4700
    with pytest.raises(interpreted.StoppedError):
        interpreted.simulating._replicate(tables, interpreted.Study(1, 1, 5000), 0, np.ones(1, np.uint8))


def test_one_instant_keeps_the_order_of_scheduling_in_a_crowd(interpreted):
    text = "format: 1\nid: x\ntitle: X\narrivals: {at: [" + "1, " * 99 + "1]}\nstages:\n"
    text += "  - {id: a, mark: bolt, capacity: unlimited, work: {dist: constant, value: 2h}}\n"
    text += "  - {id: b, mark: bolt, work: {dist: constant, value: 1h}}\n"
    for room in (interpreted, sys.modules[__name__]):
        trace = room.simulate(room.compile_scenario(room.scenario_from_text(text)), room.Study(1, 1, 100))
        served = trace.rows[trace.rows["stage"] == 1]
        assert served["change"].tolist() == list(range(100))


def alike(interpreted, text: str, **study: int) -> bool:
    """Tell whether the compiler and the interpreter write the same trace."""
    compiled = simulate(compile_scenario(scenario_from_text(text)), Study(**study))
    tables = interpreted.compile_scenario(interpreted.scenario_from_text(text))
    return same(compiled, interpreted.simulate(tables, interpreted.Study(**study)))


HEAD = "format: 1\nid: x\ntitle: X\n"


def test_roads_of_more_stages_than_a_word_has_bits_are_alike(interpreted):
    stages = "".join(
        f"  - {{id: s{i}, mark: bolt, work: {{dist: exponential, mean: 6m}}}}\n" for i in range(40)
    )
    text = f"{HEAD}arrivals: {{between: {{dist: exponential, mean: 1h}}}}\nstages:\n{stages}"
    assert alike(interpreted, text, replications=1, changes=20)
    together = "  - {id: end, mark: bolt, batch: {all: true}, work: {dist: constant, value: 6m}}\n"
    assert alike(interpreted, text + together, replications=1, changes=20)


def test_a_delay_before_rejoining_a_plain_stage_is_alike(interpreted):
    text = f"""{HEAD}arrivals: {{between: {{dist: exponential, mean: 1h}}}}
stages:
  - {{id: a, mark: bolt, work: {{dist: exponential, mean: 30m}}}}
  - id: b
    mark: bolt
    work: {{dist: lognormal, mean: 30m, cv: 1}}
    rework: {{rate: 0.4, to: a, work: {{dist: exponential, mean: 2h}}}}
"""
    assert alike(interpreted, text, replications=2, changes=60)


def test_a_backlog_whose_failures_may_still_let_changes_in_is_alike(interpreted):
    text = f"""{HEAD}arrivals: {{wip_limit: 3}}
stages:
  - {{id: a, mark: bolt, capacity: 2, work: {{dist: exponential, mean: 1h}}}}
  - {{id: b, mark: bolt, batch: {{size: 2}}, work: {{dist: exponential, mean: 1h}}}}
production: {{fails: 0.5, recover: {{dist: constant, value: 9h}}, rollback: {{share: 0.5}}}}
"""
    assert alike(interpreted, text, replications=2, changes=31)


def test_a_run_that_outgrows_the_least_room_is_alike(interpreted, monkeypatch):
    text = PLAIN.replace(", rework: {rate: 0.2, to: a}", "") % ("1h", 2, "6m", "6m")
    together = "  - {id: end, mark: bolt, batch: {all: true}, work: {dist: constant, value: 6m}}\n"
    module = interpreted.simulating
    for rows, deployments in ((3, 99), (999, 1)):
        least = module._Room(changes=30, rows=rows, deployments=deployments, events=99)
        monkeypatch.setattr(module, "_first_room", lambda *_, least=least: least)
        assert alike(interpreted, text, replications=1, changes=30)
        assert alike(interpreted, text + together, replications=1, changes=30)


@pytest.mark.usefixtures("interpreted")
def test_what_only_the_compiler_takes_as_a_call_is_alike():
    from simulator import calendars as slow_calendars
    from simulator import draws as slow_draws

    assert slow_calendars.add_work(OFFICE.handle(), -1, 1.5, 2.0) == 3.5
    model = compile_scenario(scenario_from_text(PLAIN % ("1h", 2, "6m", "6m"))).model
    first = int(np.flatnonzero(model.dists["kind"] == layout.EXPONENTIAL)[0])
    assert slow_draws.shaped(model.handle(), first, 0.5) == pytest.approx(
        float(model.dists[first]["a"]) * math.log(2)
    )
