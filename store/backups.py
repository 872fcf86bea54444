"""Write backups that are consistent while the program runs, and read them back with every byte checked.

A backup is one SQLite file, whichever kind of database it was taken from: it can be looked into with any
tool for SQLite, and restored to both. In it lies a seal: how many rows each table holds, and their hash.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from store.copying import copy_rows
from store.engines import Place, find_place, migration_connection, snapshot_connection
from store.faults import plain_errors
from store.guarding import contents_of, quick_check, sync_folder
from store.migrating import found_format, upgrade
from store.model import (
    DatabaseDamagedError,
    DatabaseForeignError,
    TransferError,
)
from store.tables import VERSION_TABLE
from store.tallying import SEAL_TABLE, Tally, different, tally_rows

FOLDER = "backups"
"""Where the program itself puts backups, beside the database."""


@dataclass(frozen=True, slots=True)
class Backup:
    """Says what a backup holds.

    Args:
        file: where it lies.
        format: the format of its tables, such as "0003".
        tables: by name, how many rows each table holds and their hash.
        sealed: whether it says itself what it must hold; a plain copy of a database does not.
    """

    file: Path
    format: str
    tables: Mapping[str, Tally]
    sealed: bool = True

    @property
    def rows(self) -> int:
        """Return how many rows there are in all tables [0..]."""
        return sum(tally.rows for tally in self.tables.values())


def back_up(place: Place, target: Path, *, replace: bool = False) -> Backup:
    """Write everything a database holds at one moment into one file; the program may go on meanwhile.

    The file appears only when it is whole and lies on the disk.

    Args:
        place: the database.
        target: the file to write, readable for its owner alone.
        replace: whether a file of that name is replaced.

    Raises:
        TransferError: the file is there already or cannot be written, or there is nothing to back up.
        StoreError: the database cannot be read.
    """
    target = target.expanduser().absolute()
    if target.exists() and not replace:
        raise TransferError(f"{target} is there already. Name another file, or say that it is replaced.")
    with draft_beside(target) as draft:
        with plain_errors():
            if place.file is not None:
                _copy_file(place.file, draft)
            else:
                _copy_server(place, draft)
            made = _seal(draft)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
        sync_folder(target.parent)
    return Backup(target, made.format, made.tables)


def read_backup(file: Path) -> Backup:
    """Read what a backup holds and hold it against its seal; the file is not changed.

    Raises:
        TransferError: it is not there, or belongs to a database that is in use.
        DatabaseForeignError: it is a database of another program.
        DatabaseDamagedError: it is damaged, or a byte of it changed.
    """
    file = file.expanduser().absolute()
    if not file.is_file() or not file.stat().st_size:
        raise TransferError(f"{file} is no backup: it is missing or empty. Name the file that was written.")
    log = file.with_name(f"{file.name}-wal")
    if log.exists() and log.stat().st_size:
        raise TransferError(
            f"{file} is a database in use: part of it lies in {log.name}. "
            "Write a backup of it with `greenlane backup`, and use that."
        )
    with plain_errors():
        tables, instance = contents_of(file, immutable=True)
        if instance is None:
            raise DatabaseForeignError(f"{file} is a database of another program. Name a backup.")
        quick_check(file)
        with closing(_look(file)) as connection:
            found = _tallies(connection)
            (present,) = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608 - a constant
            sealed = SEAL_TABLE in tables
            wrong = different(found, _sealed(connection)) if sealed else ()
    if wrong:
        raise DatabaseDamagedError(
            f"{file} is damaged: {', '.join(wrong)} does not hold what was written. Use another backup."
        )
    return Backup(file, str(present), found, sealed)


@dataclass(frozen=True, slots=True)
class BeforeChange:
    """Writes a backup before a migration, under a name that says which."""

    place: Place
    folder: Path

    def __call__(self, present: str, wanted: str) -> None:
        """Write the backup; a try that was cut short left one of the same state, which is replaced."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        back_up(self.place, self.folder / f"format-{present}-before-{wanted}.db", replace=True)


