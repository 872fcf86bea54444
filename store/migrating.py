"""Bring a database to the format of this version, forward only, each step whole or not at all."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from store.engines import Place, migration_connection, snapshot_connection
from store.faults import plain_errors
from store.model import DatabaseForeignError, DatabaseNewerError
from store.tables import VERSION_TABLE, metadata

MIGRATIONS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = threading.RLock()  # Alembic keeps its context in a module; a backup builds its own tables
ADVISORY_KEY = 0x67726E6C
"""The key of PostgreSQL's advisory lock: "grnl"."""


def upgrade(
    place: Place,
    versions: tuple[Path, ...] = (MIGRATIONS / "versions",),
    *,
    to: str = "head",
    before: Callable[[str, str], None] | None = None,
) -> None:
    """Apply every migration the database does not have yet, each in its own transaction.

    On PostgreSQL the first process migrates while the others wait for its lock.

    Args:
        place: the database.
        versions: the folders of the migrations.
        to: the format to stop at; "head" is the newest.
        before: called with the format found and the one wanted before a database that holds something is
            changed; what it raises stops the migration.

    Raises:
        DatabaseNewerError: the database has a migration this version does not know.
        DatabaseForeignError: tables of the same names belong to something else.
        StoreError: a migration failed; the database is as it was before that migration.
    """
    config = _configure(versions)
    script = ScriptDirectory.from_config(config)
    with _ONE_AT_A_TIME, plain_errors(), migration_connection(place) as connection, _alone(connection):
        present = _present(connection, place, script)
        head = script.get_current_head() or ""
        if present == head:
            return
        if present is not None and before is not None:
            before(present, head)
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def newest_format() -> str:
    """Return the format that this version of the program writes."""
    return ScriptDirectory.from_config(_configure((MIGRATIONS / "versions",))).get_current_head() or ""


def found_format(connection: Connection) -> str | None:
    """Return the format a database has, None for one without tables of ours."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    heads = context.get_current_heads()
    connection.rollback()
    return heads[0] if heads else None


def _configure(versions: tuple[Path, ...]) -> Config:
    config = Config()
    config.set_main_option("path_separator", "newline")
    config.set_main_option("script_location", _plain(MIGRATIONS))
    config.set_main_option("version_locations", "\n".join(_plain(folder) for folder in versions))
    return config


def _plain(folder: Path) -> str:
    return str(folder).replace("%", "%%")  # the configuration reads % as a mark


def format_of(place: Place) -> str | None:
    """Return the format of a database, None where it has no tables of ours yet.

    Raises:
        StoreError: it cannot be read.
    """
    if place.file is not None and (not place.file.is_file() or not place.file.stat().st_size):
        return None
    with plain_errors(), snapshot_connection(place) as connection:
        return found_format(connection)


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Hold PostgreSQL's advisory lock; it ends with the connection. SQLite has its lock file."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET lock_timeout = '60s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({ADVISORY_KEY})")
        connection.commit()
    yield


def _present(connection: Connection, place: Place, script: ScriptDirectory) -> str | None:
    """Return the newest migration the database has, or None for a new one."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    heads = context.get_current_heads()
    tables = set(inspect(connection).get_table_names())
    connection.rollback()
    unknown = set(heads) - {step.revision for step in script.walk_revisions()}
    if unknown:
        raise DatabaseNewerError(
            f"{place} was written by a newer version (format {', '.join(sorted(unknown))}). "
            "Install that version again, or restore a backup of before."
        )
    if not heads and tables & set(metadata.tables):
        raise DatabaseForeignError(
            f"{place} holds tables of another program under the same names. "
            "Use a database or schema of its own."
        )
    return heads[0] if heads else None
