"""How far people agree, by published numbers first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import Answer, AnswerState
from assessments.agreement import (
    Agreement,
    Bar,
    agreement,
    agreements,
    spread_of,
    topic_of,
    topics,
)
from assessments.publishing import said

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def counted(values):
    return {float(value): values.count(value) for value in values}


@pytest.mark.parametrize(
    ("values", "middle", "deviation", "rwg", "dissensus"),
    [
        ([4, 4, 5, 4], 4, 0.25, 0.875, 0.953125),
        ([1, 5, 1, 5], 3, 2.0, -5 / 3, 0.0),
        ([1, 2, 3, 4, 5], 3, 1.2, -0.25, 0.5),
        ([2, 3, 3, 4], 3, 0.5, 2 / 3, 0.875),
        ([5, 5, 5, 1], 5, 1.0, -1.0, 0.25),
        ([3, 3, 3], 3, 0.0, 1.0, 1.0),
    ],
)
def test_five_options_give_the_published_numbers(values, middle, deviation, rwg, dissensus):
    found = spread_of(counted(values), 5, 4.0)
    assert (found.count, found.median, found.deviation) == (len(values), middle, deviation)
    assert found.rwg == pytest.approx(rwg, abs=1e-12)
    assert found.dissensus == pytest.approx(dissensus, abs=1e-12)
    assert found.rwg_shown == max(0, found.rwg)


def test_people_agree_closely_enough_up_to_a_sixth_of_the_options():
    assert spread_of(counted([3, 3, 3, 3, 3, 5, 5, 4, 3, 3]), 5, 4.0).limit == pytest.approx(5 / 6)
    assert spread_of(counted([1, 2]), 3, 2.0).deviation == 0.5 == spread_of(counted([1, 2]), 3, 2.0).limit
    assert spread_of(counted([1, 2]), 3, 2.0).close
    assert not spread_of(counted([1, 3]), 3, 2.0).close


def test_of_one_value_nothing_is_said():
    assert spread_of(counted([3]), 5, 4.0) is None
    assert spread_of({}, 5, 4.0) is None
    assert spread_of(counted([1, 1]), 1, 0.0) is None


@law
@given(values=st.lists(st.integers(1, 5), min_size=2, max_size=30))
def test_indexes_keep_their_bounds_and_turn_with_the_scale(values):
    found, turned = spread_of(counted(values), 5, 4.0), spread_of(counted([6 - v for v in values]), 5, 4.0)
    assert 0 <= found.deviation <= 2
    assert found.rwg <= 1
    assert -1e-9 <= found.dissensus <= 1
    assert found.deviation == pytest.approx(turned.deviation)
    assert found.rwg == pytest.approx(turned.rwg)
    assert (found.rwg == 1) == (len(set(values)) == 1)


# ---------------------------------------------------------------- one practice


@pytest.fixture
def small(build):
    return build.questionnaire(
        [
            build.practice("choice"),
            build.practice("flag", question={"kind": "bool", "text": "Is it?"}),
            build.practice("share", question={"kind": "percent", "text": "How many?"}),
            build.practice("days", question={"kind": "number", "text": "Days?", "range": [10, 0]}),
            build.practice(
                "many",
                question={
                    "kind": "multi",
                    "text": "Which?",
                    "options": [
                        {"id": "unit", "text": "Unit tests", "value": 0.5},
                        {"id": "whole", "text": "Whole tests", "value": 0.5},
                    ],
                },
            ),
        ]
    )


def of(questionnaire, practice, tally) -> Agreement:
    return agreement(questionnaire, questionnaire.practice(practice), tally)


def test_the_histogram_has_every_option_in_its_order_then_what_else_was_said(small):
    found = of(small, "choice", {"o3": 2, "o1": 1, "~dont-know": 1, "~not-applicable": 1, "~elsewhere": 2})
    assert found.bars == (
        Bar("o0", "Seen 0", 0.0, 0),
        Bar("o1", "Seen 1", 0.3, 1),
        Bar("o2", "Seen 2", 0.6, 0),
        Bar("o3", "Seen 3", 1.0, 2),
        Bar("~not-applicable", "Not applicable", None, 1),
        Bar("~dont-know", "Don't know", None, 1),
        Bar("~elsewhere", "Done elsewhere", None, 2),
    )
    assert (found.count, found.valued, found.dont_know, found.aside) == (7, 3, 1, 3)
    assert (found.spread.median, found.spread.deviation, found.middle) == (4, 2 / 3, ("Seen 3",))


def test_a_median_between_two_options_names_both(small):
    found = of(small, "choice", {"o0": 2, "o3": 2})
    assert (found.spread.median, found.middle) == (2.5, ("Seen 1", "Seen 2"))


def test_a_bool_has_two_positions(small):
    found = of(small, "flag", {"1.0": 3, "0.0": 1})
    assert [(bar.text, bar.count) for bar in found.bars] == [("No", 1), ("Yes", 3)]
    assert (found.spread.median, found.spread.deviation, found.spread.limit) == (
        2,
        0.25,
        pytest.approx(1 / 3),
    )


def test_numbers_keep_their_unit(small):
    found = of(small, "share", {"10.0": 1, "30.0": 2, "200.0": 1, "often": 1, "nan": 1})
    assert [(bar.text, bar.worth, bar.count) for bar in found.bars] == [("10", 0.1, 1), ("30", 0.3, 2)]
    assert (found.spread.median, found.spread.limit) == (30, pytest.approx(100 / 6))
    assert found.spread.rwg == pytest.approx(1 - 400 / 3 / (100**2 / 12))
    days = of(small, "days", {"0.0": 1, "10.0": 1})
    assert (days.spread.deviation, days.spread.limit) == (5, pytest.approx(10 / 6))
    assert days.spread.dissensus == 0


def test_several_options_are_told_apart_by_what_they_are_worth_together(small):
    found = of(small, "many", {"+": 1, "+unit": 1, "+unit+whole": 2, "+gone": 1, "unit": 1})
    assert [(bar.text, bar.worth, bar.count) for bar in found.bars] == [
        ("None", 0, 1),
        ("Unit tests", 0.5, 1),
        ("Unit tests, Whole tests", 1, 2),
    ]
    assert found.spread.median == 0.75


def test_what_all_say_is_known_without_a_vote(small):
    assert of(small, "choice", {"o2": 5}).unanimous == "o2"
    assert of(small, "choice", {"o2": 4, "~dont-know": 1}).unanimous is None
    assert of(small, "choice", {"~elsewhere": 3}).unanimous == "~elsewhere"
    assert of(small, "choice", {}).unanimous is None
    assert of(small, "choice", {}).middle == ()


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ("o1", "o1"),
        ("dont-know", "~dont-know"),
        (True, "1.0"),
        (False, "0.0"),
        (2.5, "2.5"),
        (("b", "a"), "+a+b"),
        ((), "+"),
    ],
)
def test_an_answer_is_counted_as_one_word(build, given, word):
    assert said(build.answer(given)) == word


def test_an_answer_without_anything_counts_as_nothing():
    assert said(Answer(state=AnswerState.VALUE)) == "0.0"


# ---------------------------------------------------------------- what to talk about


def test_what_lies_widest_apart_is_talked_about_first(small):
    found = agreements(
        small,
        {
            "choice": {"o0": 1, "o3": 1},
            "flag": {"1.0": 4},
            "share": {"50.0": 2, "~dont-know": 2},
            "days": {"1.0": 2, "~elsewhere": 1, "~not-applicable": 1},
            "many": {},
        },
    )
    ranked = topics(found)
    assert [topic.agreement.practice for topic in ranked] == ["choice", "days", "share"]
    assert [topic.rank for topic in ranked] == [pytest.approx(1.5 / (4 / 6)), 1.0, 0.5]
    assert ranked[0].formula == "2.25 apart + 0.00 unsure + 0.00 divided = 2.25"


def test_equal_ranks_keep_the_order_of_the_questionnaire(build):
    asked = build.questionnaire([build.practice(name) for name in ("b", "a", "c")])
    found = agreements(asked, {name: {"o0": 1, "o1": 1} for name in "abc"})
    assert [topic.agreement.practice for topic in topics(found)] == ["b", "a", "c"]


def test_a_team_split_on_whether_it_applies_is_divided(small):
    assert topic_of(of(small, "choice", {"o1": 1, "~elsewhere": 3})).divided == 0.5
    assert topic_of(of(small, "choice", {"~elsewhere": 3})).rank == 0
