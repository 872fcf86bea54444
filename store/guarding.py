"""Guard a SQLite database: one process, the right file, on a disk that can keep it.

Beside greenlane.db lie greenlane.lock, held while the program runs, and greenlane.id, the id of
the installation. SQLite takes an empty or missing file for a new database; the id tells the two
apart, so that answers that vanished are never silently replaced by an empty store.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from store.faults import plain_errors
from store.model import (
    AlreadyRunningError,
    DatabaseDamagedError,
    DatabaseForeignError,
    DatabaseMissingError,
    FolderError,
)
from store.tables import VERSION_TABLE

NETWORK_FILE_SYSTEMS = frozenset(
    {"9p", "afs", "beegfs", "ceph", "cifs", "coda", "fuse.glusterfs", "fuse.sshfs", "gfs2", "glusterfs"}
    | {"lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "smb3", "smbfs"}
)
"""File systems on which SQLite's shared memory or locks cannot be trusted."""

MOUNTS = Path("/proc/self/mounts")


class Guard:
    """Holds the lock of one SQLite database until it is released.

    Args:
        file: the database file; its folder is created with mode 0700, the file with 0600.

    Raises:
        FolderError: the folder cannot be used.
        AlreadyRunningError: another process holds the lock.
        DatabaseMissingError: the file is missing or empty, and was not before.
        DatabaseForeignError: the file is another program's or another installation's.
        DatabaseDamagedError: the file is damaged.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._id_file = id_file_of(file)
        self._lock = take_lock(file)
        try:
            with plain_errors():
                _refuse_wrong_file(file, self._id_file)
            self._inode = file.stat().st_ino
        except BaseException:
            self.release()
            raise

    def note_instance(self, instance: str) -> None:
        """Write the installation's id beside the database, once and durably.

        Raises:
            FolderError: the folder cannot be written.
        """
        if not self._id_file.exists():
            write_id(self._id_file, instance)

    def certify(self) -> None:
        """Make sure that the file that was opened is still the one in the folder.

        Raises:
            DatabaseMissingError: it was deleted or replaced while the program runs.
        """
        try:
            same = self._file.stat().st_ino == self._inode
        except OSError:
            same = False
        if not same:
            raise DatabaseMissingError(
                f"{self._file} was deleted or replaced while the program runs; what is written now "
                "would be lost. Stop the program, restore the last backup, and start it again."
            )

    def release(self) -> None:
        """Let another process open the database."""
        os.close(self._lock)


def id_file_of(file: Path) -> Path:
    """Return where the installation's id lies beside a database."""
    return file.with_suffix(".id")


def write_id(id_file: Path, instance: str) -> None:
    """Write the installation's id durably.

    Raises:
        FolderError: the folder cannot be written.
    """
    draft = id_file.with_suffix(".id.new")
    try:
        descriptor = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(f"{instance}\n")
            out.flush()
            os.fsync(out.fileno())
        draft.replace(id_file)
        sync_folder(id_file.parent)
    except OSError as error:
        raise _unwritable(id_file.parent, error) from error


def read_id(id_file: Path) -> str | None:
    """Return the installation's id as it lies beside a database, None where there is none."""
    try:
        return id_file.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None


def file_system(folder: Path, mounts: Path = MOUNTS) -> str:
    """Return the type of the file system a folder lies on, as the kernel names it, or ""."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    found = (0, "")
    for line in lines:
        _device, point, kind, *_rest = line.split(" ")
        point = point.replace(r"\040", " ")
        if folder.is_relative_to(point) and len(point) >= found[0]:
            found = (len(point), kind)
    return found[1]


def prepare_folder(folder: Path, mounts: Path = MOUNTS) -> None:
    """Create the data folder for its owner alone, and refuse one on a network file system.

    Raises:
        FolderError: it cannot be created, or lies on a network file system.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(
            f"The data folder {folder} cannot be created ({error.strerror}). Choose another one."
        ) from error
    kind = file_system(folder.resolve(), mounts)
    if kind in NETWORK_FILE_SYSTEMS:
        raise FolderError(
            f"The data folder {folder} lies on a network file system ({kind}), where SQLite can lose data. "
            "Choose a folder on a local disk, or use PostgreSQL."
        )


