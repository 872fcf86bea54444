"""Say what GitHub would refuse in a workflow file, each with its line."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.evidence.pipelines.nodes import Node
from assessments.evidence.pipelines.project import Project
from datafiles import Problem

MOST_CHECKED = 500
_TOP = frozenset(["name", "run-name", "on", "permissions", "env", "defaults", "concurrency", "jobs"])
_JOB = frozenset(
    [
        "name",
        "permissions",
        "needs",
        "if",
        "runs-on",
        "environment",
        "concurrency",
        "outputs",
        "env",
        "defaults",
        "steps",
        "timeout-minutes",
        "strategy",
        "continue-on-error",
        "container",
        "services",
        "uses",
        "with",
        "secrets",
        "snapshot",
    ]
)


def check(file: str, node: Node, project: Project) -> tuple[tuple[Problem, ...], bool]:
    """Return what is wrong in a workflow, and whether GitHub would take it all the same."""
    wrong = tuple(_problems(file, node))
    doubtful = tuple(problem for problem in project.problems(file) if problem not in wrong)
    return tuple(sorted((*wrong, *doubtful), key=lambda problem: problem.line)), not (wrong or doubtful)


def _problems(file: str, node: Node) -> Iterator[Problem]:
    if not node.is_map:
        yield Problem(file, node.at.line, "file", "is no mapping", "write `on:` and `jobs:`")
        return
    for key, inner in node.items():
        if key not in _TOP and not key.startswith("x-"):
            yield Problem(file, inner.at.line, key, "is no key of a workflow", "remove it, or mend its name")
    if node.get("on").value is None:
        yield Problem(file, node.at.line, "on", "is missing", "say what starts the workflow")
    jobs = node.get("jobs")
    if not jobs.is_map or not jobs.value:
        yield Problem(file, jobs.at.line, "jobs", "is missing or empty", "write at least one job")
        return
    for name, job in list(jobs.items())[:MOST_CHECKED]:
        yield from _job_problems(file, name, job, jobs)
    yield from _circles(file, jobs)


def _job_problems(file: str, name: str, job: Node, jobs: Node) -> Iterator[Problem]:
    place = f"jobs.{name}"
    if not job.is_map:
        yield Problem(file, job.at.line, place, "is no mapping", "write `runs-on:` and `steps:`")
        return
    for key, inner in job.items():
        if key not in _JOB:
            yield Problem(
                file, inner.at.line, f"{place}.{key}", "is no key of a job", "remove it, or mend its name"
            )
    if not job.has("uses") and not job.has("runs-on"):
        yield Problem(file, job.at.line, place, "has no `runs-on`", "name the machine it runs on")
    if not job.has("uses") and not job.get("steps").is_list:
        yield Problem(file, job.at.line, place, "has no list of `steps`", "write `steps:` as a list")
    for need in job.get("needs").texts():
        if not jobs.has(need) and "${{" not in need:
            yield Problem(
                file, job.get("needs").at.line, place, f"needs `{need}`, which is no job", "name a job"
            )
    for index, step in enumerate(job.get("steps").entries()):
        if not (step.has("run") or step.has("uses")):
            yield Problem(
                file,
                step.at.line,
                f"{place}.steps[{index}]",
                "has neither `run` nor `uses`",
                "write one of them",
            )


def _circles(file: str, jobs: Node) -> Iterator[Problem]:
    """Report jobs that wait for each other."""
    rest = {name: {need for need in job.get("needs").texts() if jobs.has(need)} for name, job in jobs.items()}
    while free := {name for name, needs in rest.items() if not needs}:
        rest = {name: needs - free for name, needs in rest.items() if name not in free}
    if rest:
        name = next(iter(rest))
        yield Problem(
            file,
            jobs.get(name).at.line,
            f"jobs.{name}.needs",
            "waits for itself in a circle",
            "remove one `needs`",
        )
