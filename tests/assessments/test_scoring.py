"""Scores computed by hand, then by the code."""

from __future__ import annotations

import pytest

from assessments import Answer, AnswerState, EvidenceRule, Kind, UnknownIdError, score

SCALE = {"agree": [{"id": f"s{n}", "text": f"Step {n}", "value": n / 4} for n in range(5)]}


def four(node):
    return (node.score, node.low, node.high, node.coverage)


def written(node):
    """Return the arithmetic of a node in plain letters."""
    return node.working.formula.replace("\N{MULTIPLICATION SIGN}", "x")


def test_two_answers_and_one_open_question_make_a_mean_a_band_and_a_coverage(build):
    asked = build.questionnaire([build.practice("one"), build.practice("two"), build.practice("three")])
    scores = score(asked, build.answers({"one": "o1", "two": "o2"}))
    assert four(scores.overall) == pytest.approx((0.45, 0.3, 1.9 / 3, 2 / 3))
    assert four(scores.dimensions["a"]) == four(scores.overall)
    assert four(scores.practices["one"]) == (0.3, 0.3, 0.3, 1.0)
    assert four(scores.practices["three"]) == (None, 0.0, 1.0, 0.0)


def test_dont_know_is_scored_like_unanswered(build):
    asked = build.questionnaire([build.practice("one"), build.practice("two")])
    unsure = score(asked, build.answers({"one": "o1", "two": "dont-know"}))
    silent = score(asked, build.answers({"one": "o1"}))
    assert unsure == silent


@pytest.mark.parametrize("state", ["not-applicable", "elsewhere"])
def test_what_does_not_apply_here_leaves_the_base(build, state):
    asked = build.questionnaire([build.practice("one"), build.practice("two")])
    scores = score(asked, build.answers({"one": "o1", "two": state}))
    assert four(scores.overall) == (0.3, 0.3, 0.3, 1.0)
    assert four(scores.practices["two"]) == (None, None, None, None)


def test_nothing_answered_has_no_score_but_the_widest_band(build):
    asked = build.questionnaire([build.practice("one"), build.practice("two", "b")])
    scores = score(asked, build.answers({}))
    assert four(scores.overall) == (None, 0.0, 1.0, 0.0)
    assert scores.overall.working.formula == "nothing answered, no score"


def test_a_dimension_that_does_not_apply_leaves_the_overall_score(build):
    asked = build.questionnaire([build.practice("one"), build.practice("two", "b")])
    scores = score(asked, build.answers({"one": "o2", "two": "not-applicable"}))
    assert four(scores.dimensions["b"]) == (None, None, None, None)
    assert four(scores.overall) == (0.6, 0.6, 0.6, 1.0)
    assert scores.dimensions["b"].working.formula == "nothing answered, no score"


def test_missing_as_zero_counts_open_answers_and_keeps_the_band(build):
    asked = build.questionnaire([build.practice("one"), build.practice("two")], {"missing": "zero"})
    scores = score(asked, build.answers({"one": "o2", "two": "dont-know"}))
    assert four(scores.overall) == pytest.approx((0.3, 0.3, 0.8, 0.5))


@pytest.mark.parametrize(
    ("tree", "expected", "formula"),
    [
        ("mean", 0.65, "(0.30 + 1.00) / 2 = 0.65"),
        ("weighted", 0.825, "(1 x 0.30 + 3 x 1.00) / 4 = 0.82"),
        ("sum", 0.825, "(1 x 0.30 + 3 x 1.00) / 4 = 0.82"),
        ("min", 0.3, "smallest of 0.30, 1.00 = 0.30"),
    ],
)
def test_the_rules_of_the_tree(build, tree, expected, formula):
    asked = build.questionnaire([build.practice("one"), build.practice("two", weight=3)], {"tree": tree})
    node = score(asked, build.answers({"one": "o1", "two": "o3"})).dimensions["a"]
    assert node.score == pytest.approx(expected)
    assert written(node) == formula


