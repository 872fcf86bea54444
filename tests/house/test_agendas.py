"""Agendas and what they name in other rooms."""

from pathlib import Path

import pytest

import assessments
import content
import simulator
from datafiles import DataFileError, Problem
from ui.agendas import House, asked, problems_of_agendas, read_agenda
from workshops import Agenda, load_agenda, shipped_agendas

TEXT = """\
format: 1
id: mine
title: Mine
minutes: 6
seed: 1
steps:
  - {kind: poll, minutes: 1, items: [tuesday-button]}
  - {kind: predict, minutes: 1, items: [lab-lead]}
  - kind: simulate
    minutes: 1
    scenarios: [automatic]
    expect: [{scenario: automatic, metric: change_lead_time.p50, value: 1.32}]
  - {kind: debrief, minutes: 1, prompts: [Why?], expect: []}
  - {kind: assess, minutes: 1, questionnaire: continuous-delivery}
  - {kind: form, minutes: 1, form: a}
"""


@pytest.fixture(scope="module")
def house() -> House:
    return House(
        content.load_course(),
        {one.id: one for one in simulator.shipped_scenarios().values},
        {one.id: one for one in assessments.shipped_questionnaires().values},
    )


def problems(tmp_path: Path, house: House, old: str, new: str) -> list[Problem]:
    assert old in TEXT
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT.replace(old, new))
    return problems_of_agendas([load_agenda(path)], tmp_path, house)


FAULTS = {
    "an item that is not there": ("[tuesday-button]", "[gone]", "no item `gone`"),
    "a prediction to vote on": ("[tuesday-button]", "[lab-rate]", "`lab-rate` is of type predict"),
    "a vote to predict": ("[lab-lead]", "[tuesday-button]", "`tuesday-button` is of type classify"),
    "a scenario that is not there": ("scenarios: [automatic]", "scenarios: [gone]", "no scenario `gone`"),
    "an expected scenario that is not there": (
        "{scenario: automatic",
        "{scenario: gone",
        "no scenario `gone`",
    ),
    "a value that a run does not show": ("value: 1.32", "value: 2", "does not hold: it is 1.3"),
    "a metric that is not there": ("change_lead_time.p50", "colour", "`colour` is no metric"),
    "a questionnaire that is not there": ("continuous-delivery", "gone", "no questionnaire `gone`"),
    "a practice that is not there": (
        "questionnaire: continuous-delivery",
        "questionnaire: continuous-delivery, practices: [gone]",
        "no practice `gone`",
    ),
    "a form that is not there": ("form: a", "form: z", "no form `z`"),
    "a misconception that is not there": (
        "items: [tuesday-button]",
        "items: [tuesday-button], wrong: [{misconception: M99, say: x}]",
        "no misconception `M99`",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_an_agenda_names_must_exist_and_hold(name: str, tmp_path: Path, house: House) -> None:
    old, new, expected = FAULTS[name]
    (problem,) = problems(tmp_path, house, old, new)
    assert expected in problem.wrong
    assert problem.mend
    assert problem.line > 6


def test_an_item_with_several_right_options_cannot_be_voted_on(tmp_path: Path, house: House) -> None:
    several = next(
        item.id for lesson in house.course.lessons for item in lesson.items if item.type == "multi"
    )
    (problem,) = problems(tmp_path, house, "[tuesday-button]", f"[{several}]")
    assert problem.wrong == f"`{several}` has more than one right option"


def test_a_questionnaire_that_asks_for_numbers_alone_cannot_be_answered_in_a_room(
    tmp_path: Path, house: House
) -> None:
    one = house.questionnaires["continuous-delivery"]
    question = one.practices[0].question.model_copy(update={"kind": "number"})
    numbers = one.model_copy(
        update={"practices": (one.practices[0].model_copy(update={"question": question}),)}
    )
    narrow = House(house.course, house.scenarios, {"continuous-delivery": numbers})
    name = numbers.practices[0].id
    new = f"questionnaire: continuous-delivery, practices: [{name}]"
    found = problems(tmp_path, narrow, "questionnaire: continuous-delivery", new)
    assert [problem.wrong for problem in found] == [
        f"`{name}` asks for a number",
        "`continuous-delivery` has no question with a few options to choose from",
    ]


def test_an_agenda_that_was_dropped_is_read_with_everything_it_names(house: House) -> None:
    assert read_agenda(TEXT, "mine.yaml", house).id == "mine"
    with pytest.raises(DataFileError) as caught:
        read_agenda(TEXT.replace("[tuesday-button]", "[gone]"), "mine.yaml", house)
    assert str(caught.value).startswith("mine.yaml:7: steps[0].items[0]: no item `gone`;")
    with pytest.raises(DataFileError, match="minutes"):
        read_agenda(TEXT.replace("minutes: 6", "minutes: 7"), "mine.yaml", house)


def test_the_agenda_of_the_document_is_one(house: House, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs/authoring/agendas.md").read_text()
    example = text.split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "our-quarter.yaml"
    path.write_text(example)
    assert problems_of_agendas([read_agenda(example, "our-quarter.yaml", house)], tmp_path, house) == []


def test_a_good_agenda_has_no_problems(tmp_path: Path, house: House) -> None:
    assert problems(tmp_path, house, "title: Mine", "title: Ours") == []


@pytest.mark.parametrize("agenda", shipped_agendas().values, ids=lambda agenda: agenda.id)
def test_every_shipped_step_that_asks_has_questions_with_options(agenda: Agenda, house: House) -> None:
    found = asked(agenda, house)
    assert len(found) == len(agenda.steps)
    for step, options in zip(agenda.steps, found, strict=True):
        assert bool(options) == (step.kind in {"poll", "revote", "predict", "form", "assess"})
        assert all(len(each) >= 2 for each in options.values())


def test_own_questions_and_chosen_practices_are_asked(tmp_path: Path, house: House) -> None:
    path = tmp_path / "mine.yaml"
    own = "question: {id: own, text: Now?, options: [{id: stop, text: S}, {id: go, text: G}]}"
    text = TEXT.replace("items: [tuesday-button]", own)
    first = house.questionnaires["continuous-delivery"].practices[0].id
    text = text.replace(
        "questionnaire: continuous-delivery", f"questionnaire: continuous-delivery, practices: [{first}]"
    )
    path.write_text(text)
    found = asked(load_agenda(path), house)
    assert found[0] == {"own": ("stop", "go")}
    assert list(found[4]) == [first]
    assert found[4][first][-3:] == ("~dont-know", "~not-applicable", "~elsewhere")
