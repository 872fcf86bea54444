"""Judge a pipeline file: the facts, each with the lines that say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assessments.evidence.pipelines.branches import SOME_BRANCH
from assessments.evidence.pipelines.deciding import decide
from assessments.evidence.pipelines.model import (
    Answer,
    At,
    Confidence,
    Event,
    Facts,
    Mode,
    Platform,
    Reason,
    Run,
    Workflow,
)
from assessments.evidence.pipelines.targeting import Deployment
from assessments.evidence.pipelines.vocabulary import Deed
from assessments.evidence.pipelines.ways import RANK, Seen, Way, seen_in, ways_of

MOST_REASONS = 5
_HARMLESS_PART = re.compile(
    r"(?i)security/|sast|secret-detection|dependency-scanning|container-scanning"
    r"|code-quality|license|workflows/|rules|variables|lint|pages"
)
_PART_MAY_TEST = re.compile(
    r"(?i)(?<![a-z])(?:ci|tests?|check|verify|validate|build|pr|pipeline|main|common"
    r"|quality)(?![a-z])"
)
_IMAGE = re.compile(r"(?i)docker|image|kaniko|buildah|podman|build-push|builder|crane|skopeo|registry")


def judge(workflow: Workflow) -> Facts:
    """Return what a pipeline file says about the way to production, with reasons."""
    seen = seen_in(workflow)
    tests, test_reasons = _tests(workflow, seen)
    every, every_reasons = _every_change(workflow)
    release, release_reasons = _said(_releases(seen), Deed.RELEASE, "package_release")
    security, security_reasons = _said(seen, Deed.SECURITY, "security")
    ways = ways_of(workflow, seen)
    elsewhere = ways.elsewhere
    facts = Facts(
        automated_tests=tests,
        every_change=every,
        tests_every_change=_tests_every_change(tests, every, seen),
        deploys_elsewhere=Answer.YES if elsewhere else Answer.NO,
        security=security,
        package_release=release,
        reasons=(*test_reasons, *every_reasons),
    )
    facts = _with_production(facts, workflow, ways.production, ways.unknown)
    more = [
        _reason("deploys_elsewhere", d.find.at, f"{d.find.text} ({d.because})", d.confidence)
        for d in elsewhere
    ]
    if not elsewhere:
        more = [
            _reason(
                "deploys_elsewhere", workflow.at, "nothing deploys to another environment", Confidence.MEDIUM
            )
        ]
    reasons = (*facts.reasons, *_few(more), *release_reasons, *security_reasons)
    return decide(replace(facts, reasons=reasons))


def _reason(fact: str, at: At, text: str, confidence: Confidence) -> Reason:
    return Reason(fact, at, text, confidence)


def _few(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Keep a few reasons, the surest first, one for each line."""
    order = list(Confidence)
    ranked = sorted(reasons, key=lambda reason: order.index(reason.confidence))
    return tuple({(reason.fact, reason.at): reason for reason in reversed(ranked)}.values())[::-1][
        :MOST_REASONS
    ]


# ---------------------------------------------------------------- tests and changes


def _tests(workflow: Workflow, seen: Sequence[Seen]) -> tuple[Answer, tuple[Reason, ...]]:
    """Answer whether automated tests run at all."""
    fact = "automated_tests"
    found = [
        _reason(fact, one.find.at, one.find.text, one.find.confidence)
        for one in seen
        if one.find.deed is Deed.TEST
    ]
    if found:
        return Answer.YES, _few(found)
    away = _tests_elsewhere(workflow)
    if away:
        text = f"a part that was not given may test: {away}"
        return Answer.UNKNOWN, (_reason(fact, workflow.at, text, Confidence.LOW),)
    if not workflow.runs and workflow.problems and not workflow.jobs:
        return Answer.NO, (_reason(fact, workflow.at, "no job can run", Confidence.LOW),)
    return Answer.NO, (
        _reason(fact, workflow.at, "no step that runs calls a known test tool", Confidence.MEDIUM),
    )


def _tests_elsewhere(workflow: Workflow) -> str:
    """Return a missing part that may hold tests."""
    for part in workflow.missing:
        if _HARMLESS_PART.search(part):
            continue
        if workflow.platform is not Platform.GITHUB or _PART_MAY_TEST.search(
            part.split("@")[0].rsplit("/", 1)[-1]
        ):
            return part
    return ""


def _every_change(workflow: Workflow) -> tuple[Answer, tuple[Reason, ...]]:
    """Answer whether the pipeline runs on every push to the trunk or on every request."""
    fact, events = "every_change", {Event.PUSH, Event.PULL}
    runs = [run for run in workflow.runs if run.occasion.event in events]
    if not runs and workflow.platform is Platform.GITLAB and not workflow.jobs and workflow.missing:
        return Answer.YES, (_reason(fact, workflow.at, "nothing limits when it runs", Confidence.LOW),)
    if not runs:
        return Answer.NO, (
            _reason(fact, workflow.at, "it starts neither on a push nor on a request", Confidence.HIGH),
        )
    whole = [run for run in runs if not run.occasion.by_path and _is_open(run, runs)]
    if whole:
        text = f"it runs on: {whole[0].occasion.name or whole[0].occasion.event.value}"
        return Answer.YES, (_reason(fact, whole[0].occasion.at, text, Confidence.HIGH),)
    first = runs[0].occasion
    why = "only if certain files changed" if first.by_path else f"only on branches such as {first.branch}"
    return Answer.FILTERED, (_reason(fact, first.at, why, Confidence.HIGH),)