def test_a_sum_shows_its_points_and_weighs_dimensions_by_their_possible_points(build):
    rows = [build.practice("one"), build.practice("two"), build.practice("three", "b", weight=0.5)]
    scores = score(build.questionnaire(rows, {"tree": "sum"}), build.answers({"one": "o3", "two": "o3"}))
    assert scores.dimensions["a"].native == 2.0
    assert scores.overall.native == pytest.approx(2.5)
    zero = build.questionnaire(rows, {"tree": "sum", "missing": "zero"})
    overall = score(zero, build.answers({"one": "o3", "two": "o3"})).overall
    assert (overall.score, overall.native) == (0.8, 2.0)
    assert overall.as_dict() == {"score": 0.8, "low": 0.8, "high": 1.0, "coverage": 2 / 3, "native": 2.0}


def test_three_levels_that_add_up_inside_a_mean_give_points_from_0_to_3(build):
    """The published SAMM rule: streams into a level by mean, levels into a practice by sum, then means."""
    groups = [{"id": "top", "dimension": "a", "title": "Top"}]
    rows = []
    for level in (1, 2, 3):
        groups.append({"id": f"level-{level}", "dimension": "a", "parent": "top", "title": f"Level {level}"})
        rows += [build.practice(f"p{level}{stream}", group=f"level-{level}") for stream in "ab"]
    asked = build.questionnaire(rows, {"missing": "zero", "tree": {"group": "sum"}}, groups=groups)
    scores = score(asked, build.answers({"p1a": "o3", "p1b": "o3", "p2a": "o1"}))
    assert scores.groups["level-1"].native == 2.0
    assert scores.overall.native == pytest.approx(2.3)
    assert scores.overall.score == pytest.approx(2.3 / 6)
    assert list(scores.as_dict()) == ["overall", "dimensions", "groups", "practices", "problems"]


def test_groups_stand_between_practices_and_their_dimension(build):
    rows = [
        build.practice("one", group="inner"),
        build.practice("two", group="inner"),
        build.practice("three"),
    ]
    groups = [{"id": "inner", "dimension": "a", "title": "Inner"}]
    scores = score(
        build.questionnaire(rows, groups=groups), build.answers({"one": "o0", "two": "o1", "three": "o3"})
    )
    assert scores.groups["inner"].score == 0.15
    assert scores.overall.score == pytest.approx(0.575)


def test_a_closed_gate_hides_the_levels_above_it(build):
    rows = [build.practice("one", level=1), build.practice("two", level=1), build.practice("three", level=2)]
    asked = build.questionnaire(rows, {"tree": "gated"})
    closed = score(asked, build.answers({"one": "o3", "two": "o2", "three": "o3"})).overall
    assert closed.score == pytest.approx(0.4)
    opened = score(asked, build.answers({"one": "o3", "two": "o3", "three": "o1"})).dimensions["a"]
    assert opened.score == pytest.approx(0.65)
    levels = "level 1: (1 x 1.00 + 1 x 1.00) / 2; level 2: (1 x 0.30) / 1"
    assert written(opened) == f"mean of 2 levels ({levels}) = 0.65"
    shut = score(asked, build.answers({"one": "o3", "two": "o2", "three": "o3"})).dimensions["a"]
    levels = "level 1: (1 x 1.00 + 1 x 0.60) / 2; level 2: closed, 0"
    assert written(shut) == f"mean of 2 levels ({levels}) = 0.40"


def test_a_lower_gate_opens_earlier_and_an_unanswered_level_stays_closed(build):
    rows = [build.practice("one", level=1), build.practice("two", level=2), build.practice("three", level=3)]
    asked = build.questionnaire(rows, {"tree": "gated", "gate": 0.5})
    assert score(asked, build.answers({"one": "o2", "two": "o2"})).overall.score == pytest.approx(0.4)
    skipped = score(asked, build.answers({"one": "o2", "three": "o3"})).overall
    assert (skipped.score, skipped.low, skipped.high) == pytest.approx((0.2, 0.2, 2.6 / 3))


