"""Two or three changes, and exactly when everything happens to them."""

import pytest

NINE_TO_FIVE = 'calendars:\n  office: {days: mon-fri, hours: "09:00-17:00"}\n'


def test_one_unit_serves_changes_first_in_first_out(run, log):
    trace = run("""
arrivals: {between: {dist: constant, value: 1h}, first: 0h}
stages: [{id: test, mark: bolt, work: {dist: constant, value: 90m}}]
""")
    assert log(trace) == [
        (0, "test", 0.0, 0.0, 1.5, "passed"),
        (1, "test", 1.0, 1.5, 3.0, "passed"),
        (2, "test", 2.0, 3.0, 4.5, "passed"),
    ]


def test_two_units_serve_two_changes_at_once(run, live):
    trace = run("""
arrivals: {at: [0, 0, 0]}
stages: [{id: test, mark: bolt, capacity: 2, work: {dist: constant, value: 1h}}]
""")
    assert live(trace) == [1.0, 1.0, 2.0]


def test_unlimited_capacity_makes_nobody_wait(run, live):
    trace = run("""
arrivals: {at: [0, 0, 0]}
stages: [{id: test, mark: bolt, capacity: unlimited, work: {dist: constant, value: 1h}}]
""")
    assert live(trace) == [1.0, 1.0, 1.0]


def test_stages_of_one_pool_share_its_units_and_the_earlier_stage_starts_first(run, live):
    trace = run("""
pools: {runners: 1}
arrivals: {at: [0, 0]}
stages:
  - {id: build, mark: bolt, pool: runners, work: {dist: constant, value: 1h}}
  - {id: test, mark: bolt, pool: runners, work: {dist: constant, value: 1h}}
""")
    assert live(trace) == [3.0, 4.0]


def test_a_weekly_train_takes_whoever_waits_on_friday_at_three(run, live):
    trace = run("""
arrivals: {at: [100, 111, 111.5]}
stages:
  - {id: release, mark: button, departures: {every: 1w, at: "fri 15:00"}}
  - {id: deploy, mark: bolt, batch: {all: true}, work: {dist: constant, value: 10m}}
""")
    assert live(trace) == [111.166666667, 111.166666667, 279.166666667]
    assert [int(size) for size in trace.deployments_of(0)["size"]] == [2, 1]


def test_a_change_whose_work_takes_no_time_still_catches_the_train_of_that_instant(run, live):
    trace = run("""
arrivals: {at: [24]}
stages:
  - {id: decision, mark: bolt}
  - {id: release, mark: button, departures: {every: 24h}}
""")
    assert live(trace) == [24.0]


def test_a_train_that_is_full_leaves_the_rest_for_the_next_one(run, live):
    trace = run("""
arrivals: {at: [1, 2, 3]}
stages: [{id: release, mark: button, departures: {every: 1d, seats: 2}}]
""")
    assert live(trace) == [24.0, 24.0, 48.0]


def test_a_button_takes_who_waits_when_it_is_pressed_and_the_rest_stay_in_progress(run, live):
    trace = run("""
arrivals: {at: [1, 5, 9]}
stages: [{id: release, mark: button, opens: [4, 8]}]
""")
    assert live(trace) == [4.0, 8.0, float("inf")]


def test_work_pauses_when_the_office_closes_and_resumes_after_the_weekend(run, log):
    trace = run(
        NINE_TO_FIVE
        + """
arrivals: {at: [112.5]}
stages: [{id: review, mark: hand, calendar: office, work: {dist: constant, value: 1h}}]
"""
    )
    assert log(trace) == [(0, "review", 112.5, 112.5, 177.5, "passed")]


def test_a_batch_by_hand_takes_all_who_came_while_the_office_was_closed(run, live):
    trace = run(
        NINE_TO_FIVE
        + """
arrivals: {at: [114, 120, 130]}
stages: [{id: deploy, mark: hand, calendar: office, batch: {all: true}, work: {dist: constant, value: 3h}}]
"""
    )
    assert live(trace) == [180.0, 180.0, 180.0]
    assert trace.rows["work"].tolist() == [1.0, 1.0, 1.0]


