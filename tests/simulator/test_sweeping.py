"""A sweep gives each scenario its measurement, in order, on every executor."""

import threading
from threading import Event

import pytest

from simulator import (
    ExecutorError,
    Measurement,
    Refused,
    Scenario,
    StoppedError,
    Study,
    WrongStudyError,
    compile_scenario,
    measure,
    scenario_from_text,
    simulate,
    sweep,
    sweep_each,
    sweeping,
    variants,
)
from simulator.executors import Serial, Threads, check_executor, open_executor

STUDY = Study(replications=3, changes=40)
SCENARIO = scenario_from_text("""
format: 1
id: lane
title: Lane
arrivals: {between: {dist: exponential, mean: 1}}
stages:
  - {id: review, mark: hand, work: {dist: exponential, mean: 0.8}}
  - {id: deploy, mark: bolt, work: {dist: constant, value: 0.1}}
""")


def lanes(many: int) -> list[Scenario | Refused]:
    return [variant.scenario for variant in variants(SCENARIO, {"review.capacity": range(1, many + 1)})]


@pytest.mark.parametrize("executor", ["serial", "threads", None])
def test_a_sweep_measures_each_scenario_as_it_would_be_measured_alone(executor: str | None) -> None:
    asked = lanes(5)
    expected = tuple(measure(simulate(compile_scenario(one), STUDY)) for one in asked)  # type: ignore[arg-type]

    assert sweep(asked, STUDY, executor=executor) == expected


def test_a_scenario_alone_uses_the_threads_for_its_replications(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int | None] = []

    def spy(*words: object, threads: int | None, **options: object) -> object:
        given.append(threads)
        return simulate(*words, threads=threads, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(sweeping, "simulate", spy)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    for many in (1, 2):
        sweep(lanes(many), STUDY)
    sweep(lanes(1), STUDY, executor="serial")

    assert given == [None, 1, 1, 1]


def test_waits_may_count_open_hours_alone() -> None:
    office = {"office": {"days": "mon-fri", "hours": "09:00-17:00"}}
    shut = SCENARIO.with_changes({"calendars": office, "review.calendar": "office"})
    (all_hours,) = sweep([shut], STUDY)
    (open_hours,) = sweep([shut], STUDY, open_hours=True)

    assert isinstance(all_hours, Measurement)
    assert isinstance(open_hours, Measurement)
    assert (open_hours.value("wait") or 0) < (all_hours.value("wait") or 0)


def test_a_scenario_that_is_wrong_is_refused_and_the_others_go_on() -> None:
    wrong = SCENARIO.model_copy(update={"id": "wrong", "stages": ()})
    before = Refused("before", ("was refused before",))
    found = sweep([SCENARIO, wrong, before, SCENARIO], STUDY)

    assert isinstance(found[0], Measurement)
    assert found[1] == Refused("wrong", ("stages: is empty; write at least one stage",))
    assert found[2] is before
    assert found[3] == found[0]
    assert found[1].as_dict() == {
        "scenario": "wrong",
        "problems": ["stages: is empty; write at least one stage"],
    }


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "needs more memory than there is; use fewer changes or replications"),
        (ValueError("a singular matrix"), "cannot be simulated: a singular matrix"),
        (WrongStudyError("is too long; make it shorter"), "is too long; make it shorter"),
    ],
)
def test_whatever_ends_one_scenario_is_its_own_problem(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(sweeping, "simulate", fail)

    assert sweep([SCENARIO], STUDY) == (Refused("lane", (said,)),)


def test_a_study_beyond_the_machine_is_refused_before_it_starts() -> None:
    (found,) = sweep([SCENARIO], Study(replications=40, changes=10**9))

    assert isinstance(found, Refused)
    assert "would write about 80,000,000,000 rows" in found.problems[0]


@pytest.mark.parametrize("executor", ["serial", "threads"])
def test_progress_is_told_in_the_calling_thread_once_per_scenario(executor: str) -> None:
    told: list[tuple[int, int]] = []
    threads: set[int] = set()

    def tell(done: int, total: int) -> None:
        told.append((done, total))
        threads.add(threading.get_ident())

    sweep(lanes(7), STUDY, executor=executor, progress=tell)

    assert told == [(done, 7) for done in range(1, 8)]
    assert threads == {threading.get_ident()}


@pytest.mark.parametrize("executor", ["serial", "threads"])
def test_a_sweep_is_stopped_between_and_inside_its_chunks(executor: str) -> None:
    stop = Event()
    with pytest.raises(StoppedError):
        sweep(lanes(200), STUDY, executor=executor, progress=lambda *_: stop.set(), stop=stop)
    with pytest.raises(StoppedError):
        sweep([SCENARIO], Study(replications=50, changes=20_000), executor=executor, stop=stop)


def test_closing_a_sweep_cancels_what_is_not_begun() -> None:
    each = sweep_each(lanes(300), Study(replications=4, changes=500))
    number, first = next(each)
    each.close()

    assert first == sweep([lanes(number + 1)[number]], Study(replications=4, changes=500))[0]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("sweep")]


