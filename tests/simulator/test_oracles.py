"""The engine against queueing theory: |z| < 4.5 at fixed seeds, and precise enough to notice an error."""

import csv
import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simulator import Study, compile_scenario, measure, scenario_from_text, simulate

ORACLES = Path(__file__).parents[1] / "oracles" / "queues.csv"


def poisson(rate):
    return f"arrivals: {{between: {{dist: exponential, mean: {1 / rate!r}}}}}\n"


def station(capacity, work, name="a", rest=""):
    return f"  - {{id: {name}, mark: bolt, capacity: {capacity}, work: {{{work}}}{rest}}}\n"


def mean(hours):
    return f"dist: exponential, mean: {hours}"


OFFICE = 'calendars: {office: {days: mon-fri, hours: "09:00-17:00"}}\n'
FIX = (
    "production: {fails: 1, detect: {dist: exponential, mean: 1h}, recover: {dist: exponential, mean: 3h}}\n"
)
MIX = """production:
  fails: 1
  recover: {dist: exponential, mean: 6h}
  rollback: {share: 0.8, work: {dist: constant, value: 15m}}
"""
BACK = ", rework: {rate: %s, to: review}"
CASES = {
    "mm1": poisson(0.8) + "stages:\n" + station(1, mean(1)),
    "mm3": poisson(2.4) + "stages:\n" + station(3, mean(1)),
    "mminf": poisson(4) + "stages:\n" + station("unlimited", mean(2.5)),
    "md1": poisson(0.8) + "stages:\n" + station(1, "dist: constant, value: 1h"),
    "mg1": poisson(0.7) + "stages:\n" + station(1, "dist: lognormal, mean: 1h, cv: 1.5"),
    "tandem": poisson(1) + "stages:\n" + station(1, mean(0.5), "build") + station(1, mean(0.8), "test"),
    "feedback": poisson(0.6) + "stages:\n" + station(1, mean(1), rest=", rework: {rate: 0.25}"),
    "line": poisson(1)
    + "stages:\n"
    + station(3, mean(1.6), "review")
    + station(2, mean(1.0), "build")
    + station(4, mean(2.4), "test", BACK % 0.15)
    + station(2, mean(1.3), "staging")
    + station(1, mean(0.7), "approve")
    + station(1, mean(0.6), "deploy", BACK % 0.05),
    "train": poisson(0.5) + "stages: [{id: a, mark: button, departures: {every: 24h}}]\n",
    "form": poisson(2) + "stages: [{id: a, mark: bolt, batch: {size: 5}}]\n",
    "fail10": poisson(2) + "stages: [{id: a, mark: bolt, batch: {size: 10}}]\nproduction: {fails: 0.05}\n",
    "fail1": poisson(2) + "stages: [{id: a, mark: bolt}]\nproduction: {fails: 0.05}\n",
    "office": OFFICE + poisson(1) + "stages: [{id: a, mark: hand, capacity: unlimited, calendar: office}]\n",
    "recovery": poisson(1) + "stages: [{id: a, mark: bolt}]\n" + FIX,
    "mix": poisson(1) + "stages: [{id: a, mark: bolt}]\n" + MIX,
    "flaky": poisson(1.5)
    + "stages:\n"
    + station(1, mean(0.4), rest=", flaky: {rate: 0.1, attempts: 40, hold: true}"),
}


def erlang_c(servers, load):
    """Return the chance to wait at one station (Erlang C). Source: jackson-1957."""
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / math.factorial(k) for k in range(servers)) + last)


def line_lead():
    """Return the mean lead time of the six-stage line. Source: jackson-1957."""
    visits_early, visits_late = 1 / (0.85 * 0.95), 1 / 0.95
    stations = [(3, 1.6), (2, 1.0), (4, 2.4), (2, 1.3), (1, 0.7), (1, 0.6)]
    total = 0.0
    for i, (servers, work) in enumerate(stations):
        visits = visits_early if i < 3 else visits_late
        load = visits * work
        total += visits * (work + erlang_c(servers, load) * work / (servers - load))
    return total


def tables(name):
    return compile_scenario(scenario_from_text(f"format: 1\nid: {name}\ntitle: X\n" + CASES[name]))


