"""Curves over time are the arithmetic of the trace, cell by cell."""

import json
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator import Study, WrongStudyError, compile_scenario, measure, simulate
from simulator.series import flow, levels, shown_hours
from tests.simulator.strategies import scenarios

LINE = """
arrivals: {at: [0, 1, 2]}
stages:
  - {id: review, mark: hand, work: {dist: constant, value: 2h}}
  - {id: deploy, mark: bolt, work: {dist: constant, value: 30m}}
"""
RANDOM = """
arrivals: {between: {dist: exponential, mean: 1h}}
stages: [{id: a, mark: bolt, work: {dist: exponential, mean: 48m}}]
"""


def test_levels_are_means_over_each_cell(run):
    found = levels(run(LINE), points=4, until=8)
    # Reviewed 0-2, 2-4, 4-6; live at 2.5, 4.5 and 6.5.
    assert found.edges == (0, 2, 4, 6, 8)
    assert found.wip.mean == (1.5, 2.25, 1.25, 0.25)
    assert found.queue["review"].mean == (0.5, 1, 0, 0)
    assert found.queue["deploy"].mean == (0, 0, 0, 0)
    assert found.wip.se is None


def test_the_flow_counts_who_has_come_how_far(run):
    found = flow(run(LINE), points=4, until=8)
    assert found.times == (0, 2, 4, 6, 8)
    assert found.arrived.mean == (1, 3, 3, 3, 3)
    assert found.passed["review"].mean == (0, 1, 2, 3, 3)
    assert found.passed["deploy"].mean == (0, 0, 1, 2, 3)
    assert found.live.mean == (0, 0, 1, 2, 3)


def test_a_change_passes_a_stage_when_it_first_leaves_it_for_the_next(run):
    back = LINE.replace("value: 30m}}", "value: 30m}, rework: {rate: 0.999, to: review}}")
    found = flow(run(back, hours=20), points=20)
    assert found.passed["review"].mean[-1] == 3
    assert found.passed["deploy"].mean[-1] == 0
    rolled = LINE + "production: {fails: 1, rollback: {share: 1, work: {dist: constant, value: 3h}}}\n"
    found = flow(run(rolled), points=8, until=8)
    assert found.passed["deploy"].mean == (0, 0, 0, 1, 1, 2, 2, 3, 3)
    assert found.live.mean == (0, 0, 0, 0, 0, 0, 1, 1, 2)


def test_curves_are_means_over_replications_with_their_standard_error(run):
    trace = run(RANDOM, replications=4, changes=30)
    found, single = levels(trace, 6, 12), [levels(trace, 6, 12, i) for i in range(4)]
    table = np.array([one.wip.mean for one in single])
    assert found.wip.mean == pytest.approx(table.mean(axis=0))
    assert found.wip.se == pytest.approx(table.std(axis=0, ddof=1) / 2)
    assert single[0].wip.se is None
    arrived = np.array([flow(trace, 6, 12, i).arrived.mean for i in range(4)])
    assert flow(trace, 6, 12).arrived.mean == pytest.approx(arrived.mean(axis=0))
    assert single[0].queue["a"].mean != single[1].queue["a"].mean


def test_a_grid_ends_where_changes_stop_arriving_in_the_first_replication(run):
    trace = run(RANDOM, replications=3, changes=20)
    last = [trace.changes_of(i)["arrive"][-1] for i in range(3)]
    assert shown_hours(trace) == min(last)
    assert levels(trace).edges[-1] == min(last)
    assert len(flow(trace).times) == 121
    assert shown_hours(run(RANDOM, hours=7.5)) == 7.5
    assert levels(run(LINE, changes=1)).edges[-1] == 1  # all arrive at 0


def test_curves_are_plain_json(run):
    trace = run(LINE, replications=2)
    for found in (levels(trace), levels(trace, replication=1), flow(trace)):
        data = found.as_dict()
        assert json.loads(json.dumps(data, allow_nan=False)) == data
        assert data["unit"] == "changes"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"points": 0}, "points is 0; write a whole number from 1"),
        ({"until": 0.0}, "until is 0.0; write hours above 0"),
        ({"until": math.inf}, "until is inf; write hours above 0"),
        ({"replication": 2}, "replication is 2; write a whole number 0..1"),
        ({"replication": -1}, "replication is -1; write a whole number 0..1"),
    ],
)
def test_a_grid_that_cannot_be_drawn_is_refused(run, wrong, message):
    for draw in (levels, flow):
        with pytest.raises(WrongStudyError, match=message):
            draw(run(LINE, replications=2), **wrong)


@settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios(), st.integers(0, 2**32 - 1))
def test_curves_agree_with_each_other_and_with_the_metrics(scenario, seed):
    trace = simulate(compile_scenario(scenario), Study(seed, 1, 30))
    first, last = trace.changes["arrive"][[0, -1]]
    if last <= first:
        return
    level, counts = levels(trace, 37, float(last)), flow(trace, 37, float(last))
    # From 0 to the first arrival nobody is there, so the metrics' window holds all of the area.
    measured = measure(trace)
    for curve, path in (
        (level.wip, "wip"),
        *((curve, f"stages.{name}.queue") for name, curve in level.queue.items()),
    ):
        area = math.fsum(curve.mean) * last / 37
        assert math.isclose(area, measured.value(path) * (last - first), rel_tol=1e-9, abs_tol=1e-9)
    for behind, ahead in (
        (counts.live, counts.passed[scenario.stages[-1].id]),
        (counts.live, counts.arrived),
    ):
        assert all(one <= other for one, other in zip(behind.mean, ahead.mean, strict=True))
    for curve in (counts.arrived, counts.live, *counts.passed.values()):
        assert list(curve.mean) == sorted(curve.mean)
