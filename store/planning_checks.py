"""Normalize what teams write together and refuse what breaks a rule, without an exception."""

from collections.abc import Iterator
from dataclasses import replace

from store.checking import clean_text, id_problems, text_problems, value_problems
from store.model import ID_LIMIT, Refused
from store.round_model import (
    EXPERIMENT_STATES,
    NAME_LIMIT,
    Agreed,
    Assessment,
    Experiment,
    Proof,
    Target,
)


def clean_agreed(item: Agreed) -> Agreed:
    """Return the answer with normalized texts; only the state "value" keeps an option or a value."""
    kept = item.state == "value"
    return replace(
        item,
        option=item.option if kept else None,
        value=float(item.value) if kept and item.value is not None else None,
        choices=item.choices if kept else None,
        reason=clean_text(item.reason),
        note=clean_text(item.note),
    )


def clean_target(item: Target) -> Target:
    """Return the target with normalized texts."""
    return replace(
        item, worth=float(item.worth), reason=clean_text(item.reason), owner=clean_text(item.owner).strip()
    )


def clean_experiment(item: Experiment) -> Experiment:
    """Return the experiment with normalized texts."""
    return replace(
        item,
        measure=clean_text(item.measure).strip(),
        step=clean_text(item.step),
        owner=clean_text(item.owner).strip(),
        outcome=clean_text(item.outcome),
    )


def clean_proof(item: Proof) -> Proof:
    """Return the evidence with normalized texts."""
    return replace(
        item,
        text=clean_text(item.text).strip(),
        link=clean_text(item.link).strip(),
        by=clean_text(item.by).strip(),
    )


def refuse_agreed(item: Agreed, found: Assessment) -> Refused | None:
    """Return the first reason not to store what a team agreed on, or None."""
    return next(_agreed_problems(item, found), None)


def refuse_target(item: Target) -> Refused | None:
    """Return the first reason not to store a target, or None."""
    return next(_target_problems(item), None)


def refuse_experiment(item: Experiment) -> Refused | None:
    """Return the first reason not to store an experiment, or None."""
    return next(_experiment_problems(item), None)


def refuse_proof(item: Proof) -> Refused | None:
    """Return the first reason not to store a piece of evidence, or None."""
    return next(_proof_problems(item), None)


def _agreed_problems(item: Agreed, found: Assessment) -> Iterator[Refused]:
    key = item.practice
    yield from id_problems(key, "practice", key)
    if item.state == "unanswered":
        yield Refused(key, "state", "it is no answer", "take the agreed answer back instead")
    if found.mode != "alone" and not found.revealed:
        yield Refused(key, "answer", "the answers are not revealed yet", "reveal them first, then agree")
    yield from value_problems(key, item)
    yield from text_problems(key, ("reason", item.reason), ("note", item.note))


def _target_problems(item: Target) -> Iterator[Refused]:
    key = item.practice
    yield from id_problems(key, "practice", key)
    if item.option is not None:
        yield from id_problems(key, "option", item.option)
    if not 0.0 <= item.worth <= 1.0:
        yield Refused(key, "worth", f"{item.worth:g} is no score", "aim at 0 to 1")
    yield from text_problems(key, ("reason", item.reason))
    yield from _name_problems(key, ("owner", item.owner))


def _experiment_problems(item: Experiment) -> Iterator[Refused]:
    key = item.practice
    yield from id_problems(key, "practice", key)
    if item.state not in EXPERIMENT_STATES:
        mend = f"use one of {', '.join(EXPERIMENT_STATES)}"
        yield Refused(key, "state", f"{item.state[:40]!r} is not a state", mend)
    if not item.measure:
        yield Refused(key, "measure", "it is empty", "say which measure should move")
    yield from text_problems(key, ("step", item.step), ("outcome", item.outcome))
    yield from _name_problems(key, ("owner", item.owner), ("measure", item.measure))


def _proof_problems(item: Proof) -> Iterator[Refused]:
    key = item.practice
    yield from id_problems(key, "practice", key)
    if not item.id or len(item.id) > 64 or not item.id.isalnum():  # noqa: PLR2004 - the column's width
        yield Refused(key, "id", "it is not an id", "draw one with new_id")
    if not item.text:
        yield Refused(key, "text", "it is empty", "say what can be seen")
    if item.link and not item.link.startswith(("https://", "http://")):
        yield Refused(key, "link", "it is no web address", "begin it with https://")
    if item.given and item.expires and item.expires < item.given:
        yield Refused(key, "expires", "it lies before the day it was given", "correct one of the days")
    yield from text_problems(key, ("text", item.text), ("link", item.link))
    yield from _name_problems(key, ("by", item.by))


def _name_problems(key: str, *names: tuple[str, str]) -> Iterator[Refused]:
    for field, text in names:
        if len(text) > NAME_LIMIT:
            wrong, mend = f"it has {len(text)} characters", f"shorten it to {NAME_LIMIT} characters"
            yield Refused(key[:ID_LIMIT], field, wrong, mend)
