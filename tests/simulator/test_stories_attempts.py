"""A red check that gives its runner back, and a slip that travels with its change."""

import pytest

RED = "flaky: {rate: 0.999999, attempts: ATTEMPTS, hold: false}"


def story(at, attempts=2, more=""):
    red = RED.replace("ATTEMPTS", str(attempts))
    return f"""
arrivals: {{at: [{at}]}}
stages:
  - {{id: test, mark: bolt, work: {{dist: constant, value: 1h}}, {red}{more}}}
"""


def test_a_red_attempt_gives_the_runner_back_and_joins_the_tail(run, log):
    trace = run(story("0, 0"), hours=4.5)
    assert log(trace)[:4] == [
        (0, "test", 0.0, 0.0, 1.0, "run again"),
        (1, "test", 0.0, 1.0, 2.0, "run again"),
        (0, "test", 1.0, 2.0, 3.0, "sent back"),
        (1, "test", 2.0, 3.0, 4.0, "sent back"),
    ]
    assert trace.rows["attempt"].tolist()[:5] == [0, 0, 1, 1, 0]
    assert trace.rows["visit"].tolist()[:5] == [1, 1, 1, 1, 2]


def test_a_change_alone_works_the_same_hours_whether_the_runner_is_held_or_not(run):
    text = """
arrivals: {between: {dist: constant, value: 100h}}
stages:
  - {id: test, mark: bolt, shards: 2, work: {dist: exponential, mean: 1h}, FLAKY}
"""
    flaky = "flaky: {rate: 0.5, attempts: 3, hold: "
    held = run(text.replace("FLAKY", flaky + "true}"), changes=200)
    given = run(text.replace("FLAKY", flaky + "false}"), changes=200)
    assert len(given.rows) > 1.5 * len(held.rows)
    assert given.changes["live"] == pytest.approx(held.changes["live"], abs=1e-9)
    last = given.rows[given.rows["outcome"] != 3]
    assert last["visit"].tolist() == held.rows["visit"].tolist()
    assert last["outcome"].tolist() == held.rows["outcome"].tolist()


def test_a_hotfix_that_runs_again_stands_before_the_features(run, log):
    # Change 1 is a hotfix, change 0 is a feature.
    text = story("0, 0").replace(
        "]}", "], classes: [{id: hotfix, share: 0.4}, {id: feature, share: 0.6, priority: 2}]}", 1
    )
    assert [row[0] for row in log(run(text, hours=2.5)) if row[3] < 2.5] == [1, 1, 1]


def test_a_batch_reads_the_draws_of_its_first_change_and_each_change_counts_its_own_attempts(run, log):
    trace = run(story("0, 0.5", more=", batch: {max: 2}"), hours=2.5)
    assert log(trace)[:5] == [
        (0, "test", 0.0, 0.0, 1.0, "run again"),
        (1, "test", 0.5, 1.0, 2.0, "run again"),
        (0, "test", 1.0, 1.0, 2.0, "sent back"),
        (1, "test", 2.0, 2.0, float("inf"), "in progress"),
        (0, "test", 2.0, 2.0, float("inf"), "in progress"),
    ]


def test_a_defect_is_caught_at_the_end_of_the_last_attempt_alone(run):
    trace = run(
        """
arrivals: {between: {dist: constant, value: 100h}}
defects: 1
stages:
  - id: test
    mark: bolt
    catches: 1
    work: {dist: constant, value: 1h}
    flaky: {rate: 0.5, attempts: 20, hold: false}
""",
        changes=50,
    )
    rows = trace.rows
    first, again = rows[rows["visit"] == 1], rows[rows["visit"] == 2]
    assert set(first["outcome"].tolist()) == {1, 3}
    assert (first["outcome"] == 1).sum() == 50
    assert set(again["outcome"].tolist()) == {0, 3}
    assert trace.tables.rows[0] == pytest.approx(2 * trace.tables.visits[0], rel=1e-3)


def test_an_exact_batch_waits_for_those_who_run_again(run, live):
    # Nobody else can come, so the run that is red has nobody to wait for and the next run takes both.
    trace = run(story("0, 0", more=", batch: {size: 2}").replace("0.999999", "0.5"), changes=2)
    starts = trace.rows["start"].tolist()
    assert starts[::2] == starts[1::2]
    assert live(trace)[0] == live(trace)[1]


SLIP = """
arrivals: {at: [AT]}
stages:
  - id: pack
    mark: hand
    steps: {count: 500, work: {dist: constant, value: 1s}, slip: 0.5}
    batch: {all: true}
  - {id: deploy, mark: bolt, work: {dist: constant, value: 1h}}
production: {rollback: {share: 1, work: {dist: constant, value: 1h}}}
"""


def test_a_slip_on_the_way_fails_the_next_deployment_of_the_runs_first_change_and_no_change(run, log):
    trace = run(SLIP.replace("AT", "0, 0"))
    assert trace.deployments["slipped"].tolist() == [1, 0, 0]
    assert trace.deployments["failed"].tolist() == [1, 0, 0]
    assert trace.changes["failed"].tolist() == [0, 0]
    assert [row[5] for row in log(trace) if row[1] == "deploy"] == ["rolled back", "passed", "passed"]


def test_a_slip_waits_until_its_change_reaches_production(run):
    text = "defects: 1" + SLIP.replace("AT", "0").replace(
        "id: deploy, mark: bolt,", "id: deploy, mark: bolt, catches: 1,"
    )
    trace = run(text)
    assert trace.deployments["reached"].tolist() == [0, 1, 1]
    assert trace.deployments["slipped"].tolist() == [0, 1, 0]
    assert trace.deployments["failed"].tolist() == [0, 1, 0]
