"""Move everything from one database to another of either kind, and prove that it arrived."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from store.copying import alone_on_server, copy_rows, holds_something
from store.engines import Place, migration_connection, snapshot_connection
from store.faults import plain_errors
from store.guarding import Guard, contents_of, prepare_folder, quick_check, take_lock
from store.migrating import found_format, newest_format, upgrade
from store.model import DatabaseForeignError, TransferError
from store.tallying import Tally


@dataclass(frozen=True, slots=True)
class Moved:
    """Says what was moved: the tally of each table, equal in both databases."""

    source: Place
    target: Place
    tables: Mapping[str, Tally]

    @property
    def rows(self) -> int:
        """Return how many rows were moved [0..]."""
        return sum(tally.rows for tally in self.tables.values())


def move(source: Place, target: Place) -> Moved:
    """Copy every table into an empty database; the source stays as it is.

    All rows arrive in one transaction, which is committed only when the counts and hashes of every table
    are equal in both.

    Raises:
        TransferError: the target holds something, both are the same, or the source has an older format.
        AlreadyRunningError: a running program uses one of them.
        StoreError: a database cannot be used; the target is as it was.
    """
    if str(source) == str(target):
        raise TransferError(f"{source} is where the data lies already. Name another database.")
    with plain_errors(), _quiet(source) as read:
        present = found_format(read)
        if present != newest_format():
            raise TransferError(
                f"{source} has the format {present or 'of no version'}, not {newest_format()}. "
                "Run `greenlane migrate` first."
            )
        with _empty(target) as written, written.begin():
            tables = copy_rows(read, written)
    return Moved(source, target, tables)


@contextmanager
def _quiet(source: Place) -> Iterator[Connection]:
    """Lend a connection to a database that no program writes to."""
    if source.file is None:
        with alone_on_server(source), snapshot_connection(source) as connection:
            yield connection
        return
    if not source.file.is_file() or not source.file.stat().st_size:
        raise TransferError(f"{source} is missing or empty: there is nothing to move.")
    lock = take_lock(source.file)
    try:
        if contents_of(source.file)[1] is None:
            raise DatabaseForeignError(f"{source} is the database of another program. It was left alone.")
        quick_check(source.file)
        with snapshot_connection(source) as connection:
            yield connection
    finally:
        os.close(lock)


@contextmanager
def _empty(target: Place) -> Iterator[Connection]:
    """Lend a connection to an empty database in the newest format; its name comes with the rows."""
    if target.file is None:
        upgrade(target)
        with alone_on_server(target) as connection:
            _require_empty(target, connection)
            yield connection
        return
    prepare_folder(target.file.parent)
    guard = Guard(target.file)
    try:
        upgrade(target)
        with migration_connection(target) as connection:
            _require_empty(target, connection)
            yield connection
        guard.note_instance(contents_of(target.file)[1] or "")
    finally:
        guard.release()


def _require_empty(target: Place, connection: Connection) -> None:
    if holds_something(connection):
        raise TransferError(f"{target} holds data already. Name an empty database; nothing was changed.")
    connection.commit()
