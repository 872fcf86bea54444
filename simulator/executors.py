"""Carry out chunks of work: in this thread, over threads, or over a Dask cluster.

An executor takes a function of a module and lists of plain values, so that they can travel; what comes
back is the same to the bit wherever it was worked out.
"""

import os
import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from queue import Empty, SimpleQueue
from threading import Event
from typing import Any, Protocol

from simulator.model import ExecutorError, StoppedError

Chunk = Sequence[Any]
Work = Callable[[Chunk, Event], tuple[Any, ...]]
"""What is done with a chunk: a function of a module, which ends early when the event is set."""

SERIAL = "serial"
THREADS = "threads"
_ADDRESS = re.compile(r"tcp://(\[[0-9a-fA-F:.]+\]|[^\s:/\[\]@?#]+):([0-9]{1,5})")
_LAST_PORT = 65_535
POLL = 0.05


class Crew(Protocol):
    """Those who carry out chunks.

    Attributes:
        hands: how many chunks are worked on at once.
        abroad: whether chunks leave this process, and so must be plain values.
    """

    hands: int
    abroad: bool

    def carry_out(
        self, work: Work, chunks: Sequence[Chunk], stop: Event | None = None
    ) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield the number of each chunk and what came of it, in the order they end.

        Raises:
            StoppedError: when `stop` was set.
            ExecutorError: when those who work cannot be reached any more.
        """
        ...


def check_executor(name: str) -> str:
    """Return the name of an executor if there is one: `serial`, `threads` or `tcp://host:port`.

    Raises:
        ExecutorError: if there is none.
    """
    address = _ADDRESS.fullmatch(name)
    if name in {SERIAL, THREADS} or (address is not None and 0 < int(address[2]) <= _LAST_PORT):
        return name
    raise ExecutorError(
        f"`{name}` is no executor; write `serial`, `threads`, or the address of a Dask scheduler "
        "such as `tcp://127.0.0.1:8786`"
    )


def open_executor(name: str | None = None) -> AbstractContextManager[Crew]:
    """Open `serial`, `threads` (the default) or a Dask scheduler, `tcp://host:port`, for a `with` block.

    Raises:
        ExecutorError: if there is none of this name, or it cannot be reached.
    """
    chosen = check_executor(THREADS if name is None else name)
    if chosen == SERIAL:
        return _at_hand(Serial())
    if chosen == THREADS:
        return _at_hand(Threads())
    from simulator.cluster import open_cluster  # noqa: PLC0415 - an optional extra, imported where it is used

    return open_cluster(chosen)


@contextmanager
def _at_hand(crew: Crew) -> Generator[Crew]:
    yield crew


def look(stop: Event | None) -> None:
    """Raise StoppedError when `stop` was set."""
    if stop is not None and stop.is_set():
        raise StoppedError("the work was stopped")


class Serial:
    """Work in the calling thread, one chunk after the other."""

    hands = 1
    abroad = False

    def carry_out(
        self, work: Work, chunks: Sequence[Chunk], stop: Event | None = None
    ) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield what came of each chunk, in order; see `Crew`."""
        for number, chunk in enumerate(chunks):
            look(stop)
            yield number, work(chunk, stop or Event())


class Threads:
    """Work in as many threads as there are cores, unless told otherwise."""

    abroad = False

    def __init__(self, hands: int | None = None) -> None:
        self.hands = hands or os.cpu_count() or 1

    def carry_out(
        self, work: Work, chunks: Sequence[Chunk], stop: Event | None = None
    ) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield what came of each chunk as it ends; see `Crew`."""
        halt = Event()
        with ThreadPoolExecutor(self.hands, thread_name_prefix="sweep") as pool:
            futures = [pool.submit(work, chunk, halt) for chunk in chunks]
            try:
                yield from as_they_end(futures, stop)
            finally:
                halt.set()
                for future in futures:
                    future.cancel()


def as_they_end(
    futures: Sequence[Any],
    stop: Event | None = None,
    watch: Callable[[], None] = lambda: None,
    late: type[Exception] | tuple[()] = (),
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the number and the result of each future as it ends.

    Each future is told to report once, so that a thousand of them cost no more than their number. What is
    ready may be `late` still, where it lies on a machine that was lost and is worked out anew.

    Args:
        futures: what is waited for.
        stop: looked at in between.
        watch: called about every second while nothing ends; it may raise.
        late: what a future raises whose result does not come in a second.
    """
    ended: SimpleQueue[int] = SimpleQueue()
    for number, future in enumerate(futures):
        future.add_done_callback(lambda _future, number=number: ended.put(number))
    watched = time.monotonic()
    left = len(futures)
    while left:
        look(stop)
        if time.monotonic() - watched > 1:
            watch()
            watched = time.monotonic()
        try:
            number = ended.get(timeout=POLL)
        except Empty:
            continue
        try:
            result = futures[number].result(1) if late else futures[number].result()
        except late:
            ended.put(number)
            continue
        left -= 1
        yield number, result
