"""Codes to join with, and people who try them out."""

import random

import pytest

from workshops import ALPHABET, CodeError, new_code, read_code


def test_a_code_has_six_of_thirty_one_signs_that_nobody_mixes_up() -> None:
    draw = random.Random(1)  # noqa: S311 - a test
    code = new_code(draw.randrange)
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert not set("01ILO") & set(ALPHABET)
    assert len(code) == 6
    assert read_code(code) == code


def test_a_code_that_a_room_has_is_not_drawn_again() -> None:
    draws = iter([0] * 6 + [1] * 6)
    assert new_code(lambda _below: next(draws), frozenset({"222222"})) == "333333"


@pytest.mark.parametrize("text", ["k7pm2x", " K7P M2X ", "k7p-m2x", "K7P\u2013M2X"])
def test_a_code_is_read_as_people_type_it(text: str) -> None:
    assert read_code(text) == "K7PM2X"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("K7PM2", "has 5"), ("", "has 0"), ("K7PM2XX", "has 7"), ("K7PM0X", "no `0`"), ("<b>", "no `<`")],
)
def test_what_is_no_code_says_what_one_looks_like(text: str, expected: str) -> None:
    with pytest.raises(CodeError, match=expected):
        read_code(text)
