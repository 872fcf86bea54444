"""Open hours: exact cases by hand, then laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import compile_scenario, scenario_from_text
from simulator.calendars import add_work, next_open, open_since
from simulator.weekly import day_time, merge_spans, read_days, read_spans, week_time

TEXT = """format: 1
id: x
title: X
calendars:
  office: {days: mon-fri, hours: "09:00-17:00"}
  night: [{days: sat-sun, hours: "22:00-06:00"}, {days: mon, hours: "05:00-07:00"}]
arrivals: {at: [0]}
stages: [{id: a, mark: bolt}]
"""
MODEL = compile_scenario(scenario_from_text(TEXT)).model
HANDLE = MODEL.handle()
OFFICE, NIGHT, NEVER_CLOSED = 0, 1, -1


@pytest.mark.parametrize(
    ("start", "work", "finish"),
    [
        (112.5, 1.0, 177.5),  # Friday 16:30
        (39.0, 20.0, 107.0),  # Tuesday 15:00: 2 h, 8 h, 8 h, 2 h
        (132.0, 1.0, 178.0),  # Saturday noon
        (9.0, 8.0, 17.0),  # until closing, not a night longer
        (17.0, 1.0, 34.0),  # at closing it is closed
        (9.0, 400.0, 9.0 + 9 * 168 + 4 * 24 + 8),  # ten weeks of forty hours
    ],
)
def test_work_is_done_in_open_hours(start, work, finish):
    assert add_work(HANDLE, OFFICE, start, work) == pytest.approx(finish, abs=1e-9)


def test_ten_minutes_forty_eight_times_fill_a_day_and_spill_nothing():
    now = 9.0
    for _ in range(48):
        now = add_work(HANDLE, OFFICE, now, 1 / 6)
    assert now == pytest.approx(17.0)
    assert next_open(HANDLE, OFFICE, now) == 33.0


def test_without_a_calendar_it_is_always_open():
    assert next_open(HANDLE, NEVER_CLOSED, 3.0) == 3.0
    assert add_work(HANDLE, NEVER_CLOSED, 3.0, 2.0) == 5.0
    assert open_since(MODEL, NEVER_CLOSED, np.array([3.0, 4.5])).tolist() == [3.0, 4.5]


def test_open_hours_are_counted_from_the_first_monday():
    # Before, at and after opening and closing, in the night, on Saturday, in the second week.
    hours = np.array([0.0, 9.0, 12.5, 17.0, 20.0, 33.0, 34.0, 130.0, 168.0, 178.0])
    assert open_since(MODEL, OFFICE, hours).tolist() == [0, 0, 3.5, 8, 8, 8, 9, 40, 40, 41]
    assert open_since(MODEL, NIGHT, np.array([3.0, 100.0, 143.0, 169.0])).tolist() == [3, 7, 8, 18]


def test_spans_past_midnight_wrap_around_the_week_and_merge():
    spans = [tuple(span) for span in MODEL.spans[MODEL.calendars[NIGHT]["from"] :].tolist()]
    assert spans == [(0.0, 7.0), (142.0, 150.0), (166.0, 168.0)]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.sampled_from([OFFICE, NIGHT]), st.floats(0, 1000), st.floats(0.001, 500))
def test_exactly_the_work_lies_between_start_and_finish(calendar, start, work):
    finish = add_work(HANDLE, calendar, start, work)
    before, after = open_since(MODEL, calendar, np.array([start, finish]))
    assert after - before == pytest.approx(work, abs=1e-7)


def test_days_and_times_are_read_as_people_write_them():
    assert read_days("mon-fri") == (0, 1, 2, 3, 4)
    assert read_days("Fri-Mon, wed") == (0, 2, 4, 5, 6)
    assert week_time("fri 15:00") == 111.0
    assert week_time("15:30") == day_time("15:30") == 15.5
    assert merge_spans(read_spans("mon", "00:00-24:00")) == ((0.0, 24.0),)


@pytest.mark.parametrize("text", ["24:01", "9", "9:5", "25:00", ""])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match="is no time of day"):
        day_time(text)


@pytest.mark.parametrize("text", ["monday", "mon-tue-wed", ""])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match="names no days"):
        read_days(text)
