"""Classes of changes: who goes first in a queue, and that nobody is interrupted.

With the seed of these stories changes 1 and 3 are hotfixes, changes 0 and 2 are features.
"""

import pytest

ARRIVALS = (
    "arrivals: {at: [AT], classes: "
    "[{id: hotfix, share: 0.4, priority: 1}, {id: feature, share: 0.6, priority: 2}]}\n"
)


@pytest.fixture
def told(run):
    def tell(stages, at="0, 0, 0, 0", **study):
        return run(ARRIVALS.replace("AT", at) + stages, **{"changes": 4, **study})

    return tell


def test_a_hotfix_goes_before_every_feature_that_waits_and_first_in_first_out_holds_within_both(told, live):
    trace = told("stages: [{id: test, mark: bolt, work: {dist: constant, value: 1h}}]")
    assert trace.changes["kind"].tolist() == [1, 0, 1, 0]
    assert live(trace) == [3.0, 1.0, 4.0, 2.0]


def test_nobody_is_interrupted(told, live):
    trace = told("stages: [{id: test, mark: bolt, work: {dist: constant, value: 1h}}]", at="0, 0.5, 0.5, 0.5")
    assert live(trace) == [1.0, 2.0, 4.0, 3.0]


def test_classes_of_one_priority_stand_in_one_row(run, live):
    text = ARRIVALS.replace("AT", "0, 0, 0, 0").replace("priority: 2", "priority: 1")
    trace = run(
        text + "stages: [{id: test, mark: bolt, work: {dist: constant, value: 1h}}]",
        changes=4,
    )
    assert live(trace) == [1.0, 2.0, 3.0, 4.0]


def test_a_batch_takes_the_hotfixes_first(told, live):
    stages = "stages: [{id: deploy, mark: bolt, batch: {BATCH}, work: {dist: constant, value: 1h}}]"
    assert live(told(stages.replace("BATCH", "max: 2"))) == [2.0, 1.0, 2.0, 1.0]
    assert live(told(stages.replace("BATCH", "size: 3"))) == [1.0, 1.0, 2.0, 1.0]
    assert live(told(stages.replace("BATCH", "all: true"))) == [1.0, 1.0, 1.0, 1.0]


def test_a_train_seats_the_hotfixes_first(told, live):
    stages = "stages: [{id: release, mark: button, departures: {every: 10h, seats: 2}}]"
    assert live(told(stages)) == [20.0, 10.0, 20.0, 10.0]
    assert live(told(stages.replace("2", "3"))) == [10.0, 10.0, 20.0, 10.0]


def test_a_hotfix_that_is_sent_back_stands_before_the_features_that_wait(told, live):
    trace = told(
        "defects: 1\nstages: [{id: test, mark: bolt, catches: 1, work: {dist: constant, value: 1h}}]",
        changes=2,
    )
    assert live(trace) == [4.0, 2.0]


def test_three_priorities_make_three_rows(run, live):
    trace = run(
        """
arrivals:
  at: [0, 0, 0, 0]
  classes:
    - {id: low, share: 0.2, priority: 9}
    - {id: middle, share: 0.5, priority: 5}
    - {id: high, share: 0.3}
stages: [{id: test, mark: bolt, work: {dist: constant, value: 1h}}]
""",
        changes=4,
    )
    assert trace.changes["kind"].tolist() == [1, 0, 2, 1]
    assert live(trace) == [2.0, 4.0, 1.0, 3.0]


def test_a_queue_that_ran_empty_fills_anew(told, live):
    stages = "stages: [{id: test, mark: bolt, work: {dist: constant, value: 1h}}]"
    assert live(told(stages, at="0, 0, 5, 5")) == [2.0, 1.0, 7.0, 6.0]


def test_the_shares_are_kept(run):
    trace = run(
        ARRIVALS.replace("at: [AT]", "between: {dist: constant, value: 1h}")
        + "stages: [{id: test, mark: bolt}]",
        changes=2000,
    )
    assert trace.changes["kind"].mean() == pytest.approx(0.6, abs=0.04)
