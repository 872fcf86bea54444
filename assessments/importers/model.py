"""What an import gives.

Wrong files are `datafiles.DataFileError` with every problem found; there is no half import.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from assessments.loading import LIMITS
from assessments.model import Answers, Questionnaire
from datafiles import Problem

MOST_FILES: Final = 2_000
MOST_BYTES: Final = 20_000_000
"""Limits of one folder that is imported."""

__all__ = ["LIMITS", "MOST_BYTES", "MOST_FILES", "Imported", "ModelFormat"]


class ModelFormat(StrEnum):
    """The formats that can be read."""

    SAMM = "samm"
    DSOMM = "dsomm"
    DORA = "dora"
    ATOS = "atos"
    PEMM = "pemm"
    MEASURE_MATE = "measure-mate"
    DEVOPS_MATURITY = "devops-maturity"
    GREENLANE = "greenlane"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Imported:
    """A whole import: the questionnaire, the answers that came with it, and what was doubtful.

    `problems` are faults of the source that are kept as their author wrote them; `notes` say what was decided
    while reading; `states` counts choices of the source that became answer states, such as "I don't know".
    `translations` are the same questionnaire in other languages.
    """

    format: ModelFormat
    questionnaire: Questionnaire
    answers: tuple[Answers, ...] = ()
    translations: tuple[Questionnaire, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    states: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Return how much there is; `options` counts every choice that the source offers once per list."""
        asked = self.questionnaire
        lists = [*asked.scales.values(), *(row.question.options for row in asked.practices)]
        return {
            "dimensions": len(asked.dimensions),
            "groups": len(asked.groups),
            "practices": len(asked.practices),
            "questions": len(asked.practices),
            "options": sum(len(options) for options in lists) + self.states,
            "dependencies": sum(len(row.depends_on) for row in asked.practices),
            "scales": len(asked.scales),
            "states": self.states,
            "answers": sum(len(given.answers) for given in self.answers),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        asked = self.questionnaire
        return {
            "format": str(self.format),
            "title": asked.title,
            "licence": asked.licence,
            "attribution": asked.attribution,
            "counts": self.counts,
            "teams": [given.team for given in self.answers],
            "languages": [asked.lang, *(row.lang for row in self.translations)],
            "problems": [str(problem) for problem in self.problems],
            "notes": list(self.notes),
        }
