"""How often a step stays first when the assumptions are sampled."""

from threading import Event

import pytest

from loop import DRAWS, SHOWN, Fixed, Stability, draw_rankings
from simulator import StoppedError, Study
from tests.loop.lanes import LINE, effect, lane, turn

LEAD, RECOVERY = SHOWN[0], SHOWN[3]
STUDY = Study(seed=1, replications=1, changes=80)


def test_a_step_that_is_far_ahead_stays_first_in_every_draw() -> None:
    steps = [turn("press", "decision.departures.every", "1h", "3h"), turn("quick", "review.work.mean", "50m")]
    seen = []
    found = draw_rankings(
        lane(), steps, LEAD, draws=30, study=STUDY, progress=lambda *told: seen.append(told)
    )
    assert (found.draws, found.first, found.none) == (30, {"press": 30, "quick": 0}, 0)
    assert seen == [(20, 30), (30, 30)]
    assert found.share("press") == 1
    assert found.share("another") is None
    low, high = found.ranges["press"]
    assert low < high < 0


def test_where_the_range_decides_both_come_first_in_some_draws() -> None:
    steps = [
        turn("even", "decision.departures.every", "4h", "24h"),
        turn("odd", "decision.departures.every", "14h"),
    ]
    found = draw_rankings(lane(), steps, LEAD, draws=60, study=STUDY)
    assert found.first["even"] + found.first["odd"] + found.none == 60
    assert min(found.first.values()) >= 15, "a step of 4 to 24 h is below 14 h in half of its range"


def test_draws_are_the_same_each_time_and_do_not_depend_on_the_order_of_steps() -> None:
    own = lane(effect("small", "review.work.mean", "30m", "90m"))
    steps = [turn("press", "decision.departures.every", "4h", "20h"), turn("quick", "small", 1)]
    steps = [steps[0], turn("tests", "test.work.value", "1m", "10m")]
    once = draw_rankings(own, steps, LEAD, draws=25, study=STUDY)
    assert draw_rankings(own, steps, LEAD, draws=25, study=STUDY) == once
    again = draw_rankings(own, steps[::-1], LEAD, draws=25, study=STUDY)
    assert (again.first, again.ranges) == (once.first, once.ranges)


def test_what_was_measured_is_not_sampled() -> None:
    own = lane(effect("small", "review.work.mean", "30m", "90m")).with_fixed(
        Fixed("review.work.mean", 0.5, "counted")
    )
    steps = [turn("press", "decision.departures.every", "6h")]
    found = draw_rankings(own, steps, LEAD, draws=5, study=STUDY)
    low, high = found.ranges["press"]
    assert low == high, "nothing differs between draws"


def test_steps_that_help_in_no_draw_or_do_not_fit_are_counted_as_none() -> None:
    steps = [turn("slow", "decision.departures.every", "3d"), turn("lost", "nowhere", 1)]
    found = draw_rankings(lane(), steps, LEAD, draws=4, study=STUDY)
    assert (found.none, found.first) == (4, {"slow": 0, "lost": 0})
    assert found.ranges["lost"] is None
    broken = draw_rankings(lane().with_fixed(Fixed("nowhere", 1, "")), steps, LEAD, draws=3, study=STUDY)
    assert (broken.draws, broken.share("slow")) == (0, None)


def test_a_metric_without_a_value_gives_no_draw() -> None:
    calm = LINE.replace("defects: 0.1", "defects: 0").replace("fails: 0.01", "fails: 0")
    steps = [turn("press", "decision.departures.every", "6h")]
    found = draw_rankings(lane(text=calm), steps, RECOVERY, draws=3, study=STUDY)
    assert found == Stability(RECOVERY, 0, {"press": 0}, 0, {"press": None})


def test_draws_can_be_stopped_and_are_five_hundred_unless_said() -> None:
    stop = Event()
    stop.set()
    with pytest.raises(StoppedError):
        draw_rankings(lane(), [], LEAD, study=STUDY, stop=stop)
    assert DRAWS >= 500
