"""Lessons for a room and on paper: asked first, answered after, every figure told, nothing lost."""

import json
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any

import pytest

import content
from delivery import load_sources
from simulator import shipped_scenarios
from ui.asking import measurer
from ui.learning import talking
from ui.learning.exporting import Shelf
from ui.learning.handout import lesson_html

COURSE, SOURCES, SCENARIOS = content.load_course(), load_sources(), shipped_scenarios().values
MEASURE = measurer(SCENARIOS)
SHELF = Shelf(SOURCES, {each.id: each for each in SCENARIOS}, MEASURE)
TAGS = {
    "p", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "table", "thead", "tbody", "tr", "th",
    "td", "h3", "h4", "br", "hr", "div", "a",
}  # fmt: skip
each_lesson = pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)


def ran(lane: content.Lane) -> tuple[dict[str, Any], str]:
    return {"view": "lanes", "lanes": []}, f"| {lane.title} | 1 |"


def parts_of(lesson: content.Lesson, run: Any = ran) -> list[Any]:
    return talking.talk(talking.Room(COURSE, SOURCES, MEASURE, run), lesson)["parts"]


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def texts(parts: list[Any]) -> Iterator[str]:
    for part in parts:
        yield from (part[name] for name in ("html", "ask", "after", "notes") if name in part)
        yield from (option["html"] for option in part.get("options", ()))


@each_lesson
def test_a_talk_begins_with_its_title_and_ends_with_what_one_can_now(lesson):
    parts = parts_of(lesson)

    assert (parts[0]["kind"], parts[0]["head"]) == ("title", lesson.title)
    assert parts[-1]["head"] == "You can now"
    for objective in lesson.objectives:
        for part in (parts[0], parts[-1]):
            assert words(str(content_inline(objective.text))) in words(part["html"])
    assert json.loads(json.dumps(parts, allow_nan=False)) == parts


def content_inline(text: str) -> str:
    return str(talking.inline(text))


@each_lesson
def test_every_question_is_asked_before_it_is_answered_and_says_why(lesson):
    parts = [part for part in parts_of(lesson) if part["kind"] == "question"]
    placed = {name for block in lesson.blocks if isinstance(block, content.QuizBlock) for name in block.items}
    for name in placed:
        item = lesson.item(name)
        (part,) = [each for each in parts if words(content_inline(item.stem)) in words(each["ask"])]
        assert part["steps"] == ["ask", "answer"]
        assert words(content_inline(item.explain)) in words(part["after"])
        assert words(content_inline(item.options[0].feedback)) in words(part["notes"])
        if item.type in {content.ItemType.SINGLE, content.ItemType.CLASSIFY, content.ItemType.PREDICT}:
            assert sum(option["right"] for option in part["options"]) == 1


@each_lesson
def test_every_view_is_plain_words_and_every_figure_is_told(lesson):
    parts = parts_of(lesson)
    for text in texts(parts):
        assert set(re.findall(r"</?([a-z0-9]+)", text)) <= TAGS
        assert "[@" not in text
        assert "{{" not in text
    for part in parts:
        if part["kind"] == "figure":
            assert len(words(part["notes"])) > 100, "its words are in the notes"


def test_a_picture_is_shown_state_by_state():
    lesson = COURSE.lesson("delivery-or-deployment")
    shown = [part["figure"]["chosen"] for part in parts_of(lesson) if part["kind"] == "figure"]

    assert shown == [state.id for state in COURSE.pictures["workflow"].states]


def test_a_lane_is_guessed_then_run_then_answered():
    lesson = COURSE.lesson("continuous-deployment")
    parts = parts_of(lesson)
    place = next(n for n, part in enumerate(parts) if part["kind"] == "figure")

    assert parts[place - 1]["steps"] == ["ask"]
    assert parts[place + 2]["steps"] == ["answer"]
    assert parts[place + 2]["ask"] == parts[place - 1]["ask"]
    assert not [part for part in parts_of(lesson, lambda _lane: None) if part["kind"] == "figure"]


def test_every_team_and_card_is_asked_alone():
    lesson = COURSE.lesson("delivery-or-deployment")
    asked = [words(part["ask"]).strip() for part in parts_of(lesson) if part["kind"] == "question"]
    for activity in lesson.activities:
        for card in getattr(activity, "cards", ()):
            assert words(content_inline(card.text)) in asked


def test_a_worked_step_shows_its_answer_and_an_open_one_asks_first():
    lesson = COURSE.lesson("continuous-integration")
    (example,) = [each for each in lesson.activities if isinstance(each, content.Example)]
    wanted = [
        ["answer"] if number < case.shown else ["ask", "answer"]
        for case in example.cases
        for number, _ in enumerate(case.steps)
    ]

    parts = [part for part in parts_of(lesson) if part["head"].startswith(f"{example.title}: ")]
    assert [part["steps"] for part in parts if part["kind"] == "question"] == wanted


# ---------------------------------------------------------------- on paper


@cache
def paper(name: str, *, trainer: bool) -> str:
    return lesson_html(COURSE, COURSE.lesson(name), SHELF, trainer=trainer)


@each_lesson
def test_a_handout_asks_everything_and_gives_nothing_away(lesson):
    handout = paper(lesson.id, trainer=False)
    for item in lesson.items:
        if item.pool is content.Pool.PRACTICE:
            assert content_inline(item.stem) in handout
            assert content_inline(item.explain) not in handout
            for option in item.options:
                assert content_inline(option.feedback) not in handout
    assert "What I take with me" in handout
    assert "Notes for the trainer" not in handout


@each_lesson
def test_the_trainers_version_has_notes_and_every_answer(lesson):
    trainer = words(paper(lesson.id, trainer=True))
    assert "Notes for the trainer" in trainer
    for item in lesson.items:
        if item.pool is content.Pool.PRACTICE:
            assert words(content_inline(item.explain)) in trainer
    for name in lesson.misconceptions:
        assert words(content_inline(COURSE.misconceptions[name].wrong)) in trainer


@each_lesson
@pytest.mark.parametrize("trainer", [False, True], ids=["handout", "trainer"])
def test_a_file_to_print_needs_nothing_else_and_names_its_sources(lesson, trainer):
    file = paper(lesson.id, trainer=trainer)

    assert "<script" not in file
    assert "<img" not in file
    assert "<link" not in file
    assert "size: A4" in file
    for name in lesson.sources:
        assert unescape(str(talking.inline(SOURCES[name].title.replace("*", "\\*")))) in unescape(file)
        assert f"Licence: {SOURCES[name].licence}" in unescape(file)


def test_every_figure_of_a_handout_has_its_words():
    file = unescape(paper("delivery-or-deployment", trainer=False))
    states = COURSE.pictures["workflow"].states

    assert file.count('<ol class="road">') == len(states)
    for state in states:
        assert file.count(state.stages[0].acts) >= 1
