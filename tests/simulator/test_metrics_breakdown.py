"""Where the lead time goes adds up to all of it, and a bottleneck is named only where there is one."""

import json
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delivery import Mark
from simulator import Study, compile_scenario, measure, simulate
from simulator.bottleneck import break_up, growth_of
from simulator.counting import count_trace
from tests.simulator.strategies import scenarios

LINE = """
arrivals: {at: [0, 1, 2]}
stages:
  - {id: review, mark: hand, work: {dist: constant, value: 2h}}
  - {id: deploy, mark: bolt, batch: {all: true}, work: {dist: constant, value: 1h}}
production: {fails: 1, detect: {dist: constant, value: 30m}, recover: {dist: constant, value: 90m}}
"""
FORK = """
arrivals: {between: {dist: constant, value: 10h}, first: 0h}
stages:
  - {id: build, mark: bolt, work: {dist: constant, value: 1h}}
  - {id: unit, mark: bolt, after: [build], work: {dist: constant, value: 3h}}
  - {id: lint, mark: hand, after: [build], work: {dist: constant, value: 2h}}
  - {id: deploy, mark: bolt, after: [unit, lint], work: {dist: constant, value: 1h}}
"""


def line(review, deploy, *, between="exponential", rest=""):
    return f"""
arrivals: {{between: {{dist: {between}, {"value" if between == "constant" else "mean"}: 1h}}}}
stages:
  - {{id: review, mark: hand, {review}}}
  - {{id: deploy, mark: bolt, {deploy}}}
{rest}"""


def hours(value, kind="exponential"):
    return f"work: {{dist: {kind}, {'value' if kind == 'constant' else 'mean'}: {value}h}}"


def test_the_breakdown_is_the_arithmetic_of_the_trace(run):
    found = break_up(run(LINE))
    review, deploy = found.stages
    # Review ends at 2, 4, 6; deployed by 3, 5, 7, fixed 2 h later: 6 h of lead time on average.
    assert (review.id, review.mark, review.wait.mean, review.work.mean) == ("review", Mark.HAND, 1, 2)
    assert (review.hands_on.mean, review.wait_share.mean) == (2, 1 / 6)
    assert (deploy.wait.mean, deploy.work.mean, deploy.hands_on.mean) == (0, 1, 0)
    assert found.mending.mean == 1.5
    assert found.work_share.mean == 0.5
    assert found.rest_share.mean == pytest.approx(1 / 3, abs=1e-15)
    assert [(one.mark, one.wait.mean, one.work.mean, one.hands_on.mean) for one in found.marks] == [
        (Mark.HAND, 1, 2, 2),
        (Mark.BOLT, 0, 1, 0),
    ]
    assert found.longest_wait == "review"
    assert not found.overlaps
    assert found.work_share.se is None
    # The queue is 0 until 1, then 1 until 2: its slope over 0 .. 2 is 3/4 per hour.
    assert review.growth.mean == pytest.approx(0.75, abs=1e-15)
    assert review.utilization.mean == 1


def test_the_breakdown_is_plain_json(run):
    data = break_up(run(LINE, replications=2)).as_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["bottleneck"]["stage"] == "review"
    assert break_up(run(FORK)).as_dict()["bottleneck"] is None


def test_what_runs_side_by_side_overlaps_and_the_rest_is_smaller_by_that(run):
    found = break_up(run(FORK))
    # 5 h of lead time hold 7 h of work: build 1, unit 3 beside lint 2, deploy 1.
    assert found.overlaps
    assert found.work_share.mean == 7 / 5
    assert found.rest_share.mean == pytest.approx(-2 / 5, abs=1e-15)
    assert found.longest_wait is None


def test_nothing_live_has_no_breakdown(run):
    found = break_up(run(LINE, hours=0.5))
    assert found.work_share.mean is found.rest_share.mean is found.stages[0].wait.mean is None
    assert found.longest_wait is found.bottleneck is None


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios(), st.integers(0, 2**32 - 1), st.booleans())
def test_the_shares_of_lead_time_add_up_to_all_of_it(scenario, seed, open_hours):
    trace = simulate(compile_scenario(scenario), Study(seed, 3, 30, None, 2))
    found, measured = break_up(trace, open_hours=open_hours), measure(trace, open_hours=open_hours)
    if found.work_share.mean is None:
        return
    waits = [stage.wait_share.mean for stage in found.stages]
    assert math.isclose(math.fsum((*waits, found.work_share.mean, found.rest_share.mean)), 1, abs_tol=1e-12)
    assert found.work_share.mean == measured.value("flow_efficiency")
    assert found.overlaps or found.rest_share.mean > -1e-12
    for name, extra in (("wait", 0.0), ("work", 0.0), ("hands_on", found.mending.mean)):
        for parts in (found.stages, found.marks):
            total = math.fsum(getattr(one, name).mean for one in parts) + extra
            assert math.isclose(total, measured.value(name), rel_tol=1e-12, abs_tol=1e-12)


