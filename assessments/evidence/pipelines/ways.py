"""Find the ways to production: what deploys, where to, how it starts, and who must say yes before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assessments.evidence.pipelines.finding import Find, find
from assessments.evidence.pipelines.lineage import Lineage
from assessments.evidence.pipelines.model import (
    Answer,
    At,
    Confidence,
    Event,
    Job,
    Mode,
    Platform,
    Run,
    Workflow,
)
from assessments.evidence.pipelines.names import Target
from assessments.evidence.pipelines.targeting import INPUT, Deployment, place
from assessments.evidence.pipelines.vocabulary import Deed

MOST_WAYS = 300
"""So many deployments of one file are looked at; further ones say nothing new."""
RANK = (Mode.MERGE, Mode.TAG, Mode.SCHEDULED, Mode.MANUAL, Mode.UNKNOWN)
_MODES = {
    Event.PUSH: Mode.MERGE,
    Event.MERGED: Mode.MERGE,
    Event.CHAIN: Mode.MERGE,
    Event.TAG: Mode.TAG,
    Event.RELEASE: Mode.TAG,
    Event.SCHEDULE: Mode.SCHEDULED,
    Event.PERSON: Mode.MANUAL,
}
_UPLOAD = re.compile(
    r"^(?:aws\s.*\bs3|rclone|gsutil|gcloud\s+storage|s3cmd|s5cmd|az\s+storage|mc|rsync|scp"
    r"|curl|sftp|lftp)\b|(?i:s3|upload|rsync|scp)\S*@"
)
_DOCS = re.compile(r"(?i)(?<![a-z])(?:docs?|documentation)(?![a-z])")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a job does on an occasion."""

    run: Run
    find: Find


@dataclass(frozen=True, slots=True)
class Way:
    """One way to production: how it starts and who must say yes."""

    run: Run
    deployment: Deployment
    mode: Mode
    gate: Answer
    gate_at: At
    gate_text: str


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to production, the deployments elsewhere, and those that nobody can place."""

    production: tuple[Way, ...]
    elsewhere: tuple[Deployment, ...]
    unknown: tuple[Deployment, ...]


def seen_in(workflow: Workflow) -> tuple[Seen, ...]:
    """Return all that the jobs of a file do, on each occasion."""
    look = lru_cache(maxsize=None)(lambda job: find(job, workflow.platform))
    return tuple(Seen(run, found) for run in workflow.runs for job in run.jobs for found in look(job))


def leading_run(workflow: Workflow) -> Run | None:
    """Return the run that reaches production most automatically, else one of the trunk, else the first."""
    ways = ways_of(workflow, seen_in(workflow)).production
    if ways:
        return min(ways, key=lambda way: RANK.index(way.mode)).run
    trunk = (run for run in workflow.runs if run.occasion.event is Event.PUSH and run.occasion.is_default)
    return next(trunk, workflow.runs[0] if workflow.runs else None)


def ways_of(workflow: Workflow, seen: Sequence[Seen]) -> Ways:
    """Return where the deployments of a file go."""
    belongs = _belong_to_release(seen)
    placed = [
        (one.run, place(one.find, one.run.occasion, workflow))
        for one in seen
        if one.find.deed in {Deed.DEPLOY, Deed.PAGES} and not belongs(one)
    ][:MOST_WAYS]
    sure = any(deployment.target is Target.PRODUCTION for _, deployment in placed)
    settled = [(run, deployment if sure else _supposed(deployment)) for run, deployment in placed]
    found = {target: [pair for pair in settled if pair[1].target is target] for target in Target}
    lineages = {id(run): Lineage(run) for run, _ in found[Target.PRODUCTION]}
    return Ways(
        tuple(way_of(workflow, lineages[id(run)], one) for run, one in found[Target.PRODUCTION]),
        tuple(deployment for _, deployment in found[Target.ELSEWHERE]),
        tuple(deployment for _, deployment in found[Target.UNKNOWN]),
    )


def _belong_to_release(seen: Sequence[Seen]) -> Callable[[Seen], bool]:
    """Return what says whether files are uploaded with a package, or documentation of one just released."""
    releases = {(id(one.run), one.find.job.id) for one in seen if one.find.deed is Deed.RELEASE}

    def belongs(one: Seen) -> bool:
        job = one.find.job
        if one.find.deed is Deed.PAGES:
            return False
        if (id(one.run), job.id) in releases and not job.environments and _UPLOAD.search(one.find.text):
            return True
        after = any((id(one.run), need) in releases for need in job.needs)
        return after and _DOCS.search(job.id.replace("_", " ")) is not None

    return belongs


def _supposed(deployment: Deployment) -> Deployment:
    """Take a deployment from the trunk, a tag or by hand for one to production if nothing says otherwise."""
    occasion = deployment.occasion
    if deployment.target is not Target.UNKNOWN or deployment.because == INPUT:
        return deployment
    if occasion.event in {Event.CALL, Event.OTHER}:
        return deployment
    text = "nothing names the environment; taken for production"
    return replace(deployment, target=Target.PRODUCTION, because=text, confidence=Confidence.LOW)


def way_of(workflow: Workflow, lineage: Lineage, deployment: Deployment) -> Way:
    """Say how a deployment to production starts, and who must say yes before."""
    run, job = lineage.run, deployment.find.job
    event = run.occasion.event
    mode = _MODES.get(event, Mode.UNKNOWN)
    if job.manual:
        return Way(
            run,
            deployment,
            Mode.MANUAL,
            Answer.YES,
            job.started_at or job.at,
            f"a person presses the job {job.id}",
        )
    if event is Event.PERSON:
        return Way(
            run, deployment, mode, Answer.YES, job.started_at or run.occasion.at, "only a person starts it"
        )
    before = lineage.before(job)
    stop = next((other for other in before if other.approves or _holds(other, job)), None)
    if job.approves or stop is not None:
        waits = stop or job
        pressed = Mode.MANUAL if workflow.platform is not Platform.GITHUB else mode
        return Way(run, deployment, pressed, Answer.YES, waits.at, f"it waits for {waits.id}")
    if workflow.platform in {Platform.GITHUB, Platform.AZURE}:
        env = next((env for other in (job, *before) for env in other.environments), None)
        if env is not None:
            text = f"environment {env.name}: are reviewers required in the settings?"
            return Way(run, deployment, mode, Answer.POSSIBLE, env.at, text)
    return Way(run, deployment, mode, Answer.NO, job.at, "nobody has to say yes in the file")


def _holds(other: Job, job: Job) -> bool:
    """Say whether a pressed job holds another up: one it needs, or a blocking one in an earlier stage."""
    if not other.manual or any(env.action != "start" for env in other.environments):
        return False
    return other.id in job.needs or other.blocks
