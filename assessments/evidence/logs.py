"""Read a log of deployments and a list of incidents, and say what was left out and why.

Each incident belongs to one deployment: the one it names, else the last one to production that ended
before it began. A deployment counts as failed once, however many incidents it has. A change counts where it
was deployed first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from assessments.evidence.mapping import (
    DEPLOYMENT_NAMES,
    INCIDENT_NAMES,
    Columns,
    find_columns,
    read_time,
)
from assessments.evidence.records import Record, Records
from datafiles import DataFileError, Problem, shorten
from delivery import Deployment

PRODUCTION = re.compile(r"(^|[^a-z])(prod|production|prd|live)([^a-z]|$)")
NOT_YET = re.compile(r"(^|[^a-z])(pre|non|no|not)[^a-z]*(prod|production|prd|live)")
GOOD = frozenset({"", "success", "successful", "succeeded", "passed", "ok", "done", "finished", "completed",
                  "complete", "deployed", "active", "inactive", "good", "true", "yes", "1"})  # fmt: skip
UNDONE = frozenset({"rolledback", "rollback", "reverted", "undone"})
YES = frozenset({"yes", "true", "1", "y", "t", "unplanned", "hotfix", "rework"})
NO = frozenset({"", "no", "false", "0", "n", "f", "planned"})
MISSING_TIME = ("is missing", "write when it was, or remove the row")
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """How a log is to be read.

    Attributes:
        environment: the name of production, where the names do not say it.
        zone: the time zone of times that name none.
        columns: a person's own choice of columns for deployments, meaning to column.
        incident_columns: the same for incidents.
        commits: when a commit was made [h since 1970], by its name, where the log does not say it.
    """

    environment: str | None = None
    zone: tzinfo = UTC
    columns: Mapping[str, str] = field(default_factory=dict)
    incident_columns: Mapping[str, str] = field(default_factory=dict)
    commits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident: when it began and ended [h since 1970], and the deployment that it names."""

    id: str
    created: float
    resolved: float | None
    deployment: str


@dataclass(frozen=True, slots=True)
class Log:
    """What a log says about production, in the order of time; times are hours since 1970 UTC.

    Attributes:
        deployments: those that changed production, with their incidents.
        span: from the first to the last moment of any record of the log.
        excluded: how many deployments were left out, by reason.
        unlinked: incidents that belong to no deployment, with the reason of each.
        incidents: how many incidents there are; None where nobody gave any.
        unplanned_known: the log says which deployments were unplanned.
        without_commit: changes whose commit time is not known, or lies after their deployment.
        deployed_again: changes that an earlier deployment had brought already.
        notes: what a reader must know.
    """

    deployments: tuple[Deployment, ...]
    span: tuple[float, float] | None
    excluded: Mapping[str, int]
    unlinked: Mapping[str, str]
    incidents: int | None
    unplanned_known: bool
    without_commit: int
    deployed_again: int
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Run:
    """A deployment while its rows are read: one row, or one for each change it holds."""

    line: int
    finished: float
    undone: bool
    unplanned: bool
    commits: dict[str, float] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Reader:
    """Reads the rows of one log and keeps what is wrong with them."""

    records: Records
    columns: Columns
    reading: Reading
    problems: list[Problem] = field(default_factory=list)
    excluded: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    span: list[float] = field(default_factory=list)

    def wrong(self, record: Record, meaning: str, wrong: str, mend: str) -> None:
        """Note a value that cannot be read."""
        self.problems.append(Problem(self.records.path, record.line, meaning, wrong, mend))

    def time(self, record: Record, meaning: str, *, needed: bool = False) -> float | None:
        """Return a moment [h since 1970], or None; one that cannot be read is a problem."""
        text = self.columns.get(record, meaning)
        found = read_time(text, self.reading.zone) if text else None
        if text and found is None:
            self.wrong(record, meaning, f"`{shorten(text)}` is no time", "write it as 2026-01-31T14:00:00Z")
        elif needed and found is None:
            self.wrong(record, meaning, *MISSING_TIME)
        return found

    def leave_out(self, name: str, reason: str) -> None:
        """Count a deployment that is left out, once."""
        if name not in self.left_out:
            self.left_out[name] = reason
            self.excluded[reason] = self.excluded.get(reason, 0) + 1


def read_log(deployments: Records, incidents: Records | None = None, reading: Reading | None = None) -> Log:
    """Read a log of deployments and a list of incidents.

    Raises:
        DataFileError: Rows that cannot be read, all of them with line and mend.
    """
    reading = reading or Reading()
    columns = find_columns(deployments, DEPLOYMENT_NAMES, ("id", "finished"), reading.columns)
    reader = _Reader(deployments, columns, reading)
    runs: dict[str, _Run] = {}
    for record in deployments.rows:
        _read_deployment(reader, record, runs)
    found = _read_incidents(incidents, reading, reader.problems) if incidents else []
    if reader.problems:
        raise DataFileError(reader.problems)
    linked, unlinked = link(found, runs, reader.left_out)
    again = _keep_first(runs)
    return Log(
        deployments=tuple(sorted(map(_deployment, runs, runs.values(), map(linked.get, runs)), key=_when)),
        span=(min(reader.span), max(reader.span)) if reader.span else None,
        excluded=dict(reader.excluded),
        unlinked=unlinked,
        incidents=len(found) if incidents else None,
        unplanned_known=columns.knows("unplanned"),
        without_commit=sum(len(run.unknown) for run in runs.values()),
        deployed_again=again,
        notes=tuple(_notes(reader, runs)),
    )


def _when(deployment: Deployment) -> tuple[float, str]:
    return deployment.finished, deployment.id


