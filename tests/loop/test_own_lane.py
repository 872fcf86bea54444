"""A team's own lane: what answers say, what was measured, what people overrule, what a step makes of it."""

import pytest

from loop import Fixed, Origin, OwnLane
from loop.own_lane import number, touches
from simulator import SimulatorError, scenario_from_text
from tests.loop.lanes import effect, lane

WORK = "review.work.mean"


def work(scenario, stage: str = "review") -> float:
    found = next(one for one in scenario.stages if one.id == stage)
    return found.work.mean or found.work.value


def test_answers_turn_the_base_and_a_range_lies_in_its_middle() -> None:
    own = lane(effect("small", WORK, "1h", "3h"), effect("caught", "test.catches", "0.8"))
    assert work(own.scenario()) == 2
    assert work(own.scenario(0.0)) == 1
    assert work(own.scenario(shares={WORK: 1.0})) == 3
    assert next(one for one in own.scenario().stages if one.id == "test").catches == 0.8


def test_a_measured_number_wins_over_an_answer_and_a_person_over_both() -> None:
    own = lane(effect("small", WORK, "1h", "3h"))
    measured = own.with_fixed(Fixed(WORK, 0.5, "312 changes", Origin.MEASURED))
    assert work(measured.scenario()) == 0.5
    assert work(measured.with_fixed(Fixed(WORK, 0.7, "we know better")).scenario()) == 0.7
    assert work(own.scenario()) == 2, "the lane before is as it was"


def test_each_part_says_what_made_it_so_and_what_the_answer_would_have_made() -> None:
    own = lane(effect("small", WORK, "1h", "3h"), effect("rhythm", "decision.departures.every", "2d"))
    own = own.with_fixed(
        Fixed(WORK, 0.5, "312 changes", Origin.MEASURED), Fixed("defects", 0.2, "set by the team")
    )
    small, rhythm, defects = own.parts()
    assert (small.value, small.instead, small.origin, small.says) == (0.5, 2, Origin.MEASURED, "312 changes")
    assert (small.practice, small.option) == ("small", "better")
    assert (rhythm.value, rhythm.origin, rhythm.instead) == ("2d", Origin.ANSWERED, None)
    assert (defects.value, defects.origin, defects.practice) == (0.2, Origin.OVERRULED, "")
    ranged = lane(effect("small", WORK, "1h", "3h")).parts()[0]
    assert (ranged.low, ranged.value, ranged.high, ranged.says) == (1, 2, 3, "assumption")
    assert [one.word for one in Origin] == ["from an answer", "measured", "set by hand"]


def test_a_step_replaces_the_option_of_its_practice_and_nothing_else() -> None:
    own = lane(effect("small", WORK, "2h"), effect("hands", "test.mark", "hand"))
    changed = own.with_step("small", (effect("small", WORK, "30m"),))
    assert work(changed) == 0.5
    assert next(one for one in changed.stages if one.id == "test").mark == "hand"
    gone = own.with_step("hands", (effect("hands", "test.catches", "0.9"),))
    assert next(one for one in gone.stages if one.id == "test").mark == "bolt", "the base speaks again"


def test_a_step_moves_a_measured_number_as_far_as_its_options_differ() -> None:
    own = lane(effect("small", WORK, "1h", "3h")).with_fixed(Fixed(WORK, 0.5, "measured", Origin.MEASURED))
    changed = own.with_step("small", (effect("small", WORK, "30m", "90m"),))
    assert work(changed) == pytest.approx(0.25), "half of what was measured, as 1 h is half of 2 h"


def test_a_step_sets_a_measured_number_anew_where_its_option_says_no_number_today() -> None:
    own = lane().with_fixed(Fixed(WORK, 0.5, "measured", Origin.MEASURED))
    assert work(own.with_step("small", (effect("small", WORK, "30m", "90m"),))) == 1
    zero = lane(effect("small", WORK, 0.0)).with_fixed(Fixed(WORK, 0.5, "measured"))
    assert work(zero.with_step("small", (effect("small", WORK, 0.25),))) == 0.25


def test_a_measured_part_goes_where_the_step_takes_away_what_it_stood_in() -> None:
    steps = {"count": 3, "work": {"dist": "constant", "value": "10m"}, "slip": 0.1}
    own = lane(
        effect("path", "deploy.mark", "hand"), effect("path", "deploy.work", None),
        effect("path", "deploy.steps", steps),
    ).with_fixed(Fixed("deploy.steps.slip", 0.002, "counted"))  # fmt: skip
    assert own.scenario().stages[-1].steps.slip == 0.002
    automatic = own.with_step("path", (effect("path", "deploy.mark", "bolt"),))
    assert automatic.stages[-1].steps is None


def test_two_steps_are_taken_together_in_their_order() -> None:
    own = lane(effect("small", WORK, "2h"))
    both = own.with_steps({
        "small": (effect("small", WORK, "30m"),), "caught": (effect("caught", "test.catches", "0.9"),),
    })  # fmt: skip
    assert work(both) == 0.5
    assert both.stages[1].catches == 0.9


def test_a_step_inside_a_measured_part_is_made_on_top_of_it() -> None:
    whole = Fixed("decision", {"mark": "button", "departures": {"every": 50}}, "log", Origin.MEASURED)
    changed = lane().with_fixed(whole).with_step("auto", (effect("auto", "decision.mark", "bolt"),))
    stage = changed.stages[2]
    assert (stage.mark, stage.departures.every) == ("bolt", 50)


def test_a_lane_that_cannot_run_says_why() -> None:
    own = lane()
    assert own.refusal() is None
    assert "there are" in own.with_fixed(Fixed("reviews.capacity", 2, "typed")).refusal()
    assert own.with_fixed(Fixed("defects", 7, "typed")).refusal().startswith("defects: ")
    with pytest.raises(SimulatorError):
        own.with_fixed(Fixed("defects", 7, "typed")).scenario()


def test_the_lane_is_a_scenario_file() -> None:
    own = lane(effect("small", WORK, "2h"))
    assert scenario_from_text(own.text()) == own.scenario()
    assert own.scenario().expect == ()


def test_paths_touch_where_one_lies_in_the_other() -> None:
    assert touches("deploy.steps", "deploy.steps.slip")
    assert touches("deploy.steps.slip", "deploy")
    assert not touches("deploy.steps", "deploy.mark")
    assert isinstance(lane(), OwnLane)


def test_a_number_that_a_person_wrote_as_a_duration_is_moved_by_a_step_too() -> None:
    today = lane(effect("tests", "test.work.value", "40m", option="now")).with_fixed(
        Fixed("test.work.value", "20m", "counted")
    )
    changed = today.with_step("tests", (effect("tests", "test.work.value", "10m"),))
    assert changed.stages[1].work.value == pytest.approx(5 / 60)


@pytest.mark.parametrize(
    ("value", "is_"),
    [("20m", 1 / 3), ("0.5", 0.5), (3, 3.0), (True, None), ("hand", None), (None, None), ({}, None)],
)
def test_a_value_of_a_knob_is_a_number_a_duration_or_neither(value, is_) -> None:
    assert number(value) == (None if is_ is None else pytest.approx(is_))
