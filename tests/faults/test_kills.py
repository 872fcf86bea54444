"""Killed at any moment, the program and the database server: nothing that was acknowledged is lost."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from store import AnswerWrite, Limits, StartAssessment, Store, StoreError

WRITING = Path(__file__).parents[1] / "store" / "writing.py"
USABLE = 5.0  # [s]
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def acknowledged(lines: list[str]) -> dict[tuple[str, str], int]:
    """Return the newest click that was acknowledged, by token and practice."""
    newest: dict[tuple[str, str], int] = {}
    for line in lines:
        word, token, *rest = line.split()
        if word == "saved":
            newest[token, rest[0]] = max(int(rest[1]), newest.get((token, rest[0]), 0))
    return newest


@pytest.mark.long
def test_fifty_kills_lose_no_acknowledged_answer_and_the_store_is_usable_at_once(sqlite_address, open_store):
    said = 0
    for kill in range(50):
        command = [sys.executable, str(WRITING), "answers", str(sqlite_address.folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            lines = [process.stdout.readline() for _ in range(40 + 7 * kill)]
            process.send_signal(signal.SIGKILL)
            lines += process.stdout.readlines()
        newest = acknowledged([line for line in lines if line.endswith("\n")])
        began = time.monotonic()
        store = open_store(sqlite_address)
        seat = store.start_assessment(StartAssessment("foundations", "1")).seat
        assert store.save_answers(seat, (AnswerWrite("first", "value", "yes"),)).count == 1
        assert time.monotonic() - began < USABLE
        answers = {token: store.answers(store.resume(token)) for token in {token for token, _ in newest}}
        lost = [key for key, seq in newest.items() if answers[key[0]][key[1]].client_seq < seq]
        assert lost == []
        store.close()
        said += len(lines)
    assert said > 10_000


class Server:
    """A PostgreSQL server of the test's own, killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bin = folder, POSTGRES[-1]
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]
        self.url = f"postgresql://greenlane@127.0.0.1:{self.port}/postgres"
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        self._run(
            "initdb", "-D", str(folder / "data"), "-U", "greenlane", "-A", "trust", "-E", "UTF8", "--no-sync"
        )

    def _run(self, program: str, *words: str) -> None:
        user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run(
            [*user, str(self.bin / program), *words], check=True, cwd=self.folder, stdout=subprocess.DEVNULL
        )

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self._run(
            "pg_ctl",
            "-D",
            str(self.folder / "data"),
            "-w",
            "-l",
            str(self.folder / "log"),
            "-o",
            options,
            "start",
        )

    def kill(self) -> None:
        """Kill the whole server at once, as a power switch would."""
        process = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(process, signal.SIGKILL)
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=1).close()
            except psycopg.OperationalError:
                break
        time.sleep(0.5)  # its children see that it is gone
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")


@pytest.fixture
def server() -> Iterator[Server]:
    if not POSTGRES:
        pytest.skip("no PostgreSQL to start: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="greenlane-server-"))  # the server's own user must reach it
    found = Server(folder)
    found.start()
    yield found
    found.stop()
    shutil.rmtree(folder)


def answer_until(store: Store, end: threading.Event, done: list[tuple[object, str, int]]) -> None:
    """Answer until the end comes; note what was acknowledged, and try again what was not."""
    seat = store.start_assessment(StartAssessment("foundations", "1")).seat
    number = 0
    while not end.is_set():
        number += 1
        practice = f"p-{number % 7}"
        try:
            store.save_answers(seat, (AnswerWrite(practice, "value", "yes", client_seq=number),))
        except StoreError:
            continue
        done.append((seat, practice, number))


def check_server_kills(server: Server, folder: Path, kills: int) -> int:
    """Kill the server while six people answer; return how many answers were acknowledged."""
    store = Store.open(server.url, folder, limits=Limits(patience=30.0))
    end, done = threading.Event(), []
    threads = [threading.Thread(target=answer_until, args=(store, end, done)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for _ in range(kills):
        before = len(done)
        while len(done) < before + 40:
            time.sleep(0.01)
        server.kill()
        assert not store.ready()
        server.start()
        began, before = time.monotonic(), len(done)
        while len(done) == before:
            time.sleep(0.01)
        assert time.monotonic() - began < USABLE
    end.set()
    for thread in threads:
        thread.join()
    newest: dict[tuple[object, str], int] = {}
    for seat, practice, number in done:
        newest[seat, practice] = max(number, newest.get((seat, practice), 0))
    lost = [key for key, number in newest.items() if store.answers(key[0])[key[1]].client_seq < number]
    store.close()
    assert lost == []
    return len(done)


@pytest.mark.postgres
def test_two_kills_of_the_database_server_lose_nothing_and_it_is_met_again_by_itself(server, tmp_path):
    assert check_server_kills(server, tmp_path / "data", 2) >= 80


@pytest.mark.postgres
@pytest.mark.long
def test_twenty_kills_of_the_database_server_lose_nothing(server, tmp_path):
    assert check_server_kills(server, tmp_path / "data", 20) >= 800
