"""A file that was made at a press is there for a browser that takes its time."""

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from ui.downloads import keep_made_files


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def make(manager: MediaFileManager, monkeypatch: pytest.MonkeyPatch) -> str:
    from streamlit.runtime import media_file_manager

    monkeypatch.setattr(media_file_manager, "_get_session_id", lambda: "session")
    file_id = manager.add_deferred(lambda: b"report", "text/html", "0.0", "report.html")
    return manager.execute_deferred(file_id)


def test_a_made_file_outlives_other_pages_for_its_time_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = type("Manager", (MediaFileManager,), {})
    clock = Clock()
    keep_made_files(kind, clock, lives=120.0)
    manager = kind(MemoryMediaFileStorage("/media"))
    storage = manager._storage
    name = make(manager, monkeypatch).removeprefix("/media/")
    for _ in range(10):
        clock.now += 11.0
        manager.remove_orphaned_files()
        assert storage.get_file(name).content == b"report"
    clock.now = 120.0
    for _ in range(2):
        manager.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        storage.get_file(name)


def test_keeping_twice_or_on_another_streamlit_changes_nothing() -> None:
    kind = type("Manager", (MediaFileManager,), {})
    keep_made_files(kind)
    once = kind.execute_deferred
    keep_made_files(kind)
    assert kind.execute_deferred is once
    bare = type("Bare", (), {})
    keep_made_files(bare)
    assert not hasattr(bare, "made_at")
