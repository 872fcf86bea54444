"""Look for what keeps an installation from working well; nothing here changes anything."""

import socket
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from store import AddressError, Finding, find_place
from store.diagnosing import WARNING, WELL, WRONG, examine
from ui.settings import Settings, SettingsError, settings_from_environment

PATIENCE = 2.0
"""How long a cluster may take to answer [s]."""

OLDEST_DAY = date(2026, 1, 1)
"""No clock that is right shows an earlier day."""


def examine_house(
    environment: Mapping[str, str], today: date, data_dir: Path | None = None
) -> tuple[Finding, ...]:
    """Look at the settings, the database, the content, the cluster and the clock; each says its mend."""
    try:
        settings = settings_from_environment(environment, data_dir=data_dir)
        place = find_place(settings.database_url, settings.data_dir)
    except (SettingsError, AddressError) as error:
        return (_versions(), Finding("settings", WRONG, str(error), "mend this variable, then look again"))
    return (
        _versions(),
        Finding("settings", WELL, f"the database is {place}"),
        *examine(place, settings.data_dir, today),
        *_content(settings),
        *_cluster(environment.get("GREENLANE_CLUSTER", "").strip()),
        *_clock(today),
    )


def _versions() -> Finding:
    python = ".".join(map(str, sys.version_info[:3]))
    return Finding("versions", WELL, f"Python {python}, SQLite {sqlite3.sqlite_version}")


def _content(settings: Settings) -> Iterator[Finding]:
    from ui.checking import check  # noqa: PLC0415 - loads every room

    problems = check(settings.content_dir).problems
    if problems:
        mend = "run `greenlane check` and mend the files it names; the others are shown meanwhile"
        yield Finding("content", WARNING, f"{len(problems)} problems, the first: {problems[0]}", mend)
    else:
        yield Finding("content", WELL, "no problems in the data files")


def _cluster(address: str) -> Iterator[Finding]:
    """Ask whether something listens where the sweeps shall run."""
    if not address:
        return
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 8786), PATIENCE):
            yield Finding("cluster", WELL, f"something listens at {address}")
    except (OSError, ValueError):
        mend = "start the Dask scheduler, or take GREENLANE_CLUSTER away: sweeps then run on this machine"
        yield Finding("cluster", WRONG, f"nothing answers at {address}", mend)


def _clock(today: date) -> Iterator[Finding]:
    if today < OLDEST_DAY:
        yield Finding("clock", WRONG, f"this machine says {today}", "set the clock of this machine")
