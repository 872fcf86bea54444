"""Every number opens the arithmetic it came from."""

from __future__ import annotations

from datetime import date

import pytest

from assessments import Answer, AnswerState, End, Evidence, is_stale, needs_evidence, score

LEFT, RIGHT, TIMES = (
    "\N{LEFT DOUBLE QUOTATION MARK}",
    "\N{RIGHT DOUBLE QUOTATION MARK}",
    "\N{MULTIPLICATION SIGN}",
)
BOTH = [{"id": "left", "text": "Left", "value": 1}, {"id": "right", "text": "Right", "value": 0.5}]


def said(build, question, given, **more):
    asked = build.questionnaire([build.practice("one", question={"text": "What?", **question})], more)
    return score(asked, build.answers({"one": given})).practices["one"].working.formula


@pytest.mark.parametrize(
    ("question", "given", "line"),
    [
        ({"kind": "bool"}, True, "yes is worth 1, no 0: 1.00"),
        ({"kind": "bool", "reverse": True}, True, "yes is worth 1, no 0: 1 - 1.00 = 0.00"),
        ({"kind": "percent"}, 40.0, "40 / 100 = 0.40"),
        ({"kind": "percent", "reverse": True}, 19.0, "1 - 19 / 100 = 0.81"),
        ({"kind": "number", "range": [5, 25]}, 10.0, "(10 - 5) / (25 - 5) = 0.25"),
        ({"kind": "multi", "options": BOTH}, ("right",), "chosen / all: (0.50) / 1.50 = 0.33"),
    ],
)
def test_a_practice_says_what_its_answer_is_worth(build, question, given, line):
    assert said(build, question, given) == line


def test_an_option_is_named_with_its_worth(build):
    asked = build.questionnaire([build.practice("one")])
    node = score(asked, build.answers({"one": "o2"})).practices["one"]
    assert node.working.formula == f"{LEFT}Seen 2{RIGHT} is worth 0.60"
    assert node.working.rule is None
    assert node.working.line(End.LOW) == node.working.formula


@pytest.mark.parametrize(
    ("given", "missing", "line"),
    [
        ("dont-know", "exclude", "Open: no score, could be 0 to 1"),
        ("dont-know", "zero", "Open: counts as 0, could be up to 1"),
        ("elsewhere", "exclude", "Done elsewhere: left out of the base"),
        ("not-applicable", "zero", "Not applicable: left out of the base"),
    ],
)
def test_an_answer_without_a_worth_says_what_it_does(build, given, missing, line):
    assert said(build, {"kind": "percent"}, given, missing=missing) == line


def test_the_ends_of_the_band_open_their_arithmetic_too(build):
    rows = [build.practice("one", weight=2), build.practice("two", weight=1)]
    asked = build.questionnaire(rows, {"tree": "weighted"})
    working = score(asked, build.answers({"one": "o2"})).dimensions["a"].working
    assert working.line(End.SCORE) == f"(2 {TIMES} 0.60) / 2 = 0.60"
    assert working.line(End.LOW) == f"(2 {TIMES} 0.60 + 1 {TIMES} 0.00) / 3 = 0.40"
    assert working.line(End.HIGH) == f"(2 {TIMES} 0.60 + 1 {TIMES} 1.00) / 3 = 0.73"
    assert [(term.id, term.weight, term.score, term.low, term.high) for term in working.terms] == [
        ("one", 2, 0.6, 0.6, 0.6),
        ("two", 1, None, 0.0, 1.0),
    ]


def test_a_level_that_nobody_answered_closes_those_above(build):
    rows = [build.practice(name, level=level) for name, level in (("one", 1), ("two", 2), ("three", 3))]
    asked = build.questionnaire(rows, {"tree": "gated", "gate": 0.5})
    working = score(asked, build.answers({"one": "o3", "three": "o3"})).dimensions["a"].working
    assert working.formula == (
        f"mean of 3 levels (level 1: (1 {TIMES} 1.00) / 1; level 2: nothing answered, 0; "
        "level 3: closed, 0) = 0.33"
    )


def test_nothing_that_applies_has_no_arithmetic(build):
    asked = build.questionnaire([build.practice("one")], {"tree": "gated"})
    for given in ("elsewhere", "dont-know"):
        working = score(asked, build.answers({"one": given})).overall.working
        assert working.formula == "nothing answered, no score"


# ---------------------------------------------------------------- evidence


def asked_for_evidence(build, **more):
    question = {"kind": "percent", "text": "How much?", "evidence": "required", **more}
    return build.questionnaire([build.practice("one", question=question)])


def problems(build, asked, value, *evidence):
    answers = build.answers({})
    given = Answer(state=AnswerState.VALUE, value=value, evidence=evidence)
    return score(asked, answers.model_copy(update={"answers": {"one": given}})).problems


def test_evidence_is_asked_for_from_the_worth_that_the_question_says(build):
    asked = asked_for_evidence(build, evidence_from=0.5)
    assert problems(build, asked, 0.0) == problems(build, asked, 49.0) == ()
    (missing,) = problems(build, asked, 50.0)
    assert "needs evidence" in missing
    assert not needs_evidence(asked.practices[0].question, 0.0)


def test_evidence_that_has_expired_counts_as_none(build):
    asked = asked_for_evidence(build)
    old = Evidence(text="The list", expires=date(2026, 11, 15))
    new = Evidence(text="The list", expires=date(2026, 11, 16))
    assert [is_stale(each, date(2026, 11, 16)) for each in (old, new, Evidence(text="A list"))] == [
        True, False, False,
    ]  # fmt: skip
    (expired,) = problems(build, asked, 40.0, old)
    assert "expired" in expired
    assert problems(build, asked, 40.0, old, new) == ()
