"""Write the log as one JSON object a line, for programs that collect logs; nothing of a person stands in it.

A bug is written by its kind, its places in the code and its reference, never by its own text: that may hold
what somebody typed.
"""

import json
import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ui.observing import CountLines
from ui.settings import SettingsError

LOG: Final = "GREENLANE_LOG"
KINDS: Final = ("text", "json")
OWN: Final = "greenlane"
_PARTS: Final = 3  # of a file's path: enough to find it, too few to tell who runs it


class JsonLines(logging.Formatter):
    """Write each record as a JSON object: time (UTC), level, logger, message; error and places of a bug."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record on one line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = type(error).__name__
            line["places"] = [_place(frame) for frame in traceback.extract_tb(error.__traceback__)]
        return json.dumps(line, ensure_ascii=False)


def log_kind(environment: Mapping[str, str]) -> str:
    """Return how the log is written: "text" or "json".

    Raises:
        SettingsError: if it is neither.
    """
    wanted = environment.get(LOG, "").strip().lower() or KINDS[0]
    if wanted not in KINDS:
        raise SettingsError(f"{LOG}: {wanted!r} is no kind of log; write text or json")
    return wanted


def write_log(kind: str) -> None:
    """Count our warnings and errors, and write every log that is set up by now in one form."""
    own = logging.getLogger(OWN)
    if not any(isinstance(found, CountLines) for found in own.handlers):
        own.addHandler(CountLines(logging.WARNING))
        own.addHandler(logging.StreamHandler())
        own.propagate = False
        own.setLevel(logging.INFO)
    if kind == "json":
        loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
        for handler in {each for found in (logging.root, *loggers) for each in found.handlers}:
            handler.setFormatter(JsonLines())
    own.info("started")


def _place(frame: traceback.FrameSummary) -> str:
    return f"{'/'.join(Path(frame.filename).parts[-_PARTS:])}:{frame.lineno} {frame.name}"
