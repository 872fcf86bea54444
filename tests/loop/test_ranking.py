"""Which step helps most: what is open, what it does, alone and together, and that bottlenecks are found."""

from threading import Event

import pytest

from assessments import sample_answers, shipped_questionnaires
from loop import (
    SHOWN,
    Fixed,
    OwnLane,
    Pair,
    Ranking,
    Tried,
    next_step,
    open_steps,
    pairs_of,
    rank,
    together_words,
    try_pairs,
    try_steps,
)
from loop.ranking import compared, sensitivity_of
from simulator import Refused, SimulatorError, StoppedError, Study, difference, scenario_from_text
from tests.loop.lanes import effect, lane, step, turn

LEAD, FAILED, HANDS, RECOVERY = SHOWN[:4]
STUDY = Study(seed=1, replications=12, changes=300, warm_up=30)
ASKED = next(one for one in shipped_questionnaires().values if one.id == "delivery-practices")
ANSWERS = sample_answers("delivery-practices")


def places(found, steps, aim=LEAD) -> list[str]:
    return [tried.turn.path for tried in rank(found, steps, aim).helps]


# ---------------------------------------------------------------- what is open


def test_open_are_practices_below_target_whose_prerequisites_hold() -> None:
    found = open_steps(ASKED, ANSWERS)
    ready = {one.practice.id for one in found.found.ready}
    assert {one.path for one in found.steps} | {one.id for one in found.silent} == ready
    assert found.steps
    assert found.silent
    assert all(one.effects and one.now and one.name == f"{one.group}: {one.says}" for one in found.steps)


def test_the_step_is_the_next_better_option_not_the_best() -> None:
    practice = ASKED.practice("fast-feedback")
    found = next_step(ASKED, practice, ANSWERS, 0.0)
    assert found is not None
    assert (found.value, found.effort, found.lesson) == ("hours", 3, "continuous-integration")
    assert next_step(ASKED, practice, ANSWERS, 1.0) is None
    assert next_step(ASKED, ASKED.practice("version-control"), ANSWERS, 0.0) is None, "no effect on a lane"


# ---------------------------------------------------------------- what it does


def test_each_step_is_tried_alone_under_the_same_random_numbers() -> None:
    steps = [turn("press", "decision.departures.every", 6), turn("nothing", "review.work.mean", 1)]
    seen = []
    found = try_steps(lane(), steps, STUDY, progress=lambda done, total: seen.append((done, total)))
    ranked = rank(found, steps, LEAD)
    assert [one.turn.path for one in ranked.helps] == ["press"]
    assert [one.turn.path for one in ranked.same] == ["nothing"]
    assert seen[-1] == (3, 3)
    assert ranked.helps[0].aim.low < ranked.helps[0].aim.mean < ranked.helps[0].aim.high < 0


def test_the_same_inputs_give_the_same_ranking_on_every_executor() -> None:
    steps = [turn("press", "decision.departures.every", 6), turn("quick", "review.work.mean", 0.5)]
    once = try_steps(lane(), steps, STUDY)
    assert try_steps(lane(), steps, STUDY) == once
    assert try_steps(lane(), steps, STUDY, executor="serial") == once


def test_a_step_that_does_not_fit_the_lane_says_why_and_the_others_go_on() -> None:
    steps = [turn("lost", "nowhere.capacity", 2), turn("press", "decision.departures.every", 6)]
    ranked = rank(try_steps(lane(), steps, STUDY), steps, LEAD)
    assert "nowhere" in ranked.refused[0][1]
    assert [one.turn.path for one in ranked.helps] == ["press"]


def test_a_lane_that_cannot_run_is_an_error() -> None:
    with pytest.raises(SimulatorError):
        try_steps(lane().with_fixed(Fixed("nowhere", 1, "typed")), [], STUDY)
    with pytest.raises(SimulatorError, match="too long"):
        sensitivity_of([], [], {0: Refused("line", ("too long",))}, STUDY)
    with pytest.raises(SimulatorError, match="no"):
        compared([Refused("line", ("no",))], [], STUDY)


def test_the_name_of_a_ranking_is_that_of_its_lane() -> None:
    values = {0: dict.fromkeys(SHOWN, (1.0, 2.0))}
    assert sensitivity_of([Refused("line", ())], [], values, STUDY).scenario == "line"
    assert sensitivity_of([lane().scenario()], [], values, STUDY).scenario == "line"


