"""Say what a way of working is: continuous integration, delivery or deployment, and why."""

from __future__ import annotations

from collections.abc import Iterable

from delivery.model import Fact, Kind, Practices, Reason, Trigger, Verdict

CI_FACTS = ("integrates_daily", "builds_automatically", "tests_automatically", "fixes_red_first")
DELIVERY_FACTS = ("deploys_by_pipeline", "deployable_on_demand", "trigger")

TEXTS: dict[str, dict[Fact | Trigger, str]] = {
    "integrates_daily": {
        Fact.YES: "Everyone integrates into the trunk at least daily.",
        Fact.NO: "Work stays away from the trunk for longer than a day, so nothing is integrated yet.",
        Fact.UNKNOWN: "Does everyone integrate into the trunk at least daily? Nobody has said.",
    },
    "builds_automatically": {
        Fact.YES: "Every integration is built automatically.",
        Fact.NO: "Not every integration is built automatically.",
        Fact.UNKNOWN: "Is every integration built automatically? Nobody has said.",
    },
    "tests_automatically": {
        Fact.YES: "Every change is tested automatically.",
        Fact.NO: "Automated tests on every change are missing; without them it is none of the three.",
        Fact.UNKNOWN: "Is every change tested automatically? Nobody has said.",
    },
    "fixes_red_first": {
        Fact.YES: "A red trunk is fixed before other work goes on.",
        Fact.NO: "Other work goes on while the trunk is red, so nobody can build on it.",
        Fact.UNKNOWN: "Is a red trunk fixed before other work goes on? Nobody has said.",
    },
    "deploys_by_pipeline": {
        Fact.YES: "One automated path leads to production; no person carries out its steps.",
        Fact.NO: "People carry out steps of the deployment by hand; that is neither delivery nor "
        "deployment, however often it is done.",
        Fact.UNKNOWN: "Does the deployment run by itself from start to end? Nobody has said.",
    },
    "deployable_on_demand": {
        Fact.YES: "Any change that passed can be deployed, or taken back, at any time.",
        Fact.NO: "A change that passed cannot be deployed, or taken back, at any time.",
        Fact.UNKNOWN: "Can any change that passed be deployed, or taken back, at any time? Nobody has said.",
    },
    "trigger": {
        Trigger.NONE: "No automated run leads to production, so there is nothing to start.",
        Trigger.BUTTON: "A person starts the deployment: a click, a tag, a release, a dispatch is a button.",
        Trigger.SCHEDULE: "A clock starts the deployment; a schedule is a policy about when, "
        "not continuous deployment.",
        Trigger.AUTOMATIC: "Each change that passes starts the deployment by itself.",
        Trigger.UNKNOWN: "What starts a deployment to production? Nobody has said.",
    },
    "manual_gate": {
        Fact.YES: "Somebody must say yes before a change goes to production, so people decide when.",
        Fact.NO: "Nobody has to say yes; only a failed check stops a change.",
        Fact.UNKNOWN: "Must somebody say yes before a change goes to production? Without the answer, "
        "delivery and deployment cannot be told apart.",
    },
}


def classify(practices: Practices) -> Verdict:
    """Say what a way of working is, with the facts that make it so.

    Deployment presupposes delivery, and delivery presupposes continuous integration. An unknown fact
    makes the verdict unknown only where its answer could change it; the reasons of an unknown verdict
    are the questions still open, those of a known verdict are the facts that settle it.

    Source: dora-continuous-integration, dora-continuous-delivery, minimumcd, fowler-continuous-delivery,
    humble-continuous-delivery. Where they disagree (an approval before production), a gate means that
    people decide when, as in aws-continuous-delivery; minimumcd allows none.
    """
    integration = all_hold(Fact(getattr(practices, name)) for name in CI_FACTS)
    can_deliver = all_hold(
        (practices.deploys_by_pipeline, practices.deployable_on_demand, can_start(practices.trigger))
    )
    delivery = all_hold((integration, can_deliver))
    deployment = all_hold((delivery, decides_itself(practices)))
    if integration is Fact.NO:
        return verdict(Kind.NONE, practices, missing(practices, CI_FACTS))
    if integration is Fact.YES and can_deliver is Fact.NO:
        return verdict(Kind.INTEGRATION, practices, (*CI_FACTS, *missing(practices, DELIVERY_FACTS)))
    if delivery is Fact.YES and deployment is not Fact.UNKNOWN:
        kind = Kind.DEPLOYMENT if deployment is Fact.YES else Kind.DELIVERY
        return verdict(kind, practices, (*CI_FACTS, *DELIVERY_FACTS, *gate_if_it_counts(practices)))
    return verdict(Kind.UNKNOWN, practices, open_questions(practices, can_deliver))


def all_hold(facts: Iterable[Fact]) -> Fact:
    """Join facts by a three-valued *and*: one no settles it, else one unknown keeps it open."""
    known = set(facts)
    if Fact.NO in known:
        return Fact.NO
    return Fact.UNKNOWN if Fact.UNKNOWN in known else Fact.YES


def can_start(trigger: Trigger) -> Fact:
    """Say whether something starts an automated run to production."""
    return {Trigger.NONE: Fact.NO, Trigger.UNKNOWN: Fact.UNKNOWN}.get(trigger, Fact.YES)


def decides_itself(practices: Practices) -> Fact:
    """Say whether the pipeline itself decides that a change that passed goes to production."""
    automatic = {Trigger.AUTOMATIC: Fact.YES, Trigger.UNKNOWN: Fact.UNKNOWN}.get(practices.trigger, Fact.NO)
    nobody_asked = {Fact.YES: Fact.NO, Fact.NO: Fact.YES}.get(practices.manual_gate, Fact.UNKNOWN)
    return all_hold((automatic, nobody_asked))


def missing(practices: Practices, names: tuple[str, ...]) -> tuple[str, ...]:
    """Name the facts that are known not to hold."""
    return tuple(name for name in names if getattr(practices, name) in {Fact.NO, Trigger.NONE})


def gate_if_it_counts(practices: Practices) -> tuple[str, ...]:
    """Name the gate where it is closed, or where its being open makes continuous deployment."""
    counts = practices.manual_gate is Fact.YES or practices.trigger is Trigger.AUTOMATIC
    return ("manual_gate",) if counts else ()


def open_questions(practices: Practices, can_deliver: Fact) -> tuple[str, ...]:
    """Name the unknown facts whose answer could change the verdict, in the road's order."""
    names: tuple[str, ...] = CI_FACTS
    if can_deliver is not Fact.NO:
        names = (*names, *DELIVERY_FACTS)
        if practices.trigger in {Trigger.AUTOMATIC, Trigger.UNKNOWN}:
            names = (*names, "manual_gate")
    return tuple(name for name in names if getattr(practices, name) in {Fact.UNKNOWN, Trigger.UNKNOWN})


def verdict(kind: Kind, practices: Practices, names: tuple[str, ...]) -> Verdict:
    """Join a kind with the facts that carry it, each in plain words."""
    values = [(name, getattr(practices, name)) for name in names]
    return Verdict(kind, tuple(Reason(name, value, TEXTS[name][value]) for name, value in values))
