"""Copy every row of one database into another, and know that nothing was lost."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, delete, func, insert, select

from store.engines import RUNNING_KEY, Place, migration_connection
from store.model import AlreadyRunningError, TransferError
from store.tallying import CHUNK, Tally, different, reflect, tally_tables

INSTANCE = "instance"


def copy_rows(source: Connection, target: Connection) -> dict[str, Tally]:
    """Replace all rows of the target by those of the source; return what each table holds now.

    Both have the same format. Call it inside a transaction of the target: an error undoes everything.

    Raises:
        TransferError: a table does not hold the same afterwards.
    """
    tables = reflect(target)
    from_tables = {table.name: table for table in reflect(source, [table.name for table in tables])}
    for table in reversed(tables):
        target.execute(delete(table))
    for table in tables:
        _copy(source, from_tables[table.name], target, table)
    read = tally_tables(source, from_tables.values())
    written = tally_tables(target, tables)
    wrong = different(read, written)
    if wrong:
        raise TransferError(
            f"The copy of {', '.join(wrong)} does not hold the same as the original. Nothing was changed; "
            "try again, and keep the original."
        )
    return written


def _copy(source: Connection, read: Table, target: Connection, written: Table) -> None:
    names = [column.name for column in written.columns]
    rows = source.execute(select(*(read.c[name] for name in names)).execution_options(yield_per=CHUNK))
    for part in rows.mappings().partitions(CHUNK):
        target.execute(insert(written), [dict(row) for row in part])


def holds_something(connection: Connection) -> bool:
    """Say whether a database holds more than its own name."""
    return any(
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in reflect(connection)
        if table.name != INSTANCE
    )


@contextmanager
def alone_on_server(place: Place) -> Iterator[Connection]:
    """Lend a connection to a PostgreSQL database while no running program writes to it.

    Raises:
        AlreadyRunningError: a program uses it.
    """
    with migration_connection(place) as connection:
        ask = f"SELECT pg_try_advisory_lock({RUNNING_KEY}, hashtext(current_schema()))"
        free = connection.exec_driver_sql(ask).scalar_one()
        connection.commit()
        if not free:
            raise AlreadyRunningError(f"A running Greenlane uses {place}. Stop it first, then try again.")
        yield connection
