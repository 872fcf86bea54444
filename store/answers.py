"""The statements about answers and grades: the newest click wins, whenever it arrives."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from store.model import AnswerWrite, GradeWrite, Seat, StoredAnswer, StoredGrade
from store.seats import insert_into
from store.tables import answer, grade

Versions = tuple[dict[str, int], tuple[str, ...]]
"""The versions that lie in the database now, and which keys kept a newer click."""


def write_answers(
    connection: Connection, seat: Seat, writes: tuple[AnswerWrite, ...], today: date
) -> Versions:
    """Store the answers of one seat where their clicks are newer than the stored ones."""
    rows = [
        {
            "assessment": seat.assessment,
            "respondent": seat.respondent,
            "practice": write.practice,
            "state": write.state,
            "option": write.option,
            "value": write.value,
            "reason": write.reason,
            "note": write.note,
            "client_seq": write.client_seq,
        }
        for write in writes
    ]
    return _write(connection, answer, rows, today)


def write_grades(
    connection: Connection, visitor_hash: str, writes: tuple[GradeWrite, ...], today: date
) -> Versions:
    """Store the grades of one visitor where their clicks are newer than the stored ones."""
    rows = [
        {
            "visitor": visitor_hash,
            "item": write.item,
            "lesson": write.lesson,
            "option": write.option,
            "correct": write.correct,
            "client_seq": write.client_seq,
        }
        for write in writes
    ]
    return _write(connection, grade, rows, today)


def read_answers(connection: Connection, seat: Seat) -> dict[str, StoredAnswer]:
    """Return the answers of one seat by practice, without those taken back."""
    c = answer.c
    columns = (c.practice, c.state, c.option, c.value, c.reason, c.note, c.version, c.client_seq)
    rows = connection.execute(
        select(*columns).where(_of_seat(seat), c.state != "unanswered").order_by(c.practice)
    )
    return {row.practice: StoredAnswer(*row) for row in rows}


def read_grades(connection: Connection, visitor_hash: str) -> dict[str, StoredGrade]:
    """Return the newest grade of every item a visitor answered."""
    c = grade.c
    columns = (c.lesson, c.item, c.option, c.correct, c.version, c.client_seq)
    rows = connection.execute(select(*columns).where(c.visitor == visitor_hash).order_by(c.item))
    return {row.item: StoredGrade(*row) for row in rows}


def newest_answer(connection: Connection, seat: Seat) -> int:
    """Return the number of the newest click stored for a seat, 0 when there is none."""
    return _newest(connection, answer, _of_seat(seat))


def newest_grade(connection: Connection, visitor_hash: str) -> int:
    """Return the number of the newest click stored for a visitor, 0 when there is none."""
    return _newest(connection, grade, grade.c.visitor == visitor_hash)


def _of_seat(seat: Seat) -> ColumnElement[bool]:
    return and_(answer.c.assessment == seat.assessment, answer.c.respondent == seat.respondent)


def _newest(connection: Connection, table: Table, where: ColumnElement[bool]) -> int:
    query = select(func.coalesce(func.max(table.c.client_seq), 0)).where(where)
    return int(connection.execute(query).scalar_one())


def _write(connection: Connection, table: Table, rows: list[dict[str, Any]], today: date) -> Versions:
    """Upsert the rows in the order of their last key, so that two processes never wait in a circle."""
    key = [column.name for column in table.primary_key][-1]
    versions: dict[str, int] = {}
    stale: list[str] = []
    for row in sorted(rows, key=lambda row: str(row[key])):
        written = _upsert(connection, table, row, today)
        if written is None:
            stale.append(row[key])
            written = _stored_version(connection, table, row)
        versions[row[key]] = written
    return versions, tuple(dict.fromkeys(stale))


def _upsert(connection: Connection, table: Table, row: Mapping[str, Any], today: date) -> int | None:
    """Return the new version, or None when the stored click is as new or newer."""
    insert = insert_into(connection, table).values(**row, version=1, saved_on=today)
    keys = [column.name for column in table.primary_key]
    changes: dict[str, ColumnElement[Any]] = {
        name: insert.excluded[name] for name in (*row, "saved_on") if name not in keys
    }
    changes["version"] = table.c.version + 1
    upsert = insert.on_conflict_do_update(
        index_elements=keys, set_=changes, where=insert.excluded.client_seq > table.c.client_seq
    ).returning(table.c.version)
    return connection.execute(upsert).scalar_one_or_none()


def _stored_version(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    where = and_(*(column == row[column.name] for column in table.primary_key))
    return int(connection.execute(select(table.c.version).where(where)).scalar_one())
