"""What was predicted beside what was measured afterwards; a wrong prediction is said first."""

import datetime as dt
import json

import pytest

from loop import (
    SHOWN,
    Observed,
    Outcome,
    Prediction,
    Tried,
    judge,
    observed_values,
    predict,
    read_prediction,
    wrong_first,
)
from simulator import difference
from tests.loop.lanes import turn

LEAD = SHOWN[0]
DAY = dt.date(2026, 11, 23)
STEP = turn("press", "decision.departures.every", 6)


def tried(base=(20.0, 22.0, 24.0), changed=(10.0, 13.0, 13.0)) -> Tried:
    found = difference(LEAD, base, changed)
    return Tried(STEP, found, {LEAD: found}, ())


def made(**over) -> Prediction:
    usual = {
        "practice": "press", "option": "better", "metric": LEAD, "today": 20.0, "low": 8.0, "high": 12.0,
        "measured": None, "made": DAY, "how": "chance alone",
    }  # fmt: skip
    return Prediction(**usual | over)


def test_a_prediction_holds_the_interval_of_chance_and_the_draws() -> None:
    alone = predict(tried(), None, None, DAY)
    found = tried().aim
    assert (alone.today, alone.low, alone.high) == (22, 22 + found.low, 22 + found.high)
    assert "not drawn" in alone.how
    wide = predict(tried(), (-20.0, -1.0), 30.0, DAY)
    assert (wide.low, wide.high, wide.measured) == (2, 21, 30)
    assert wide.how == "chance and the assumed ranges"
    assert predict(tried(), (-90.0, -1.0), None, DAY).low == 0, "no time is below 0"


def test_without_a_value_or_an_interval_nothing_is_predicted() -> None:
    assert predict(tried((None,), (1.0,)), None, None, DAY) is None
    assert predict(tried((9.0,), (1.0,)), None, None, DAY) is None


def test_the_range_is_moved_to_what_was_measured_on_the_day() -> None:
    assert made().expected == (8, 12)
    assert made(measured=40.0).expected == (16, 24)
    assert made(measured=40.0, today=0.0).expected == (8, 12)


def test_a_prediction_is_kept_as_text_and_read_again() -> None:
    for one in (made(), made(measured=40.0)):
        assert read_prediction(one.as_text()) == one


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", json.dumps({**json.loads(made().as_text()), "format": 2}),
     json.dumps({**json.loads(made().as_text()), "low": "much"}),
     json.dumps({**json.loads(made().as_text()), "made": "some day"})],
)  # fmt: skip
def test_a_text_that_is_no_prediction_is_none(text: str) -> None:
    assert read_prediction(text) is None


@pytest.mark.parametrize(
    ("observed", "done", "outcome"),
    [
        (10.0, True, Outcome.HELD), (8.0, True, Outcome.HELD), (12.0, True, Outcome.HELD),
        (12.1, True, Outcome.WRONG), (7.9, True, Outcome.WRONG), (None, True, Outcome.NOT_MEASURED),
        (10.0, False, Outcome.NOT_DONE), (None, False, Outcome.NOT_DONE),
    ],
)  # fmt: skip
def test_a_prediction_is_held_against_what_was_measured(observed, done, outcome) -> None:
    found = judge(made(), observed, done=done)
    assert (found.outcome, found.observed) == (outcome, observed)


def test_what_was_wrong_is_said_first() -> None:
    rows = [
        judge(made(practice="a"), None, done=True), judge(made(practice="b"), 10.0, done=True),
        judge(made(practice="c"), None, done=False), judge(made(practice="d"), 99.0, done=True),
        judge(made(practice="e", made=dt.date(2026, 1, 1)), 99.0, done=True),
    ]  # fmt: skip
    assert [one.prediction.practice for one in wrong_first(rows)] == ["e", "d", "b", "a", "c"]


def test_a_log_measures_lead_time_recovery_and_the_fail_rate() -> None:
    seen = Observed(hours=100.0, changes=9, deployments=3, lead=20.0, fails=None, recovery=2.0)
    assert observed_values(seen) == {LEAD: 20, SHOWN[3]: 2}
    assert observed_values(None) == {}
