"""What must hold of every trace, whatever the scenario."""

import math
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import (
    StoppedError,
    Study,
    WrongStudyError,
    compile_scenario,
    scenario_from_text,
    shipped_scenarios,
    simulate,
)
from tests.simulator.everything import PLAIN, RICH, same

SHIPPED = {scenario.id: scenario for scenario in shipped_scenarios().values}


def trace_of(scenario, **study):
    return simulate(compile_scenario(scenario), Study(**{"replications": 1, "changes": 300, **study}))


def test_a_replication_depends_on_nothing_but_scenario_seed_and_number():
    many = simulate(compile_scenario(RICH), Study(5, 8, 300))
    for i in range(8):
        again = simulate(compile_scenario(RICH), Study(5, i + 1, 300))
        assert (many.rows_of(i) == again.rows_of(i)).all()
        assert (many.deployments_of(i) == again.deployments_of(i)).all()
    assert not same(trace_of(RICH, seed=1), trace_of(RICH, seed=2))


def test_every_change_that_came_goes_live_once_and_passes_every_stage():
    trace = trace_of(RICH, changes=900)
    assert np.isfinite(trace.changes["live"]).all()
    passed = trace.rows[trace.rows["outcome"] == 0]
    assert set(passed["change"][passed["stage"] == 5]) == set(range(900))
    assert (trace.rows["outcome"] != -1).all()


