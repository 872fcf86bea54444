"""Answers to shipped questionnaires, built from a few words."""

from __future__ import annotations

from datetime import date

import pytest

from assessments import Answer, Answers, AnswerState


def answer(given):
    """Read a state by its name, another text as an option, anything else as a value."""
    if given in {"dont-know", "elsewhere"}:
        return Answer(state=AnswerState(given))
    if isinstance(given, str):
        return Answer(state=AnswerState.VALUE, option=given)
    return Answer(state=AnswerState.VALUE, value=given)


class Build:
    """What the tests of shipped files build with."""

    @staticmethod
    def answers(given, **more):
        said = {name: answer(value) for name, value in given.items()}
        return Answers(**{"team": "Harbor", "date": date(2026, 11, 16), "answers": said, **more})


@pytest.fixture(scope="session")
def build():
    return Build
