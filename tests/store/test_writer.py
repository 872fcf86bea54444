"""The writer: many submissions share a transaction, and only what was committed is acknowledged."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, exc

from store import (
    AnswerWrite,
    Limits,
    Seat,
    SeatGoneError,
    StartAssessment,
    StoreBusyError,
    StoreClosedError,
    StoreError,
)
from store.tables import metadata

GHOST = Seat("nobody", "nobody", "foundations", "1", "")


def yes(practice: str) -> tuple[AnswerWrite, ...]:
    return (AnswerWrite(practice, "value", option="yes"),)


@contextmanager
def writer_held(store) -> Iterator[Callable[[int], None]]:
    """Hold the writer's thread in one submission; the value waits until n others stand behind it."""
    held, go_on = threading.Event(), threading.Event()

    def work(_connection: Connection) -> None:
        held.set()
        go_on.wait()

    def wait_for(count: int) -> None:
        while store._writer._queue.qsize() < count:
            time.sleep(0.001)

    thread = threading.Thread(target=store._writer.submit, args=(work,))
    thread.start()
    held.wait()
    try:
        yield wait_for
    finally:
        go_on.set()
        thread.join()


def test_submissions_that_wait_together_share_one_commit(store, seat):
    commits: list[Connection] = []
    with ThreadPoolExecutor(20) as pool:
        with writer_held(store) as wait_for:
            asked = [pool.submit(store.save_answers, seat, yes(f"practice-{n}")) for n in range(20)]
            wait_for(20)
            event.listen(store._writing, "commit", commits.append)
        assert [one.result().count for one in asked] == [1] * 20
    assert len(commits) == 2  # the one that held the thread, and all the others
    assert len(store.answers(seat)) == 20


def test_one_bad_submission_does_not_fail_the_others_of_its_group(store, seat):
    def broken(_connection: Connection) -> None:
        raise ZeroDivisionError

    with ThreadPoolExecutor(12) as pool:
        with writer_held(store) as wait_for:
            good = [pool.submit(store.save_answers, seat, yes(f"practice-{n}")) for n in range(10)]
            ghost = pool.submit(store.save_answers, GHOST, yes("trunk"))
            bug: Future[Any] = pool.submit(store._writer.submit, broken)
            wait_for(12)
        assert [one.result().count for one in good] == [1] * 10
        assert isinstance(ghost.exception(), SeatGoneError)
        assert isinstance(bug.exception(), ZeroDivisionError)
    assert len(store.answers(seat)) == 10