def test_a_ranking_can_be_stopped() -> None:
    stop = Event()
    stop.set()
    with pytest.raises(StoppedError):
        try_steps(lane(), [turn("press", "decision.departures.every", 6)], STUDY, stop=stop)


# ---------------------------------------------------------------- two together


def test_the_strongest_steps_are_tried_two_at_a_time() -> None:
    steps = [
        turn("press", "decision.departures.every", 12), turn("quick", "review.work.mean", 0.3),
        turn("tests", "test.work.value", 0.01),
    ]  # fmt: skip
    ranked = rank(try_steps(lane(), steps, STUDY), steps, LEAD)
    pairs = pairs_of(ranked)
    assert len(pairs) == 3
    assert pairs[0].path == "press + quick"
    assert pairs_of(ranked, 2) == (pairs[0],)
    found = rank(try_pairs(lane(), pairs, STUDY), pairs, LEAD)
    best = found.helps[0]
    assert best.turn.path == "press + quick"
    assert best.turn.name == "Press + Quick"
    assert (best.turn.group, best.turn.now) == ("Two together", "as it is; as it is")
    assert best.aim.mean < ranked.helps[0].aim.mean
    assert together_words(best, ranked) in {
        "more than either alone, less than both effects added", "as much as both effects added, or more",
    }  # fmt: skip


def tried(turn, *gaps: float) -> Tried:
    found = difference(LEAD, [50.0] * len(gaps), [50 + gap for gap in gaps])
    return Tried(turn, found, {LEAD: found}, ())


@pytest.mark.parametrize(
    ("both", "says"),
    [
        ((-10.1, -9.9, -10.0), "cannot be told from Press alone"),
        ((-12.1, -11.9, -12.0), "more than either alone, less than both effects added"),
        ((-14.1, -13.9, -14.0), "as much as both effects added, or more"),
        ((-14.0,), "cannot be told from Press alone"),
    ],
)
def test_words_for_two_together_follow_the_intervals(both, says) -> None:
    press, quick = turn("press", "decision.departures.every", 12), turn("quick", "review.work.mean", 0.3)
    helps = (tried(press, -10.1, -9.9, -10.0), tried(quick, -3.1, -2.9, -3.0))
    ranked = Ranking(LEAD, 50.0, helps, (), (), (), (), ())
    assert together_words(tried(Pair(press, quick), *both), ranked) == says


# ---------------------------------------------------------------- planted bottlenecks

HEAD = """
format: 1
id: planted
title: Planted
calendars: {always: {days: mon-sun, hours: "00:00-24:00"}}
arrivals: {between: {dist: exponential, mean: 1h}}
"""
TAIL = "  - {id: live, mark: bolt, capacity: unlimited, work: {dist: constant, value: 1m}}\n"


def loaded(loads) -> str:
    rows = "".join(
        f"  - {{id: s{place}, mark: bolt, work: {{dist: exponential, mean: {load}}}}}\n"
        for place, load in enumerate(loads)
    )
    return f"{HEAD}stages:\n{rows}{TAIL}"


def queues(where: int, loads):
    """One server each: halving the work of one saves 1/(1/p - 1) - 1/(2/p - 1) h of load p (M/M/1)."""
    steps = [turn(f"s{place}", f"s{place}.work.mean", load / 2) for place, load in enumerate(loads)]
    saved = [1 / (1 / load - 1) - 1 / (2 / load - 1) for load in loads]
    assert saved.index(max(saved)) == where
    assert max(saved) > 3 * sorted(saved)[-2], "known by theory, by far"
    return loaded(loads), steps, f"s{where}", LEAD


