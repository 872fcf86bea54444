"""Say what all pipeline files of a project say together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assessments.evidence.pipelines.deciding import decide
from assessments.evidence.pipelines.model import Answer, Event, Facts, FileEvidence, Mode, Reason

_RANK = (Mode.MERGE, Mode.TAG, Mode.SCHEDULED, Mode.MANUAL, Mode.UNKNOWN, Mode.NONE)
_PLAIN = ("automated_tests", "tests_every_change", "deploys_elsewhere", "security", "package_release")


def project_facts(files: Sequence[FileEvidence]) -> Facts:
    """Return what the pipeline files of one project say together, with the reasons of the files that decide.

    A fact holds for the project where it holds in one file. The way to production is that of the file that
    reaches it most automatically. Parts that other files use speak through those alone.
    """
    whole = [file for file in files if not _is_part(file, files)] or list(files)
    plain = {fact: _joined(getattr(file.facts, fact) for file in whole) for fact in _PLAIN}
    every = _joined((file.facts.every_change for file in whole), (Answer.YES, Answer.FILTERED))
    deploys = _joined(file.facts.deploys_to_production for file in whole)
    leading = _leading(whole, deploys)
    mode, gate = (leading[0].facts.deploy_mode, _gate(leading)) if leading else (Mode.UNKNOWN, Answer.UNKNOWN)
    facts = Facts(
        plain["automated_tests"],
        every,
        plain["tests_every_change"],
        deploys,
        mode,
        gate,
        plain["deploys_elsewhere"],
        plain["security"],
        plain["package_release"],
    )
    reasons = {(reason.fact, reason.at): reason for reason in _reasons(facts, whole, leading)}
    return decide(replace(facts, reasons=tuple(reasons.values())))


def _is_part(file: FileEvidence, files: Sequence[FileEvidence]) -> bool:
    """Say whether another file uses this one, or it waits to be called."""
    used = any(file.workflow.file in other.workflow.parts for other in files)
    called = [run.occasion.event is Event.CALL for run in file.workflow.runs]
    return used or (bool(called) and all(called))


def _joined(answers: Iterable[Answer], strong: tuple[Answer, ...] = (Answer.YES,)) -> Answer:
    """Join answers by *or*: one yes settles it, else one unknown keeps it open."""
    known = set(answers)
    found = next((answer for answer in strong if answer in known), None)
    if found is not None:
        return found
    return Answer.UNKNOWN if Answer.UNKNOWN in known or not known else Answer.NO


def _leading(files: Sequence[FileEvidence], deploys: Answer) -> list[FileEvidence]:
    """Return the files that reach production most automatically, or those that agree that none does."""
    there = [file for file in files if file.facts.deploys_to_production is deploys]
    best = min((_RANK.index(file.facts.deploy_mode) for file in there), default=0)
    return [file for file in there if _RANK.index(file.facts.deploy_mode) == best]


def _gate(files: Sequence[FileEvidence]) -> Answer:
    answers = {file.facts.manual_gate for file in files}
    order = (Answer.YES, Answer.POSSIBLE, Answer.UNKNOWN, Answer.NO)
    return next(answer for answer in order if answer in answers)


def _reasons(
    facts: Facts, files: Sequence[FileEvidence], leading: Sequence[FileEvidence]
) -> Iterable[Reason]:
    """Walk through the reasons of the files whose answer is the project's."""
    for fact in (*_PLAIN, "every_change"):
        for file in files:
            if getattr(file.facts, fact) is getattr(facts, fact):
                yield from file.facts.because(fact)
    for file in leading:
        for fact in ("deploys_to_production", "deploy_mode", "manual_gate"):
            if getattr(file.facts, fact) is getattr(facts, fact):
                yield from file.facts.because(fact)
