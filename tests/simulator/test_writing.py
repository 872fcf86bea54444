"""A scenario is written as the text that loads back to the same scenario."""

import pytest

from simulator import scenario_from_text, scenario_text, shipped_scenarios

SHIPPED = shipped_scenarios().values


@pytest.mark.parametrize("scenario", SHIPPED, ids=[scenario.id for scenario in SHIPPED])
def test_a_shipped_scenario_survives_its_text(scenario):
    text = scenario_text(scenario)
    assert scenario_from_text(text) == scenario
    assert scenario_text(scenario_from_text(text)) == text


def test_a_changed_scenario_survives_its_text():
    scenario = SHIPPED[0].with_changes({"review.capacity": "unlimited", "defects": 1e-7})
    assert scenario_from_text(scenario_text(scenario)) == scenario
