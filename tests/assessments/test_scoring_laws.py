"""What holds for every questionnaire and every set of answers."""

from __future__ import annotations

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import score

RULES = ["mean", "weighted", "sum", "min", "gated"]
OPTIONS = ["o0", "o1", "o2", "o3"]
OPEN = [None, "dont-know"]
ASIDE = ["not-applicable", "elsewhere"]
law = settings(max_examples=150, deadline=None, derandomize=True, database=None)

rows = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.sampled_from([None, "inner", "deep"]),
        st.integers(1, 3),
        st.floats(0.01, 50),
        st.sampled_from([*OPTIONS, *OPEN, *ASIDE]),
    ),
    min_size=1,
    max_size=7,
)
scorings = st.fixed_dictionaries(
    {
        "missing": st.sampled_from(["exclude", "zero"]),
        "tree": st.fixed_dictionaries(
            {key: st.sampled_from(RULES) for key in ("overall", "dimension", "group")}
        ),
        "gate": st.sampled_from([0.3, 0.7, 1.0]),
    }
)


def asked(build, drawn, scoring, left_out=()):
    """Build the drawn questionnaire: per dimension a group and a group inside it."""
    practices, groups = [], []
    for index, (dimension, group, level, weight, _) in enumerate(drawn):
        place = {} if group is None else {"group": f"{group}-{dimension}"}
        if index not in left_out:
            practices.append(build.practice(f"p{index}", dimension, level=level, weight=weight, **place))
    for dimension in "ab":
        groups.append({"id": f"inner-{dimension}", "dimension": dimension, "title": "Inner"})
        groups.append(
            {
                "id": f"deep-{dimension}",
                "dimension": dimension,
                "parent": f"inner-{dimension}",
                "title": "Deep",
            }
        )
    dimensions = [{"id": name, "title": name} for name in "ab"]
    return build.questionnaire(practices, scoring, groups=groups, dimensions=dimensions)


def said(build, drawn, changed=None):
    given = {f"p{index}": row[-1] for index, row in enumerate(drawn)} | (changed or {})
    return build.answers({name: value for name, value in given.items() if value is not None})


def nodes(scores):
    return [
        scores.overall,
        *scores.dimensions.values(),
        *scores.groups.values(),
        *scores.practices.values(),
    ]


@law
@given(rows, scorings)
def test_the_score_lies_inside_its_band_and_everything_on_0_to_1(build, drawn, scoring):
    for node in nodes(score(asked(build, drawn, scoring), said(build, drawn))):
        if node.applicable == 0:
            assert (node.score, node.low, node.high, node.coverage) == (None, None, None, None)
            continue
        assert 0 <= node.low <= node.high <= 1
        assert 0 <= node.coverage <= 1
        assert node.score is None or node.low <= node.score <= node.high


@law
@given(rows, scorings)
def test_a_full_set_of_answers_has_no_band(build, drawn, scoring):
    full = [(*row[:-1], row[-1] if row[-1] in OPTIONS else "o1") for row in drawn]
    for node in nodes(score(asked(build, full, scoring), said(build, full))):
        assert node.low == node.score == node.high


@law
@given(rows, scorings)
def test_the_band_ends_are_the_scores_of_the_lowest_and_highest_options(build, drawn, scoring):
    questions = asked(build, drawn, scoring)
    overall = score(questions, said(build, drawn)).overall
    for option, end in (("o0", overall.low), ("o3", overall.high)):
        filled = {f"p{index}": option for index, row in enumerate(drawn) if row[-1] in OPEN}
        assert score(questions, said(build, drawn, filled)).overall.score == end


@law
@given(rows, scorings, st.data())
def test_a_better_option_lowers_nothing(build, drawn, scoring, data):
    answered = [index for index, row in enumerate(drawn) if row[-1] in OPTIONS[:-1]]
    if not answered:
        return
    index = data.draw(st.sampled_from(answered))
    better = data.draw(st.sampled_from(OPTIONS[OPTIONS.index(drawn[index][-1]) + 1 :]))
    questions = asked(build, drawn, scoring)
    before = nodes(score(questions, said(build, drawn)))
    after = nodes(score(questions, said(build, drawn, {f"p{index}": better})))
    for old, new in zip(before, after, strict=True):
        assert old.score is None or (new.score >= old.score and new.low >= old.low and new.high >= old.high)


