"""Lead every screen of a workshop through one door: what is done, and what a room is now.

The truth lies in the store. A hub holds what it read last and reads what is newer, so that several processes
on one database serve one room. What a method returned is in the database. Nothing here knows Streamlit.
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from store import MOST_WRONG, OpenRoom, RoomChange, RoomGoneError, RoomHead, RoomNews, RoomVote, Store
from store.seats import hash_secret
from ui.rooms.storing import Plan, plan_of, plan_text, read_plan, state_text, with_people, with_state
from ui.rooms.watching import Watch
from ui.steady import STEADY
from workshops import (
    HOST,
    MOST_SEATS,
    Agenda,
    ByHand,
    Cast,
    ClosedError,
    Command,
    Join,
    NotHostError,
    NotOpenError,
    Options,
    Room,
    StepDone,
    StrangerError,
    apply,
    bring_back,
    new_code,
    open_room,
    read_code,
    take_away,
)
from workshops.keeping import Known

HOUR: Final = 3600.0
KEPT: Final = 24 * HOUR
"""How long a room can be taken away after it ended [s]; then it is purged."""
OPEN_SECONDS: Final = (60.0, 7 * 24 * HOUR)
CODES: Final = "room"
"""What the codes of rooms are counted as, by all servers together."""
_MOST_AGAIN: Final = 50


def seat_of(token: str) -> str:
    """Return the seat that a token opens: its hash, so that nobody who reads a room can sit down in it."""
    return hash_secret(token)


def now() -> float:
    """Return the moment it is [s since 1970]: the clock of rooms, which no change of the machine's moves."""
    return STEADY.now()


@dataclass(frozen=True, slots=True)
class Opened:
    """A room that was just opened, and the only copy of its host's key: the store keeps a hash."""

    room: str
    code: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Now:
    """A room as it is, how often it changed, how often its host changed it, and its code."""

    room: Room
    version: int
    code: str
    moved: int


