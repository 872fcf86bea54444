"""A Dask cluster of separate processes gives what this process gives, and its failures are said."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from threading import Event
from unittest.mock import Mock

import pytest

from simulator import ExecutorError, StoppedError, Study, scenario_from_text
from simulator.cluster import Cluster, MismatchError, about, open_cluster, work_abroad
from simulator.executors import open_executor
from simulator.sensitivity import sensitivity
from simulator.sweeping import Refused, Task, measure_tasks, sweep, variants

pytest.importorskip("distributed")
ROOT = Path(__file__).parents[2]
STUDY = Study(replications=2, changes=60)
SCENARIO = scenario_from_text("""
format: 1
id: travels
title: Travels
arrivals: {between: {dist: exponential, mean: 0.7}}
defects: 0.1
stages:
  - {id: review, mark: hand, work: {dist: lognormal, mean: 0.5, cv: 1}, rework: {rate: 0.1}}
  - {id: deploy, mark: bolt, batch: {all: true}, work: {dist: constant, value: 5m}}
production: {fails: 0.05, recover: {dist: exponential, mean: 0.3333333333333333}}
""")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Machines:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", str(self.port))
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self, what: str, *words: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_TEMPORARY_DIRECTORY": str(self.folder)}
        with (self.folder / "log.txt").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{what}", *words, "--no-dashboard"],
                cwd=self.folder, env=environment, stdout=log, stderr=log,
            )  # fmt: skip

    def hire(self) -> None:
        words = ("--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", "--local-directory")
        self.workers.append(self.start("worker", self.address, *words, str(self.folder)))

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """Compile once, before workers would each do so."""
    sweep([SCENARIO], STUDY, executor="serial")


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    found = Machines(tmp_path_factory.mktemp("cluster"))
    try:
        found.hire()
        found.hire()
        with open_cluster(found.address, patience=60) as crew:
            deadline = time.monotonic() + 60
            while crew._count() < 2 and time.monotonic() < deadline:
                time.sleep(0.1)
            assert crew._count() == 2
        yield found
    finally:
        found.stop()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Machines]:
    """A scheduler of one's own, without workers."""
    found = Machines(tmp_path)
    try:
        yield found
    finally:
        found.stop()


def nap(chunk: object, stop: Event) -> tuple[str, ...]:  # noqa: ARG001  # the form of all work
    time.sleep(0.2)
    return (Path(__file__).stem,)


def test_every_executor_gives_the_same_to_the_bit(machines: Machines) -> None:
    knobs = {"review.capacity": [1, 2], "arrivals.between.mean": [0.6, 0.7, 1 / 3], "defects": [0.1, 1.5]}
    asked = [each.scenario for each in variants(SCENARIO, knobs)]
    told: list[tuple[int, int]] = []

    here = sweep(asked, STUDY, executor="serial")
    there = sweep(asked, STUDY, executor=machines.address, progress=lambda *now: told.append(now))

    assert there == sweep(asked, STUDY, executor="threads") == here
    assert repr(there) == repr(here)
    assert sum(isinstance(result, Refused) for result in there) == 6
    assert told == [(done, 12) for done in range(1, 13)]


def test_what_a_knob_does_is_the_same_abroad(machines: Machines) -> None:
    knobs = {"review.capacity": 2, "defects": [0.0, 0.2]}

    assert sensitivity(SCENARIO, knobs, STUDY, executor=machines.address) == sensitivity(
        SCENARIO, knobs, STUDY, executor="serial"
    )


def test_a_cluster_is_stopped_and_is_free_again(machines: Machines) -> None:
    stop = Event()
    with pytest.raises(StoppedError):
        sweep([SCENARIO] * 40, STUDY, executor=machines.address, progress=lambda *_: stop.set(), stop=stop)

    assert len(sweep([SCENARIO], STUDY, executor=machines.address)) == 1


def test_nobody_at_an_address_is_said_with_the_mend() -> None:
    with (
        pytest.raises(ExecutorError, match=r"no Dask scheduler answers at tcp://127.0.0.1:.*dask scheduler"),
        open_cluster(f"tcp://127.0.0.1:{free_port()}", patience=1),
    ):
        pass


def test_a_scheduler_without_workers_is_said_with_the_mend(alone: Machines) -> None:
    with (
        pytest.raises(ExecutorError, match="has no workers; start one: dask worker tcp://"),
        open_cluster(alone.address, patience=5),
    ):
        pass


