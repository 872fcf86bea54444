"""Find which column of an export means what, and read times as exports write them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from assessments.evidence.records import Record, Records
from datafiles import DataFileError, Problem, shorten

SECONDS_PER_HOUR = 3600.0
EPOCH = re.compile(r"\d{9,10}(\.\d+)?|\d{12,13}", re.ASCII)
LATEST = 2_016_190.0
"""The beginning of the year 2200 [h since 1970]: what lies beyond is a slip of the pen."""
SECONDS_DIGITS = 11
"""A whole number with more digits counts milliseconds."""

Names = Mapping[str, tuple[str, ...]]

DEPLOYMENT_NAMES: Names = {
    "id": ("id", "deployment", "deploymentid", "deployid", "databaseid", "iid", "runid", "number", "key"),
    "finished": (
        "finished", "finishedat", "finisheddate", "deployedat", "deployed", "deployablefinishedat",
        "completedat", "completed", "endedat", "end", "updatedat", "timestamp", "time", "date", "createdat",
    ),
    "environment": (
        "environment", "env", "environmentname", "deploymenttier", "environmenttier", "stage", "target",
    ),
    "result": ("result", "conclusion", "status", "state", "outcome"),
    "commit": (
        "commit", "sha", "commitsha", "headsha", "deploymentcommitscommitsha", "commitssha", "commitsid",
        "revision",
    ),
    "committed": (
        "committed", "committedat", "committeddate", "commitdate", "committime", "commitcommitteddate",
        "headcommittimestamp", "deployablecommitcommitteddate", "deployablecommitcreatedat",
        "commitscommitted", "commitscommittedat", "commitstimestamp", "deploymentcommitscommitted",
        "deploymentcommitscommittedat", "authored", "authoreddate",
    ),
    "unplanned": ("unplanned", "rework", "isrework", "hotfix", "ishotfix"),
}  # fmt: skip
"""What exports call the columns of deployments, first choice first, without case and signs.

Source: devlake-webhook
"""

INCIDENT_NAMES: Names = {
    "id": ("id", "incident", "incidentid", "issuekey", "key", "iid", "number"),
    "created": ("created", "createdat", "createddate", "opened", "openedat", "startedat", "started", "start"),
    "resolved": (
        "resolved", "resolvedat", "resolutiondate", "resolveddate", "closedat", "closed", "restoredat",
        "fixedat", "endedat", "end",
    ),
    "deployment": ("deployment", "deploymentid", "deployid", "causedby", "causingdeployment", "rootcause"),
}  # fmt: skip
"""What exports call the columns of incidents. Source: devlake-webhook"""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a file means what; a meaning without a column is left out."""

    by_meaning: Mapping[str, str]

    def get(self, record: Record, meaning: str) -> str:
        """Return what a record says, or an empty text."""
        return record.values.get(self.by_meaning.get(meaning, ""), "")

    def knows(self, meaning: str) -> bool:
        """Say whether some column has this meaning."""
        return meaning in self.by_meaning


def find_columns(
    records: Records, names: Names, needed: tuple[str, ...], chosen: Mapping[str, str] | None = None
) -> Columns:
    """Return which column means what; `chosen` are a person's own choices, meaning to column.

    Raises:
        DataFileError: A needed meaning has no column, or a chosen column is not there.
    """
    problems = []
    found: dict[str, str] = {}
    plain = {plain_name(column): column for column in reversed(records.columns)}
    for meaning, known in names.items():
        column = (chosen or {}).get(meaning) or next((plain[name] for name in known if name in plain), None)
        if column is not None and column not in records.columns:
            wrong, mend = f"has no column `{shorten(column)}`", f"choose one of {_listed(records.columns)}"
            problems.append(Problem(records.path, 1, meaning, wrong, mend))
        elif column is not None:
            found[meaning] = column
        elif meaning in needed:
            mend = f"name the column `{meaning}`, or say which of {_listed(records.columns)} it is"
            problems.append(Problem(records.path, 1, meaning, "no column says it", mend))
    for meaning in sorted(set(chosen or {}) - set(names)):
        wrong, mend = "is no meaning of a column here", f"choose one of {_listed(tuple(names))}"
        problems.append(Problem(records.path, 1, shorten(meaning), wrong, mend))
    if problems:
        raise DataFileError(problems)
    return Columns(found)


def plain_name(column: str) -> str:
    """Return a column's name without case, spaces and signs."""
    return "".join(sign for sign in column.casefold() if sign.isalnum())


def _listed(names: tuple[str, ...], most: int = 12) -> str:
    listed = ", ".join(f"`{shorten(name)}`" for name in names[:most])
    return listed + (", …" if len(names) > most else "")


def read_time(text: str, zone: tzinfo = UTC) -> float | None:
    """Return a moment [h since 1970 UTC], or None where the text is no time.

    Takes ISO 8601 (a space for the T, Z or an offset, or none: then `zone` is meant), a day, which means
    its first moment, and seconds or milliseconds since 1970.
    """
    if EPOCH.fullmatch(text):
        number = float(text)
        return number / (1000.0 if len(text) > SECONDS_DIGITS and "." not in text else 1.0) / SECONDS_PER_HOUR
    try:
        found = datetime.fromisoformat(re.sub(r" (?=[+-]\d\d:?\d\d$)", "", text.removesuffix(" UTC")))
    except ValueError:
        return None
    aware = found if found.tzinfo else found.replace(tzinfo=UTC if text.endswith(" UTC") else zone)
    hours = (aware - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(hours=1)
    return hours if 0.0 <= hours < LATEST else None
