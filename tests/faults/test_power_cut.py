"""A power cut at any moment: what was acknowledged is there, and the database is whole."""

import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.powercut import STRACE, calls, play

WRITING = Path(__file__).parents[1] / "store" / "writing.py"
NEEDS = pytest.mark.skipif(shutil.which("strace") is None, reason="no strace: apt-get install strace")


@pytest.fixture(scope="module")
def trace(tmp_path_factory) -> tuple[Path, list]:
    """What a process that six people answer at once wrote and synced, until it was killed."""
    folder = tmp_path_factory.mktemp("cut")
    data, log = folder / "data", folder / "trace"
    command = [*STRACE, "-o", str(log), sys.executable, str(WRITING), "answers", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline() for _ in range(400)]
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        process.communicate()
    assert len(lines) == 400
    return data, calls(log)


def check_cut(trace, tmp_path: Path, number: int) -> int:
    """Cut the power at a moment drawn by lot; return how many answers had been acknowledged until then."""
    data, found = trace
    lot = random.Random(number)  # noqa: S311 - the same moments each time
    first = next(i for i, one in enumerate(found) if one[0] == "say")
    disk, said = play(found, data, lot.randrange(first + 1, len(found)))
    folder = tmp_path / str(number)
    folder.mkdir()
    for path, content in disk.cut(lot).items():
        if not path.endswith("-shm"):  # lies in memory
            (folder / Path(path).name).write_bytes(content)
    newest: dict[tuple[str, str], int] = {}
    for line in said:
        word, token, *rest = line.split()
        if word == "saved":
            newest[token, rest[0]] = max(int(rest[1]), newest.get((token, rest[0]), 0))
    assert lost(folder / "greenlane.db", newest) == []
    shutil.rmtree(folder)
    return len(newest)


def lost(file: Path, newest: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute(
            "SELECT r.token_hash, a.practice, a.client_seq FROM answer a JOIN resume r "
            "ON r.assessment = a.assessment AND r.respondent = a.respondent"
        )
        there = {(token, practice): seq for token, practice, seq in rows}
    hashed = {key: hashlib.sha256(key[0].encode()).hexdigest() for key in newest}
    return [key for key, seq in newest.items() if there.get((hashed[key], key[1]), 0) < seq]


@NEEDS
def test_the_trace_played_to_its_end_holds_the_files_and_the_answers(trace):
    data, found = trace
    disk, said = play(found, data, len(found))
    assert sum(line.startswith("saved") for line in said) > 300
    assert {Path(path).name for path in disk.safe} >= {"greenlane.db", "greenlane.db-wal"}
    assert any(name == "fdatasync" for name, *_ in found)


@NEEDS
def test_ten_cuts_lose_nothing_that_was_acknowledged(trace, tmp_path):
    assert max(check_cut(trace, tmp_path, number) for number in range(10)) > 10


@NEEDS
@pytest.mark.long
def test_three_hundred_cuts_lose_nothing_that_was_acknowledged(trace, tmp_path):
    assert sum(check_cut(trace, tmp_path, number) for number in range(300)) > 3000


@NEEDS
def test_a_store_that_does_not_sync_would_be_found_out(trace, tmp_path):
    """The measure itself: without the syncs of the log, cuts lose what was acknowledged."""
    data, found = trace
    careless = [one for one in found if not (one[0] == "fdatasync" and one[1].endswith("-wal"))]
    failures = 0
    for number in range(20):
        try:
            check_cut((data, careless), tmp_path, number)
        except (AssertionError, sqlite3.DatabaseError):
            failures += 1
    assert failures > 0
