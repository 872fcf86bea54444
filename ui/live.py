"""Hold what all sessions of one process share: the settings, the store, rooms and long work.

These live in an imported module because Streamlit rebuilds a page script's globals at every rerun.
"""

import threading

from store import RESUME_DAYS, Store
from ui.jobs import Jobs
from ui.retaining import Retention
from ui.rooms.hub import Hub
from ui.settings import Settings, settings_from_environment

_lock = threading.Lock()
_shared: dict[str, object] = {}


def configure(settings: Settings) -> None:
    """Set the settings of this process; call before the first page is drawn."""
    with _lock:
        _shared["settings"] = settings


def settings() -> Settings:
    """Return the settings of this process, read from the environment when nobody set them."""
    with _lock:
        found = _shared.get("settings")
        if not isinstance(found, Settings):
            found = settings_from_environment()
            _shared["settings"] = found
        return found


def store() -> Store:
    """Return the one open store of this process, opened at the first call.

    Raises:
        StoreError: if the database cannot be opened; the text says the mend.
    """
    wanted = settings()
    with _lock:
        found = _shared.get("store")
        if not isinstance(found, Store):
            days = RESUME_DAYS if wanted.resume_days is None else wanted.resume_days
            found = Store.open(wanted.database_url, wanted.data_dir, resume_days=days)
            _shared["store"] = found
            if wanted.retention_days is not None:
                _shared["retention"] = Retention(found, wanted.retention_days)
        return found


def jobs() -> Jobs:
    """Return the long work of this process."""
    with _lock:
        found = _shared.get("jobs")
        if not isinstance(found, Jobs):
            found = Jobs()
            _shared["jobs"] = found
        return found


def hub() -> Hub:
    """Return the rooms of this process.

    Raises:
        StoreError: if the database cannot be opened; the text says the mend.
    """
    opened = store()
    with _lock:
        found = _shared.get("hub")
        if not isinstance(found, Hub):
            found = Hub(opened)
            _shared["hub"] = found
        return found


def close() -> None:
    """Stop the long work, let go of the rooms and close the store; the next call of each begins anew."""
    with _lock:
        work = _shared.pop("jobs", None)
        rooms = _shared.pop("hub", None)
        retention = _shared.pop("retention", None)
        found = _shared.pop("store", None)
    if isinstance(work, Jobs):
        work.close()
    if isinstance(rooms, Hub):
        rooms.close()
    if isinstance(retention, Retention):
        retention.close()
    if isinstance(found, Store):
        found.close()
