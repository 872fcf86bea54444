"""What was tried alone is sorted by what its interval says, and nothing more is said."""

import pytest

from loop import SHOWN, Ranking, rank, ties
from simulator import Effect, Sensitivity, Study, difference
from tests.loop.lanes import turn

LEAD, HANDS = SHOWN[0], SHOWN[2]
BASE = (10.0, 12.0, 11.0, 13.0)


def effect(path: str, lead: float, hands: float = 0.0, wobble: float = 0.0) -> Effect:
    moved = tuple(value + lead + wobble * (-1) ** place for place, value in enumerate(BASE))
    rows = (difference(LEAD, BASE, moved), difference(HANDS, BASE, tuple(one + hands for one in BASE)))
    return Effect(path, "better", rows)


def ranked(*effects: Effect) -> Ranking:
    steps = [turn(one.path, "defects", 0.1) for one in effects]
    return rank(Sensitivity("line", Study(), effects), steps, LEAD)


def names(tried) -> list[str]:
    return [one.turn.path for one in tried]


def test_steps_are_sorted_by_what_can_be_said_of_them() -> None:
    found = ranked(
        effect("a-bit", -1), effect("most", -5), effect("costly", -6, hands=1), effect("bad", 2),
        effect("perhaps", -0.5, wobble=2), effect("nothing", 0), Effect("lost", 1, problems=("no", "such")),
    )  # fmt: skip
    assert names(found.helps) == ["most", "a-bit"]
    assert names(found.aside) == ["costly"]
    assert found.aside[0].costs == (HANDS,)
    assert (names(found.worse), names(found.unclear), names(found.same)) == (
        ["bad"],
        ["perhaps"],
        ["nothing"],
    )
    assert [(turn.path, why) for turn, why in found.refused] == [("lost", "no such")]
    assert names(found.shown) == ["costly", "most", "a-bit", "bad"]
    assert names(found.every) == ["costly", "most", "a-bit", "bad", "perhaps", "nothing"]
    assert found.base == pytest.approx(11.5)
    assert found.number(found.helps[1]) == 2
    assert found.number(found.aside[0]) is None


def test_a_small_loss_elsewhere_keeps_nothing_out() -> None:
    assert names(ranked(effect("fine", -1, hands=0.5)).helps) == ["fine"], "0.5 of 11.5 is below 5 %"


def test_what_overlaps_with_the_first_of_a_run_cannot_be_told_from_it() -> None:
    found = ranked(effect("a", -9), effect("b", -4, wobble=1), effect("c", -3.5, wobble=1), effect("d", -0.1))
    assert ties(found) == ((2, 3),)
    assert ties(ranked(effect("a", -9), effect("b", -1))) == ()
    assert ties(ranked()) == ()
