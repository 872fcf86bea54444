"""Run long work beside the pages: with progress, with a stop, and once for all who ask for the same.

A page starts a job by a key that names everything its result depends on, draws how far it is, and asks
again. A job that nobody asks after any more is stopped, so that a closed tab costs nothing.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ui.failing import tell

Progress = Callable[[int, int], None]
Work = Callable[[Progress, threading.Event], Any]

AT_ONCE = 2
KEPT = 64
PATIENCE = 30.0  # how long a job runs on unseen [s]
_log = logging.getLogger("greenlane")


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(slots=True)
class Job:
    """One piece of long work, shared by all who asked for it.

    Attributes:
        state: how far it is.
        done: how much of `total` is done.
        total: how much there is to do, 0 before it is known.
        result: what came of it, once `state` is done.
        error: what went wrong, once `state` is failed.
        told: what to say about that, as Markdown.
        stopping: set when it is to end early.
        seen: when somebody asked after it last [s of the clock].
    """

    state: State = State.WAITING
    done: int = 0
    total: int = 0
    result: Any = None
    error: Exception | None = None
    told: str = ""
    stopping: threading.Event = field(default_factory=threading.Event)
    seen: float = 0.0

    @property
    def over(self) -> bool:
        """Return whether nothing more will happen."""
        return self.state in {State.DONE, State.STOPPED, State.FAILED}

    @property
    def share(self) -> float:
        """Return how much is done, 0..1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    def stop(self) -> None:
        """Ask the work to end; what it did so far is dropped."""
        self.stopping.set()


class Jobs:
    """Keeps the jobs of one process.

    Args:
        clock: monotonic seconds, for noticing that nobody asks after a job any more.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._jobs: dict[tuple[object, ...], Job] = {}
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="job")

    def ask(self, key: tuple[object, ...], work: Work) -> Job:
        """Return the job of a key, started if nobody asked before or if it was stopped.

        Args:
            key: everything the result depends on.
            work: called with `progress(done, total)` and an event that is set to end early.
        """
        with self._lock:
            job = self._jobs.pop(key, None)
            if job is None or job.state is State.STOPPED or (job.stopping.is_set() and not job.over):
                job = Job(seen=self._clock())
                self._pool.submit(self._run, job, work)
            job.seen = self._clock()
            self._jobs[key] = job
            self._drop_old()
            return job

    def found(self, key: tuple[object, ...]) -> Job | None:
        """Return the job of a key if there is one, and note that somebody asked after it."""
        with self._lock:
            job = self._jobs.get(key)
            if job is not None:
                job.seen = self._clock()
            return job

    def forget(self, key: tuple[object, ...]) -> None:
        """Stop a job and forget what came of it, so that the next one who asks starts it anew."""
        with self._lock:
            job = self._jobs.pop(key, None)
        if job is not None:
            job.stop()

    def close(self) -> None:
        """Stop all jobs and wait for them."""
        with self._lock:
            for job in self._jobs.values():
                job.stop()
        self._pool.shutdown(cancel_futures=True)

    def _drop_old(self) -> None:
        over = [key for key, job in self._jobs.items() if job.over]
        for key in over[: max(0, len(over) - KEPT)]:
            del self._jobs[key]

    def _run(self, job: Job, work: Work) -> None:
        def progress(done: int, total: int) -> None:
            job.done, job.total = done, total
            if self._clock() - job.seen > PATIENCE:
                job.stop()

        job.state = State.STOPPED if job.stopping.is_set() else State.RUNNING
        if job.state is State.STOPPED:
            return
        try:
            job.result = work(progress, job.stopping)
            job.state = State.DONE
        except Exception as error:  # noqa: BLE001 - whatever breaks is the job's, and its askers are told
            if job.stopping.is_set():
                job.state = State.STOPPED
                return
            _log.warning("long work failed: %s", type(error).__name__)
            job.error, job.told = error, tell(error)
            job.state = State.FAILED
