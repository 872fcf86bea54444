"""Read exported runs of pipelines and jobs: how long each works and waits, how often it is red or flaky.

Takes what `gh run list --json`, `gh run view --json jobs`, `gh api .../runs` and `.../jobs` print, and the
JSON of GitLab's pipelines and jobs. A workflow counts as a deployment only where its file says that it
deploys to production.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assessments.evidence.mapping import SECONDS_PER_HOUR, Columns, Names, find_columns, plain_name, read_time
from assessments.evidence.pipelines import Answer, FileEvidence, Platform, Workflow
from assessments.evidence.pipelines.gaps import consists_of
from assessments.evidence.pipelines.model import Job
from assessments.evidence.pipelines.ways import seen_in, ways_of
from assessments.evidence.records import Record, Records
from delivery import StageRuns

RUN_NAMES: Names = {
    "id": ("id", "databaseid"),
    "name": ("name", "jobname", "job"),
    "workflow": ("workflowname", "workflow", "path", "name"),
    "run": ("runid", "pipelineid"),
    "attempt": ("runattempt", "attempt"),
    "commit": ("headsha", "sha", "commitid", "commitsha", "commit"),
    "created": ("createdat", "created"),
    "started": ("startedat", "runstartedat", "started"),
    "finished": ("completedat", "finishedat", "updatedat", "finished"),
    "result": ("conclusion", "result", "status"),
    "queued": ("queuedduration",),
}
"""What exports of runs call their columns, first choice first, without case and signs."""

GOOD = frozenset({"success", "passed", "succeeded"})
RED = frozenset({"failure", "failed", "timedout", "startupfailure"})
_OF_JOBS = frozenset({"runid", "pipelineid", "completedat", "stage"})
_COPY = re.compile(r"\s*(?:\([^()]*\)|:\s*\[.*\]|\s\d+/\d+)$")
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}|§")


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a job, or of a whole workflow, that ended; times are hours since 1970 UTC.

    Attributes:
        id: what the platform calls it.
        name: the job's name with its copy, such as `test (3.11)`; the workflow's name for a whole run.
        workflow: the name or the file of its workflow; empty where the export does not say it.
        source: the commit it ran on, else the run it belongs to; empty where the export says neither.
        attempt: which attempt of the run it is [1..].
        started: when its work began.
        finished: when its work ended.
        good: it ended well, and not red.
        wait: how long it waited for its start [h]; None where the export does not say it.
    """

    id: str
    name: str
    workflow: str
    source: str
    attempt: int
    started: float
    finished: float
    good: bool
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class RunLog:
    """The runs of one export, and how many rows were left out, by reason."""

    runs: tuple[JobRun, ...]
    excluded: Mapping[str, int]
    of_jobs: bool
    """The rows are jobs; otherwise they are whole runs."""


def read_runs(records: Records, chosen: Mapping[str, str] | None = None) -> RunLog:
    """Read the runs of an export; `chosen` are a person's own choices of columns, meaning to column.

    Runs that were cancelled or skipped, or have not ended, are left out and counted.

    Raises:
        DataFileError: a column that is needed is missing.
    """
    columns = find_columns(records, RUN_NAMES, ("id", "started", "finished", "result"), chosen)
    of_jobs = _are_jobs(records)
    excluded: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    found: list[JobRun] = []
    for record in records.rows:
        key = (columns.get(record, "id") or f"line {record.line}", columns.get(record, "attempt"))
        result = plain_name(columns.get(record, "result"))
        if key in seen:
            continue
        seen.add(key)
        run = _run(record, columns, of_jobs=of_jobs) if result in GOOD | RED else None
        if run is not None:
            found.append(replace(run, id=key[0], good=result in GOOD))
        else:
            excluded[_why(result)] += 1
    return RunLog(tuple(found), dict(excluded), of_jobs)


def _are_jobs(records: Records) -> bool:
    return bool(_OF_JOBS & {plain_name(column) for column in records.columns})


def _why(result: str) -> str:
    if result in GOOD | RED:
        return "no start and end that fit"
    return f"neither good nor red: {result}" if result else "not ended yet"


def _run(record: Record, columns: Columns, *, of_jobs: bool) -> JobRun | None:
    """Return a run that ended, or None where its times do not fit."""
    started = read_time(columns.get(record, "started"))
    finished = read_time(columns.get(record, "finished"))
    if started is None or finished is None or finished < started:
        return None
    workflow = _workflow(record, columns, of_jobs=of_jobs)
    attempt = columns.get(record, "attempt")
    return JobRun(
        id="",
        name=columns.get(record, "name") or workflow,
        workflow=workflow,
        source=columns.get(record, "commit") or columns.get(record, "run"),
        attempt=int(attempt) if attempt.isdecimal() else 1,
        started=started,
        finished=finished,
        good=False,
        wait=_wait(record, columns, started),
    )


def _workflow(record: Record, columns: Columns, *, of_jobs: bool) -> str:
    """Return the workflow that a row names, without the branch; a job's own name is none."""
    if of_jobs and columns.by_meaning.get("workflow") == columns.by_meaning.get("name"):
        return ""
    return columns.get(record, "workflow").partition("@")[0]


