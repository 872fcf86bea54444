"""What is shipped is what the engine says, and is served for nothing else."""

import dataclasses
import json
import runpy
from statistics import fmean

import pytest

from simulator import DEFAULT_STUDY, SHOWN_HOURS, Study, outcomes, shipped_outcome, shipped_scenarios
from simulator.outcomes import SHIPPED_OUTCOMES, find_outcome, write_outcomes

SHIPPED = {scenario.id: scenario for scenario in shipped_scenarios().values}


def assert_same(found, expected):
    """Whole numbers, texts and gaps are equal; another processor may differ in a float's last bits."""
    if isinstance(expected, dict):
        assert list(found) == list(expected)
        for name, value in expected.items():
            assert_same(found[name], value)
    elif isinstance(expected, list):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert_same(one, other)
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-9)
    else:
        assert found == expected


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_has_its_outcome_as_simulated_now(name):
    shipped = shipped_outcome(SHIPPED[name], DEFAULT_STUDY, SHOWN_HOURS)
    assert shipped is not None
    fresh = find_outcome(SHIPPED[name], DEFAULT_STUDY, SHOWN_HOURS)
    assert_same(shipped.measured, fresh.measured)
    for part in ("frames", "breakdown", "wip", "lead", "by_replication"):
        assert_same(getattr(shipped, part), getattr(fresh, part))
    assert shipped.measured["replications"] == 40
    assert shipped.frames["horizon"] == SHOWN_HOURS


def test_outcomes_are_small_and_of_shipped_scenarios_only():
    files = sorted(SHIPPED_OUTCOMES.glob("*.json"), key=lambda file: file.stem)
    assert [file.stem for file in files] == sorted(SHIPPED)
    assert max(file.stat().st_size for file in files) < 60_000


def test_a_changed_question_is_not_answered_from_a_file():
    scenario = SHIPPED["automatic"]
    changed = scenario.model_copy(update={"title": "Another"})
    assert shipped_outcome(changed, DEFAULT_STUDY, SHOWN_HOURS) is None
    assert shipped_outcome(scenario, DEFAULT_STUDY, 336.0) is None
    for other in ({"seed": 2}, {"replications": 41}, {"changes": 401}, {"hours": 672.0}, {"warm_up": 1}):
        assert shipped_outcome(scenario, dataclasses.replace(DEFAULT_STUDY, **other), SHOWN_HOURS) is None
    assert shipped_outcome(scenario, Study(), SHOWN_HOURS) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda _: "",
        lambda _: "[]",
        lambda _: '"text"',
        lambda _: "{}",
        lambda text: text.replace('"measured":', '"mislaid":'),
        lambda text: text.replace('"by_replication":', '"mislaid":'),
        lambda text: json.dumps({**json.loads(text), "frames": 1}),
        lambda _: b"\xff\xfe\x00",
    ],
)
def test_a_damaged_file_is_ignored(tmp_path, damage):
    text = (SHIPPED_OUTCOMES / "automatic.json").read_text()
    file = tmp_path / "automatic.json"
    file.write_text(text)
    assert shipped_outcome(SHIPPED["automatic"], DEFAULT_STUDY, SHOWN_HOURS, tmp_path) is not None
    damaged = damage(text)
    file.write_bytes(damaged if isinstance(damaged, bytes) else damaged.encode())
    assert shipped_outcome(SHIPPED["automatic"], DEFAULT_STUDY, SHOWN_HOURS, tmp_path) is None


def test_a_missing_file_is_no_outcome(tmp_path):
    assert shipped_outcome(SHIPPED["automatic"], DEFAULT_STUDY, SHOWN_HOURS, tmp_path) is None


def test_writing_makes_one_file_for_every_shipped_scenario(tmp_path):
    write_outcomes(tmp_path / "new")
    assert sorted(file.stem for file in (tmp_path / "new").iterdir()) == sorted(SHIPPED)
    for scenario in SHIPPED.values():
        kept = shipped_outcome(scenario, DEFAULT_STUDY, SHOWN_HOURS, tmp_path / "new")
        assert kept == find_outcome(scenario, DEFAULT_STUDY, SHOWN_HOURS)


def test_an_outcome_holds_what_lanes_are_compared_by():
    found = shipped_outcome(SHIPPED["automatic"], DEFAULT_STUDY, SHOWN_HOURS)
    assert found is not None
    metrics = found.measured["metrics"]
    assert list(found.by_replication) == list(outcomes.PAIRED)
    assert all(len(values) == 40 for values in found.by_replication.values())
    assert fmean(found.by_replication["hands_on"]) == pytest.approx(metrics["hands_on"]["mean"])
    assert found.lead[50] == pytest.approx(metrics["change_lead_time"]["p50"], rel=1e-4)
    assert found.lead == sorted(found.lead)
    assert len(found.lead) == 101
    assert len(found.wip["edges"]) == len(found.wip["mean"]) + 1 == len(found.wip["se"]) + 1
    assert found.wip["edges"][0] == 0


def test_one_replication_without_a_live_change_has_no_errors_and_no_lead_time():
    never = SHIPPED["button-weekly"].with_changes({"decision.departures": None, "decision.opens": [0.0]})
    found = find_outcome(never, Study(seed=1, replications=1, changes=3), 100.0)
    assert found.lead == []
    assert found.wip["se"] is None
    assert found.by_replication["change_lead_time.p50"] == [None]


def test_the_command_writes_the_files(monkeypatch):
    written = []
    monkeypatch.setattr(outcomes, "write_outcomes", lambda: written.append(True))
    runpy.run_module("simulator.outcomes", run_name="__main__")
    assert written == [True]
