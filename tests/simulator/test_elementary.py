"""Logarithms and powers of e: known values, one unit in the last place, and the same bits everywhere."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.compiled import compiled
from simulator.elementary import exp, log

FAST_LOG, FAST_EXP = compiled(log), compiled(exp)


def test_known_values_are_exact():
    assert log(1.0) == 0.0
    assert log(2.0) == math.log(2.0)
    assert exp(0.0) == 1.0
    assert exp(1.0) == 2.7182818284590455  # one unit above, as the published algorithm gives it


def test_what_is_too_small_is_nothing_and_what_is_too_large_is_infinite():
    assert exp(-800.0) == 0.0
    assert exp(-745.0) == 5e-324
    assert exp(709.0) == pytest.approx(math.exp(709.0), rel=1e-15)
    assert exp(800.0) == math.inf


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.floats(min_value=2.0**-1022, max_value=1e308))
def test_a_logarithm_is_right_to_one_unit_in_the_last_place(x):
    assert abs(log(x) - math.log(x)) <= math.ulp(math.log(x))
    assert FAST_LOG(x) == log(x)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.floats(min_value=-700.0, max_value=709.0))
def test_a_power_is_right_to_one_unit_in_the_last_place(x):
    assert abs(exp(x) - math.exp(x)) <= math.ulp(math.exp(x))
    assert FAST_EXP(x) == exp(x)
