"""One clock for all screens."""

from workshops import Timer


def test_a_timer_runs_down_and_stops_at_nothing() -> None:
    timer = Timer().started(100.0, 60.0)
    assert [timer.left(moment) for moment in (100.0, 130.0, 160.0, 999.0)] == [60.0, 30.0, 0.0, 0.0]


def test_a_timer_that_waits_loses_nothing() -> None:
    waiting = Timer().started(0.0, 60.0).waiting(20.0)
    assert waiting.left(500.0) == 40.0
    assert waiting.waiting(600.0) == waiting
    assert waiting.going_on(600.0).left(610.0) == 30.0
    assert waiting.longer(600.0).left(700.0) == 100.0


def test_a_timer_that_is_over_gets_a_minute_from_now() -> None:
    assert Timer().started(0.0, 60.0).longer(100.0).left(100.0) == 60.0


def test_no_timer_stays_none() -> None:
    off = Timer()
    assert off.off
    assert off.left(1.0) is None
    assert off.waiting(1.0) == off.going_on(1.0) == off.longer(1.0) == off
    assert not Timer().started(0.0, 1.0).off


def test_a_timer_is_no_longer_than_a_day_and_no_shorter_than_nothing() -> None:
    assert Timer().started(0.0, 1e9).left(0.0) == 86_400.0
    assert Timer().started(0.0, -5.0).left(0.0) == 0.0
