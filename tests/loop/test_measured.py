"""Numbers that were measured, as numbers of the lane."""

import pytest

from loop import Observed, Origin, with_measured
from simulator import Study
from tests.loop.lanes import LINE, effect, lane

STUDY = Study(seed=1, replications=4, changes=200)
SEEN = Observed(hours=1680.0, changes=400, deployments=60, lead=30.0, fails=0.1, recovery=4.0)


def fixed(found):
    return {path: row.value for path, row in found.lane.fixed.items()}


def test_a_log_says_how_many_changes_come_and_how_often_they_are_deployed() -> None:
    found = with_measured(lane(), SEEN, STUDY)
    assert fixed(found)["arrivals.between"] == {"dist": "exponential", "mean": pytest.approx(1680 / 400)}
    decision = fixed(found)["decision"]
    assert decision["mark"] == "button"
    assert decision["departures"]["every"] == pytest.approx(1680 / 54, rel=0.02), "54 brought changes"
    row = found.lane.fixed["arrivals.between"]
    assert (row.says, row.origin) == ("400 changes, 60 deployments in 70 days", Origin.MEASURED)


def test_changes_come_in_open_hours_only() -> None:
    office = LINE.replace("mean: 2h}}", "mean: 2h}, calendar: office}", 1)
    found = with_measured(lane(text=office), SEEN, STUDY)
    assert fixed(found)["arrivals.between"]["mean"] == pytest.approx(1680 / 400 * 40 / 168)


def test_where_each_change_is_deployed_none_waits_for_another() -> None:
    found = with_measured(lane(), Observed(1680.0, 400, 400, None), STUDY)
    assert fixed(found)["decision"] == {"mark": "button", "capacity": "unlimited"}
    assert found.verdict.startswith("Not calibrated: no lead time")


def test_as_many_changes_fail_as_were_measured_whatever_makes_them_fail() -> None:
    found = with_measured(lane(), SEEN, STUDY)
    after = fixed(found)
    # 10 % of deployments failed, mended by another each: 6 of 54 that brought changes, 400 / 54 in each.
    wanted = 1 - (1 - 6 / 54) ** (54 / 400)
    before = 1 - (1 - 0.1 * 0.5) * (1 - 0.01)
    assert after["defects"] == pytest.approx(0.1 * wanted / before)
    assert after["production.fails"] == pytest.approx(0.01 * wanted / before)


def test_slips_of_a_runbook_are_taken_out_of_what_failed() -> None:
    steps = {"count": 10, "work": {"dist": "constant", "value": "5m"}, "slip": 0.05}
    by_hand = [
        effect("path", "deploy.mark", "hand"), effect("path", "deploy.work", None),
        effect("path", "deploy.steps", steps),
    ]  # fmt: skip
    found = with_measured(lane(*by_hand), SEEN, STUDY)
    assert fixed(found)["defects"] == 0, "the slips alone are more than what failed"


def test_a_lane_without_failures_takes_the_measured_ones() -> None:
    sound = LINE.replace("defects: 0.1", "defects: 0").replace("fails: 0.01", "fails: 0")
    found = with_measured(lane(text=sound), SEEN, STUDY)
    assert fixed(found)["production.fails"] == pytest.approx(1 - (1 - 6 / 54) ** (54 / 400))


def test_mending_takes_as_long_as_was_measured() -> None:
    found = with_measured(lane(), SEEN, STUDY)
    after = fixed(found)
    ratio = after["production.detect.mean"]
    assert after["production.recover.mean"] == pytest.approx(2 * ratio)
    assert after["production.rollback.work.value"] == pytest.approx(0.5 * ratio)
    assert found.lane.fixed["production.detect.mean"].says == "measured median 4 h"


def test_pieces_that_a_lane_does_not_have_are_left_out() -> None:
    bare = LINE.replace("  rollback: {share: 0.5, work: {dist: constant, value: 30m}}\n", "")
    assert "production.rollback.work.value" not in fixed(with_measured(lane(text=bare), SEEN, STUDY))
    nothing = LINE[: LINE.index("production:")].replace(
        "between: {dist: exponential, mean: 2h}", "at: [1, 2]"
    )
    nothing = nothing.replace("id: decision", "id: gate")
    assert fixed(with_measured(lane(text=nothing), SEEN, STUDY)) == {}


def test_what_nobody_measured_stays_assumed() -> None:
    found = with_measured(lane(), Observed(1680.0, 0, 0, None), STUDY)
    assert fixed(found) == {}


def test_lead_time_is_never_set_and_stands_beside_the_measured_one() -> None:
    found = with_measured(lane(), SEEN, STUDY)
    (fit,) = found.fits
    assert fit.measured == 30
    assert fit.simulated is not None
    near = with_measured(lane(), Observed(1680.0, 400, 60, fit.simulated, 0.1, 4.0), STUDY)
    assert near.verdict.startswith("Calibrated. median lead time")
    far = with_measured(lane(), Observed(1680.0, 400, 60, 900.0, 0.1, 4.0), STUDY)
    assert far.verdict.startswith("Not calibrated. median lead time: measured 900 h")
