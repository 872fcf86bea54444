"""Proposed knobs: only what a road has, each by a sentence, each giving a right road."""

import pytest

from simulator import find_faults, scenario_from_text, shipped_scenarios
from ui.simulating.turning import proposals, scaled, span

PRESETS = {scenario.id: scenario for scenario in shipped_scenarios().values}
FULL = """
format: 1
id: full
title: Everything a road may have
calendars:
  office: {days: mon-fri, hours: "09:00-17:00"}
pools: {team: 2}
arrivals: {wip_limit: 8}
defects: 0.1
stages:
  - {id: code, mark: hand, pool: team, work: {dist: uniform, low: 1h, high: 3h}}
  - {id: check, mark: bolt, shards: 2, catches: 0.9, flaky: {rate: 0.1, attempts: 2},
     work: {dist: empirical, values: [10m, 20m]}}
  - {id: board, mark: hourglass, attends: {every: 1d}, work: {dist: triangular, low: 1m, mode: 2m, high: 3m}}
  - {id: gate, mark: bolt, departures: {every: 2d, seats: 5}}
  - {id: ship, mark: bolt, batch: {size: 4}, work: {dist: constant, value: 10m}}
integration: {conflicts: {rate: 0.1, work: {dist: constant, value: 10m}}}
production:
  fails: 0.02
  recover: {dist: exponential, mean: 1h}
"""


def by_name(scenario) -> dict[str, object]:
    return {turn.name: turn for turn in proposals(scenario)}


@pytest.mark.parametrize("preset", PRESETS)
def test_every_proposal_changes_the_road_into_another_right_one(preset) -> None:
    scenario = PRESETS[preset]
    turns = proposals(scenario)
    assert len(turns) >= 20
    assert len({turn.path for turn in turns}) == len(turns)
    for turn in turns:
        changed = turn.on(scenario)
        assert changed != scenario, turn.name
        assert not find_faults(changed), turn.name
        assert changed.title == scenario.title


def test_a_road_by_hand_offers_a_machine_a_press_and_fewer_slips() -> None:
    found = by_name(PRESETS["hand-weekly"])
    machine = found["deploy: automatic (10 min, no slips, day and night)"]
    changed = machine.on(PRESETS["hand-weekly"]).stages[-1]
    assert (changed.mark, changed.steps, changed.calendar) == ("bolt", None, None)
    assert changed.work.value == pytest.approx(1 / 6)
    assert changed.batch.all is True
    assert machine.short == "deploy: automatic"
    assert machine.now == "by hand"

    press = found["decision: one press as soon as a change is ready, on any day"]
    gate = press.on(PRESETS["hand-weekly"]).stages[-2]
    assert (gate.mark, gate.departures, gate.capacity) == ("button", None, "unlimited")
    assert press.now == "every week"
    assert found["decision: twice as often (every 3.5 days)"].value == 84.0
    assert found["deploy: half the steps (6)"].value == 6
    assert found["deploy: half the slips (0.5 % of the steps)"].value == 0.005
    assert found["deploy: one change at a time"].value is None
    assert found["review: one more person (3, not 2)"].path == "review.capacity"
    assert found["review: half the work"].value == 0.375
    assert found["test: finds 60 % of defects"].value == 0.6
    assert found["Quality: half as many with a defect (3 %)"].value == 0.03
    assert found["Production: every failure is rolled back"].path == "production.rollback.share"


def test_an_approval_can_be_left_out_and_looked_at_more_often() -> None:
    scenario = PRESETS["outside-approval"]
    found = by_name(scenario)
    out = found["approval: left out, nobody outside is asked"].on(scenario)
    assert "approval" not in {stage.id for stage in out.stages}
    assert found["approval: looked at twice as often (every 12 h)"].now == "looked at every day"
    assert found["decision: one press as soon as a change is ready, on any day"].path == "decision.calendar"


def test_every_knob_that_a_road_has_is_found() -> None:
    scenario = scenario_from_text(FULL)
    found = {turn.path: turn for turn in proposals(scenario)}
    values = {path: turn.value for path, turn in found.items()}
    assert values["pools.team"] == 3
    assert found["pools.team"].says == "one more (3, not 2) for code"
    assert values["arrivals.wip_limit"] == 4
    assert values["code.work"] == {"dist": "uniform", "low": 0.5, "high": 1.5}
    assert values["check.work"]["values"] == [pytest.approx(1 / 12), pytest.approx(1 / 6)]
    assert values["check.shards"] == 4
    assert values["check.flaky"] is None
    assert values["check.catches"] == 1.0
    assert values["board"] is None
    assert values["board.work"]["mode"] == pytest.approx(1 / 60)
    assert values["gate.departures.every"] == 24.0
    assert values["gate.departures.seats"] == 10
    assert values["gate"]["mark"] == "bolt"
    assert found["gate"].says == "at once, on any day"
    assert values["ship.batch.size"] == 2
    assert values["integration.conflicts.rate"] == 0.0
    assert values["production.fails"] == 0.01
    assert values["production.rollback"]["share"] == 1.0
    assert "code.capacity" not in values, "a pool decides how many"
    assert "production.freeze" not in values


def test_a_road_pressed_at_given_times_offers_a_press_at_once() -> None:
    text = FULL.replace("departures: {every: 2d, seats: 5}", "opens: [10h, 20h]").replace("size: 4", "max: 6")
    found = {turn.path: turn for turn in proposals(scenario_from_text(text))}
    assert found["gate"].now == "pressed at given times"
    assert found["ship.batch.max"].now == "at most 6 together"


def test_what_would_be_wrong_is_not_proposed() -> None:
    """A stage that changes are sent back to cannot be left out."""
    text = FULL.replace("{id: ship, mark: bolt, ", "{id: ship, mark: bolt, rework: {rate: 0.1, to: board}, ")
    paths = {turn.path for turn in proposals(scenario_from_text(text))}
    assert "board" not in paths
    assert "ship.rework.rate" in paths


@pytest.mark.parametrize(
    ("hours", "said"),
    [(168, "week"), (672, "4 weeks"), (24, "day"), (48, "2 days"), (84, "3.5 days"), (6, "6.0 h")],
)
def test_a_rhythm_is_said_as_people_say_it(hours, said) -> None:
    assert span(hours) == said


def test_a_constant_is_scaled_in_its_value() -> None:
    work = PRESETS["automatic"].stages[-1].work
    assert scaled("deploy.work", work, 0.5) == ("deploy.work.value", pytest.approx(1 / 12))