def _wait(record: Record, columns: Columns, started: float) -> float | None:
    """Return how long a run waited [h]: as the platform says it, else since it was created."""
    if columns.knows("queued"):
        said = columns.get(record, "queued")
        return float(said) / SECONDS_PER_HOUR if re.fullmatch(r"\d{1,9}(\.\d+)?", said, re.ASCII) else None
    created = read_time(columns.get(record, "created"))
    return None if created is None or created > started else started - created


def measure_runs(runs: Iterable[JobRun]) -> StageRuns:
    """Measure runs of one job, or of its copies: durations of good ones, waits, red and flaky ones.

    A red run is flaky where the same job was good later on the same commit.
    """
    known = tuple(runs)
    last: dict[tuple[str, str, str], tuple[int, float]] = {}
    for run in known:
        if run.good and run.source:
            key = (run.workflow, run.name, run.source)
            last[key] = max(last.get(key, (0, 0.0)), (run.attempt, run.started))
    red = [run for run in known if not run.good]
    flaky = [
        run
        for run in red
        if (run.attempt, run.started) < last.get((run.workflow, run.name, run.source), (0, 0.0))
    ]
    return StageRuns(
        durations=tuple(sorted(run.finished - run.started for run in known if run.good)),
        waits=tuple(sorted(run.wait for run in known if run.wait is not None)),
        ended=len(known),
        red=len(red),
        flaky=len(flaky),
    )


def measure_jobs(runs: Iterable[JobRun]) -> dict[str, StageRuns]:
    """Measure every job of an export by its name, copies together, in the order of names."""
    groups: dict[str, list[JobRun]] = {}
    for run in runs:
        groups.setdefault(without_copy(run.name), []).append(run)
    return {name: measure_runs(group) for name, group in sorted(groups.items())}


def without_copy(name: str) -> str:
    """Return a job's name without the copy that a matrix made: `test` of `test (3.11)` or `test 1/3`."""
    return _COPY.sub("", name)


def runs_called(runs: Sequence[JobRun], names: Collection[str]) -> tuple[JobRun, ...]:
    """Return the runs of the job that goes by some names; its copies if none has just that name.

    A `${{ … }}` in a name, or the `§` that the readers of pipeline files write for it, stands for any text;
    a job of a reusable workflow is named by its last part too.
    """
    patterns = _patterns(names)
    for cut in (str, without_copy):
        found = tuple(run for run in runs if _is_called(cut(run.name), patterns))
        if found:
            return found
    return ()


def _is_job(name: str, names: Collection[str]) -> bool:
    patterns = _patterns(names)
    return _is_called(name, patterns) or _is_called(without_copy(name), patterns)


def _patterns(names: Collection[str]) -> list[list[str]]:
    """Return what stands around the expressions of each name."""
    return [_EXPRESSION.split(name) for name in names if name]


def _is_called(name: str, patterns: Sequence[Sequence[str]]) -> bool:
    parts = (name, name.replace(" / ", "/"), name.rpartition(" / ")[2])
    return any(consists_of(part, pattern) for pattern in patterns for part in parts)


def of_file(runs: Iterable[JobRun], evidence: FileEvidence) -> tuple[JobRun, ...]:
    """Return the runs of one pipeline file; those that name no workflow are taken for its own."""
    names = _names_of(evidence.workflow)
    return tuple(run for run in runs if run.workflow in names | {""})


def _names_of(workflow: Workflow) -> frozenset[str]:
    """Return what exports may call a pipeline file: its title, its path, its path from `.github/` on."""
    path = workflow.file[max(workflow.file.rfind(".github/"), 0) :]
    return frozenset({workflow.title, workflow.file, path} - {""})


def production_jobs(workflow: Workflow) -> tuple[Job, ...]:
    """Return the jobs of a pipeline file that deploy to production, on some occasion."""
    return tuple(
        dict.fromkeys(way.deployment.find.job for way in ways_of(workflow, seen_in(workflow)).production)
    )


def only_deployments(records: Records, files: Iterable[FileEvidence]) -> Records:
    """Keep the rows of an export that are deployments to production by what the pipeline files say.

    Of whole runs those of a workflow that deploys there are kept, of jobs those of the job that does. GitLab
    has one pipeline, so its exports need not name it.

    Raises:
        DataFileError: no column says which workflow a row belongs to.
    """
    deploying = [one for one in files if one.facts.deploys_to_production is Answer.YES]
    of_jobs = _are_jobs(records)
    gitlab = bool(deploying) and all(one.workflow.platform is Platform.GITLAB for one in deploying)
    columns = find_columns(records, RUN_NAMES, ("name",) if of_jobs else () if gitlab else ("workflow",))
    names = frozenset[str]().union(*(_names_of(one.workflow) for one in deploying))
    jobs = {
        name for one in deploying for job in production_jobs(one.workflow) for name in (job.id, job.title)
    }
    kept = []
    for record in records.rows:
        workflow = _workflow(record, columns, of_jobs=of_jobs)
        belongs = workflow in names or (not workflow and (gitlab or of_jobs))
        if belongs and (not of_jobs or _is_job(columns.get(record, "name"), jobs)):
            kept.append(record)
    return replace(records, rows=tuple(kept))
