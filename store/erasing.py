"""Erase one person or one team from the tables, and say what is held of them.

What belongs to a row goes with it by its foreign keys. What was counted of a person in a tally that was
shown stays counted, for a tally that changed would tell what the person said; but nothing leads from the
count to the person any more, nor from one of the person's answers to another.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from assessments.publishing import TEXT_LEAST
from counting import Published
from store import rounds, shared
from store.answers import read_answers
from store.model import Seat
from store.round_model import Assessment
from store.tables import answer, assessment, published, respondent, resume, snapshot, team

EXPORT_FORMAT = 1
"""The number of the form in which a person or a team is exported."""


@dataclass(frozen=True, slots=True)
class Erased:
    """Says what was erased.

    Args:
        answers: how many answers [0..].
        seats: how many seats [0..]; 0 where the seat stays because it leads an assessment of others.
        assessments: how many assessments as a whole [0..].
    """

    answers: int
    seats: int
    assessments: int


def erase_seat(connection: Connection, seat: Seat) -> Erased:
    """Erase what one respondent said, the name and every link; return what it was.

    Alone in an assessment, the assessment goes with its only seat, and the team with its last assessment. The
    host of an assessment of others keeps the seat, empty, so that it can still be led.
    """
    found = rounds.locked(connection, seat)
    said = _count(connection, answer, seat)
    if _seats(connection, seat) == 1:
        _drop_assessment(connection, found)
        return Erased(said, 1, 1)
    _forget_published(connection, seat, found)
    mine = (answer.c.assessment == seat.assessment, answer.c.respondent == seat.respondent)
    connection.execute(delete(answer).where(*mine))
    of_it = (respondent.c.assessment == seat.assessment, respondent.c.id == seat.respondent)
    if found.host:
        connection.execute(update(respondent).where(*of_it).values(name=None))
        return Erased(said, 0, 0)
    connection.execute(delete(respondent).where(*of_it))
    return Erased(said, 1, 0)


def erase_team(connection: Connection, seat: Seat) -> Erased:
    """Erase a team: all its assessments with all their seats and answers, and all that was kept of it."""
    found = rounds.read_assessment(connection, seat)
    of_team = select(assessment.c.id).where(assessment.c.team_id == found.team_id)
    counts = [
        int(connection.execute(query).scalar_one())
        for query in (
            select(func.count()).select_from(answer).where(answer.c.assessment.in_(of_team)),
            select(func.count()).select_from(respondent).where(respondent.c.assessment.in_(of_team)),
            select(func.count()).select_from(of_team.subquery()),
        )
    ]
    connection.execute(delete(team).where(team.c.id == found.team_id))
    return Erased(*counts)


def export_seat(connection: Connection, seat: Seat) -> dict[str, Any]:
    """Return all that is held of one respondent as plain values for JSON."""
    found = rounds.read_assessment(connection, seat)
    mine = connection.execute(
        select(respondent.c.created_on, respondent.c.name).where(
            respondent.c.assessment == seat.assessment, respondent.c.id == seat.respondent
        )
    ).one()
    links = connection.execute(
        select(resume.c.created_on)
        .where(resume.c.assessment == seat.assessment, resume.c.respondent == seat.respondent)
        .order_by(resume.c.created_on)
    ).scalars()
    return {
        "format": EXPORT_FORMAT,
        "kind": "respondent",
        "assessment": _about(found),
        "joined_on": mine.created_on.isoformat(),
        "name": mine.name,
        "resume_links_made_on": [day.isoformat() for day in links],
        "answers": [_plain(asdict(one)) for one in read_answers(connection, seat).values()],
    }


def export_team(connection: Connection, seat: Seat) -> dict[str, Any]:
    """Return all that a team holds together as plain values for JSON; of what each said, what was shown."""
    found = rounds.read_rounds(connection, seat)
    mine = found[0].team_id
    targets = connection.execute(select(shared.TARGET.table).where(shared.TARGET.table.c.team == mine))
    taken = connection.execute(
        select(snapshot.c.body).where(snapshot.c.team == mine).order_by(snapshot.c.place)
    ).scalars()
    return {
        "format": EXPORT_FORMAT,
        "kind": "team",
        "assessments": [_round(connection, one, seat) for one in found],
        "targets": [_plain(dict(row)) for row in targets.mappings()],
        "snapshots": [json.loads(body) for body in taken],
    }


def _round(connection: Connection, found: Assessment, seat: Seat) -> dict[str, Any]:
    of_it = Seat(found.id, seat.respondent, found.questionnaire, found.version, found.team)
    place = {"assessment": found.id}
    shown = rounds.read_revealed(connection, of_it)
    alone = _alone(connection, found)
    return {
        **_about(found),
        "seats": _seats(connection, of_it),
        "shown": None
        if shown is None
        else {"people": shown.people, "tallies": shown.tallies, "texts": shown.texts},
        "answers": alone,
        "agreed": [_plain(asdict(one)) for one in shared.read_shared(connection, shared.AGREED, place)],
        "evidence": [_plain(asdict(one)) for one in shared.read_shared(connection, shared.PROOF, place)],
        "experiments": [
            _plain(asdict(one)) for one in shared.read_shared(connection, shared.EXPERIMENT, place)
        ],
    }


def _alone(connection: Connection, found: Assessment) -> list[dict[str, Any]] | None:
    """Return the answers of an assessment that one seat gives alone; of any other one, nothing."""
    if found.mode != "alone":
        return None
    rows = connection.execute(select(respondent.c.id).where(respondent.c.assessment == found.id)).scalars()
    seats = [Seat(found.id, one, found.questionnaire, found.version, found.team) for one in rows]
    return [_plain(asdict(one)) for seat in seats for one in read_answers(connection, seat).values()]


def _about(found: Assessment) -> dict[str, Any]:
    return {
        "questionnaire": found.questionnaire,
        "version": found.version,
        "team": found.team,
        "opened_on": found.opened_on.isoformat(),
        "mode": found.mode,
        "revealed": found.revealed,
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON knows them: days as text, tuples as lists."""
    return {
        name: value.isoformat()
        if hasattr(value, "isoformat")
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in values.items()
    }


