"""Input made to hurt: it is refused in under a second, and the process lives on."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from datafiles import DataFileError, Plain, Problem, parse_foreign, parse_strict

STRICT_DEPTH = "lists and mappings nested more than 12 deep; write it flatter, or close a bracket"
FOREIGN_DEPTH = "lists and mappings nested more than 60 deep; write it flatter, or close a bracket"
DEEP = {
    "50 kB of [": "[" * 50_000,
    "1 MB of [": "[" * 999_999,
    "1 MB of - ": "- " * 499_999,
    "[a: [a: …": "[a: " * 200_000,
    "deep blocks": "\n".join(" " * level + "k:" for level in range(1_300)),
    "deep mappings": "{a: " * 200_000,
    "mixed": "- k:\n  - " + "[{k: " * 9_000,
}
LAUGHS = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 10)
)
MERGES = "a0: &a0 {k: v}\n" + "".join(
    f"a{level}: &a{level} {{<<: [{', '.join([f'*a{level - 1}'] * 9)}], k{level}: *a{level - 1}}}\n"
    for level in range(1, 40)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{level}: &a{level} [[[*a{level - 1}]]]\n" for level in range(1, 400))
REFUSED_BY_BOTH = {
    "50 kB of {": "{" * 50_000,
    "1 MB of {": "{" * 999_999,
    "? ? ?": "? " * 400_000,
    "a: a: a:": "a: " * 300_000,
    "open quote of 1 MB": '"' + "x" * 999_000,
    "open list of 1 MB": "[" + "a," * 20_000,
    "tags": "!a " * 300_000,
    "anchors": "&a " * 300_000,
    "quotes": "'\n" * 400_000,
    "block headers": "|\n" * 400_000,
    "directives": "%TAG !a! x\n" * 90_000,
    "long directive": "%" + "x" * 900_000,
    "spaces": " " * 999_999,
    "line ends": "\n" * 999_999,
    "comments": "#\n" * 499_999,
    "alias of itself": "a: &a [*a]\n",
    "alias of itself in a merge": "a: &a {<<: *a}\n",
    "billion laughs": LAUGHS,
    "merged laughs": MERGES,
    "chain of aliases": CHAIN,
    "lone surrogate": "a: \ud800",
    "NUL": "a: \x00",
    "tabs": "\t" * 900_000 + "a: b",
    "brackets that close": "]" * 900_000,
    "long key": "k" * 900_000 + ": v",
}


def problems_within_a_second(parse: Any, text: str) -> str:
    start = time.process_time()
    with pytest.raises(DataFileError) as caught:
        parse(text)
    message = str(caught.value)
    assert time.process_time() - start < (1 if sys.gettrace() is None else 5)  # coverage traces every line
    assert all(problem.line >= 1 and problem.mend for problem in caught.value.problems)
    return message


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_depth_is_refused_before_it_hurts(text: str) -> None:
    assert STRICT_DEPTH in problems_within_a_second(parse_strict, text)
    assert FOREIGN_DEPTH in problems_within_a_second(parse_foreign, text)


@pytest.mark.parametrize("text", REFUSED_BY_BOTH.values(), ids=REFUSED_BY_BOTH)
def test_a_hostile_text_is_refused_in_under_a_second(text: str) -> None:
    problems_within_a_second(parse_strict, text)
    problems_within_a_second(parse_foreign, text)


def test_too_many_values_are_refused_and_the_limit_named() -> None:
    message = problems_within_a_second(parse_strict, "[" + "a," * 300_000 + "]")

    assert message == "<text>:1: [59999]: more than 60,000 values; split the file into smaller ones"


def test_a_million_values_of_others_are_read_and_no_more() -> None:
    thousand = "- &a [" + ", ".join(["x"] * 999) + "]\n"  # with the list around them 1 + 1000 values

    (data,) = parse_foreign(thousand + "- *a\n" * 998).documents
    assert sum(map(len, data)) == 999 * 999
    with pytest.raises(DataFileError) as caught:
        parse_foreign(thousand + "- *a\n" * 999)
    assert str(caught.value) == (
        "<text>:1000: [999]: more than 1,000,000 values; split the file into smaller ones"
    )


def test_billion_laughs_is_refused_by_counting() -> None:
    message = problems_within_a_second(parse_foreign, LAUGHS)

    assert message == "<text>:7: a6[0]: more than 1,000,000 values; split the file into smaller ones"


@pytest.mark.parametrize("depth", [12, 13])
def test_the_limit_of_depth_is_exact(depth: int) -> None:
    text = "[" * depth + "]" * depth
    if depth <= 12:
        assert parse_strict(text).data
    else:
        with pytest.raises(DataFileError, match="nested more than 12 deep"):
            parse_strict(text)


def test_long_texts_and_long_lines_are_fine() -> None:
    assert len(parse_strict("a: " + "x" * 999_000).data["a"]) == 999_000
    assert len(parse_strict("a: |\n" + " x\n" * 300_000).data["a"]) == 600_000
    assert len(parse_strict("[" + "a," * 50_000 + "]").data) == 50_000


def test_fifty_kilobytes_of_brackets_do_not_kill_the_process() -> None:
    """The parser's own composer dies of them: exit by signal 11."""
    code = (
        "from datafiles import DataFileError, parse_foreign, parse_strict\n"
        "for parse in (parse_strict, parse_foreign):\n"
        "    for text in ('[', '{', '- ', '? ', '[a: ', '!t [', '&a ['):\n"
        "        for size in (50_000, 900_000):\n"
        "            try:\n"
        "                parse(text * (size // len(text)))\n"
        "            except DataFileError:\n"
        "                print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "refused\n" * 28


# ---------------------------------------------------------------- properties

SIGNS = st.text(alphabet=" \n\t-:?[]{},&*!|>'\"%@`#<~=ab1.é\u2028\x00\ufeff", max_size=60)
PIECES = st.lists(
    st.sampled_from(
        [
            "a: ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "\n",
            "  ",
            "&x ",
            "*x",
            "!t ",
            "<<: ",
            "'",
            '"',
            "---\n",
            "|\n",
            ", ",
            "b",
        ]
    ),
    max_size=40,
).map("".join)
VALUES = st.recursive(
    st.text(max_size=20) | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=25,
)


def problems_of(parse: Any, text: str) -> tuple[Problem, ...]:
    try:
        return tuple(parse(text).problems)
    except DataFileError as error:
        return error.problems or (Problem("", 0, "", "an error without a problem", ""),)


def read_or_refuse(text: str) -> None:
    for parse in (parse_strict, parse_foreign):
        for problem in problems_of(parse, text):
            assert 1 <= problem.line <= text.count("\n") + text.count("\r") + 1
            assert "\n" not in str(problem)
            assert problem.wrong
            assert problem.mend


@given(st.text(max_size=200) | SIGNS | PIECES)
@settings(max_examples=600, deadline=None, derandomize=True)
def test_any_text_is_read_or_refused_with_places(text: str) -> None:
    read_or_refuse(text)


@given(VALUES, st.integers(0, 500), st.integers(0, 5), SIGNS.map(lambda signs: signs[:5]))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_damaged_yaml_is_read_or_refused_with_places(value: Any, at: int, cut: int, signs: str) -> None:
    text = yaml.safe_dump(value)
    at %= len(text)

    read_or_refuse(text[:at] + signs + text[at + cut :])


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@given(VALUES, st.booleans(), st.booleans())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_what_is_written_reads_back_the_same(value: Any, in_flow: bool, unicode: bool) -> None:  # noqa: FBT001
    text = yaml.safe_dump(value, default_flow_style=in_flow, allow_unicode=unicode)
    assume(not unicode or not set(text) & set("\x85\u2028\u2029"))  # written as line ends, after YAML 1.1
    if depth(value) <= 12:
        assert parse_strict(text).data == value
    assert parse_foreign(text).documents == (value,)
    assert parse_foreign(text).problems == ()


@given(VALUES.filter(lambda value: depth(value) <= 12))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_both_readers_agree_on_what_both_take(value: Any) -> None:
    text = yaml.safe_dump(value)
    document, foreign = parse_strict(text), parse_foreign(text)

    assert foreign.documents == (document.data,)
    assert foreign.places == (document.place,)


@given(st.text(alphabet="0123456789.:_-+eEoxinfatrul", min_size=1, max_size=8))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_no_plain_scalar_turns_into_anything_but_text(text: str) -> None:
    try:
        value = parse_strict(f"- {text}\n").data
    except DataFileError:
        return
    if isinstance(value, list) and isinstance(value[0], str):
        assert value == [text]
        assert type(value[0]) is Plain
