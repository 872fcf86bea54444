"""Draws: against published numbers first, then as properties."""

import math
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import draws
from simulator.compiled import compiled
from simulator.draws import stage_hash

# As the engine has them: compiled.
normal, philox = compiled(draws.normal), compiled(draws.philox)
triangular, uniform = compiled(draws.triangular), compiled(draws.uniform)

# Known-answer vectors of the Random123 library (tests/kat_vectors, philox4x32 10).
VECTORS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), VECTORS)
def test_philox_gives_the_published_answers(counter, key, expected):
    assert tuple(int(word) for word in philox(counter, key)) == expected


@pytest.mark.parametrize("u", [1e-300, 1e-12, 1e-5, 0.01, 0.3, 0.5, 0.7, 0.999, 1 - 1e-12])
def test_normal_agrees_with_the_standard_library(u):
    assert normal(u) == pytest.approx(statistics.NormalDist().inv_cdf(u), rel=1e-14, abs=1e-15)


def test_triangular_meets_its_corners_and_its_mode():
    assert triangular(0.25, 0.0, 1.0, 4.0) == pytest.approx(1.0)
    assert triangular(1e-16, 2.0, 3.0, 5.0) == pytest.approx(2.0)
    assert triangular(1 - 1e-16, 2.0, 3.0, 5.0) == pytest.approx(5.0)
    assert triangular(0.4, 2.0, 2.0, 2.0) == 2.0


def test_stage_hashes_are_the_same_everywhere():
    assert stage_hash("review") == 0x1E82941F
    assert stage_hash("review") != stage_hash("deploy")


words = st.integers(0, 2**31 - 1)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.tuples(words, words), st.tuples(words, words, words), st.integers(0, 12), st.integers(0, 2**24 - 1))
def test_a_draw_lies_strictly_between_0_and_1_and_is_the_same_again(key, address, purpose, part):
    u = uniform(key, address, purpose, part)
    assert 0.0 < u < 1.0
    assert u == uniform(key, address, purpose, part)


def test_draws_are_uniform_over_changes_and_over_purposes():
    many = 20_000
    over_changes = [uniform((1, 0), (change, 7, 1), 2, 0) for change in range(many)]
    over_parts = [uniform((1, 0), (0, 7, 1), 2, part) for part in range(many)]
    for drawn in (over_changes, over_parts):
        gap = max(abs((i + 0.5) / many - u) for i, u in enumerate(sorted(drawn)))
        # Source: massart-1990 (DKW inequality): exceeded once in 1e9 seeds.
        assert gap < math.sqrt(math.log(2e9) / (2 * many))
