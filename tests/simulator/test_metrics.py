"""Metrics of traces small enough to reckon by hand, then what the shipped scenarios claim."""

import json

import pytest

from delivery import Mark
from simulator import (
    Study,
    compile_scenario,
    frames,
    measure,
    shipped_scenarios,
    simulate,
)

SHIPPED = shipped_scenarios().values
BY_HAND = """
arrivals: {at: [0, 1, 2]}
stages:
  - {id: review, mark: hand, work: {dist: constant, value: 2h}}
  - {id: deploy, mark: bolt, batch: {all: true}, work: {dist: constant, value: 1h}}
production: {fails: 1, detect: {dist: constant, value: 30m}, recover: {dist: constant, value: 90m}}
"""


def test_every_metric_is_the_arithmetic_of_the_trace(run):
    found = measure(run(BY_HAND))
    value = found.value
    # Review ends at 2, 4, 6; deployed by 3, 5, 7, each fails and is fixed 2 h later: live at 5, 7, 9.
    assert value("change_lead_time") == pytest.approx((5 + 6 + 7) / 3)
    assert value("change_lead_time.p50") == 6
    assert value("change_lead_time.var") == pytest.approx(2 / 3)
    assert found.metrics["change_lead_time"]["se"] is None
    assert found.metrics["change_lead_time"]["n"] == 3
    assert value("failed_deployment_recovery_time") == 2
    assert value("change_fail_rate") == value("deployment_rework_rate") == 0.5
    assert value("failed_changes_per_1000") == value("failed_deployments_per_1000") == 1000
    assert value("wait") == pytest.approx((0 + 1 + 2) / 3)
    assert value("work") == 3
    assert value("hands_on") == 3.5
    assert value("flow_efficiency") == 9 / 18
    # The window is 0 .. 2: one change, then two; nobody is live, nothing is deployed.
    assert value("wip") == 1.5
    assert value("throughput") == value("deployment_frequency") == 0
    assert value("stages.review.queue") == 0.5
    assert value("stages.review.present") == 1.5
    assert value("stages.review.utilization") == 1
    assert value("stages.review.waited") == pytest.approx(2 / 3)
    assert value("stages.review.visits") == value("stages.deploy.batch") == 1


def test_a_batch_shares_its_work_and_stands_for_one_deployment(run):
    found = measure(
        run("""
arrivals: {at: [0, 0, 10]}
stages: [{id: deploy, mark: hand, batch: {all: true}, work: {dist: constant, value: 2h}}]
production: {fails: 1, rollback: {share: 1, work: {dist: constant, value: 1h}}}
""")
    )
    # Two together at 0..2, rolled back by hand until 3, again 3..5; the third alone at 10..12, 13..15.
    assert found.value("change_lead_time") == 5
    assert found.value("work") == pytest.approx((2 + 2 + 4) / 3)
    assert found.value("hands_on") == pytest.approx((2.5 + 2.5 + 5) / 3)
    assert found.value("stages.deploy.batch") == 6 / 4
    assert found.value("change_fail_rate") == 0.5
    assert found.value("deployment_rework_rate") == 0
    assert found.value("stages.deploy.utilization") == pytest.approx(0.4)
    assert found.value("throughput") == pytest.approx(0.2)
    assert found.value("deployment_frequency") == pytest.approx(2 / 10 * 24)


def test_a_closed_office_is_no_idle_time(run):
    found = measure(
        run("""
calendars: {office: {days: mon-fri, hours: "09:00-17:00"}}
arrivals: {at: [15, 33, 35]}
stages: [{id: review, mark: hand, calendar: office, work: {dist: constant, value: 4h}}]
""")
    )
    assert found.value("stages.review.utilization") == 1
    assert found.value("stages.review.present") == pytest.approx((20 + 2) / 20)


def test_the_warm_up_counts_in_no_statistic_of_changes(run):
    found = measure(run(BY_HAND, warm_up=1))
    assert found.metrics["change_lead_time"]["n"] == 2
    assert found.value("change_lead_time") == 6.5
    assert found.metrics["failed_deployment_recovery_time"]["n"] == 2
    assert found.as_dict()["warm_up"] == 1


def test_what_has_not_happened_is_null_and_never_nan(run):
    found = measure(run(BY_HAND, hours=0.5))
    data = json.dumps(found.as_dict(), allow_nan=False)
    assert found.metrics["change_lead_time"] == {
        "mean": None,
        "se": None,
        "p50": None,
        "p90": None,
        "p95": None,
        "var": None,
        "unit": "h",
        "n": 0,
    }
    assert found.value("wip") is None
    assert json.loads(data)["hours"] == 0.5
    nothing = measure(run(BY_HAND.replace("[0, 1, 2]", "[9]"), hours=1))
    assert nothing.value("stages.review.utilization") is None


