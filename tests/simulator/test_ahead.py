"""What is drawn ahead is what would be drawn alone; a crowded agenda keeps its order."""

import pytest

from simulator import Study, compile_scenario, scenario_from_text, simulate
from simulator.ahead import again, ahead, look_ahead
from simulator.compiled import compiled
from simulator.draws import sample
from simulator.layout import FOR_WORK, RING
from simulator.simulating import _first_room, _world

WORKS = {
    "exponential": "{dist: exponential, mean: 2h}",
    "lognormal": "{dist: lognormal, mean: 2h, cv: 1.5}",
    "uniform": "{dist: uniform, low: 1h, high: 3h}",
    "triangular": "{dist: triangular, low: 1h, mode: 2h, high: 4h}",
    "empirical": "{dist: empirical, values: [1, 2, 5]}",
    "constant": "{dist: constant, value: 3h}",
}


@compiled
def first_and_second(world, lane, change):
    """Return what is drawn ahead for the first and the second visit of a change."""
    look_ahead(world, change - change % 64)
    return ahead(world, lane, change), again(world, lane, change)


@compiled
def alone(world, dist, change, name, visit):
    """Return what is drawn alone."""
    return sample(world, dist, (change, name, visit), (FOR_WORK, 0))


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
def test_what_is_drawn_ahead_is_what_would_be_drawn_alone(work):
    text = "format: 1\nid: a\ntitle: A\narrivals: {between: {dist: exponential, mean: 1h}}\nstages:\n"
    tables = compile_scenario(scenario_from_text(text + f"  - {{id: a, mark: bolt, work: {work}}}\n"))
    stage = tables.model.stages[0]
    study = Study(seed=7, replications=1, changes=RING)
    world, kept = _world(tables, study, 3, _first_room(tables, study))
    for change in (0, 1, 63, 64, 100, RING - 1):
        first, second = first_and_second(world, int(stage["work_lane"]), change)
        dist, name = int(stage["work"]), int(stage["hash"])
        assert first == alone(world, dist, change, name, 1)
        assert second == alone(world, dist, change, name, 2)
    assert len(kept.drawn) > 0


def test_more_events_than_the_small_agenda_holds_come_in_the_order_they_were_scheduled():
    text = f"""format: 1
id: crowd
title: Crowd
arrivals: {{at: {[0] * 300}}}
stages:
  - {{id: a, mark: bolt, capacity: unlimited, work: {{dist: empirical, values: [1, 2]}}}}
  - {{id: b, mark: bolt, capacity: unlimited}}
"""
    trace = simulate(compile_scenario(scenario_from_text(text)), Study(replications=1, changes=300))
    after = trace.rows[trace.rows["stage"] == 1]
    order = list(zip(after["join"].tolist(), after["change"].tolist(), strict=True))
    assert order == sorted(order)
    assert {join for join, _ in order} == {1.0, 2.0}


def test_a_study_of_many_stages_reaches_the_last():
    stages = "".join(
        f"  - {{id: s{i}, mark: bolt, work: {{dist: constant, value: 1h}}}}\n" for i in range(70)
    )
    text = f"format: 1\nid: long\ntitle: Long\narrivals: {{at: [0, 1]}}\nstages:\n{stages}"
    trace = simulate(compile_scenario(scenario_from_text(text)), Study(replications=1, changes=2))
    assert trace.changes["live"].tolist() == [70.0, 71.0]
