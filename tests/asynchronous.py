"""Run a coroutine to its end, whatever loop the thread of the test already runs.

The browser's own loop stays in the main thread as long as the browser lives.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def aside(work: Callable[..., T], *given: object) -> T:
    """Call what starts a loop of its own, in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work, *given).result()


def run(work: Coroutine[object, object, T]) -> T:
    return aside(asyncio.run, work)
