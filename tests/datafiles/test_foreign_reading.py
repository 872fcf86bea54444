"""Files that others wrote: anchors, tags, merge keys and many documents are read, within a budget."""

from __future__ import annotations

import pytest

from datafiles import DataFileError, Limits, Plain, Problem, Tagged, parse_foreign


def refused(text: str) -> str:
    with pytest.raises(DataFileError) as caught:
        parse_foreign(text, "ci.yml")
    return str(caught.value)


def test_aliases_stand_for_what_they_name() -> None:
    foreign = parse_foreign("a: &a [x, y]\nb: *a\nc: &c text\nd: [*c, *a]\n*c : key\n")

    (data,) = foreign.documents
    assert data == {"a": ["x", "y"], "b": ["x", "y"], "c": "text", "d": ["text", ["x", "y"]], "text": "key"}
    assert foreign.problems == ()


def test_an_anchored_key_can_be_named() -> None:
    assert parse_foreign("&k a: 1\nb: *k\n").documents == ({"a": "1", "b": "a"},)


def test_the_line_of_an_alias_leads_into_what_it_names() -> None:
    foreign = parse_foreign("base: &base\n  x:\n    - 1\nuse: *base\n")

    assert foreign.line(("use",)) == 4
    assert foreign.line(("use", "x")) == 2
    assert foreign.line(("use", "x", 0)) == 3


def test_merge_keys_fill_in_what_a_mapping_does_not_say_itself() -> None:
    text = (
        "one: &one {a: 1, b: [2]}\n"
        "two: &two\n"
        "  a: 3\n"
        "  c: 4\n"
        "all:\n"
        "  <<: [*one, *two]\n"
        "  c: 5\n"
        "inline: {<<: {z: 6}, y: 7}\n"
    )
    foreign = parse_foreign(text)

    (data,) = foreign.documents
    assert data["all"] == {"c": "5", "a": "1", "b": ["2"]}
    assert data["inline"] == {"y": "7", "z": "6"}
    assert foreign.problems == ()
    assert foreign.line(("all", "b", 0)) == 1
    assert foreign.line(("all", "c")) == 7


@pytest.mark.parametrize("text", ["<<: 5", "<<: [a]", "'<<': {a: 1}", "<<: &a [{b: c}, d]"])
def test_a_merge_key_that_merges_nothing_stays_a_key(text: str) -> None:
    (data,) = parse_foreign(text).documents

    assert "<<" in data


def test_unknown_tags_are_kept_as_nodes() -> None:
    text = "a: !reference [b, script]\nb: !Sub '${x}'\nc: !vault {d: 1}\ne: !!set {f}\n"
    foreign = parse_foreign(text)

    assert foreign.documents == (
        {
            "a": Tagged("!reference", ["b", "script"]),
            "b": Tagged("!Sub", "${x}"),
            "c": Tagged("!vault", {"d": "1"}),
            "e": Tagged("!!set", {"f": None}),
        },
    )
    assert foreign.line(("c", "d")) == 3


def test_the_tags_of_the_core_schema_mean_what_they_say() -> None:
    (data,) = parse_foreign(
        "a: !!str 5\nb: !!int '5'\nc: !!null ''\nd: ! x\ne: !!map {}\nf: !!seq []\n"
    ).documents

    assert data == {"a": "5", "b": "5", "c": None, "d": "x", "e": {}, "f": []}
    assert type(data["a"]) is str
    assert type(data["b"]) is Plain
    assert type(data["d"]) is str


def test_a_tag_on_a_key_changes_nothing() -> None:
    assert parse_foreign("!!str a: 1\n").documents == ({"a": "1"},)


def test_every_document_is_read_and_has_its_lines() -> None:
    foreign = parse_foreign("a: 1\n---\n- x\n- y\n---\n")

    assert foreign.documents == ({"a": "1"}, ["x", "y"], None)
    assert foreign.line((1,), document=1) == 4
    assert foreign.line((), document=2) == 6


def test_a_duplicate_key_is_reported_and_the_last_one_counts() -> None:
    foreign = parse_foreign("a: {x: [1]}\nb: 2\na: 3\n", "ci.yml")

    assert foreign.documents == ({"a": "3", "b": "2"},)
    assert foreign.problems == (
        Problem("ci.yml", 3, "a", "stands twice, first in line 1", "keep one of the two"),
    )
    assert foreign.line(("a", "x", 0)) == 3


def test_on_and_numbers_are_texts_as_keys() -> None:
    assert parse_foreign("on: push\n3.10: x\n?\n: y\n").documents == ({"on": "push", "3.10": "x", "": "y"},)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a [*a]", "ci.yml:1: a[0]: the alias `*a` stands inside what it names; write the value out"),
        ("a: *b", "ci.yml:1: a: the alias `*b` names nothing; put `&b` at a value above it"),
        ("&a a: 1\n---\nb: *a", "ci.yml:3: b: the alias `*a` names nothing; put `&a` at a value above it"),
        (
            "- &a [x]\n- {*a : 1}",
            "ci.yml:2: [1]: what stands where a key belongs is no text; write a name before the colon",
        ),
        (
            "a: b\n? {c: d}\n: e",
            "ci.yml:2: file: a list or mapping stands where a key belongs; write a name before the colon",
        ),
        (
            "a: 1\na: 2\nb: [",
            (
                "ci.yml:2: a: stands twice, first in line 1; keep one of the two\n"
                "ci.yml:3: file: a bracket or brace is not closed; write `]` or `}` at its end"
            ),
        ),
        ("# nothing", "ci.yml:1: file: is empty; write its keys, or remove the file"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, message: str) -> None:
    assert refused(text) == message


def test_aliases_count_with_all_that_they_name() -> None:
    text = "a: &a [x, y]\nb: [*a, *a]\n"  # 1 + 2 + 3 + 2 values, and 3 for each alias

    assert parse_foreign(text, limits=Limits(1000, 5, 13)).documents
    with pytest.raises(DataFileError, match=r"<text>:2: b\[1\]: more than 12 values; split the file"):
        parse_foreign(text, limits=Limits(1000, 5, 12))


def test_aliases_cannot_pile_up_depth() -> None:
    text = "a: &a [[x]]\nb: &b [[*a]]\nc: [*b]\n"  # c is a mapping, a list, two lists, two lists deep

    assert parse_foreign(text, limits=Limits(1000, 6, 99)).documents
    with pytest.raises(DataFileError, match=r"<text>:3: c\[0\]: lists and mappings nested more than 5 deep"):
        parse_foreign(text, limits=Limits(1000, 5, 99))
