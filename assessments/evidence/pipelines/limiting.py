"""Bound the work that one pipeline file can ask for, and say so wherever something was left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessments.evidence.pipelines.model import Command, Job, Run, Step, Workflow
from datafiles import Problem

MOST_JOBS = 300
"""So many jobs of one file are read; nobody writes more by hand."""
MOST_TEXT = 60_000
"""So many characters of different commands of one file are judged."""


def bounded(workflow: Workflow) -> Workflow:
    """Return a workflow with as many commands as can be judged at once; what was left out is a problem."""
    problems = list(_left_out(workflow))
    budget = _Budget()
    runs = tuple(Run(run.occasion, tuple(budget.job(job) for job in run.jobs)) for run in workflow.runs)
    if budget.cut:
        text = f"has more than {MOST_TEXT:,} characters of commands; the rest was not judged"
        problems.append(_problem(workflow, text))
        workflow = replace(workflow, runs=runs)
    return replace(workflow, problems=(*workflow.problems, *problems)) if problems else workflow


def cut_short(file: str, line: int, most: int, what: str) -> Problem:
    """Return that only so many parts of a file were read."""
    text = f"has more than {most:,} {what}; the rest was not read"
    return Problem(file, line, "file", text, "split the file into several")


def _left_out(workflow: Workflow) -> Iterator[Problem]:
    if workflow.jobs > MOST_JOBS:
        text = f"has {workflow.jobs:,} jobs; those beyond the first {MOST_JOBS} were not read"
        yield _problem(workflow, text)


def _problem(workflow: Workflow, text: str) -> Problem:
    return Problem(workflow.file, workflow.at.line, "jobs", text, "split the file into several")


class _Budget:
    """Let different commands through until their characters are used up."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.left = MOST_TEXT
        self.cut = False
        self.steps: dict[int, tuple[Step, Step]] = {}

    def job(self, job: Job) -> Job:
        steps = tuple(self.step(step) for step in job.steps)
        return replace(job, steps=steps) if self.cut else job

    def step(self, step: Step) -> Step:
        """Return a step with the commands that are let through; the same step is looked at once."""
        if id(step) not in self.steps:
            kept = tuple(command for command in step.commands if self.lets(command))
            shorter = step if len(kept) == len(step.commands) else replace(step, commands=kept)
            self.steps[id(step)] = (step, shorter)
        return self.steps[id(step)][1]

    def lets(self, command: Command) -> bool:
        if command.text in self.known:
            return True
        if len(command.text) > self.left:
            self.cut = True
            return False
        self.left -= len(command.text)
        self.known.add(command.text)
        return True
