"""The rules of the whole course wait until it is complete."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from content import check_course, course_warnings, rule_of

QUIZ = "lessons/first/quiz.yaml"
ITEM = """\
  - id: {form}-{number}
    type: single
    objective: use
    bloom: apply
    pool: form-{form}
    twin: {other}-{number}
    stem: What is {form} {number}?
    options:
      - {{id: x, text: This one, {x}, feedback: This is what speaks about it.}}
      - {{id: y, text: That one, {y}, feedback: This is what speaks about it.}}
      - {{id: z, text: Another one, {z}, feedback: This is what speaks about it.}}
    explain: Because it is so.
    sources: [study]
"""


@pytest.fixture
def whole(house):
    """Twelve lessons with two forms, in which nothing is wrong."""
    house.change("lessons/first/en.md", "{{define trunk}}", "{{define trunk}}\n{{define batch}}")
    house.change("lessons/first/en.md", "minutes: 4", "minutes: 8")
    house.change("lessons/first/en.md", "minutes: 0.5", "minutes: 4.5")
    for number in range(2, 13):
        house.add_lesson(f"lesson-{number}")
    house.change("course.yaml", "lessons:", "complete: true\nlessons:")
    for form, other in (("a", "b"), ("b", "a")):
        names = [f"{form}-{number}" for number in range(1, 13)]
        house.write(
            f"forms/{form}.yaml",
            f"format: 1\nid: {form}\ntitle: Form\nminutes: 6\nitems: [{', '.join(names)}]\n",
        )
        keys = ["correct: true", "misconception: M01", "misconception: M02"]
        for number in range(1, 13):
            x, y, z = keys[-number % 3 :] + keys[: -number % 3]
            text = ITEM.format(form=form, other=other, number=number, x=x, y=y, z=z)
            house.write(QUIZ, house.read(QUIZ) + text)
    return house


def found(house):
    return [(rule_of(each).id, each.wrong) for each in house.problems()]


def test_a_whole_course_keeps_every_rule(whole):
    assert found(whole) == []


def test_the_course_so_far_is_not_held_to_the_whole(whole):
    whole.change("course.yaml", "  - lesson-12\n", "")
    (whole.folder / "lessons" / "lesson-12").rename(whole.folder / "gone")
    assert found(whole) == [
        ("course-size", "11 lessons"),
        ("course-size", "55 practice items"),
    ]
    whole.change("course.yaml", "complete: true", "complete: false")
    assert found(whole) == []


def test_a_lesson_that_cannot_be_read_hides_no_other_problem_behind_many(whole):
    whole.change(QUIZ, "format: 1", "format: 5")

    assert found(whole) == [("form", "is 5, which this version cannot read")]


def test_the_course_takes_about_a_hundred_minutes(whole):
    for number in range(2, 13):
        page = f"lessons/lesson-{number}/en.md"
        whole.change(page, "minutes: 8", "minutes: 6")
        whole.change(page, "minutes: 4.5", "minutes: 2.5")

    assert found(whole) == [("course-size", "74 minutes")]


def test_a_term_that_no_lesson_defines_is_reported(whole):
    for name in ("first", *(f"lesson-{number}" for number in range(2, 13))):
        whole.change(f"lessons/{name}/en.md", "{{define batch}}\n", "")

    assert found(whole) == [("term-defined", "no lesson defines `batch`")]


def test_a_misconception_is_met_twice_or_more(whole):
    whole.change(
        "misconceptions.yaml",
        "  - {id: M02",
        "  - {id: M03, wrong: W., right: R., sources: [book]}\n  - {id: M02",
    )
    assert found(whole) == [("misconception-used", "M03 is used by 0 items in 0 places")]
    whole.change(QUIZ, "misconception: M02", "misconception: M03")
    whole.change(QUIZ, "misconception: M02", "misconception: M03")
    whole.change("lessons/first/en.md", "[M01, M02]", "[M01, M02, M03]")
    assert found(whole) == [("misconception-used", "M03 is used by 2 items in 1 places")]


def test_both_forms_are_there(whole):
    (whole.folder / "forms" / "b.yaml").unlink()

    assert ("forms", "there is no forms/b.yaml") in found(whole)


def test_a_form_has_twelve_items_and_their_twins(whole):
    whole.change("forms/a.yaml", ", a-12]", "]")
    whole.change(QUIZ, "pool: form-a\n    twin: b-12", "pool: review\n    twin: b-12")

    assert found(whole) == [
        ("forms", "has 11 items"),
        ("forms", "`b-12` has no twin in the form a"),
    ]


# ---------------------------------------------------------------- twins and forms, at any time


@pytest.mark.parametrize(
    ("old", "new", "wrongs"),
    [
        ("twin: f-two", "twin: f-ten", ["the item `f-ten` does not exist", "`f-one` does not name this one"]),
        ("twin: f-two", "twin: f-one", ["`f-one` does not name this one", "`f-one` does not name this one"]),
        ("    twin: f-two\n", "", ["`f-one` does not name this one"]),
        ("M01, feedback: It comes too early for her", "M02, feedback: It comes much earlier", ["other"] * 2),
    ],
)  # fmt: skip
def test_twins_name_each_other_and_ask_for_the_same(full, old, new, wrongs):
    full.change("lessons/second/quiz.yaml", old, new)

    problems = full.problems()
    assert {rule_of(each).id for each in problems} == {"twins"}
    assert all(wrong in each.wrong for wrong, each in zip(wrongs, problems, strict=True))


def test_twins_share_their_objective(full):
    full.change(
        "lessons/second/en.md", "objectives:\n", "objectives:\n  - {id: more, text: More., bloom: apply}\n"
    )
    full.change("lessons/second/quiz.yaml", "objective: do", "objective: more")
    text = full.read("lessons/second/quiz.yaml")
    at = text.index("- id: f-one")
    full.write(
        "lessons/second/quiz.yaml", text[:at] + text[at:].replace("objective: do", "objective: more", 1)
    )

    assert [each.wrong for each in full.problems()] == [
        "`f-two` asks another objective",
        "`f-one` asks another objective",
    ]


def test_twins_are_in_two_pools_and_a_form_has_all_of_its_pool(full):
    full.change("lessons/second/quiz.yaml", "pool: form-b", "pool: form-a")

    assert found(full) == [
        ("twins", "`f-two` is in the same pool"),
        ("twins", "`f-one` is in the same pool"),
        ("form-items", "the form a does not name it"),
        ("form-items", "`f-two` is no item of the pool form-b"),
    ]


# ---------------------------------------------------------------- the age of sources


def test_an_old_source_is_a_warning_and_in_a_release_check_an_error(full, known_small):
    course = full.course()
    day = dt.date(2027, 8, 1)

    warnings = course_warnings(course, known_small, day)
    assert {each.wrong for each in warnings} == {"`book` was last checked on 2026-01-01"}
    assert [each.path.rsplit("/", 2)[-2:] for each in warnings[:2]] == [
        ["first", "en.md"],
        ["second", "en.md"],
    ]
    assert {rule_of(each).id for each in warnings} == {"source-fresh"}
    assert check_course(course, known_small) == ()
    assert check_course(course, replace(known_small, today=day)) == warnings
    assert course_warnings(course, known_small, dt.date(2027, 7, 3)) == ()


def test_beliefs_and_terms_that_could_not_be_read_have_no_old_sources(full, known_small):
    full.write("glossary.yaml", "")

    warnings = course_warnings(full.course(), known_small, dt.date(2028, 1, 1))
    assert "glossary.yaml" not in {each.path.rsplit("/", 1)[1] for each in warnings}


def test_a_term_without_a_source_is_reported(house):
    house.change("glossary.yaml", ", sources: [study]", "")

    assert found(house) == [("source-given", "names no source")]
