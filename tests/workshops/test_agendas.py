"""Agendas: files that a trainer writes, and every fault in them."""

from pathlib import Path

import pytest

from datafiles import DataFileError
from workshops import Agenda, Kind, agenda_from_text, load_agenda, shipped_agendas

HEAD = "format: 1\nid: x\ntitle: X\nminutes: {}\nsteps:\n"
TALK = "  - {kind: talk, minutes: 1}\n"


def problems(text: str) -> list[str]:
    with pytest.raises(DataFileError) as caught:
        agenda_from_text(text, "x.yaml")
    return [str(problem) for problem in caught.value.problems]


FAULTS = {
    "minutes that do not add up": (
        HEAD.format(5) + TALK,
        "x.yaml:4: minutes: is 5, but the steps take 1 minutes; write 1, or change the steps",
    ),
    "a step without time": (
        HEAD.format(1) + TALK + "  - {kind: talk, minutes: 0}\n",
        "x.yaml:7: steps[1].minutes: is no time; write more than 0",
    ),
    "a debrief shorter than the runs": (
        HEAD.format(3) + "  - {kind: simulate, minutes: 2, scenarios: [a]}\n"
        "  - {kind: debrief, minutes: 1, prompts: [Why?]}\n",
        (
            "x.yaml:5: steps: the debrief takes 1 minutes, the runs 2; "
            "give the debrief at least as long as the runs"
        ),
    ),
    "a vote about nothing": (
        HEAD.format(1) + "  - {kind: poll, minutes: 1}\n",
        "x.yaml:6: steps[0]: asks nothing; write either `items:` or `question:`",
    ),
    "a vote about two things": (
        HEAD.format(1) + "  - {kind: poll, minutes: 1, items: [a], question: {id: q, text: Q, "
        "options: [{id: a, text: A}, {id: b, text: B}]}}\n",
        "x.yaml:6: steps[0]: has items and a question; write either `items:` or `question:`",
    ),
    "a second vote without a first": (
        HEAD.format(2) + TALK + "  - {kind: revote, minutes: 1}\n",
        "x.yaml:7: steps[1].kind: there is no vote before it; put it after a poll or a prediction",
    ),
    "a prediction of nothing": (
        HEAD.format(1) + "  - {kind: predict, minutes: 1}\n",
        (
            "x.yaml:6: steps[0].items: is missing in a step to predict; "
            "name the items of type `predict` that people answer"
        ),
    ),
    "a run of nothing": (
        HEAD.format(2)
        + "  - {kind: simulate, minutes: 1}\n  - {kind: debrief, minutes: 1, prompts: [Why?]}\n",
        "x.yaml:6: steps[0].scenarios: is missing in a step to simulate; name the scenarios that run",
    ),
    "a debrief without a question": (
        HEAD.format(1) + "  - {kind: debrief, minutes: 1}\n",
        "x.yaml:6: steps[0].prompts: is missing in a step to debrief; write the questions to talk about",
    ),
    "an assessment of nothing": (
        HEAD.format(1) + "  - {kind: assess, minutes: 1}\n",
        "x.yaml:6: steps[0].questionnaire: is missing in a step to assess; name the questionnaire",
    ),
    "no form": (
        HEAD.format(1) + "  - {kind: form, minutes: 1}\n",
        "x.yaml:6: steps[0].form: is missing in a step to form; name the form, such as `a`",
    ),
    "a key that means nothing here": (
        HEAD.format(1) + "  - {kind: talk, minutes: 1, scenarios: [a]}\n",
        "x.yaml:6: steps[0].scenarios: means nothing in a step to talk; remove it, or change the kind",
    ),
    "an item twice": (
        HEAD.format(1) + "  - {kind: poll, minutes: 1, items: [a, a]}\n",
        "x.yaml:6: steps[0].items: names `a` twice; name each once",
    ),
    "an option twice": (
        HEAD.format(1) + "  - {kind: poll, minutes: 1, question: {id: q, text: Q, "
        "options: [{id: a, text: A}, {id: a, text: B}]}}\n",
        "x.yaml:6: steps[0].question.options: has the option `a` twice; give each an id of its own",
    ),
    "a runbook without lines": (
        HEAD.format(2)
        + "  - {kind: runbook, minutes: 1}\n  - {kind: debrief, minutes: 1, prompts: [Why?]}\n",
        (
            "x.yaml:6: steps[0].runbook: is missing in a step to runbook; "
            "write its steps, a line each, in their order"
        ),
    ),
    "a runbook without a debrief as long": (
        HEAD.format(1) + "  - {kind: runbook, minutes: 1, runbook: [Copy]}\n",
        (
            "x.yaml:5: steps: the debrief takes 0 minutes, the runs 1; "
            "give the debrief at least as long as the runs"
        ),
    ),
    "more lanes than a wall shows": (
        HEAD.format(2) + "  - {kind: simulate, minutes: 1, scenarios: [a, b, c, d, e]}\n"
        "  - {kind: debrief, minutes: 1, prompts: [Why?]}\n",
        (
            "x.yaml:6: steps[0].scenarios: names 5 lanes, and a wall shows 4; "
            "leave some out, or make a second step"
        ),
    ),
    "no steps": (HEAD.format(0) + "  []\n", "x.yaml:5: steps: has 0 entries; write at least 1"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_an_agenda_with_one_fault_has_one_problem(name: str) -> None:
    text, expected = FAULTS[name]
    assert problems(text) == [expected]


def test_a_file_is_named_after_its_agenda(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD.format(1) + TALK)
    with pytest.raises(DataFileError, match="is `x`; write the file's name, `mine`"):
        load_agenda(path)


def test_the_shipped_agendas_take_half_an_hour_an_hour_and_two() -> None:
    found = shipped_agendas()
    assert not found.problems
    assert sorted(agenda.minutes for agenda in found.values) == [30, 60, 120]


@pytest.mark.parametrize("agenda", shipped_agendas().values, ids=lambda agenda: agenda.id)
def test_every_shipped_step_has_a_script_or_questions_and_works_without_phones(agenda: Agenda) -> None:
    for step in agenda.steps:
        assert step.script or step.prompts
    assert agenda.setup
    assert agenda.handout


def test_a_second_vote_asks_what_the_vote_before_asked(agenda: Agenda) -> None:
    assert agenda.asked(2).items == ("deploys", "tests")
    assert agenda.asked(1) is agenda.steps[1]
    assert [step.name for step in agenda.steps[:2]] == ["Talk", "Vote"]
    assert agenda.steps[2].kind is Kind.REVOTE
