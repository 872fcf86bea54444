"""The statements about what people keep: roads, games, guesses; by owner, kind and name."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, delete, func, select, update

from store.model import KEPT_LIMIT, KEPT_MOST, Keep, Kept, Refused
from store.seats import insert_into
from store.tables import kept, team_kept

Owner = Mapping[str, str]
"""Whose it is: {"visitor": hash} or {"assessment": id}."""


def refuse_keep(item: Keep) -> Refused | None:
    """Return the reason not to keep a thing, or None."""
    if len(item.body.encode("utf-8", "surrogatepass")) > KEPT_LIMIT:
        return Refused(item.name, "body", "it is too long", f"keep at most {KEPT_LIMIT // 1000} kB")
    return None


def _table(owner: Owner) -> Table:
    return kept if "visitor" in owner else team_kept


def write_kept(connection: Connection, owner: Owner, item: Keep, today: date) -> tuple[Kept | None, bool]:
    """Keep a thing if nobody changed it since; return what lies there now, and whether it is the new one.

    Repeating a write that was done already finds its own words and says that it was done.
    """
    table = _table(owner)
    key = {**owner, "kind": item.kind, "name": item.name}
    if item.seen == 0:
        if len(names_of(connection, owner, item.kind)) >= KEPT_MOST:
            return None, False
        fresh = {**key, "body": item.body, "version": 1, "saved_on": today}
        connection.execute(insert_into(connection, table).values(fresh).on_conflict_do_nothing())
    else:
        where = [table.c[name] == value for name, value in key.items()]
        connection.execute(
            update(table)
            .where(*where, table.c.version == item.seen)
            .values(body=item.body, version=item.seen + 1, saved_on=today)
        )
    found = read_one(connection, owner, item.kind, item.name)
    return found, found is not None and (found.version, found.body) == (item.seen + 1, item.body)


def names_of(connection: Connection, owner: Owner, kind: str) -> tuple[str, ...]:
    """Return the names of the things of one kind an owner keeps, in order."""
    table = _table(owner)
    where = [table.c[name] == value for name, value in {**owner, "kind": kind}.items()]
    return tuple(connection.execute(select(table.c.name).where(*where).order_by(table.c.name)).scalars())


def read_one(connection: Connection, owner: Owner, kind: str, name: str) -> Kept | None:
    """Return one kept thing, or None."""
    return next(iter(_read(connection, owner, {"kind": kind, "name": name})), None)


def read_kept(connection: Connection, owner: Owner, kind: str) -> tuple[Kept, ...]:
    """Return the things of one kind an owner keeps, by name."""
    return _read(connection, owner, {"kind": kind})


def _read(connection: Connection, owner: Owner, which: Mapping[str, Any]) -> tuple[Kept, ...]:
    values = {**owner, **which}
    rows = connection.execute(_statement(_table(owner), tuple(values)), values)
    return tuple(Kept(*row) for row in rows)


@cache
def _statement(table: Table, names: tuple[str, ...]) -> Select[Any]:
    """Return the statement that reads what has certain values; composing it takes longer than running it."""
    columns = (table.c.kind, table.c.name, table.c.body, table.c.version)
    where = [table.c[name] == bindparam(name) for name in names]
    return select(*columns).where(*where).order_by(table.c.name)


def drop_kept(connection: Connection, owner: Owner, kind: str, name: str) -> bool:
    """Forget one kept thing; say whether it was there."""
    table = _table(owner)
    where = [table.c[field] == value for field, value in {**owner, "kind": kind, "name": name}.items()]
    there = connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()
    connection.execute(delete(table).where(*where))
    return bool(there)
