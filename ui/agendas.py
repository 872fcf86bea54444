"""Join agendas with what they name in other rooms: questions, forms, scenarios, questionnaires."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assessments import Kind as Answering
from assessments import Questionnaire
from assessments.agreement import possible_answers
from assessments.publishing import said
from content import Course, ItemType
from datafiles import DataFileError, Document, Problem, parse_strict, problem_at, read_strict
from simulator import Fault, Scenario, Study, check_expectations
from simulator.model import Expectation
from workshops import Agenda, Expected, Kind, Options, Step, agenda_from_text

CHOOSING = frozenset({ItemType.SINGLE, ItemType.CLASSIFY, ItemType.PREDICT})
"""Types of items that a room can vote on: one of a few options."""
ROOM_KINDS = frozenset({Answering.SINGLE, Answering.LIKERT, Answering.BOOL})
"""Kinds of questions about a practice that a room can answer: one of a few options."""
STATES = ("~dont-know", "~not-applicable", "~elsewhere")
"""Ways not to answer a practice, beside its options."""


@dataclass(frozen=True, slots=True)
class House:
    """What agendas may name."""

    course: Course
    scenarios: Mapping[str, Scenario]
    questionnaires: Mapping[str, Questionnaire]


def asked(agenda: Agenda, house: House) -> tuple[Options, ...]:
    """Return what each step of an agenda asks: question -> options, empty where a step asks nothing."""
    return tuple(_options(agenda.asked(place), house) for place in range(len(agenda.steps)))


def _options(step: Step, house: House) -> Options:
    if step.question is not None:
        return {step.question.id: tuple(option.id for option in step.question.options)}
    if step.kind is Kind.ASSESS:
        found = house.questionnaires[step.questionnaire or ""]
        wanted = set(step.practices)
        return {
            practice.id: (
                *(said(answer) for _, answer in possible_answers(found, practice.question, {})),
                *STATES,
            )
            for practice in found.practices
            if practice.question.kind in ROOM_KINDS and (not wanted or practice.id in wanted)
        }
    names = house.course.forms[step.form].items if step.form else step.items
    items = {item.id: item for lesson in house.course.lessons for item in lesson.items}
    return {name: tuple(option.id for option in items[name].options) for name in names}


def problems_of_agendas(agendas: Iterable[Agenda], folder: Path, house: House) -> list[Problem]:
    """Find what agendas name that does not exist, and expected values that a run does not bear out."""
    found: list[Problem] = []
    for agenda in agendas:
        document = read_strict(folder / f"{agenda.id}.yaml")
        found += _problems_of_names(agenda, document, house)
        found += _problems_of_values(agenda, document, house)
    return found


def read_agenda(text: str, path: str, house: House) -> Agenda:
    """Return the agenda that a text holds, once everything that it names is there.

    Its expected values are what `greenlane check` proves; a room need not wait for so many runs.

    Raises:
        DataFileError: with every problem.
    """
    agenda = agenda_from_text(text, path)
    found = list(_problems_of_names(agenda, parse_strict(text, path), house))
    if found:
        raise DataFileError(found)
    return agenda


def _problems_of_names(agenda: Agenda, document: Document, house: House) -> Iterator[Problem]:
    items = {item.id: item for lesson in house.course.lessons for item in lesson.items}
    for place, step in enumerate(agenda.steps):
        at = ("steps", place)
        for number, name in enumerate(step.items):
            item = items.get(name)
            if item is None or item.type not in CHOOSING:
                wrong = f"no item `{name}`" if item is None else f"`{name}` has more than one right option"
                mend = "name an item of a lesson with one right option"
                yield problem_at(document, (*at, "items", number), wrong, mend)
            elif (step.kind is Kind.PREDICT) != (item.type is ItemType.PREDICT):
                mend = "predict what a run decides, and vote on the rest"
                yield problem_at(document, (*at, "items", number), f"`{name}` is of type {item.type}", mend)
        for number, name in enumerate(step.scenarios):
            if name not in house.scenarios:
                mend = f"write one of {', '.join(sorted(house.scenarios))}"
                yield problem_at(document, (*at, "scenarios", number), f"no scenario `{name}`", mend)
        for number, answer in enumerate(step.wrong):
            if answer.misconception not in house.course.misconceptions:
                where, mend = (*at, "wrong", number, "misconception"), "name one of misconceptions.yaml"
                yield problem_at(document, where, f"no misconception `{answer.misconception}`", mend)
        yield from _problems_of_questionnaire(step, at, document, house)


def _problems_of_questionnaire(
    step: Step, at: tuple[str | int, ...], document: Document, house: House
) -> Iterator[Problem]:
    if step.form and step.form not in house.course.forms:
        mend = f"write one of {', '.join(sorted(house.course.forms))}"
        yield problem_at(document, (*at, "form"), f"no form `{step.form}`", mend)
    if not step.questionnaire:
        return
    found = house.questionnaires.get(step.questionnaire)
    if found is None:
        mend = f"write one of {', '.join(sorted(house.questionnaires))}"
        yield problem_at(document, (*at, "questionnaire"), f"no questionnaire `{step.questionnaire}`", mend)
        return
    known = {practice.id: practice for practice in found.practices}
    for number, name in enumerate(step.practices):
        where = (*at, "practices", number)
        if name not in known:
            mend = f"name a practice of `{step.questionnaire}`"
            yield problem_at(document, where, f"no practice `{name}`", mend)
        elif known[name].question.kind not in ROOM_KINDS:
            mend = "name practices that are answered by one of a few options"
            yield problem_at(document, where, f"`{name}` asks for a {known[name].question.kind}", mend)
    if not any(practice.question.kind in ROOM_KINDS for practice in found.practices):
        wrong = f"`{step.questionnaire}` has no question with a few options to choose from"
        yield problem_at(document, (*at, "questionnaire"), wrong, "name another questionnaire")


def _problems_of_values(agenda: Agenda, document: Document, house: House) -> Iterator[Problem]:
    """Run what an agenda expects, at its seed, and compare."""
    places = [(p, n, one) for p, step in enumerate(agenda.steps) for n, one in enumerate(step.expect)]
    unknown = [(p, n, one) for p, n, one in places if one.scenario not in house.scenarios]
    for place, number, one in unknown:
        where, mend = ("steps", place, "expect", number, "scenario"), "name a scenario of this house"
        yield problem_at(document, where, f"no scenario `{one.scenario}`", mend)
    by_scenario: dict[str, list[tuple[int, int, Expected]]] = {}
    for place, number, one in places:
        if one.scenario in house.scenarios:
            by_scenario.setdefault(one.scenario, []).append((place, number, one))
    claiming = [
        house.scenarios[name].model_copy(update={"expect": tuple(_claim(one) for _, _, one in wanted)})
        for name, wanted in by_scenario.items()
    ]
    study = Study(seed=agenda.seed, replications=20, changes=750)
    for name, faults in check_expectations(claiming, study).items():
        for fault in faults:
            yield _at_step(fault, by_scenario[name], document)


def _claim(one: Expected) -> Expectation:
    return Expectation(metric=one.metric, relation="~", value=one.value, within=one.within)


def _at_step(fault: Fault, wanted: list[tuple[int, int, Expected]], document: Document) -> Problem:
    place, number, _ = wanted[int(fault.location[1])]
    mend = "write the value that the run shows, or change the seed"
    return problem_at(document, ("steps", place, "expect", number), fault.wrong, mend)
