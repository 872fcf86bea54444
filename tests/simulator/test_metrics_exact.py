"""Metrics of traces written by hand, row by row, for what is easy to count wrong."""

import dataclasses

import numpy as np
import pytest

from simulator import Study, Trace, compile_scenario, measure, scenario_from_text
from simulator.estimating import percentiles
from simulator.layout import CHANGE, DEPLOYMENT, ROW

INF = float("inf")
HEAD = "format: 1\nid: story\ntitle: Story\n"
FLAKY = """
arrivals: {at: [0, 1]}
stages:
  - {id: test, mark: bolt, work: {dist: constant, value: 1h}, flaky: {rate: 0.5, attempts: 3, hold: false}}
  - {id: deploy, mark: bolt}
"""
CONFLICTS = """
arrivals: {at: [0, 1]}
stages:
  - {id: merge, mark: MARK, work: {dist: constant, value: 1h}, rework: {rate: 0.5}}
  - {id: deploy, mark: bolt}
integration: {conflicts: {rate: 1, work: {dist: constant, value: 2h}}}
"""
FORK = """
arrivals: {at: [0, 1]}
stages:
  - {id: build, mark: bolt, work: {dist: constant, value: 1h}}
  - {id: unit, mark: bolt, after: [build], work: {dist: constant, value: 2h}}
  - {id: lint, mark: bolt, after: [build], work: {dist: constant, value: 2h}}
  - {id: deploy, mark: bolt, after: [unit, lint], work: {dist: constant, value: 1h}}
"""
CLASSES = """
arrivals:
  at: [0, 1, 2]
  classes: [{id: hotfix, share: 0.5, priority: 1}, {id: feature, share: 0.5, priority: 2}]
stages: [{id: deploy, mark: hand, batch: {all: true}, work: {dist: constant, value: 1h}}]
production: {fails: 1, detect: {dist: constant, value: 1h}, recover: {dist: constant, value: 3h}}
"""
OFFICE = """
calendars: {office: {days: mon-fri, hours: "09:00-17:00"}}
arrivals: {at: [0, 1]}
stages:
  - {id: review, mark: hand, calendar: office, work: {dist: constant, value: 1h}}
  - {id: deploy, mark: bolt}
"""


def records(dtype, given):
    """Turn dictionaries into records; what is not named is 0."""
    found = np.zeros(len(given), dtype)
    for slot, values in zip(found, given, strict=True):
        for name, value in values.items():
            slot[name] = value
    return found


def row(change, stage, times, **rest):
    """A row that joined, started and ended at these hours."""
    join, start, end = times
    return {"change": change, "stage": stage, "join": join, "start": start, "end": end, "visit": 1, **rest}


def written(text, *replications, **study):
    """Put a trace together from (rows, changes, deployments) of each replication."""
    tables = compile_scenario(scenario_from_text(HEAD + text))
    parts = [
        [records(dtype, given[i]) for given in replications]
        for i, dtype in enumerate((ROW, CHANGE, DEPLOYMENT))
    ]
    starts = [np.cumsum([0, *(len(part) for part in table)]) for table in parts]
    chosen = Study(**{"replications": len(replications), "changes": len(replications[0][1]), **study})
    return Trace(tables, chosen, *(np.concatenate(table) for table in parts), *starts)


def in_turn(rows):
    """Give every row a run of its own, in order."""
    return [{**one, "batch": number} for number, one in enumerate(rows)]


def test_attempts_lie_within_one_visit_and_their_waits_add_up():
    rows = in_turn(
        [
            row(0, 0, (0, 0, 1), work=1, outcome=3),
            row(1, 0, (1, 1, 2), work=1, outcome=0),
            row(0, 0, (1, 2, 3), work=1, outcome=3, attempt=1),
            row(1, 1, (2, 2, 2), outcome=0),
            row(0, 0, (3, 3.5, 4.5), work=1, outcome=0, attempt=2),
            row(0, 1, (4.5, 4.5, 4.5), outcome=0),
        ]
    )
    changes = [{"arrive": 0, "live": 4.5}, {"arrive": 1, "live": 2}]
    found = measure(written(FLAKY, (rows, changes, [])))
    test = found.stages["test"]
    assert test["visits"]["mean"] == 1
    assert test["wait"]["n"] == 2
    assert test["wait"]["mean"] == 0.75  # (1 + 0.5) and 0
    assert test["waited"]["mean"] == 0.5
    assert found.metrics["wait"]["mean"] == 0.75
    assert found.metrics["work"]["mean"] == 2
    assert test["batch"]["mean"] == 1


