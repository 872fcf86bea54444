"""Tell which files are pipelines, and of which platform: by known paths, else by their top-level keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assessments.evidence.pipelines.gitlab_merging import is_job
from assessments.evidence.pipelines.model import Platform
from assessments.evidence.pipelines.nodes import Node
from assessments.evidence.pipelines.project import Project

_PATHS: tuple[tuple[Platform, re.Pattern[str]], ...] = (
    (Platform.GITHUB, re.compile(r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml$")),
    (Platform.GITLAB, re.compile(r"(?:^|/)[^/]*\.gitlab-ci\.ya?ml$")),
    (Platform.CIRCLECI, re.compile(r"(?:^|/)\.circleci/[^/]+\.ya?ml$")),
    (
        Platform.AZURE,
        re.compile(
            r"(?:^|/)\.?azure[-_]?pipelines?[^/]*\.ya?ml$|(?:^|/)\.(?:azure-?pipelines|azuredevops"
            r"|vsts)/[^/]+\.ya?ml$"
        ),
    ),
    (Platform.TRAVIS, re.compile(r"(?:^|/)\.travis\.ya?ml$")),
    (Platform.JENKINS, re.compile(r"(?i)(?:^|/)jenkinsfile[^/]*$|\.jenkinsfile$")),
)
_QUICK = re.compile(r"(?m)(?:^|[{,])\s*[\"']?(?:jobs|script|stage|stages|steps|trigger)[\"']?\s*:")
_JOB_KEYS = frozenset({"script", "stage", "extends", "trigger", "rules", "only", "needs"})


def pipelines(project: Project, names: tuple[str, ...]) -> Iterator[tuple[str, Platform]]:
    """Walk through the files that are pipelines, with their platform, in the order of names."""
    for name in sorted(names):
        platform = platform_by_path(name) or platform_of(project, name)
        if platform is not None:
            yield name, platform


def platform_by_path(name: str) -> Platform | None:
    """Return the platform whose files are called so, or None."""
    return next((platform for platform, path in _PATHS if path.search(name)), None)


def platform_of(project: Project, name: str) -> Platform | None:
    """Return the platform that a YAML file of any name looks like, or None."""
    if not _QUICK.search(project.texts[name]):
        return None
    if project.is_broken(name):
        looks = re.search(r"(?m)^[\"']?on[\"']?\s*:", project.texts[name]) and re.search(
            r"(?m)^jobs\s*:", project.texts[name]
        )
        return Platform.UNKNOWN if looks else None
    return platform_by_keys(project.node(name))


def platform_by_keys(node: Node) -> Platform | None:
    """Return the platform whose top-level keys a file has, or None."""
    if not node.is_map:
        return None
    keys = set(node.value)
    if "on" in keys and "jobs" in keys:
        return Platform.GITHUB
    if "jobs" in keys and ("workflows" in keys or "orbs" in keys) and "version" in keys:
        return Platform.CIRCLECI
    if (
        keys & {"pool", "steps", "stages", "jobs"}
        and (keys & {"trigger", "pr", "pool", "schedules"})
        and _is_azure(node)
    ):
        return Platform.AZURE
    jobs = [inner for key, inner in node.items() if is_job(key, inner)]
    if any(
        "script" in inner.value or ("stage" in inner.value and _JOB_KEYS & set(inner.value)) for inner in jobs
    ):
        return Platform.GITLAB
    return None


def _is_azure(node: Node) -> bool:
    rows = [*node.get("steps").entries(), *node.get("jobs").entries(), *node.get("stages").entries()]
    marks = {"task", "job", "stage", "deployment", "template", "script", "bash", "pwsh", "checkout"}
    return any(marks & set(row.value) for row in rows if row.is_map)
