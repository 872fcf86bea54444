"""Hold what one browser tab knows of the evidence it was given; all of it may be lost at a reload."""

from dataclasses import dataclass, field

from assessments.evidence.deployments import LogMetrics
from assessments.evidence.history import History
from assessments.evidence.logs import Log
from assessments.evidence.pipelines import FileEvidence
from assessments.evidence.records import Records
from assessments.evidence.runs import JobRun
from datafiles import Problem
from loop import MeasuredStage


@dataclass(slots=True)
class Pipelines:
    """Hold what pipeline files said.

    Attributes:
        taken: which files were read last; others are read anew.
        name: under which corrections of them are kept.
        label: what the project is called.
        files: what each file says; None before any was read.
        problems: what was refused or is wrong, with its place.
        refused: why nothing was read at all.
    """

    taken: tuple[object, ...] = ()
    name: str = ""
    label: str = ""
    files: tuple[FileEvidence, ...] | None = None
    problems: tuple[Problem, ...] = ()
    refused: str = ""


@dataclass(slots=True)
class Commits:
    """Hold what a history said: which one was read, from where, what it says, why it was refused."""

    taken: tuple[object, ...] = ()
    source: str = ""
    history: History | None = None
    refused: str = ""
    wanted: str = ""
    """The folder of a clone that is to be read."""


@dataclass(slots=True)
class Table:
    """Hold one uploaded table: which file, its rows, why it was refused."""

    taken: tuple[object, ...] = ()
    records: Records | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Runs:
    """Hold exported runs of jobs.

    Attributes:
        taken: which files were read last.
        runs: the runs that ended, each once.
        by_file: the same by the export that they were read from.
        excluded: how many rows were left out, by reason.
        of_jobs: they are jobs; otherwise whole runs.
        problems: what could not be read, with its place.
        reduced: what they say of the stages of a lane, and which jobs fit none.
        reduced_of: of which runs, and with which jobs that deploy to production, that was said.
    """

    taken: tuple[object, ...] = ()
    runs: tuple[JobRun, ...] = ()
    by_file: dict[str, tuple[JobRun, ...]] = field(default_factory=dict)
    excluded: dict[str, int] = field(default_factory=dict)
    of_jobs: bool = True
    problems: tuple[Problem, ...] = ()
    reduced: tuple[tuple[MeasuredStage, ...], dict[str, str]] = ((), {})
    reduced_of: tuple[object, ...] = ()


@dataclass(slots=True)
class Evidence:
    """Hold what a tab knows of the Evidence page.

    Attributes:
        pipelines: the pipeline files.
        runs: exported runs of jobs.
        commits: the history.
        deployments: the log of deployments.
        incidents: the list of incidents.
        log: what the log and the list say, with the five metrics; None before any was read.
        measured: which files, read how, `log` was measured of.
        versions: version of each kept set of corrections that this tab saw, by owner and name.
        told: what was done last, to be said once.
    """

    pipelines: Pipelines = field(default_factory=Pipelines)
    runs: Runs = field(default_factory=Runs)
    commits: Commits = field(default_factory=Commits)
    deployments: Table = field(default_factory=Table)
    incidents: Table = field(default_factory=Table)
    log: tuple[Log, LogMetrics] | None = None
    measured: tuple[object, ...] = ()
    versions: dict[str, int] = field(default_factory=dict)
    told: str = ""
