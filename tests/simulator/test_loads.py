"""What is asked of each stage is known before anything runs, and is what a run then shows."""

import math

import pytest

from simulator import Study, compile_scenario, loads, measure, overloads, scenario_from_text, simulate
from simulator.loads import arrival_rate, mean_visits, run_hours, slowest_hours
from simulator.model import Distribution

HEAD = "format: 1\nid: load\ntitle: Load\n"
HOURLY = "arrivals: {between: {dist: exponential, mean: 1h}}\n"
OFFICE = 'calendars: {office: {days: mon-fri, hours: "09:00-17:00"}}\n'


def told(text, arrivals=HOURLY):
    return scenario_from_text(HEAD + arrivals + text)


def load_of(stage, arrivals=HOURLY):
    return loads(told(f"stages: [{{id: a, mark: bolt, {stage}}}]\n", arrivals))["a"]


def dist(kind, **parts):
    return Distribution.model_validate({"dist": kind, **parts})


@pytest.mark.parametrize(
    ("stage", "load"),
    [
        ("work: {dist: exponential, mean: 30m}", 0.5),
        ("work: {dist: constant, value: 30m}, capacity: 2", 0.25),
        ("work: {dist: uniform, low: 0h, high: 1h}", 0.5),
        ("work: {dist: triangular, low: 0h, mode: 1h, high: 2h}", 1.0),
        ("work: {dist: empirical, values: [15m, 45m]}", 0.5),
        ("work: {dist: lognormal, mean: 30m, cv: 2}", 0.5),
        # A change that is sent back with rate r visits 1 / (1 - r) times.
        ("work: {dist: constant, value: 30m}, rework: {rate: 0.5}", 1.0),
        # One attempt, half of the time a second one; a quarter is rejected and comes again.
        ("work: {dist: constant, value: 30m}, flaky: {rate: 0.5, attempts: 2}", 0.5 * 1.5 / 0.75),
        ("work: {dist: exponential, mean: 12m}, shards: 2", 0.2 * 1.5),
        ("work: {dist: constant, value: 90m}, batch: {size: 3}", 0.5),
        ("work: {dist: constant, value: 90m}, batch: {max: 3}", 0.5),
        ("work: {dist: constant, value: 90m}, batch: {all: true}", None),
        ("work: {dist: constant, value: 90m}, capacity: unlimited", None),
        ("departures: {every: 8h, seats: 10}", 0.8),
        ("departures: {every: 8h}", None),
        ("opens: [3]", None),
        ("capacity: 2", None),
    ],
)
def test_a_stage_is_asked_for_its_share(stage, load):
    assert load_of(stage) == (None if load is None else pytest.approx(load, rel=1e-12))


def test_steps_by_hand_add_up():
    text = "stages: [{id: a, mark: hand, steps: {count: 6, work: {dist: constant, value: 5m}}}]\n"

    assert loads(told(text))["a"] == pytest.approx(0.5)


def test_a_stage_works_in_its_open_hours_alone():
    text = OFFICE + "stages: [{id: a, mark: hand, calendar: office, work: {dist: constant, value: 12m}}]\n"
    within = "arrivals: {between: {dist: exponential, mean: 1h}, calendar: office}\n"

    assert loads(told(text))["a"] == pytest.approx(0.2 * 168 / 40)
    assert loads(told(text, within))["a"] == pytest.approx(0.2)
    assert arrival_rate(told(text, within)) == pytest.approx(40 / 168)


def test_a_calendar_of_several_rows_opens_for_their_union():
    rows = '[{days: mon-fri, hours: "09:00-17:00"}, {days: fri-sat, hours: "12:00-18:00"}]'
    text = f"calendars: {{office: {rows}}}\nstages:\n"
    text += "  - {id: a, mark: hand, calendar: office, work: {dist: constant, value: 12m}}\n"

    assert loads(told(text))["a"] == pytest.approx(0.2 * 168 / 47)


def test_a_caught_defect_makes_one_more_round_and_no_second():
    text = """defects: 0.4
stages:
  - {id: review, mark: hand}
  - {id: test, mark: bolt, catches: 0.5, rework: {to: review}}
  - {id: deploy, mark: bolt}
"""
    assert mean_visits(told(text)) == pytest.approx({"review": 1.2, "test": 1.2, "deploy": 1.0})


def test_where_roads_meet_each_change_goes_on_once():
    text = """stages:
  - {id: build, mark: bolt}
  - {id: test, mark: bolt, after: [build], rework: {rate: 0.5}}
  - {id: scan, mark: bolt, after: [build]}
  - {id: deploy, mark: bolt, after: [test, scan], rework: {rate: 0.2, to: build}}
"""
    visits = {"build": 1.25, "test": 2.5, "scan": 1.25, "deploy": 1.25}

    assert mean_visits(told(text)) == pytest.approx(visits)


def test_two_stages_may_begin_at_arrival():
    text = "stages:\n  - {id: a, mark: bolt}\n  - {id: b, mark: bolt, after: []}\n"
    text += "  - {id: c, mark: bolt, after: [a, b]}\n"

    assert mean_visits(told(text)) == pytest.approx({"a": 1.0, "b": 1.0, "c": 1.0})


@pytest.mark.parametrize("arrivals", ["arrivals: {at: [1, 2]}\n", "arrivals: {wip_limit: 3}\n"])
def test_without_a_rate_of_arrivals_nothing_is_asked_too_much(arrivals):
    text = "stages: [{id: a, mark: bolt, work: {dist: constant, value: 5h}}]\n"

    assert loads(told(text, arrivals)) == {"a": None}
    assert overloads(told(text, arrivals)) == ()


