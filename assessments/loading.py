"""Read questionnaires and answers: a file becomes a model, or every place where it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from assessments.checking import check_questionnaire, lint
from assessments.model import Answer, Answers, AnswerState, Kind, Practice, Questionnaire, UnknownIdError
from assessments.rules import Fault, Location, fault_at
from assessments.scoring import worth_of
from datafiles import (
    DataFileError,
    Document,
    FileModel,
    Limits,
    Loaded,
    Problem,
    load_folder,
    read_strict,
    validate,
)

SHIPPED = Path(__file__).parent / "questionnaires"
SAMPLES = Path(__file__).parent / "samples"
FIRST_SAMPLE = "continuous-delivery"
LIMITS = Limits(size=4_000_000, depth=40, nodes=500_000)
"""Limits of one questionnaire, answers or imported file: ten thousand questions fit."""

M = TypeVar("M", bound=FileModel)


def load_questionnaire(path: Path) -> Questionnaire:
    """Read a questionnaire.

    Raises:
        DataFileError: with every problem of the file.
    """
    document = read_strict(path, limits=LIMITS, keep_problems=True)
    return checked(document, Questionnaire, faults_in(document))


def faults_in(document: Document) -> list[Fault]:
    """Return every fault of a file of ours; of one that was imported, those with which it cannot be used."""
    imported = isinstance(document.data, dict) and document.data.get("origin")
    return check_questionnaire(document) if imported else lint(document)


def load_named(path: Path) -> Questionnaire:
    """Read a questionnaire of a folder, where the file is named after the id."""
    questionnaire = load_questionnaire(path)
    if questionnaire.id != path.stem:
        wrong = f"is `{questionnaire.id}`, the file is `{path.name}`"
        document = read_strict(path, limits=LIMITS)
        raise DataFileError([fault_at(document, ("id",), "file-name", wrong, "give both the same name")])
    return questionnaire


def shipped_questionnaires(folder: Path = SHIPPED) -> Loaded[Questionnaire]:
    """Read the questionnaires of a folder: the good ones, and the problems of the others.

    A name with a second dot, such as `team-health.de.yaml`, is a translation and no questionnaire.
    """
    return load_folder(sorted(path for path in folder.glob("*.yaml") if "." not in path.stem), load_named)


def load_answers(path: Path, questionnaire: Questionnaire) -> Answers:
    """Read a team's answers to a questionnaire.

    Raises:
        DataFileError: with every problem of the file.
    """
    document = read_strict(path, limits=LIMITS, keep_problems=True)
    return checked(document, Answers, check_answers(document, questionnaire))


def offered(questionnaires: Iterable[Questionnaire]) -> tuple[Questionnaire, ...]:
    """Return the questionnaires to begin with: all but those that one of the others stands in for."""
    every = tuple(questionnaires)
    there = {questionnaire.id for questionnaire in every}
    return tuple(questionnaire for questionnaire in every if questionnaire.superseded_by not in there)


def sample_answers(questionnaire_id: str = FIRST_SAMPLE) -> Answers:
    """Read the newest answers of the sample team to a shipped questionnaire.

    Raises:
        UnknownIdError: where there are none.
    """
    return sample_history(questionnaire_id)[-1]


def sample_history(questionnaire_id: str) -> tuple[Answers, ...]:
    """Read all answers of the sample team to a shipped questionnaire, oldest first.

    Raises:
        UnknownIdError: where there are none.
    """
    first = questionnaire_id == FIRST_SAMPLE
    paths = [SAMPLES / "harbor.yaml"] if first else sorted((SAMPLES / questionnaire_id).glob("*.yaml"))
    if not paths:
        raise UnknownIdError(f"the sample team has no answers to {questionnaire_id!r}")
    questionnaire = load_questionnaire(SHIPPED / f"{questionnaire_id}.yaml")
    return tuple(load_answers(path, questionnaire) for path in paths)


def checked(document: Document, model: type[M], problems: Iterable[Problem]) -> M:
    """Return the document as a model, unless its schema or one of these problems stands against it."""
    found = list(problems)
    try:
        value = validate(document, model)
    except DataFileError as error:
        raise DataFileError(sorted([*error.problems, *found], key=lambda problem: problem.line)) from None
    if found:
        raise DataFileError(sorted(found, key=lambda problem: problem.line))
    return value


def check_answers(document: Document, questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find answers that do not fit the questionnaire, one by one, whatever the rest of the file is like."""
    data = document.data if isinstance(document.data, dict) else {}
    name = data.get("questionnaire")
    if isinstance(name, str) and name != questionnaire.id:
        wrong, mend = f"these answers are for `{name}`", f"score them with it, or write `{questionnaire.id}`"
        yield fault_at(document, ("questionnaire",), "answer-known", wrong, mend)
    given = data.get("answers")
    practices = {practice.id: practice for practice in questionnaire.practices}
    for practice_id, raw in given.items() if isinstance(given, dict) else ():
        practice = practices.get(practice_id)
        at = ("answers", str(practice_id))
        if practice is None:
            wrong, mend = f"{questionnaire.id} has no such practice", "correct the id, or remove the answer"
            yield fault_at(document, at, "answer-known", wrong, mend)
            continue
        try:
            answer = Answer.model_validate(raw)
        except ValueError:
            continue  # the schema reports it
        for step, rule, wrong, mend in misfits(questionnaire, practice, answer):
            yield fault_at(document, (*at, step) if step in raw else at, rule, wrong, mend)
        yield from check_evidence(document, at, answer)


