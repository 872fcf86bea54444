"""Read questionnaires and answers: a file becomes a model, or every place where it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from assessments.checking import check_questionnaire
from assessments.model import Answer, Answers, AnswerState, Kind, Practice, Questionnaire
from assessments.scoring import worth_of
from datafiles import (
    DataFileError,
    Document,
    FileModel,
    Loaded,
    Problem,
    load_folder,
    problem_at,
    read_strict,
    validate,
)

SHIPPED = Path(__file__).parent / "questionnaires"
SAMPLE = Path(__file__).parent / "samples" / "harbor.yaml"

M = TypeVar("M", bound=FileModel)


def load_questionnaire(path: Path) -> Questionnaire:
    """Read a questionnaire.

    Raises:
        DataFileError: with every problem of the file.
    """
    document = read_strict(path, keep_problems=True)
    return checked(document, Questionnaire, check_questionnaire(document))


def load_named(path: Path) -> Questionnaire:
    """Read a questionnaire of a folder, where the file is named after the id."""
    questionnaire = load_questionnaire(path)
    if questionnaire.id != path.stem:
        wrong = f"is `{questionnaire.id}`, the file is `{path.name}`"
        raise DataFileError([problem_at(read_strict(path), ("id",), wrong, "give both the same name")])
    return questionnaire


def shipped_questionnaires(folder: Path = SHIPPED) -> Loaded[Questionnaire]:
    """Read the questionnaires of a folder: the good ones, and the problems of the others."""
    return load_folder(sorted(folder.glob("*.yaml")), load_named)


def load_answers(path: Path, questionnaire: Questionnaire) -> Answers:
    """Read a team's answers to a questionnaire.

    Raises:
        DataFileError: with every problem of the file.
    """
    document = read_strict(path, keep_problems=True)
    return checked(document, Answers, check_answers(document, questionnaire))


def sample_answers() -> Answers:
    """Read the answers of the sample team to the questionnaire `continuous-delivery`."""
    return load_answers(SAMPLE, load_questionnaire(SHIPPED / "continuous-delivery.yaml"))


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
        wrong = f"these answers are for `{name}`"
        yield problem_at(
            document, ("questionnaire",), wrong, f"score them with it, or write `{questionnaire.id}`"
        )
    given = data.get("answers")
    practices = {practice.id: practice for practice in questionnaire.practices}
    for practice_id, raw in given.items() if isinstance(given, dict) else ():
        practice = practices.get(practice_id)
        at = ("answers", str(practice_id))
        if practice is None:
            wrong, mend = f"{questionnaire.id} has no such practice", "correct the id, or remove the answer"
            yield problem_at(document, at, wrong, mend)
            continue
        try:
            answer = Answer.model_validate(raw)
        except ValueError:
            continue  # the schema reports it
        for step, wrong, mend in misfits(questionnaire, practice, answer):
            yield problem_at(document, (*at, step) if step in raw else at, wrong, mend)


def misfits(
    questionnaire: Questionnaire, practice: Practice, answer: Answer
) -> Iterator[tuple[str, str, str]]:
    """Say (key, what is wrong, how to mend it) where an answer does not fit its question."""
    if answer.state is AnswerState.VALUE:
        yield from value_misfits(questionnaire, practice, answer)
        return
    for key in ("option", "value"):
        if getattr(answer, key) is not None:
            yield (
                key,
                f"an answer `{answer.state}` has no {key}",
                f"remove it, or write `state: {AnswerState.VALUE}`",
            )
    if answer.state is AnswerState.NOT_APPLICABLE:
        rule = practice.question.not_applicable
        if not rule.allowed:
            yield "state", "this practice always applies", "choose an option, or dont-know or elsewhere"
        elif rule.reason_required and answer.reason is None:
            yield "state", "not applicable without a reason", "add `reason`"


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
