"""The statements about assessments, their seats, resume tokens and the visitors who hold them."""

import hashlib
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, bindparam, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from store.model import Seat
from store.tables import assessment, holding, respondent, resume, visitor

Insert = postgresql.Insert | sqlite.Insert


def hash_secret(secret: str) -> str:
    """Return the SHA-256 of a token or visitor id, the only form that is stored."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def insert_into(connection: Connection, table: Table) -> Insert:
    """Return an INSERT that knows ON CONFLICT, in the words of the connection's database."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def add_seat(connection: Connection, seat: Seat, token_hash: str, name: str, today: date) -> None:
    """Store a seat and a resume token of it; repeating it changes nothing."""
    place = {"assessment": seat.assessment, "created_on": today}
    rows = (
        (respondent, {**place, "id": seat.respondent, "name": name or None}),
        (resume, {**place, "respondent": seat.respondent, "token_hash": token_hash}),
    )
    for table, values in rows:
        connection.execute(insert_into(connection, table).values(values).on_conflict_do_nothing())


def add_visitor(connection: Connection, visitor_hash: str, today: date) -> None:
    """Store a visitor who was not here before."""
    row = {"id": visitor_hash, "created_on": today}
    connection.execute(insert_into(connection, visitor).values(row).on_conflict_do_nothing())


def add_holding(connection: Connection, visitor_hash: str, seat: Seat, today: date) -> None:
    """Note that a visitor came to a seat, behind the seats of before; repeating it changes nothing."""
    add_visitor(connection, visitor_hash, today)
    place = select(
        literal(visitor_hash),
        literal(seat.assessment),
        literal(seat.respondent),
        func.coalesce(func.max(holding.c.place), 0) + 1,
    ).where(holding.c.visitor == visitor_hash)
    columns = ["visitor", "assessment", "respondent", "place"]
    connection.execute(insert_into(connection, holding).from_select(columns, place).on_conflict_do_nothing())


def seat_by_token(connection: Connection, token_hash: str, since: date) -> Seat | None:
    """Return the seat a resume token opens, unless it was made before a day."""
    of_seat = (resume.c.assessment == respondent.c.assessment) & (resume.c.respondent == respondent.c.id)
    named = (resume.c.token_hash == token_hash, resume.c.created_on >= since)
    row = connection.execute(_seats().join(resume, of_seat).where(*named)).first()
    return _seat(row) if row else None


_HELD = (
    select(assessment, respondent.c.id.label("seated"))
    .join_from(
        holding,
        respondent,
        (holding.c.assessment == respondent.c.assessment) & (holding.c.respondent == respondent.c.id),
    )
    .join(assessment, assessment.c.id == respondent.c.assessment)
    .where(holding.c.visitor == bindparam("of_visitor"))
    .order_by(holding.c.place)
)


def rows_by_visitor(connection: Connection, visitor_hash: str) -> tuple[Row[Any], ...]:
    """Return the assessments a visitor holds a seat in, each with the seat, in the order of coming."""
    return tuple(connection.execute(_HELD, {"of_visitor": visitor_hash}))


def seat_of(row: Row[Any]) -> Seat:
    """Return the seat of a row of rows_by_visitor."""
    return Seat(row.id, row.seated, row.questionnaire, row.version, row.team)


def _seats() -> Select[Any]:
    columns = (
        respondent.c.assessment,
        respondent.c.id,
        assessment.c.questionnaire,
        assessment.c.version,
        assessment.c.team,
    )
    return select(*columns).join_from(respondent, assessment, assessment.c.id == respondent.c.assessment)


def _seat(row: Row[Any]) -> Seat:
    return Seat(
        assessment=row.assessment,
        respondent=row.id,
        questionnaire=row.questionnaire,
        version=row.version,
        team=row.team,
    )
