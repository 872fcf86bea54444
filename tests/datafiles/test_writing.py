"""What is written as YAML is read back as the same value."""

from hypothesis import given, settings
from hypothesis import strategies as st

from datafiles import FileModel, Flag, Number, Text, Whole, model_from_text, parse_strict, to_yaml


class Row(FileModel):
    """One of each."""

    text: Text
    number: Number
    whole: Whole
    flag: Flag
    texts: tuple[Text, ...] = ()


def test_leaves_stand_on_one_line_and_parts_keep_their_order():
    value = {"id": "a", "work": {"dist": "lognormal", "mean": 1.5, "cv": 1.0}, "at": [0.5, 2.0], "on": True}
    assert to_yaml(value) == ("id: a\nwork: {dist: lognormal, mean: 1.5, cv: 1}\nat: [0.5, 2]\n'on': true\n")


def test_a_text_that_looks_like_a_number_is_quoted():
    assert to_yaml({"hours": "09:00-17:00", "empty": "", "version": "1.0"}) == (
        'hours: "09:00-17:00"\nempty: ""\nversion: "1.0"\n'
    )


def test_a_text_of_several_lines_is_a_block():
    assert to_yaml({"note": "One.\nTwo.\n"}) == "note: |\n  One.\n  Two.\n"
    assert parse_strict(to_yaml({"note": "One.\n\n Two."})).data == {"note": "One.\n\n Two."}


def test_a_value_that_stands_at_two_places_is_written_twice():
    work = {"mean": 1.5}
    assert to_yaml({"a": work, "b": work}) == "a: {mean: 1.5}\nb: {mean: 1.5}\n"


texts = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=30).filter(
    lambda text: text.strip() and "\x85" not in text
)
numbers = st.floats(-1e15, 1e15, allow_nan=False)


@given(texts, numbers, st.integers(-(10**9) + 1, 10**9 - 1), st.booleans(), st.lists(texts, max_size=3))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_what_is_written_is_read_back_as_the_same_value(text, number, whole, flag, several):
    row = {"text": text, "number": number, "whole": whole, "flag": flag, "texts": several}
    read = model_from_text(to_yaml(row), Row)
    assert (read.text, read.number, read.whole, read.flag) == (text, number, whole, flag)
    assert read.texts == tuple(several)
