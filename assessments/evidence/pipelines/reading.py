"""Read every pipeline file of an upload and judge it; a broken one is listed with its problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from assessments.evidence.pipelines.azure import read_azure
from assessments.evidence.pipelines.circleci import read_circleci
from assessments.evidence.pipelines.detecting import pipelines, platform_by_path
from assessments.evidence.pipelines.github import read_github
from assessments.evidence.pipelines.gitlab import read_gitlab
from assessments.evidence.pipelines.jenkins import read_jenkins
from assessments.evidence.pipelines.judging import judge
from assessments.evidence.pipelines.limiting import bounded
from assessments.evidence.pipelines.model import (
    At,
    Confidence,
    Facts,
    FileEvidence,
    Platform,
    Reason,
    Sources,
    Workflow,
)
from assessments.evidence.pipelines.nodes import Node
from assessments.evidence.pipelines.opening import open_path
from assessments.evidence.pipelines.project import Project
from assessments.evidence.pipelines.travis import read_travis
from datafiles import Problem

_READERS: Mapping[Platform, Callable[[Project, str, Node], Workflow]] = {
    Platform.GITHUB: read_github,
    Platform.GITLAB: read_gitlab,
    Platform.CIRCLECI: read_circleci,
    Platform.AZURE: read_azure,
    Platform.TRAVIS: read_travis,
}


def read_pipelines(path: Path) -> tuple[tuple[FileEvidence, ...], tuple[Problem, ...]]:
    """Read the pipeline files of a folder, an archive or one file.

    Returns:
        What each says, in the order of their names, and what was refused.

    Raises:
        PipelinesError: the path cannot be read at all.
    """
    return judge_sources(open_path(path))


def judge_sources(sources: Sources) -> tuple[tuple[FileEvidence, ...], tuple[Problem, ...]]:
    """Judge texts that are in memory already; what was refused is returned too, and listed if a pipeline."""
    project = Project(sources.texts)
    names = tuple(sources.texts) if sources.listed is None else sources.listed
    read_names = tuple(name for name in names if name in sources.texts)
    found = [judge_file(project, name, platform) for name, platform in pipelines(project, read_names)]
    found = [_in_its_place(project, file, found) for file in found]
    refused = {problem.path: problem for problem in sources.problems if problem.path not in sources.texts}
    for name, problem in refused.items():
        platform = platform_by_path(name) or (Platform.UNKNOWN if name in (sources.listed or ()) else None)
        if platform is not None:
            found.append(_unread(Workflow(name, platform, valid=False, problems=(problem,))))
    if sources.listed and not found:
        found = [
            _unread(read(project, name, Platform.UNKNOWN)) for name in read_names if project.is_broken(name)
        ]
    return tuple(sorted(found, key=lambda file: file.workflow.file)), sources.problems


def _in_its_place(project: Project, file: FileEvidence, found: list[FileEvidence]) -> FileEvidence:
    """Leave out what is wrong only where a file stands alone, when another file includes it."""
    flow = file.workflow
    above = (one.workflow for one in found if flow.file in one.workflow.included)
    if all(one.file in flow.included for one in above):
        return file
    problems = project.problems(flow.file)
    return replace(file, workflow=replace(flow, problems=problems, valid=not problems))


def judge_file(project: Project, name: str, platform: Platform) -> FileEvidence:
    """Read and judge one file."""
    workflow = read(project, name, platform)
    if platform is not Platform.JENKINS and project.is_broken(name):
        return _unread(workflow)
    return FileEvidence(workflow, judge(workflow))


def read(project: Project, name: str, platform: Platform) -> Workflow:
    """Read one file into the common model."""
    if platform is Platform.JENKINS:
        return bounded(read_jenkins(project, name))
    reader = _READERS.get(platform)
    if reader is None or project.is_broken(name):
        problems = project.problems(name)
        return Workflow(name, platform, valid=not problems, problems=problems, at=At(name, 1))
    return bounded(reader(project, name, project.node(name)))


def _unread(workflow: Workflow) -> FileEvidence:
    """Answer nothing, because the file cannot be read."""
    line = workflow.problems[0].line if workflow.problems else 1
    at, text = At(workflow.file, line), "the file cannot be read"
    facts = ("automated_tests", "every_change", "deploys_to_production", "deploy_mode", "manual_gate")
    reasons = tuple(Reason(fact, at, text, Confidence.LOW) for fact in (*facts, "deploys_elsewhere"))
    return FileEvidence(workflow, Facts(reasons=reasons))
