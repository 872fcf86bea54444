"""Pieces in order with anything between them, compared as a regular expression would."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.evidence.pipelines.gaps import consists_of


@pytest.mark.parametrize(
    ("text", "pieces", "fits"),
    [
        ("main", ["main"], True),
        ("main2", ["main"], False),
        ("release/1.2", ["release/", ""], True),
        ("a-test-b", ["a", "test", "b"], True),
        ("a-tes-b", ["a", "test", "b"], False),
        ("aba", ["ab", "ba"], False),
        ("abba", ["ab", "ba"], True),
        ("build (linux, 3.11) done", ["build (", ", ", ") done"], True),
        ("", ["", ""], True),
        ("", [""], True),
    ],
)
def test_pieces_are_found_in_their_order(text, pieces, fits):
    assert consists_of(text, pieces) is fits


@settings(deadline=None)
@given(st.text("ab", max_size=12), st.lists(st.text("ab", max_size=3), min_size=1, max_size=5))
def test_it_says_what_a_regular_expression_says(text, pieces):
    expected = re.fullmatch(".*".join(map(re.escape, pieces)), text) is not None
    assert consists_of(text, pieces) is expected
