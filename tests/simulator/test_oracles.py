"""The engine against queueing theory: |z| < 4.5 at fixed seeds, and precise enough to notice an error."""

import csv
import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml

from simulator import theory
from tests.oracles.studying import Found, enough, looked_up

FOLDER = Path(__file__).parents[1] / "oracles"
CASES = yaml.safe_load((FOLDER / "queues.yaml").read_text("utf-8"))
with (FOLDER / "queues.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
LINE = theory.open_network(
    0.8,
    [(3, 1.6), (2, 1.0), (4, 2.4), (1, 0.6)],
    [[0, 1, 0, 0], [0, 0, 1, 0], [0.15, 0, 0, 0.85], [0.05, 0, 0, 0]],
)
WEEKDAYS = [24 * day for day in range(5)]
NAMES = {
    **{name: getattr(theory, name) for name in theory.__all__},
    "exp": math.exp,
    "log": math.log,
    "line": LINE,
    "office": theory.office_wait([(day + 9, day + 17) for day in WEEKDAYS]),
    "lunch": theory.office_wait([(day + a, day + b) for day in WEEKDAYS for a, b in ((9, 12), (13, 17))]),
}


@cache
def measured(name):
    """Measure everything the table asks of a case, in one study."""
    paths = [row["path"] for row in ROWS if row["case"] == name]
    case = CASES[name]
    return enough(case["scenario"], {path: looked_up(path) for path in paths}, case.get("study"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['case']}: {row['quantity']}")
def test_the_engine_agrees_with_theory(row):
    exact = eval(row["formula"], dict(NAMES))  # noqa: S307  # the formula column is our own file
    measured(row["case"])[row["path"]].judge(exact)


def test_every_scenario_is_asked_for_something():
    assert {row["case"] for row in ROWS} == set(CASES)


@pytest.mark.parametrize(
    "found",
    [Found(4.0, 0.05), Found(4.2, 0.03)],
    ids=["too imprecise to notice", "wrong"],
)
def test_a_judge_turns_away(found):
    with pytest.raises(AssertionError):
        found.judge(4.0)


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
    trace = run(
        "arrivals: {between: {dist: exponential, mean: 1}}\n"
        f"stages: [{{id: a, mark: bolt, capacity: unlimited, work: {{{work}}}}}]",
        changes=40_000,
    )
    drawn = trace.rows["work"]
    assert drawn.mean() == pytest.approx(exact_mean, abs=4.5 * math.sqrt(exact_var / len(drawn)) + 1e-12)
    assert np.var(drawn) == pytest.approx(exact_var, rel=0.05, abs=1e-12)
