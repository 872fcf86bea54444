"""Small questionnaires and answers, built from a few words."""

from __future__ import annotations

from datetime import date

import pytest

from assessments import Answer, Answers, AnswerState, Questionnaire
from datafiles import DataFileError

FOUR = [
    {"id": f"o{index}", "text": f"Seen {index}", "value": value}
    for index, value in enumerate((0, 0.3, 0.6, 1))
]


def practice(name, dimension="a", question=None, **more):
    return {
        "id": name,
        "dimension": dimension,
        "title": name,
        "question": question or {"kind": "single", "text": "What is seen?", "options": FOUR},
        **more,
    }


def questionnaire(practices, scoring=None, **more):
    dimensions = dict.fromkeys(row["dimension"] for row in practices)
    return Questionnaire.model_validate(
        {
            "format": 1,
            "id": "small",
            "version": "1",
            "title": "Small",
            "lang": "en",
            "licence": "Apache-2.0",
            "attribution": "Made for this test.",
            "dimensions": [{"id": name, "title": name} for name in dimensions],
            "practices": practices,
            "scoring": scoring or {},
            **more,
        }
    )


def answer(given):
    """Read `o2` as an option, a state by its name, anything else as a value."""
    if given == "not-applicable":
        return Answer(state=AnswerState.NOT_APPLICABLE, reason="Not here.")
    if given in {"dont-know", "elsewhere"}:
        return Answer(state=AnswerState(given))
    if isinstance(given, str):
        return Answer(state=AnswerState.VALUE, option=given)
    return Answer(state=AnswerState.VALUE, value=given)


def answers(given, **more):
    return Answers(
        **{
            "format": 1,
            "questionnaire": "small",
            "version": "1",
            "team": "Harbor",
            "date": date(2026, 11, 16),
            "answers": {name: answer(value) for name, value in given.items()},
            **more,
        }
    )


def change(text, old, new):
    """Change one place of a text, which must be there once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the text"
    return text.replace(old, new)


def faults(text, path, load):
    """Write the text to the path and return the problems it is refused with."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        load(path)
    return caught.value.problems


class Build:
    """What the tests of this room build with."""

    practice = staticmethod(practice)
    questionnaire = staticmethod(questionnaire)
    answer = staticmethod(answer)
    answers = staticmethod(answers)
    change = staticmethod(change)
    faults = staticmethod(faults)


@pytest.fixture(scope="session")
def build():
    return Build
