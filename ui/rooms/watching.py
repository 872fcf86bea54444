"""Notice that rooms changed, here or in another process, and wake whoever waits for it.

One thread asks the store four times a second while somebody waits, and rests while nobody does; now and then
it clears away what is over. What changed in this process is told at once.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from store import RoomHead, StoreError
from ui.rooms.names import ROOM_THREADS

EVERY: Final = 0.25  # [s]
PURGE_EVERY: Final = 600.0  # [s]
_log = logging.getLogger("greenlane")


@dataclass(frozen=True, slots=True)
class Count:
    """How often a room changed, and how often its host changed it."""

    version: int = 0
    moved: int = 0


Listener = Callable[[Count], None]


class Watch:
    """Watches the rooms of one database.

    Args:
        read: returns every room with its counts.
        purge: called now and then.
        every: how long the thread rests between two looks [s].
    """

    def __init__(
        self,
        read: Callable[[], tuple[RoomHead, ...]],
        purge: Callable[[], None] = lambda: None,
        every: float = EVERY,
    ) -> None:
        self._read = read
        self._purge = purge
        self._every = every
        self._counts: dict[str, Count] = {}
        self._listeners: dict[str, list[Listener]] = {}
        self._changed = threading.Condition()
        self._waiting = 0
        self._needed = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=ROOM_THREADS, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread, and wake whoever waits; a second call does nothing."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._needed.set()
        self._thread.join()

    def version(self, room: str) -> int:
        """Return how often a room changed as far as it is known; the first question asks the store."""
        with self._changed:
            known = self._counts.get(room)
        if known is None or not self._needed.is_set():
            self._look()
            with self._changed:
                known = self._counts.get(room, Count())
        return known.version

    def tell(self, room: str, version: int, moved: int) -> None:
        """Note a change that was made in this process."""
        self._note({room: Count(version, moved)})

    def wait(self, room: str, version: int, seconds: float) -> int:
        """Wait until a room changed more often than `version` or the time [s] is over; return how often."""
        until = time.monotonic() + seconds
        self._more(1)
        try:
            with self._changed:
                while not self._closed and self._counts.get(room, Count()).version <= version:
                    left = until - time.monotonic()
                    if left <= 0:
                        break
                    self._changed.wait(left)
                return self._counts.get(room, Count()).version
        finally:
            self._more(-1)

    def listen(self, room: str, listener: Listener) -> Callable[[], None]:
        """Call a listener at every change of a room, from any thread; return what ends that."""
        with self._changed:
            self._listeners.setdefault(room, []).append(listener)
        self._more(1)

        def leave() -> None:
            with self._changed:
                self._listeners[room].remove(listener)
                if not self._listeners[room]:
                    del self._listeners[room]
            self._more(-1)

        return leave

    def count(self, room: str) -> Count:
        """Return how often a room changed as far as it is known here."""
        with self._changed:
            return self._counts.get(room, Count())

    def _more(self, waiting: int) -> None:
        with self._changed:
            self._waiting += waiting
            if self._waiting and not self._closed:
                self._needed.set()
            elif not self._closed:
                self._needed.clear()

    def _note(self, counts: dict[str, Count]) -> None:
        with self._changed:
            newer = {
                room: count
                for room, count in counts.items()
                if count.version > self._counts.get(room, Count(-1)).version
            }
            self._counts.update(newer)
            if newer:
                self._changed.notify_all()
            told = [(listener, newer[room]) for room in newer for listener in self._listeners.get(room, ())]
        for listener, count in told:
            listener(count)

    def _look(self) -> None:
        self._note({head.id: Count(head.version, head.moved) for head in self._read()})

    def _run(self) -> None:
        purged = time.monotonic()
        while not self._closed:
            waited_for = self._needed.wait(PURGE_EVERY)
            try:
                if time.monotonic() - purged >= PURGE_EVERY:
                    purged = time.monotonic()
                    self._purge()
                if waited_for and not self._closed:
                    self._look()
            except StoreError as error:  # the database is away for a moment; the next look tells
                _log.warning("rooms: %s", error)
            time.sleep(self._every)