@pytest.mark.parametrize(
    ("shape", "shards", "hours"),
    [
        (dist("constant", value=3.0), 9, 3.0),
        (dist("exponential", mean=2.0), 4, 2 * (1 + 1 / 2 + 1 / 3 + 1 / 4)),
        (dist("uniform", low=1.0, high=5.0), 3, 4.0),
        (dist("empirical", values=(3.0, 1.0, 2.0)), 2, (1 * 1 + 2 * 3 + 3 * 5) / 9),
        # The larger of two lognormal ones: twice the mean times the normal share below sigma / sqrt 2.
        (
            dist("lognormal", mean=2.0, cv=1.0),
            2,
            4 * 0.5 * (1 + math.erf(math.sqrt(math.log(2)) / 2)),
        ),
        (dist("lognormal", mean=2.0, cv=0.0), 5, 2.0),
        # A triangle that only rises is the root of u, one that only falls mirrors it.
        (dist("triangular", low=0.0, mode=6.0, high=6.0), 3, 6 * 6 / 7),
        (dist("triangular", low=0.0, mode=0.0, high=1.0), 2, 1 - 2 / 3 * 4 / 5),
        (dist("triangular", low=2.0, mode=2.0, high=2.0), 4, 2.0),
        (None, 4, 0.0),
    ],
)
def test_the_slowest_of_several_shards_takes_its_exact_mean(shape, shards, hours):
    assert slowest_hours(shape, shards) == pytest.approx(hours, rel=1e-9)


def test_the_slowest_of_very_many_shards_is_still_reckoned():
    assert 4.9 < slowest_hours(dist("triangular", low=1.0, mode=2.0, high=5.0), 4096) < 5.0
    assert 8.0 < slowest_hours(dist("lognormal", mean=2.0, cv=0.5), 4096) < 11.0


@pytest.mark.parametrize(
    "shape", ["lognormal, mean: 30m, cv: 0.8", "triangular, low: 5m, mode: 10m, high: 1h"]
)
def test_a_run_of_shards_is_as_long_as_simulated(shape):
    stage = f"{{id: a, mark: bolt, work: {{dist: {shape}}}, shards: 5, flaky: {{rate: 0.3, attempts: 3}}}}"
    scenario = told(f"stages: [{stage}]\n", "arrivals: {between: {dist: exponential, mean: 3h}}\n")
    rows = simulate(compile_scenario(scenario), Study(replications=10, changes=4000)).rows["work"]

    error = float(rows.std()) / math.sqrt(len(rows))
    assert error < 0.01 * rows.mean()
    assert abs(rows.mean() - run_hours(scenario.stages[0])) < 4.5 * error


ROAD = """calendars: {office: {days: mon-fri, hours: "09:00-17:00"}}
pools: {runners: 2}
arrivals: {between: {dist: exponential, mean: 40m}, calendar: office}
defects: 0.3
stages:
  - id: review
    mark: hand
    capacity: 2
    calendar: office
    work: {dist: lognormal, mean: 36m, cv: 1}
    rework: {rate: 0.2}
  - {id: build, mark: bolt, pool: runners, work: {dist: constant, value: 20m}}
  - id: test
    mark: bolt
    pool: runners
    work: {dist: exponential, mean: 15m}
    shards: 3
    flaky: {rate: 0.2, attempts: 2}
    catches: 0.6
    rework: {to: review}
  - {id: pack, mark: bolt, batch: {size: 4}, work: {dist: exponential, mean: 2h}}
  - {id: deploy, mark: bolt, work: {dist: constant, value: 5m}}
"""


def test_the_load_is_the_utilization_that_a_run_shows():
    scenario = scenario_from_text(HEAD + ROAD)
    found = measure(simulate(compile_scenario(scenario), Study(replications=40, changes=4000, warm_up=100)))

    for stage, load in loads(scenario).items():
        seen = found.stages[stage]["utilization"]
        assert seen["se"] < 0.01 * seen["mean"]
        assert abs(seen["mean"] - load) < 4.5 * seen["se"]


def test_an_overload_is_told_with_its_stage_its_load_and_its_mend():
    text = "stages: [{id: a, mark: bolt}, {id: test, mark: bolt, work: {dist: constant, value: 72m}}]\n"

    assert overloads(told(text)) == (
        (
            ("stages", 1, "capacity"),
            "`test` is asked for 1.20 times what it can do, so its queue grows without end",
            "give it more capacity or less work, or let fewer changes in",
        ),
    )


def test_a_stage_that_is_just_full_is_told_and_one_below_is_not():
    assert overloads(told("stages: [{id: a, mark: bolt, work: {dist: constant, value: 1h}}]\n"))
    assert not overloads(told("stages: [{id: a, mark: bolt, work: {dist: constant, value: 59m}}]\n"))


def test_a_pool_is_full_when_its_stages_together_are():
    text = """pools: {runners: 2, idle: 1}
stages:
  - {id: build, mark: bolt, pool: runners, work: {dist: constant, value: 1h}}
  - {id: test, mark: bolt, pool: runners, work: {dist: constant, value: 90m}}
"""
    assert loads(told(text)) == pytest.approx({"build": 0.5, "test": 0.75})
    ((place, wrong, _),) = overloads(told(text))
    assert place == ("pools", "runners")
    assert wrong == "build, test ask it for 1.25 times what it can do, so its queue grows without end"


def test_a_train_with_too_few_seats_is_told_at_its_seats():
    ((place, wrong, _),) = overloads(
        told("stages: [{id: a, mark: button, departures: {every: 1d, seats: 20}}]\n")
    )

    assert place == ("stages", 0, "departures", "seats")
    assert "1.20 times" in wrong