@cache
def measured(name, changes, warm_up):
    return measure(simulate(tables(name), Study(40 if name != "mm1" else 7, 60, changes, None, warm_up)))


with ORACLES.open() as file:
    ROWS = list(csv.DictReader(file))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['case']}: {row['quantity']}")
def test_the_engine_agrees_with_theory(row):
    names = {"erlang_c": erlang_c, "line_lead": line_lead, "exp": math.exp}
    exact = eval(row["formula"], names)  # noqa: S307  # the formula column is our own file
    found = measured(row["case"], int(row["changes"]), int(row["warm_up"]))
    mean, se = found.value(row["path"]), found.value(row["path"] + ".se")
    assert se < 0.015 * exact, "too imprecise to notice an error"
    assert abs(mean - exact) < 4.5 * se + 1e-9


def test_percentiles_agree_with_theory():
    train = measured("train", 10000, 0).stages["a"]["wait"]
    assert train["p90"] == pytest.approx(21.6, rel=0.01)
    assert train["var"] == pytest.approx(48, rel=0.01)
    recovery = measured("recovery", 5000, 0).metrics["failed_deployment_recovery_time"]
    assert recovery["p50"] == pytest.approx(3.172730441, rel=0.01)
    assert recovery["p90"] == pytest.approx(8.119689606, rel=0.01)
    assert measured("mm1", 20000, 2000).metrics["change_lead_time"]["p95"] == pytest.approx(
        14.97866, rel=0.03
    )


@pytest.mark.parametrize(
    ("servers", "lead", "last"), [(1, 27.25, 151.0), (2, 2.5, 101.5)], ids=["bottleneck", "fixed"]
)
def test_a_bottleneck_makes_everybody_wait_in_the_exact_amount(run, servers, lead, last):
    trace = run(
        "arrivals: {between: {dist: constant, value: 1h}, first: 0h}\nstages:\n"
        + station(1, "dist: constant, value: 0.5", "a")
        + station(1, "dist: constant, value: 0.25", "b")
        + station(servers, "dist: constant, value: 1.5", "c")
        + station(1, "dist: constant, value: 0.25", "d"),
        changes=100,
    )
    assert measure(trace).value("change_lead_time") == pytest.approx(lead, abs=1e-9)
    assert trace.changes["live"].max() == pytest.approx(last, abs=1e-9)


def test_the_first_fifty_changes_of_an_empty_queue_wait_as_calculated():
    text = "format: 1\nid: x\ntitle: X\n" + poisson(0.9) + "stages:\n" + station(1, mean(1))
    trace = simulate(compile_scenario(scenario_from_text(text)), Study(3, 6000, 50))
    wait = (trace.rows["start"] - trace.rows["join"]).reshape(6000, 50)
    for values, exact in ((wait.mean(axis=1), 3.392189273), (wait[:, 49], 4.998451277)):
        se = values.std(ddof=1) / math.sqrt(len(values))
        assert se < 0.015 * exact
        assert abs(values.mean() - exact) < 4.5 * se


@pytest.mark.parametrize(
    ("work", "exact_mean", "exact_var"),
    [
        ("dist: constant, value: 2h", 2.0, 0.0),
        ("dist: exponential, mean: 2h", 2.0, 4.0),
        ("dist: lognormal, mean: 2h, cv: 0.5", 2.0, 1.0),
        ("dist: uniform, low: 1h, high: 3h", 2.0, 1 / 3),
        ("dist: triangular, low: 1h, mode: 2h, high: 6h", 3.0, 21 / 18),
        ("dist: empirical, values: [1, 2, 6]", 3.0, 14 / 3),
    ],
)
def test_every_distribution_has_its_mean_and_its_variance(run, work, exact_mean, exact_var):
    trace = run(poisson(1) + "stages:\n" + station("unlimited", work), changes=40_000)
    drawn = trace.rows["work"]
    assert drawn.mean() == pytest.approx(exact_mean, abs=4.5 * math.sqrt(exact_var / len(drawn)) + 1e-12)
    assert np.var(drawn) == pytest.approx(exact_var, rel=0.05, abs=1e-12)
