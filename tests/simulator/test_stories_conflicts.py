"""Conflicts with what others integrated since a change branched."""

import pytest

CONFLICTS = "integration: {conflicts: {rate: 1, work: {dist: constant, value: 1h}}}\n"


def story(at, more="", value="1h"):
    return f"""
arrivals: {{at: [{at}]}}
{CONFLICTS}
stages:
  - {{id: review, mark: hand, work: {{dist: constant, value: {value}}}{more}}}
"""


def resolving(trace):
    return trace.changes["resolving"].tolist()


def test_every_change_integrated_since_the_arrival_conflicts_and_the_hours_come_before_the_work(run, log):
    trace = run(story("0, 0, 0"))
    assert log(trace) == [
        (0, "review", 0.0, 0.0, 1.0, "passed"),
        (1, "review", 0.0, 1.0, 3.0, "passed"),
        (2, "review", 0.0, 3.0, 6.0, "passed"),
    ]
    assert resolving(trace) == [0.0, 1.0, 2.0]
    assert trace.rows["work"].tolist() == [1.0, 2.0, 3.0]


def test_what_was_integrated_before_the_arrival_conflicts_no_more(run):
    assert resolving(run(story("0, 0.5, 1.25, 1.5"), changes=4)) == [0.0, 1.0, 1.0, 2.0]


def test_what_is_at_work_at_the_same_time_does_not_conflict(run):
    assert resolving(run(story("0, 0, 0", ", capacity: 3"))) == [0.0, 0.0, 0.0]


def test_a_batch_resolves_the_conflicts_of_all_its_changes_one_after_another(run, live):
    trace = run(story("0, 0.5, 0.75", ", batch: {all: true}"))
    assert live(trace) == [1.0, 4.0, 4.0]
    assert trace.rows["work"].tolist() == [1.0, 1.5, 1.5]
    assert resolving(trace) == [0.0, 1.0, 1.0]


def test_conflicts_are_resolved_once_and_a_change_is_integrated_once(run, log):
    trace = run("defects: 1" + story("0, 3", ", catches: 1"))
    assert log(trace) == [
        (0, "review", 0.0, 0.0, 1.0, "sent back"),
        (0, "review", 1.0, 1.0, 2.0, "passed"),
        (1, "review", 3.0, 3.0, 4.0, "sent back"),
        (1, "review", 4.0, 4.0, 5.0, "passed"),
    ]
    trace = run("defects: 1" + story("0, 0") + "  - {id: test, mark: bolt, catches: 1, rework: {to: review}}")
    assert resolving(trace) == [0.0, 1.0]
    trace = run(
        "defects: 1" + story("0, 2.5") + "  - {id: test, mark: bolt, catches: 1, rework: {to: review}}"
    )
    assert resolving(trace) == [0.0, 0.0]


def test_a_hotfix_that_goes_first_conflicts_with_nobody_and_the_others_with_it(run, live):
    # Change 1 is a hotfix, changes 0 and 2 are features.
    text = story("0, 0, 0").replace(
        "]}", "], classes: [{id: hotfix, share: 0.4}, {id: feature, share: 0.6, priority: 2}]}", 1
    )
    trace = run(text)
    assert resolving(trace) == [1.0, 0.0, 2.0]
    assert live(trace) == [3.0, 1.0, 6.0]


def test_an_attempt_that_gives_the_runner_back_resolves_nothing_again(run):
    trace = run(story("0, 0", ", flaky: {rate: 0.999999, attempts: 3, hold: false}"), hours=5.5)
    assert trace.rows["start"].tolist()[:4] == [0.0, 1.0, 2.0, 3.0]
    assert resolving(trace) == [0.0, 0.0]


def test_a_change_from_the_backlog_branches_when_it_comes_in(run):
    text = story("0").replace("at: [0]", "wip_limit: 2")
    trace = run(text, changes=4)
    assert resolving(trace) == [0.0, 1.0, 1.0, 1.0]


def test_conflicts_pause_with_the_office(run, live):
    text = 'calendars:\n  office: {days: mon-fri, hours: "09:00-17:00"}\n' + story(
        "15, 15", ", calendar: office"
    )
    assert live(run(text)) == [16.0, 34.0]


def test_conflicts_come_by_chance_and_cost_draws_of_their_own(run):
    text = story("0", ", capacity: 1").replace("at: [0]", "between: {dist: exponential, mean: 1.5h}")
    text = text.replace(
        "rate: 1, work: {dist: constant, value: 1h}", "rate: 0.3, work: {dist: exponential, mean: 20m}"
    )
    trace = run(text.replace("value: 1h", "value: 75m"), changes=600)
    one = trace.changes["resolving"][trace.changes["resolving"] > 0]
    assert len(one) > 30
    assert trace.rows["work"].sum() == pytest.approx(1.25 * 600 + one.sum())


def test_a_change_that_passes_the_first_stage_twice_conflicts_with_the_others_once(run):
    # Change 0 is a hotfix here and goes first twice, change 1 is a feature.
    kinds = "classes: [{id: feature, share: 0.4, priority: 2}, {id: hotfix, share: 0.6}]}"
    text = story("0, 0").replace("]}", "], " + kinds, 1)
    trace = run("defects: 1" + text + "  - {id: test, mark: bolt, catches: 1, rework: {to: review}}")
    assert resolving(trace) == [0.0, 1.0]