def check_evidence(document: Document, at: tuple[str, ...], answer: Answer) -> Iterator[Problem]:
    """Find evidence that expires before its own day."""
    for index, evidence in enumerate(answer.evidence):
        if evidence.date and evidence.expires and evidence.expires < evidence.date:
            where: Location = (*at, "evidence", index, "expires")
            wrong, mend = f"is {evidence.expires}, before its own day", "write a later day, or leave it out"
            yield fault_at(document, where, "evidence-day", wrong, mend)


Misfit = tuple[str, str, str, str]
"""The key, the rule, what is wrong, how to mend it."""


def misfits(questionnaire: Questionnaire, practice: Practice, answer: Answer) -> Iterator[Misfit]:
    """Say where an answer does not fit its question."""
    if answer.state is AnswerState.VALUE:
        for key, wrong, mend in value_misfits(questionnaire, practice, answer):
            yield key, "answer-fits", wrong, mend
        return
    for key in ("option", "value"):
        if getattr(answer, key) is not None:
            wrong = f"an answer `{answer.state}` has no {key}"
            yield key, "answer-fits", wrong, f"remove it, or write `state: {AnswerState.VALUE}`"
    if answer.state is AnswerState.NOT_APPLICABLE:
        rule = practice.question.not_applicable
        if not rule.allowed:
            mend = "choose an option, or dont-know or elsewhere"
            yield "state", "answer-reason", "this practice always applies", mend
        elif rule.reason_required and answer.reason is None:
            yield "state", "answer-reason", "not applicable without a reason", "add `reason`"


def value_misfits(
    questionnaire: Questionnaire, practice: Practice, answer: Answer
) -> Iterator[tuple[str, str, str]]:
    """Say what is wrong with the option or value of an answer."""
    question = practice.question
    wanted, other = (
        ("option", "value") if question.kind in {Kind.SINGLE, Kind.LIKERT} else ("value", "option")
    )
    if getattr(answer, other) is not None:
        yield other, f"a {question.kind} question is answered with `{wanted}`", f"write `{wanted}` instead"
    elif getattr(answer, wanted) is None:
        yield (
            wanted,
            f"an answer without {wanted}",
            f"add `{wanted}`, or write `state: {AnswerState.DONT_KNOW}`",
        )
    elif worth_of(questionnaire, question, answer) is None:
        yield wanted, f"is `{shown(getattr(answer, wanted))}`", expected(questionnaire, practice)


def shown(value: object) -> str:
    """Write a value as in the file."""
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def expected(questionnaire: Questionnaire, practice: Practice) -> str:
    """Say what an answer to this question looks like."""
    question = practice.question
    options = ", ".join(option.id for option in questionnaire.options(question))
    worst, best = sorted(question.range or (0.0, 100.0))
    return {
        Kind.SINGLE: f"choose one of {options}",
        Kind.LIKERT: f"choose one of {options}",
        Kind.MULTI: f"write a list of {options}",
        Kind.BOOL: "write true or false",
        Kind.NUMBER: f"write a number from {worst:g} to {best:g}",
        Kind.PERCENT: "write a number from 0 to 100",
    }[question.kind]
