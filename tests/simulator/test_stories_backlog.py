"""An endless backlog: a change comes in whenever one goes live."""

import pytest

INF = float("inf")


def arrive(trace):
    return [round(float(time), 9) for time in trace.changes["arrive"]]


def test_the_first_changes_come_in_at_once_and_then_one_for_each_that_goes_live(run, live):
    text = "arrivals: {wip_limit: 2}\nstages: [{id: test, mark: bolt, work: {dist: constant, value: 1h}}]"
    trace = run(text, changes=4)
    assert arrive(trace) == [0.0, 0.0, 1.0, 2.0]
    assert live(trace) == [1.0, 2.0, 3.0, 4.0]
    assert arrive(run(text, changes=1)) == [0.0]


def test_the_backlog_ends_with_the_hours(run, live):
    text = "arrivals: {wip_limit: 1}\nstages: [{id: test, mark: bolt, work: {dist: constant, value: 1h}}]"
    trace = run(text, hours=3.5)
    assert arrive(trace) == [0.0, 1.0, 2.0, 3.0]
    assert live(trace) == [1.0, 2.0, 3.0, INF]
    assert len(run(text.replace("1h", "30s"), hours=5.0).changes) == pytest.approx(600, abs=1)


def test_a_batch_that_goes_live_lets_as_many_in_as_it_has(run, live):
    trace = run(
        """
arrivals: {wip_limit: 3}
stages: [{id: deploy, mark: bolt, batch: {all: true}, work: {dist: constant, value: 1h}}]
""",
        changes=7,
    )
    assert arrive(trace) == [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 2.0]
    assert live(trace) == [1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 3.0]


def test_who_is_rolled_back_keeps_its_place_and_who_is_fixed_leaves_it_at_the_end_of_the_fix(run, live):
    text = """
arrivals: {wip_limit: 1}
stages: [{id: deploy, mark: bolt, work: {dist: constant, value: 1h}}]
production: {fails: 1, detect: {dist: constant, value: 30m}, MEND}
"""
    back = run(text.replace("MEND", "rollback: {share: 1, work: {dist: constant, value: 15m}}"), changes=2)
    assert (arrive(back), live(back)) == ([0.0, 2.75], [2.75, 5.5])
    fixed = run(text.replace("MEND", "recover: {dist: constant, value: 2h}"), changes=2)
    assert (arrive(fixed), live(fixed)) == ([0.0, 3.5], [3.5, 7.0])


def test_who_is_sent_back_rejoins_before_the_next_one_comes_in(run, log):
    # With this seed change 1 alone carries a defect.
    trace = run(
        """
arrivals: {wip_limit: 2}
defects: 0.4
stages: [{id: deploy, mark: bolt, batch: {max: 2}, catches: 1, work: {dist: constant, value: 1h}}]
""",
        changes=3,
        seed=2,
    )
    assert log(trace) == [
        (0, "deploy", 0.0, 0.0, 1.0, "passed"),
        (1, "deploy", 0.0, 0.0, 1.0, "sent back"),
        (1, "deploy", 1.0, 1.0, 2.0, "passed"),
        (2, "deploy", 1.0, 1.0, 2.0, "passed"),
    ]


def test_an_exact_batch_that_the_limit_can_never_fill_leaves_as_it_is(run, live):
    trace = run(
        """
arrivals: {wip_limit: 2}
stages: [{id: pack, mark: bolt, batch: {size: 3}, work: {dist: constant, value: 1h}}]
""",
        changes=5,
    )
    assert live(trace) == [1.0, 1.0, 2.0, 2.0, 3.0]


def test_an_exact_batch_waits_while_a_change_that_goes_live_would_let_another_in(run, live):
    text = """
arrivals: {wip_limit: 3}
stages:
  - {id: build, mark: bolt, work: {dist: constant, value: 1h}}
  - {id: pack, mark: bolt, batch: {size: 2}, work: {dist: constant, value: 1h}}
  - {id: deploy, mark: bolt, capacity: unlimited, work: {dist: constant, value: 5h}}
"""
    trace = run(text, changes=5)
    assert arrive(trace) == [0.0, 0.0, 0.0, 8.0, 8.0]
    assert live(trace) == [8.0, 8.0, 15.0, 15.0, 16.0]
    assert live(run(text, changes=3)) == [8.0, 8.0, 9.0]


def test_an_exact_batch_waits_while_a_fix_would_let_another_in(run, live):
    text = """
arrivals: {wip_limit: 3}
stages:
  - {id: build, mark: bolt, work: {dist: constant, value: 1h}}
  - {id: deploy, mark: bolt, batch: {size: 2}, work: {dist: constant, value: 1h}}
production: {fails: 1, recover: {dist: constant, value: 10h}}
"""
    assert live(run(text, changes=4)) == [13.0, 13.0, 25.0, 25.0]
    assert live(run(text, changes=3)) == [13.0, 13.0, 14.0]


def test_the_backlog_lets_changes_in_at_every_stage_where_they_enter(run, log):
    trace = run(
        """
arrivals: {wip_limit: 1}
stages:
  - {id: code, mark: hand, work: {dist: constant, value: 1h}}
  - {id: text, mark: hand, after: [], work: {dist: constant, value: 2h}}
  - {id: deploy, mark: bolt, after: [code, text]}
""",
        changes=2,
    )
    assert log(trace) == [
        (0, "code", 0.0, 0.0, 1.0, "passed"),
        (0, "text", 0.0, 0.0, 2.0, "passed"),
        (0, "deploy", 2.0, 2.0, 2.0, "passed"),
        (1, "code", 2.0, 2.0, 3.0, "passed"),
        (1, "text", 2.0, 2.0, 4.0, "passed"),
        (1, "deploy", 4.0, 4.0, 4.0, "passed"),
    ]


def test_an_incomplete_batch_that_nobody_can_join_waits_for_the_opening_and_no_longer(run, live):
    text = """
calendars: {office: {days: mon-fri, hours: "09:00-17:00"}}
arrivals: {at: [AT]}
stages:
  - {id: pack, mark: hand, calendar: office, batch: {size: 2}, work: {dist: constant, value: 1h}}
  - {id: deploy, mark: bolt, capacity: unlimited, work: {dist: constant, value: LONG}}
"""
    assert live(run(text.replace("AT", "1").replace("LONG", "1h"))) == [11.0]
    assert live(run(text.replace("AT", "9, 9, 18").replace("LONG", "100h"))) == [110.0, 110.0, 134.0]
