"""Faults: killed, full, cut off; nothing acknowledged is lost, and the store goes on by itself."""

import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import exc, make_url
from sqlalchemy.engine import URL

from store import (
    AnswerWrite,
    DatabaseDamagedError,
    Limits,
    SeatGoneError,
    StartAssessment,
    Store,
    StoreBusyError,
    StoreError,
    StoreFullError,
    StoreUnavailableError,
)
from store.faults import explain

WRITING = Path(__file__).with_name("writing.py")


def run_writing(address, kind: str) -> list[str]:
    return [sys.executable, str(WRITING), kind, str(address.folder), *([address.url] if address.url else [])]


def lost(store: Store, lines: list[str]) -> list[str]:
    """Return the acknowledged lines that are not in the store, nor a newer click of the same question."""
    found: dict[str, dict[str, int]] = {}
    missing = []
    for line in lines:
        word, token, *rest = line.split()
        if word == "token":
            seat = store.resume(token)
            answers = store.answers(seat) if seat else {}
            found[token] = {practice: answer.client_seq for practice, answer in answers.items()}
        elif found[token].get(rest[0], 0) < int(rest[1]):
            missing.append(line)
    return missing


def kill_while_writing(address, open_store, lines_before: int) -> int:
    """Kill a writing process after so many acknowledged lines; return how many it had said in all."""
    with subprocess.Popen(run_writing(address, "answers"), stdout=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline() for _ in range(lines_before)]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    whole = [line for line in lines if line.endswith("\n")]
    store = open_store(address)
    assert lost(store, whole) == []
    store.close()
    return len(whole)


def test_a_process_killed_while_it_writes_loses_no_acknowledged_answer(address, open_store):
    assert kill_while_writing(address, open_store, 100) >= 100


@pytest.mark.long
def test_ten_kills_lose_no_acknowledged_answer(address, open_store):
    said = [kill_while_writing(address, open_store, 60 + 37 * kill) for kill in range(10)]
    assert sum(said) >= sum(60 + 37 * kill for kill in range(10))


