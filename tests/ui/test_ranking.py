"""Ranking single changes: sorted by what can be said of them, and nothing said beyond the intervals."""

import math

import pytest

import simulator
from loop import Ranking, rank, ties
from simulator import Effect, Sensitivity, Study, shipped_scenarios
from simulator.sensitivity import difference
from ui.simulating import ranking
from ui.simulating.ranking import SHOWN
from ui.simulating.turning import Turn, proposals

STUDY = Study(seed=3, replications=4, changes=100)
LEAD, FAILED, RATE, HANDS, RECOVERY = (
    "change_lead_time.p50",
    "failed_changes_per_1000",
    "change_fail_rate",
    "hands_on",
    "failed_deployment_recovery_time.p50",
)
BASE = (10.0, 12.0, 11.0, 13.0)


def minus(text: str) -> str:
    """Return a text with the sign that figures have."""
    return text.replace("-", ranking.MINUS)


def effect(path: str, lead: float, hands: float = 0.0, wobble: float = 0.0) -> Effect:
    """Return an effect that moves the lead time and the hands-on hours by so much, give or take."""
    moved = tuple(b + lead + wobble * (-1) ** i for i, b in enumerate(BASE))
    differences = [
        difference(LEAD, BASE, moved),
        difference(FAILED, BASE, BASE),
        difference(RATE, BASE, BASE),
        difference(HANDS, BASE, tuple(b + hands for b in BASE)),
        difference(RECOVERY, (None,) * 4, (None,) * 4),
    ]
    return Effect(path, 1, tuple(differences))


def ranked(*effects: Effect, aim: str = LEAD) -> Ranking:
    turns = [Turn(each.path, each.value, "stage", each.path, "as ever") for each in effects]
    return rank(Sensitivity("road", STUDY, tuple(effects)), turns, aim)


def paths(tried) -> list[str]:
    return [each.turn.path for each in tried]


def test_changes_are_sorted_by_what_can_be_said_of_them() -> None:
    found = ranked(
        effect("a-bit", -1),
        effect("most", -5),
        effect("costly", -6, hands=1),
        effect("bad", 2),
        effect("perhaps", -0.5, wobble=2),
        effect("nothing", 0),
        Effect("broken", 1, problems=("needs more",)),
    )
    assert paths(found.helps) == ["most", "a-bit"]
    assert paths(found.aside) == ["costly"]
    assert found.aside[0].costs == (HANDS,)
    assert paths(found.worse) == ["bad"]
    assert paths(found.unclear) == ["perhaps"]
    assert paths(found.same) == ["nothing"]
    assert [(turn.path, why) for turn, why in found.refused] == [("broken", "needs more")]
    assert paths(found.shown) == ["costly", "most", "a-bit", "bad"]
    assert [found.number(each) for each in found.shown] == [None, 1, 2, None]
    assert paths(found.every) == ["costly", "most", "a-bit", "bad", "perhaps", "nothing"]
    assert found.base == 11.5


def test_a_small_loss_elsewhere_leaves_a_change_in_the_ranking() -> None:
    assert paths(ranked(effect("fine", -5, hands=0.5)).helps) == ["fine"]
    assert paths(ranked(effect("costly", -5, hands=0.6)).aside) == ["costly"]


def test_places_whose_intervals_overlap_are_too_close_to_tell() -> None:
    found = ranked(effect("first", -9), effect("second", -3, wobble=0.5), effect("third", -2.9, wobble=0.5))
    assert ties(found) == ((2, 3),)
    assert ranking.tie_words(found) == "Too close to tell 2 from 3: the intervals overlap."
    three = ranked(*(effect(name, -3 + i / 10, wobble=1.5) for i, name in enumerate("abc")))
    assert ranking.tie_words(three) == "Too close to tell 1 to 3 apart: the intervals overlap."
    assert ranking.tie_words(ranked(effect("a", -9), effect("b", -1))) == ""


def test_one_run_tells_nothing_apart() -> None:
    one = difference(LEAD, (10.0,), (5.0,))
    assert ranking.between(LEAD, one) == "no interval from one run"
    assert ranking.cell(LEAD, one) == minus("-5.0 h (one run, no interval)")
    assert ranking.gain(LEAD, one) == "5.0 h less"