def test_an_attempt_that_still_waits_adds_nothing_to_the_wait_of_its_visit():
    rows = in_turn([row(0, 0, (0, 0.5, 1), work=0.5, outcome=3), row(1, 0, (1, 1, INF), work=1, outcome=-1)])
    rows.append(row(0, 0, (1, INF, INF), batch=-1, outcome=-1, attempt=1))
    changes = [{"arrive": 0, "live": INF}, {"arrive": 1, "live": INF}]
    found = measure(written(FLAKY, (rows, changes, []), hours=1.5))
    assert found.stages["test"]["wait"]["mean"] == 0.25
    assert found.stages["test"]["wait"]["n"] == 2
    assert found.stages["test"]["visits"]["mean"] == 1


@pytest.mark.parametrize(("mark", "hands"), [("bolt", 2.0), ("hand", 4.0)])
def test_conflicts_are_hands_on_hours_once_whatever_the_mark_of_the_first_stage(mark, hands):
    rows = in_turn(
        [
            row(0, 0, (0, 0, 1), work=1, outcome=0),
            row(0, 1, (1, 1, 1), outcome=0),
            row(1, 0, (1, 1, 4), work=3, outcome=1),
            row(1, 0, (4, 4, 5), work=1, outcome=0, visit=2),
            row(1, 1, (5, 5, 5), outcome=0),
        ]
    )
    changes = [{"arrive": 0, "live": 1}, {"arrive": 1, "live": 5, "resolving": 2}]
    found = measure(written(CONFLICTS.replace("MARK", mark), (rows, changes, []), warm_up=1))
    assert found.metrics["work"]["mean"] == 4
    assert found.metrics["hands_on"]["mean"] == hands


def test_parallel_stages_add_up_change_by_change():
    rows = in_turn(
        [
            row(0, 0, (0, 0, 1), work=1, outcome=0),
            row(0, 1, (1, 1.5, 3.5), work=2, outcome=0),
            row(0, 2, (1, 2, 4), work=2, outcome=0),
            row(0, 3, (4, 4, 5), work=1, outcome=0),
        ]
    )
    changes = [{"arrive": 0, "live": 5}, {"arrive": 9, "live": INF}]
    found = measure(written(FORK, (rows, changes, []), hours=9.5))
    assert found.metrics["wait"]["mean"] == 1.5
    assert found.metrics["work"]["mean"] == 6
    assert found.metrics["flow_efficiency"]["mean"] == 6 / 5
    assert found.stages["lint"]["visits"]["mean"] == 0.5


def batch_of_classes():
    rows = [
        row(0, 0, (0, 0, 1), work=1, batch=0, outcome=0),
        row(1, 0, (1, 1, 2), work=0.5, batch=1, outcome=0),
        row(2, 0, (1.5, 1.75, 2), work=0.5, batch=1, outcome=0),
    ]
    changes = [
        {"arrive": 0, "live": 5, "kind": 1, "failed": 1},
        {"arrive": 1, "live": 6, "kind": 0, "failed": 1},
        {"arrive": 1.5, "live": 6, "kind": 1, "failed": 0},
    ]
    deployments = [
        {
            "start": 0,
            "end": 1,
            "restored": 5,
            "mend": 3,
            "row": 0,
            "size": 1,
            "reached": 1,
            "failed": 1,
            "way": 3,
        },
        {
            "start": 1,
            "end": 2,
            "restored": 6,
            "mend": 3,
            "row": 1,
            "size": 2,
            "reached": 2,
            "failed": 1,
            "way": 3,
        },
    ]
    return rows, changes, deployments