def _count(connection: Connection, table: Any, seat: Seat) -> int:
    query = (
        select(func.count())
        .select_from(table)
        .where(table.c.assessment == seat.assessment, table.c.respondent == seat.respondent)
    )
    return int(connection.execute(query).scalar_one())


def _seats(connection: Connection, seat: Seat) -> int:
    query = select(func.count()).select_from(respondent).where(respondent.c.assessment == seat.assessment)
    return int(connection.execute(query).scalar_one())


def _drop_assessment(connection: Connection, found: Assessment) -> None:
    others = (
        select(func.count())
        .select_from(assessment)
        .where(assessment.c.team_id == found.team_id, assessment.c.id != found.id)
    )
    if connection.execute(others).scalar_one():
        connection.execute(delete(assessment).where(assessment.c.id == found.id))
    else:
        connection.execute(delete(team).where(team.c.id == found.team_id))


def _forget_published(connection: Connection, seat: Seat, found: Assessment) -> None:
    """Take a person's texts out of what was shown, and the person's name out of what was counted."""
    tallies, written = rounds.read_published(connection, seat)
    if tallies is None or written is None:
        return
    renamed = (
        _without(tallies, seat.respondent, found.least) if found.mode == "open" else _renamed(tallies, seat)
    )
    least = found.least if found.mode == "open" else TEXT_LEAST
    body = json.dumps(
        {
            "tallies": renamed.as_dict(),
            "texts": _without(written, seat.respondent, least).as_dict(),
        }
    )
    change = update(published).where(published.c.assessment == seat.assessment).values(body=body)
    connection.execute(change)


def _renamed(shown: Published, seat: Seat) -> Published:
    """Return what was shown with another name for a person in each question, drawn once per question."""
    batches = {}
    for question, rows in shown.batches.items():
        name = secrets.token_hex(16)
        batches[question] = tuple(
            {(name if who == seat.respondent else who): word for who, word in row.items()} for row in rows
        )
    return Published(shown.least, batches)


def _without(shown: Published, gone: str, least: int) -> Published:
    """Return what was shown without a person; what is then of fewer than the least is not shown any more."""
    batches = {
        question: tuple(
            left
            for row in rows
            if len(left := {who: word for who, word in row.items() if who != gone}) >= least
        )
        for question, rows in shown.batches.items()
    }
    return Published(shown.least, {question: rows for question, rows in batches.items() if rows})
