"""The store: what people answered, in domain words, on SQLite or PostgreSQL."""

from collections.abc import Callable

from sqlalchemy import Connection

from store import seats
from store.access import Action, seated
from store.answers import (
    Versions,
    drop_grades,
    newest_answer,
    newest_grade,
    read_answer,
    read_answers,
    read_grades,
    write_answers,
    write_grades,
)
from store.base import T, hash_visitor, utc_day
from store.checking import clean_answer, refuse_answer, refuse_grade
from store.keeping import drop_kept, read_kept, read_one, refuse_keep, write_kept
from store.lasting import Lasting
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
    StoredAnswer,
    StoredGrade,
)
from store.planning import Planning
from store.rooms import Rooms
from store.round_model import OpenAssessment
from store.rounds import is_revealed
from store.together import Together

__all__ = ["Store", "utc_day"]


class Store(Together, Planning, Rooms, Lasting):
    """Remembers assessments, answers, what teams plan, grades and rooms; open it with Store.open.

    Every method may be called from any thread. What writes returns only after COMMIT: what it
    returned is in the database, even if the process is killed or the power fails right after.
    """

    def start_assessment(self, start: StartAssessment, visitor: str | None = None) -> Started:
        """Open an assessment that one seat answers alone; see open_assessment."""
        return self.open_assessment(OpenAssessment(start.questionnaire, start.version, start.team), visitor)

    def seats_of(self, visitor: str) -> tuple[Seat, ...]:
        """Return the seats a visitor holds, in the order the visitor came to them."""
        visitor_hash = hash_visitor(visitor)
        rows = self._read(lambda connection: seats.rows_by_visitor(connection, visitor_hash))
        held = {seats.seat_of(row): seated(row) for row in rows}
        self._note_standings(held)
        return tuple(held)

    def hold(self, visitor: str, seat: Seat) -> None:
        """Remember that a visitor came to a seat, for example by a resume link.

        Raises:
            SeatGoneError: the seat does not exist.
        """
        visitor_hash, today = hash_visitor(visitor), self._clock()
        self._write(
            lambda connection: seats.add_holding(connection, visitor_hash, seat, today), seat, Action.READ_OWN
        )

    def next_seq(self, owner: Seat | str) -> int:
        """Draw the number of a click: higher than every one stored for its owner or drawn here before.

        Draw it once, when the click arrives; a repeated submission of the same click keeps it.

        Args:
            owner: the seat whose answer changes, or the visitor whose grade does.
        """
        if isinstance(owner, Seat):
            newest = self._read(lambda connection: newest_answer(connection, owner), owner, Action.READ_OWN)
        else:
            visitor_hash = hash_visitor(owner)
            newest = self._read(lambda connection: newest_grade(connection, visitor_hash))
        with self._gate:
            self._sequence = max(self._sequence, newest) + 1
            return self._sequence

    def save_answers(self, seat: Seat, writes: tuple[AnswerWrite, ...]) -> Saved:
        """Store answers in one transaction and return after COMMIT; nothing once they were revealed.

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

        def work(connection: Connection) -> Versions | None:
            return None if is_revealed(connection, seat) else write_answers(connection, seat, good, today)

        return self._save(good, refused, work, seat)

    def answers(self, seat: Seat) -> dict[str, StoredAnswer]:
        """Return the answers of a seat by practice, without those taken back."""
        return self._read(lambda connection: read_answers(connection, seat), seat, Action.READ_OWN)

    def answer(self, seat: Seat, practice: str) -> StoredAnswer | None:
        """Return the answer of a seat to one practice, None where there is none or it was taken back."""
        return self._read(lambda connection: read_answer(connection, seat, practice), seat, Action.READ_OWN)

    def record_grades(self, visitor: str, writes: tuple[GradeWrite, ...]) -> Saved:
        """Store how a learner answered quiz items, under the same rules as save_answers."""
        visitor_hash, today = hash_visitor(visitor), self._clock()
        refused = tuple(no for write in writes if (no := refuse_grade(write)))
        good = tuple(write for write in writes if not refuse_grade(write))

        def work(connection: Connection) -> Versions:
            seats.add_visitor(connection, visitor_hash, today)
            return write_grades(connection, visitor_hash, good, today)

        return self._save(good, refused, work)

    def grades(self, visitor: str) -> dict[str, StoredGrade]:
        """Return the newest grade of every item a visitor answered, by item."""
        visitor_hash = hash_visitor(visitor)
        return self._read(lambda connection: read_grades(connection, visitor_hash))

    def forget_grades(self, visitor: str) -> int:
        """Forget how a visitor answered quiz items; return how many answers there were."""
        visitor_hash = hash_visitor(visitor)
        return self._writer.submit(lambda connection: drop_grades(connection, visitor_hash))

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

        kept = self._write_for(owner, work)
        if kept.stored is None:
            much = Refused(item.name, "name", "too many are kept", f"forget some of the {KEPT_MOST} first")
            return Keeping(None, done=False, refused=much)
        return kept

    def kept(self, owner: Seat | str, kind: str) -> tuple[Kept, ...]:
        """Return the things of one kind an owner keeps, by name."""
        whose = _owner(owner)
        return self._read(lambda connection: read_kept(connection, whose, kind), _seat_of(owner))

    def kept_one(self, owner: Seat | str, kind: str, name: str) -> Kept | None:
        """Return one kept thing, or None."""
        whose = _owner(owner)
        return self._read(lambda connection: read_one(connection, whose, kind, name), _seat_of(owner))

    def forget(self, owner: Seat | str, kind: str, name: str) -> bool:
        """Forget one kept thing; say whether it was there."""
        whose = _owner(owner)
        return self._write_for(owner, lambda connection: drop_kept(connection, whose, kind, name))

    def _write_for(self, owner: Seat | str, work: Callable[[Connection], T]) -> T:
        """Write what a visitor keeps, or what a team keeps in the name of one of its seats."""
        if isinstance(owner, Seat):
            return self._write(work, owner, Action.PLAN)
        return self._writer.submit(work)

    def _save(
        self,
        good: tuple[AnswerWrite, ...] | tuple[GradeWrite, ...],
        refused: tuple[Refused, ...],
        work: Callable[[Connection], Versions | None],
        seat: Seat | None = None,
    ) -> Saved:
        written: Versions | None = ({}, ())
        if good and seat is not None:
            written = self._write(work, seat, Action.ANSWER)
        elif good:
            written = self._writer.submit(work)
        if written is None:
            keys = [write.practice for write in good if isinstance(write, AnswerWrite)]
            return Saved(0, {}, refused=(*refused, *(_revealed(key) for key in keys)))
        versions, stale = written
        return Saved(len(good), versions, stale, refused)


def _revealed(key: str) -> Refused:
    return Refused(key, "answer", "the answers were revealed", "ask the host to reopen the assessment")


def _seat_of(owner: Seat | str) -> Seat | None:
    return owner if isinstance(owner, Seat) else None


def _owner(owner: Seat | str) -> dict[str, str]:
    if isinstance(owner, Seat):
        return {"assessment": owner.assessment}
    return {"visitor": hash_visitor(owner)}