def test_a_class_has_the_whole_block_of_its_changes_and_of_the_deployments_that_carry_them():
    found = measure(written(CLASSES, batch_of_classes()))
    by_class = found.metrics["by_class"]
    assert list(by_class) == ["hotfix", "feature"]
    assert list(by_class["hotfix"]) == [name for name in found.metrics if name != "by_class"]
    assert found.value("by_class.hotfix.change_lead_time") == 5
    assert found.value("by_class.feature.change_lead_time") == 4.75
    assert found.value("by_class.feature.change_lead_time.var") == pytest.approx(0.0625)
    assert by_class["feature"]["change_lead_time"]["n"] == 2
    assert found.value("by_class.hotfix.failed_changes_per_1000") == 1000
    assert found.value("by_class.feature.failed_changes_per_1000") == 500
    assert found.value("by_class.hotfix.failed_deployments_per_1000") == 1000
    assert found.value("by_class.feature.failed_deployments_per_1000") == 1000
    assert by_class["hotfix"]["change_fail_rate"] == {"mean": 0.5, "se": None, "unit": "share", "n": 2}
    assert by_class["feature"]["change_fail_rate"]["n"] == found.metrics["change_fail_rate"]["n"] == 4
    assert by_class["hotfix"]["failed_deployment_recovery_time"]["n"] == 1
    assert by_class["feature"]["failed_deployment_recovery_time"]["mean"] == 4
    assert found.value("by_class.hotfix.hands_on") == 2
    assert found.value("by_class.feature.hands_on") == (4 + 2) / 2


def test_each_stage_knows_the_visits_of_each_class():
    found = measure(written(CLASSES, batch_of_classes()))
    by_class = found.stages["deploy"]["by_class"]
    assert list(by_class["feature"]) == ["wait", "waited", "visits"]
    assert found.value("stages.deploy.by_class.feature.wait") == 0.125
    assert found.value("stages.deploy.by_class.feature.wait.p50") == 0.125
    assert found.value("stages.deploy.by_class.feature.waited") == 0.5
    assert found.value("stages.deploy.by_class.hotfix.wait.n") == 1
    assert found.value("stages.deploy.wait") == pytest.approx(0.25 / 3)
    assert found.value("stages.deploy.by_class.hotfix.visits") == 1


def test_a_deployment_counts_if_any_of_its_changes_counts():
    first = measure(written(CLASSES, batch_of_classes(), warm_up=2))
    # The second deployment carries the last change, which counts; the hotfix in it does not.
    assert first.metrics["change_fail_rate"] == {"mean": 0.5, "se": None, "unit": "share", "n": 2}
    assert first.value("by_class.hotfix.change_fail_rate") is None
    assert first.metrics["by_class"]["hotfix"]["change_lead_time"]["n"] == 0
    assert first.metrics["failed_deployment_recovery_time"]["n"] == 1
    # Nothing lies between the first counted arrival and the last: they are one.
    assert first.metrics["throughput"] == {"mean": None, "se": None, "unit": "per h", "n": 0}
    assert first.value("wip") is None


def test_closed_hours_are_no_wait_when_only_open_hours_count():
    rows = in_turn(
        [
            row(0, 0, (0, 9, 10), work=1, outcome=0),
            row(0, 1, (10, 10.5, 10.5), outcome=0),
            row(1, 0, (16, 33.5, 34.5), work=1, outcome=0),
            row(1, 1, (34.5, 34.5, 34.5), outcome=0),
        ]
    )
    changes = [{"arrive": 0, "live": 10.5}, {"arrive": 16, "live": 34.5}]
    trace = written(OFFICE, (rows, changes, []))
    everything, open_only = measure(trace), measure(trace, open_hours=True)
    assert everything.value("stages.review.wait") == (9 + 17.5) / 2
    assert everything.value("stages.review.waited") == 1
    assert open_only.value("stages.review.wait") == (0 + 1.5) / 2
    assert open_only.value("stages.review.waited") == 0.5
    assert open_only.value("wait") == (0.5 + 1.5) / 2
    assert open_only.value("stages.deploy.wait") == 0.25  # always open
    for name in ("queue", "present", "utilization"):
        assert open_only.value(f"stages.review.{name}") == everything.value(f"stages.review.{name}")


def test_an_instant_as_near_to_closing_as_the_engine_can_tell_is_closed():
    rows = in_turn([row(0, 0, (17 - 5e-10, 33, 34), work=1, outcome=0)])
    changes = [{"arrive": 16, "live": INF}, {"arrive": 40, "live": INF}]
    found = measure(written(OFFICE, (rows, changes, []), hours=40), open_hours=True)
    assert found.value("stages.review.wait") == found.value("stages.review.waited") == 0


