"""Put a backup in the place of a database; what was there before is kept under another name."""

import datetime as dt
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from store.backups import FOLDER, Backup, back_up, copy_pages, draft_beside, read_backup, unseal
from store.copying import alone_on_server, copy_rows, holds_something
from store.engines import Place, find_place, snapshot_connection
from store.faults import plain_errors
from store.guarding import (
    contents_of,
    id_file_of,
    prepare_folder,
    quick_check,
    read_id,
    sync_folder,
    take_lock,
    write_id,
)
from store.migrating import upgrade
from store.model import TransferError


@dataclass(frozen=True, slots=True)
class Restored:
    """Says what was restored.

    Args:
        backup: what the backup holds.
        kept: where that lies which was there before; None where there was nothing.
    """

    backup: Backup
    kept: Path | None


def utc_now() -> dt.datetime:
    """Return the moment it is."""
    return dt.datetime.now(dt.UTC)


def restore(
    place: Place,
    file: Path,
    data_dir: Path,
    *,
    replace: bool = False,
    clock: Callable[[], dt.datetime] = utc_now,
) -> Restored:
    """Bring back what a backup holds, in the newest format; nothing of the present state is lost.

    Args:
        place: the database to restore.
        file: the backup; it stays as it is.
        data_dir: the folder where the present state of a PostgreSQL database is kept.
        replace: whether a database that holds something is replaced. It is kept under another name.
        clock: the moment it is, for that name.

    Raises:
        TransferError: the database holds something, or the backup is none.
        AlreadyRunningError: a running program uses the database.
        StoreError: the backup is damaged, or the database cannot be written; nothing was changed.
    """
    found = read_backup(file)
    stamp = f"{clock():%Y%m%d-%H%M%S}"
    if place.file is not None:
        kept = _restore_file(place, place.file, found, stamp if replace else None)
    else:
        kept = _restore_server(place, found, data_dir, stamp if replace else None)
    return Restored(found, kept)


def _restore_file(place: Place, file: Path, found: Backup, stamp: str | None) -> Path | None:
    prepare_folder(file.parent)
    lock = take_lock(file)
    try:
        occupied = file.exists() and file.stat().st_size > 0
        if stamp is None:
            _refuse(place, found, occupied=occupied)
        with draft_beside(file) as draft, plain_errors():
            _prepare(draft, found)
            instance = contents_of(draft)[1] or ""
            kept = _set_aside(file, stamp or "") if occupied else None
            id_file_of(file).unlink(missing_ok=True)  # from here to its end a restart finds either database
            draft.replace(file)
            sync_folder(file.parent)
        write_id(id_file_of(file), instance)
    finally:
        os.close(lock)
    return kept


def _refuse(place: Place, found: Backup, *, occupied: bool) -> None:
    """Refuse to replace what may be somebody's answers."""
    if occupied:
        raise TransferError(
            f"{place} holds data already. Say that it is replaced with --replace: it is kept under another "
            "name; or choose another data folder."
        )
    known = None if place.file is None else read_id(id_file_of(place.file))
    if known is not None and known != contents_of(found.file, immutable=True)[1]:
        raise TransferError(
            f"{found.file} is the backup of another installation than {place} had. "
            "Take the right backup, or say with --replace that this one is wanted."
        )


def _prepare(draft: Path, found: Backup) -> None:
    """Make a database in the newest format of a backup, and look through it."""
    copy_pages(found.file, draft, immutable=True)
    unseal(draft)
    upgrade(find_place(f"sqlite:///{draft}", draft.parent))
    quick_check(draft)
    with draft.open("rb") as written:
        os.fsync(written.fileno())


def _set_aside(file: Path, stamp: str) -> Path:
    """Give the present database a second name; a log that cannot be read into it goes with it."""
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA secure_delete = 1")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = file.with_name(f"{file.stem}-before-restore-{stamp}{file.suffix}")
    cut_short = kept.exists() and kept.samefile(file)
    if file.is_dir() or (kept.exists() and not cut_short):
        raise TransferError(f"{file} cannot be kept as {kept.name}. Move it away, then restore again.")
    if not cut_short:
        os.link(file, kept)
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            file.with_name(f"{file.name}{ending}").replace(kept.with_name(f"{kept.name}{ending}"))
    sync_folder(file.parent)
    return kept


def _restore_server(place: Place, found: Backup, data_dir: Path, stamp: str | None) -> Path | None:
    prepare_folder(data_dir)
    with draft_beside(data_dir / "restore.db") as draft, plain_errors():
        _prepare(draft, found)
        upgrade(place)
        with alone_on_server(place) as target:
            occupied = holds_something(target)
            target.commit()
            if occupied and stamp is None:
                _refuse(place, found, occupied=True)
            kept = _keep_server(place, data_dir, stamp) if occupied and stamp else None
            with snapshot_connection(find_place(f"sqlite:///{draft}", data_dir)) as source, target.begin():
                copy_rows(source, target)
    return kept


def _keep_server(place: Place, data_dir: Path, stamp: str) -> Path:
    folder = data_dir / FOLDER
    prepare_folder(folder)
    return back_up(place, folder / f"before-restore-{stamp}.db").file
