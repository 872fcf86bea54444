"""Small lanes and steps that the tests of the loop share."""

from typing import Any

from assessments import Effect
from loop import OwnLane, Step
from simulator import scenario_from_text

LINE = """
format: 1
id: line
title: Line
calendars:
  office: {days: mon-fri, hours: "09:00-17:00"}
arrivals: {between: {dist: exponential, mean: 2h}}
defects: 0.1
stages:
  - {id: review, mark: hand, work: {dist: exponential, mean: 1h}}
  - {id: test, mark: bolt, catches: 0.5, work: {dist: constant, value: 10m}}
  - {id: decision, mark: button, departures: {every: 1d}}
  - {id: deploy, mark: bolt, batch: {all: true}, work: {dist: constant, value: 10m}}
production:
  fails: 0.01
  detect: {dist: exponential, mean: 1h}
  recover: {dist: exponential, mean: 2h}
  rollback: {share: 0.5, work: {dist: constant, value: 30m}}
"""


def line(text: str = LINE):
    return scenario_from_text(text)


def effect(practice: str, path: str, low: Any, high: Any = None, option: str = "better") -> Effect:
    return Effect(practice, option, path, low, low if high is None else high, "assumption")


def step(practice: str, *effects: Effect, effort: int = 3) -> Step:
    return Step(practice, "better", practice.title(), "better", "as it is", effort, None, effects)


def turn(practice: str, path: str, low: Any, high: Any = None) -> Step:
    """Return a step that changes one number."""
    return step(practice, effect(practice, path, low, high))


def lane(*effects: Effect, text: str = LINE) -> OwnLane:
    return OwnLane(line(text), effects)
