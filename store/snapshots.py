"""The statements about snapshots and the questionnaires they were taken with: written once, never changed."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from assessments import Questionnaire
from assessments.snapshots import Round, Snapshot, take_snapshot
from store import shared
from store.answers import read_answers
from store.model import Seat, StoredAnswer
from store.reading import to_answer
from store.round_model import Agreed
from store.rounds import read_assessment, read_revealed
from store.seats import insert_into
from store.tables import assessment, questionnaire, snapshot


def take_now(connection: Connection, seat: Seat, asked: Questionnaire, today: date) -> Snapshot:
    """Return what the team of a seat answers now."""
    found = read_assessment(connection, seat)
    place = {"assessment": seat.assessment}
    proofs = shared.read_shared(connection, shared.PROOF, place)
    agreed = {row.practice: row for row in shared.read_shared(connection, shared.AGREED, place)}
    rows: Mapping[str, Agreed | StoredAnswer] = agreed
    people: int | None = 1
    tallies: dict[str, dict[str, int]] = {}
    if found.mode == "alone":
        rows = {**read_answers(connection, seat), **agreed}
    else:
        shown = read_revealed(connection, seat)
        people, tallies = (shown.people, shown.tallies) if shown else (None, {})
    answers = {
        practice.id: to_answer(
            rows[practice.id],
            practice.question,
            tuple(proof for proof in proofs if proof.practice == practice.id),
        )
        for practice in asked.practices
        if practice.id in rows
    }
    return take_snapshot(asked, Round(found.team, today, answers, people, tallies))


def add_snapshot(connection: Connection, seat: Seat, taken: Snapshot, today: date) -> None:
    """Store a snapshot behind those of before; one that is there stays as it is."""
    team = read_assessment(connection, seat).team_id
    last = select(func.coalesce(func.max(snapshot.c.place), 0)).where(snapshot.c.team == team)
    row = {
        "team": team,
        "hash": taken.fingerprint,
        "questionnaire": taken.questionnaire,
        "body": taken.text(),
        "place": int(connection.execute(last).scalar_one()) + 1,
        "saved_on": today,
    }
    connection.execute(insert_into(connection, snapshot).values(row).on_conflict_do_nothing())


def read_snapshots(connection: Connection, seat: Seat, wanted: str) -> tuple[Snapshot, ...]:
    """Return the snapshots of a team with one questionnaire, by their day, then as they came."""
    team = select(assessment.c.team_id).where(assessment.c.id == seat.assessment).scalar_subquery()
    rows = connection.execute(
        select(snapshot.c.body)
        .where(snapshot.c.team == team, snapshot.c.questionnaire == wanted)
        .order_by(snapshot.c.place)
    )
    found = [Snapshot.model_validate(json.loads(row.body)) for row in rows]
    return tuple(sorted(found, key=lambda one: one.date))


def read_snapshot(connection: Connection, fingerprint: str) -> str | None:
    """Return the text of a snapshot by its hash; several teams may hold the same."""
    query = select(snapshot.c.body).where(snapshot.c.hash == fingerprint).limit(1)
    return connection.execute(query).scalar_one_or_none()


def add_questionnaire(connection: Connection, row: Mapping[str, Any]) -> None:
    """Store the text of a questionnaire; one that is there stays as it is."""
    connection.execute(insert_into(connection, questionnaire).values(row).on_conflict_do_nothing())


def read_questionnaire(connection: Connection, asked: str) -> str | None:
    """Return the text of a questionnaire by its hash."""
    query = select(questionnaire.c.body).where(questionnaire.c.hash == asked)
    return connection.execute(query).scalar_one_or_none()
