from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import Answer, Box, FormTaken, Progress, Sure, load_progress, merge_progress, save_progress
from datafiles import DataFileError

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
IDS = st.sampled_from(["one", "two", "three"])
ANSWERS = st.builds(
    Answer,
    IDS,
    st.sampled_from(["0" * 12, "abc" * 4]),
    st.sampled_from(["a", "a c", "-", "x=y z=y", "4.5"]),
    st.sampled_from([None, *Sure]),
    DAYS,
    st.integers(1, 3),
)
BOXES = st.builds(
    lambda box, last: Box(box, None if box == 4 else last + dt.timedelta(days=1), last),
    st.integers(1, 4),
    DAYS,
)
FORMS = st.builds(
    FormTaken,
    st.sampled_from("ab"),
    st.sampled_from(["pre", "post"]),
    DAYS,
    st.dictionaries(IDS, st.sampled_from("ab")).map(lambda answers: tuple(sorted(answers.items()))),
)
EMPTY = Progress("l" * 12)
PROGRESS = st.builds(
    lambda answers, boxes, forms: merge_progress(
        EMPTY, Progress("l" * 12, tuple(answers), boxes, tuple(forms))
    ),
    st.lists(ANSWERS, max_size=6),
    st.dictionaries(IDS, BOXES),
    st.lists(FORMS, max_size=3),
)
ONE = Answer("one", "abc" * 4, "a c", Sure.SURE, dt.date(2026, 11, 2), 2)


def test_a_progress_file_says_what_it_holds():
    box = Box(1, dt.date(2026, 11, 3), dt.date(2026, 11, 2))
    taken = FormTaken("a", "pre", dt.date(2026, 11, 1), (("f-one", "x"),))

    data = json.loads(save_progress(Progress("learner1", (ONE,), {"one": box}, (taken,))))

    assert data == {
        "format": 1,
        "learner": "learner1",
        "answers": [
            {
                "item": "one",
                "item_hash": "abcabcabcabc",
                "option": "a c",
                "sure": "sure",
                "at": "2026-11-02",
                "attempt": 2,
            }
        ],
        "boxes": {"one": {"box": 1, "due": "2026-11-03", "last": "2026-11-02"}},
        "forms": [{"form": "a", "phase": "pre", "at": "2026-11-01", "answers": {"f-one": "x"}}],
    }


@settings(deadline=None, derandomize=True, max_examples=60)
@given(PROGRESS)
def test_a_saved_progress_is_read_back_as_it_was(progress):
    text = save_progress(progress)

    assert load_progress(text) == progress
    assert save_progress(load_progress(text)) == text


@settings(deadline=None, derandomize=True, max_examples=60)
@given(PROGRESS, PROGRESS, PROGRESS)
def test_joining_twice_or_in_another_order_comes_to_the_same(one, two, three):
    both = merge_progress(one, two)

    assert merge_progress(both, two) == both
    assert merge_progress(one, one) == one
    assert merge_progress(two, one) == both
    assert merge_progress(both, three) == merge_progress(one, merge_progress(two, three))


def test_of_two_boxes_the_one_answered_last_counts():
    early, late = (
        Box(3, dt.date(2026, 11, 9), dt.date(2026, 11, 2)),
        Box(1, dt.date(2026, 11, 4), dt.date(2026, 11, 3)),
    )

    joined = merge_progress(Progress("l" * 8, (), {"one": early}), Progress("m" * 8, (), {"one": late}))

    assert (joined.learner, joined.boxes) == ("l" * 8, {"one": late})


def test_answers_are_added_once_with_the_boxes_they_lead_to():
    box = Box(2, dt.date(2026, 11, 5), dt.date(2026, 11, 2))

    progress = EMPTY.with_answers([ONE, ONE], {"one": box})

    assert progress.with_answers([ONE], {"one": box}) == progress
    assert (progress.answers, progress.boxes) == ((ONE,), {"one": box})


def broken(**more: object) -> str:
    data = json.loads(save_progress(Progress("l" * 12, (ONE,))))
    return json.dumps(data | more)


def row(**more: object) -> list[dict[str, object]]:
    data = json.loads(save_progress(Progress("l" * 12, (ONE,))))
    return [data["answers"][0] | more]


@pytest.mark.parametrize(
    ("text", "field", "wrong"),
    [
        ("", "file", "is empty"),
        ("{", "file", ""),
        ("[]", "file", ""),
        (broken(format=2), "format", "is 2"),
        (broken(learner="<script>"), "learner", "no learner id"),
        (broken(learner="me@example.org"), "learner", "no learner id"),
        (broken(more=1), "more", "unknown key"),
        (broken(answers=row(item="../x")), "answers[0].item", "no id"),
        (broken(answers=row(item_hash="zz")), "answers[0].item_hash", "no hash"),
        (broken(answers=row(option="<b>")), "answers[0].option", "no answer"),
        (broken(answers=row(option="a" * 201)), "answers[0].option", "no answer"),
        (broken(answers=row(sure="maybe")), "answers[0].sure", ""),
        (broken(answers=row(at="2026-13-01")), "answers[0].at", "no calendar"),
        (broken(answers=row(attempt=0)), "answers[0].attempt", ""),
        (broken(answers=row() * 4001), "answers", "4001 entries"),
        (broken(boxes={"one": {"box": 9, "last": "2026-11-02"}}), "boxes.one.box", ""),
        (broken(boxes={"one": {"box": 1, "last": "2026-11-02"}}), "boxes.one", "do not fit"),
        (
            broken(forms=[{"form": "c", "phase": "pre", "at": "2026-11-02", "answers": {}}]),
            "forms[0].form",
            "",
        ),
    ],
)
def test_a_hostile_file_is_refused_with_its_line_and_reason(text, field, wrong):
    with pytest.raises(DataFileError) as error:
        load_progress(text, "mine.json")

    found = error.value.problems[0]
    assert (found.path, found.line >= 1) == ("mine.json", True)
    assert field in {each.field for each in error.value.problems}
    assert wrong in str(error.value)
    assert found.mend


def test_the_line_of_a_wrong_answer_is_that_of_the_file():
    text = save_progress(Progress("l" * 12, (ONE,))).replace('"attempt": 2', '"attempt": 0')

    with pytest.raises(DataFileError) as error:
        load_progress(text)

    assert error.value.problems[0].line == 1 + text[: text.index("attempt")].count("\n")
