from __future__ import annotations

import datetime as dt

from content import Box, review_calendar

TODAY = dt.date(2026, 11, 2)


def box(days: int | None) -> Box:
    return Box(4 if days is None else 1, None if days is None else TODAY + dt.timedelta(days=days), TODAY)


def test_each_day_with_something_due_is_an_event(house):
    boxes = {"one": box(3), "two": box(3), "three": box(-2), "four": box(None), "gone": box(1)}

    assert review_calendar(house.course(), boxes, TODAY).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Greenlane//Reviews//EN",
        "BEGIN:VEVENT",
        "UID:review-20261102@greenlane",
        "DTSTAMP:20261102T000000Z",
        "DTSTART;VALUE=DATE:20261102",
        "SUMMARY:Greenlane: review 1 question",
        "DESCRIPTION:First",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:review-20261105@greenlane",
        "DTSTAMP:20261102T000000Z",
        "DTSTART;VALUE=DATE:20261105",
        "SUMMARY:Greenlane: review 2 questions",
        "DESCRIPTION:First",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_signs_that_would_end_a_value_are_escaped(house):
    house.change("lessons/first/en.md", "title: First", 'title: "One, two; three\\\\four\\nfive"')

    assert "DESCRIPTION:One\\, two\\; three\\\\four\\nfive\r\n" in review_calendar(
        house.course(), {"one": box(1)}, TODAY
    )


def test_a_long_line_goes_on_in_the_next_one(house):
    title = "Über alles, was lang ist, und noch viel länger als das, was in eine Zeile passt"
    house.change("lessons/first/en.md", "title: First", f"title: {title}")

    text = review_calendar(house.course(), {"one": box(1)}, TODAY)

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert title in text.replace("\r\n ", "").replace("\\,", ",")
