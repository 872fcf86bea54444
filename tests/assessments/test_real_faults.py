"""Faults that stand in questionnaires others published."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessments import faults_of, mismatches, rule_of
from assessments.importers import import_path

THEIRS = Path(__file__).parents[3] / "shared/data/questionnaires"


def imported(name):
    if not (THEIRS / name).exists():
        pytest.skip(f"{name} is not beside this checkout")
    return import_path(THEIRS / name)


def test_a_published_scale_that_rises_and_falls_is_found():
    brought = imported("atos_questions.json")
    assert [rule_of(problem).id for problem in brought.problems] == ["option-order", "option-ends"]
    (doubtful,) = [row for row in brought.questionnaire.practices if row.question.doubt]
    assert [option.value for option in doubtful.question.options] == [1, 0.5, 1]
    certain = doubtful.question.model_copy(update={"doubt": None})
    rows = [
        row.model_copy(update={"question": certain}) if row is doubtful else row
        for row in brought.questionnaire.practices
    ]
    found = faults_of(brought.questionnaire.model_copy(update={"practices": tuple(rows)}))
    assert [fault.rule for fault in found] == ["option-order", "option-ends"]


def test_a_published_translation_that_matches_is_told_from_one_that_does_not():
    english, german = (imported(name).questionnaire for name in ("pemm_en.yaml", "pemm_de.yaml"))
    assert mismatches(english, german) == ()
    rows = german.practices
    renamed = rows[0].model_copy(update={"id": "something-else"})
    drifted = german.model_copy(update={"practices": (renamed, *rows[1:])})
    assert mismatches(english, drifted) == (
        f"practices: `{rows[0].id}` is missing in de",
        "practices: `something-else` is in de alone",
    )
