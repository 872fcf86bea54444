from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from content import check_course, lesson_skeleton, load_course, rule_of


@pytest.mark.parametrize("name", ["a-new-lesson", "x", "9-to-5"])
def test_a_new_lesson_keeps_every_rule(house, name, known_all):
    house.change(
        "misconceptions.yaml",
        "  - {id: M02",
        "  - {id: M10, wrong: W., right: R., sources: [book]}\n  - {id: M02",
    )
    for path, text in lesson_skeleton(name, dt.date(2026, 11, 23)).items():
        house.write(path, text)
    house.write("course.yaml", house.read("course.yaml") + f"  - {name}\n")

    course = house.course()

    assert course.problems == ()
    faults = check_course(course, replace(known_all, sources=known_all.sources | {"book", "study"}))
    assert [str(each) for each in faults if rule_of(each).id != "scenario-known"] == []
    assert course.lesson(name).reviewed == dt.date(2026, 11, 23)
    assert {path.split("/")[1] for path in lesson_skeleton(name)} == {name}


def test_a_new_lesson_fits_the_shipped_course(known_all):
    shipped = load_course()

    assert {"M01", "M10"} <= set(shipped.misconceptions)
    assert "greenlane" in known_all.sources


@pytest.mark.parametrize("name", ["", "A", "a b", "../a", "a/b", "-a"])
def test_a_wrong_id_is_refused(name):
    with pytest.raises(ValueError, match="is no id"):
        lesson_skeleton(name)