@law
@given(rows, scorings, st.randoms(use_true_random=False))
def test_the_order_of_practices_and_answers_changes_no_bit(build, drawn, scoring, chance: random.Random):
    questions = asked(build, drawn, scoring)
    answers = said(build, drawn)
    practices, given_answers = list(questions.practices), list(answers.answers.items())
    chance.shuffle(practices)
    chance.shuffle(given_answers)
    shuffled = score(
        questions.model_copy(update={"practices": tuple(practices)}),
        answers.model_copy(update={"answers": dict(given_answers)}),
    )
    assert shuffled.as_dict() == score(questions, answers).as_dict()


@law
@given(rows, scorings)
def test_not_applicable_scores_as_if_the_practice_were_not_there(build, drawn, scoring):
    aside = [index for index, row in enumerate(drawn) if row[-1] in ASIDE]
    with_them = score(asked(build, drawn, scoring), said(build, drawn)).as_dict()
    kept = {f"p{index}" for index in range(len(drawn))} - {f"p{index}" for index in aside}
    without = score(asked(build, drawn, scoring, aside), said(build, drawn)).as_dict()
    assert with_them["overall"] == without["overall"]
    assert with_them["dimensions"] == without["dimensions"]
    assert {name: with_them["practices"][name] for name in kept} == without["practices"]


@law
@given(rows, scorings)
def test_answering_an_open_question_never_widens_the_band(build, drawn, scoring):
    questions = asked(build, drawn, scoring)
    before = score(questions, said(build, drawn)).overall
    for index, option in itertools.product(range(len(drawn)), ("o0", "o2")):
        if drawn[index][-1] in OPEN:
            after = score(questions, said(build, drawn, {f"p{index}": option})).overall
            assert before.low <= after.low <= after.high <= before.high


numbers = st.floats(0, 100)


@law
@given(numbers, numbers, st.booleans())
def test_more_of_a_share_never_scores_worse_and_reversed_never_better(build, one, other, reverse):
    question = {"kind": "percent", "text": "How much?", "reverse": reverse}
    asked_for = build.questionnaire([build.practice("one", question=question)])
    low, high = (score(asked_for, build.answers({"one": value})).overall for value in sorted((one, other)))
    assert low.score >= high.score if reverse else low.score <= high.score
    assert 0 <= low.score <= 1
    assert 0 <= high.score <= 1


@law
@given(st.sets(st.sampled_from(["a", "b", "c"])), st.sampled_from(["a", "b", "c"]))
def test_choosing_one_more_of_several_never_scores_worse(build, chosen, more):
    options = [{"id": name, "text": name, "value": value} for name, value in (("a", 1), ("b", 0.5), ("c", 0))]
    question = {"kind": "multi", "text": "Which?", "options": options}
    asked_for = build.questionnaire([build.practice("one", question=question)])
    before = score(asked_for, build.answers({"one": tuple(sorted(chosen))})).overall.score
    after = score(asked_for, build.answers({"one": tuple(sorted(chosen | {more}))})).overall.score
    assert 0 <= before <= after <= 1


@law
@given(rows, scorings)
def test_every_number_opens_into_its_parts(build, drawn, scoring):
    scores = score(asked(build, drawn, scoring), said(build, drawn))
    known = {**scores.practices, **scores.groups, **scores.dimensions}
    for node in (scores.overall, *scores.dimensions.values(), *scores.groups.values()):
        assert (node.working.score, node.working.low, node.working.high) == (node.score, node.low, node.high)
        for term in node.working.terms:
            part = known[term.id]
            assert (term.score, term.low, term.high) == (part.score, part.low, part.high)
