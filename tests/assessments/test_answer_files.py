"""Answer files that are right, and files with one fault each, named at its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessments import Answers, AnswerState, load_answers, load_questionnaire
from datafiles import DataFileError

FILES = Path(__file__).parent / "files"
TEXT = (FILES / "harbor.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def small():
    return load_questionnaire(FILES / "small.yaml")


def test_editors_get_a_schema():
    assert "answers" in Answers.model_json_schema()["properties"]


def test_right_answers_become_their_model(tmp_path, small):
    path = tmp_path / "harbor.yaml"
    path.write_text(TEXT, encoding="utf-8")
    answers = load_answers(path, small)
    assert answers.date == date(2026, 11, 16)
    assert answers.answers["first"].evidence[0].expires == date(2027, 11, 1)
    assert answers.answers["third"].value == 12.0
    assert answers.answers["fourth"].value == ("left", "right")
    assert answers.answers["fifth"].value is True
    assert answers.answers["sixth"].state is AnswerState.DONT_KNOW


AT = "answers."
ANSWER_FAULTS = [
    ("  sixth: {", "  sevnth: {", 17, "sevnth", "has no such practice"),
    ("    option: some\n", "    option: most\n", 9, "first.option", "is `most`"),
    ("    option: some\n", "", 7, "first", "without option"),
    ("    option: some\n", "    option: some\n    value: 1\n", 10, "first.value", "answered with `option`"),
    ("option: fully}", "option: some}", 13, "second.option", "is `some`"),
    ("value: 12}", "value: 21}", 14, "third.value", "is `21`"),
    ("value: 12}", "value: true}", 14, "third.value", "is `true`"),
    ("value: 12}", "value: twelve}", 14, "third.value", ""),
    ("value: [left, right]}", "value: [left, middle]}", 15, "fourth.value", "is `[left, middle]`"),
    ("value: true}", "value: 1}", 16, "fifth.value", "is `1`"),
    ("value: true}", "option: yes}", 16, "fifth.option", "answered with `value`"),
    ("{state: dont-know}", "{state: value, value: 101}", 17, "sixth.value", "is `101`"),
    ("{state: dont-know}", "{state: dont-know, value: 10}", 17, "sixth.value", "has no value"),
    ("{state: dont-know}", "{state: not-applicable}", 17, "sixth.state", "without a reason"),
    (
        "{state: value, value: [left, right]}",
        "{state: not-applicable, reason: No}",
        15,
        "fourth.state",
        "always applies",
    ),
    ("{state: dont-know}", "{state: perhaps}", 17, "sixth.state", ""),
    ("{state: dont-know}", "{state: dont-know, because: No}", 17, "sixth.because", ""),
    ("https://ci", "javascript://ci", 12, "first.evidence[0].link", "no web address"),
    ("date: 2026-11-01", "date: 1 November", 12, "first.evidence[0].date", "no day"),
]


@pytest.mark.parametrize("row", ANSWER_FAULTS, ids=lambda row: f"{row[3]} {row[4]}")
def test_one_fault_in_an_answer_is_named_once_at_its_line(build, tmp_path, small, row):
    old, new, line, field, wrong = row
    problems = build.faults(
        build.change(TEXT, old, new), tmp_path / "harbor.yaml", lambda path: load_answers(path, small)
    )
    assert [(problem.line, problem.field) for problem in problems] == [(line, AT + field)]
    assert wrong in problems[0].wrong
    assert problems[0].mend


@pytest.mark.parametrize(
    "row",
    [
        ("questionnaire: small", "questionnaire: large", 2, "questionnaire"),
        ("date: 2026-11-16", "date: 2026-11-31", 5, "date"),
        ("team: Harbor\n", "", 1, "team"),
        ("format: 1", "format: one", 1, "format"),
    ],
    ids=lambda row: row[3],
)
def test_one_fault_in_the_head_of_the_answers_is_named(build, tmp_path, small, row):
    old, new, line, field = row
    problems = build.faults(
        build.change(TEXT, old, new), tmp_path / "harbor.yaml", lambda path: load_answers(path, small)
    )
    assert [(problem.line, problem.field) for problem in problems] == [(line, field)]


def test_what_is_no_answers_file_is_refused_in_words(tmp_path, small):
    path = tmp_path / "harbor.yaml"
    path.write_text("- one\n- two\n", encoding="utf-8")
    with pytest.raises(DataFileError):
        load_answers(path, small)


def test_not_applicable_with_a_reason_is_taken(tmp_path, small):
    path = tmp_path / "harbor.yaml"
    path.write_text(TEXT.replace("{state: dont-know}", "{state: not-applicable, reason: No percent here}"))
    assert load_answers(path, small).answers["sixth"].reason == "No percent here"