@settings(derandomize=True, max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_times_are_in_order_and_queues_first_in_first_out(seed, rich):
    scenario = RICH if rich else SHIPPED["hand-weekly"]
    trace = trace_of(scenario, seed=seed, changes=120)
    rows = trace.rows
    assert (rows["join"] <= rows["start"]).all()
    assert (rows["start"] <= rows["end"]).all()
    for stage in range(len(scenario.stages)):
        start = rows["start"][rows["stage"] == stage]
        assert (np.diff(start) >= 0).all()
    assert (trace.changes["live"] >= trace.changes["arrive"]).all()


def test_no_stage_works_on_more_than_its_units_and_none_idles_while_a_change_waits():
    trace = trace_of(scenario_from_text(PLAIN % ("1h", 2, "90m", "30m")), changes=400)
    for stage, units in ((0, 2), (1, 1)):
        rows = trace.rows[trace.rows["stage"] == stage]
        for row in rows:
            busy = ((rows["start"] <= row["start"]) & (rows["end"] > row["start"])).sum()
            assert busy <= units
            if row["start"] > row["join"]:
                before = ((rows["start"] < row["start"]) & (rows["end"] >= row["start"])).sum()
                assert before == units


def test_littles_law_holds_to_the_last_digit_from_empty_to_empty():
    trace = trace_of(RICH, changes=500)
    time = np.concatenate([trace.changes["arrive"], trace.changes["live"]])
    step = np.concatenate([np.ones(500), -np.ones(500)])
    order = np.argsort(time, kind="stable")
    area = (np.cumsum(step[order])[:-1] * np.diff(time[order])).sum()
    lead = (trace.changes["live"] - trace.changes["arrive"]).sum()
    assert area == pytest.approx(lead, rel=1e-9)


def test_doubling_all_times_doubles_everything_exactly():
    once = trace_of(scenario_from_text(PLAIN % ("1h", 2, "90m", "30m")))
    twice = trace_of(scenario_from_text(PLAIN % ("2h", 2, "3h", "1h")))
    for name in ("join", "start", "end", "work"):
        assert (2 * once.rows[name] == twice.rows[name]).all()


def test_more_capacity_at_a_single_stage_never_lets_a_change_wait_longer():
    single = scenario_from_text(PLAIN % ("1h", 1, "50m", "30m")).with_changes({"b": None})
    few, more = trace_of(single), trace_of(single.with_changes({"a.capacity": 2}))
    assert (more.rows["start"] <= few.rows["start"]).all()
    assert (more.rows["start"] < few.rows["start"]).any()


def test_one_knob_changes_only_what_it_touches():
    few = trace_of(RICH)
    more = trace_of(RICH.with_changes({"review.capacity": 6}))
    assert (few.changes["arrive"] == more.changes["arrive"]).all()
    key = ["change", "stage", "visit"]
    work = {tuple(row[key].tolist()): row["work"] for row in few.rows if row["stage"] < 3}
    shared = [(row["work"], work.get(tuple(row[key].tolist()))) for row in more.rows if row["stage"] < 3]
    assert all(mine == other for mine, other in shared if other is not None)
    assert sum(other is not None for _, other in shared) > 800


def test_a_removed_stage_leaves_the_draws_of_the_others_alone():
    both = scenario_from_text(PLAIN % ("1h", 2, "90m", "30m"))
    one = trace_of(both.with_changes({"b": None}))
    first = trace_of(both)
    first_visits = first.rows[(first.rows["stage"] == 0) & (first.rows["visit"] == 1)]
    assert (first_visits["work"] == one.rows["work"]).all()


def test_the_past_does_not_change_when_the_button_is_pressed_later():
    text = PLAIN % ("1h", 2, "90m", "30m") + "  - {id: release, mark: button, opens: [50, 100]}\n"
    early = trace_of(scenario_from_text(text), changes=150)
    late = trace_of(scenario_from_text(text).with_changes({"release.opens": [50, 120]}), changes=150)
    for name in ("join", "start", "end"):
        a, b = early.rows[name], late.rows[name]
        assert (a[a < 100] == b[a < 100]).all()


def test_a_run_cut_at_an_hour_is_the_beginning_of_the_longer_run():
    long = trace_of(SHIPPED["hand-weekly"], hours=2000.0)
    short = trace_of(SHIPPED["hand-weekly"], hours=500.0)
    count = len(short.rows)
    assert (long.rows["join"][:count] == short.rows["join"]).all()
    assert (long.rows["join"][count:] > 500.0).all()
    ended = np.isfinite(short.rows["end"])
    assert (short.rows["end"][ended] == long.rows["end"][:count][ended]).all()
    assert (long.rows["end"][:count][~ended] > 500.0).all()


def test_a_crowd_of_events_keeps_its_order():
    text = PLAIN % ("1m", 1, "30m", "30m")
    crowd = scenario_from_text(text).with_changes({"a.capacity": "unlimited", "b": None})
    trace = trace_of(crowd, changes=5000)
    assert (trace.rows["end"] == trace.rows["start"] + trace.rows["work"]).all()
    assert (np.diff(trace.deployments["end"]) >= 0).all()
    slow = trace_of(crowd.with_changes({"a.work.mean": "500h"}), changes=9000)
    assert np.isfinite(slow.changes["live"]).all()
    assert (np.diff(slow.deployments["end"]) >= 0).all()


def test_a_trace_that_outgrows_its_room_is_run_again_with_more():
    text = PLAIN % ("1h", 2, "6m", "6m") + "production: {fails: 1, rollback: {share: 1}}\n"
    trace = trace_of(scenario_from_text(text).with_changes({"b.rework": None}), changes=2000)
    assert len(trace.rows) == 6000
    assert len(trace.deployments) == 4000
    burst = scenario_from_text(PLAIN % ("1h", 2, "6m", "6m")).with_changes(
        {"arrivals.between": {"dist": "lognormal", "mean": "1h", "cv": 30}, "b": None}
    )
    hours = [trace_of(burst, seed=seed, hours=100.0) for seed in range(5)]
    assert max(len(one.changes) for one in hours) > 174


def test_explicit_times_are_all_the_changes_there_are():
    times = scenario_from_text(PLAIN % ("1h", 2, "6m", "6m")).with_changes(
        {"arrivals": {"at": [1, 2, 2, 500]}}
    )
    assert trace_of(times).changes["arrive"].tolist() == [1, 2, 2, 500]
    assert trace_of(times, hours=10.0).changes["arrive"].tolist() == [1, 2, 2]
    assert len(trace_of(times, hours=0.5).rows) == 0


def test_progress_is_told_and_a_stop_is_obeyed():
    told = []
    tables = compile_scenario(SHIPPED["automatic"])
    simulate(tables, Study(1, 3, 50), progress=lambda done, total: told.append((done, total)), stop=Event())
    assert told == [(1, 3), (2, 3), (3, 3)]
    stop = Event()
    with pytest.raises(StoppedError):
        simulate(tables, Study(1, 50, 50), progress=lambda *_: stop.set(), stop=stop)


def test_a_long_run_stops_in_its_middle():
    tables = compile_scenario(SHIPPED["automatic"])
    stop = Event()
    stop.set()
    with pytest.raises(StoppedError):
        simulate(tables, Study(1, 2, 400_000), stop=stop)


@pytest.mark.parametrize(
    "wrong",
    [
        {"seed": -1},
        {"replications": 0},
        {"changes": 0},
        {"hours": 0.0},
        {"hours": math.inf},
        {"warm_up": -1},
        {"changes": 10, "warm_up": 10},
    ],
)
def test_a_study_that_cannot_be_run_is_refused(wrong):
    with pytest.raises(WrongStudyError):
        Study(**wrong)
