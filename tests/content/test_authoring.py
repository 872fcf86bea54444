"""The page for authors is a whole lesson that keeps every rule, and it names every rule."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import content
from content import RULES, Asked, check_course, load_course
from content.activities import KINDS
from content.items import ItemType

ROOT = Path(content.__file__).parents[1]
PAGE = (ROOT / "docs" / "authoring" / "lessons.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ITEMS = [text for kind, text in BLOCKS if kind == "yaml" and text.startswith("- id:")]
ACTIVITIES = [text for kind, text in BLOCKS if kind == "yaml" and text.startswith("- kind:")]


def measure(asked: Asked) -> float:
    """Stand in for the simulator: a button costs forty times the time."""
    return {"button-weekly": 40.0, "automatic": 1.0}[asked.scenario]


@pytest.fixture
def course(tmp_path):
    shutil.copytree(
        ROOT / "content", tmp_path / "content", ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    folder = tmp_path / "content"
    lesson = folder / "lessons" / "friday"
    lesson.mkdir()
    (lesson / "en.md").write_text(next(text for kind, text in BLOCKS if kind == "markdown"))
    (lesson / "quiz.yaml").write_text("format: 1\nlesson: friday\nitems:\n" + "".join(ITEMS))
    (lesson / "activities.yaml").write_text("format: 1\nlesson: friday\nactivities:\n" + "".join(ACTIVITIES))
    with (folder / "course.yaml").open("a") as file:
        file.write("  - friday\n")
    return load_course(folder)


def test_the_examples_are_a_lesson_that_keeps_every_rule(course, known_all):
    assert [str(each) for each in course.problems] == []
    known = replace(known_all, measure=measure)
    mine = [each for each in check_course(course, known) if "friday" in each.path]
    assert [str(each) for each in mine] == []


def test_every_type_of_item_and_every_kind_of_activity_has_an_example(course):
    lesson = course.lesson("friday")

    assert {item.type for item in lesson.items} == set(ItemType)
    assert {activity.kind for activity in lesson.activities} == set(KINDS)


def test_every_key_of_an_item_is_explained():
    for name in content.Item.model_fields:
        assert f"`{name}" in PAGE or f"{name}`" in PAGE, name


def test_every_rule_stands_in_the_table():
    rows = [f"| `{rule.id}` | {rule.asks} |{' whole |' if rule.whole else ' |'}" for rule in RULES]

    assert re.findall(r"^\| `[a-z-]+` \| [A-Z].* \|$", PAGE.split("## The rules")[1], re.MULTILINE) == rows