def test_a_gate_is_reached_exactly_whatever_the_weights(build):
    scale = {"three": [{"id": f"s{n}", "text": f"Step {n}", "value": n / 10} for n in (0, 7, 10)]}
    likert = {"kind": "likert", "text": "?", "scale": "three"}
    rows = [build.practice(f"p{n}", question=likert, level=n // 2 + 1, weight=n + 1) for n in range(3)]
    asked = build.questionnaire(rows, {"tree": "gated", "gate": 0.7}, scales=scale)
    scores = score(asked, build.answers({"p0": "s7", "p1": "s7", "p2": "s10"}))
    assert scores.dimensions["a"].score == (0.7 + 1) / 2


def test_a_band_holds_its_score_even_in_the_last_bit(build):
    rows = [build.practice(f"p{n}", weight=weight) for n, weight in enumerate((3, 1e-15, 2))]
    asked = build.questionnaire(rows, {"tree": "weighted"})
    node = score(asked, build.answers({"p0": "o3", "p1": "o1"})).dimensions["a"]
    assert node.low <= node.score <= node.high


def test_the_order_of_the_practices_changes_no_bit(build):
    scale = {"tenths": [{"id": f"s{n}", "text": f"Step {n}", "value": n / 10} for n in (0, 1, 2, 3, 10)]}
    likert = {"kind": "likert", "text": "?", "scale": "tenths"}
    rows = [build.practice(f"p{n}", question=likert) for n in (1, 2, 3)]
    given = build.answers({f"p{n}": f"s{n}" for n in (1, 2, 3)})
    results = {
        score(build.questionnaire(order, scales=scale), given).overall.score for order in (rows, rows[::-1])
    }
    assert len(results) == 1


@pytest.mark.parametrize(
    ("question", "given", "expected"),
    [
        ({"kind": "likert", "scale": "agree"}, "s3", 0.75),
        ({"kind": "likert", "scale": "agree", "reverse": True}, "s3", 0.25),
        ({"kind": "bool"}, True, 1.0),
        ({"kind": "bool"}, False, 0.0),
        ({"kind": "bool", "reverse": True}, False, 1.0),
        ({"kind": "number", "range": [0, 20]}, 5, 0.25),
        ({"kind": "number", "range": [30, 10]}, 15.0, 0.75),
        ({"kind": "percent"}, 40, 0.4),
        ({"kind": "percent", "reverse": True}, 40, 0.6),
    ],
)
def test_each_kind_of_question_is_worth_what_its_rule_says(build, question, given, expected):
    asked = build.questionnaire([build.practice("one", question={"text": "?", **question})], scales=SCALE)
    scores = score(asked, build.answers({"one": given}))
    assert scores.overall.score == pytest.approx(expected)
    assert scores.problems == ()


def test_several_choices_are_worth_their_share_of_all_values(build):
    options = [
        {"id": name, "text": name, "value": value} for name, value in (("x", 1), ("y", 0.5), ("z", 0.5))
    ]
    asked = build.questionnaire(
        [build.practice("one", question={"kind": "multi", "text": "?", "options": options})]
    )
    assert score(asked, build.answers({"one": ("x", "z")})).overall.score == 0.75
    assert score(asked, build.answers({"one": ()})).overall.score == 0.0


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ({"kind": "bool"}, 1.0),
        ({"kind": "percent"}, True),
        ({"kind": "percent"}, 140),
        ({"kind": "percent"}, "o1"),
        ({"kind": "number", "range": [0, 20]}, -1),
        ({"kind": "single", "options": [{"id": "x", "text": "x", "value": 0}]}, "y"),
        ({"kind": "single", "options": [{"id": "x", "text": "x", "value": 0}]}, 1.0),
        ({"kind": "multi", "options": [{"id": "x", "text": "x", "value": 1}]}, ("x", "y")),
        ({"kind": "multi", "options": [{"id": "x", "text": "x", "value": 1}]}, 1.0),
    ],
)
def test_an_answer_that_does_not_fit_counts_as_unanswered_and_is_named(build, question, given):
    asked = build.questionnaire([build.practice("one", question={"text": "?", **question})])
    scores = score(asked, build.answers({"one": given}))
    assert four(scores.overall) == (None, 0.0, 1.0, 0.0)
    assert scores.problems == (
        "one: the answer does not fit the question and counts as unanswered; choose again",
    )


