"""Name what a pipeline file shows by the language of the field, and let a person correct a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assessments.evidence.pipelines.model import Answer, At, Confidence, Facts, Mode, Reason
from delivery import Fact, Practices, Trigger, Verdict, classify

CORRECTABLE: Mapping[str, tuple[str, ...]] = {
    "automated_tests": ("yes", "no", "unknown"),
    "every_change": ("yes", "no", "filtered", "unknown"),
    "tests_every_change": ("yes", "no", "unknown"),
    "deploys_to_production": ("yes", "no", "unknown"),
    "deploy_mode": tuple(mode.value for mode in Mode),
    "manual_gate": ("yes", "no", "possible", "unknown"),
    "deploys_elsewhere": ("yes", "no", "unknown"),
    "security": ("yes", "no", "unknown"),
    "package_release": ("yes", "no", "unknown"),
}
"""What a person may say of each fact."""
SAID = "said by a person"

_FACTS = {Answer.YES: Fact.YES, Answer.NO: Fact.NO}
_TRIGGERS = {
    Mode.NONE: Trigger.NONE,
    Mode.MANUAL: Trigger.BUTTON,
    Mode.TAG: Trigger.BUTTON,
    Mode.SCHEDULED: Trigger.SCHEDULE,
    Mode.MERGE: Trigger.AUTOMATIC,
    Mode.UNKNOWN: Trigger.UNKNOWN,
}


def practices_of(facts: Facts) -> Practices:
    """Say what the facts mean for a team's practices.

    A file shows what the pipeline does, not how people work: that everyone integrates daily and that red is
    fixed first is taken as given, so that the verdict speaks of the pipeline alone.
    """
    tests = _FACTS.get(facts.tests_every_change, Fact.UNKNOWN)
    deploys = _FACTS.get(facts.deploys_to_production, Fact.UNKNOWN)
    return Practices(
        integrates_daily=Fact.YES,
        builds_automatically=tests,
        tests_automatically=tests,
        fixes_red_first=Fact.YES,
        deploys_by_pipeline=deploys,
        deployable_on_demand=deploys,
        trigger=_TRIGGERS[facts.deploy_mode],
        manual_gate=_FACTS.get(facts.manual_gate, Fact.UNKNOWN),
    )


def verdict_of(facts: Facts) -> Verdict:
    """Return the verdict of the language of the field, with the facts that carry it."""
    return classify(practices_of(facts))


def decide(facts: Facts) -> Facts:
    """Fill the verdict in; a file that only publishes a package is no deployment of anything."""
    if facts.deploys_to_production is Answer.NO and facts.package_release is Answer.YES:
        return replace(facts, verdict="package-release")
    return replace(facts, verdict=verdict_of(facts).kind.code)


def correct(facts: Facts, corrections: Mapping[str, str]) -> Facts:
    """Return the facts as a person corrects them, with a new verdict; nothing else changes.

    Args:
        facts: what was judged.
        corrections: fact -> what a person says instead, as in `CORRECTABLE`.

    Raises:
        ValueError: a fact or an answer that does not exist.
    """
    values: dict[str, Answer | Mode] = {}
    for fact, said in corrections.items():
        if said not in CORRECTABLE.get(fact, ()):
            raise ValueError(
                f"{fact}: {said!r} is no answer; say one of {', '.join(CORRECTABLE.get(fact, ('nothing',)))}"
            )
        values[fact] = Mode(said) if fact == "deploy_mode" else Answer(said)
    values = _with_consequences(facts, values)
    kept = tuple(reason for reason in facts.reasons if reason.fact not in values)
    new = tuple(
        Reason(fact, At("", 0), f"{SAID}: {value.value}", Confidence.HIGH) for fact, value in values.items()
    )
    return decide(replace(facts, **values, reasons=(*kept, *new)))  # type: ignore[arg-type]


def _with_consequences(facts: Facts, said: Mapping[str, Answer | Mode]) -> dict[str, Answer | Mode]:
    """Add what follows: without tests none run on every change, without a deployment nothing starts it."""
    values = dict(said)
    tests = values.get("automated_tests", facts.automated_tests)
    every = values.get("every_change", facts.every_change)
    if {"automated_tests", "every_change"} & set(said) and "tests_every_change" not in said:
        both = tests is Answer.YES and every in {Answer.YES, Answer.FILTERED}
        open_ = Answer.UNKNOWN in {tests, every} and Answer.NO not in {tests, every}
        values["tests_every_change"] = Answer.YES if both else Answer.UNKNOWN if open_ else Answer.NO
    if said.get("deploys_to_production") is Answer.NO:
        values.setdefault("deploy_mode", Mode.NONE)
        values.setdefault("manual_gate", Answer.NO)
    if said.get("deploys_to_production") is Answer.YES and facts.deploys_to_production is not Answer.YES:
        values.setdefault("deploy_mode", Mode.UNKNOWN)
        values.setdefault("manual_gate", Answer.UNKNOWN)
    return values
