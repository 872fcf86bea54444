"""JSON is read with its lines, and refused where it is none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.importers.json_text import parse_json
from datafiles import DataFileError, Limits, Plain

LIMITS = Limits(size=100_000, depth=12, nodes=5_000)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def read(text, limits=LIMITS):
    return parse_json(text, "a.json", limits)


def refused(text, limits=LIMITS):
    with pytest.raises(DataFileError) as caught:
        read(text, limits)
    return caught.value.problems[-1]


def as_text(value):
    """Write a value as the reader gives it: numbers and flags as text."""
    if isinstance(value, dict):
        return {key: as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_text(inner) for inner in value]
    return value if value is None or isinstance(value, str) else json.dumps(value)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(VALUES, st.sampled_from([None, 1]))
def test_every_json_value_is_read_as_it_is(value, indent):
    assert read(json.dumps(value, indent=indent)).documents[0] == as_text(value)


def test_numbers_and_flags_are_plain_and_texts_are_not():
    (found,) = read('{"a": 5.10, "b": true, "c": "5.10", "d": null}').documents
    assert found == {"a": "5.10", "b": "true", "c": "5.10", "d": None}
    assert [type(found[key]) for key in "abc"] == [Plain, Plain, str]


def test_every_value_has_its_line():
    file = read('[\n  {"a": 1,\n   "b": [\n     2,\n     {"c": 3}\n   ]}\n]')
    assert [file.line(at) for at in ([0], [0, "a"], [0, "b"], [0, "b", 0], [0, "b", 1, "c"])] == [
        2,
        2,
        3,
        4,
        5,
    ]


def test_a_key_that_stands_twice_is_named_and_the_last_one_counts():
    file = read('{"a": {"x": 1},\n "a": 2}')
    assert file.documents[0] == {"a": "2"}
    (problem,) = file.problems
    assert (problem.line, problem.field, problem.wrong) == (2, "a", "stands twice, first in line 1")
    assert file.line(["a", "x"]) == 2


def test_pairs_of_escapes_make_one_character():
    assert read('"\\ud83d\\ude00 \\u00e4 \\/"').documents == ("\N{GRINNING FACE} \u00e4 /",)


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        ("", 1, "the end of the file where a value belongs"),
        ("[\n1,\n", 3, "the end of the file where a value belongs"),
        ("[1 2]", 1, "`2` where a comma or the end belongs"),
        ('{"a" 1}', 1, "`1` where a colon belongs"),
        ('{"a": }', 1, "`}` where a value belongs"),
        ('{"a":\n 1,}', 2, "`}` where a key in quotes belongs"),
        ("{a: 1}", 1, "`a` where a key in quotes belongs"),
        ('{"a": 1]', 1, "`]` where a comma or the end belongs"),
        ("[1]]", 1, "something follows the end of the value"),
        ("1 2", 1, "something follows the end of the value"),
        ('"a\nb"', 1, '`"a\\u000ab"` where a value belongs'),
        ('"a" "b', 1, "something follows the end of the value"),
        ('"\\x"', 1, "an escape is not complete"),
        ("[01]", 1, "`01`, which JSON does not know"),
        ("[+1]", 1, "`+1`, which JSON does not know"),
        ("[undefined]", 1, "`undefined`, which JSON does not know"),
        ("]", 1, "`]` where a value belongs"),
        (":", 1, "`:` where a value belongs"),
    ],
)
def test_what_is_no_json_is_explained_at_its_line(text, line, wrong):
    problem = refused(text)
    assert (problem.line, problem.wrong) == (line, wrong)


def test_limits_are_kept():
    assert "larger than 10 bytes" in refused('"' + "a" * 20 + '"', Limits(10, 5, 5)).wrong
    assert "nested more than 2 deep" in refused("[[[1]]]", Limits(100, 2, 50)).wrong
    assert "more than 3 values" in refused("[1, 2, 3, 4]", Limits(100, 5, 3)).wrong
    assert "more than 4 values" in refused('{"a": [1, 2], "a": [1, 2]}', Limits(100, 5, 4)).wrong


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert read("\ufeff[1]").documents == (["1"],)
