"""An open database: its engines, its writer, its guard, and the end of it all."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine, func, select

from store.access import Action, Standing, allow, authorise, standing_of
from store.backups import FOLDER, BeforeChange
from store.engines import Place, find_place, read_engine, write_engine
from store.faults import plain_errors
from store.guarding import Guard, prepare_folder, quick_check
from store.linking import note_done
from store.migrating import upgrade
from store.model import Seat, StoreClosedError, StoreError
from store.seats import hash_secret
from store.tables import instance, metadata
from store.writer import DEFAULT_LIMITS, Limits, Writer

T = TypeVar("T")

RESUME_DAYS = 400
"""How long a resume link is good for unless the operator says otherwise [days]: a year and a bit."""


def utc_day() -> date:
    """Return the day it is, in coordinated universal time."""
    return datetime.now(UTC).date()


class Look(threading.local):
    """Remembers for one thread what actors are, as long as it looks; None outside of a look."""

    standings: dict[tuple[str, str], Standing] | None = None


class OpenDatabase:
    """Holds what every verb of the store works with.

    Every method may be called from any thread. What writes returns only after COMMIT: what it
    returned is in the database, even if the process is killed or the power fails right after.
    """

    def __init__(
        self,
        place: Place,
        guard: Guard | None,
        limits: Limits,
        clock: Callable[[], date],
        resume_days: int,
    ) -> None:
        """Start the engines on a database that is guarded and migrated; use Store.open instead."""
        self._place = place
        self._guard = guard
        self._clock = clock
        self._reading: Engine = read_engine(place)
        self._writing: Engine = write_engine(place)
        certify = guard.certify if guard else _trust
        self._writer = Writer(self._writing, limits, certify)
        self._look = Look()
        self._resume_days = resume_days
        self._sequence = 0
        self._gate = threading.Lock()
        self._closed = False

    @classmethod
    def open(
        cls,
        url: str | None,
        data_dir: Path,
        *,
        limits: Limits = DEFAULT_LIMITS,
        clock: Callable[[], date] = utc_day,
        resume_days: int = RESUME_DAYS,
    ) -> Self:
        """Open the database, creating or migrating it first.

        Args:
            url: PostgreSQL as postgresql://user:password@host:5432/name; None is SQLite in data_dir.
            data_dir: the folder of the SQLite database; created with mode 0700 when missing.
            limits: the bounds of the writer.
            clock: the day it is, for the dates of day grain beside the rows.
            resume_days: how long a resume link is good for [days].

        Raises:
            OpeningError: the database or its folder cannot be used; the message says the mend.
            StoreUnavailableError: the PostgreSQL server does not answer.
        """
        place = find_place(url, data_dir)
        if place.file is None:
            upgrade(place, before=BeforeChange(place, data_dir / FOLDER))
            return cls(place, None, limits, clock, resume_days)
        prepare_folder(place.file.parent)
        guard = Guard(place.file)
        try:
            quick_check(place.file)
            upgrade(place, before=BeforeChange(place, place.file.parent / FOLDER))
            store = cls(place, guard, limits, clock, resume_days)
        except BaseException:
            guard.release()
            raise
        try:
            guard.note_instance(store.instance())
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Write what waits, then let go of the database; a second call does nothing."""
        self._writer.close()
        with self._gate:
            first, self._closed = not self._closed, True
        if not first:
            return
        self._reading.dispose()
        if self._guard:
            with suppress(StoreError), plain_errors(), self._writing.begin() as connection:
                connection.exec_driver_sql("PRAGMA optimize")  # helps the next start; no harm without
        self._writing.dispose()
        if self._guard:
            self._guard.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def ready(self) -> bool:
        """Say whether the database answers, its file is in place, and writes are taken."""
        try:
            self.instance()
            if self._guard:
                self._guard.certify()
        except StoreError:
            return False
        return self._writer.alive()

    def takes_writes(self) -> bool:
        """Say whether a transaction can begin and commit now; it writes nothing."""
        try:
            self._writer.submit(_nothing)
        except StoreError:
            return False
        return True

    def figures(self) -> dict[str, float]:
        """Return what the writer did since the start: counts, and seconds where the name says so."""
        return self._writer.figures()

    def rows(self) -> dict[str, int]:
        """Return how many rows each table holds; ask seldom, a database server reads the whole table."""

        def count(connection: Connection) -> dict[str, int]:
            tables = metadata.sorted_tables
            asked = select(*(select(func.count()).select_from(table).scalar_subquery() for table in tables))
            return dict(zip((table.name for table in tables), connection.execute(asked).one(), strict=True))

        return self._read(count)

    def instance(self) -> str:
        """Return the id of this installation; it is no secret and names nobody."""
        return self._read(lambda connection: str(connection.execute(select(instance.c.id)).scalar_one()))

    def scrub(self) -> None:
        """Overwrite what was erased on the disk, too: on SQLite the log is written back and emptied.

        PostgreSQL overwrites the space of erased rows in its own time.
        """
        if self._guard is None:
            return
        with plain_errors():
            connection = self._writing.raw_connection()  # the writer's own: it waits meanwhile
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
            finally:
                connection.close()

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """Let this thread ask once, not at every read, what an actor is: for as long as one page is drawn.

        A right that ends meanwhile is refused at the next look. What is written is asked anew, always, and
        so is everything after it.
        """
        before, self._look.standings = self._look.standings, {}
        try:
            yield
        finally:
            self._look.standings = before

    def _standing(self, actor: Seat, connection: Connection | None = None) -> Standing | None:
        """Return what an actor is, from this look where it was asked before."""
        known, key = self._look.standings, (actor.assessment, actor.respondent)
        found = (known or {}).get(key)
        if found is not None:
            return found
        if connection is None:
            return self._read(lambda opened: self._standing(actor, opened))
        found = standing_of(connection, actor, self._clock())
        if found is not None:
            self._note_standings({actor: found})
        return found

    def _note_standings(self, found: Mapping[Seat, Standing]) -> None:
        """Remember for this look what actors are; outside of one nothing is remembered."""
        known = self._look.standings
        if known is not None:
            known.update({(actor.assessment, actor.respondent): one for actor, one in found.items()})

    def _read(
        self, work: Callable[[Connection], T], actor: Seat | None = None, action: Action = Action.READ
    ) -> T:
        """Read in the name of an actor who may do this; without an actor, what belongs to no team."""
        if self._closed:
            raise StoreClosedError("The store is closed.")
        with plain_errors(), self._reading.connect() as connection:
            if actor is not None:
                allow(self._standing(actor, connection), action)
            return work(connection)

    def _write(self, work: Callable[[Connection], T], actor: Seat, action: Action, note: str = "") -> T:
        """Write in the name of an actor who may do this, and remember what was done if it has a note."""
        today = self._clock()
        if self._look.standings:
            self._look.standings.clear()

        def allowed(connection: Connection) -> T:
            role = authorise(connection, actor, action, today)
            if note:
                note_done(connection, actor, role, note, today)
            return work(connection)

        return self._writer.submit(allowed)


def hash_visitor(visitor: str) -> str:
    """Return the only form of a visitor's id that is stored."""
    if not visitor:
        raise ValueError("a visitor needs an id: an empty one would be shared by everybody")
    return hash_secret(visitor)


def _nothing(_connection: Connection) -> None:
    """Write nothing: the transaction itself is the question."""


def _trust() -> None:
    """Certify nothing: a database server guards its own files."""
