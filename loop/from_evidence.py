"""A team's own lane: what its pipeline files say, with what its runs measured, as a scenario."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assessments.evidence.pipelines import FileEvidence, Road, road_of
from assessments.evidence.runs import (
    JobRun,
    measure_runs,
    of_file,
    production_jobs,
    runs_called,
    without_copy,
)
from delivery import Pipeline
from simulator import Figures, PipelineLane, from_pipeline

START = "start"


@dataclass(frozen=True, slots=True)
class Lane:
    """The lane of one pipeline file.

    Attributes:
        file: the pipeline file.
        occasion: what starts it.
        pipeline: its stages with edges, marks, environments, copies and measured runs.
        lane: the scenarios made of it.
        lines: the line of the file [1..] that each stage of the pipeline stands in.
    """

    file: str
    occasion: str
    pipeline: Pipeline
    lane: PipelineLane
    lines: dict[str, int]


def lane_from_evidence(
    evidence: FileEvidence, runs: Iterable[JobRun] = (), figures: Figures | None = None
) -> Lane | None:
    """Return the lane of a pipeline file, or None where nothing runs.

    `runs` are exported runs of jobs, of this file or of others too; `figures` what was measured of the whole.
    """
    road = road_of(evidence)
    if road is None:
        return None
    pipeline = pipeline_of(evidence, road, runs)
    title = f"The road of {evidence.workflow.title or evidence.workflow.file}"
    lane = from_pipeline(pipeline, figures, title=title)
    lines = {row.id: row.at.line for row in road.stages}
    return Lane(evidence.workflow.file, road.occasion, pipeline, lane, lines)


def pipeline_of(evidence: FileEvidence, road: Road, runs: Iterable[JobRun] = ()) -> Pipeline:
    """Return the stages of a road with its edges, copies, environments and measured runs."""
    production = {job.at for job in production_jobs(evidence.workflow)}
    known = of_file(runs, evidence)
    found = []
    for stage, row in zip(road.pipeline.stages, road.stages, strict=True):
        called = () if stage.id == START else runs_called(known, (stage.title,)) or _by_id(known, stage.id)
        found.append(
            replace(
                stage,
                after=row.after,
                width=row.width,
                environments=row.environments,
                production=stage.id != START and row.at in production,
                runs=measure_runs(called) if called else None,
            )
        )
    return Pipeline(tuple(found))


def _by_id(runs: Iterable[JobRun], stage: str) -> tuple[JobRun, ...]:
    """Return the runs of the job whose name in small letters and dashes is a stage's id."""
    return tuple(run for run in runs if _plain(without_copy(run.name)) == stage)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
