"""The store: what people answered, in domain words, on SQLite or PostgreSQL."""

import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine, select

from store import seats
from store.answers import (
    Versions,
    newest_answer,
    newest_grade,
    read_answers,
    read_grades,
    write_answers,
    write_grades,
)
from store.checking import clean_answer, clean_team, refuse_answer, refuse_grade
from store.engines import Place, find_place, read_engine, write_engine
from store.faults import plain_errors
from store.guarding import Guard, prepare_folder, quick_check
from store.keeping import drop_kept, read_kept, read_one, refuse_keep, write_kept
from store.migrating import upgrade
from store.model import (
    KEPT_MOST,
    AnswerWrite,
    GradeWrite,
    Keep,
    Keeping,
    Kept,
    Refused,
    Saved,
    Seat,
    StartAssessment,
    Started,
    StoreClosedError,
    StoredAnswer,
    StoredGrade,
    StoreError,
)
from store.tables import instance
from store.writer import DEFAULT_LIMITS, Limits, Writer

T = TypeVar("T")


def utc_day() -> date:
    """Return the day it is, in coordinated universal time."""
    return datetime.now(UTC).date()


class Store:
    """Remembers assessments, answers and grades; open it with Store.open.

    Every method may be called from any thread. What writes returns only after COMMIT: what it
    returned is in the database, even if the process is killed or the power fails right after.
    """

    def __init__(self, place: Place, guard: Guard | None, limits: Limits, clock: Callable[[], date]) -> None:
        """Start the engines on a database that is guarded and migrated; use Store.open instead."""
        self._guard = guard
        self._clock = clock
        self._reading: Engine = read_engine(place)
        self._writing: Engine = write_engine(place)
        certify = guard.certify if guard else _trust
        self._writer = Writer(self._writing, limits, certify)
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
    ) -> Self:
        """Open the database, creating or migrating it first.

        Args:
            url: PostgreSQL as postgresql://user:password@host:5432/name; None is SQLite in data_dir.
            data_dir: the folder of the SQLite database; created with mode 0700 when missing.
            limits: the bounds of the writer.
            clock: the day it is, for the dates of day grain beside the rows.

        Raises:
            OpeningError: the database or its folder cannot be used; the message says the mend.
            StoreUnavailableError: the PostgreSQL server does not answer.
        """
        place = find_place(url, data_dir)
        if place.file is None:
            upgrade(place)
            return cls(place, None, limits, clock)
        prepare_folder(place.file.parent)
        guard = Guard(place.file)
        try:
            quick_check(place.file)
            upgrade(place)
            store = cls(place, guard, limits, clock)
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

    def instance(self) -> str:
        """Return the id of this installation; it is no secret and names nobody."""
        return self._read(lambda connection: str(connection.execute(select(instance.c.id)).scalar_one()))

    def start_assessment(self, start: StartAssessment, visitor: str | None = None) -> Started:
        """Store a new assessment with one seat, and return the seat with its resume token.

        The team's name is normalized and cut at TEAM_LIMIT characters. The token has 256 bits
        and is returned only here: the store keeps its hash.
        """
        seat = Seat(
            assessment=secrets.token_hex(16),
            respondent=secrets.token_hex(16),
            questionnaire=start.questionnaire,
            version=start.version,
            team=clean_team(start.team),
        )
        token = secrets.token_urlsafe(32)
        token_hash, today = seats.hash_secret(token), self._clock()
        visitor_hash = _hash_visitor(visitor) if visitor is not None else None

        def work(connection: Connection) -> None:
            seats.add_seat(connection, seat, token_hash, today)
            if visitor_hash is not None:
                seats.add_holding(connection, visitor_hash, seat, today)

        self._writer.submit(work)
        return Started(seat, token)

    def resume(self, token: str) -> Seat | None:
        """Return the seat a resume token opens, or None."""
        token_hash = seats.hash_secret(token)
        return self._read(lambda connection: seats.seat_by_token(connection, token_hash))

    def seats_of(self, visitor: str) -> tuple[Seat, ...]:
        """Return the seats a visitor holds, in the order the visitor came to them."""
        visitor_hash = _hash_visitor(visitor)
        return self._read(lambda connection: seats.seats_by_visitor(connection, visitor_hash))

    def hold(self, visitor: str, seat: Seat) -> None:
        """Remember that a visitor came to a seat, for example by a resume link.

        Raises:
            SeatGoneError: the seat does not exist.
        """
        visitor_hash, today = _hash_visitor(visitor), self._clock()
        self._writer.submit(lambda connection: seats.add_holding(connection, visitor_hash, seat, today))

    def next_seq(self, owner: Seat | str) -> int:
        """Draw the number of a click: higher than every one stored for its owner or drawn here before.

        Draw it once, when the click arrives; a repeated submission of the same click keeps it.

        Args:
            owner: the seat whose answer changes, or the visitor whose grade does.
        """
        if isinstance(owner, Seat):
            newest = self._read(lambda connection: newest_answer(connection, owner))
        else:
            visitor_hash = _hash_visitor(owner)
            newest = self._read(lambda connection: newest_grade(connection, visitor_hash))
        with self._gate:
            self._sequence = max(self._sequence, newest) + 1
            return self._sequence

    def save_answers(self, seat: Seat, writes: tuple[AnswerWrite, ...]) -> Saved:
        """Store answers in one transaction and return after COMMIT.

        A write whose client_seq is not higher than the stored one changes nothing; it is named in
        Saved.stale with the stored version. What breaks a rule is named in Saved.refused, and the
        other answers are stored.

        Raises:
            SeatGoneError: the seat does not exist.
            StoreError: the database did not take it; nothing was stored.
        """
        cleaned = tuple(clean_answer(write) for write in writes)
        refused = tuple(no for write in cleaned if (no := refuse_answer(write)))
        good = tuple(write for write in cleaned if not refuse_answer(write))
        today = self._clock()
        return self._save(len(good), refused, lambda c: write_answers(c, seat, good, today))

    def answers(self, seat: Seat) -> dict[str, StoredAnswer]:
        """Return the answers of a seat by practice, without those taken back."""
        return self._read(lambda connection: read_answers(connection, seat))

    def record_grades(self, visitor: str, writes: tuple[GradeWrite, ...]) -> Saved:
        """Store how a learner answered quiz items, under the same rules as save_answers."""
        visitor_hash, today = _hash_visitor(visitor), self._clock()
        refused = tuple(no for write in writes if (no := refuse_grade(write)))
        good = tuple(write for write in writes if not refuse_grade(write))

        def work(connection: Connection) -> Versions:
            seats.add_visitor(connection, visitor_hash, today)
            return write_grades(connection, visitor_hash, good, today)

        return self._save(len(good), refused, work)

    def grades(self, visitor: str) -> dict[str, StoredGrade]:
        """Return the newest grade of every item a visitor answered, by item."""
        visitor_hash = _hash_visitor(visitor)
        return self._read(lambda connection: read_grades(connection, visitor_hash))

    def keep(self, owner: Seat | str, item: Keep) -> Keeping:
        """Keep a thing for a visitor, or for all who hold a seat of one assessment.

        A thing that was changed since the version `item.seen` is left as it is: the result says so and
        holds the stored one, so that both can be shown.

        Raises:
            SeatGoneError: the seat's assessment does not exist.
            StoreError: the database did not take it; nothing was stored.
        """
        refused = refuse_keep(item)
        if refused is not None:
            return Keeping(None, done=False, refused=refused)
        whose, today = _owner(owner), self._clock()

        def work(connection: Connection) -> Keeping:
            if isinstance(owner, str):
                seats.add_visitor(connection, whose["visitor"], today)
            return Keeping(*write_kept(connection, whose, item, today))

        kept = self._writer.submit(work)
        if kept.stored is None:
            much = Refused(item.name, "name", "too many are kept", f"forget some of the {KEPT_MOST} first")
            return Keeping(None, done=False, refused=much)
        return kept

    def kept(self, owner: Seat | str, kind: str) -> tuple[Kept, ...]:
        """Return the things of one kind an owner keeps, by name."""
        whose = _owner(owner)
        return self._read(lambda connection: read_kept(connection, whose, kind))

    def kept_one(self, owner: Seat | str, kind: str, name: str) -> Kept | None:
        """Return one kept thing, or None."""
        whose = _owner(owner)
        return self._read(lambda connection: read_one(connection, whose, kind, name))

    def forget(self, owner: Seat | str, kind: str, name: str) -> bool:
        """Forget one kept thing; say whether it was there."""
        whose = _owner(owner)
        return self._writer.submit(lambda connection: drop_kept(connection, whose, kind, name))

    def _save(
        self, count: int, refused: tuple[Refused, ...], work: Callable[[Connection], Versions]
    ) -> Saved:
        if not count:
            return Saved(0, {}, refused=refused)
        versions, stale = self._writer.submit(work)
        return Saved(count, versions, stale, refused)

    def _read(self, work: Callable[[Connection], T]) -> T:
        if self._closed:
            raise StoreClosedError("The store is closed.")
        with plain_errors(), self._reading.connect() as connection:
            return work(connection)


def _trust() -> None:
    """Certify nothing: a database server guards its own files."""


def _owner(owner: Seat | str) -> dict[str, str]:
    if isinstance(owner, Seat):
        return {"assessment": owner.assessment}
    return {"visitor": _hash_visitor(owner)}


def _hash_visitor(visitor: str) -> str:
    if not visitor:
        raise ValueError("a visitor needs an id: an empty one would be shared by everybody")
    return seats.hash_secret(visitor)
