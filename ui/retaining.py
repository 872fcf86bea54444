"""Forget each day what nobody used for as many days as the settings say."""

import logging
import threading
from collections.abc import Callable
from datetime import date, timedelta

from store import Store, StoreError
from ui.steady import STEADY

DAY = 24 * 3600.0  # [s]
_log = logging.getLogger("greenlane")


class Retention:
    """Runs a thread that purges at once and then each day, by a clock that never jumps, until it is closed.

    Args:
        store: what is purged.
        days: after how many days without use things are forgotten [1..].
        clock: the day it is; a clock that is set a year ahead must not have everything forgotten.
        every: the time between two rounds [s].
    """

    def __init__(
        self, store: Store, days: int, clock: Callable[[], date] = STEADY.day, every: float = DAY
    ) -> None:
        self._store = store
        self._days = days
        self._clock = clock
        self._every = every
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="greenlane-retention", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread; a round that runs is finished first."""
        self._end.set()
        self._thread.join()

    def purge(self) -> None:
        """Forget what is old, and log how much; a database that is away is tried again at the next round."""
        try:
            purged = self._store.purge(self._clock() - timedelta(days=self._days))
        except StoreError as error:
            _log.warning("retention: %s", error)
            return
        if purged.total:
            told = ", ".join(f"{number} {noun}" for noun, number in purged.counts.items())
            _log.info("retention: forgot %s not used since %s", told, purged.before)

    def _run(self) -> None:
        while True:
            self.purge()
            if self._end.wait(self._every):
                return
