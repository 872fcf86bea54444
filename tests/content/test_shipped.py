"""The course that ships is clean, and says what the product rests on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import content
from content import (
    FILE_MODELS,
    Prose,
    block_text,
    check_course,
    grade,
    lesson_progress,
    load_course,
    right_option,
    unsourced_figures,
)

ROOT = Path(content.__file__).parents[1]
COURSE = load_course()
STATES = ("by-hand", "integration", "delivery", "deployment")
STAGES = ["commit", "build", "test", "package", "staging", "decision", "deploy", "watch"]
ITEMS = [(lesson.id, item) for lesson in COURSE.lessons for item in lesson.items]


def test_the_shipped_course_can_be_read_whole():
    assert [str(problem) for problem in COURSE.problems] == []
    assert "delivery-or-deployment" in [lesson.id for lesson in COURSE.lessons]


def test_the_shipped_course_breaks_no_rule(known_all):
    assert [str(problem) for problem in check_course(COURSE, known_all)] == []


def test_every_sentence_with_a_figure_has_its_source():
    assert {
        lesson.id: unsourced_figures(lesson) for lesson in COURSE.lessons if unsourced_figures(lesson)
    } == {}


def test_every_block_of_every_lesson_can_be_said_as_text():
    for lesson in COURSE.lessons:
        for block in lesson.blocks:
            assert block_text(COURSE, lesson, block).strip(), (lesson.id, block)


def test_the_misconceptions_are_34_and_in_order():
    assert list(COURSE.misconceptions) == [f"M{number:02}" for number in range(1, 35)]


def test_the_glossary_explains_the_words_of_the_field():
    needed = {
        "by-hand", "approval", "button", "automatic", "continuous-integration", "continuous-delivery",
        "continuous-deployment", "change", "stage", "deployment", "release", "trunk", "pipeline", "batch",
        "lead-time", "deployment-frequency", "recovery-time", "change-fail-rate", "rework-rate",
    }  # fmt: skip

    assert needed <= set(COURSE.glossary)


def test_the_workflow_has_four_states_of_the_same_eight_steps():
    states = COURSE.pictures["workflow"].states

    assert tuple(state.id for state in states) == STATES
    assert all([stage.id for stage in state.stages] == STAGES for state in states)


def test_delivery_and_deployment_differ_in_the_mark_of_the_decision_alone():
    states = {state.id: state for state in COURSE.pictures["workflow"].states}
    marks = {name: [stage.mark for stage in state.stages] for name, state in states.items()}

    pairs = zip(STAGES, marks["delivery"], marks["deployment"], strict=True)
    different = [(stage, one, other) for stage, one, other in pairs if one != other]
    assert different == [("decision", "button", "bolt")]
    assert states["delivery"].works == states["deployment"].works
    assert (states["delivery"].decides.mark, states["deployment"].decides.mark) == ("button", "bolt")


def test_continuous_integration_says_nothing_after_the_tests():
    state = COURSE.pictures["workflow"].states[1]

    assert [stage.mark for stage in state.stages] == ["hand", "bolt", "bolt", None, None, None, None, None]
    assert (state.decides.mark, state.works.mark) == (None, None)


def test_by_hand_no_step_is_a_machine_s():
    state = COURSE.pictures["workflow"].states[0]

    assert {stage.mark for stage in state.stages} == {"hand", "hourglass"}


@pytest.mark.parametrize(("lesson", "item"), ITEMS, ids=[item.id for _, item in ITEMS])
def test_every_option_of_every_item_says_why(lesson, item):
    for option in item.options:
        assert 20 <= len(option.feedback) <= 400, (lesson, option.id)
        assert option.misconception is None or option.misconception in COURSE.misconceptions


@pytest.mark.parametrize(("lesson", "item"), ITEMS, ids=[item.id for _, item in ITEMS])
def test_the_right_answer_of_every_item_is_right_and_fits_its_place(lesson, item):
    key = item.options[0].id if item.predict else None
    right = right_option(item, key)

    assert grade(item, right, key).correct, lesson
    assert len(right) <= 200


def test_all_right_answers_master_the_lesson():
    for lesson in COURSE.lessons:
        keys = {item.id: item.options[0].id for item in lesson.items if item.predict}
        answers = {item.id: right_option(item, keys.get(item.id)) for item in lesson.items}
        assert lesson_progress(lesson, answers, keys=keys).mastered


def test_the_lesson_starts_from_the_shorthand_and_asks_the_one_question():
    prose = "\n".join(
        block.markdown for block in COURSE.lesson("delivery-or-deployment").blocks if isinstance(block, Prose)
    )
    flat = re.sub(r"\s+", " ", prose.replace("> ", ""))

    assert "the deployment is completed manually, by clicking a button" in flat
    assert flat.index("right about **the click**") < flat.index("silent about **the work**")
    assert "**Who decides that it goes to production, and who does the work?**" in flat
    assert "| **Last decision** | It does not say | A person chooses when | The pipeline |" in flat


@pytest.mark.parametrize("name", FILE_MODELS)
def test_every_kind_of_file_has_a_schema_for_editors(name):
    schema = FILE_MODELS[name].model_json_schema()

    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