def test_unlimited_capacity_has_no_utilization(run):
    found = measure(run(BY_HAND.replace("mark: hand,", "mark: hand, capacity: unlimited,")))
    assert found.value("stages.review.utilization") is None


def test_the_measurement_is_plain_json_with_the_contracted_names():
    scenario = SHIPPED[0]
    data = measure(simulate(compile_scenario(scenario), Study(1, 2, 60))).as_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert list(data) == ["scenario", "seed", "replications", "changes", "metrics", "stages"]
    assert set(data["metrics"]) == {
        "change_lead_time",
        "deployment_frequency",
        "failed_deployment_recovery_time",
        "change_fail_rate",
        "deployment_rework_rate",
        "failed_changes_per_1000",
        "failed_deployments_per_1000",
        "wait",
        "work",
        "hands_on",
        "flow_efficiency",
        "wip",
        "throughput",
    }
    for stage in data["stages"].values():
        assert list(stage) == ["wait", "waited", "queue", "present", "utilization", "visits", "batch"]


def test_frames_tell_the_story_of_one_replication(run):
    trace = run("""
calendars: {office: {days: mon-fri, hours: "09:00-17:00"}}
arrivals: {at: [10, 12]}
stages:
  - {id: code-review, mark: hand, calendar: office, work: {dist: constant, value: 1h}}
  - {id: release, mark: button, departures: {every: 1d, at: "15:00"}}
  - {id: deploy, mark: bolt, batch: {all: true}, work: {dist: constant, value: 20m}}
production: {fails: 1, recover: {dist: constant, value: 1h}, freeze: true}
""")
    assert frames(trace, until=24) == {
        "scenario": "story",
        "title": "Story",
        "note": "",
        "seed": 1,
        "horizon": 24.0,
        "classes": [],
        "stages": [
            {
                "id": "code-review",
                "title": "code review",
                "mark": "hand",
                "word": "by hand",
                "meaning": Mark.HAND.meaning,
                "after": [],
                "capacity": 1,
                "attends": None,
                "departs": None,
                "calendar": True,
            },
            {
                "id": "release",
                "title": "release",
                "mark": "button",
                "word": "button",
                "meaning": Mark.BUTTON.meaning,
                "after": [0],
                "capacity": None,
                "attends": None,
                "departs": "15:00",
                "calendar": False,
            },
            {
                "id": "deploy",
                "title": "deploy",
                "mark": "bolt",
                "word": "automatic",
                "meaning": Mark.BOLT.meaning,
                "after": [1],
                "capacity": 1,
                "attends": None,
                "departs": None,
                "calendar": False,
            },
        ],
        "changes": [
            {
                "n": 1,
                "arrive": 10.0,
                "live": 16.333,
                "failed": True,
                "visits": [[0, 10.0, 10.0, 11.0, 0], [1, 11.0, 15.0, 15.0, 0], [2, 15.0, 15.0, 15.333, 0]],
            },
            {
                "n": 2,
                "arrive": 12.0,
                "live": 16.333,
                "failed": True,
                "visits": [[0, 12.0, 12.0, 13.0, 0], [1, 13.0, 15.0, 15.0, 0], [2, 15.0, 15.0, 15.333, 0]],
            },
        ],
        "deployments": [
            {
                "start": 15.0,
                "end": 15.333,
                "size": 2,
                "failed": True,
                "restored": 16.333,
                "changes": [1, 2],
            }
        ],
        "departures": [15.0],
        "closed": [[0.0, 9.0], [17.0, 24.0]],
        "frozen": [[15.333, 16.333]],
    }


def test_frames_know_what_has_not_happened_and_where_they_end(run):
    trace = run(BY_HAND, hours=2.5)
    value = frames(trace)
    assert value["horizon"] == 2.5
    assert value["changes"][2]["visits"] == [[0, 2.0, None, None, 0]]
    assert value["closed"] == value["frozen"] == value["departures"] == []
    assert frames(run(BY_HAND), until=2.5)["deployments"][0]["start"] == 2.0
    assert frames(run(BY_HAND), until=1.5)["deployments"] == []
    train = run("arrivals: {at: [1]}\nstages: [{id: a, mark: button, departures: {every: 10}}]\n")
    assert frames(train)["stages"][0]["departs"] == "every 10 h"


@pytest.mark.parametrize("scenario", SHIPPED, ids=lambda scenario: scenario.id)
def test_four_weeks_of_frames_are_small(scenario):
    trace = simulate(compile_scenario(scenario), Study(1, 1, hours=28 * 24))
    assert len(json.dumps(frames(trace, until=28 * 24), separators=(",", ":"))) < 50_000
