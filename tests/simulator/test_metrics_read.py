"""The metrics of random scenarios of every kind, against a plain reading of the same traces."""

import dataclasses
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator import Study, compile_scenario, measure, shipped_scenarios, simulate
from tests.simulator.plain_metrics import plain_metrics
from tests.simulator.strategies import scenarios

SHIPPED = shipped_scenarios().values


def differences(found, expected, path=""):
    """Name the places where two measurements differ."""
    if isinstance(found, dict):
        if list(found) != list(expected):
            return [f"{path}: {list(found)}, not {list(expected)}"]
        return [name for key in found for name in differences(found[key], expected[key], f"{path}.{key}")]
    if isinstance(found, float) and isinstance(expected, float):
        same = math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)
    else:
        same = found == expected
    return [] if same else [f"{path}: {found}, not {expected}"]


def compare(trace, *, open_hours):
    found = measure(trace, open_hours=open_hours)
    metrics, stages = plain_metrics(trace, open_hours=open_hours)
    assert differences(found.metrics, metrics, "metrics") == []
    assert differences(found.stages, stages, "stages") == []


STUDIES = st.builds(
    Study,
    seed=st.integers(0, 2**32 - 1),
    replications=st.integers(1, 2),
    changes=st.integers(5, 30),
    hours=st.sampled_from((None, None, None, 10.0, 33.3)),
    warm_up=st.sampled_from((0, 0, 1, 4)),
)


@settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios(), STUDIES, st.booleans())
def test_every_metric_means_what_the_words_say(scenario, study, open_hours):
    compare(simulate(compile_scenario(scenario), study), open_hours=open_hours)


@pytest.mark.parametrize("scenario", SHIPPED, ids=lambda scenario: scenario.id)
def test_the_metrics_of_shipped_scenarios_mean_what_the_words_say(scenario):
    trace = simulate(compile_scenario(scenario), Study(5, 3, 40, None, 4))
    compare(trace, open_hours=False)
    cut = dataclasses.replace(trace.study, warm_up=0)
    compare(dataclasses.replace(trace, study=cut), open_hours=True)
