"""Warming up compiles the engine before anybody waits for it."""

from simulator import by_hand, warming


def test_warming_runs_every_shipped_scenario_once():
    assert warming.warm() is None
    assert len(by_hand.mishap.signatures) == 1