LOADS = [
    [0.85, 0.4, 0.3], [0.4, 0.85, 0.3], [0.3, 0.4, 0.85], [0.8, 0.3, 0.3, 0.3], [0.3, 0.8, 0.3, 0.3],
    [0.3, 0.3, 0.8, 0.3], [0.3, 0.3, 0.3, 0.8], [0.9, 0.5, 0.5], [0.5, 0.9, 0.5], [0.5, 0.5, 0.9],
]  # fmt: skip
PLANTED = {f"queue {loads}": queues(loads.index(max(loads)), loads) for loads in LOADS}
for every in (24, 72, 168):  # a change waits half of the time between two trains
    PLANTED[f"train {every}"] = (
        (f"{HEAD}stages:\n  - {{id: s0, mark: bolt, work: {{dist: exponential, mean: 0.5}}}}\n"
        f"  - {{id: gate, mark: button, departures: {{every: {every}}}}}\n{TAIL}"),
        [turn("s0", "s0.work.mean", 0.25), turn("gate", "gate.departures.every", every / 2)], "gate", LEAD,
    )  # fmt: skip
for every in (12, 24, 48):  # somebody who looks in every so often
    PLANTED[f"attends {every}"] = (
        (f"{HEAD}stages:\n  - {{id: s0, mark: bolt, work: {{dist: exponential, mean: 0.5}}}}\n"
        f"  - {{id: gate, mark: hourglass, batch: {{all: true}}, attends: {{every: {every}}}}}\n{TAIL}"),
        [turn("s0", "s0.work.mean", 0.25), turn("gate", "gate.attends.every", every / 4)], "gate", LEAD,
    )  # fmt: skip
for size in (10, 30):  # the first of a batch waits for size - 1 others
    PLANTED[f"batch {size}"] = (
        (f"{HEAD}stages:\n  - {{id: s0, mark: bolt, work: {{dist: exponential, mean: 0.5}}}}\n"
        f"  - {{id: pack, mark: bolt, batch: {{size: {size}}}}}\n{TAIL}"),
        [turn("s0", "s0.work.mean", 0.25), turn("pack", "pack.batch.size", 2)], "pack", LEAD,
    )  # fmt: skip
for share, caught in ((0.2, 0.3), (0.1, 0.1), (0.3, 0.5)):  # what escapes: defects x (1 - caught)
    PLANTED[f"escapes {share} {caught}"] = (
        (f"{HEAD}defects: {share}\nstages:\n"
        f"  - {{id: test, mark: bolt, catches: {caught}, work: {{dist: constant, value: 1m}}}}\n{TAIL}"
        "production: {fails: 0.01, recover: {dist: constant, value: 1h}}\n"),
        [turn("calm", "production.fails", 0.005), turn("tests", "test.catches", 0.9)], "tests", FAILED,
    )  # fmt: skip
for noticed, mended, where in ((8, 1, "detect"), (0.1, 6, "recover")):  # recovery is their sum
    PLANTED[f"mends {noticed} {mended}"] = (
        (
            f"{HEAD}stages:\n{TAIL}production: {{fails: 0.1, detect: {{dist: constant, value: {noticed}}}, "
            f"recover: {{dist: constant, value: {mended}}}}}\n"
        ),
        [
            turn("detect", "production.detect.value", noticed / 4),
            turn("recover", "production.recover.value", mended / 4),
        ],
        where,
        RECOVERY,
    )
for place, hands in enumerate(([2.0, 0.2], [0.2, 2.0])):  # what people do is their work
    PLANTED[f"hands {place}"] = (
        f"{HEAD}stages:\n"
        + "".join(
            f"  - {{id: s{one}, mark: hand, capacity: 9, work: {{dist: exponential, mean: {mean}}}}}\n"
            for one, mean in enumerate(hands)
        )
        + TAIL,
        [turn(f"s{one}", f"s{one}.mark", "bolt") for one in range(2)],
        f"s{place}",
        HANDS,
    )


def test_there_are_enough_planted_cases() -> None:
    assert len(PLANTED) >= 20


@pytest.mark.parametrize("case", PLANTED)
def test_the_step_that_relieves_a_planted_bottleneck_comes_first(case: str) -> None:
    text, steps, where, aim = PLANTED[case]
    found = try_steps(OwnLane(scenario_from_text(text)), steps, Study(seed=1, replications=12, changes=600))
    ranked = rank(found, steps, aim)
    assert not ranked.refused
    assert [one.turn.path for one in ranked.helps][:1] == [where]


def test_a_step_may_change_several_numbers() -> None:
    both = step("both", effect("both", "review.work.mean", 0.3), effect("both", "test.work.value", 0.01))
    found = try_steps(lane(), [both], STUDY)
    assert places(found, [both]) == ["both"]