@dataclass(frozen=True, slots=True)
class Hosted:
    """A room that somebody may lead."""

    room: str
    code: str
    title: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a phone sends: the step it sees, what it chose there, and the number of the click."""

    place: int
    question: str
    option: str
    click: int


@dataclass(frozen=True, slots=True)
class Press:
    """What a phone sends of a deployment by hand: the place in the agenda, which run, and the step of it."""

    place: int
    run: str
    step: int


@dataclass(slots=True)
class _Known:
    """What was read of a room last."""

    gate: Any = field(default_factory=threading.Lock)
    head: RoomHead | None = None
    room: Room | None = None


class Hub:
    """Serves the rooms of one process.

    Args:
        store: the open store.
        clock: seconds since 1970.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = now) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._gate = threading.Lock()
        self.watch = Watch(store.rooms, self._purge)

    def close(self) -> None:
        """Stop watching; a second call does nothing."""
        self.watch.close()

    # ------------------------------------------------------------ open, find

    def open(
        self,
        agenda: Agenda,
        asked: tuple[Options, ...],
        least: int = 5,
        hours: float = 4.0,
        holder: str | None = None,
    ) -> Opened:
        """Open a room in its lobby.

        Args:
            agenda: its steps; they stay with the room.
            asked: what each step asks.
            least: how many people a tally needs [1..]; 1 is an open room.
            hours: how long it stays open [h].
            holder: the visitor who opens it, and may lead it as well as the key may.
        """
        room = open_room(agenda, asked, least, self._end(hours))
        return self._open(room, holder)

    def bring_back(
        self, text: str, known: Known, least: int, hours: float, holder: str | None = None
    ) -> Opened:
        """Open a room that goes on where a file says that one was.

        Raises:
            DataFileError: everything that is wrong with the file.
        """
        return self._open(bring_back(text, known, self._end(hours), least), holder)

    def find(self, typed: str) -> str | None:
        """Return the room that a typed code opens; wrong ones are counted, and too many give all new codes.

        Raises:
            CodeError: it is no code; the text says what one looks like.
        """
        head = self._store.room_by_code(read_code(typed))
        if head is not None:
            return head.id if head.code == read_code(typed) else None
        if self._store.note_wrong_code(CODES, self._clock()) >= MOST_WRONG:
            self._store.forgive_codes(CODES)
            self._give_new_codes()
        return None

    def peek(self, code: str) -> str | None:
        """Return the room of a code that one of our own pages names, or named before codes were changed."""
        head = self._store.room_by_code(code)
        return None if head is None else head.id

    def as_host(self, proof: str) -> tuple[Hosted, ...]:
        """Return the rooms that a host's key or a visitor may lead; the one that ends last stands last."""
        found = self._store.rooms_hosted(proof) if proof else ()
        moment = self._clock()
        return tuple(Hosted(one.id, one.code, one.title, one.closed or moment >= one.ends) for one in found)

    # ------------------------------------------------------------ see

    def room(self, name: str) -> Now:
        """Return a room as it is now.

        Raises:
            ClosedError: the room was purged.
        """
        with self._gate:
            known = self._known.setdefault(name, _Known())
        with known.gate:
            try:
                head, room = self._read(name, known)
            except RoomGoneError:
                with self._gate:
                    self._known.pop(name, None)
                raise ClosedError("This workshop is over, and what was said in it is deleted.") from None
        return Now(room, head.version, head.code, head.moved)

    def changed(self, name: str) -> int:
        """Return how often a room changed, 0 where there is none."""
        return self.watch.version(name)

    def wait(self, name: str, version: int, seconds: float) -> int:
        """Wait until a room changed more often than `version`, or until the time [s] is over."""
        return self.watch.wait(name, version, seconds)

    def take_away(self, name: str) -> dict[str, Any]:
        """Return a room as the values of its file."""
        return take_away(self.room(name).room)

    # ------------------------------------------------------------ do

    def act(self, name: str, command: Command, proof: str) -> Now:
        """Do what a host asks for.

        Args:
            name: the room.
            command: what is done.
            proof: the host's key, or the visitor who holds the room.

        Raises:
            WorkshopError: it cannot be done; the text can be shown to who asked.
        """
        if name not in {one.room for one in self.as_host(proof)}:
            raise NotHostError("Only the host can do this.")
        moment = self._clock()
        apply(
            self.room(name).room, command, HOST, moment
        )  # what cannot be done is told before anything locks

        def change(news: RoomNews) -> RoomChange:
            room = apply(_whole(news), command, HOST, moment)
            return RoomChange(state_text(room), room.closed)

        self._store.change_room(name, change)
        return self._after(name)

    def join(self, name: str, token: str) -> Now:
        """Give whoever has a token a seat; repeating it changes nothing.

        Raises:
            WorkshopError: the room is over, or full.
        """
        seat = seat_of(token)
        for _ in range(_MOST_AGAIN):
            found = self.room(name)
            apply(found.room, Join(seat), seat, self._clock())
            if seat in found.room.seats:
                return found
            if self._store.join_room(name, token, found.moved, MOST_SEATS):
                return self._after(name)
        raise NotOpenError("The room changes all the time. Try again in a moment.")

    def vote(self, name: str, token: str, ballot: Ballot) -> Now:
        """Store what somebody chose; it stays where a newer click is stored already.

        Raises:
            WorkshopError: nothing is asked there now, or who asks has no seat.
        """
        seat = seat_of(token)
        for _ in range(_MOST_AGAIN):
            found = self.room(name)
            if ballot.place != found.room.place:
                raise NotOpenError("The host has gone on to another step.")
            click = _click(found.room, seat, ballot)
            cast = Cast(seat, ballot.question, ballot.option, click)
            if apply(found.room, cast, seat, self._clock()) is found.room:
                return found
            vote = RoomVote(ballot.place, ballot.question, seat, ballot.option, click)
            if self._store.vote_in_room(name, vote, found.moved):
                return self._after(name)
        raise NotOpenError("The room changes all the time. Try again in a moment.")

    def press(self, name: str, token: str, press: Press) -> Now:
        """Note that a step of the runbook is done; repeating it changes nothing.

        Raises:
            WorkshopError: no such deployment is under way, or who asks does not hold the step.
        """
        seat, moment = seat_of(token), self._clock()

        def pressed(room: Room) -> Room:
            run = room.runs.get(room.place)
            if run is not None and run_name(run) != press.run:
                raise NotOpenError("Another deployment has begun since. Look at your step again.")
            return apply(room, StepDone(press.place, press.step, seat), seat, moment)

        found = self.room(name)
        if pressed(found.room) is found.room:
            return found

        def change(news: RoomNews) -> RoomChange:
            room = pressed(_whole(news))
            return RoomChange(state_text(room), room.closed)

        self._store.change_room(name, change)
        return self._after(name)

    def seat(self, name: str, token: str) -> str:
        """Return the seat of a token in a room.

        Raises:
            StrangerError: it has none.
        """
        seat = seat_of(token)
        if seat not in self.room(name).room.seats:
            raise StrangerError("This seat is not in the room. Join again with its code.")
        return seat

    def seated(self, token: str) -> str | None:
        """Return the room in which a token has a seat, None where there is none."""
        found = self._store.rooms_seated(token)
        return found[-1].id if found else None

    # ------------------------------------------------------------ inside

    def _end(self, hours: float) -> float:
        least, most = OPEN_SECONDS
        return float(round(self._clock() + min(max(hours * HOUR, least), most)))

    def _open(self, room: Room, holder: str | None) -> Opened:
        key, plan = secrets.token_urlsafe(32), plan_text(plan_of(room))
        title, state, ends = room.agenda.title, state_text(room), int(room.expires)
        while True:
            code = new_code(secrets.randbelow, frozenset(one.code for one in self._store.rooms()))
            name = self._store.open_room(OpenRoom(code, key, holder or "", title, ends, plan, state))
            if name is not None:
                return Opened(name, code, key)

    def _read(self, name: str, known: _Known) -> tuple[RoomHead, Room]:
        if known.head is None or known.room is None:
            news = self._store.room_news(name)
            known.head, known.room = news.head, _whole(news)
            return known.head, known.room
        news = self._store.room_news(name, known.head.version, known.head.moved)
        room = with_people(known.room, news.seats, news.votes) if news.seats or news.votes else known.room
        if news.state is not None:
            room = with_state(room, news.state)
        known.head, known.room = news.head, room
        return known.head, known.room

    def _after(self, name: str) -> Now:
        found = self.room(name)
        self.watch.tell(name, found.version, found.moved)
        return found

    def _give_new_codes(self) -> None:
        for head in self._store.rooms():
            while not self._store.give_room_code(head.id, new_code(secrets.randbelow)):
                pass
            self._after(head.id)

    def _purge(self) -> None:
        ended = int(self._clock() - KEPT)
        if not any(one.ends < ended for one in self._store.rooms()):
            return
        self._store.purge_rooms(ended)
        with self._gate:
            self._known.clear()


def run_name(run: ByHand) -> str:
    """Return what a page calls a deployment by hand, so that a press that comes late counts for no other."""
    return f"{run.began:.3f}"


def _click(room: Room, seat: str, ballot: Ballot) -> int:
    """Return the number of a click; two answers tapped on one page, before it came back, have one."""
    before = room.votes.get((ballot.place, ballot.question), {}).get(seat)
    tapped = before is not None and before.click == ballot.click and before.option != ballot.option
    return ballot.click + 1 if tapped else ballot.click


def _whole(news: RoomNews) -> Room:
    plan: Plan = read_plan(news.plan or "")
    return with_people(with_state(plan.room(), news.state or ""), news.seats, news.votes)
