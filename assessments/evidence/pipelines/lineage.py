"""Know which jobs of a run come before which."""

from __future__ import annotations

from assessments.evidence.pipelines.model import Job, Run


class Lineage:
    """The order of the jobs of one run: by what they need, or by stages."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._named: dict[str, list[Job]] = {}
        for job in run.jobs:
            parts = job.id.split("/")
            for length in range(1, len(parts) + 1):
                self._named.setdefault("/".join(parts[:length]), []).append(job)
        self._stages: dict[str, list[Job]] = {}
        for job in run.jobs:
            self._stages.setdefault(job.stage, []).append(job)
        self._order = {stage: index for index, stage in enumerate(self._stages)}

    def parents(self, job: Job) -> tuple[Job, ...]:
        """Return the jobs directly before a job: those it needs, or all of the stage before."""
        if job.by_stage:
            index = self._order[job.stage]
            return tuple(list(self._stages.values())[index - 1]) if index else ()
        found = {other.id: other for need in job.needs for other in self._named.get(need, ())}
        return tuple(other for other in found.values() if other.id != job.id)

    def before(self, job: Job) -> tuple[Job, ...]:
        """Return all jobs that must have run before a job."""
        found: dict[str, Job] = {}
        waiting = [job]
        while waiting:
            for other in self.parents(waiting.pop()):
                if other.id not in found and other.id != job.id:
                    found[other.id] = other
                    waiting.append(other)
        return tuple(found.values())