def test_answers_of_another_version_and_unknown_practices_are_named(build):
    asked = build.questionnaire([build.practice("one")])
    scores = score(asked, build.answers({"one": "o3", "gone": "o3"}, version="0"))
    assert scores.overall.score == 1.0
    assert scores.problems == (
        "these answers are for small 0, scored with small 1; answer this version again",
        "gone: no such practice; the answer is left out",
    )


def test_an_answer_without_its_required_evidence_is_named(build):
    row = build.practice("one")
    row = {**row, "question": {**row["question"], "evidence": EvidenceRule.REQUIRED}}
    asked = build.questionnaire([row])
    assert score(asked, build.answers({"one": "o0"})).problems == ()
    assert score(asked, build.answers({"one": "o1"})).problems == (
        "one: this answer needs evidence; add a text or a link",
    )
    shown = Answer(state="value", option="o1", evidence=[{"text": "The run", "link": "https://ci.example/1"}])
    assert score(asked, build.answers({}).model_copy(update={"answers": {"one": shown}})).problems == ()


def test_the_json_has_the_four_figures_of_every_node(build):
    asked = build.questionnaire([build.practice("one")])
    assert score(asked, build.answers({"one": "o3"})).as_dict() == {
        "overall": {"score": 1.0, "low": 1.0, "high": 1.0, "coverage": 1.0},
        "dimensions": {"a": {"score": 1.0, "low": 1.0, "high": 1.0, "coverage": 1.0}},
        "practices": {"one": {"score": 1.0, "low": 1.0, "high": 1.0, "coverage": 1.0}},
        "problems": [],
    }


def test_a_threshold_is_reached_from_its_least_score_on(build):
    thresholds = [{"title": "Bronze", "least": 0.5}, {"title": "Silver", "least": 0.7}]
    scoring = build.questionnaire([build.practice("one")], {"thresholds": thresholds}).scoring
    assert [scoring.reached(value) for value in (0.49, 0.5, 0.69, 0.7)] == [
        None,
        "Bronze",
        "Bronze",
        "Silver",
    ]


def test_a_questionnaire_finds_its_practices_and_their_options(build):
    likert = build.practice("two", question={"kind": "likert", "text": "?", "scale": "agree"})
    asked = build.questionnaire([build.practice("one"), likert], scales=SCALE)
    assert asked.practice("two").question.kind is Kind.LIKERT
    assert [option.short for option in asked.options(asked.practice("two").question)][:2] == [
        "Step 0",
        "Step 1",
    ]
    with pytest.raises(UnknownIdError, match="small has no practice 'three'"):
        asked.practice("three")


def test_every_state_has_a_word():
    assert [state.word for state in AnswerState] == [
        "Answered",
        "Not applicable",
        "Don't know",
        "Done elsewhere",
    ]


def test_the_fingerprint_changes_with_what_is_asked_and_with_nothing_else(build):
    one = build.questionnaire([build.practice("one"), build.practice("two")])
    same = build.questionnaire([build.practice("one"), build.practice("two", weight=1)])
    other = build.questionnaire([build.practice("one"), build.practice("two", weight=2)])
    assert len(one.fingerprint) == 64
    assert one.fingerprint == same.fingerprint != other.fingerprint
