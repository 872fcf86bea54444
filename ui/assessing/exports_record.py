"""Put together what is given away of an assessment: a snapshot, what was asked, targets and next steps."""

from __future__ import annotations

import hashlib

import assessments
from assessments import Questionnaire, Record, RecordedStep, RecordedTarget, Snapshot
from store import Experiment, Seat, StoredAnswer, Target
from store.reading import Worded
from ui import live
from ui.seats import answers_of


def team_round(questionnaire: Questionnaire, seat: Seat) -> assessments.Round:
    """Return what the team says today, never what one of several people said.

    Alone it is what was answered; together it is what was agreed on, with the tallies that were shown.
    """
    store = live.store()
    found = store.assessment(seat)
    agreed = store.agreed(seat)
    if found.mode == "alone":
        own: dict[str, StoredAnswer | Worded] = {**store.answers(seat), **agreed}
        answers = answers_of(questionnaire, seat, own)
        return assessments.Round(answers.team, answers.date, answers.answers)
    shown = store.revealed(seat)
    answers = answers_of(questionnaire, seat, {**agreed})
    people, tallies = (shown.people, shown.tallies) if shown else (None, {})
    return assessments.Round(answers.team, answers.date, answers.answers, people, tallies)


AT_ONCE = 600
"""Up to so many questions a snapshot or a file is made while a page is drawn; more are long work."""


def is_quick(questionnaire: Questionnaire) -> bool:
    """Tell whether what is given away can be made while a page is drawn."""
    return len(questionnaire.practices) <= AT_ONCE


def state_of(seat: Seat) -> str:
    """Return a word that changes whenever something changes that a record of today holds."""
    store = live.store()
    parts = (store.answers(seat), store.agreed(seat), store.evidence(seat), store.targets(seat))
    text = repr((parts, store.experiments(seat), store.assessment(seat)))
    return hashlib.blake2s(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def snapshot_now(questionnaire: Questionnaire, seat: Seat) -> Snapshot:
    """Return what the team says today as a snapshot that nobody keeps."""
    return assessments.take_snapshot(questionnaire, team_round(questionnaire, seat))


def record_now(questionnaire: Questionnaire, seat: Seat) -> Record:
    """Return today's record of an assessment."""
    return record_of(questionnaire, snapshot_now(questionnaire, seat), seat)


def record_of(questionnaire: Questionnaire, taken: Snapshot, seat: Seat) -> Record:
    """Return a snapshot with the team's targets and next steps of today, those that it asks about."""
    store = live.store()
    known = {practice.id for practice in questionnaire.practices}
    targets = {name: recorded_target(one) for name, one in store.targets(seat).items() if name in known}
    steps = [recorded_step(one) for name, one in store.experiments(seat).items() if name in known]
    return assessments.record(questionnaire, taken, targets, steps)


def recorded_target(one: Target) -> RecordedTarget:
    """Return a target as it is exported."""
    return RecordedTarget(
        worth=one.worth, option=one.option, reason=filled(one.reason), owner=filled(one.owner), due=one.due
    )


def recorded_step(one: Experiment) -> RecordedStep:
    """Return an experiment as it is exported."""
    return RecordedStep(
        practice=one.practice,
        measure=one.measure,
        step=filled(one.step),
        owner=filled(one.owner),
        due=one.due,
        state=one.state,
        outcome=filled(one.outcome),
    )


def filled(text: str) -> str | None:
    """Return a text, None where there is nothing in it."""
    return text.strip() or None
