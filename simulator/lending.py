"""Lend memory to replications, and take it back once nobody looks at what they wrote there.

Fresh pages come from the system one by one and filled with zeros, which may take as long as simulating
what is written to them. What is lent still holds what the last borrower wrote: nothing is cleared.
"""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

MOST = 64 * 2**20
"""So much is kept at most [bytes], of what came back last."""
_LINE = 64  # The bytes a processor moves at once.

# Threads share it: each of them changes it in single steps.
_kept: deque[Bytes] = deque()


def _keep(memory: Bytes, kept: deque[Bytes] = _kept, most: int = MOST) -> None:
    """Keep a block, and let others go for it; one that is too large is let go itself.

    It must not need the module, which may be gone when an interpreter ends.
    """
    if len(memory) > most:
        return
    kept.append(memory)
    try:
        while sum(map(len, tuple(kept))) > most:
            kept.popleft()
    except IndexError:  # Another thread was faster.
        pass


class _Lent:
    """A block that comes back when the last array that looks at it is gone."""

    __slots__ = ("__array_interface__", "memory")

    def __init__(self, memory: Bytes) -> None:
        self.memory = memory
        self.__array_interface__ = memory.__array_interface__

    def __del__(self, keep: Callable[[Bytes], None] = _keep) -> None:
        keep(self.memory)


def _found(size: int) -> Bytes:
    """Take a block that is not much too large from those kept, or ask the system for one."""
    for _ in range(len(_kept)):
        try:
            memory = _kept.popleft()
        except IndexError:  # Another thread took it.
            break
        if size <= len(memory) <= size + size // 4:
            return memory
        _kept.append(memory)
    memory = np.empty(size + _LINE, np.uint8)
    start = -memory.ctypes.data % _LINE
    return memory[start : start + size]


def lend(wanted: Iterable[tuple[int, np.dtype[Any]]]) -> tuple[list[NDArray[Any]], list[int]]:
    """Return arrays of so many items of a type, in one block of memory with anything in it.

    Their addresses and lengths come along: to ask each array takes longer.
    """
    sizes = [(many, many * dtype.itemsize, dtype) for many, dtype in wanted]
    memory = np.asarray(_Lent(_found(sum(size + -size % _LINE for _, size, _ in sizes))))
    base, place = memory.ctypes.data, 0
    tables: list[NDArray[Any]] = []
    words: list[int] = []
    for many, size, dtype in sizes:
        tables.append(memory[place : place + size].view(dtype))
        words += (base + place, many)
        place += size + -size % _LINE
    return tables, words
