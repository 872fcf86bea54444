"""Draw the road of a pipeline file: its stages in order, with marks, environments and copies."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from assessments.evidence.pipelines.lineage import Lineage
from assessments.evidence.pipelines.model import At, Event, FileEvidence, Job, Run
from assessments.evidence.pipelines.ways import leading_run
from delivery import Fact, Mark, Pipeline, PipelineStage

START = "start"
_STARTED = {
    Event.TAG: "A person sets a tag",
    Event.RELEASE: "A person publishes a release",
    Event.PERSON: "A person starts it",
}


@dataclass(frozen=True, slots=True)
class RoadStage:
    """One stage of the road, with what its job says beyond the mark."""

    id: str
    after: tuple[str, ...]
    """The stages directly before it."""
    environments: tuple[str, ...]
    width: int
    """How many copies of it run side by side [1..]."""
    at: At


@dataclass(frozen=True, slots=True)
class Road:
    """The road of one pipeline file, on the occasion that leads furthest."""

    pipeline: Pipeline
    stages: tuple[RoadStage, ...]
    """The same stages in the same order, with their edges."""
    occasion: str
    """What starts it."""


def road_of(evidence: FileEvidence) -> Road | None:
    """Return the road that a pipeline file describes, or None where nothing runs.

    The run is the one that reaches production most automatically, else the first. A tag, a release or a
    start by hand is a stage of its own, a button; a pressed job is a button, one that waits for somebody's
    yes an hourglass, and everything else a bolt.
    """
    run = leading_run(evidence.workflow)
    if run is None:
        return None
    ids = _ids(run)
    started = _STARTED.get(run.occasion.event)
    stages = [PipelineStage(START, started, Mark.BUTTON)] if started else []
    rows = [RoadStage(START, (), (), 1, run.occasion.at)] if started else []
    first = (START,) if started else ()
    lineage = Lineage(run)
    titles = _titles(run)
    for job in _ordered(lineage):
        after = tuple(ids[other.id] for other in lineage.parents(job)) or first
        stages.append(PipelineStage(ids[job.id], titles[job.id], _mark(job), _automated(job)))
        names = tuple(dict.fromkeys(env.name for env in job.environments))
        rows.append(RoadStage(ids[job.id], after, names, job.width, job.at))
    return Road(Pipeline(tuple(stages)), tuple(rows), run.occasion.event.value)


def _titles(run: Run) -> dict[str, str]:
    """Return what to call each job; where two are called alike, with the title of what calls them."""
    plain = {job.id: job.title or job.id for job in run.jobs}
    many = Counter(plain.values())
    callers = {job.id: job.names[1] for job in run.jobs if len(job.names) > 1 and many[plain[job.id]] > 1}
    return {name: f"{callers[name]} / {title}" if name in callers else title for name, title in plain.items()}


def _mark(job: Job) -> Mark:
    if job.approves:
        return Mark.HOURGLASS
    return Mark.BUTTON if job.manual else Mark.BOLT


def _automated(job: Job) -> Fact:
    return Fact.UNKNOWN if job.approves else Fact.YES


def _ordered(lineage: Lineage) -> list[Job]:
    """Return the jobs, each after all that must run before it."""
    jobs = {job.id: job for job in lineage.run.jobs}
    before = {name: len(lineage.before(job)) for name, job in jobs.items()}
    return sorted(jobs.values(), key=lambda job: before[job.id])


def _ids(run: Run) -> dict[str, str]:
    """Return an id for each job: its name in small letters and dashes, with a number where two are alike."""
    found: dict[str, str] = {}
    taken = {START}
    for job in run.jobs:
        base = re.sub(r"[^a-z0-9]+", "-", job.id.lower()).strip("-")[:60] or "job"
        name, number = base, 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        if job.id not in found:
            taken.add(name)
            found[job.id] = name
    return found
