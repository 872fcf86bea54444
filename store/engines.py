"""Open the two engines, one that reads and one that writes, on SQLite or PostgreSQL.

The settings are measured choices. SQLite: a write-ahead log with full synchronization loses no
acknowledged row in a power cut; BEGIN IMMEDIATE never meets a stale snapshot; freed pages are
overwritten, so erased text is gone; memory mapping stays off.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from store.model import AddressError, FolderError

DATABASE_FILE = "greenlane.db"
"""The name of the SQLite database in the data folder."""

PRAGMAS = {
    "busy_timeout": 30_000,  # [ms]
    "foreign_keys": 1,
    "synchronous": 2,  # FULL
    "secure_delete": 1,
    "trusted_schema": 0,
    "mmap_size": 0,
    "wal_autocheckpoint": 1_000,  # [pages]
    "journal_size_limit": 67_108_864,  # [bytes]
}
"""What every SQLite connection is told; besides, the journal mode is WAL."""

_POSTGRES_ARGUMENTS = {
    "application_name": "greenlane",
    "connect_timeout": 5,  # [s]
    "keepalives_idle": 10,  # [s]
    "keepalives_interval": 5,  # [s]
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # [ms]
}
RUNNING_KEY = 0x67726E6D
"""The key of PostgreSQL's advisory lock that every running program shares, by the schema it uses."""

_SHARE = f"SELECT pg_advisory_lock_shared({RUNNING_KEY}, hashtext(current_schema()))"
_READ_ONLY = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
_DURABLE = (
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Says where the database lies: its address, and its file when it is SQLite."""

    url: URL
    file: Path | None

    def __str__(self) -> str:
        return str(self.file) if self.file else self.url.render_as_string(hide_password=True)


def find_place(url: str | None, data_dir: Path) -> Place:
    """Return where the database lies: PostgreSQL by its address, else SQLite in the data folder.

    Raises:
        AddressError: the address is neither; it is not repeated, for it may hold a password.
    """
    if not url:
        return _in_file(data_dir / DATABASE_FILE)
    try:
        address = make_url(url)
    except exc.ArgumentError:
        raise AddressError(
            "The database address cannot be read; write postgresql://user:password@host:5432/name."
        ) from None
    if address.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return Place(address.set(drivername="postgresql+psycopg"), None)
    if address.drivername == "sqlite" and address.database and address.database != ":memory:":
        return _in_file(Path(address.database))
    raise AddressError(
        f"A database address of the kind {address.drivername!r} cannot be used; "
        "write postgresql://user:password@host:5432/name or sqlite:////folder/greenlane.db."
    )


def write_engine(place: Place) -> Engine:
    """Return the engine of the one writer: a single connection, BEGIN IMMEDIATE on SQLite."""
    engine = _engine(place, pool_size=1, max_overflow=0)
    if place.file is None:
        event.listen(engine, "connect", _tell(_DURABLE))
        event.listen(engine, "connect", _tell(_SHARE))
        return engine
    event.listen(engine, "connect", _prepare_writer)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def read_engine(place: Place) -> Engine:
    """Return the engine of all readers: no transaction is held open, and nothing can be written."""
    engine = _engine(place, pool_size=5, max_overflow=10, isolation_level="AUTOCOMMIT")
    if place.file is None:
        event.listen(engine, "connect", _tell(_READ_ONLY))
        return engine
    event.listen(engine, "connect", _prepare_reader)
    return engine


@contextmanager
def snapshot_connection(place: Place) -> Iterator[Connection]:
    """Lend a connection that reads the whole database as it was at one moment, while others write."""
    if place.file is not None:
        engine = _engine(place, poolclass=NullPool)
        event.listen(engine, "connect", _prepare_reader)
        event.listen(engine, "begin", _begin)
    else:
        engine = _engine(place, poolclass=NullPool, isolation_level="REPEATABLE READ")
        event.listen(engine, "connect", _tell(_READ_ONLY))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@contextmanager
def migration_connection(place: Place) -> Iterator[Connection]:
    """Lend a connection for migrations: on SQLite foreign keys are off while tables are rebuilt."""
    engine = _engine(place, poolclass=NullPool)
    if place.file is not None:
        event.listen(engine, "connect", _prepare_migration)
        event.listen(engine, "begin", _begin_immediate)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _in_file(file: Path) -> Place:
    file = file.expanduser().absolute()
    return Place(URL.create("sqlite", database=str(file)), file)


def _engine(place: Place, **options: object) -> Engine:
    if "poolclass" not in options:
        options |= {"pool_timeout": 10, "pool_pre_ping": place.file is None}
    if place.file is None:
        given = place.url.query
        options["connect_args"] = {k: v for k, v in _POSTGRES_ARGUMENTS.items() if k not in given}
        return create_engine(place.url, hide_parameters=True, **options)
    # mode=rw: an engine never creates the file, so that a deleted database is never replaced in silence
    url = URL.create("sqlite", database=place.file.as_uri(), query={"uri": "true", "mode": "rw"})
    return create_engine(url, hide_parameters=True, **options)


def _tell(statement: str) -> Callable[[DBAPIConnection, ConnectionPoolEntry], None]:
    def tell(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        _run(connection, statement)
        connection.commit()

    return tell


def _run(connection: DBAPIConnection, statement: str) -> object:
    cursor = connection.cursor()
    cursor.execute(statement)
    row = cursor.fetchone() if cursor.description else None
    cursor.close()
    return row[0] if row else None


def _prepare(connection: DBAPIConnection) -> None:
    connection.isolation_level = None  # transactions begin where this module says so
    for name, value in PRAGMAS.items():
        _run(connection, f"PRAGMA {name} = {value}")


def _prepare_reader(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _prepare(connection)
    _run(connection, "PRAGMA query_only = 1")


def _prepare_writer(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _prepare(connection)
    require_wal(str(_run(connection, "PRAGMA journal_mode = WAL")))


def _prepare_migration(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    _prepare_writer(connection, entry)
    _run(connection, "PRAGMA foreign_keys = 0")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def require_wal(reply: str) -> None:
    """Refuse a file system that cannot keep a write-ahead log, such as most network folders.

    Raises:
        FolderError: SQLite answered with another journal mode.
    """
    if reply != "wal":
        raise FolderError(
            f"This file system cannot keep SQLite's write-ahead log (the answer was {reply!r}). "
            "Choose a data folder on a local disk, or use PostgreSQL."
        )
