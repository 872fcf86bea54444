"""Long work beside the pages."""

import threading
import time
from collections.abc import Iterator

import pytest

from ui import jobs, live
from ui.jobs import PATIENCE, Jobs, State


class Clock:
    """A clock that a test turns by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pool(clock) -> Iterator[Jobs]:
    made = Jobs(clock)
    yield made
    made.close()


def until_over(job: jobs.Job) -> jobs.Job:
    while not job.over:
        time.sleep(0.001)
    return job


def counting(progress, _stop):
    for done in range(1, 4):
        progress(done, 3)
    return "counted"


def test_work_runs_once_for_all_who_ask_for_the_same(pool):
    first = pool.ask(("a",), counting)
    assert pool.ask(("a",), counting) is first
    assert pool.found(("a",)) is first
    assert pool.found(("b",)) is None
    until_over(first)
    assert (first.state, first.result, first.share) == (State.DONE, "counted", 1.0)
    assert pool.ask(("a",), counting) is first


def test_a_job_that_has_not_begun_has_done_nothing():
    assert jobs.Job().share == 0.0


def waiting(go: threading.Event):
    def work(progress, stop):
        for done in range(10**9):
            progress(done, 10**9)
            if stop.is_set():
                raise RuntimeError("ended early")
            go.wait(0.001)

    return work


def test_a_stopped_job_drops_what_it_did_and_may_be_asked_for_again(pool):
    job = pool.ask(("a",), waiting(threading.Event()))
    job.stop()
    assert until_over(job).state is State.STOPPED
    assert job.result is None
    again = pool.ask(("a",), counting)
    assert again is not job
    assert until_over(again).state is State.DONE


def test_work_that_fails_says_why_and_is_logged(pool, caplog):
    job = until_over(pool.ask(("a",), lambda *_: 1 // 0))
    assert job.state is State.FAILED
    assert isinstance(job.error, ZeroDivisionError)
    assert "long work failed" in caplog.text


def test_work_nobody_asks_after_is_stopped(pool, clock):
    job = pool.ask(("a",), waiting(threading.Event()))
    while not job.total:
        time.sleep(0.001)
    clock.now = PATIENCE
    assert pool.found(("a",)) is job
    clock.now = 2 * PATIENCE
    assert not job.stopping.is_set()
    clock.now = 2 * PATIENCE + 1
    assert until_over(job).state is State.STOPPED


def test_forgotten_work_is_done_anew(pool):
    first = until_over(pool.ask(("a",), counting))
    pool.forget(("a",))
    pool.forget(("never",))
    assert pool.found(("a",)) is None
    assert pool.ask(("a",), counting) is not first


def test_work_that_is_stopped_before_its_turn_never_begins(pool):
    go = threading.Event()
    running = [pool.ask((name,), waiting(go)) for name in "ab"]
    queued = pool.ask(("c",), counting)
    queued.stop()
    for job in running:
        job.stop()
    assert until_over(queued).state is State.STOPPED
    assert queued.done == 0


def test_only_the_newest_results_are_kept(pool, monkeypatch):
    monkeypatch.setattr(jobs, "KEPT", 2)
    for name in "abcd":
        until_over(pool.ask((name,), counting))
    pool.ask(("e",), counting)
    assert [pool.found((name,)) is not None for name in "abcd"] == [False, False, True, True]


def test_the_process_has_one_pool_and_closing_ends_it():
    pool = live.jobs()
    assert live.jobs() is pool
    live.close()
    assert live.jobs() is not pool
    live.close()
