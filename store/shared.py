"""The statements about what several people write: a change names the version it is based on."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, bindparam, delete, select, update

from store import tables
from store.answers import choices_of, choices_text
from store.round_model import Agreed, Experiment, Proof, Target
from store.seats import insert_into

T = TypeVar("T", Agreed, Experiment, Proof, Target)

Place = Mapping[str, str]
"""Where things of one kind lie: the values of the first columns of their table's key."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """Says which table holds the things of a class; fields and columns have the same names."""

    table: Table
    of: type[T]


AGREED = Kind(tables.agreed, Agreed)
EXPERIMENT = Kind(tables.experiment, Experiment)
PROOF = Kind(tables.proof, Proof)
TARGET = Kind(tables.target, Target)


def write_shared(
    connection: Connection, kind: Kind[T], place: Place, item: T, today: date
) -> tuple[T | None, bool]:
    """Store a thing if nobody changed it since; return what lies there now, and whether it is the new one.

    Repeating a write that was done already finds its own words and says that it was done.
    """
    values = _columns(item)
    where = _key(kind.table, place, values)
    if item.version == 0:
        row = {**place, **values, "version": 1, "saved_on": today}
        connection.execute(insert_into(connection, kind.table).values(row).on_conflict_do_nothing())
    else:
        connection.execute(
            update(kind.table)
            .where(where, kind.table.c.version == item.version)
            .values({**values, "version": item.version + 1, "saved_on": today})
        )
    row_now = connection.execute(select(kind.table).where(where)).first()
    stored = None if row_now is None else _item(kind, row_now)
    same = stored is not None and stored.version == item.version + 1 and _columns(stored) == values
    return stored, same


def read_shared(connection: Connection, kind: Kind[T], place: Place) -> tuple[T, ...]:
    """Return the things of one kind at one place, in the order of their keys."""
    rows = connection.execute(_statement(kind.table, tuple(place)), dict(place))
    return tuple(_item(kind, row) for row in rows)


@cache
def _statement(table: Table, names: tuple[str, ...]) -> Select[Any]:
    """Return the statement that reads one place; composing it takes longer than running it."""
    where = [table.c[name] == bindparam(name) for name in names]
    return select(table).where(*where).order_by(*table.primary_key)


def drop_shared(connection: Connection, kind: Kind[T], place: Place, key: Mapping[str, str]) -> bool:
    """Remove a thing; say whether it was there."""
    where = _key(kind.table, place, key)
    there = connection.execute(select(kind.table.c.version).where(where)).first() is not None
    connection.execute(delete(kind.table).where(where))
    return there


def _key(table: Table, place: Place, values: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(*(column == {**values, **place}[column.name] for column in table.primary_key))


def _columns(item: T) -> dict[str, Any]:
    values = {field.name: getattr(item, field.name) for field in fields(item) if field.name != "version"}
    if "choices" in values:
        values["choices"] = choices_text(values["choices"])
    return values


def _item(kind: Kind[T], row: Row[Any]) -> T:
    values = {field.name: getattr(row, field.name) for field in fields(kind.of)}
    if "choices" in values:
        values["choices"] = choices_of(values["choices"])
    return kind.of(**values)