def test_an_exact_batch_waits_for_its_size_and_the_incomplete_last_one_leaves_at_once(run, log, live):
    trace = run("""
arrivals: {at: [1, 2, 5]}
stages:
  - {id: pack, mark: bolt, batch: {size: 2}, work: {dist: constant, value: 1h}}
  - {id: deploy, mark: bolt, capacity: unlimited, work: {dist: constant, value: 9h}}
""")
    assert log(trace)[:3] == [
        (0, "pack", 1.0, 2.0, 3.0, "passed"),
        (1, "pack", 2.0, 2.0, 3.0, "passed"),
        (0, "deploy", 3.0, 3.0, 12.0, "passed"),
    ]
    assert live(trace) == [12.0, 12.0, 15.0]


def test_an_exact_batch_waits_as_long_as_anybody_may_still_join_it(run, live):
    trace = run("""
arrivals: {at: [1, 1, 1]}
stages:
  - {id: a, mark: bolt, work: {dist: constant, value: 1h}}
  - {id: b, mark: bolt, batch: {size: 2}, work: {dist: constant, value: 1h}}
""")
    assert live(trace) == [4.0, 4.0, 5.0]


def test_exact_batches_that_wait_for_each_other_leave_in_stage_order(run, live):
    trace = run(
        """
arrivals: {at: [0]}
stages:
  - {id: a, mark: bolt, batch: {size: 2}, work: {dist: constant, value: 1h}}
  - {id: b, mark: bolt, batch: {size: 2}, work: {dist: constant, value: 1h}, rework: {rate: 0.000001, to: a}}
""",
        changes=1,
    )
    assert live(trace) == [2.0]


def test_a_batch_has_a_most(run, live):
    trace = run("""
arrivals: {at: [0, 0, 0]}
stages: [{id: deploy, mark: bolt, batch: {max: 2}, work: {dist: constant, value: 1h}}]
""")
    assert live(trace) == [1.0, 1.0, 2.0]


def test_a_caught_change_goes_back_after_its_delay_and_is_clean_then(run, log):
    trace = run(
        """
arrivals: {at: [0]}
defects: 1
stages:
  - {id: review, mark: hand, work: {dist: constant, value: 1h}}
  - id: test
    mark: bolt
    catches: 1
    work: {dist: constant, value: 30m}
    rework: {to: review, work: {dist: constant, value: 2h}}
""",
        changes=1,
    )
    assert log(trace) == [
        (0, "review", 0.0, 0.0, 1.0, "passed"),
        (0, "test", 1.0, 1.0, 1.5, "sent back"),
        (0, "review", 3.5, 3.5, 4.5, "passed"),
        (0, "test", 4.5, 4.5, 5.0, "passed"),
    ]
    assert trace.changes["failed"].tolist() == [0]


def test_steps_by_hand_follow_one_another(run, live):
    trace = run("""
arrivals: {at: [0]}
stages: [{id: deploy, mark: hand, steps: {count: 12, work: {dist: constant, value: 8m}}}]
""")
    assert live(trace) == [1.6]


def test_shards_run_side_by_side_and_the_slowest_decides(run):
    trace = run(
        """
arrivals: {between: {dist: constant, value: 1h}, first: 0h}
stages:
  - {id: one, mark: bolt, capacity: unlimited, work: {dist: exponential, mean: 1h}}
  - {id: four, mark: bolt, capacity: unlimited, shards: 4, work: {dist: exponential, mean: 1h}}
""",
        changes=4000,
    )
    work = [trace.rows["work"][trace.rows["stage"] == stage].mean() for stage in (0, 1)]
    assert work[0] == pytest.approx(1.0, abs=4 / 4000**0.5)
    assert work[1] == pytest.approx(1 + 1 / 2 + 1 / 3 + 1 / 4, abs=5 / 4000**0.5)