def test_weeks_of_open_hours_are_counted_whole():
    rows = in_turn([row(0, 0, (16, 168 * 3 + 10, 168 * 3 + 11), work=1, outcome=0)])
    rows += [row(1, 0, (16.5, 168 + 8, 168 + 9.5), work=0.5, batch=1, outcome=0)]
    changes = [{"arrive": 16, "live": INF}, {"arrive": 168 * 4, "live": INF}]
    found = measure(written(OFFICE, (rows, changes, []), hours=168 * 4), open_hours=True)
    # One hour on the first Monday, four days, two weeks, one hour; half an hour and four days.
    assert found.value("stages.review.wait") == ((1 + 32 + 80 + 1) + (0.5 + 32)) / 2
    # The second works from 8:00 in closed hours: half an hour of its 1.5 hours is open.
    assert found.value("stages.review.utilization") == pytest.approx((1 + 0.5) / (160 - 7), abs=1e-12)


def test_means_are_over_replications_and_shares_over_all_values():
    def one(*leads):
        rows = in_turn([row(i, 0, (0, 0, lead), work=lead, outcome=0) for i, lead in enumerate(leads)])
        return rows, [{"arrive": 0, "live": lead} for lead in leads], []

    text = "arrivals: {at: [0, 0, 0, 0]}\nstages: [{id: a, mark: bolt}]\n"
    found = measure(written(text, one(1, 3), one(2, 4, 6, 8), hours=9))
    lead = found.metrics["change_lead_time"]
    assert lead["mean"] == (2 + 5) / 2
    assert lead["se"] == pytest.approx(1.5, abs=1e-15)  # (5 - 2) / sqrt(2) / sqrt(2)
    assert lead["n"] == 6
    assert lead["p50"] == 3.5
    assert lead["p90"] == 7
    assert lead["p95"] == 7.5
    assert lead["var"] == pytest.approx(np.var([1, 3, 2, 4, 6, 8]), abs=1e-15)
    assert found.metrics["wip"] == {"mean": None, "se": None, "unit": "changes", "n": 0}


def test_a_replication_without_a_value_is_left_out_of_the_mean():
    def one(live):
        return [row(0, 0, (0, 0, live), work=1, batch=0, outcome=0)], [{"arrive": 0, "live": live}], []

    text = "arrivals: {at: [0, 2]}\nstages: [{id: a, mark: bolt}]\n"
    lead = measure(written(text, one(1), one(INF), hours=3)).metrics["change_lead_time"]
    assert (lead["mean"], lead["se"], lead["n"]) == (1, None, 1)


def test_the_window_ends_at_the_last_entry_of_an_endless_backlog(run):
    text = """
arrivals: {wip_limit: 1}
stages: [{id: a, mark: bolt, work: {dist: constant, value: 2h}}]
"""
    found = measure(run(text, changes=4, warm_up=1))
    # Entries at 0, 2, 4 and 6; the window is 2 .. 6: live at 2, 4 and 6.
    assert found.value("wip") == 1
    assert found.value("throughput") == 3 / 4
    assert found.value("stages.a.utilization") == 1


@pytest.mark.parametrize("many", [1, 2, 3, 10, 11, 250])
def test_percentiles_are_interpolated_as_numpy_does(many):
    values = np.random.default_rng(many).exponential(size=many)
    expected = np.percentile(values, (50, 90, 95)).tolist()
    assert percentiles(values, (0.5, 0.9, 0.95)) == expected


@pytest.mark.parametrize(
    "path",
    [
        "speed",
        "change_lead_time.p99",
        "change_lead_time.mean.more",
        "change_lead_time.unit",
        "stages.a",
        "by_class",
    ],
)
def test_a_path_that_names_no_number_is_no_metric(run, path):
    found = measure(run("arrivals: {at: [0]}\nstages: [{id: a, mark: bolt}]\n"))
    with pytest.raises(KeyError):
        found.value(path)


def test_threads_change_no_number(run, monkeypatch):
    from simulator import counting

    trace = run(
        CLASSES.replace("at: [0, 1, 2]", "between: {dist: exponential, mean: 1h}"), replications=7, changes=50
    )
    alone = measure(trace).as_dict()
    monkeypatch.setattr(counting, "_ROWS_PER_THREAD", 1)
    monkeypatch.setattr(counting.os, "cpu_count", lambda: 5)
    assert measure(trace).as_dict() == alone


def test_the_change_fail_rate_never_stands_without_the_failed_changes(run):
    trace = run(
        CLASSES.replace("at: [0, 1, 2]", "between: {dist: exponential, mean: 1h}"), replications=2, changes=9
    )
    found = measure(dataclasses.replace(trace))
    for block in (found.metrics, *found.metrics["by_class"].values()):
        assert {"change_fail_rate", "failed_changes_per_1000"} <= set(block)
