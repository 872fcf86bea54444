"""A wrong scenario says everything that is wrong, each at its line, and how to mend it."""

import pytest

from datafiles import DataFileError
from simulator import (
    UnknownPathError,
    WrongScenarioError,
    load_scenario,
    scenario_from_text,
    shipped_scenarios,
)

GOOD = """format: 1
id: good
title: Good
calendars:
  office: {days: mon-fri, hours: "09:00-17:00"}
pools:
  runners: 2
arrivals: {between: {dist: exponential, mean: 2h}}
stages:
  - id: review
    mark: hand
    work: {dist: constant, value: 1h}
  - id: deploy
    mark: bolt
production: {fails: 0.1}
"""
STAGE = "work: {dist: constant, value: 1h}"
BETWEEN = "{between: {dist: exponential, mean: 2h}}"
TWICE = "[{id: a, share: 0.5}, {id: a, share: 0.5}]"
NEGATIVE = "[{id: a, share: 1, priority: -1}]"
CONFLICTS = "integration: {conflicts: {rate: 0.5, work: {dist: constant, value"
OFFICE = '{days: mon-fri, hours: "09:00-17:00"}'


def problems(text):
    with pytest.raises(DataFileError) as caught:
        scenario_from_text(text, "good.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_the_good_one_is_good():
    assert scenario_from_text(GOOD).id == "good"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        (STAGE, "capacity: 0", 12, "nobody could ever work there"),
        (STAGE, "capacity: many", 12, "is no capacity"),
        (STAGE, "{s}\n    pool: gone", 13, "`gone` is no pool"),
        (STAGE, "pool: runners\n    capacity: 2", 12, "stands beside `capacity`"),
        (STAGE, "calendar: night", 12, "`night` is no calendar"),
        (STAGE, "rework: {to: nowhere}", 12, "`nowhere` is no stage"),
        (STAGE, "rework: {to: deploy, rate: 0.1}", 12, "`deploy` comes later"),
        (STAGE, "rework: {rate: 1}", 12, "no change ever gets on"),
        (STAGE, "rework: {rate: 1.5}", 12, "rate"),
        (STAGE, "attends: {every: 0h}", 12, "is 0"),
        (STAGE, "attends: {every: 4h}\n    pool: runners", 13, "stands beside `attends`"),
        (STAGE, "attends: {every: 4h}\n    opens: [3]", 13, "stands beside `attends`"),
        (STAGE, "attends: {every: 4h}\n    departures: {every: 1w}", 13, "stands beside `attends`"),
        (STAGE, "attends: {every: 4h}\n    capacity: unlimited", 13, "write a whole number 1..1000"),
        (STAGE, "attends: {every: 4h}\n    capacity: 1001", 13, "looks in every 4 h"),
        (STAGE, "attends: {every: 4h}\n    batch: {size: 2}", 13, "finds too few"),
        (STAGE, "work: {dist: lognormal, mean: 1h}", 12, "needs `cv`"),
        (STAGE, "work: {dist: lognormal, mean: 1h, cv: -1}", 12, "is negative"),
        (STAGE, "work: {dist: constant, value: 1h, mean: 2h}", 12, "is no part of `constant`"),
        (STAGE, "work: {dist: uniform, low: 2h, high: 1h}", 12, "not in order"),
        (STAGE, "work: {dist: empirical, values: []}", 12, "list at least one"),
        (STAGE, "work: {dist: gamma, mean: 1h}", 12, "dist"),
        (STAGE, "batch: {size: 0}", 12, "is 0"),
        (STAGE, "batch: {all: false}", 12, "is `false`"),
        (STAGE, "batch: {all: true, size: 3}", 12, "says not how many"),
        (STAGE, "departures: {every: 0h}", 12, "is 0"),
        (STAGE, "departures: {every: 1w, seats: 0}", 12, "is 0"),
        (STAGE, 'departures: {every: 1w, at: "someday 15:00"}', 12, "`someday` is no day"),
        (STAGE, "departures: {every: 1w}\n    capacity: 3", 13, "stands beside `departures`"),
        (STAGE, "opens: [3, 1]", 12, "is not in order"),
        (STAGE, "opens: [3]\n    departures: {every: 1w}", 12, "stands beside `departures`"),
        (STAGE, "shards: 0", 12, "is 0"),
        (STAGE, "flaky: {rate: 1, attempts: 2}", 12, "nothing ever passes"),
        (STAGE, "flaky: {rate: 0.1, attempts: 0}", 12, "is 0"),
        (STAGE, "steps: {count: 0, work: {dist: constant, value: 1h}}", 12, "is 0"),
        (STAGE, "{s}\n    steps: {count: 2, work: {dist: constant, value: 1h}}", 12, "beside `steps`"),
        ("mark: bolt", "mark: bolt\n    steps: {count: 2, work: {dist: constant, value: 1h}}", 15, "marked"),
        ("mark: bolt", "mark: lightning", 14, "mark"),
        ("id: deploy", "id: review", 13, "is there twice"),
        ("09:00-17:00", "09:00-09:00", 5, "never opens"),
        ("09:00-17:00", "nine to five", 5, "is no span"),
        ("09:00-17:00", "09:00-25:00", 5, "is no time of day"),
        ("mon-fri", "mon-someday", 5, "names no days"),
        ("runners: 2", "runners: 0", 7, "has capacity 0"),
        ("mean: 2h}}", "mean: 2h}, at: [1]}", 8, "write exactly one"),
        ("mean: 2h}}", "mean: 0h}}", 8, "all changes come at once"),
        ("mean: 2h}}", "mean: 2h}, first: 1h}", 8, "constant arrivals alone"),
        ("mean: 2h}}", "mean: 2h}, classes: []}", 8, "names 0 classes"),
        ("mean: 2h}}", "mean: 2h}, classes: [{id: a, share: 0.7}]}", 8, "add up to 0.7"),
        ("mean: 2h}}", f"mean: 2h}}, classes: {TWICE}}}", 8, "`a` is there twice"),
        ("mean: 2h}}", f"mean: 2h}}, classes: {NEGATIVE}}}", 8, "is -1"),
        (BETWEEN, "{wip_limit: 0}", 8, "is 0: no change ever comes in"),
        (BETWEEN, "{wip_limit: 5, calendar: office}", 8, "between"),
        (BETWEEN, "{wip_limit: 5, first: 1h}", 8, "constant arrivals alone"),
        (BETWEEN, "{at: [2, 1]}", 8, "is empty or not in order"),
        (BETWEEN, "{at: [1], calendar: office}", 8, "between"),
        ("production: ", "integration: {conflicts: {rate: 1}}\nproduction: ", 15, "work"),
        ("production: ", f"{CONFLICTS}: 1h, mean: 1h}}}}}}\nproduction: ", 15, "is no part of `constant`"),
        ("fails: 0.1", "recover: {dist: exponential}", 15, "needs `mean`"),
        ("fails: 0.1", "rollback: {share: 1, work: {dist: constant}}", 15, "needs `value`"),
        ("fails: 0.1", "fails: 2", 15, "fails"),
    ],
)
def test_each_wrong_place_is_found_at_its_line(old, new, line, said):
    text = GOOD.replace(old, new.replace("{s}", STAGE), 1)
    assert any(problem.startswith(f"good.yaml:{line}: ") and said in problem for problem in problems(text))


