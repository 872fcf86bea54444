"""Carry out chunks of work on a Dask cluster: an optional extra, imported only where it is used.

A scheduler runs whatever it is sent: use one only on a network whose people you trust.
"""

import hashlib
import platform
from asyncio import CancelledError
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from simulator.executors import Chunk, Work, as_they_end
from simulator.model import ExecutorError, SimulatorError

_HERE = Path(__file__).parent
CONNECT = 10.0
"""So long does a scheduler have to answer, and a lost one to come back [s]."""
INSTALL = "pip install 'greenlane[cluster]'"


@cache
def about() -> dict[str, str]:
    """Say what decides the last bit of a result: the code, and what it is compiled and counted with."""
    code = hashlib.blake2b(digest_size=6)
    for path in sorted(_HERE.glob("**/*.py")):
        code.update(path.read_bytes())
    libraries = {name: version(name) for name in ("numpy", "numba", "llvmlite", "pydantic")}
    return {
        "Greenlane's code": code.hexdigest(),
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "machine": platform.machine(),
        **libraries,
    }


class MismatchError(ExecutorError):
    """A worker would count otherwise than this process does."""


def work_abroad(work: Work, chunk: Chunk, expected: dict[str, str]) -> tuple[Any, ...]:
    """Carry out a chunk on a worker that counts as the caller does.

    Raises:
        MismatchError: if it does not.
    """
    here = about()
    wrong = [f"{name} {here[name]}, not {value}" for name, value in expected.items() if here[name] != value]
    if wrong:
        raise MismatchError(f"worker {platform.node()} has {'; '.join(wrong)}; install the same there")
    return work(chunk, Event())


class Cluster:
    """Work on the workers of a Dask scheduler."""

    abroad = True

    def __init__(self, client: Any, address: str, patience: float = CONNECT) -> None:
        self._client = client
        self._address = address
        self._patience = patience
        self._seen = monotonic()
        self.hands = self._count()
        while not self.hands and monotonic() - self._seen < self._patience:
            with suppress(TimeoutError):
                client.wait_for_workers(1, timeout=0.5)
            self.hands = self._count()
        if not self.hands:
            text = f"the scheduler at {address} has no workers; start one: dask worker {address}"
            raise ExecutorError(text)

    def carry_out(
        self, work: Work, chunks: Sequence[Chunk], stop: Event | None = None
    ) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield what came of each chunk as it ends; see `simulator.executors.Crew`."""
        self._seen = monotonic()
        futures = [self._client.submit(work_abroad, work, chunk, about(), pure=False) for chunk in chunks]
        try:
            yield from as_they_end(futures, stop, self._watch, TimeoutError)
        except SimulatorError:
            raise
        except (Exception, CancelledError) as error:  # whatever a cluster throws is one error here
            raise ExecutorError(self._say(error)) from error
        finally:
            with suppress(Exception):  # nothing is left to cancel where the scheduler is gone
                self._client.cancel(futures, force=True)
            for future in futures:
                future.release()

    def _count(self) -> int:
        workers = self._client.scheduler_info(n_workers=-1)["workers"]
        return sum(int(worker["nthreads"]) for worker in workers.values())

    def _watch(self) -> None:
        """Raise when nobody has been there to work for a while."""
        if self._client.status == "running" and self._count():
            self._seen = monotonic()
        elif monotonic() - self._seen > self._patience:
            lost = "its last worker" if self._client.status == "running" else "the scheduler"
            raise ExecutorError(f"the cluster at {self._address} lost {lost}; start it again")

    def _say(self, error: BaseException) -> str:
        if isinstance(error, ImportError | AttributeError):
            why = f"a worker cannot import this version of Greenlane ({error}); install it there"
        elif type(error).__name__ == "KilledWorker":
            why = "its workers died again and again over one chunk; look at their logs and their memory"
        else:
            why = f"it lost the work ({type(error).__name__}: {error}); look at the scheduler's log"
        return f"the cluster at {self._address}: {why}"


@contextmanager
def open_cluster(address: str, patience: float = CONNECT) -> Generator[Cluster]:
    """Connect to the Dask scheduler at `tcp://host:port` for a `with` block.

    Raises:
        ExecutorError: if the extra is missing, or nobody answers there, or nobody works there.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise ExecutorError(f"a cluster needs an optional part; install it with: {INSTALL}") from error
    try:
        client: Any = Client(address, timeout=patience, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        why = f"no Dask scheduler answers at {address}; start one with `dask scheduler`, or mend the address"
        raise ExecutorError(why) from error
    try:
        yield Cluster(client, address, patience)
    finally:
        client.close(timeout=patience)
