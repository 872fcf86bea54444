"""A clock that is right when it is made, and that nobody moves by setting the machine's clock."""

import datetime as dt

from ui.rooms import hub
from ui.steady import STEADY, SteadyClock, passed

YEAR = 365 * 24 * 3600.0


def test_setting_the_machines_clock_changes_nothing():
    wall, elapsed = [1_000_000.0], [50.0]
    clock = SteadyClock(lambda: wall[0], lambda: elapsed[0])
    assert clock.now() == 1_000_000.0

    wall[0] += YEAR
    assert clock.now() == 1_000_000.0
    assert clock.day() == dt.date(1970, 1, 12)

    wall[0] -= 2 * YEAR
    elapsed[0] += 86_400.0
    assert clock.now() == 1_086_400.0
    assert clock.day() == dt.date(1970, 1, 13)


def test_what_passes_never_runs_backwards():
    moments = [passed() for _ in range(1000)]
    assert moments == sorted(moments)


def test_without_a_count_of_sleep_the_time_awake_counts(monkeypatch):
    monkeypatch.delattr("time.CLOCK_BOOTTIME", raising=False)
    monkeypatch.setattr("time.monotonic", lambda: 7.5)
    assert passed() == 7.5


def test_rooms_go_by_the_steady_clock(monkeypatch):
    before = hub.now()
    monkeypatch.setattr("time.time", lambda: before + YEAR)
    assert 0.0 <= hub.now() - before < 60.0
    assert abs(STEADY.now() - hub.now()) < 60.0
