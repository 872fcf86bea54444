"""Tell by its content what a file is: the model, or something that belongs beside a model."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from assessments.importers import (
    atos,
    devops_maturity,
    dora,
    dsomm,
    dsomm_answers,
    greenlane,
    measure_mate,
    pemm,
    samm,
)
from assessments.importers.model import ModelFormat
from datafiles import Foreign


class Role(StrEnum):
    """What a file is for."""

    MODEL = "model"
    ANSWERS = "answers"
    EVIDENCE = "evidence"
    META = "definition of states"
    ADVICE = "advice"


Kind = tuple[ModelFormat, Role]
KINDS: Final[tuple[tuple[Callable[[Any], bool], Kind], ...]] = (
    (greenlane.is_questionnaire, (ModelFormat.GREENLANE, Role.MODEL)),
    (greenlane.is_answers, (ModelFormat.GREENLANE, Role.ANSWERS)),
    (samm.is_samm, (ModelFormat.SAMM, Role.MODEL)),
    (dora.is_survey, (ModelFormat.DORA, Role.MODEL)),
    (dora.is_capabilities, (ModelFormat.DORA, Role.MODEL)),
    (atos.is_atos, (ModelFormat.ATOS, Role.MODEL)),
    (atos.is_advice, (ModelFormat.ATOS, Role.ADVICE)),
    (measure_mate.is_fixture, (ModelFormat.MEASURE_MATE, Role.MODEL)),
    (devops_maturity.is_criteria, (ModelFormat.DEVOPS_MATURITY, Role.MODEL)),
    (devops_maturity.is_answers, (ModelFormat.DEVOPS_MATURITY, Role.ANSWERS)),
    (pemm.is_pemm, (ModelFormat.PEMM, Role.MODEL)),
    (dsomm_answers.is_progress, (ModelFormat.DSOMM, Role.ANSWERS)),
    (dsomm_answers.is_evidence, (ModelFormat.DSOMM, Role.EVIDENCE)),
    (dsomm_answers.is_meta, (ModelFormat.DSOMM, Role.META)),
    (dsomm.is_dsomm, (ModelFormat.DSOMM, Role.MODEL)),
)


def detect(file: Foreign, *, table: bool = False) -> Kind | None:
    """Return the format and the role of a file, None when nobody knows it."""
    if table:
        return ModelFormat.CSV, Role.MODEL
    for document in file.documents:
        for fits, kind in KINDS:
            if fits(document):
                return kind
    return None