def test_a_difference_is_said_with_its_interval() -> None:
    less = difference(LEAD, (10.0, 12.0, 11.0), (6.0, 6.0, 6.0))
    reach = 4.302652729911275 * 1 / math.sqrt(3)
    assert (less.low, less.high) == (pytest.approx(-5 - reach), pytest.approx(-5 + reach))
    assert ranking.gain(LEAD, less) == "5.0 h less"
    assert ranking.between(LEAD, less) == "2.5 to 7.5 h"
    assert ranking.cell(LEAD, less) == minus("-5.0 h (-7.5 to -2.5 h)")
    assert ranking.turned(LEAD, less) == "11 h → 6.0 h"
    rate = difference(RATE, (0.2, 0.3, 0.25), (0.21, 0.3, 0.27))
    assert ranking.between(RATE, rate) == minus("-1.5 to +3.5 points")
    assert ranking.turned(RATE, rate) == "about the same"
    same = difference(LEAD, BASE, BASE)
    assert (ranking.turned(LEAD, same), ranking.cell(LEAD, same)) == ("same", "same")
    tiny = difference(LEAD, (10.2, 10.3), (10.199, 10.299))
    assert ranking.turned(LEAD, tiny) == "about the same"
    nothing = difference(LEAD, (None,), (1.0,))
    assert (ranking.turned(LEAD, nothing), ranking.cell(LEAD, nothing)) == ("none", "none")


def test_the_arithmetic_names_every_number_it_rests_on() -> None:
    found = ranked(effect("most", -5, wobble=1)).helps[0]
    said = ranking.arithmetic(found, STUDY)
    for number in (
        "100 changes",
        "4 runs",
        "seed 3",
        "11.5 h",
        "6.5 h",
        minus("-5"),
        "n = 4",
        "t = 3.18",
        "0.5774",
    ):
        assert number in said, number
    assert minus("-6.837 to -3.163") in said
    lost = ranked(effect("most", -5), aim=RECOVERY)
    assert "nothing to compare" in ranking.arithmetic(lost.same[0], STUDY)
    alone = Effect("x", 1, tuple(difference(path, (2.0,), (1.0,)) for path in SHOWN))
    assert "one pair has no interval" in ranking.arithmetic(ranked(alone).unclear[0], STUDY)


def test_where_nothing_helps_it_is_said_and_the_nearest_is_named() -> None:
    assert minus("Nearest: stage: perhaps (-4.2 to +3.2 h)") in ranking.nothing_helps(
        ranked(effect("perhaps", -0.5, wobble=2), effect("bad", 3))
    )
    assert ranking.nothing_helps(ranked(effect("bad", 3))).endswith("beyond what chance explains.")
    assert "making something else worse" in ranking.nothing_helps(ranked(effect("costly", -5, hands=3)))
    assert "nothing of the kind happened" in ranking.nothing_helps(ranked(effect("a", -5), aim=RECOVERY))


def test_a_fail_rate_is_never_named_without_failed_changes() -> None:
    found = ranked(effect("most", -5), aim=RATE)
    value, name = ranking.fact(found, None)
    assert (value, name) == ("1150 %", "change fail rate, 12 failed changes per 1,000")
    assert ranking.fact(ranked(effect("most", -5)), None) == ("12 h", "median lead time")
    most = ranked(effect("most", -5))
    assert ranking.fact(most, most.helps[0]) == ("6.5 h", "median lead time")
    assert ranking.fact(ranked(), None) == ("none", "median lead time")


def test_the_table_and_the_file_hold_every_change() -> None:
    found = ranked(effect("most", -5), effect("costly", -6, hands=2), effect("nothing", 0))
    rows = ranking.table_rows(found)
    assert [row[:2] for row in rows] == [
        ["not advised", "stage: costly"],
        ["1", "stage: most"],
        ["", "stage: nothing"],
    ]
    assert all(len(row) == len(ranking.headings()) for row in rows)
    head, *body = ranking.csv_rows(found, STUDY)
    assert len(body) == 3 * len(SHOWN)
    first = dict(zip(head, body[0], strict=True))
    assert (first["difference"], first["n"], first["verdict"], first["seed"]) == (-6.0, 4, "lower", 3)
    assert ranking.metric_rows(found.helps[0])[0][0] == "Change lead time"


def test_changes_without_a_row_are_listed_by_stage() -> None:
    found = ranked(effect("one", 0), effect("two", 0))
    assert ranking.listed(found.same) == "**stage**: one; two."


def test_the_presets_teach_what_they_are_there_for() -> None:
    """A press on any day comes first where the work is automatic, and is not advised where it is by hand."""
    study = Study(seed=1, replications=12, changes=200)
    best = {}
    for preset in shipped_scenarios().values:
        if preset.id in {"button-weekly", "hand-weekly"}:
            turns = proposals(preset)
            found = simulator.sensitivity(preset, {turn.path: turn.value for turn in turns}, study, SHOWN)
            best[preset.id] = rank(found, turns, LEAD)
    assert best["button-weekly"].helps[0].turn.path == "decision"
    assert "decision" in paths(best["hand-weekly"].aside)
    assert "deploy" in paths(best["hand-weekly"].helps)
    assert "deploy.batch" in paths(best["hand-weekly"].worse)
