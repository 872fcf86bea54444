"""Count and hash what tables hold, so that a copy is known to be whole on any kind of database."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, MetaData, Select, Table, select

from store.tables import VERSION_TABLE

SEAL_TABLE = "greenlane_backup"
"""Where a backup notes what it holds."""

CHUNK = 500
"""How many rows are copied or hashed at a time."""

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Says what a table holds.

    Args:
        rows: how many rows [0..].
        digest: SHA-256 over all rows, whatever their order.
    """

    rows: int
    digest: str


def cell_of(value: object) -> Cell:
    """Return a value as both kinds of databases write it: a date as its text, a truth as 1 or 0.

    Raises:
        TypeError: no table of ours holds such a value.
    """
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return value + 0.0  # -0.0 is 0.0: SQLite does not tell them apart
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"{type(value).__name__} is no kind of value that is stored")


def tally_rows(rows: Iterable[Sequence[object]]) -> Tally:
    """Count and hash rows whose values stand in the alphabetical order of their columns."""
    digests = []
    for row in rows:
        text = json.dumps([cell_of(value) for value in row], ensure_ascii=True)
        digests.append(hashlib.sha256(text.encode("ascii")).digest())
    return Tally(len(digests), hashlib.sha256(b"".join(sorted(digests))).hexdigest())


def tally_tables(connection: Connection, tables: Iterable[Table]) -> dict[str, Tally]:
    """Count and hash the rows of tables, by name."""
    return {table.name: tally_rows(connection.execute(_rows_of(table))) for table in tables}


def reflect(connection: Connection, only: Iterable[str] | None = None) -> tuple[Table, ...]:
    """Return the tables a database really has, those first that others refer to.

    Args:
        connection: the database.
        only: their names; None is all but the notes about the format and the backup.
    """
    found = MetaData()
    found.reflect(connection, only=None if only is None else list(only))
    return tuple(table for table in found.sorted_tables if table.name not in {VERSION_TABLE, SEAL_TABLE})


def different(one: Mapping[str, Tally], other: Mapping[str, Tally]) -> tuple[str, ...]:
    """Return the names of the tables that do not hold the same, in order."""
    return tuple(sorted(name for name in {*one, *other} if one.get(name) != other.get(name)))


def _rows_of(table: Table) -> Select[Any]:
    columns = sorted(table.columns, key=lambda column: column.name)
    return select(*columns).execution_options(yield_per=CHUNK)