def _is_open(run: Run, runs: Sequence[Run]) -> bool:
    """Say whether a run covers the trunk, or any branch."""
    any_branch = run.occasion.branch == SOME_BRANCH
    return run.occasion.is_default or any_branch or (run.occasion.event is Event.PULL and len(runs) > 1)


def _tests_every_change(tests: Answer, every: Answer, seen: Sequence[Seen]) -> Answer:
    """Answer whether tests run on every change: a filter by path is one, a filter by branch is none."""
    if tests is not Answer.YES:
        return tests
    runs = [one.run.occasion for one in seen if one.find.deed is Deed.TEST]
    if any(run.event in {Event.PUSH, Event.PULL} and (run.is_default or not run.branch) for run in runs):
        return Answer.YES
    return Answer.YES if every is Answer.YES and any(run.event is Event.PUSH for run in runs) else Answer.NO


def _releases(seen: Sequence[Seen]) -> list[Seen]:
    """Return what publishes packages: not for a request, and no image that a later step deploys."""
    deploys = any(one.find.deed is Deed.DEPLOY for one in seen)
    return [
        one
        for one in seen
        if one.run.occasion.event is not Event.PULL and not (deploys and _IMAGE.search(one.find.text))
    ]


def _said(seen: Sequence[Seen], deed: Deed, fact: str) -> tuple[Answer, tuple[Reason, ...]]:
    found = [
        _reason(fact, one.find.at, one.find.text, one.find.confidence)
        for one in seen
        if one.find.deed is deed
    ]
    return (Answer.YES if found else Answer.NO), _few(found)


# ---------------------------------------------------------------- production


def _with_production(
    facts: Facts, workflow: Workflow, ways: Sequence[Way], unknown: Sequence[Deployment]
) -> Facts:
    """Answer what concerns production."""
    if ways:
        return _by_ways(facts, ways)
    if unknown:
        first = unknown[0]
        reason = _reason(
            "deploys_to_production", first.find.at, f"{first.find.text} ({first.because})", Confidence.LOW
        )
        called = all(deployment.occasion.event is Event.CALL for deployment in unknown)
        mode, gate = (Mode.NONE, Answer.NO) if called else (Mode.UNKNOWN, Answer.UNKNOWN)
        text = "the file that calls it decides" if called else "where it deploys to is not known"
        more = tuple(
            _reason(fact, workflow.at, text, Confidence.LOW) for fact in ("deploy_mode", "manual_gate")
        )
        return replace(
            facts,
            deploys_to_production=Answer.UNKNOWN,
            deploy_mode=mode,
            manual_gate=gate,
            reasons=(*facts.reasons, reason, *more),
        )
    away = _deploys_elsewhere(workflow)
    answer = Answer.UNKNOWN if away else Answer.NO
    text = (
        f"a part that was not given may deploy: {away}" if away else "no step that runs deploys to production"
    )
    sure = Confidence.LOW if away else Confidence.MEDIUM
    reasons = tuple(
        _reason(fact, workflow.at, text, sure)
        for fact in ("deploys_to_production", "deploy_mode", "manual_gate")
    )
    return replace(
        facts,
        deploys_to_production=answer,
        deploy_mode=Mode.UNKNOWN if away else Mode.NONE,
        manual_gate=Answer.UNKNOWN if away else Answer.NO,
        reasons=(*facts.reasons, *reasons),
    )


def _deploys_elsewhere(workflow: Workflow) -> str:
    """Return a missing part that may deploy: of GitLab, where parts carry whole pipelines."""
    if workflow.platform is Platform.JENKINS:
        return next(iter(workflow.missing), "")
    if workflow.platform is not Platform.GITLAB:
        return ""
    parts = [part for part in workflow.missing if not _HARMLESS_PART.search(part)]
    return next((part for part in parts if not workflow.jobs or re.search(r"(?i)deploy|pipeline", part)), "")


def _by_ways(facts: Facts, ways: Sequence[Way]) -> Facts:
    best = min((way.mode for way in ways), key=RANK.index)
    leading = [way for way in ways if way.mode is best]
    gates = {way.gate for way in leading}
    gate = next(answer for answer in (Answer.YES, Answer.POSSIBLE, Answer.NO) if answer in gates)
    deciding = [way for way in leading if way.gate is gate]
    reasons = [*facts.reasons]
    deploys = [way.deployment for way in ways]
    reasons += _few(
        _reason("deploys_to_production", d.find.at, f"{d.find.text} ({d.because})", d.confidence)
        for d in deploys
    )
    reasons += _few(_mode_reasons(leading))
    reasons += _few(
        _reason("manual_gate", way.gate_at, way.gate_text, _gate_confidence(gate)) for way in deciding
    )
    return replace(
        facts, deploys_to_production=Answer.YES, deploy_mode=best, manual_gate=gate, reasons=tuple(reasons)
    )


def _mode_reasons(ways: Sequence[Way]) -> Iterator[Reason]:
    for way in ways:
        occasion = way.deployment.occasion
        branch = f" of {occasion.branch}" if occasion.branch and occasion.event is Event.PUSH else ""
        text = f"{way.deployment.find.job.id}: {occasion.event.value}{branch}"
        if way.mode is Mode.MANUAL:
            text = f"{way.deployment.find.job.id}: a person starts it"
        yield _reason(
            "deploy_mode", way.deployment.find.job.started_at or occasion.at, text, way.deployment.confidence
        )


def _gate_confidence(gate: Answer) -> Confidence:
    return Confidence.HIGH if gate is Answer.YES else Confidence.MEDIUM
