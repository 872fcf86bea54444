"""Say what GitLab would refuse in a pipeline, each with its line."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.evidence.pipelines.gitlab_merging import Merged
from assessments.evidence.pipelines.nodes import Node
from datafiles import Problem

MOST_CHECKED = 500


def check(merged: Merged, node: Node) -> tuple[tuple[Problem, ...], bool]:
    """Return what is wrong in a pipeline, and whether GitLab would take it all the same."""
    wrong = tuple(_problems(merged, node))
    doubtful = (*merged.project.problems(merged.file), *merged.problems)
    problems = tuple(dict.fromkeys((*wrong, *doubtful)))
    empty = not merged.job_names and bool(merged.problems)
    return tuple(sorted(problems, key=lambda problem: (problem.path, problem.line))), not wrong and not empty


def _problems(merged: Merged, node: Node) -> Iterator[Problem]:
    file = merged.file
    if not node.is_map:
        yield Problem(file, node.at.line, "file", "is no mapping", "write jobs, each with a `script:`")
        return
    stages = merged.top.get("stages")
    if stages.value is not None and not stages.is_list:
        yield Problem(stages.at.file, stages.at.line, "stages", "is no list", "write `stages:` as a list")
    if not merged.job_names and not merged.missing:
        yield Problem(file, node.at.line, "file", "has no job that can run", "write a job with a `script:`")
    for name in merged.job_names[:MOST_CHECKED]:
        yield from _job_problems(merged, name)


def _job_problems(merged: Merged, name: str) -> Iterator[Problem]:
    job = merged.job(name)
    at = job.at
    away = bool(merged.missing)
    if not any(job.has(key) for key in ("script", "trigger", "run", "pages", "release")) and not away:
        yield Problem(at.file, at.line, name, "has no `script`", "write what it runs, or hide it with a dot")
    stage = job.get("stage")
    if stage.text and stage.text not in merged.stages and not away and "$" not in stage.text:
        yield Problem(
            stage.at.file,
            stage.at.line,
            f"{name}.stage",
            f"`{stage.text}` is no stage",
            "add it to `stages:`",
        )
    for entry in job.get("needs").entries():
        need = entry.text or entry.get("job").text
        known = (
            need in merged.job_names or entry.has("project") or entry.has("pipeline") or entry.has("optional")
        )
        if need and not known and not away:
            yield Problem(entry.at.file, entry.at.line, f"{name}.needs", f"`{need}` is no job", "name a job")
    for base in merged.missing_bases(name) if not away else ():
        yield Problem(
            at.file, at.line, f"{name}.extends", f"`{base}` is no job", "name a job, or include its file"
        )