def test_a_submission_is_whole_or_not_at_all(store):
    def half(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO visitor (id, created_on) VALUES ('half', '2026-01-01')")
        connection.exec_driver_sql("INSERT INTO visitor (id, created_on) VALUES ('half', '2026-01-01')")

    with pytest.raises(StoreError, match="refused"):
        store._writer.submit(half)
    with store._reading.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM visitor").scalar_one() == 0


def test_on_sqlite_a_transaction_takes_the_write_lock_before_its_first_statement(sqlite_address, open_store):
    def work(_connection: Connection) -> str:
        with closing(sqlite3.connect(sqlite_address.folder / "greenlane.db", timeout=0)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                return str(error)
        return "the lock was free"

    assert open_store(sqlite_address)._writer.submit(work) == "database is locked"


def test_nothing_is_acknowledged_when_the_commit_fails(store, seat):
    def fail(_connection: Connection) -> None:
        raise exc.SQLAlchemyError

    event.listen(store._writing, "commit", fail)
    with pytest.raises(StoreError):
        store.save_answers(seat, yes("trunk"))
    event.remove(store._writing, "commit", fail)
    assert store.answers(seat) == {}


def test_the_row_is_there_for_every_reader_when_the_call_returns(store, seat):
    for number in range(50):
        store.save_answers(seat, yes(f"practice-{number}"))
        assert f"practice-{number}" in store.answers(seat)


def test_too_much_waiting_is_refused_and_what_waits_is_still_stored(address, open_store):
    store = open_store(address, Limits(waiting=2))
    seat = store.start_assessment(StartAssessment("foundations", "1")).seat
    with ThreadPoolExecutor(2) as pool, writer_held(store) as wait_for:
        asked = [pool.submit(store.save_answers, seat, yes(f"practice-{n}")) for n in range(2)]
        wait_for(2)
        with pytest.raises(StoreBusyError, match="Try again in a moment"):
            store.save_answers(seat, yes("one-too-many"))
    assert [one.result().count for one in asked] == [1, 1]
    assert sorted(store.answers(seat)) == ["practice-0", "practice-1"]


def test_a_group_never_grows_beyond_its_limit(address, open_store):
    store = open_store(address, Limits(group=4))
    seat = store.start_assessment(StartAssessment("foundations", "1")).seat
    commits: list[Connection] = []
    with ThreadPoolExecutor(10) as pool, writer_held(store) as wait_for:
        asked = [pool.submit(store.save_answers, seat, yes(f"practice-{n}")) for n in range(10)]
        wait_for(10)
        event.listen(store._writing, "commit", commits.append)
    assert [one.result().count for one in asked] == [1] * 10
    assert len(commits) == 4  # the one that held the thread, then 4, 4 and 2


def test_closing_writes_what_waits_and_refuses_what_comes_later(address, open_store):
    store = open_store(address)
    seat = store.start_assessment(StartAssessment("foundations", "1")).seat
    with ThreadPoolExecutor(6) as pool, writer_held(store) as wait_for:
        asked = [pool.submit(store.save_answers, seat, yes(f"practice-{n}")) for n in range(5)]
        wait_for(5)
        closing = pool.submit(store.close)
        wait_for(6)
        with pytest.raises(StoreClosedError):
            store.save_answers(seat, yes("too-late"))
    closing.result()
    assert [one.result().count for one in asked] == [1] * 5
    assert len(open_store(address).answers(seat)) == 5


def test_a_closed_store_refuses_to_read_and_write_and_may_be_closed_again(store, seat):
    assert store.ready()
    store.close()
    store.close()
    with pytest.raises(StoreClosedError, match="closed"):
        store.save_answers(seat, yes("trunk"))
    with pytest.raises(StoreClosedError, match="closed"):
        store.answers(seat)
    assert not store.ready()


def test_readers_cannot_write(store):
    with store._reading.connect() as connection, pytest.raises(exc.DBAPIError, match=r"readonly|read-only"):
        connection.exec_driver_sql("DELETE FROM answer")


def test_the_figures_count_what_was_written_and_what_failed(store, seat):
    def broken(_connection: Connection) -> None:
        raise ZeroDivisionError

    before = store.figures()
    store.save_answers(seat, yes("trunk"))
    with pytest.raises(ZeroDivisionError):
        store._writer.submit(broken)
    after = store.figures()

    assert after["written_total"] - before["written_total"] == 1
    assert after["commits_total"] - before["commits_total"] == 1
    assert after["failed_total"] - before["failed_total"] == 1
    assert after["waiting"] == 0
    assert after["last_write_seconds"] > 0


def test_the_figures_say_how_many_wait(store):
    with ThreadPoolExecutor(3) as pool, writer_held(store) as wait_for:
        asked = [pool.submit(store.takes_writes) for _ in range(3)]
        wait_for(3)
        assert store.figures()["waiting"] == 3
    assert [one.result() for one in asked] == [True] * 3


def test_a_closed_store_takes_no_writes(store):
    assert store.takes_writes()
    store.close()
    assert not store.takes_writes()


def test_the_rows_of_every_table_are_counted(store, seat):
    before = store.rows()
    store.save_answers(seat, yes("trunk"))
    after = store.rows()

    assert before["instance"] == before["assessment"] == 1
    assert after["answer"] - before["answer"] == 1
    assert set(after) == set(metadata.tables)