def test_a_scenario_without_stages_is_none():
    assert any("is empty" in problem for problem in problems(GOOD[: GOOD.index("stages:")] + "stages: []\n"))


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("{metric: wip, relation: is, value: 1}", "`is` is no relation"),
        ('{metric: wip, relation: "~", value: 1}', "go together"),
        ('{metric: wip, relation: ">"}', "needs one of"),
    ],
)
def test_a_claim_says_what_it_compares(claim, said):
    assert any(said in problem for problem in problems(GOOD + f"expect:\n  - {claim}\n"))


def test_all_problems_are_found_at_once():
    text = GOOD.replace(STAGE, "capacity: 0").replace("id: deploy", "id: review").replace("mon-fri", "x")
    assert len(problems(text)) == 3


def test_a_scenario_is_named_like_its_file(tmp_path):
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "other.yaml").write_text(GOOD)
    assert load_scenario(tmp_path / "good.yaml").title == "Good"
    with pytest.raises(DataFileError, match="write the file's name, `other`"):
        load_scenario(tmp_path / "other.yaml")


def test_calendars_may_have_several_rows():
    rows = '[{days: "mon, wed", hours: "09:00-12:00, 13:00-17:00"}, {days: sat-sun, hours: "22:00-06:00"}]'
    assert len(scenario_from_text(GOOD.replace(OFFICE, rows)).calendars["office"]) == 2
    assert any(
        "calendars.office[1]" in problem
        for problem in problems(GOOD.replace(OFFICE, rows.replace("22", "99")))
    )


