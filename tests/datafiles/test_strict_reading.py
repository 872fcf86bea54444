"""Our own files: read as YAML 1.2, and refused with every problem at its line."""

from __future__ import annotations

import pytest
import yaml

from datafiles import DataFileError, Plain, Problem, parse_strict
from datafiles.syntax import explain


def problems_of(text: str) -> list[str]:
    with pytest.raises(DataFileError) as caught:
        parse_strict(text, "a.yaml")
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "on",
        "off",
        "yes",
        "true",
        "12:30",
        "5.10",
        "0o7",
        "1_000",
        "2024-05-31",
        "0x1F",
        ".inf",
        "=",
        "1e3",
    ],
)
def test_a_plain_scalar_stays_text(text: str) -> None:
    value = parse_strict(f"key: {text}\n").data["key"]

    assert value == text
    assert type(value) is Plain


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_none(text: str) -> None:
    assert parse_strict(f"key: {text}\n").data == {"key": None}


@pytest.mark.parametrize("text", ["'null'", '"~"', "''", '"5"'])
def test_a_quoted_scalar_is_an_ordinary_text(text: str) -> None:
    value = parse_strict(f"key: {text}\n").data["key"]

    assert value == text[1:-1]
    assert type(value) is str


def test_texts_in_blocks_keep_or_fold_their_lines() -> None:
    document = parse_strict("a: |\n  one\n  two\nb: >\n  one\n  two\nc: one\n  two\n")

    assert document.data == {"a": "one\ntwo\n", "b": "one two\n", "c": "one two"}


def test_numbers_as_keys_become_text() -> None:
    assert parse_strict("5: a\n1.0: b\ntrue: c\n").data == {"5": "a", "1.0": "b", "true": "c"}


def test_every_place_has_its_line() -> None:
    document = parse_strict(
        "# a comment\nid: x\nstages:\n  - id: a\n    work: {mean: 1,\n      low: 2}\n  -\n    id: b\n  - c\n"
    )

    assert document.line() == 2
    assert document.line(("id",)) == 2
    assert document.line(("stages",)) == 3
    assert document.line(("stages", 0)) == 4
    assert document.line(("stages", 0, "work", "mean")) == 5
    assert document.line(("stages", 0, "work", "low")) == 6
    assert document.line(("stages", 1, "id")) == 8
    assert document.line(("stages", 2)) == 9


def test_a_place_that_is_not_there_has_the_line_of_what_is_around_it() -> None:
    document = parse_strict("a: 1\nb:\n  - x\n")

    assert document.line(("b", 7)) == 2
    assert document.line(("b", 0, "deeper")) == 3
    assert document.line(("nowhere", "else")) == 1


def test_lines_can_start_where_a_text_was_cut_out() -> None:
    document = parse_strict("title: x\nminutes: 5\n", first_line=2)

    assert document.line(("minutes",)) == 3
    with pytest.raises(DataFileError, match="<text>:4: b: stands twice, first in line 3;"):
        parse_strict("a: 1\nb: 1\nb: 2\n", first_line=2)
    with pytest.raises(DataFileError, match="<text>:9: file: is empty; write its keys, or remove the file"):
        parse_strict("# nothing\n", first_line=9)
    with pytest.raises(DataFileError, match="<text>:4: file: a quote is not closed; write the closing quote"):
        parse_strict('a: 1\nb: "\n', first_line=3)


def test_all_problems_of_a_file_come_at_once() -> None:
    text = (
        "id: a\n"
        "id: b\n"
        "base: &base\n"
        "  x: 1\n"
        "stages:\n"
        "  - <<: *base\n"
        "    kind: !secret value\n"
        "    kind: other\n"
        "  - *base\n"
        "last: [1, 2\n"
    )

    assert problems_of(text) == [
        "a.yaml:2: id: stands twice, first in line 1; keep one of the two",
        "a.yaml:3: base: the anchor `&base`; remove it",
        "a.yaml:6: stages[0].<<: merge keys are not part of YAML 1.2; write the merged keys out",
        "a.yaml:6: stages[0].<<: the alias `*base`; write the value out",
        "a.yaml:7: stages[0].kind: the tag `!secret`; remove it",
        "a.yaml:8: stages[0].kind: stands twice, first in line 7; keep one of the two",
        "a.yaml:9: stages[1]: the alias `*base`; write the value out",
        "a.yaml:10: file: a list in brackets is not closed; write `]`, or a comma between its entries",
    ]


