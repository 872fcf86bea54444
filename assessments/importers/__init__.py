"""Bring questionnaires that others wrote: a file or folder becomes one of ours, or every problem of it."""

from assessments.importers.bringing import (
    WrittenFile,
    as_files,
    import_answers,
    import_path,
    import_texts,
)
from assessments.importers.devops_maturity import write_answers as write_devops_maturity
from assessments.importers.dsomm_answers import write_evidence as write_dsomm_evidence
from assessments.importers.dsomm_answers import write_progress as write_dsomm_progress
from assessments.importers.model import LIMITS, Imported, ModelFormat
from assessments.importers.returning import Write, returned, writers_of

__all__ = [
    "LIMITS",
    "Imported",
    "ModelFormat",
    "Write",
    "WrittenFile",
    "as_files",
    "import_answers",
    "import_path",
    "import_texts",
    "returned",
    "write_devops_maturity",
    "write_dsomm_evidence",
    "write_dsomm_progress",
    "writers_of",
]
