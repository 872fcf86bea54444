"""Approvers who look in every few hours, and serve until nobody waits."""

OFFICE = 'calendars:\n  office: {days: mon-fri, hours: "09:00-17:00"}\n'


def approve(at, more="", value="1h"):
    return f"""
arrivals: {{at: [{at}]}}
stages:
  - {{id: approve, mark: hourglass, attends: {{every: 4h}}, work: {{dist: constant, value: {value}}}{more}}}
"""


def starts(trace):
    return [round(float(time), 9) for time in trace.rows["start"]]


def test_a_look_wakes_the_approver_who_serves_until_nobody_waits(run):
    assert starts(run(approve("1, 4.5, 6.5"))) == [4.0, 5.0, 10.0]


def test_a_look_sees_who_joins_at_that_instant(run):
    assert starts(run(approve("4, 5"))) == [4.0, 5.0]


def test_nobody_looks_at_time_zero(run):
    assert starts(run(approve("0"))) == [4.0]


def test_who_finds_nobody_keeps_the_rhythm(run):
    assert starts(run(approve("21"))) == [24.0]


def test_a_look_in_closed_hours_wakes_and_work_starts_at_the_opening(run):
    text = OFFICE + approve("5, 8.5, 20", ", calendar: office")
    assert starts(run(text)) == [9.0, 10.0, 33.0]
    assert starts(run(OFFICE + approve("8.5", ", calendar: office"))) == [12.0]


def test_two_approvers_look_in_a_rhythm_of_their_own(run):
    text = approve("1, 2, 5.5, 10.5", ", capacity: 2", "2h")
    assert starts(run(text, changes=4)) == [4.0, 4.0, 6.0, 12.0]
    assert starts(run(approve("1, 8.5, 9, 9", ", capacity: 2"), changes=4)) == [4.0, 9.0, 10.0, 11.0]


def test_who_is_awake_while_another_takes_the_last_change_goes_idle_at_that_instant(run):
    # Both looks at 4 and at 8 fall into closed hours: two are awake at nine, and one change waits.
    text = OFFICE + approve("1, 9.5, 14.5", ", capacity: 2, calendar: office", "30m")
    assert starts(run(text)) == [9.0, 9.5, 17.5 + 15.5]


def test_a_batch_takes_all_who_wait_at_the_look(run):
    trace = run(approve("1, 2, 4.5", ", batch: {all: true}"))
    assert starts(trace) == [4.0, 4.0, 5.0]


def test_a_freeze_is_waited_for(run, live):
    trace = run(
        approve("1, 6") + "production: {fails: 1, recover: {dist: constant, value: 10h}, freeze: true}"
    )
    assert starts(trace) == [4.0, 15.0]
    assert live(trace) == [15.0, 26.0]


def test_a_look_misses_who_joins_after_a_later_stage_started_at_that_instant(run, log):
    trace = run("""
arrivals: {at: [1]}
defects: 1
stages:
  - {id: approve, mark: hourglass, attends: {every: 4h}, capacity: 2}
  - {id: test, mark: bolt, catches: 1, rework: {to: approve}}
""")
    assert log(trace) == [
        (0, "approve", 1.0, 4.0, 4.0, "passed"),
        (0, "test", 4.0, 4.0, 4.0, "sent back"),
        (0, "approve", 4.0, 8.0, 8.0, "passed"),
        (0, "test", 8.0, 8.0, 8.0, "passed"),
    ]


def test_who_is_sent_back_while_the_approver_is_awake_is_served_at_once(run):
    text = "defects: 1" + approve("1", ", catches: 1")
    assert starts(run(text)) == [4.0, 5.0]


def test_hotfixes_are_served_first_at_a_look(run):
    # Change 1 is a hotfix, change 0 is a feature.
    text = approve("1, 2").replace(
        "]}", "], classes: [{id: hotfix, share: 0.4}, {id: feature, share: 0.6, priority: 2}]}", 1
    )
    assert starts(run(text)) == [5.0, 4.0]


def test_an_attempt_that_gives_the_approver_back_stands_in_the_same_queue(run):
    text = approve("1, 1", ", flaky: {rate: 0.999999, attempts: 2, hold: false}")
    assert starts(run(text, hours=7.5))[:4] == [4.0, 5.0, 6.0, 7.0]
