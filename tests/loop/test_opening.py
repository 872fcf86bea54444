"""What a lane and a step rest on can be opened: numbers by path, what turns, at which stage it acts."""

import pytest

from loop import Fixed, Origin, at_stages, changes_of, numbers, queues, value_at
from simulator import Study
from tests.loop.lanes import effect, lane, line, step, turn

SMALL = Study(seed=1, replications=4, changes=80)


def test_every_number_of_a_lane_has_its_path_and_can_be_set() -> None:
    found = numbers(line())
    assert found["review.work.mean"] == 1.0
    assert found["review.capacity"] == 1, "one person, as nothing is said"
    assert found["test.catches"] == 0.5
    assert found["decision.departures.every"] == 24.0
    assert "decision.capacity" not in found, "nobody works there"
    assert found["arrivals.between.mean"] == 2.0
    assert found["defects"] == 0.1
    assert found["production.rollback.share"] == 0.5
    assert not any(isinstance(value, bool | str) for value in found.values())
    for path, value in found.items():
        assert lane().with_fixed(Fixed(path, value, "")).refusal() is None, path


def test_a_pool_has_its_number_and_its_stages_have_none() -> None:
    text = line().model_copy()
    pooled = text.with_changes({"pools.runners": 3, "test.pool": "runners"})
    assert numbers(pooled)["pools.runners"] == 3
    assert "test.capacity" not in numbers(pooled)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("review.work.mean", 1.0),
        ("deploy.mark", "bolt"),
        ("defects", 0.1),
        ("production.recover.mean", 2.0),
        ("review.steps.slip", None),
        ("review.mark.more", None),
        ("nowhere.at.all", None),
    ],
)
def test_a_value_is_found_by_its_path(path, value) -> None:
    assert value_at(line(), path) == value


def test_a_step_says_from_what_to_what_it_turns_each_number_and_between_what() -> None:
    one = step("review", effect("review", "review.work.mean", "20m", "40m"))
    (found,) = changes_of(lane(effect("review", "review.work.mean", "1h", "3h", option="now")), one)
    assert (found.path, found.today, found.then) == ("review.work.mean", 2.0, 0.5)
    assert (found.low, found.high) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert (found.says, found.moved, found.worse_because) == ("assumption", False, None)


def test_what_a_step_leaves_as_it_is_is_not_said() -> None:
    assert changes_of(lane(), step("x", effect("x", "review.mark", "hand"))) == ()


def test_what_only_the_option_of_today_said_goes_back_to_the_base() -> None:
    today = lane(
        effect("x", "review.work.mean", "3h", option="now"),
        effect("x", "review.mark", "hand", option="now"),
        effect("y", "defects", "0.2", option="now"),
    )
    (one, two) = changes_of(today, turn("x", "test.catches", "0.9"))
    assert (one.path, one.today, one.then) == ("test.catches", 0.5, 0.9)
    assert (two.path, two.today, two.then, two.says) == ("review.work.mean", 3.0, 1.0, "assumption")


def test_a_part_in_which_the_step_turns_a_number_is_said_once() -> None:
    today = lane(effect("x", "test.work", {"dist": "constant", "value": "40m"}, option="now"))
    (found,) = changes_of(today, turn("x", "test.work.value", "5m"))
    assert (found.path, found.today) == ("test.work.value", pytest.approx(2 / 3))


def test_a_measured_number_is_moved_and_says_so() -> None:
    measured = lane(effect("x", "review.work.mean", "2h", option="now")).with_fixed(
        Fixed("review.work.mean", 3.0, "counted", Origin.MEASURED)
    )
    (found,) = changes_of(measured, turn("x", "review.work.mean", "30m", "90m"))
    assert (found.today, found.then, found.low, found.high) == (3.0, 1.5, 1.5, 1.5)
    assert found.moved


def test_a_number_that_no_option_said_before_is_set_and_not_moved() -> None:
    measured = lane().with_fixed(Fixed("test.catches", 0.4, "counted"))
    (found,) = changes_of(measured, turn("x", "test.catches", "0.9"))
    assert (found.today, found.then, found.moved) == (0.4, 0.9, False)


def test_the_stages_at_which_a_step_acts_are_named_and_no_others() -> None:
    base = line()
    quick = base.with_changes({"decision.departures.every": 4.0})
    found = {(each.stage, each.what): each.found for each in at_stages(base, quick, SMALL)}
    assert found["decision", "wait"].high < 0
    assert found["deploy", "batch"].high < 0
    assert ("review", "wait") not in found
    assert at_stages(base, base, SMALL) == ()


def test_a_stage_that_a_step_takes_away_is_not_compared() -> None:
    found = at_stages(line(), line().with_changes({"test": None}), SMALL)
    assert "test" not in {each.stage for each in found}


def test_changes_wait_before_the_button_and_hardly_before_the_machine() -> None:
    found = queues(line(), SMALL)
    assert found["decision"] > found["deploy"]


def test_a_lane_that_cannot_run_has_no_stages_to_compare(monkeypatch) -> None:
    from loop import opening
    from simulator import Refused

    monkeypatch.setattr(
        opening, "values_each", lambda asked, *_: enumerate([Refused("line", ("no",))] * len(asked))
    )
    assert at_stages(line(), line()) == ()
    assert queues(line()) == {}