def quick_check(
    file: Path, seconds: float = 10.0, wait: float = 30.0, clock: Callable[[], float] = time.monotonic
) -> bool:
    """Look through the file for damage; return False when the time was over before the end.

    Args:
        file: the database.
        seconds: how long to look at most [s].
        wait: how long to wait for another program that holds it [s].
        clock: a clock that never jumps [s].

    Raises:
        DatabaseDamagedError: the file is damaged.
    """
    end = clock() + seconds
    with closing(sqlite3.connect(file, timeout=wait)) as connection, plain_errors():
        connection.set_progress_handler(lambda: clock() > end, 1_000)
        try:
            (reply,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                return False
            raise
    if reply != "ok":
        raise _damaged(file)
    return True


def _damaged(file: Path) -> DatabaseDamagedError:
    return DatabaseDamagedError(
        f"{file} is damaged or is not a database. "
        "Keep the file aside, and restore the last backup in its place."
    )


def _unwritable(folder: Path, error: OSError) -> FolderError:
    return FolderError(
        f"The data folder {folder} cannot be written ({error.strerror}). "
        "Give the program the right and the space to write to it, or choose another one."
    )


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def take_lock(file: Path) -> int:
    """Return the descriptor that keeps every other process out of a database until it is closed.

    Raises:
        FolderError: the folder cannot be written.
        AlreadyRunningError: another process holds the lock.
    """
    path = file.with_suffix(".lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unwritable(file.parent, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        owner = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
        os.close(descriptor)
        raise AlreadyRunningError(
            f"Another process (id {owner}) uses {file}. Stop it first, choose another data folder, "
            "or use PostgreSQL for several processes."
        ) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
    return descriptor


def _refuse_wrong_file(file: Path, id_file: Path) -> None:
    known = read_id(id_file)
    if not file.exists():
        if known is not None:
            raise _missing(file, id_file, "is missing")
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        return
    if not file.is_file():
        raise FolderError(f"{file} is not a file. Move it away, or choose another data folder.")
    tables, found = contents_of(file) if file.stat().st_size else (frozenset(), None)
    if found is None and known is not None:
        raise _missing(file, id_file, "is empty")
    if found is None and tables - {VERSION_TABLE}:
        raise DatabaseForeignError(
            f"{file} is the database of another program. Move it away, or choose another data folder."
        )
    if known not in {None, found}:
        raise DatabaseForeignError(
            f"{file} belongs to another installation than {id_file} says. Put the right file back; "
            f"or, to go on with this one, delete {id_file}."
        )


def _missing(file: Path, id_file: Path, what: str) -> DatabaseMissingError:
    return DatabaseMissingError(
        f"{file} {what}, although this data folder was used before. Restore the last backup to {file}; "
        f"or, to begin anew without the answers of before, delete {id_file} and {file.name}."
    )


def contents_of(file: Path, *, immutable: bool = False) -> tuple[frozenset[str], str | None]:
    """Return the names of the tables and the id of the installation in the file.

    Args:
        file: the database.
        immutable: whether nobody writes to it, so that nothing appears beside it.

    Raises:
        DatabaseDamagedError: the file is damaged or no database.
    """
    with closing(
        sqlite3.connect(f"{file.as_uri()}?mode=rw{'&immutable=1' if immutable else ''}", uri=True)
    ) as connection:
        connection.execute("PRAGMA query_only = 1")
        try:
            rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
            tables = frozenset(name for (name,) in rows)
            ours = {VERSION_TABLE, "instance"} <= tables
            row = connection.execute("SELECT id FROM instance").fetchone() if ours else None
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
                raise _damaged(file) from error
            raise
    return tables, row[0] if row else None
