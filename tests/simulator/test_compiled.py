"""Machine code is kept where it may be written, by nobody else."""

import os
import stat
import subprocess
import sys
import time

import pytest

from simulator import compiled


def test_the_first_writable_folder_is_chosen(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    good = tmp_path / "good"
    assert compiled.choose_folder((blocked, good), "abc") == good / "engine-abc"
    assert compiled.choose_folder((blocked,), "abc") is None


def made(folder, age):
    (folder / "simulator").mkdir(parents=True)
    (folder / "simulator" / "code.nbc").write_bytes(b"code")
    then = time.time() - age
    os.utime(folder, (then, then))
    return folder


def test_a_new_folder_replaces_those_nobody_chose_for_a_day(tmp_path):
    old = made(tmp_path / "engine-0123456789ab", 90_000)
    young = made(tmp_path / "engine-ba9876543210", 80_000)
    foreign = [made(tmp_path / name, 90_000) for name in ("engine-room", "engine-0123456789abc", "other")]
    elsewhere = made(tmp_path / "shelf" / "engine-0123456789ab", 90_000)
    (tmp_path / "engine-aaaaaaaaaaaa").symlink_to(elsewhere)
    (tmp_path / "engine-bbbbbbbbbbbb").symlink_to(tmp_path / "nowhere")
    chosen = compiled.choose_folder((tmp_path,), "cccccccccccc")
    assert chosen == tmp_path / "engine-cccccccccccc"
    assert not old.exists()
    assert all(kept.exists() for kept in (chosen, young, *foreign, elsewhere))


def test_a_folder_that_is_chosen_again_counts_as_used_and_removes_nothing(tmp_path):
    mine = made(tmp_path / "engine-0123456789ab", 90_000)
    mine.chmod(0o700)
    other = made(tmp_path / "engine-ba9876543210", 90_000)
    assert compiled.choose_folder((tmp_path,), "0123456789ab") == mine
    assert other.exists()
    assert compiled.choose_folder((tmp_path,), "cccccccccccc") is not None
    assert mine.exists()
    assert not other.exists()


def test_a_folder_another_process_removed_meanwhile_is_no_matter(tmp_path):
    assert not compiled._left(tmp_path / "engine-0123456789ab")


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


def test_a_part_of_compiled_functions_is_a_plain_function_elsewhere():
    def double(number: float) -> float:
        return 2.0 * number

    assert compiled.part(double) is double


COUNTING = """
from collections import Counter
from numba.core import event
made = Counter()
class Listener(event.Listener):
    def on_start(self, event): pass
    def on_end(self, event): made[event.data["dispatcher"].py_func.__name__] += 1
event.register("numba:compile", Listener())
from simulator import warm
warm()
print(sum(made.values()), *(name for name in made if made[name] > 1))
"""


@pytest.mark.long
def test_every_part_is_compiled_for_one_kind_of_arguments(tmp_path):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", COUNTING]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    many, *twice = done.stdout.split()
    assert 90 < int(many) < 160
    # `impl` are numba's own; of three it tries a variant before a loop's variable has its final type;
    # the two draws are called from Python too, by what is carried out by hand.
    assert set(twice) <= {"impl", "change_of", "next_arrival", "rhythm", "sample", "strikes"}
