"""Load agendas: a file becomes an agenda, or every problem it has at its line."""

from collections.abc import Iterator
from pathlib import Path

from datafiles import (
    Document,
    Loaded,
    Problem,
    load_folder,
    load_model,
    model_from_text,
    problem_at,
)
from workshops.model import Agenda, Kind, Step

SHIPPED = Path(__file__).parent / "agendas"
SLACK = 1e-9
MOST_LANES = 4
"""So many lanes can be told apart on a wall."""

NEEDED = {
    Kind.PREDICT: ("items", "name the items of type `predict` that people answer"),
    Kind.SIMULATE: ("scenarios", "name the scenarios that run"),
    Kind.RUNBOOK: ("runbook", "write its steps, a line each, in their order"),
    Kind.ASSESS: ("questionnaire", "name the questionnaire"),
    Kind.DEBRIEF: ("prompts", "write the questions to talk about"),
    Kind.FORM: ("form", "name the form, such as `a`"),
}
"""The key that a kind of step cannot do without, and the mend."""

ONLY = {
    "items": frozenset({Kind.POLL, Kind.PREDICT}),
    "question": frozenset({Kind.POLL}),
    "form": frozenset({Kind.FORM}),
    "scenarios": frozenset({Kind.SIMULATE, Kind.PREDICT}),
    "runbook": frozenset({Kind.RUNBOOK}),
    "questionnaire": frozenset({Kind.ASSESS}),
    "practices": frozenset({Kind.ASSESS}),
    "prompts": frozenset({Kind.DEBRIEF}),
    "expect": frozenset({Kind.SIMULATE, Kind.PREDICT, Kind.RUNBOOK, Kind.DEBRIEF}),
}
"""The kinds of step that a key means something for."""


def load_agenda(path: Path) -> Agenda:
    """Load one agenda file.

    Raises:
        DataFileError: with every problem, each as path:line: field: what is wrong; how to mend it.
    """

    def check(agenda: Agenda, document: Document) -> Iterator[Problem]:
        yield from find_problems(agenda, document)
        if agenda.id != path.stem:
            yield problem_at(document, ("id",), f"is `{agenda.id}`", f"write the file's name, `{path.stem}`")

    return load_model(path, Agenda, check=check)


def agenda_from_text(text: str, path: str = "<text>") -> Agenda:
    """Read an agenda from a text, as `load_agenda` does from a file.

    Raises:
        DataFileError: with every problem.
    """
    return model_from_text(text, Agenda, path=path, check=find_problems)


def shipped_agendas(folder: Path = SHIPPED) -> Loaded[Agenda]:
    """Load the agendas of a folder, by default those that come with Greenlane, in file name order."""
    return load_folder(sorted(folder.glob("*.yaml")), load_agenda)


def find_problems(agenda: Agenda, document: Document) -> Iterator[Problem]:
    """Find what only the whole agenda can tell: minutes that do not add up, steps that lack something."""
    yield from _problems_of_minutes(agenda, document)
    for number, step in enumerate(agenda.steps):
        yield from _problems_of_step(agenda, number, step, document)


def _problems_of_minutes(agenda: Agenda, document: Document) -> Iterator[Problem]:
    for number, step in enumerate(agenda.steps):
        if step.minutes <= 0:
            yield problem_at(document, ("steps", number, "minutes"), "is no time", "write more than 0")
    total = sum(step.minutes for step in agenda.steps)
    if abs(total - agenda.minutes) > SLACK:
        wrong = f"is {agenda.minutes:g}, but the steps take {total:g} minutes"
        yield problem_at(document, ("minutes",), wrong, f"write {total:g}, or change the steps")
    runs = _minutes(agenda, Kind.SIMULATE) + _minutes(agenda, Kind.RUNBOOK)
    debrief = _minutes(agenda, Kind.DEBRIEF)
    if debrief < runs:
        wrong = f"the debrief takes {debrief:g} minutes, the runs {runs:g}"
        yield problem_at(document, ("steps",), wrong, "give the debrief at least as long as the runs")


def _minutes(agenda: Agenda, kind: Kind) -> float:
    return sum(step.minutes for step in agenda.steps if step.kind is kind)


def _problems_of_step(agenda: Agenda, number: int, step: Step, document: Document) -> Iterator[Problem]:
    at = ("steps", number)
    key, mend = NEEDED.get(step.kind, (None, ""))
    if key is not None and not getattr(step, key):
        yield problem_at(document, (*at, key), f"is missing in a step to {step.kind}", mend)
    if step.kind is Kind.POLL and bool(step.items) == (step.question is not None):
        wrong = "has items and a question" if step.items else "asks nothing"
        yield problem_at(document, at, wrong, "write either `items:` or `question:`")
    if step.kind is Kind.REVOTE and agenda.asked(number) is step:
        wrong = "there is no vote before it"
        yield problem_at(document, (*at, "kind"), wrong, "put it after a poll or a prediction")
    for name, kinds in ONLY.items():
        if getattr(step, name) and step.kind not in kinds:
            wrong = f"means nothing in a step to {step.kind}"
            yield problem_at(document, (*at, name), wrong, "remove it, or change the kind")
    if len(step.scenarios) > MOST_LANES:
        wrong = f"names {len(step.scenarios)} lanes, and a wall shows {MOST_LANES}"
        yield problem_at(document, (*at, "scenarios"), wrong, "leave some out, or make a second step")
    for name in ("items", "scenarios", "runbook", "practices"):
        values = getattr(step, name)
        for value in dict.fromkeys(value for value in values if values.count(value) > 1):
            yield problem_at(document, (*at, name), f"names `{value}` twice", "name each once")
    ids = [option.id for option in step.question.options] if step.question else []
    for name in dict.fromkeys(name for name in ids if ids.count(name) > 1):
        where = (*at, "question", "options")
        yield problem_at(document, where, f"has the option `{name}` twice", "give each an id of its own")
