"""Machine code is kept where it may be written, by nobody else."""

import os
import stat

from simulator import compiled


def test_the_first_writable_folder_is_chosen(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    good = tmp_path / "good"
    assert compiled.choose_folder((blocked, good), "abc") == good / "engine-abc"
    assert compiled.choose_folder((blocked,), "abc") is None


def test_a_folder_others_may_write_is_not_trusted(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o777)
    assert folder.stat().st_mode & stat.S_IWOTH
    assert not compiled.writable(folder)
    folder.chmod(0o700)
    assert compiled.writable(folder)


def test_a_folder_of_ones_own_comes_first(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    first, _, home, temporary = compiled.candidates()
    assert first == tmp_path
    assert home == tmp_path / "cache" / "greenlane"
    assert temporary.name == f"greenlane-{os.getuid()}"
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    assert len(compiled.candidates()) == 3


def test_an_edited_source_is_another_digest(tmp_path):
    source = tmp_path / "a.py"
    source.write_text("one")
    before = compiled.digest([source])
    source.write_text("two")
    assert compiled.digest([source]) != before


def test_without_a_folder_nothing_is_kept_and_everything_runs(monkeypatch):
    monkeypatch.setattr(compiled, "CACHE_FOLDER", None)

    def double(number: float) -> float:
        return 2.0 * number

    assert compiled.compiled(double)(2.0) == 4.0
