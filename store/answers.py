"""The statements about answers and grades: the newest click wins, whenever it arrives."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Table, and_, bindparam, delete, func, select

from store.model import AnswerWrite, GradeWrite, Seat, StoredAnswer, StoredGrade
from store.seats import insert_into
from store.tables import answer, grade

_COLUMNS: tuple[Column[Any], ...] = tuple(
    answer.c[name]
    for name in ("practice", "state", "option", "value", "reason", "note", "version", "client_seq", "choices")
)

_OF_SEAT = (
    select(*_COLUMNS)
    .where(
        answer.c.assessment == bindparam("of_assessment"),
        answer.c.respondent == bindparam("of_respondent"),
        answer.c.state != "unanswered",
    )
    .order_by(answer.c.practice)
)
_OF_PRACTICE = _OF_SEAT.where(answer.c.practice == bindparam("asked"))

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
            "choices": choices_text(write.choices),
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
    rows = connection.execute(_OF_SEAT, _seat_values(seat))
    return {row.practice: stored_answer(row) for row in rows}


def read_answer(connection: Connection, seat: Seat, practice: str) -> StoredAnswer | None:
    """Return the answer of one seat to one practice, unless there is none or it was taken back."""
    row = connection.execute(_OF_PRACTICE, {**_seat_values(seat), "asked": practice}).first()
    return None if row is None else stored_answer(row)


def read_all_answers(connection: Connection, assessment: str) -> dict[str, dict[str, StoredAnswer]]:
    """Return the answers of an assessment by respondent and practice, without those taken back."""
    c = answer.c
    rows = connection.execute(
        select(c.respondent, *_COLUMNS)
        .where(c.assessment == assessment, c.state != "unanswered")
        .order_by(c.respondent, c.practice)
    )
    found: dict[str, dict[str, StoredAnswer]] = {}
    for row in rows:
        found.setdefault(row.respondent, {})[row.practice] = stored_answer(row)
    return found


def stored_answer(row: Row[Any]) -> StoredAnswer:
    """Return a row as an answer."""
    return StoredAnswer(
        practice=row.practice,
        state=row.state,
        option=row.option,
        value=row.value,
        reason=row.reason,
        note=row.note,
        version=row.version,
        client_seq=row.client_seq,
        choices=choices_of(row.choices),
    )


def choices_text(choices: tuple[str, ...] | None) -> str | None:
    """Write chosen options as the text of one column."""
    return None if choices is None else json.dumps(choices)


def choices_of(text: str | None) -> tuple[str, ...] | None:
    """Read what choices_text wrote."""
    return None if text is None else tuple(json.loads(text))


def read_grades(connection: Connection, visitor_hash: str) -> dict[str, StoredGrade]:
    """Return the newest grade of every item a visitor answered."""
    c = grade.c
    columns = (c.lesson, c.item, c.option, c.correct, c.version, c.client_seq)
    rows = connection.execute(select(*columns).where(c.visitor == visitor_hash).order_by(c.item))
    return {row.item: StoredGrade(*row) for row in rows}


def drop_grades(connection: Connection, visitor_hash: str) -> int:
    """Forget all grades of a visitor; return how many there were."""
    return connection.execute(delete(grade).where(grade.c.visitor == visitor_hash)).rowcount


def newest_answer(connection: Connection, seat: Seat) -> int:
    """Return the number of the newest click stored for a seat, 0 when there is none."""
    return _newest(connection, answer, _of_seat(seat))


def newest_grade(connection: Connection, visitor_hash: str) -> int:
    """Return the number of the newest click stored for a visitor, 0 when there is none."""
    return _newest(connection, grade, grade.c.visitor == visitor_hash)


def _seat_values(seat: Seat) -> dict[str, str]:
    return {"of_assessment": seat.assessment, "of_respondent": seat.respondent}


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
