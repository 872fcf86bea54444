"""One thread writes everything: many submissions share a transaction, each is acknowledged after COMMIT.

A group commit lets hundreds of writers share one synchronized write to disk. When a group fails,
it is rolled back and each of its items is tried alone, so that one bad item harms no other. When
the database is away for a moment, the group waits for it.
"""

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from store.faults import explain, waits_out
from store.model import StoreBusyError, StoreClosedError

T = TypeVar("T")
Work = Callable[[Connection], T]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds the writer.

    Args:
        waiting: how many submissions may wait before new ones are told that the store is busy.
        group: how many submissions share one transaction at most.
        patience: how long a submission waits for a database that is away [s].
        pause: how long the writer rests between two tries meanwhile [s].
    """

    waiting: int = 5_000
    group: int = 500
    patience: float = 10.0
    pause: float = 0.1


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class _Item:
    work: Work[Any]
    asked: float
    future: "Future[Any]" = field(default_factory=Future)


class Writer:
    """Runs submitted work on one thread and one connection.

    Work must be idempotent: when a connection is lost during COMMIT, it is run once more.

    Args:
        engine: the write engine.
        limits: the bounds.
        certify: called before each transaction, and again between COMMIT and acknowledgement;
            raises if the rows go to a file that is no longer there.
    """

    def __init__(
        self, engine: Engine, limits: Limits = DEFAULT_LIMITS, certify: Callable[[], None] = lambda: None
    ) -> None:
        self._engine = engine
        self._limits = limits
        self._certify = certify
        self._queue: queue.Queue[_Item | None] = queue.Queue(limits.waiting)
        self._gate = threading.Lock()
        self._closed = False
        self._draining = False
        self._written = self._failed = self._commits = 0  # counted by the writer's own thread alone
        self._last = 0.0
        self._thread = threading.Thread(target=self._run, name="greenlane-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> T:
        """Run the work in a transaction and return its result after COMMIT.

        Raises:
            StoreClosedError: the writer was closed.
            StoreBusyError: too many submissions wait already.
            StoreError: the database did not take it; nothing was stored.
        """
        item = _Item(work, time.monotonic())
        with self._gate:
            if self._closed:
                raise StoreClosedError("The store is closed.")
            try:
                self._queue.put_nowait(item)
            except queue.Full:
                raise StoreBusyError("Too much waits to be written. Try again in a moment.") from None
        result: T = item.future.result()
        return result

    def figures(self) -> dict[str, float]:
        """Return how much was written, how much failed, how many wait, and how long the last one took [s]."""
        return {
            "waiting": self._queue.qsize(),
            "written_total": self._written,
            "failed_total": self._failed,
            "commits_total": self._commits,
            "last_write_seconds": self._last,
        }

    def alive(self) -> bool:
        """Say whether submissions are accepted and written."""
        return not self._closed and self._thread.is_alive()

    def close(self) -> None:
        """Accept nothing more, write what waits, and end the thread; a second call does nothing."""
        with self._gate:
            first, self._closed = not self._closed, True
        if first:
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while group := self._take():
            self._write(group)

    def _take(self) -> list[_Item]:
        """Wait for the next item and take what waits behind it; nothing means the end."""
        group: list[_Item] = []
        while not self._draining and len(group) < self._limits.group:
            try:
                item = self._queue.get(block=not group)
            except queue.Empty:
                break
            if item is None:
                self._draining = True
            else:
                group.append(item)
        return group

    def _write(self, group: list[_Item]) -> None:
        while group:
            try:
                results = self._commit(group)
            except Exception as error:  # noqa: BLE001 - the thread must outlive every error of its work
                fault = explain(error)
                group = self._after(fault, group)
            else:
                self._count(group)
                for item, result in zip(group, results, strict=True):
                    item.future.set_result(result)
                return

    def _count(self, group: list[_Item]) -> None:
        self._commits += 1
        self._written += len(group)
        self._last = time.monotonic() - group[0].asked

    def _fail(self, item: _Item, fault: Exception) -> None:
        self._failed += 1
        item.future.set_exception(fault)

    def _commit(self, group: list[_Item]) -> list[Any]:
        self._certify()
        with self._engine.begin() as connection:
            results = [item.work(connection) for item in group]
        self._certify()
        return results

    def _after(self, fault: Exception, group: list[_Item]) -> list[_Item]:
        """Return the items to try again together, having dealt with the others."""
        if waits_out(fault):
            return self._wait(fault, group)
        if len(group) == 1:
            self._fail(group[0], fault)
        else:
            for item in group:
                self._write([item])
        return []

    def _wait(self, fault: Exception, group: list[_Item]) -> list[_Item]:
        since = time.monotonic() - self._limits.patience
        for item in group:
            if item.asked <= since:
                self._fail(item, fault)
        kept = [item for item in group if item.asked > since]
        if kept:
            time.sleep(self._limits.pause)
        return kept
