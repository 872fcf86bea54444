"""The picture, the lanes and the definitions use one classification, and agree."""

import pytest

import content
import simulator
from delivery import Kind, classify
from ui.verdicts import name_of, practices_of, verdict_of

PICTURE = content.load_course().pictures["workflow"]
NAMES = {
    "hand-weekly": "none of the three",
    "hand-daily": "none of the three",
    "long-lived-branches": "none of the three",
    "button-weekly": "continuous delivery",
    "button-daily": "continuous delivery",
    "outside-approval": "continuous delivery",
    "train-monthly": "continuous delivery",
    "team-road": "continuous delivery",
    "automatic": "continuous deployment",
    "automatic-weak-tests": "continuous deployment",
    "flaky-pipeline": "continuous deployment",
    "trunk-based": "continuous deployment",
    "serial-checks": "continuous deployment",
    "parallel-checks": "continuous deployment",
    "busy-review": "continuous deployment",
    "hotfix-lane": "continuous deployment",
    "wip-limit": "continuous deployment",
    "everything-started": "continuous deployment",
}


@pytest.mark.parametrize("scenario", simulator.shipped_scenarios().values, ids=lambda scenario: scenario.id)
def test_every_lane_is_what_its_title_promises(scenario: simulator.Scenario) -> None:
    assert name_of(verdict_of(scenario)) == NAMES[scenario.id]


@pytest.mark.parametrize(
    ("state", "kind"),
    [("by-hand", Kind.NONE), ("delivery", Kind.DELIVERY), ("deployment", Kind.DEPLOYMENT)],
)
def test_every_view_of_the_picture_is_what_it_is_called(state: str, kind: Kind) -> None:
    (found,) = [each for each in PICTURE.states if each.id == state]

    assert classify(practices_of({stage.id: stage.mark for stage in found.stages})).kind is kind


def test_a_picture_that_does_not_speak_of_deploying_decides_nothing() -> None:
    (found,) = [each for each in PICTURE.states if each.id == "integration"]

    assert classify(practices_of({stage.id: stage.mark for stage in found.stages})).kind is Kind.UNKNOWN


def test_an_approval_before_an_automatic_deployment_is_delivery_at_most() -> None:
    scenario = simulator.load_scenario(simulator.loading.SHIPPED / "button-weekly.yaml")
    approved = scenario.with_changes({"decision.mark": "hourglass"})

    assert verdict_of(approved).kind is Kind.DELIVERY


def test_a_road_without_a_stage_called_deploy_ends_at_its_last() -> None:
    scenario = simulator.load_scenario(simulator.loading.SHIPPED / "automatic.yaml")
    shorter = scenario.with_changes({"deploy": None})

    assert verdict_of(shorter).kind is Kind.DEPLOYMENT


def test_merging_at_the_end_of_the_week_is_no_integration() -> None:
    scenario = simulator.load_scenario(simulator.loading.SHIPPED / "long-lived-branches.yaml")
    anytime = {"merge": {"mark": "hand"}}
    shifts = [{"days": "mon-wed", "hours": "09:00-17:00"}, {"days": "thu-fri", "hours": "09:00-12:00"}]

    assert verdict_of(scenario).kind is Kind.NONE
    assert verdict_of(scenario.with_changes(anytime)).kind is Kind.DEPLOYMENT
    assert verdict_of(scenario.with_changes({"calendars.merging": shifts})).kind is Kind.DEPLOYMENT
