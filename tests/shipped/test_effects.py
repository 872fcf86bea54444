"""What the options of the thirty practices change in a lane, all of them together."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import pytest

from assessments import as_changes, option_effects, shipped_questionnaires
from datafiles import read_strict
from delivery import load_sources
from simulator import compile_scenario, overloads, shipped_scenarios
from ui.checking_effects import check_effects, refused

ROOT = Path(__file__).parents[2]
LANES = {scenario.id: scenario for scenario in shipped_scenarios().values}
ASKED = {asked.id: asked for asked in shipped_questionnaires().values}["delivery-practices"]
STEERED = [practice for practice in ASKED.practices if practice.scenario_effects]
BASE = LANES[ASKED.scenario]


def test_more_than_half_of_the_practices_change_the_road():
    assert len(STEERED) >= 15
    for practice in STEERED:
        assert set(practice.scenario_effects) == {option.id for option in practice.question.options}


def test_an_effect_from_an_assumption_alone_is_a_range_or_a_plain_change():
    known = set(load_sources())
    for practice in STEERED:
        for option in practice.scenario_effects:
            for effect in option_effects(practice, option):
                assert effect.source == "assumption" or effect.source in known
                if effect.ranges:
                    assert effect.at(0.0) < effect.at(1.0)


def test_every_two_options_go_together():
    for one, other in combinations(STEERED, 2):
        for first in one.scenario_effects:
            for second in other.scenario_effects:
                effects = (*option_effects(one, first), *option_effects(other, second))
                assert refused(BASE, effects) is None, (one.id, first, other.id, second)


@pytest.mark.parametrize("seed", range(4))
def test_whole_sets_of_options_go_together_and_flow(seed):
    chance = random.Random(seed)  # noqa: S311 - a fixed seed, no secret
    for _ in range(40):
        chosen = [(practice, chance.choice(list(practice.scenario_effects))) for practice in STEERED]
        effects = tuple(effect for practice, option in chosen for effect in option_effects(practice, option))
        lane = BASE.with_changes(as_changes(effects, chance.random()))
        compile_scenario(lane)
        assert overloads(lane) == ()


def test_the_worst_of_everything_still_flows():
    lowest = [(practice, practice.question.options[0].id) for practice in STEERED]
    effects = tuple(effect for practice, option in lowest for effect in option_effects(practice, option))
    assert overloads(BASE.with_changes(as_changes(effects, 1.0))) == ()


def checked(asked):
    document = read_strict(ROOT / "assessments/questionnaires/delivery-practices.yaml")
    return [
        (problem.field, problem.wrong) for problem in check_effects(asked, document, LANES, load_sources())
    ]


def changed(option, change, practice="test-levels"):
    """Return the questionnaire with other effects of one option."""
    practices = [
        row.model_copy(update={"scenario_effects": row.scenario_effects | {option: change}})
        if row.id == practice
        else row
        for row in ASKED.practices
    ]
    return ASKED.model_copy(update={"practices": tuple(practices)})


def test_better_options_make_no_lane_worse_without_a_reason():
    assert checked(ASKED) == []


def test_a_better_option_that_makes_the_lane_worse_is_named():
    worse = {"test.catches": "0.05", "source": "assumption"}
    ((field, wrong),) = checked(changed("journeys", worse))
    assert field == "practices[8].scenario_effects.journeys"
    assert "failed_changes_per_1000" in wrong
    assert checked(changed("journeys", {**worse, "worse_because": "It is a test."})) == []


def test_a_path_that_the_lane_does_not_have_is_named():
    ((field, wrong),) = checked(changed("none", {"tests.catches": "0.1", "source": "assumption"}))
    assert field == "practices[8].scenario_effects.none.tests.catches"
    assert "tests" in wrong


def test_a_value_that_the_lane_does_not_take_is_named():
    ((field, wrong),) = checked(changed("none", {"test.catches": ("0.1", "1.5"), "source": "assumption"}))
    assert field == "practices[8].scenario_effects.none.test.catches"
    assert "catches" in wrong


def test_two_options_that_do_not_go_together_are_named():
    clash = {"test.calendar": "office", "test.departures": {"every": "1d"}, "source": "assumption"}
    found = checked(changed("none", clash))
    assert found
    assert all(field.startswith("practices[") for field, _ in found)


def test_an_unknown_lane_and_an_unknown_source_are_named():
    lost = ASKED.model_copy(update={"scenario": "lost"})
    assert ("scenario", "no scenario `lost`") in checked(lost)
    ((field, wrong),) = checked(changed("none", {"test.catches": "0.1", "source": "lost"}))
    assert (field, wrong) == ("practices[8].scenario_effects.none.source", "no source `lost`")


def test_a_questionnaire_without_effects_asks_for_no_lane():
    other = {asked.id: asked for asked in shipped_questionnaires().values}["team-health"]
    document = read_strict(ROOT / "assessments/questionnaires/team-health.yaml")
    assert list(check_effects(other, document, {}, ())) == []