def test_a_key_that_stands_three_times_is_reported_twice() -> None:
    assert problems_of("a: 1\na: [x]\na: 3\n") == [
        "a.yaml:2: a: stands twice, first in line 1; keep one of the two",
        "a.yaml:3: a: stands twice, first in line 1; keep one of the two",
    ]


def test_the_first_of_two_equal_keys_is_kept_for_the_schema() -> None:
    document = parse_strict("a: 1\na: 2\n", keep_problems=True)

    assert document.data == {"a": "1"}
    assert document.problems == (
        Problem("<text>", 2, "a", "stands twice, first in line 1", "keep one of the two"),
    )


REFUSED = {
    "quoted and plain key": (
        "5: a\n'5': b\n",
        "a.yaml:2: 5: stands twice, first in line 1; keep one of the two",
    ),
    "second document": (
        "a: 1\n---\nb: 2\n",
        "a.yaml:2: file: a second document begins; remove the line `---`, or write a second file",
    ),
    "list as key": (
        "? [a]\n: b\n",
        "a.yaml:1: file: a list or mapping stands where a key belongs; write a name before the colon",
    ),
    "template": (
        "a: {{ x }}\n",
        "a.yaml:1: a: a list or mapping stands where a key belongs; write a name before the colon",
    ),
    "empty key": ("a: 1\n?\n: b\n", "a.yaml:2: file: a key is empty; write a name before the colon"),
    "merge key": (
        "a: 1\n<<: {b: 2}\n",
        "a.yaml:2: <<: merge keys are not part of YAML 1.2; write the merged keys out",
    ),
    "tag of a text": ("a: !!int '5'\n", "a.yaml:1: a: the tag `!!int`; remove it"),
    "tag of a list": ("a: !!python/tuple [1]\n", "a.yaml:1: a: the tag `!!python/tuple`; remove it"),
    "tag of a key": ("!x a: 1\n", "a.yaml:1: a: the tag `!x`; remove it"),
    "bare tag": ("a: ! x\n", "a.yaml:1: a: the tag `!`; remove it"),
    "anchor of a text": ("a: &x 1\n", "a.yaml:1: a: the anchor `&x`; remove it"),
    "anchor of a key": ("&x a: 1\n", "a.yaml:1: a: the anchor `&x`; remove it"),
    "alias as key": ("a: 1\n*x : 2\n", "a.yaml:2: *x: the alias `*x`; write the value out"),
    "alias as file": ("*x\n", "a.yaml:1: file: the alias `*x`; write the value out"),
    "tab": ("a:\n\tb: 1\n", "a.yaml:2: file: a tab indents the line; indent with spaces"),
    "at sign": ("a: @x\n", "a.yaml:1: file: a text begins with `@`; put the text in quotes"),
    "backtick": ("a: `x`\n", "a.yaml:1: file: a text begins with ```; put the text in quotes"),
    "two colons": (
        "title: CI: what it is\n",
        "a.yaml:1: file: a colon too many; quote the text, or mend the indent",
    ),
    "no colon": (
        "a: 1\nb\nc: 2\n",
        "a.yaml:2: file: a line has no colon; write `key: value`, or indent a text that goes on",
    ),
    "open bracket": (
        "a: 1\nb: [1,\nc: 2\n",
        "a.yaml:2: file: a list in brackets is not closed; write `]`, or a comma between its entries",
    ),
    "open brace": (
        "a: {b: 1\n\n",
        "a.yaml:1: file: a mapping in braces is not closed; write `}`, or a comma between its entries",
    ),
    "open quote": ('a: 1\nb: "x\nc: 2\n', "a.yaml:2: file: a quote is not closed; write the closing quote"),
    "quote and ---": ("a: 'x\n---\n", "a.yaml:1: file: a quote is not closed; write the closing quote"),
    "escape": (
        'a: "C:\\qa"\n',
        "a.yaml:1: file: an unknown escape in double quotes; use single quotes, or write `\\\\`",
    ),
    "short escape": (
        'a: "\\xq"\n',
        "a.yaml:1: file: an escape is not complete; use single quotes, or write `\\\\`",
    ),
    "surrogate escape": (
        'a: "\\ud800"\n',
        "a.yaml:1: file: an escape names no character; write the character itself",
    ),
    "list then key": (
        "- a\nb: c\n",
        "a.yaml:2: file: a list is followed by something else; start the line with `- `, or mend its indent",
    ),
    "indent": (
        "a:\n    b: 1\n  c: 2\n",
        "a.yaml:3: file: the indent fits no mapping above; line the keys of one mapping up",
    ),
    "after the end": (
        '"a" "b"\n',
        "a.yaml:1: file: something follows the end of the value; mend the indent, or quote the whole text",
    ),
    "tag handle": ("a: !x!y b\n", "a.yaml:1: file: a tag that was never declared; remove the tag"),
    "directive": ("%FOO\na: 1\n", "a.yaml:1: file: a line starts with `%`; remove the line"),
    "version": (
        "%YAML 3.0\n---\na: 1\n",
        "a.yaml:1: file: a YAML version nobody here reads; remove the line with `%YAML`",
    ),
    "glob": ("paths: *\n", "a.yaml:1: file: `*` begins an alias; put the text in quotes"),
    "ampersand": ("a: & b\n", "a.yaml:1: file: `&` begins an anchor; put the text in quotes"),
    "open tag": (
        "a: !<b c\n",
        "a.yaml:1: file: a tag is not complete; remove it, or quote the text",
    ),
    "block header": (
        "a: |x\n  b\n",
        "a.yaml:1: file: a text block begins wrongly; write only `|` or `>` at the end of the line",
    ),
    "list in a line": (
        "a: - b\n",
        "a.yaml:1: file: a `-` stands where no list may begin; begin the list in a new line",
    ),
    "question mark": (
        "a: ? b\n",
        "a.yaml:1: file: a `?` stands where no key may begin; put the text in quotes",
    ),
    "comma": (
        "a: [b,,c]\n",
        "a.yaml:1: file: a value is missing; remove the comma or sign too many, or quote the text",
    ),
    "sign too much": (
        "a: [b]]\n",
        "a.yaml:1: file: the indent fits no mapping above; line the keys of one mapping up",
    ),
    "nothing but a bracket": (
        "a: 1\nb: [\n\n",
        "a.yaml:2: file: a bracket or brace is not closed; write `]` or `}` at its end",
    ),
    "empty": ("", "a.yaml:1: file: is empty; write its keys, or remove the file"),
    "blank": (" \n\n", "a.yaml:1: file: is empty; write its keys, or remove the file"),
    "comment": ("# only\n", "a.yaml:1: file: is empty; write its keys, or remove the file"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_what_a_strict_file_may_not_hold_is_refused_in_plain_words(text: str, message: str) -> None:
    assert problems_of(text) == [message]


def test_a_quoted_merge_key_and_a_quoted_empty_key_are_ordinary_keys() -> None:
    assert parse_strict("'<<': 1\n'': 2\n").data == {"<<": "1", "": "2"}


def test_windows_line_ends_and_a_byte_order_mark_are_fine() -> None:
    document = parse_strict("\ufeffa: 1\r\nb: 2\r\n")

    assert document.data == {"a": "1", "b": "2"}
    assert document.line(("b",)) == 2


def test_line_separators_read_as_spaces_and_count_no_line() -> None:
    document = parse_strict("a: x\u2028y\u0085z\nb: 1\n")

    assert document.data["a"] == "x y z"
    assert document.line(("b",)) == 2


def test_a_thousand_problems_are_listed_and_the_rest_is_counted() -> None:
    found = problems_of("a: 1\n" * 1501)

    assert len(found) == 1001
    assert found[999] == "a.yaml:1001: a: stands twice, first in line 1; keep one of the two"
    assert found[1000] == "a.yaml:1001: file: 500 more problems; mend the ones listed and look again"


def test_an_error_of_the_parser_without_a_place_is_reported_for_the_whole_file() -> None:
    problem = explain(yaml.YAMLError("no memory"), "a: 1", "a.yaml", 3)

    assert (
        str(problem) == "a.yaml:3: file: YAML cannot be read (no memory); quote the text, or mend the indent"
    )


def test_an_error_of_the_parser_nobody_has_words_for_is_passed_on() -> None:
    error = yaml.MarkedYAMLError("while reading", None, "found a riddle", yaml.Mark("", 0, 1, 0, None, None))

    assert str(explain(error, "a:\nb: 1", "a.yaml", 1)) == (
        "a.yaml:2: file: YAML cannot be read here (while reading: found a riddle); "
        "quote the text, or mend the indent"
    )