def test_an_empty_sweep_is_empty() -> None:
    assert sweep([], STUDY) == ()


def test_chunks_hold_about_the_time_they_should_and_leave_some_for_every_hand() -> None:
    many = [(number, SCENARIO) for number in range(1000)]
    cost = sweeping._seconds(SCENARIO, STUDY)

    whole = sweeping._chunks(many, STUDY, 2)
    assert [one for chunk in whole for one in chunk] == many
    assert max(len(chunk) for chunk in whole) == round(sweeping.CHUNK_SECONDS / cost)
    assert len(sweeping._chunks(many[:16], STUDY, 2)) == 8
    assert [len(chunk) for chunk in sweeping._chunks(many[:3], STUDY, 8)] == [1, 1, 1]
    assert sweeping._seconds(SCENARIO, Study(replications=3, hours=40)) == pytest.approx(cost)


def test_a_grid_turns_the_last_knob_fastest_and_keeps_what_cannot_be() -> None:
    grid = variants(SCENARIO, {"review.capacity": [1, -2], "defects": [0, 0.5], "nowhere": [1]})
    assert [tuple(variant.changes.values()) for variant in grid] == [
        (1, 0, 1),
        (1, 0.5, 1),
        (-2, 0, 1),
        (-2, 0.5, 1),
    ]
    assert all(isinstance(variant.scenario, Refused) for variant in grid)

    good, bad = variants(SCENARIO, {"review.capacity": [2, -2]})
    assert good.scenario == SCENARIO.with_changes({"review.capacity": 2})
    assert isinstance(bad.scenario, Refused)
    assert "is -2: nobody could ever work there" in bad.scenario.problems[0]


def test_too_many_combinations_are_refused() -> None:
    with pytest.raises(WrongStudyError, match="1,000,000 combinations are too many"):
        variants(SCENARIO, {"review.capacity": range(1000), "deploy.capacity": range(1000)})


@pytest.mark.parametrize(
    "name", ["serial", "threads", "tcp://127.0.0.1:8786", "tcp://[::1]:1", "tcp://box:65535"]
)
def test_an_executor_is_known_by_its_name(name: str) -> None:
    assert check_executor(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "thread",
        "tcp://",
        "tcp://a",
        "tcp://a:0",
        "tcp://a:65536",
        "udp://a:1",
        "tcp://a:1/x",
        "tcp://u@a:1",
    ],
)
def test_another_executor_is_refused_with_the_mend(name: str) -> None:
    with pytest.raises(ExecutorError, match="write `serial`, `threads`, or the address"):
        open_executor(name)


def test_a_crew_knows_its_hands() -> None:
    assert Serial().hands == 1
    assert Threads(3).hands == 3


def test_work_that_fails_by_a_bug_is_not_hidden() -> None:
    def fail(_chunk: object, _stop: Event) -> tuple[object, ...]:
        raise KeyError("a bug")

    for crew in (Serial(), Threads()):
        with pytest.raises(KeyError, match="a bug"):
            list(crew.carry_out(fail, [[1], [2]]))


def test_while_nothing_ends_somebody_watches() -> None:
    from simulator.executors import as_they_end

    class Slow:
        def add_done_callback(self, call: object) -> None:
            """Never report."""

    def watch() -> None:
        raise ExecutorError("nobody is there")

    with pytest.raises(ExecutorError, match="nobody is there"):
        list(as_they_end([Slow()], watch=watch))


def test_a_result_that_is_late_is_asked_for_again() -> None:
    from simulator.executors import as_they_end

    class Late:
        asked = 0

        def add_done_callback(self, call: object) -> None:
            call(self)  # type: ignore[operator]

        def result(self, _seconds: float) -> tuple[str, ...]:
            self.asked += 1
            if self.asked < 3:
                raise TimeoutError
            return ("here",)

    assert list(as_they_end([Late()], late=TimeoutError)) == [(0, ("here",))]


def test_a_scenario_may_come_as_plain_values() -> None:
    data = SCENARIO.model_dump(mode="json", exclude_none=True)

    assert sweeping.measure_tasks([sweeping.Task(data, STUDY)], Event()) == sweep([SCENARIO], STUDY)
