"""A change forks into parts that go on side by side, and they meet again."""

FORK = """
arrivals: {at: [AT]}
stages:
  - {id: build, mark: bolt, work: {dist: constant, value: 1h}}
  - {id: test, mark: bolt, work: {dist: constant, value: 1h}}
  - {id: scan, mark: bolt, after: [build], work: {dist: constant, value: 3h}}
  - {id: deploy, mark: bolt, after: [test, scan], work: {dist: constant, value: 30m}}
"""


def test_the_parts_go_on_side_by_side_and_the_slowest_decides(run, log):
    assert log(run(FORK.replace("AT", "0"))) == [
        (0, "build", 0.0, 0.0, 1.0, "passed"),
        (0, "test", 1.0, 1.0, 2.0, "passed"),
        (0, "scan", 1.0, 1.0, 4.0, "passed"),
        (0, "deploy", 4.0, 4.0, 4.5, "passed"),
    ]


def test_each_change_meets_its_own_parts_alone(run, log):
    assert [row for row in log(run(FORK.replace("AT", "0, 0"))) if row[1] != "build"] == [
        (0, "test", 1.0, 1.0, 2.0, "passed"),
        (0, "scan", 1.0, 1.0, 4.0, "passed"),
        (1, "test", 2.0, 2.0, 3.0, "passed"),
        (1, "scan", 2.0, 4.0, 7.0, "passed"),
        (0, "deploy", 4.0, 4.0, 4.5, "passed"),
        (1, "deploy", 7.0, 7.0, 7.5, "passed"),
    ]


def test_several_stages_may_begin_at_arrival_and_the_first_of_the_list_starts_first(run, live, log):
    trace = run("""
arrivals: {at: [1]}
pools: {people: 1}
stages:
  - {id: code, mark: hand, pool: people, work: {dist: constant, value: 1h}}
  - {id: text, mark: hand, pool: people, after: [], work: {dist: constant, value: 2h}}
  - {id: deploy, mark: bolt, after: [code, text]}
""")
    assert log(trace)[:2] == [
        (0, "code", 1.0, 1.0, 2.0, "passed"),
        (0, "text", 1.0, 2.0, 4.0, "passed"),
    ]
    assert live(trace) == [4.0]


def test_the_list_need_not_follow_the_road(run, log):
    trace = run("""
arrivals: {at: [0]}
stages:
  - {id: second, mark: bolt, after: [first], work: {dist: constant, value: 1h}}
  - {id: first, mark: bolt, after: [], work: {dist: constant, value: 1h}}
  - {id: third, mark: bolt, after: [second, first]}
""")
    assert [(row[1], row[2]) for row in log(trace)] == [("first", 0.0), ("second", 1.0), ("third", 2.0)]


def test_rework_within_a_branch_leaves_the_other_branch_alone(run, log):
    text = FORK.replace("AT", "0").replace("id: test, mark: bolt,", "id: test, mark: bolt, catches: 1,")
    assert log(run("defects: 1" + text)) == [
        (0, "build", 0.0, 0.0, 1.0, "passed"),
        (0, "test", 1.0, 1.0, 2.0, "sent back"),
        (0, "scan", 1.0, 1.0, 4.0, "passed"),
        (0, "test", 2.0, 2.0, 3.0, "passed"),
        (0, "deploy", 4.0, 4.0, 4.5, "passed"),
    ]


def test_rework_around_the_fork_takes_all_parts_once_more(run, log):
    text = FORK.replace("AT", "0").replace(
        "id: deploy, mark: bolt,", "id: deploy, mark: bolt, catches: 1, rework: {to: build},"
    )
    trace = run("defects: 1" + text)
    assert log(trace) == [
        (0, "build", 0.0, 0.0, 1.0, "passed"),
        (0, "test", 1.0, 1.0, 2.0, "passed"),
        (0, "scan", 1.0, 1.0, 4.0, "passed"),
        (0, "deploy", 4.0, 4.0, 4.5, "sent back"),
        (0, "build", 4.5, 4.5, 5.5, "passed"),
        (0, "test", 5.5, 5.5, 6.5, "passed"),
        (0, "scan", 5.5, 5.5, 8.5, "passed"),
        (0, "deploy", 8.5, 8.5, 9.0, "passed"),
    ]
    assert trace.rows["visit"].tolist() == [1, 1, 1, 1, 2, 2, 2, 2]


def test_a_rollback_after_a_fork_returns_to_the_last_stage_alone(run, live, log):
    trace = run(
        FORK.replace("AT", "0")
        + "production: {fails: 1, rollback: {share: 1, work: {dist: constant, value: 1h}}}"
    )
    assert log(trace)[3:] == [
        (0, "deploy", 4.0, 4.0, 4.5, "rolled back"),
        (0, "deploy", 5.5, 5.5, 6.0, "passed"),
    ]
    assert live(trace) == [6.0]


def test_forks_nest(run, live):
    trace = run("""
arrivals: {at: [0]}
stages:
  - {id: a, mark: bolt}
  - {id: b, mark: bolt, work: {dist: constant, value: 1h}}
  - {id: c, mark: bolt, work: {dist: constant, value: 1h}}
  - {id: d, mark: bolt, after: [b], work: {dist: constant, value: 2h}}
  - {id: e, mark: bolt, after: [a], work: {dist: constant, value: 2.5h}}
  - {id: f, mark: bolt, after: [c, d, e]}
""")
    assert live(trace) == [3.0]
    assert trace.tables.visits.tolist() == [1.0] * 6


def test_an_exact_batch_in_a_branch_waits_for_those_who_can_still_come(run, live):
    text = FORK.replace("id: scan, mark: bolt,", "id: scan, mark: bolt, batch: {size: 2},")
    assert live(run(text.replace("AT", "0, 0"))) == [5.5, 6.0]
    assert live(run(text.replace("AT", "0, 0, 9"))) == [5.5, 6.0, 13.5]


def test_an_exact_batch_after_a_fork_waits_for_a_part_that_is_still_on_its_way(run, live):
    text = FORK.replace("id: deploy, mark: bolt,", "id: deploy, mark: bolt, batch: {size: 2},")
    assert live(run(text.replace("AT", "0, 0, 0"))) == [7.5, 7.5, 10.5]


def test_a_train_in_a_branch_takes_its_part_alone(run, log):
    text = FORK.replace("id: scan, mark: bolt,", "id: scan, mark: button, departures: {every: 24h},")
    text = text.replace(
        "departures: {every: 24h}, after: [build], work: {dist: constant, value: 3h}",
        "departures: {every: 24h}, after: [build]",
    )
    assert log(run(text.replace("AT", "0")))[2:] == [
        (0, "scan", 1.0, 24.0, 24.0, "passed"),
        (0, "deploy", 24.0, 24.0, 24.5, "passed"),
    ]


def test_the_traffic_equations_count_a_fork_once_per_branch_and_rework_around_it_again(run):
    text = FORK.replace("AT", "0").replace(
        "id: deploy, mark: bolt,", "id: deploy, mark: bolt, rework: {rate: 0.5, to: build},"
    )
    assert run(text, changes=1).tables.visits.round(9).tolist() == [2.0, 2.0, 2.0, 2.0]