def test_knobs_turn_by_dotted_paths():
    scenario = scenario_from_text(GOOD)
    changed = scenario.with_changes(
        {
            "review.capacity": 3,
            "review.work.value": "30m",
            "review.rework.rate": "0.25",
            "arrivals.between.mean": 1.5,
            "defects": 0.2,
            "pools.runners": 4,
            "calendars.office.hours": "08:00-16:00",
            "production.fails": None,
        }
    )
    review = changed.stages[0]
    assert (review.capacity, review.work.value, review.rework.rate) == (3, 0.5, 0.25)
    assert (changed.arrivals.between.mean, changed.defects, changed.pools["runners"]) == (1.5, 0.2, 4)
    assert (changed.calendars["office"].hours, changed.production.fails) == ("08:00-16:00", 0.0)
    assert scenario.stages[0].capacity is None


def test_a_stage_is_removed_or_set_as_a_whole():
    scenario = scenario_from_text(GOOD)
    assert [stage.id for stage in scenario.with_changes({"review": None}).stages] == ["deploy"]
    changed = scenario.with_changes({"review": {"mark": "hourglass", "opens": [1, 2]}})
    assert (changed.stages[0].id, changed.stages[0].mark, changed.stages[0].opens) == (
        "review",
        "hourglass",
        (1, 2),
    )


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("reviews.capacity", 3, "`reviews` is no part"),
        ("review.speed", 3, "stage `review` has no `speed`"),
        ("review", 3, "a stage is a mapping"),
        ("stages", 3, "`stages` is no part"),
        ("review.work.median", 3, "there is no `median`"),
        ("defects.rate", 3, "`defects` has no parts"),
        ("pools.runners.size", 3, "`runners` has no parts"),
        ("calendars.night.hours", "1", "`night` has no parts"),
        ("deploy.after.x", 3, "`after` has no parts"),
    ],
)
def test_an_unknown_knob_is_named(path, value, said):
    with pytest.raises(UnknownPathError, match=said):
        scenario_from_text(GOOD).with_changes({path: value})


def test_a_list_is_set_as_a_whole():
    scenario = scenario_from_text(GOOD.replace(OFFICE, f"[{OFFICE}]"))
    with pytest.raises(UnknownPathError, match="no parts that can be set"):
        scenario.with_changes({"calendars.office.hours": "08:00-16:00"})
    scenario = scenario_from_text(GOOD + "expect: [{metric: wip, relation: '>', value: 1}]\n")
    with pytest.raises(UnknownPathError, match="is a list here"):
        scenario.with_changes({"expect.metric": "wip"})


@pytest.mark.parametrize(
    ("change", "said"),
    [({"review.capacity": 0}, "nobody could ever work"), ({"defects": "lots"}, "defects")],
)
def test_a_change_that_makes_the_scenario_wrong_is_refused(change, said):
    with pytest.raises(WrongScenarioError, match=said) as caught:
        scenario_from_text(GOOD).with_changes(change)
    assert caught.value.problems


def test_every_shipped_scenario_loads():
    loaded = shipped_scenarios()
    assert not loaded.problems
    assert {"automatic", "button-weekly", "hand-weekly"} <= {scenario.id for scenario in loaded.values}
