"""Workshops: rooms by their code, the seats in them, and what each seat chose.

The store knows no rule of a workshop. Whoever changes a room reads how often its host moved it (`moved`),
decides by that, and is told when it was moved meanwhile; so votes that arrive by the hundred share a
transaction, and none slips in behind the moment at which answers are shown. Each change of a room locks its
row first: that puts the changes of several processes in one order, and `version` counts them. Nothing here
holds the time at which somebody did something.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, or_, select, update

from store.base import OpenDatabase
from store.model import RoomGoneError
from store.seats import hash_secret, insert_into
from store.tables import room, room_seat, room_state, room_vote


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """Asks for a new room.

    Args:
        code: what people type to come in; no other room has it.
        host: the secret of whoever may lead it; a hash alone is stored.
        holder: another secret that may, such as a browser's; "" is nobody.
        title: what it is called.
        ends: when nothing changes any more [s since 1970].
        plan: what it goes through, as text; never changed.
        state: how far it is, as text.
    """

    code: str
    host: str = field(repr=False)
    holder: str = field(repr=False)
    title: str
    ends: int
    plan: str
    state: str


@dataclass(frozen=True, slots=True)
class RoomHead:
    """Names a room and how often it changed.

    Args:
        id: its internal id.
        code: what people type to come in.
        title: what it is called.
        closed: whether its host has ended it.
        ends: when nothing changes any more [s since 1970].
        version: how often anything in it changed, votes and seats too.
        moved: how often its host changed something.
    """

    id: str
    code: str
    title: str
    closed: bool
    ends: int
    version: int
    moved: int


@dataclass(frozen=True, slots=True)
class RoomVote:
    """Holds what a seat chose in a step; the vote with the highest click counts."""

    place: int
    question: str
    seat: str
    option: str
    click: int


@dataclass(frozen=True, slots=True)
class RoomNews:
    """Holds what changed in a room since a version; since version -1 it is the whole room.

    Args:
        head: how often it changed.
        plan: what it goes through; None where the caller has it already.
        state: how far it is; None where its host changed nothing.
        seats: who came in.
        votes: what seats chose.
    """

    head: RoomHead
    plan: str | None
    state: str | None
    seats: tuple[str, ...]
    votes: tuple[RoomVote, ...]


@dataclass(frozen=True, slots=True)
class RoomChange:
    """Says what a room becomes when it is moved: its state as text, and whether it is closed."""

    state: str
    closed: bool


_HEAD = tuple(room.c[name] for name in ("id", "code", "title", "closed", "ends", "version", "moved"))


class Rooms(OpenDatabase):
    """Keeps the rooms of workshops."""

    def open_room(self, opening: OpenRoom) -> str | None:
        """Store a new room and return its id; None where another room has its code."""
        name = secrets.token_hex(16)
        row = {
            "id": name,
            "code": opening.code,
            "code_before": "",
            "host_hash": hash_secret(opening.host),
            "holder_hash": hash_secret(opening.holder) if opening.holder else "",
            "title": opening.title,
            "closed": False,
            "ends": opening.ends,
            "version": 0,
            "moved": 0,
        }
        state = {"room": name, "plan": opening.plan, "state": opening.state, "last_act": ""}

        def work(connection: Connection) -> str | None:
            connection.execute(insert_into(connection, room).values(row).on_conflict_do_nothing())
            if connection.execute(select(room.c.id).where(room.c.id == name)).first() is None:
                return None
            connection.execute(insert_into(connection, room_state).values(state).on_conflict_do_nothing())
            return name

        return self._writer.submit(work)

    def rooms(self) -> tuple[RoomHead, ...]:
        """Return every room that was not purged."""
        return self._heads(room.c.id != "")

    def room_by_code(self, code: str) -> RoomHead | None:
        """Return the room that a code opens now, or opened until it was given another one."""
        found = self._heads(or_(room.c.code == code, room.c.code_before == code))
        return next((one for one in found if one.code == code), found[0] if found else None)

    def rooms_hosted(self, secret: str) -> tuple[RoomHead, ...]:
        """Return the rooms that whoever has a secret may lead."""
        hashed = hash_secret(secret)
        return self._heads(or_(room.c.host_hash == hashed, room.c.holder_hash == hashed))

    def rooms_seated(self, token: str) -> tuple[RoomHead, ...]:
        """Return the rooms in which a token has a seat."""
        seated = select(room_seat.c.room).where(room_seat.c.seat == hash_secret(token))
        return self._heads(room.c.id.in_(seated))

    def room_news(self, name: str, version: int = -1, moved: int = -1) -> RoomNews:
        """Return what changed in a room since a version and a move.

        Raises:
            RoomGoneError: the room was purged.
        """
        return self._read(lambda connection: read_news(connection, name, version, moved))

    def join_room(self, name: str, token: str, moved: int, most: int) -> bool:
        """Give a token a seat; say whether it has one now.

        It has none where the room was moved meanwhile, or where `most` others are in.
        """
        seat = hash_secret(token)

        def work(connection: Connection) -> bool:
            version = _lock(connection, name, room.c.moved == moved)
            if version is None:
                return False
            here = room_seat.c.room == name
            known = select(room_seat.c.seat).where(here, room_seat.c.seat == seat)
            if connection.execute(known).first() is not None:
                return True
            count = select(func.count()).select_from(room_seat).where(here)
            if connection.execute(count).scalar_one() >= most:
                return False
            row = {"room": name, "seat": seat, "version": version}
            connection.execute(insert_into(connection, room_seat).values(row).on_conflict_do_nothing())
            return True

        return self._writer.submit(work)

    def vote_in_room(self, name: str, vote: RoomVote, moved: int) -> bool:
        """Store what a seat chose where its click is newer; False where the room was moved meanwhile."""
        values = {
            "place": vote.place,
            "question": vote.question,
            "seat": vote.seat,
            "option": vote.option,
            "click": vote.click,
        }

        def work(connection: Connection) -> bool:
            version = _lock(connection, name, room.c.moved == moved)
            if version is None:
                return False
            insert = insert_into(connection, room_vote).values(room=name, version=version, **values)
            connection.execute(
                insert.on_conflict_do_update(
                    index_elements=["room", "place", "question", "seat"],
                    set_={key: insert.excluded[key] for key in ("option", "click", "version")},
                    where=insert.excluded.click > room_vote.c.click,
                )
            )
            return True

        return self._writer.submit(work)

    def change_room(self, name: str, change: Callable[[RoomNews], RoomChange]) -> None:
        """Let a room be moved; nobody else changes anything between reading and writing.

        Args:
            name: the room's id.
            change: is given the whole room and returns what it becomes; what it raises changes nothing.

        Raises:
            RoomGoneError: the room was purged.
        """
        act = secrets.token_hex(16)

        def work(connection: Connection) -> None:
            if _lock(connection, name) is None:
                raise _gone()
            where = room_state.c.room == name
            last = connection.execute(select(room_state.c.last_act).where(where)).scalar_one()
            if last == act:  # the connection was lost during COMMIT, and this is the second try
                return
            made = change(read_news(connection, name, -1, -1))
            connection.execute(update(room_state).where(where).values(state=made.state, last_act=act))
            connection.execute(
                update(room).where(room.c.id == name).values(moved=room.c.moved + 1, closed=made.closed)
            )

        self._writer.submit(work)

    def give_room_code(self, name: str, code: str) -> bool:
        """Give a room another code; say whether no other room has it."""

        def work(connection: Connection) -> bool:
            others = (room.c.code == code, room.c.id != name)
            if connection.execute(select(room.c.id).where(*others)).first() is not None:
                return False
            changed = {"code_before": room.c.code, "code": code}
            counted = {"version": room.c.version + 1, "moved": room.c.moved + 1}
            fresh = (room.c.id == name, room.c.code != code)
            connection.execute(update(room).where(*fresh).values(**changed, **counted))
            return True

        return self._writer.submit(work)

    def purge_rooms(self, ended: int) -> int:
        """Forget every room that ended before a moment [s since 1970]; return how many there were."""

        def work(connection: Connection) -> int:
            return int(connection.execute(delete(room).where(room.c.ends < ended)).rowcount)

        return self._writer.submit(work)

    def _heads(self, where: ColumnElement[bool]) -> tuple[RoomHead, ...]:
        query = select(*_HEAD).where(where).order_by(room.c.ends, room.c.id)
        return self._read(lambda connection: tuple(map(_head, connection.execute(query))))


def read_news(connection: Connection, name: str, version: int, moved: int) -> RoomNews:
    """Read what changed in a room since a version and a move; see Rooms.room_news."""
    row = connection.execute(select(*_HEAD).where(room.c.id == name)).first()
    if row is None:
        raise _gone()
    head = _head(row)
    plan = state = None
    if head.moved != moved:
        plan, state = _text(connection, name, whole=version < 0)
    if head.version == version:
        return RoomNews(head, plan, state, (), ())
    came = select(room_seat.c.seat).where(room_seat.c.room == name, room_seat.c.version > version)
    c = room_vote.c
    chose = select(c.place, c.question, c.seat, c.option, c.click).where(c.room == name, c.version > version)
    seats = tuple(connection.execute(came).scalars())
    votes = tuple(RoomVote(*row) for row in connection.execute(chose))
    return RoomNews(head, plan, state, seats, votes)


def _text(connection: Connection, name: str, *, whole: bool) -> tuple[str | None, str | None]:
    columns = (room_state.c.state, room_state.c.plan) if whole else (room_state.c.state,)
    row = connection.execute(select(*columns).where(room_state.c.room == name)).first()
    if row is None:
        raise _gone()
    return (row.plan if whole else None), row.state


def _lock(connection: Connection, name: str, *more: ColumnElement[bool]) -> int | None:
    """Count a change of a room and hold its row until the end of the transaction; None where it is not so."""
    counted = update(room).where(room.c.id == name, *more).values(version=room.c.version + 1)
    return connection.execute(counted.returning(room.c.version)).scalar_one_or_none()


def _head(row: Row[Any]) -> RoomHead:
    return RoomHead(row.id, row.code, row.title, row.closed, row.ends, row.version, row.moved)


def _gone() -> RoomGoneError:
    return RoomGoneError("This room does not exist any more.")
