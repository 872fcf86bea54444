"""Scenarios without chance against values reckoned by hand, as `greenlane simulate --json` prints them."""

import math
from pathlib import Path

import numpy as np
import pytest
import yaml

from simulator import Study
from tests.oracles.studying import at, each, over, printed, told

FOLDER = Path(__file__).parents[1] / "oracles"
CASES = [
    case for path in sorted(FOLDER.glob("exact*.yaml")) for case in yaml.safe_load(path.read_text("utf-8"))
]


def times(values):
    return [time if math.isfinite(time) else None for time in values.tolist()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_by_hand(case):
    trace = told(case["scenario"], Study(**{"replications": 1, **case["study"]}))
    for name in ("arrive", "live"):
        if name in case:
            assert times(trace.changes_of(0)[name]) == pytest.approx(case[name], abs=1e-9), name
    data = printed(trace, **({"open_hours": True} if case.get("open_hours") else {}))
    expected = case.get("expect", {})
    found = {path: at(data, path) for path in expected}
    exactly = {path: value for path, value in expected.items() if isinstance(value, str | None)}
    assert {path: found[path] for path in exactly} == exactly
    numbers = {path: value for path, value in expected.items() if path not in exactly}
    assert {path: found[path] for path in numbers} == pytest.approx(numbers, abs=1e-9)


def test_every_case_says_what_it_expects_and_has_a_name_of_its_own():
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all({"arrive", "live", "expect"} & case.keys() for case in CASES)


TWO_CLASSES = """arrivals: {at: [0, 0, 0, 0, 0, 0, 0, 0, 10], classes: CLASSES}
stages: [{id: a, STAGE}]
"""
CLASSES = "[{id: low, share: 0.5, priority: 7}, {id: high, share: 0.5, priority: 3}]"


def first_eight(stage):
    """Return the class of each of eight changes that come together, and when each is live."""
    text = TWO_CLASSES.replace("CLASSES", CLASSES).replace("STAGE", stage)
    table = told(text, Study(seed=5, replications=1, changes=9)).changes_of(0)[:8]
    assert set(table["kind"].tolist()) == {0, 1}
    return table["kind"].tolist(), table["live"].tolist()


def in_order(kinds):
    """Return the place of each change: the class of the lower number first, first in first out within."""
    order = sorted(range(8), key=lambda change: (-kinds[change], change))
    return [order.index(change) for change in range(8)]


def test_the_lower_number_goes_first_and_within_a_priority_the_first_in():
    kinds, live = first_eight("mark: bolt, work: {dist: constant, value: 1h}")
    assert live == [place + 1 for place in in_order(kinds)]


def test_seats_go_to_the_lower_number_first():
    kinds, live = first_eight("mark: button, departures: {every: 5h, seats: 3}")
    assert live == [5 * (place // 3 + 1) for place in in_order(kinds)]


def test_a_batch_with_a_most_takes_the_lower_number_first():
    kinds, live = first_eight("mark: bolt, batch: {max: 2}, work: {dist: constant, value: 1h}")
    assert live == [place // 2 + 1 for place in in_order(kinds)]


def test_nobody_at_work_is_interrupted():
    text = TWO_CLASSES.replace("[0, 0, 0, 0, 0, 0, 0, 0, 10]", "[0, 0.25, 0.5, 0.75]")
    text = text.replace("CLASSES", CLASSES).replace("STAGE", "mark: bolt, work: {dist: constant, value: 9h}")
    for seed in range(8):
        table = told(text, Study(seed=seed, replications=1, changes=4)).changes_of(0)
        assert table["live"][0] == 9
        assert sorted(table["live"].tolist()) == [9, 18, 27, 36]


def test_the_classes_of_a_study_add_up_to_all_its_changes():
    text = """arrivals: {between: {dist: exponential, mean: 1}, classes: CLASSES}
stages: [{id: a, mark: hand, work: {dist: exponential, mean: 0.5}}]
production: {fails: 0.1, recover: {dist: constant, value: 1h}}
""".replace("CLASSES", CLASSES)
    metrics = printed(told(text, Study(replications=5, changes=400)))["metrics"]
    low, high = metrics["by_class"]["low"], metrics["by_class"]["high"]
    for name in ("change_lead_time", "wait", "work", "hands_on"):
        assert low[name]["n"] + high[name]["n"] == metrics[name]["n"] == 2000
    assert low["wip"]["mean"] + high["wip"]["mean"] == pytest.approx(metrics["wip"]["mean"])
    assert low["throughput"]["mean"] + high["throughput"]["mean"] == pytest.approx(
        metrics["throughput"]["mean"]
    )
    assert low.keys() == high.keys() == metrics.keys() - {"by_class"}


RICH = """arrivals: {between: {dist: exponential, mean: 2}}
stages:
  - {id: review, mark: hand, work: {dist: exponential, mean: 1}, rework: {rate: 0.2}}
  - {id: train, mark: button, departures: {every: 24h, seats: 20}}
  - {id: deploy, mark: bolt, batch: {all: true}, work: {dist: exponential, mean: 1}}
production: {fails: 0.1, detect: {dist: exponential, mean: 1}, recover: {dist: exponential, mean: 3}}
"""
BLOCKS = ["metrics.change_lead_time", "stages.review.wait", "stages.train.wait", "stages.deploy.wait"]


@pytest.mark.parametrize("path", [*BLOCKS, "metrics.failed_deployment_recovery_time"])
def test_a_block_is_the_arithmetic_of_the_trace(path):
    trace = told(RICH, Study(seed=3, replications=4, changes=150, warm_up=0 if "recovery" in path else 17))
    values = [part.astype(float) for part in each(trace, path)]
    everything = np.concatenate(values)
    mean = over([float(part.mean()) for part in values])
    shares = np.percentile(everything, (50, 90, 95), method="linear").tolist()
    assert at(printed(trace), path) == {
        "mean": pytest.approx(mean.value, abs=1e-9),
        "se": pytest.approx(mean.se, abs=1e-9),
        **dict(zip(("p50", "p90", "p95"), (pytest.approx(one, abs=1e-9) for one in shares), strict=True)),
        "var": pytest.approx(float(everything.var()), rel=1e-9),
        "unit": "h",
        "n": len(everything),
    }
