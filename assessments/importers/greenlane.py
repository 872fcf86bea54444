"""Our own questionnaires and answers, as YAML or JSON, larger than those that are shipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessments.importers.model import Imported, ModelFormat
from assessments.loading import check_answers, checked, faults_in
from assessments.model import Answers, Questionnaire
from datafiles import DataFileError, Document, Foreign, Problem


def is_questionnaire(value: object) -> bool:
    """Say whether a document is a questionnaire of ours."""
    return isinstance(value, dict) and "practices" in value and "dimensions" in value


def is_answers(value: object) -> bool:
    """Say whether a document is a file of answers of ours."""
    return isinstance(value, dict) and "questionnaire" in value and "answers" in value


def read_own(model: Foreign, answers: Sequence[Foreign]) -> Imported:
    """Check a questionnaire and the answers beside it like every file of ours."""
    document = as_document(model)
    questionnaire = checked(document, Questionnaire, faults_in(document))
    return Imported(ModelFormat.GREENLANE, questionnaire, read_own_answers(questionnaire, answers))


def read_own_answers(questionnaire: Questionnaire, files: Sequence[Foreign]) -> tuple[Answers, ...]:
    """Check files of answers."""
    found: list[Answers] = []
    problems: list[Problem] = []
    for file in files:
        document = as_document(file)
        try:
            found.append(checked(document, Answers, check_answers(document, questionnaire)))
        except DataFileError as error:
            problems += error.problems
    if problems:
        raise DataFileError(problems)
    return tuple(found)


def as_document(file: Foreign) -> Document:
    """Return the first document of a file, where a key that stands twice is a problem."""
    data: Any = file.documents[0]
    return Document(file.path, data, file.places[0], file.problems)
