"""The course that ships is clean, and says what the product rests on."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import content
from content import (
    FILE_MODELS,
    ActivityBlock,
    ItemType,
    Pool,
    Prose,
    Slider,
    Teams,
    block_text,
    check_course,
    estimated_minutes,
    grade,
    lesson_progress,
    load_course,
    right_option,
    unsourced_figures,
)
from delivery import Kind, load_sources

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


def test_the_shipped_course_is_as_large_as_it_promises():
    pools = [item.pool for _, item in ITEMS]

    assert COURSE.complete, "the rules about the whole course apply"
    assert len(COURSE.lessons) == 12
    assert pools.count(Pool.PRACTICE) >= 60
    assert [len(form.items) for form in COURSE.forms.values()] == [12, 12]
    assert pools.count(Pool.FORM_A) == pools.count(Pool.FORM_B) == 12
    assert len(load_sources()) >= 25


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=[lesson.id for lesson in COURSE.lessons])
def test_the_minutes_of_a_lesson_are_those_of_reading_answering_and_doing(lesson):
    assert estimated_minutes(lesson) == pytest.approx(lesson.minutes, rel=0.12)


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


# ---------------------------------------------------------------- an editor's eye


FIGURE = re.compile(r"\d")
SEEN = ("title", "text", "why", "seen", "means", "verdict", "complete", "incomplete", "shows", "assumes")
"""The keys of an activity whose texts a reader sees."""


def without_source(course):
    """List the questions and activities that print a figure and name no source."""
    found = []
    for lesson in course.lessons:
        for item in lesson.items:
            texts = (item.stem, item.explain, *(option.feedback for option in item.options))
            if FIGURE.search(" ".join(texts)) and not item.sources:
                found.append(item.id)
        for activity in lesson.activities:
            if FIGURE.search(block_text(course, lesson, ActivityBlock(activity.kind, activity.id), measured)):
                found += [] if activity.sources else [activity.id]
    return found


def measured(_asked):
    """Stand in for the simulator."""
    return 1.0


def test_every_question_and_activity_with_a_figure_names_its_source():
    assert without_source(COURSE) == []


def test_a_question_that_loses_its_sources_is_found():
    lesson = COURSE.lesson("measuring-without-harm")
    bare = tuple(item.model_copy(update={"sources": ()}) for item in lesson.items)

    assert "measuring-lead" in without_source(replace(COURSE, lessons=(replace(lesson, items=bare),)))


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=[lesson.id for lesson in COURSE.lessons])
def test_a_lesson_that_loses_its_citations_does_not_pass(lesson):
    bare = tuple(
        replace(each, block=Prose(re.sub(r"\s*\[@[^\]]*\]", "", each.block.markdown)))
        if isinstance(each.block, Prose)
        else each
        for each in lesson.origin.placed
    )
    figures = [each for each in lesson.origin.placed if isinstance(each.block, Prose)]
    cites_figures = any(
        "[@" in part and FIGURE.search(re.sub(r"\[@[^\]]*\]", "", part))
        for each in figures
        for part in re.split(r"\n\s*\n|\n(?=- )", each.block.markdown)
        if not part.lstrip().startswith("|")
    )

    found = unsourced_figures(replace(lesson, origin=replace(lesson.origin, placed=bare)))
    assert bool(found) == cites_figures


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=[lesson.id for lesson in COURSE.lessons])
def test_the_text_twin_of_an_activity_says_all_that_can_be_seen(lesson):
    for activity in lesson.activities:
        twin = block_text(COURSE, lesson, ActivityBlock(activity.kind, activity.id), measured)
        missing = [text for text in seen(activity.model_dump()) if flat(text) not in flat(twin)]
        assert missing == [], activity.id


def seen(data):
    """Yield the texts of an activity that a reader sees."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in SEEN and isinstance(value, str):
                yield value
            elif key != "choices":
                yield from seen(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from seen(value)


def flat(text):
    return re.sub(r"[\s\\]+", " ", text)


def test_the_text_twin_of_a_picture_says_every_step_of_every_state():
    for picture in COURSE.pictures.values():
        twin = picture.as_text()
        for state in picture.states:
            assert state.says in twin
            assert all(
                f"| {each.title} | {each.word} | {each.acts} | {each.decides} |" in twin
                for each in state.stages
            )
            assert state.decides.text in twin
            assert state.works.text in twin


def test_a_slider_says_the_value_of_every_curve_at_every_position():
    sliders = [each for lesson in COURSE.lessons for each in lesson.activities if isinstance(each, Slider)]
    assert sliders
    for slider in sliders:
        rows = [row for row in slider.as_text(measured).splitlines() if row.startswith("|")]
        assert len(rows) == 2 + len(slider.values)
        assert all(row.count("|") == 2 + len(slider.series) for row in rows)


def test_twelve_teams_are_classified_and_every_verdict_is_among_them():
    (teams,) = [each for lesson in COURSE.lessons for each in lesson.activities if isinstance(each, Teams)]
    kinds = {card.id: card.verdict().kind for card in teams.cards}

    assert len(kinds) == 12
    assert set(kinds.values()) == {Kind.NONE, Kind.INTEGRATION, Kind.DELIVERY, Kind.DEPLOYMENT}
    assert kinds["ferry"] == kinds["cannery"] == Kind.DELIVERY, "a clock is a policy about when"
    assert kinds["harvest"] is Kind.INTEGRATION, "what people test again by hand is not ready on demand"
    assert kinds["treehouse"] is Kind.DEPLOYMENT, "a flag decides about the release alone"


def test_a_story_of_delivery_or_deployment_tells_of_all_that_integration_asks():
    rests = re.compile(
        r"\b(daily|every day|a day|each day)\b.*\bred\b|\bred\b.*\b(daily|every day|a day)\b", re.DOTALL
    )
    names = re.compile(r"^(Continuous delivery|Continuous deployment)\b")
    for lesson, item in ITEMS:
        if item.type is ItemType.CLASSIFY and any(
            names.match(each.text) for each in item.options if each.correct
        ):
            assert rests.search(item.stem), (lesson, item.id)


def all_texts():
    """Return every text of the course, by where it stands."""
    texts = {f"{lesson.id}/en.md": lesson.origin.markdown for lesson in COURSE.lessons}
    for path in sorted((ROOT / "content").rglob("*.yaml")):
        texts[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return texts


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (
            r"\b(behaviour|colour|organis|centre|practis|programme|travell|cancell|whilst|favour|optimis)",
            "US spelling",
        ),
        (r"\b(elite|high performers?|low performers?)\b", "clusters belong to their year"),
        (r"\bDORA\b[^.]{0,80}\b(causes?|caused|proves?|proved|shows? that)\b", "a survey predicts"),
        (r"\b(Westrum|J-curve|CFR|FDRT)\b", "no word that is not explained"),
        (r"\b(TODO|TBD|FIXME|lorem)\b", "nothing is left open"),
    ],
)
def test_no_text_of_the_course_says_what_it_must_not(words, why):
    found = {where: re.findall(words, text) for where, text in all_texts().items() if re.search(words, text)}
    assert found == {}, why


def test_a_grouping_of_a_year_is_called_history():
    for where, text in all_texts().items():
        for part in re.split(r"\n\s*\n", text):
            if re.search(r"\b(grouping|clusters?)\b of 20\d\d", part):
                assert "history" in part or "historical" in part, where