def test_the_slope_of_a_queue_is_that_of_least_squares(run):
    trace = run(line(hours(2, "constant"), hours(0.1), between="constant"), changes=4)
    # Arrivals at 1, 2, 3, 4; reviewed from 1, 3, 5, 7: the queue is 0, then 1 from 2 to 3, then 1.
    counted = count_trace(trace)
    steps = [(1, 2, 0), (2, 3, 1), (3, 4, 1)]
    middle = 2.5
    up = sum(q * ((b - middle) ** 2 - (a - middle) ** 2) / 2 for a, b, q in steps)
    low = ((4 - middle) ** 3 - (1 - middle) ** 3) / 3
    assert growth_of(counted, 0)[0] == pytest.approx(up / low, abs=1e-15)


def test_a_queue_that_grows_names_its_stage(run):
    found = break_up(run(line(hours(1.25), hours(0.1)), replications=10, changes=1000)).bottleneck
    assert (found.stage, found.kind) == ("review", "grows")
    # One change an hour arrives and 0.8 leave.
    assert found.reason.startswith("its queue grows by 0.")
    assert found.reason.endswith("1 per hour arrive")


def test_the_stage_whose_queue_grows_most_is_named_and_not_the_busiest(run):
    text = line(hours(1.1), hours(0.95))
    found = break_up(run(text, replications=10, changes=2000))
    assert found.bottleneck.stage == "review"
    assert found.stages[1].utilization.mean > 0.8


def test_one_replication_cannot_tell_whether_a_queue_grows(run):
    found = break_up(run(line(hours(1.25), hours(0.1)), changes=1000))
    assert found.stages[0].growth.se is None
    assert found.bottleneck.kind == "busy"


def test_a_busy_stage_is_named_and_a_stage_with_room_is_not(run):
    busy = break_up(run(line(hours(0.9), hours(0.1)), replications=10, changes=1000)).bottleneck
    assert (busy.stage, busy.kind) == ("review", "busy")
    assert busy.reason.endswith("% of its open capacity is at work")
    assert break_up(run(line(hours(0.6), hours(0.1)), replications=10, changes=1000)).bottleneck is None


def test_stages_that_share_capacity_are_busy_together(run):
    text = "pools: {people: 1}\n" + line("pool: people, " + hours(0.5), "pool: people, " + hours(0.4))
    found = break_up(run(text, replications=5, changes=1000))
    assert max(stage.utilization.mean for stage in found.stages) < 0.8
    assert found.bottleneck.stage == "review"


def test_what_has_no_limit_is_no_bottleneck(run):
    text = line("capacity: unlimited, " + hours(5), "departures: {every: 100h}", between="constant")
    found = break_up(run(text.replace("mark: bolt", "mark: button"), replications=3, changes=150))
    assert found.stages[0].utilization.mean is None
    assert found.stages[1].growth.mean > 0.05
    assert found.longest_wait == "deploy"
    assert found.bottleneck is None


def test_a_train_with_too_few_seats_is_a_bottleneck_once_it_has_left_often_enough(run):
    text = line("capacity: unlimited, " + hours(1), "departures: {every: 10h, seats: 5}")
    text = text.replace("mark: bolt", "mark: button")
    assert break_up(run(text, replications=5, changes=200)).bottleneck.stage == "deploy"
    assert break_up(run(text, replications=5, changes=20)).bottleneck is None


def test_a_queue_that_may_only_seem_to_grow_names_nobody(run):
    text = line(hours(0.5), "capacity: unlimited")
    found = break_up(run(text, seed=6, replications=3, changes=15))
    growth = found.stages[0].growth
    assert 0.05 < growth.mean < 2 * growth.se
    assert found.bottleneck is None
