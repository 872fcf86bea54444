"""Turn what a database driver raises into the store's plain errors."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from store.model import (
    DatabaseDamagedError,
    SeatGoneError,
    StoreBusyError,
    StoreError,
    StoreFullError,
    StoreUnavailableError,
)

_FULL = (
    "Nothing was stored: the disk is full or cannot be written. Free some space; the store goes on by itself."
)
_BUSY = "Nothing was stored: another program holds the database. Close it, or try again in a moment."
_DOWN = "The database does not answer. Start it again, or check its address; the store goes on by itself."
_GONE = "This seat does not exist any more. Start a new assessment, or use another resume link."
_DAMAGED = "The database is damaged. Stop the program, keep the file, and restore the last backup."
_READ_ONLY = "Nothing was stored: the database is read-only. Give the program the right to write to it."

_SQLITE: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreBusyError, _BUSY),
    sqlite3.SQLITE_LOCKED: (StoreBusyError, _BUSY),
    sqlite3.SQLITE_FULL: (StoreFullError, _FULL),
    sqlite3.SQLITE_IOERR: (StoreFullError, _FULL),
    sqlite3.SQLITE_READONLY: (StoreFullError, _READ_ONLY),
    sqlite3.SQLITE_CANTOPEN: (StoreUnavailableError, _DOWN),
    sqlite3.SQLITE_CORRUPT: (DatabaseDamagedError, _DAMAGED),
    sqlite3.SQLITE_NOTADB: (DatabaseDamagedError, _DAMAGED),
}

# By the first characters of PostgreSQL's SQLSTATE: the longest that fits counts.
_POSTGRES: dict[str, tuple[type[StoreError], str]] = {
    "08": (StoreUnavailableError, _DOWN),
    "25006": (StoreUnavailableError, _READ_ONLY),
    "40": (StoreBusyError, _BUSY),
    "53": (StoreUnavailableError, _DOWN),
    "53100": (StoreFullError, _FULL),
    "55P03": (StoreBusyError, _BUSY),
    "57": (StoreUnavailableError, _DOWN),
    "57014": (StoreBusyError, _BUSY),
    "XX001": (DatabaseDamagedError, _DAMAGED),
    "XX002": (DatabaseDamagedError, _DAMAGED),
}


def explain(error: Exception) -> Exception:
    """Return the store's error for what a driver raised; anything else is returned as it is."""
    if isinstance(error, exc.TimeoutError):
        return StoreBusyError(_BUSY)
    if isinstance(error, sqlite3.Error):
        return _explain_driver(error)
    if not isinstance(error, exc.SQLAlchemyError):
        return error
    cause = error.orig if isinstance(error, exc.DBAPIError) else None
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return StoreUnavailableError(_DOWN)
    return _explain_driver(cause if cause is not None else error)


def waits_out(error: Exception) -> bool:
    """Say whether the same write may well succeed a moment later."""
    return isinstance(error, StoreBusyError | StoreUnavailableError)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Raise the store's errors in place of the driver's."""
    try:
        yield
    except (exc.SQLAlchemyError, sqlite3.Error) as error:
        raise explain(error) from error


def _explain_driver(cause: BaseException) -> StoreError:
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(cause, sqlite3.Error):
        kind, text = _SQLITE.get((code or 0) & 0xFF, (StoreError, ""))
    else:
        kind, text = _by_state(cause)
    if _is_foreign_key(cause, code):
        return SeatGoneError(_GONE)
    return kind(text or f"The database refused: {type(cause).__name__}.")


def _by_state(cause: BaseException) -> tuple[type[StoreError], str]:
    state = getattr(cause, "sqlstate", None)
    if state is None and type(cause).__name__ == "OperationalError":
        return StoreUnavailableError, _DOWN
    fits = [prefix for prefix in _POSTGRES if (state or "").startswith(prefix)]
    return _POSTGRES[max(fits, key=len)] if fits else (StoreError, "")


def _is_foreign_key(cause: BaseException, code: int | None) -> bool:
    return code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY or getattr(cause, "sqlstate", None) == "23503"