def test_a_file_that_may_not_grow_acknowledges_nothing_it_does_not_hold_and_recovers(
    sqlite_address, open_store
):
    done = subprocess.run(run_writing(sqlite_address, "full"), capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    (failed,) = [line for line in lines if line.startswith("failed")]
    assert failed.startswith("failed StoreFullError")
    assert lines.index(failed) > 20
    assert lines[-1].endswith("after 1")
    acknowledged = [line for line in lines if line != failed]
    store = open_store(sqlite_address)
    assert lost(store, acknowledged) == []
    seat = store.resume(lines[0].split()[1])
    assert len(store.answers(seat)) == len(acknowledged) - 1


def test_a_full_database_says_so_and_goes_on_when_there_is_space(sqlite_address, open_store):
    store = open_store(sqlite_address)
    seat = store.start_assessment(StartAssessment("foundations", "1")).seat
    store._writer.submit(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 90").close())
    stored: list[int] = []

    def fill() -> None:
        for number in range(1000):
            store.save_answers(seat, (AnswerWrite(f"p-{number}", "value", "yes", note="n" * 2000),))
            stored.append(number)

    with pytest.raises(StoreFullError, match="Free some space"):
        fill()
    assert len(store.answers(seat)) == len(stored) > 10
    store._writer.submit(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1000000").close())
    assert store.save_answers(seat, (AnswerWrite("after", "value", "yes"),)).count == 1


def test_another_program_that_holds_the_database_makes_the_store_busy_and_no_more(sqlite_address, open_store):
    store = open_store(sqlite_address, Limits(patience=0.0))
    store._writer.submit(lambda c: c.exec_driver_sql("PRAGMA busy_timeout = 10").close())
    with closing(sqlite3.connect(sqlite_address.folder / "greenlane.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="another program"):
            store.start_assessment(StartAssessment("foundations", "1"))
        other.execute("ROLLBACK")
    started = store.start_assessment(StartAssessment("foundations", "1"))
    assert store.resume(started.token) == started.seat


class Switch:
    """A door between the store and PostgreSQL that a test opens and shuts."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.shut = False
        self.refused = threading.Semaphore(0)
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._start(self._accept)

    def _start(self, target, *arguments) -> None:
        thread = threading.Thread(target=target, args=arguments)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                inside, _ = self._listening.accept()
            except OSError:
                return
            if self.shut:
                inside.close()
                self.refused.release()
                continue
            outside = socket.create_connection(self.target)
            self._sockets += [inside, outside]
            self._start(self._pump, inside, outside)
            self._start(self._pump, outside, inside)

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other end is gone: this one has nothing more to do

    def cut(self) -> None:
        self.shut = True
        for one in self._sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it was cut before

    def close(self) -> None:
        self.cut()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join()
        for one in self._sockets:
            one.close()


@pytest.fixture
def switch(postgres_address) -> Iterator[tuple[Switch, str]]:
    url = make_url(postgres_address.url)
    door = Switch(url.host or "127.0.0.1", url.port or 5432)
    through: URL = url.set(host="127.0.0.1", port=door.port)
    yield door, through.render_as_string(hide_password=False)
    door.close()


@pytest.mark.postgres
def test_a_click_during_an_outage_is_stored_by_itself_when_the_server_is_back(
    postgres_address, switch, open_store
):
    door, url = switch
    store = open_store(type(postgres_address)(url, postgres_address.folder), Limits(patience=60.0))
    seat = store.start_assessment(StartAssessment("foundations", "1")).seat
    door.cut()
    with ThreadPoolExecutor(1) as pool:
        click = pool.submit(store.save_answers, seat, (AnswerWrite("trunk", "value", "yes"),))
        door.refused.acquire()
        assert not store.ready()
        assert not click.done()
        door.shut = False
        assert click.result().versions == {"trunk": 1}
    assert store.ready()
    assert list(store.answers(seat)) == ["trunk"]
    store.close()


@pytest.mark.postgres
def test_an_outage_longer_than_the_patience_is_told_plainly_and_the_store_recovers(
    postgres_address, switch, open_store
):
    door, url = switch
    store = open_store(
        type(postgres_address)(url, postgres_address.folder), Limits(patience=0.05, pause=0.01)
    )
    seat = store.start_assessment(StartAssessment("foundations", "1")).seat
    door.cut()
    with pytest.raises(StoreUnavailableError, match="does not answer"):
        store.save_answers(seat, (AnswerWrite("trunk", "value", "yes"),))
    with pytest.raises(StoreUnavailableError, match="does not answer"):
        store.answers(seat)
    door.shut = False
    assert store.answers(seat) == {}
    assert store.save_answers(seat, (AnswerWrite("trunk", "value", "yes"),)).count == 1
    store.close()


@pytest.mark.postgres
def test_a_server_that_ended_every_connection_is_met_again_without_an_error(postgres_address, open_store):
    store = open_store(postgres_address)
    seat = store.start_assessment(StartAssessment("foundations", "1")).seat
    store.answers(seat)
    with store._writing.connect() as one, store._reading.connect() as two:
        ids = [c.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() for c in (one, two)]
    with psycopg.connect(postgres_address.url, autocommit=True) as admin:
        for backend in ids:
            admin.execute("SELECT pg_terminate_backend(%s, 10000)", (backend,))
    assert store.save_answers(seat, (AnswerWrite("trunk", "value", "yes"),)).count == 1
    assert list(store.answers(seat)) == ["trunk"]


@pytest.mark.postgres
def test_a_connection_lost_in_the_middle_of_a_submission_runs_it_once_more(postgres_address, open_store):
    store = open_store(postgres_address)
    seat = store.start_assessment(StartAssessment("foundations", "1")).seat
    tries: list[int] = []

    def work(connection) -> None:
        tries.append(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        if len(tries) == 1:
            with psycopg.connect(postgres_address.url, autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(%s, 10000)", (tries[0],))
        connection.exec_driver_sql("INSERT INTO visitor VALUES ('anna', '2026-01-01')")

    store._writer.submit(work)
    assert len(tries) == 2
    assert store.answers(seat) == {}


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(StoreUnavailableError, match="does not answer") as refusal:
        Store.open(f"postgresql://anna:secret@127.0.0.1:{port}/greenlane", tmp_path)
    assert "secret" not in str(refusal.value)


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("as told by the driver")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), StoreFullError),
        (sqlite_error(sqlite3.SQLITE_IOERR_WRITE), StoreFullError),
        (sqlite_error(sqlite3.SQLITE_READONLY_DBMOVED), StoreFullError),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), StoreBusyError),
        (sqlite_error(sqlite3.SQLITE_CORRUPT), DatabaseDamagedError),
        (sqlite_error(sqlite3.SQLITE_NOTADB), DatabaseDamagedError),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), StoreUnavailableError),
        (sqlite_error(sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY), SeatGoneError),
        (sqlite_error(sqlite3.SQLITE_CONSTRAINT_UNIQUE), StoreError),
        (sqlite3.ProgrammingError("wrong use"), StoreError),
        (psycopg.errors.DiskFull(), StoreFullError),
        (psycopg.errors.TooManyConnections(), StoreUnavailableError),
        (psycopg.errors.AdminShutdown(), StoreUnavailableError),
        (psycopg.errors.CannotConnectNow(), StoreUnavailableError),
        (psycopg.errors.QueryCanceled(), StoreBusyError),
        (psycopg.errors.LockNotAvailable(), StoreBusyError),
        (psycopg.errors.DeadlockDetected(), StoreBusyError),
        (psycopg.errors.ReadOnlySqlTransaction(), StoreUnavailableError),
        (psycopg.errors.DataCorrupted(), DatabaseDamagedError),
        (psycopg.errors.ForeignKeyViolation(), SeatGoneError),
        (psycopg.errors.UndefinedTable(), StoreError),
        (psycopg.OperationalError("connection refused"), StoreUnavailableError),
    ],
    ids=lambda value: (
        getattr(value, "sqlite_errorname", None) or getattr(value, "__name__", str(type(value)))
    ),
)
def test_what_a_driver_raises_is_told_in_plain_words(raised, told):
    wrapped = exc.DBAPIError("SELECT 'a secret'", {}, raised)
    assert type(explain(wrapped)) is told
    assert "secret" not in str(explain(wrapped))
    assert str(explain(wrapped)).endswith(".")


def test_what_is_no_error_of_a_database_stays_what_it_is():
    bug = ZeroDivisionError()
    assert explain(bug) is bug
    assert type(explain(exc.TimeoutError())) is StoreBusyError
    assert (
        type(explain(exc.DBAPIError("", {}, Exception(), connection_invalidated=True)))
        is StoreUnavailableError
    )
