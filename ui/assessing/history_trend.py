"""Draw a team's own way through its snapshots: by dimension or by practice, with how many took part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from assessments import Dated, Moment, Questionnaire, trend
from store import Seat
from ui import cached, live, words
from ui.assessing.exports_record import is_quick, snapshot_now
from ui.assessing.profile_numbers import points_of, table
from ui.assessing.together import plain_alt
from ui.charts.assess import Dot, people, trend_svg
from ui.charts.scales import uri
from ui.seats import is_seated
from ui.shell import READING, theme

BY_PRACTICE = "practices"
SIDES = 3
SHOWN = 12
"""So many small trends are drawn at once."""


def dated(questionnaire: Questionnaire, seat: Seat) -> list[Dated]:
    """Return the snapshots of a seat's team, each with the questionnaire it was taken with."""
    found = []
    for taken in live.store().snapshots(seat):
        try:
            found.append(Dated(taken, cached.asked(taken.hash)))
        except KeyError:
            if taken.hash == questionnaire.fingerprint:
                found.append(Dated(taken, questionnaire))
    return found


def draw_trend(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw the trend, by dimension at first."""
    kept = dated(questionnaire, seat)
    today = now(questionnaire, seat, kept)
    moments = trend([*kept, *today])
    if not moments:
        st.info("No snapshot yet. Take one under History; from the second one on there is a trend.")
        return
    titles = {one.id: one.title for one in questionnaire.dimensions}
    names = ["", *titles]
    part = st.selectbox(
        "Trend of", names, key="trend-of", width=READING,
        format_func=lambda name: f"practices: {titles[name]}" if name else "all dimensions",
    )  # fmt: skip
    panels = panels_of(questionnaire, moments, part)
    if today:
        panels = [(title, [*dots[:-1], replace(dots[-1], kept=False)]) for title, dots in panels]
    draw_panels(panels, f"trend-{part}")
    st.caption(
        "Only this team against its own past. Bars are the range that open answers leave; n is how many "
        "took part, "
        "“too few” where they could be recognized. An open dot is today, not kept yet. Where the "
        "questions were worded anew, the line breaks.",
        width=READING,
    )


def now(questionnaire: Questionnaire, seat: Seat, kept: Sequence[Dated]) -> list[Dated]:
    """Return what the team says today where that is no snapshot yet, and nothing before a reveal."""
    found = live.store().assessment(seat)
    if not is_seated(seat) or not is_quick(questionnaire) or (found.mode != "alone" and not found.revealed):
        return []
    taken = snapshot_now(questionnaire, seat)
    if not taken.answers or any(one.snapshot.fingerprint == taken.fingerprint for one in kept):
        return []
    return [Dated(taken, questionnaire)]


def panels_of(
    questionnaire: Questionnaire, moments: Sequence[Moment], part: str
) -> list[tuple[str, list[Dot]]]:
    """Return a line for each dimension, or for each practice of one."""
    if not part:
        return [(one.title, dimension_dots(moments, one.id)) for one in questionnaire.dimensions]
    return [
        (one.title, practice_dots(moments, one.id))
        for one in questionnaire.practices
        if one.dimension == part
    ]


def dimension_dots(moments: Sequence[Moment], name: str) -> list[Dot]:
    """Return the moments of one dimension."""
    found = []
    for moment in moments:
        node = moment.dimensions.get(name)
        score, low, high = map(points_of, (node.score, node.low, node.high) if node else (None,) * 3)
        found.append(Dot(moment.day, score, low, high, moment.respondents, moment.asked_anew))
    return found


def practice_dots(moments: Sequence[Moment], name: str) -> list[Dot]:
    """Return the moments of one practice."""
    return [
        Dot(
            moment.day,
            points_of(moment.practices.get(name)),
            people=moment.respondents,
            broken=moment.asked_anew,
        )
        for moment in moments
    ]


def draw_panels(panels: Sequence[tuple[str, list[Dot]]], key: str) -> None:
    """Draw small trends beside each other, and the same as a table."""
    pages = -(-len(panels) // SHOWN)
    page = st.pagination(pages, key=f"{key}-page") if pages > 1 else 1
    shown = panels[(page - 1) * SHOWN : page * SHOWN]
    pictures, twin = st.tabs(["Picture", "Table"], key=f"tabs-{key}")
    with pictures:
        sides = st.columns(min(SIDES, max(len(shown), 1)), gap="medium")
        for place, (title, dots) in enumerate(shown):
            svg = uri(trend_svg(dots, dark=theme() == "dark"))
            sides[place % SIDES].markdown(
                f"**{words.plain(title)}**\n\n![{plain_alt(told(title, dots))}]({svg})"
            )
    twin.markdown(trend_table(shown))


def told(title: str, dots: Sequence[Dot]) -> str:
    """Return a trend as a sentence."""
    rows = [f"{dot.day.isoformat()} {said(dot)}" for dot in dots]
    return f"{title}: {', '.join(rows)}"


def said(dot: Dot) -> str:
    """Return the points of one moment."""
    return "none" if dot.score is None else f"{dot.score:.0f}"


def trend_table(panels: Sequence[tuple[str, list[Dot]]]) -> str:
    """Return small trends as a table: a row for each, a column for each moment."""
    dots = panels[0][1] if panels else []
    head = [
        "Points, 0 to 100",
        *(f"{dot.day.isoformat()}{' (asked anew)' if dot.broken else ''}" for dot in dots),
    ]
    rows = [[words.plain(title), *map(said, line)] for title, line in panels]
    return table(head, [*rows, ["Took part", *(people(dot.people) for dot in dots)]])
