"""Warming up compiles the engine before anybody waits for it."""

from simulator import warming


def test_warming_runs_every_shipped_scenario_once():
    assert warming.warm() is None
