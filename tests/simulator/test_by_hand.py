"""A person as the manual step: presses open the button, deployments by hand begin and end when they did."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import (
    Run,
    Study,
    carry_out,
    compile_scenario,
    frames,
    measure,
    moment,
    scenario_from_text,
    shipped_scenarios,
    simulate,
    with_button,
)
from simulator.layout import AT_ONCE, FIX, HELD, ROLLBACK, ROLLED_BACK

PRESETS = {scenario.id: scenario for scenario in shipped_scenarios().values}
STUDY = Study(seed=3, replications=1, hours=288.0)
ROAD = """
format: 1
id: road
title: Road
arrivals: {at: [1, 2, 3, 4]}
stages:
  - {id: check, mark: bolt, work: {dist: constant, value: 0.5}}
  - {id: decision, mark: button, opens: [2.00049, 5.00049]}
  - {id: deploy, mark: hand, batch: {all: true}}
"""
MENDED = """
production:
  detect: {dist: constant, value: 0.25}
  recover: {dist: constant, value: 1}
  freeze: true
"""


def carried(text: str, *runs: Run, hours: float = 24.0):
    study = Study(replications=1, hours=hours)
    return carry_out(scenario_from_text(ROAD + text), study, runs)


def live(trace) -> list[float]:
    return [round(float(time), 6) for time in trace.changes["live"]]


def test_a_deployment_by_hand_takes_what_waits_and_ends_when_it_did() -> None:
    trace = carried("", Run(2.0, 2.5), Run(5.0, 6.25))
    assert live(trace) == [2.5, 6.25, 6.25, 6.25]
    assert [int(size) for size in trace.deployments["size"]] == [1, 3]
    assert [round(float(time), 6) for time in trace.deployments["start"]] == [2.00049, 5.00049]
    last = trace.rows[trace.rows["stage"] == 2]
    assert last["work"][-1] == pytest.approx((6.25 - 5.00049) / 3)
    assert (trace.deployments["way"] == HELD).all()


def test_what_nobody_deployed_waits_and_an_unfinished_deployment_is_none() -> None:
    trace = carried("", Run(2.0, 2.5), Run(5.0))
    assert live(trace) == [2.5, math.inf, math.inf, math.inf]
    assert len(trace.deployments) == 1
    shown = frames(trace, until=24.0)
    assert shown["changes"][1]["visits"][-1] == [2, 5.0, 5.0, None, 0]
    assert carried("").deployments.size == 0


def test_a_slip_fails_the_deployment_and_a_fix_makes_it_live() -> None:
    trace = carried(MENDED, Run(2.0, 2.5, slipped=True), Run(5.0, 6.0))
    assert live(trace) == [3.75, 6.0, 6.0, 6.0]
    found = trace.deployments[0]
    assert (int(found["failed"]), int(found["slipped"]), int(found["way"])) == (1, 1, FIX)
    assert frames(trace, until=24.0)["frozen"] == [[2.5, 3.75]]
    assert trace.changes["failed"].sum() == 0
    metrics = measure(trace).metrics
    assert metrics["change_fail_rate"]["mean"] == pytest.approx(1 / 3)
    assert metrics["failed_changes_per_1000"]["mean"] == 0
    assert metrics["failed_deployment_recovery_time"]["mean"] == pytest.approx(1.25)


def test_nothing_is_deployed_while_production_is_being_recovered() -> None:
    trace = carried(MENDED, Run(2.0, 4.5, slipped=True), Run(5.0, 5.5), Run(6.0, 6.5))
    assert frames(trace, until=24.0)["frozen"] == [[4.5, 5.75]]
    assert live(trace) == [5.75, 6.5, 6.5, 6.5]
    assert len(trace.deployments) == 2


def test_a_rollback_returns_the_batch_mended_to_the_next_deployment() -> None:
    text = "defects: 1\n" + MENDED + "  rollback: {share: 1, work: {dist: constant, value: 0.5}}\n"
    trace = carried(text, Run(2.0, 2.5), Run(5.0, 6.0), Run(7.0, 8.0))
    # 2.5 fails, is noticed at 2.75 and taken back at 3.25; its change goes again, clean, with the next.
    assert [int(way) for way in trace.deployments["way"]] == [ROLLBACK, ROLLBACK, HELD]
    assert [int(size) for size in trace.deployments["size"]] == [1, 4, 4]
    assert live(trace) == [8.0] * 4
    assert trace.changes["failed"].tolist() == [1, 1, 1, 1]
    again = trace.rows[(trace.rows["stage"] == 2) & (trace.rows["change"] == 0)]
    assert again["visit"].tolist() == [1, 2, 3]
    assert again["outcome"].tolist() == [ROLLED_BACK, ROLLED_BACK, 0]
    assert again["join"].round(6).tolist() == [2.00049, 3.25, 6.75]


def test_a_failure_that_outlasts_the_run_is_not_recovered() -> None:
    trace = carried(MENDED, Run(2.0, 2.5, slipped=True), hours=3.0)
    assert trace.deployments["restored"].tolist() == [math.inf]
    assert set(live(trace)) == {math.inf}


def test_without_a_recovery_a_failure_is_over_at_once_and_freezes_nothing() -> None:
    trace = carried("production: {fails: 1}\n", Run(2.0, 2.5), Run(5.0, 6.0))
    assert [int(way) for way in trace.deployments["way"]] == [AT_ONCE, AT_ONCE]
    assert live(trace) == [2.5, 6.0, 6.0, 6.0]


def test_a_deployment_with_nothing_to_deploy_or_after_the_end_is_none() -> None:
    trace = carried("", Run(0.5, 0.75), Run(2.0, 2.5), Run(5.0, 6.0), hours=4.0)
    assert len(trace.deployments) == 1


def test_the_rows_stand_in_the_order_of_joining_and_each_run_has_its_number() -> None:
    trace = carried(MENDED, Run(2.0, 2.5, slipped=True), Run(5.0, 6.0))
    assert (np.diff(trace.rows["join"]) >= 0).all()
    for deployment in trace.deployments:
        first = trace.rows[deployment["row"]]
        mine = trace.rows[(trace.rows["batch"] == first["batch"])]
        assert set(mine["stage"]) == {2}
        assert len(mine) == deployment["size"]
    assert trace.rows["batch"].max() < len(trace.rows)


def pressed(times):
    return simulate(
        compile_scenario(with_button(PRESETS["button-weekly"], "decision", times)), STUDY, threads=1
    )


def until(shown, time):
    """Return what frames say up to a time: later moments are not yet known."""

    def known(value):
        return value if value is not None and value < time else None

    changes = []
    for change in shown["changes"]:
        visits = [
            [stage, known(join), known(start), known(end)]
            for stage, join, start, end, _outcome in change["visits"]
            if known(join) is not None
        ]
        changes.append([change["arrive"], known(change["live"]), visits])
    ended = [one for one in shown["deployments"] if one["end"] < time]
    runs = [
        [one["start"], one["end"], one["failed"], known(one["restored"]), one["changes"]] for one in ended
    ]
    return changes, runs, [one for one in shown["departures"] if one < time]


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.lists(st.integers(9_000, 280_000), min_size=1, max_size=6, unique=True))
def test_what_was_before_a_press_is_the_same_to_the_bit(thousandths) -> None:
    times = sorted(time / 1000 for time in thousandths)
    before, after = pressed(times[:-1]), pressed(times)
    press = times[-1]
    assert until(frames(before, until=288.0), press) == until(frames(after, until=288.0), press)
    for name in ("join", "start", "end"):
        earlier, later = before.rows[name], after.rows[name]
        assert np.array_equal(earlier[earlier < press], later[later < press])


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(9_000, 280_000))
def test_a_press_takes_exactly_those_that_the_screen_shows_waiting(thousandths) -> None:
    press = thousandths / 1000
    shown = frames(pressed([]), until=288.0)
    waiting = sum(any(v[0] == 5 and v[1] <= press for v in change["visits"]) for change in shown["changes"])
    after = frames(pressed([press]), until=288.0)
    left = sum(any(v[0] == 5 and v[2] == press for v in change["visits"]) for change in after["changes"])
    assert left == waiting


def test_a_deployment_by_hand_leaves_what_was_before_it_alone() -> None:
    road = with_button(PRESETS["button-weekly"], "decision", [39.0, 63.0])
    road = road.with_changes(
        {"deploy": {"mark": "hand", "batch": {"all": True}}, "production": {"freeze": True}}
    )
    first = frames(carry_out(road, STUDY, [Run(39.0, 40.5)]), until=288.0)
    both = frames(carry_out(road, STUDY, [Run(39.0, 40.5), Run(63.0, 64.0, slipped=True)]), until=288.0)
    assert until(first, 63.0) == until(both, 63.0)


def test_a_moment_lies_after_what_the_screen_shows_and_before_the_next() -> None:
    assert moment(1.0) == pytest.approx(1.00049)
    assert moment(39.0004) == pytest.approx(39.00049)