def test_a_worker_that_comes_a_little_late_is_waited_for(alone: Machines) -> None:
    alone.hire()
    with open_cluster(alone.address, patience=60) as crew:
        assert crew.hands == 1


def test_the_work_of_a_worker_that_dies_is_done_by_another(alone: Machines) -> None:
    alone.hire()
    alone.hire()
    expected = sweep([SCENARIO] * 6, STUDY, executor="serial")
    with open_cluster(alone.address, patience=60) as crew:
        tasks = [[Task(SCENARIO.model_dump(mode="json"), STUDY)] for _ in range(6)]
        ended = crew.carry_out(measure_tasks, tasks)
        found = dict([next(ended)])
        os.kill(alone.workers[0].pid, signal.SIGKILL)
        alone.workers[0].wait()
        found |= dict(ended)

    assert tuple(found[number][0] for number in range(6)) == expected


EITHER = r"lost (the scheduler|its last worker|the work)"  # whichever the client notices first


@pytest.mark.parametrize(("who", "said"), [("worker", "lost its last worker"), ("scheduler", EITHER)])
def test_a_cluster_that_dies_is_said(alone: Machines, who: str, said: str) -> None:
    alone.hire()
    with open_cluster(alone.address, patience=60) as crew:
        crew._patience = 2
        ended = crew.carry_out(measure_tasks, [[Task(SCENARIO.model_dump(mode="json"), STUDY)]] * 400)
        next(ended)
        process = alone.workers[0] if who == "worker" else alone.scheduler
        process.kill()
        process.wait()
        with pytest.raises(ExecutorError, match=said):
            list(ended)


def test_a_worker_that_counts_otherwise_is_refused_by_name() -> None:
    with pytest.raises(MismatchError, match=r"has numpy .*, not 1.2.3; install the same there"):
        work_abroad(measure_tasks, [], {**about(), "numpy": "1.2.3"})
    assert work_abroad(measure_tasks, [], about()) == ()


def test_a_worker_of_another_version_is_said_through_the_cluster(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.cluster.about", lambda: {**about(), "numba": "0.1"})
    with pytest.raises(ExecutorError, match=r"has numba .*, not 0.1"):
        sweep([SCENARIO], STUDY, executor=machines.address)


class Broken:
    """A client whose futures end in an error."""

    status = "running"

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def scheduler_info(self, n_workers: int) -> dict[str, object]:
        return {"workers": {str(n_workers): {"nthreads": 1}}}

    def submit(self, *_: object, **__: object) -> "Broken":
        return self

    def add_done_callback(self, call: Callable[[object], None]) -> None:
        call(self)

    def result(self, _seconds: float) -> object:
        raise self.error

    def cancel(self, *_: object, **__: object) -> None:
        raise OSError("the line is dead")

    def release(self) -> None:
        """Nothing is held."""


class KilledWorker(Exception):  # noqa: N818  # distributed calls it so
    pass


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KilledWorker("x"), "its workers died again and again"),
        (ModuleNotFoundError("no simulator"), "cannot import this version of Greenlane (no simulator)"),
        (CancelledError(), "it lost the work (CancelledError"),
        (MismatchError("worker a has numpy 1, not 2"), "worker a has numpy 1, not 2"),
    ],
)
def test_each_way_to_fail_has_its_words(error: BaseException, said: str) -> None:
    crew = Cluster(Broken(error), "tcp://a:1")
    with pytest.raises(ExecutorError) as caught:
        list(crew.carry_out(nap, [[1]]))

    assert said in str(caught.value)


def test_without_the_extra_the_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ExecutorError, match=r"pip install 'greenlane\[cluster\]'"),
        open_executor("tcp://127.0.0.1:8786"),
    ):
        pass


def test_a_cluster_that_is_away_for_a_moment_is_waited_for():
    away = Mock(status="connecting")
    away.scheduler_info.return_value = {"workers": {"one": {"nthreads": 1}}}
    cluster = object.__new__(Cluster)
    cluster._client, cluster._address, cluster._patience, cluster._seen = (
        away,
        "tcp://x",
        60.0,
        time.monotonic(),
    )
    cluster._watch()
    cluster._patience = -1.0
    with pytest.raises(ExecutorError, match="lost the scheduler"):
        cluster._watch()