def _read_deployment(reader: _Reader, record: Record, runs: dict[str, _Run]) -> None:
    columns = reader.columns
    name = columns.get(record, "id")
    if not name:
        reader.wrong(record, "id", "is missing", "give each deployment a name of its own")
        return
    finished = reader.time(record, "finished")
    if finished is not None:
        reader.span.append(finished)
    if not is_production(columns.get(record, "environment"), reader):
        reader.leave_out(name, "not to production")
        return
    result = "".join(sign for sign in columns.get(record, "result").casefold() if sign.isalnum())
    if result not in GOOD | UNDONE:
        reader.leave_out(name, "did not succeed")
        return
    if finished is None:
        if not columns.get(record, "finished"):
            reader.wrong(record, "finished", *MISSING_TIME)
        return
    unplanned = columns.get(record, "unplanned").casefold()
    if unplanned not in YES | NO:
        reader.wrong(record, "unplanned", f"is `{shorten(unplanned)}`", "write yes or no")
    run = runs.setdefault(name, _Run(record.line, finished, result in UNDONE, unplanned in YES))
    if run.finished != finished:
        wrong = f"deployment `{shorten(name)}` ends at another time in line {run.line}"
        reader.wrong(record, "finished", wrong, "give each deployment a name of its own")
    _add_commit(reader, record, run)


def is_production(name: str, reader: _Reader) -> bool:
    """Say whether an environment is production; where no column names any, everything is."""
    if reader.reading.environment is not None:
        return name.casefold() == reader.reading.environment.casefold()
    if not reader.columns.knows("environment"):
        return True
    plain = name.casefold()
    return bool(PRODUCTION.search(plain)) and not NOT_YET.search(plain)


def _add_commit(reader: _Reader, record: Record, run: _Run) -> None:
    """Add the change of a row to its deployment; one without a commit time is counted."""
    commit = reader.columns.get(record, "commit")
    committed = reader.time(record, "committed")
    if committed is None:
        committed = reader.reading.commits.get(commit)
    name = commit or f"in line {record.line}"
    if committed is not None and committed <= run.finished:
        run.commits[name] = committed
    elif committed is not None or commit:
        run.unknown.add(name)


def _read_incidents(incidents: Records, reading: Reading, problems: list[Problem]) -> list[Incident]:
    columns = find_columns(incidents, INCIDENT_NAMES, ("id", "created"), reading.incident_columns)
    reader = _Reader(incidents, columns, reading, problems)
    found: dict[str, Incident] = {}
    for record in incidents.rows:
        name = columns.get(record, "id")
        created = reader.time(record, "created", needed=True)
        resolved = reader.time(record, "resolved")
        if not name:
            reader.wrong(record, "id", "is missing", "give each incident a name of its own")
        elif created is not None and resolved is not None and resolved < created:
            reader.wrong(record, "resolved", "lies before `created`", "correct one of the two")
        elif created is not None:
            found.setdefault(name, Incident(name, created, resolved, columns.get(record, "deployment")))
    return list(found.values())


def link(
    incidents: list[Incident], runs: Mapping[str, Any], left_out: Mapping[str, str]
) -> tuple[dict[str, list[Incident]], dict[str, str]]:
    """Return the incidents of each deployment, and why the others belong to none."""
    linked: dict[str, list[Incident]] = {}
    unlinked: dict[str, str] = {}
    order = sorted((run.finished, name) for name, run in runs.items())
    for incident in incidents:
        named = incident.deployment
        if named in runs:
            if incident.resolved is not None and incident.resolved < runs[named].finished:
                unlinked[incident.id] = f"was resolved before deployment {shorten(named)} ended"
                continue
            linked.setdefault(named, []).append(incident)
        elif named:
            reason = left_out.get(named)
            unlinked[incident.id] = (
                f"names deployment {shorten(named)}, which {reason}" if reason == "did not succeed"
                else f"names deployment {shorten(named)}, which went {reason}" if reason
                else f"names deployment {shorten(named)}, which is not in the log"
            )  # fmt: skip
        else:
            before = [name for finished, name in order if finished <= incident.created]
            if before:
                linked.setdefault(before[-1], []).append(incident)
            else:
                unlinked[incident.id] = "began before the first deployment in the log"
    return linked, unlinked


def _keep_first(runs: Mapping[str, _Run]) -> int:
    """Leave each change in the deployment that brought it first; return how many came again."""
    seen: set[str] = set()
    again = 0
    for _, run in sorted(runs.items(), key=lambda item: (item[1].finished, item[0])):
        twice = [commit for commit in run.commits if commit in seen]
        seen |= run.commits.keys()
        again += len(twice)
        for commit in twice:
            del run.commits[commit]
    return again


def _deployment(name: str, run: _Run, incidents: list[Incident] | None) -> Deployment:
    times = [incident.resolved for incident in incidents or ()]
    ended = [time for time in times if time is not None]
    return Deployment(
        id=name,
        finished=run.finished,
        failed=bool(incidents) or run.undone,
        restored=max(ended) if ended and len(ended) == len(times) else None,
        commits=tuple(run.commits.values()),
        unplanned=run.unplanned,
    )


def _notes(reader: _Reader, runs: Mapping[str, _Run]) -> list[str]:
    notes = []
    if not reader.columns.knows("environment"):
        notes.append("No column names an environment: every deployment is taken to be to production.")
    elif not runs and reader.records.rows:
        names = dict.fromkeys(reader.columns.get(record, "environment") for record in reader.records.rows)
        listed = ", ".join(shorten(name) for name in list(names)[:MOST_NAMED] if name) or "none"
        notes.append(f"No environment is called production; the log names {listed}. Say which one it is.")
    if not reader.columns.knows("result"):
        notes.append("No column says how a deployment ended: all of them are taken to have succeeded.")
    return notes