def test_a_failed_deployment_is_rolled_back_and_goes_live_mended_with_the_next_run(run, log, live):
    trace = run("""
arrivals: {at: [0, 3]}
stages: [{id: deploy, mark: bolt, work: {dist: constant, value: 1h}}]
production:
  fails: 1
  detect: {dist: constant, value: 30m}
  rollback: {share: 1, work: {dist: constant, value: 15m}}
""")
    assert log(trace) == [
        (0, "deploy", 0.0, 0.0, 1.0, "rolled back"),
        (0, "deploy", 1.75, 1.75, 2.75, "passed"),
        (1, "deploy", 3.0, 3.0, 4.0, "rolled back"),
        (1, "deploy", 4.75, 4.75, 5.75, "passed"),
    ]
    assert live(trace) == [2.75, 5.75]


def test_a_failed_deployment_that_is_fixed_is_live_at_the_end_of_the_fix(run, live):
    trace = run("""
arrivals: {at: [0]}
stages: [{id: deploy, mark: bolt, work: {dist: constant, value: 1h}}]
production: {fails: 1, detect: {dist: constant, value: 30m}, recover: {dist: constant, value: 2h}}
""")
    assert live(trace) == [3.5]


def test_a_freeze_lets_nothing_deploy_until_production_is_restored(run, live):
    text = """
arrivals: {at: [0, 1.5, 2.5]}
stages: [{id: deploy, mark: bolt, work: {dist: constant, value: 1h}}]
production: {fails: 1, recover: {dist: constant, value: 10h}, freeze: FREEZE}
"""
    assert live(run(text.replace("FREEZE", "false"))) == [11.0, 12.5, 13.5]
    assert live(run(text.replace("FREEZE", "true"))) == [11.0, 22.0, 33.0]


def test_a_frozen_train_misses_its_hour(run, live):
    trace = run("""
arrivals: {at: [1, 11, 21]}
stages: [{id: release, mark: button, departures: {every: 10h}}]
production: {fails: 1, recover: {dist: constant, value: 15h}, freeze: true}
""")
    assert live(trace) == [25.0, 45.0, 45.0]


def test_a_slip_fails_the_deployment_and_no_change(run):
    trace = run(
        """
arrivals: {at: [0]}
stages: [{id: deploy, mark: hand, steps: {count: 500, work: {dist: constant, value: 1h}, slip: 0.5}}]
""",
        changes=1,
    )
    assert trace.deployments["slipped"].tolist() == trace.deployments["failed"].tolist() == [1]
    assert trace.changes["failed"].tolist() == [0]


def test_a_flaky_check_runs_again_on_the_same_runner_and_at_last_sends_the_change_back(run):
    trace = run(
        """
arrivals: {between: {dist: constant, value: 100h}, first: 0h}
stages:
  - {id: test, mark: bolt, work: {dist: constant, value: 1h}, flaky: {rate: 0.5, attempts: 3, hold: true}}
""",
        changes=4000,
    )
    rows = trace.rows
    assert set(rows["work"].tolist()) == {1.0, 2.0, 3.0}
    back = rows["outcome"] == 1
    assert back.mean() == pytest.approx(0.125, abs=0.02)
    assert set(rows["work"][back].tolist()) == {3.0}


def test_hours_stop_the_world_and_leave_the_rest_in_progress(run, log, live):
    trace = run(
        """
arrivals: {between: {dist: constant, value: 1h}}
stages: [{id: test, mark: bolt, work: {dist: constant, value: 90m}}]
""",
        hours=3.0,
    )
    inf = float("inf")
    assert log(trace) == [
        (0, "test", 1.0, 1.0, 2.5, "passed"),
        (1, "test", 2.0, 2.5, inf, "in progress"),
        (2, "test", 3.0, inf, inf, "in progress"),
    ]
    assert live(trace) == [2.5, inf, inf]


def test_arrivals_keep_office_hours_from_the_first_on(run):
    trace = run(
        NINE_TO_FIVE
        + """
arrivals: {between: {dist: constant, value: 5h}, calendar: office, first: 1h}
stages: [{id: test, mark: bolt}]
"""
    )
    assert trace.changes["arrive"].tolist() == [9.0, 14.0, 35.0]
