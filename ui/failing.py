"""Say what went wrong: an error of ours in its own words, a bug by a reference that the log holds too."""

import logging
import secrets

from assessments import AssessmentError
from assessments.evidence.history import HistoryError
from datafiles import DataFileError
from delivery import DeliveryError
from simulator import SimulatorError
from store import StoreError
from ui import words

OURS = (AssessmentError, DataFileError, DeliveryError, HistoryError, SimulatorError, StoreError)
"""Errors whose text is written for the person who reads it."""
_log = logging.getLogger("greenlane")


def refer(error: BaseException) -> str:
    """Log a bug and return the reference it is found by."""
    reference = secrets.token_hex(4)
    _log.error("reference %s", reference, exc_info=error)
    return reference


def tell(error: BaseException) -> str:
    """Return what to say about an error as Markdown; a bug is logged, and its own text is not shown."""
    if isinstance(error, OURS):
        return words.plain(str(error))
    return f"Try again; if it fails again, tell whoever runs Greenlane the reference `{refer(error)}`."
