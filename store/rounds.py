"""The statements about an assessment as a whole: its team, its invites, who joined, what was revealed."""

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, literal, select, update

from assessments.publishing import TEXT_LEAST
from counting import Published, publish
from store import seats
from store.answers import read_all_answers
from store.model import Seat, StoredAnswer
from store.reading import ballots, texts
from store.round_model import Assessment, Progress, Revealed, Spoken
from store.tables import answer, assessment, holding, invite, published, respondent, team


def add_assessment(connection: Connection, row: dict[str, Any], today: date) -> None:
    """Store a new assessment, of a new team where it names none; repeating it changes nothing."""
    insert = seats.insert_into
    if row["team_id"] == row["id"]:
        fresh = {"id": row["id"], "created_on": today}
        connection.execute(insert(connection, team).values(fresh).on_conflict_do_nothing())
    before = select(func.coalesce(func.max(assessment.c.place), 0)).where(
        assessment.c.team_id == row["team_id"], assessment.c.id != row["id"]
    )
    place = int(connection.execute(before).scalar_one()) + 1
    values = {**row, "place": place, "created_on": today}
    connection.execute(insert(connection, assessment).values(values).on_conflict_do_nothing())


_ONE = select(assessment).where(assessment.c.id == bindparam("named"))


def read_assessment(connection: Connection, seat: Seat) -> Assessment:
    """Return what all seats of an assessment share."""
    row = connection.execute(_ONE, {"named": seat.assessment}).one()
    return to_assessment(row, seat)


def read_rounds(connection: Connection, seat: Seat) -> tuple[Assessment, ...]:
    """Return the assessments of a seat's team, the first one first."""
    mine = select(assessment.c.team_id).where(assessment.c.id == seat.assessment).scalar_subquery()
    rows = connection.execute(
        select(assessment).where(assessment.c.team_id == mine).order_by(assessment.c.place, assessment.c.id)
    )
    return tuple(to_assessment(row, seat) for row in rows)


def is_revealed(connection: Connection, seat: Seat) -> bool:
    """Say whether the answers of an assessment were revealed; of one that is not there, they were not."""
    query = select(assessment.c.revealed).where(assessment.c.id == seat.assessment)
    if connection.dialect.name == "postgresql":
        query = query.with_for_update(read=True)  # another process may be revealing
    return bool(connection.execute(query).scalar_one_or_none())


def to_assessment(row: Row[Any], seat: Seat) -> Assessment:
    """Return a row of the table as what all seats of an assessment share."""
    return Assessment(
        id=row.id,
        team_id=row.team_id,
        questionnaire=row.questionnaire,
        version=row.version,
        team=row.team,
        opened_on=row.created_on,
        mode=row.mode,
        least=row.least,
        revealed=row.revealed,
        asked=row.asked,
        host=row.id == seat.assessment and row.host == seat.respondent,
    )


# ---------------------------------------------------------------- joining


def add_invites(connection: Connection, seat: Seat, hashes: tuple[str, ...], today: date) -> None:
    """Store what opens a seat of an assessment that several people answer and that is not revealed."""
    for secret in hashes:
        row = {"secret_hash": secret, "assessment": seat.assessment, "created_on": today}
        connection.execute(seats.insert_into(connection, invite).values(row).on_conflict_do_nothing())


def drop_invites(connection: Connection, seat: Seat) -> None:
    """Let nobody join any more by the invites of before."""
    connection.execute(delete(invite).where(invite.c.assessment == seat.assessment))


def invited(connection: Connection, secret_hash: str, visitor_hash: str) -> Seat | None:
    """Return the seat that an invite opens for a visitor: the one the visitor has, else a new one."""
    found = connection.execute(
        select(assessment)
        .join(invite, invite.c.assessment == assessment.c.id)
        .where(invite.c.secret_hash == secret_hash)
    ).first()
    if found is None:
        return None
    held = connection.execute(
        select(holding.c.respondent)
        .where(holding.c.visitor == visitor_hash, holding.c.assessment == found.id)
        .order_by(holding.c.place)
    ).first()
    mine = held.respondent if held else seats.hash_secret(f"{found.id}:{visitor_hash}")[:32]
    return Seat(found.id, mine, found.questionnaire, found.version, found.team)


