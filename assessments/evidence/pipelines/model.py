"""What pipeline files say: runs, jobs and steps with their lines, the facts judged from them, and why.

The error tree of this package::

    ValueError
    └── PipelinesError     nothing could be read; the text says the mend
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from datafiles import Problem


class PipelinesError(ValueError):
    """Nothing could be read; the text says the mend."""


class Platform(StrEnum):
    """Whose syntax a pipeline file is written in."""

    GITHUB = "github-actions"
    GITLAB = "gitlab-ci"
    CIRCLECI = "circleci"
    AZURE = "azure-pipelines"
    JENKINS = "jenkins"
    TRAVIS = "travis"
    UNKNOWN = "unknown"


class Answer(StrEnum):
    """What is known of a fact; *filtered* only of `every_change`, *possible* only of `manual_gate`."""

    YES = "yes"
    NO = "no"
    FILTERED = "filtered"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


class Mode(StrEnum):
    """What starts the deployment to production."""

    NONE = "none"
    MANUAL = "manual"
    MERGE = "automatic-on-merge"
    TAG = "automatic-on-tag"
    SCHEDULED = "scheduled"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How sure a reason is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Event(StrEnum):
    """What happened that a pipeline runs."""

    PUSH = "push"
    PULL = "pull request"
    MERGED = "merged pull request"
    CHAIN = "another pipeline finished"
    TAG = "tag"
    RELEASE = "release"
    SCHEDULE = "schedule"
    PERSON = "started by a person"
    CALL = "called by another file"
    OTHER = "something else"


@dataclass(frozen=True, slots=True)
class At:
    """A place in a file: its name and line [1..]."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing that makes the pipeline run."""

    event: Event
    branch: str = ""
    """The branch pushed to, or merged into; empty where any."""
    is_default: bool = False
    """The branch is the one that everybody integrates into, as far as the file tells."""
    by_path: bool = False
    """It runs only if certain files changed."""
    name: str = ""
    """What the platform calls the event, such as `pull_request_target`."""
    choice: tuple[tuple[str, str], ...] = ()
    """What the person who started it chose: (input, value)."""
    at: At = At("", 1)


@dataclass(frozen=True, slots=True)
class Command:
    """One shell command of a script, without comments, echoes and texts handed to it."""

    text: str
    at: At


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job: commands, or an action that is used with its inputs."""

    title: str
    at: At
    commands: tuple[Command, ...] = ()
    uses: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    aside: bool = False
    """It prepares the job or follows it, and is not what the job is for."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a job says that it deploys to; `start` is a deployment, stop, prepare and so on are none."""

    name: str
    at: At
    tier: str = ""
    action: str = "start"


@dataclass(frozen=True, slots=True)
class Job:
    """What one job does on one occasion."""

    id: str
    title: str
    at: At
    steps: tuple[Step, ...] = ()
    stage: str = ""
    needs: tuple[str, ...] = ()
    by_stage: bool = False
    """It waits for everything in earlier stages, rather than for what it needs."""
    environments: tuple[Environment, ...] = ()
    manual: bool = False
    """A person presses it."""
    blocks: bool = False
    """Until it has run, what needs it or comes in later stages waits."""
    approves: bool = False
    """It waits for somebody's yes."""
    width: int = 1
    """How many copies a matrix makes of it [1..]."""
    variables: tuple[tuple[str, str], ...] = ()
    remote: str = ""
    """The part of it that stands in another project, so that only names tell."""
    names: tuple[str, ...] = ()
    """Further names it goes by: the job that calls it."""
    started_at: At | None = None
    """Where it is said when the job itself runs."""


@dataclass(frozen=True, slots=True)
class Run:
    """The jobs that run on one occasion, in needs or stage order."""

    occasion: Occasion
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Workflow:
    """One pipeline file in the common model of all platforms."""

    file: str
    platform: Platform
    title: str = ""
    runs: tuple[Run, ...] = ()
    jobs: int = 0
    """How many jobs the file itself defines [0..]; copies by a matrix and hidden jobs do not count."""
    environments: tuple[str, ...] = ()
    valid: bool = True
    problems: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = ()
    """Parts that are included from elsewhere and were not given."""
    at: At = At("", 1)
    parts: tuple[str, ...] = ()
    """Local files that it uses or includes."""
    included: tuple[str, ...] = ()
    """Those of them that it includes as if they stood in it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a fact is answered so: the place, its text, and how sure it is."""

    fact: str
    at: At
    text: str
    confidence: Confidence

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "fact": self.fact,
            "file": self.at.file,
            "line": self.at.line,
            "text": self.text,
            "confidence": self.confidence.value,
        }


@dataclass(frozen=True, slots=True)
class Facts:
    """What a pipeline file, or all files of a project, say about the way to production."""

    automated_tests: Answer = Answer.UNKNOWN
    every_change: Answer = Answer.UNKNOWN
    tests_every_change: Answer = Answer.UNKNOWN
    """Automated tests run on every change (both of the above in one job)."""
    deploys_to_production: Answer = Answer.UNKNOWN
    deploy_mode: Mode = Mode.UNKNOWN
    manual_gate: Answer = Answer.UNKNOWN
    deploys_elsewhere: Answer = Answer.UNKNOWN
    security: Answer = Answer.UNKNOWN
    package_release: Answer = Answer.UNKNOWN
    verdict: str = "unknown"
    """none, ci, delivery, deployment, package-release or unknown."""
    reasons: tuple[Reason, ...] = ()

    def because(self, fact: str) -> tuple[Reason, ...]:
        """Return the reasons of one fact."""
        return tuple(reason for reason in self.reasons if reason.fact == fact)


@dataclass(frozen=True, slots=True)
class FileEvidence:
    """One pipeline file: what it is, what is wrong in it, what it says."""

    workflow: Workflow
    facts: Facts

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, as `greenlane pipeline --json` prints them."""
        facts, workflow = self.facts, self.workflow
        return {
            "file": workflow.file,
            "platform": workflow.platform.value,
            "valid": workflow.valid,
            "problems": [str(problem) for problem in workflow.problems],
            "n_jobs": workflow.jobs,
            "automated_tests": facts.automated_tests.value,
            "every_change": facts.every_change.value,
            "deploys_to_production": facts.deploys_to_production.value,
            "deploy_mode": facts.deploy_mode.value,
            "manual_gate": facts.manual_gate.value,
            "deploys_elsewhere": facts.deploys_elsewhere.value,
            "environments": list(workflow.environments),
            "verdict": facts.verdict,
            "reasons": [reason.as_dict() for reason in facts.reasons],
        }


@dataclass(frozen=True, slots=True)
class Sources:
    """The texts of a folder, an archive or a file, by name; what was refused is a problem."""

    texts: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    listed: tuple[str, ...] | None = None
    """The only files to be listed; the others are parts that those may use."""
