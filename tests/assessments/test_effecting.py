"""What answers change in a lane."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import AssessmentError, as_changes, effects, load_questionnaire, option_effects

FIRST = {"review.capacity": "3", "review.work.mean": ("10m", "20m"), "source": "greenlane"}
law = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module")
def asked(build):
    yes = {"deploy.work": None, "source": "assumption", "worse_because": "It takes longer."}
    rows = [
        build.practice(
            "one", scenario_effects={"o1": FIRST, "o3": {"review": {"mark": "bolt"}, "source": "a"}}
        ),
        build.practice("two", scenario_effects={"true": yes}, question={"kind": "bool", "text": "Is it so?"}),
        build.practice("three"),
    ]
    return build.questionnaire(rows, scenario="team-road")


def test_an_option_changes_its_paths_in_the_order_of_the_file(asked):
    capacity, work = option_effects(asked.practice("one"), "o1")
    assert (capacity.path, capacity.low, capacity.high, capacity.ranges) == (
        "review.capacity",
        "3",
        "3",
        False,
    )
    assert (work.path, work.low, work.high, work.ranges) == ("review.work.mean", "10m", "20m", True)
    assert (work.practice, work.option, work.source, work.worse_because) == ("one", "o1", "greenlane", None)
    assert option_effects(asked.practice("one"), "o2") == ()


def test_answers_change_what_their_options_say_and_the_rest_stays(build, asked):
    found = effects(asked, build.answers({"one": "o3", "two": True, "three": "o1"}))
    assert as_changes(found) == {"review": {"mark": "bolt"}, "deploy.work": None}
    assert found[1].worse_because == "It takes longer."
    for open_answer in ("dont-know", "elsewhere", "not-applicable"):
        assert effects(asked, build.answers({"one": open_answer})) == ()


def test_a_yes_or_no_chooses_true_or_false(build, asked):
    assert [effect.option for effect in effects(asked, build.answers({"two": True}))] == ["true"]
    assert effects(asked, build.answers({"two": False})) == ()


def test_a_range_of_durations_is_read_in_hours(build, asked):
    found = effects(asked, build.answers({"one": "o1"}))
    assert as_changes(found)["review.work.mean"] == pytest.approx(0.25)
    assert as_changes(found, 0.0)["review.work.mean"] == pytest.approx(1 / 6)
    assert as_changes(found, 0.0, {"review.work.mean": 1.0})["review.work.mean"] == pytest.approx(1 / 3)
    assert as_changes(found)["review.capacity"] == "3"


def test_a_range_of_whole_numbers_stays_whole_and_one_of_shares_does_not(build):
    change = {"review.capacity": ("2", "5"), "test.catches": ("0", "0.5"), "source": "a"}
    (practice,) = build.questionnaire([build.practice("one", scenario_effects={"o1": change})]).practices
    capacity, catches = option_effects(practice, "o1")
    assert [capacity.at(share) for share in (0, 0.4, 1)] == [2, 3, 5]
    assert catches.at(0.5) == pytest.approx(0.25)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_outside_0_to_1_is_refused(asked, share):
    (_, work) = option_effects(asked.practice("one"), "o1")
    with pytest.raises(AssessmentError, match=r"lies in 0\.\.1"):
        work.at(share)


@law
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_value_lies_in_its_range_and_rises_with_the_share(one, other):
    small = load_questionnaire(Path(__file__).parent / "files/small.yaml")
    (_, work) = option_effects(small.practice("first"), "some")
    low, high = sorted((one, other))
    assert 10 <= work.at(low) <= work.at(high) <= 20
