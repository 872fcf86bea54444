"""Which practice to take up next, and why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import load_questionnaire, sample_answers
from assessments.loading import SHIPPED
from assessments.recommending import MET, recommend, too_many
from assessments.targets import answer_worth, reaches, with_targets

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def names(rows):
    return [row.practice.id for row in rows]


def test_the_rank_is_gap_times_weight_times_value_over_effort(build):
    asked = build.questionnaire(
        [build.practice("a", weight=2, value=4, effort=1), build.practice("b", weight=1, value=5, effort=5)]
    )
    found = recommend(asked, build.answers({"a": "o2", "b": "o1"}), {"a": 0.8})
    first, second = found.ready
    assert (first.practice.id, first.gap, first.rank) == ("a", pytest.approx(0.2), pytest.approx(1.6))
    assert (second.score, second.target, second.rank) == (0.3, 1.0, pytest.approx(0.7))
    assert first.formula == "(0.80 - 0.60) × 2 × 4 / 1 = 1.60"  # noqa: RUF001 - the sign of multiplication
    assert first.assumed == ()


def test_a_questionnaire_without_value_and_effort_gets_the_usual_ones_and_says_so(build):
    (row,) = recommend(build.questionnaire([build.practice("a")]), build.answers({"a": "o0"})).ready
    assert (row.value, row.effort, row.rank, row.assumed) == (3, 3, 1.0, ("value", "effort"))


def test_what_is_at_its_target_is_not_recommended(build):
    asked = build.questionnaire([build.practice("a"), build.practice("b")])
    found = recommend(asked, build.answers({"a": "o3", "b": "o2"}), {"b": 0.6})
    assert (found.ready, found.waiting, found.unknown) == ((), (), ())


def test_a_practice_waits_for_what_it_depends_on_and_says_so(build):
    asked = build.questionnaire(
        [
            build.practice("base", title="The base"),
            build.practice("top", depends_on=["base", "asked"]),
            build.practice("asked", title="What is asked"),
        ]
    )
    found = recommend(asked, build.answers({"base": "o1", "top": "o0", "asked": "dont-know"}))
    assert names(found.ready) == ["base"]
    (waiting,) = found.waiting
    assert (waiting.practice.id, waiting.needs) == ("top", ("base", "asked"))
    assert waiting.reasons == (
        "The base comes first: it is at 30 of 100",
        "What is asked comes first: nobody knows how far it is",
    )
    assert [practice.id for practice in found.unknown] == ["asked"]


@pytest.mark.parametrize("given", ["o2", "o3", "not-applicable", "elsewhere"])
def test_a_prerequisite_is_met_from_half_on_or_where_others_see_to_it(build, given):
    asked = build.questionnaire([build.practice("base"), build.practice("top", depends_on=["base"])])
    assert "top" in names(recommend(asked, build.answers({"base": given, "top": "o0"})).ready)


def test_a_lower_target_of_the_team_is_enough_for_a_prerequisite(build):
    asked = build.questionnaire([build.practice("base"), build.practice("top", depends_on=["base"])])
    given = build.answers({"base": "o1", "top": "o0"})
    assert names(recommend(asked, given).ready) == ["base"]
    assert names(recommend(asked, given, {"base": 0.3}).ready) == ["top"]


def test_a_prerequisite_that_is_not_asked_about_holds_nothing_up(build):
    asked = build.questionnaire([build.practice("top", depends_on=["gone"])])
    assert names(recommend(asked, build.answers({"top": "o0"})).ready) == ["top"]


def test_of_equal_ranks_the_one_that_unlocks_more_comes_first_then_the_order(build):
    asked = build.questionnaire(
        [
            build.practice("a"),
            build.practice("b"),
            build.practice("base"),
            build.practice("top", depends_on=["base"]),
        ]
    )
    found = recommend(asked, build.answers(dict.fromkeys(("a", "b", "base", "top"), "o1")))
    assert names(found.ready) == ["base", "a", "b"]
    assert [row.unlocks for row in found.ready] == [("top",), (), ()]


def test_what_is_asked_of_nobody_or_not_applicable_is_not_recommended(build):
    asked = build.questionnaire([build.practice(name) for name in "abc"])
    found = recommend(asked, build.answers({"a": "not-applicable", "b": "elsewhere"}))
    assert (found.ready, [practice.id for practice in found.unknown]) == ((), ["c"])


def test_the_sample_team_automates_its_deployment_first():
    asked = load_questionnaire(SHIPPED / "continuous-delivery.yaml")
    first = recommend(asked, sample_answers()).ready[0]
    assert (first.practice.id, first.unlocks) == ("deploy-path", ("release-apart",))


drawn = st.lists(
    st.tuples(
        st.sampled_from(["o0", "o1", "o2", "o3", "dont-know", "not-applicable", "elsewhere", None]),
        st.sets(st.integers(0, 6), max_size=3),
        st.sampled_from([None, 0.0, 0.3, 0.6, 1.0]),
        st.integers(1, 5),
        st.integers(1, 5),
    ),
    min_size=1,
    max_size=7,
)


def built(build, rows):
    practices = [
        build.practice(
            f"p{place}",
            depends_on=[f"p{need}" for need in sorted(needs) if need < len(rows) and need != place],
            value=value,
            effort=effort,
        )
        for place, (_, needs, _, value, effort) in enumerate(rows)
    ]
    given = {f"p{place}": row[0] for place, row in enumerate(rows) if row[0]}
    goals = {f"p{place}": row[2] for place, row in enumerate(rows) if row[2] is not None}
    return build.questionnaire(practices), build.answers(given), goals


@law
@given(rows=drawn)
def test_nothing_is_recommended_whose_prerequisites_are_not_met(build, rows):
    asked, given, goals = built(build, rows)
    worth = {"o0": 0.0, "o1": 0.3, "o2": 0.6, "o3": 1.0}
    for row in recommend(asked, given, goals).ready:
        assert row.gap > 0
        for need in row.practice.depends_on:
            said = rows[int(need[1:])][0]
            assert said in {"not-applicable", "elsewhere"} or worth[said] >= min(MET, goals.get(need, 1.0))


@law
@given(rows=drawn)
def test_every_practice_with_a_gap_is_listed_once_and_the_order_holds(build, rows):
    asked, given, goals = built(build, rows)
    found = recommend(asked, given, goals)
    listed = names(found.ready) + names(found.waiting) + [practice.id for practice in found.unknown]
    assert len(listed) == len(set(listed))
    ranks = [row.rank for row in found.ready]
    assert ranks == pytest.approx(sorted(ranks, reverse=True))
    assert recommend(asked, given, goals) == found


def test_one_to_three_experiments_are_chosen():
    assert [too_many(list("abcd")[:count]) is None for count in range(5)] == [False, True, True, True, False]
    assert too_many(["a", "a", "b", "c"]) is None
    assert too_many([]) == "0 are chosen; choose 1 to 3: few things at a time are finished"


# ---------------------------------------------------------------- targets


def test_reached_targets_make_answers_that_score_like_any_others(build):
    asked = build.questionnaire(
        [
            build.practice("choice"),
            build.practice("done"),
            build.practice("aside"),
            build.practice("open"),
            build.practice("untouched"),
        ]
    )
    now = build.answers({"choice": "o1", "done": "o3", "aside": "elsewhere", "untouched": "o0"})
    goals = {"choice": 0.5, "done": 0.6, "aside": 1.0, "open": 1.0}
    then = with_targets(asked, now, goals)
    assert {name: answer.option or answer.state for name, answer in then.answers.items()} == {
        "choice": "o2",
        "done": "o3",
        "aside": "elsewhere",
        "open": "o3",
        "untouched": "o0",
    }
    assert now.answers["choice"].option == "o1"


@pytest.mark.parametrize(
    ("question", "worth", "value"),
    [
        ({"kind": "bool"}, 0.2, True),
        ({"kind": "bool"}, 0.0, False),
        ({"kind": "bool", "reverse": True}, 0.2, False),
        ({"kind": "bool", "reverse": True}, 0.0, True),
        ({"kind": "percent"}, 0.25, 25.0),
        ({"kind": "percent", "reverse": True}, 0.25, 75.0),
        ({"kind": "number", "range": [10, 0]}, 0.5, 5.0),
        ({"kind": "multi", "options": "three"}, 0.5, ("a", "b")),
        ({"kind": "multi", "options": "three"}, 0.0, ()),
        ({"kind": "multi", "options": "three"}, 1.0, ("a", "b", "c")),
        ({"kind": "multi", "options": "three", "reverse": True}, 0.8, ("a",)),
    ],
)
def test_the_smallest_answer_that_is_good_enough(build, question, worth, value):
    three = [{"id": name, "text": name, "value": 0.3} for name in "abc"]
    options = {"options": three} if question.get("options") else {}
    asked = build.questionnaire([build.practice("p", question={"text": "?", **question, **options})])
    assert answer_worth(asked, asked.practices[0].question, worth).value == value


def test_a_target_no_option_reaches_takes_the_best_one(build):
    asked = build.questionnaire(
        [
            build.practice(
                "p",
                question={
                    "kind": "single",
                    "text": "?",
                    "options": [{"id": "a", "text": "A", "value": 0}, {"id": "b", "text": "B", "value": 0.5}],
                },
            )
        ]
    )
    assert answer_worth(asked, asked.practices[0].question, 1.0).option == "b"


def test_a_target_is_reached_open_or_overdue(build):
    from datetime import date

    asked = build.questionnaire([build.practice(name) for name in "abc"])
    today = date(2026, 11, 16)
    a, b, c = reaches(
        asked,
        build.answers({"a": "o3", "b": "o1"}),
        {"a": 1.0, "b": 1.0, "c": 0.3},
        {"a": date(2026, 1, 1), "b": date(2026, 11, 15), "c": date(2026, 11, 16)},
    )
    assert [(one.score, one.reached, one.overdue(today)) for one in (a, b, c)] == [
        (1.0, True, False),
        (0.3, False, True),
        (None, False, False),
    ]
    assert not reaches(asked, build.answers({}), {"a": 1.0})[0].overdue(today)
