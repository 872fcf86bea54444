"""Tables that others exported, well-formed and not."""

import json

import pytest

from assessments.evidence.records import parse_records
from datafiles import DataFileError


def problem(text: str) -> str:
    with pytest.raises(DataFileError) as caught:
        parse_records(text, "x.csv")
    return str(caught.value)


def rows(text: str) -> list[tuple[int, dict[str, str]]]:
    return [(row.line, dict(row.values)) for row in parse_records(text).rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_is_read_whatever_separates_its_cells(separator: str) -> None:
    assert rows(f"a{separator}b\n1{separator}2\n") == [(2, {"a": "1", "b": "2"})]


def test_lines_are_counted_over_quoted_breaks_and_empty_lines() -> None:
    text = 'a,b\n\n"one\ntwo",2\n\n3,\n'
    assert rows(text) == [(3, {"a": "one\ntwo", "b": "2"}), (6, {"a": "3"})]


def test_a_formula_stays_a_text() -> None:
    assert rows('a\n"=HYPERLINK(""x"")"\n') == [(2, {"a": '=HYPERLINK("x")'})]


def test_a_table_of_wrong_form_names_each_place() -> None:
    assert problem("a,a,\n1,2,3\n4\n") == (
        "x.csv:1: column: is empty in the header; give each column one name of its own\n"
        "x.csv:1: a: stands twice in the header; give each column one name of its own\n"
        "x.csv:3: row: has 1 cells, but there are 3 columns; quote cells that hold the separator"
    )
    assert "x.csv:1: file: has 500 columns" in problem(",".join(map(str, range(500))))
    assert "x.csv:2: file: is no CSV" in problem('a,b\n"open,2\n')
    assert problem(" \n") == "x.csv:1: file: is empty; export it again, with a header"


def test_a_list_of_objects_is_read_with_the_line_of_each() -> None:
    text = '\n[{"a": 1,\n "b": {"c": true, "d": null}},\n\n {"a": "x", "e": [1, 2], "f": " "}]\n'
    assert rows(text) == [(2, {"a": "1", "b.c": "yes"}), (5, {"a": "x"})]
    assert parse_records(text).columns == ("a", "b.c")


def test_an_object_may_hold_the_list_or_be_the_only_record() -> None:
    assert rows('{"total": 2, "items": [{"a": 1}, {"a": 2}]}') == [(1, {"a": "1"}), (1, {"a": "2"})]
    assert rows('{"id": 1, "parts": [{"a": 1}, {"a": 2}]}') == [
        (1, {"id": "1", "parts.a": "1"}),
        (1, {"id": "1", "parts.a": "2"}),
    ]
    assert rows('{"a": false}') == [(1, {"a": "no"})]


WRONG = {
    "[1]": "x.csv:1: file: holds `1` where an object is expected; export it again as a list of objects",
    '[{"a": 1, "a": 2}]': "x.csv:1: file: has `a` twice in one object",
    '[{"a": NaN}]': "x.csv:1: file: holds NaN, which is no number",
    '[\n{"a": 1}': "x.csv:2: file: is no JSON",
    "[] x": "x.csv:1: file: is no JSON (text after the end)",
    "[" * 100_000: "x.csv:1: file: is nested too deeply",
    '[{"a": ' + "1" * 9_000 + "}]": "x.csv:1: file: is nested too deeply, or a number too long",
    json.dumps([{"a": eval("{'b': " * 30 + "1" + "}" * 30)}]): "is nested too deeply",  # noqa: S307 - our text
}


@pytest.mark.parametrize(("text", "expected"), WRONG.items(), ids=range(len(WRONG)))
def test_json_of_wrong_form_is_refused(text: str, expected: str) -> None:
    assert expected in problem(text)
