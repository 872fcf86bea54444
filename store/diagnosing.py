"""Look at a database and its folder the way an operator would, and change nothing."""

import fcntl
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, select, union_all

from store.engines import Place, snapshot_connection
from store.faults import plain_errors
from store.guarding import (
    MOUNTS,
    NETWORK_FILE_SYSTEMS,
    contents_of,
    file_system,
    id_file_of,
    quick_check,
    read_id,
)
from store.migrating import found_format, newest_format
from store.model import StoreError
from store.tables import answer, assessment, visitor

WELL: Final = "well"
WARNING: Final = "warning"
WRONG: Final = "wrong"
SCARCE = 1_000_000_000
"""Less free space than this deserves a warning [bytes]."""

NONE_LEFT = 100_000_000
"""With less free space than this the next backup may fail [bytes]."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Says how one thing is.

    Args:
        name: what was looked at.
        state: "well", "warning" or "wrong".
        text: what was found.
        mend: what to do; empty where nothing is to be done.
    """

    name: str
    state: str
    text: str
    mend: str = ""


def examine(place: Place, data_dir: Path, today: date) -> tuple[Finding, ...]:
    """Look at the data folder, the disk, the lock, the file and what the database says."""
    folder = _folder(data_dir)
    if folder.state == WRONG:
        return (folder,)
    findings = [folder, *_rights(data_dir), _space(data_dir)]
    if place.file is not None:
        findings += [_running(place.file), _file(place.file)]
    return (*findings, *_database(place, today))


def _folder(folder: Path) -> Finding:
    if not folder.exists():
        return Finding("data folder", WELL, f"{folder} is not there yet; the first start makes it")
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        mend = "give the program a folder that it may write to, with --data-dir or GREENLANE_DATA_DIR"
        return Finding("data folder", WRONG, f"{folder} cannot be written", mend)
    kind = file_system(folder.resolve(), MOUNTS)
    if kind in NETWORK_FILE_SYSTEMS:
        mend = "choose a folder on a local disk, or use PostgreSQL"
        return Finding("data folder", WRONG, f"{folder} lies on a network file system ({kind})", mend)
    return Finding("data folder", WELL, f"{folder} can be written")


def _rights(folder: Path) -> Iterator[Finding]:
    """Say which files of the folder others than its owner may open."""
    if not folder.is_dir():
        return
    private = {folder, *folder.glob("greenlane*"), *folder.glob("secret*"), *folder.glob("backups/*")}
    loose = sorted(path for path in private if stat.S_IMODE(path.stat().st_mode) & 0o077)
    if loose:
        names = ", ".join(str(path) for path in loose[:5])
        mend = f"chmod -R go= {folder}"
        yield Finding("permissions", WARNING, f"others than the owner may open {names}", mend)
    else:
        yield Finding("permissions", WELL, "only the owner may open what is stored")


def _space(folder: Path) -> Finding:
    there = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(there).free
    text = f"{free / 1e9:.1f} GB free at {there}"
    if free < NONE_LEFT:
        return Finding("disk", WRONG, text, "free some space: answers are refused when it is full")
    if free < SCARCE:
        return Finding("disk", WARNING, text, "free some space, for backups take as much as the data")
    return Finding("disk", WELL, text)


def _running(file: Path) -> Finding:
    with suppress(OSError), open_descriptor(file.with_suffix(".lock")) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            return Finding("process", WELL, f"process {owner} uses the database")
    return Finding("process", WELL, "no process uses the database")


@contextmanager
def open_descriptor(path: Path) -> Iterator[int]:
    """Lend a descriptor of a file that is there."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _file(file: Path) -> Finding:
    known = read_id(id_file_of(file))
    if not file.exists() or not file.stat().st_size:
        if known is None:
            return Finding("database file", WELL, f"{file} is not there yet; the first start makes it")
        anew = f"or, to begin anew, delete {id_file_of(file)}"
        mend = f"restore the last backup with `greenlane restore FILE`; {anew}"
        return Finding("database file", WRONG, f"{file} is missing or empty, but was used before", mend)
    try:
        with plain_errors():
            tables, found = contents_of(file)
            whole = quick_check(file)
    except StoreError as error:
        return Finding("database file", WRONG, str(error), "restore the last backup")
    if found is None and tables:
        mend = "move it away, or choose another data folder"
        return Finding("database file", WRONG, f"{file} is the database of another program", mend)
    if known not in {None, found}:
        mend = f"put the right file back; or, to go on with this one, delete {id_file_of(file)}"
        return Finding("database file", WRONG, f"{file} belongs to another installation", mend)
    looked = "no damage found" if whole else "no damage found in the first ten seconds"
    return Finding("database file", WELL, f"{file} ({file.stat().st_size / 1e6:.1f} MB): {looked}")


def _database(place: Place, today: date) -> Iterator[Finding]:
    """Say what only the database itself can tell: its format, and whether it comes from the future."""
    if place.file is not None and (not place.file.is_file() or not place.file.stat().st_size):
        return
    try:
        with plain_errors(), snapshot_connection(place) as connection:
            yield _format(place, connection)
            yield _clock(connection, today)
    except StoreError as error:
        yield Finding("database", WRONG, str(error), "start the database, or mend its address")


def _format(place: Place, connection: Connection) -> Finding:
    found, newest = found_format(connection), newest_format()
    if found == newest:
        return Finding("format", WELL, f"{place} has the newest format, {newest}")
    if found is None:
        return Finding("format", WELL, f"{place} is empty; the first start makes the tables")
    if found > newest:
        mend = "install the version that wrote it, or restore a backup of before"
        return Finding("format", WRONG, f"{place} has the format {found}, newer than {newest}", mend)
    mend = "run `greenlane migrate`; the next start does the same, and writes a backup before"
    return Finding("format", WARNING, f"{place} has the format {found}; the newest is {newest}", mend)


def _clock(connection: Connection, today: date) -> Finding:
    if found_format(connection) != newest_format():
        return Finding("clock", WELL, f"this machine says {today}")
    days = union_all(
        select(func.max(answer.c.saved_on).label("day")),
        select(func.max(assessment.c.created_on)),
        select(func.max(visitor.c.created_on)),
    ).subquery()
    newest = connection.execute(select(func.max(days.c.day))).scalar_one()
    if newest is not None and date.fromisoformat(str(newest)) > today:
        mend = "set the clock; order never depends on it, but retention and the days shown do"
        return Finding("clock", WARNING, f"this machine says {today}, but the data is of {newest}", mend)
    return Finding("clock", WELL, f"this machine says {today}, not before the newest data")