def read_progress(connection: Connection, seat: Seat) -> Progress:
    """Count the seats of an assessment, and those with an answer."""
    of_it = select(func.count()).select_from(respondent).where(respondent.c.assessment == seat.assessment)
    begun = select(func.count(answer.c.respondent.distinct())).where(
        answer.c.assessment == seat.assessment, answer.c.state != "unanswered"
    )
    return Progress(connection.execute(of_it).scalar_one(), connection.execute(begun).scalar_one())


# ---------------------------------------------------------------- revealing


def locked(connection: Connection, seat: Seat) -> Assessment:
    """Return the assessment and keep other processes from changing it until the transaction ends."""
    row = connection.execute(_ONE.with_for_update(), {"named": seat.assessment}).one()
    return to_assessment(row, seat)


def write_reveal(connection: Connection, seat: Seat) -> None:
    """Show what may be shown of the answers now, and let nobody join or answer any more."""
    found = locked(connection, seat)
    if found.revealed:
        return
    said = read_all_answers(connection, seat.assessment)
    shown = read_published(connection, seat)
    tallies = publish(shown[0], ballots(said), found.least)
    written = publish(shown[1], texts(said), found.least if found.mode == "open" else TEXT_LEAST)
    body = json.dumps({"tallies": tallies.as_dict(), "texts": written.as_dict()})
    row = {"assessment": seat.assessment, "body": body}
    insert = seats.insert_into(connection, published).values(row)
    connection.execute(insert.on_conflict_do_update(index_elements=["assessment"], set_={"body": body}))
    connection.execute(delete(invite).where(invite.c.assessment == seat.assessment))
    _set_revealed(connection, seat, revealed=True)


def write_reopen(connection: Connection, seat: Seat) -> None:
    """Let people answer again; what was shown stays remembered."""
    locked(connection, seat)
    _set_revealed(connection, seat, revealed=False)


def _set_revealed(connection: Connection, seat: Seat, *, revealed: bool) -> None:
    change = update(assessment).where(assessment.c.id == seat.assessment).values(revealed=revealed)
    connection.execute(change)


def read_published(connection: Connection, seat: Seat) -> tuple[Published | None, Published | None]:
    """Return what was shown of the answers and of the texts so far, with who said what."""
    query = select(published.c.body).where(published.c.assessment == seat.assessment)
    body = connection.execute(query).scalar_one_or_none()
    if body is None:
        return None, None
    values = json.loads(body)
    return Published.from_dict(values["tallies"]), Published.from_dict(values["texts"])


def read_revealed(connection: Connection, seat: Seat) -> Revealed | None:
    """Return what everybody may see, None while the answers are not revealed."""
    found = read_assessment(connection, seat)
    tallies, written = read_published(connection, seat)
    if not found.revealed or tallies is None or written is None:
        return None
    return Revealed(found.least, tallies.people(), tallies.shown(), written.texts())


def read_notes(connection: Connection, seat: Seat) -> dict[str, tuple[str, ...]]:
    """Return every text beside the answers, for the host alone and in alphabetical order."""
    found = read_assessment(connection, seat)
    if not found.revealed:
        return {}
    said = texts(read_all_answers(connection, seat.assessment))
    return publish(None, said, 1).texts()


def read_spoken(connection: Connection, seat: Seat) -> tuple[Spoken, ...]:
    """Return who said what in an open assessment that was revealed; nothing of any other one."""
    found = read_assessment(connection, seat)
    if found.mode != "open" or not found.revealed:
        return ()
    names = connection.execute(
        select(respondent.c.id, func.coalesce(respondent.c.name, literal("")).label("name"))
        .where(respondent.c.assessment == seat.assessment)
        .order_by("name", respondent.c.id)
    )
    said: dict[str, dict[str, StoredAnswer]] = read_all_answers(connection, seat.assessment)
    return tuple(Spoken(row.name, said[row.id]) for row in names if row.id in said)
