"""Days on which something is due, as a calendar file."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from datafiles import Event, as_calendar

DAY = dt.date(2026, 11, 16)


def test_an_event_takes_the_whole_day():
    assert as_calendar("Reviews", [Event("one", DAY, "Look", "At it")], DAY).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Greenlane//Reviews//EN",
        "BEGIN:VEVENT",
        "UID:one@greenlane",
        "DTSTAMP:20261116T000000Z",
        "DTSTART;VALUE=DATE:20261116",
        "SUMMARY:Look",
        "DESCRIPTION:At it",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.text())
def test_no_text_ends_its_value_or_begins_another(text):
    lines = as_calendar("Steps", [Event("one", DAY, text, text)], DAY).split("\r\n")
    whole = "\r\n".join(lines).replace("\r\n ", "").split("\r\n")
    assert [line.partition(":")[0] for line in whole] == [
        *("BEGIN", "VERSION", "PRODID", "BEGIN", "UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"),
        *("DESCRIPTION", "END", "END", ""),
    ]
    assert all(len(line.encode("utf-8", "replace")) <= 75 for line in lines)