@contextmanager
def draft_beside(target: Path) -> Iterator[Path]:
    """Lend a file beside the target; nothing of it stays but what was moved to the target."""
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".backup-", suffix=".db")
    except OSError as error:
        raise _unwritable(target.parent, error) from error
    os.close(descriptor)
    draft = Path(name)
    try:
        yield draft
    except OSError as error:
        raise _unwritable(target.parent, error) from error
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            draft.with_name(f"{draft.name}{ending}").unlink(missing_ok=True)


def _unwritable(folder: Path, error: OSError) -> TransferError:
    return TransferError(
        f"{folder} cannot be written ({error.strerror}). Give the program the right and the space to write."
    )


def _copy_file(source: Path, draft: Path) -> None:
    if not source.is_file() or not source.stat().st_size:
        raise TransferError(f"{source} is missing or empty: there is nothing to back up.")
    if contents_of(source)[1] is None:
        raise DatabaseForeignError(f"{source} is the database of another program. It was left alone.")
    copy_pages(source, draft)


def copy_pages(source: Path, draft: Path, *, immutable: bool = False) -> None:
    """Copy a SQLite database as it is at one moment, its log with it; it may be written meanwhile."""
    with closing(_look(source, immutable=immutable)) as read, closing(sqlite3.connect(draft)) as written:
        read.backup(written)
        written.execute("PRAGMA journal_mode = DELETE")


def _copy_server(place: Place, draft: Path) -> None:
    with snapshot_connection(place) as source:
        present = found_format(source)
        if present is None:
            raise TransferError(f"{place} has no tables of Greenlane: there is nothing to back up.")
        copy = find_place(f"sqlite:///{draft}", draft.parent)
        upgrade(copy, to=present)
        with migration_connection(copy) as target, target.begin():
            copy_rows(source, target)
    with closing(sqlite3.connect(draft)) as written:
        written.execute("PRAGMA journal_mode = DELETE")


def _seal(draft: Path) -> Backup:
    quick_check(draft)
    with closing(sqlite3.connect(draft)) as connection, connection:
        connection.execute(f"DROP TABLE IF EXISTS {SEAL_TABLE}")
        found = _tallies(connection)
        row = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608 - a constant
        connection.execute(f"CREATE TABLE {SEAL_TABLE} (name TEXT PRIMARY KEY, held INTEGER, digest TEXT)")
        rows = [(name, tally.rows, tally.digest) for name, tally in found.items()]
        connection.executemany(f"INSERT INTO {SEAL_TABLE} VALUES (?, ?, ?)", rows)  # noqa: S608 - a constant
    return Backup(draft, str(row[0]), found)


def unseal(draft: Path) -> None:
    """Make a backup a database again: what was noted about the backup goes."""
    with closing(sqlite3.connect(draft)) as connection, connection:
        connection.execute(f"DROP TABLE IF EXISTS {SEAL_TABLE}")


def _look(file: Path, *, immutable: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{file.as_uri()}?mode=rw{'&immutable=1' if immutable else ''}", uri=True)
    connection.execute("PRAGMA query_only = 1")
    return connection


def _tallies(connection: sqlite3.Connection) -> dict[str, Tally]:
    """Count and hash the rows of every table of ours."""
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    names = [name for (name,) in rows if name not in {VERSION_TABLE, SEAL_TABLE} and not _of_sqlite(name)]
    found = {}
    for name in names:
        columns = sorted(row[1] for row in connection.execute(f"PRAGMA table_info({_quoted(name)})"))
        listed = ", ".join(_quoted(column) for column in columns)
        found[name] = tally_rows(connection.execute(f"SELECT {listed} FROM {_quoted(name)}"))  # noqa: S608 - quoted names
    return found


def _sealed(connection: sqlite3.Connection) -> dict[str, Tally]:
    rows = connection.execute(f"SELECT name, held, digest FROM {SEAL_TABLE}")  # noqa: S608 - a constant
    return {name: Tally(held, digest) for name, held, digest in rows}


def _of_sqlite(name: str) -> bool:
    return name.startswith("sqlite_")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
