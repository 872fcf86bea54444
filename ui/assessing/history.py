"""Keep what a team answers as a snapshot, compare two of them, and follow the team's own trend."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessments import Change, Comparison, Dated, Moved, Questionnaire, compare
from store import Assessment, Seat
from ui import live, words
from ui.assessing.exports_record import is_quick, snapshot_now
from ui.assessing.history_trend import dated, draw_trend
from ui.assessing.profile_numbers import table
from ui.charts.assess import people
from ui.ink import on_ink
from ui.seats import is_seated
from ui.shell import READING

TODAY = "today"
A_PAGE = 50
SAYS = {
    Moved.REGRESSED: "Lower than before. They stand first because they are the easiest to overlook.",
    Moved.FORGOTTEN: "There was a value before; now nobody gives one.",
    Moved.FOUND: "Now there is a value where none was.",
    Moved.OTHER_STATE: "Answered in another way, without a change of the score.",
    Moved.NEW: "The questionnaire asks this only since the later snapshot.",
    Moved.REMOVED: "The later questionnaire does not ask this any more.",
}
"""What the groups mean that do not speak for themselves."""


def draw_history(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw the snapshots of a team, the difference of two, and the trend."""
    found = live.store().assessment(seat)
    if is_seated(seat):
        draw_take(questionnaire, seat, found)
    kept = dated(questionnaire, seat)
    if not kept:
        st.info(
            "Nothing is kept yet. A snapshot holds what the team says today, and never changes afterwards."
        )
        return
    draw_kept(kept)
    st.markdown("## What moved")
    draw_difference(questionnaire, seat, found, kept)
    st.markdown("## Trend")
    draw_trend(questionnaire, seat)


def may_keep(found: Assessment) -> bool:
    """Tell whether there is something of the team to keep: alone always, together once it was revealed."""
    return found.mode == "alone" or found.revealed


def draw_take(questionnaire: Questionnaire, seat: Seat, found: Assessment) -> None:
    """Draw how a snapshot is taken, or why there is none to take."""
    if not may_keep(found):
        st.markdown(
            "A snapshot holds what the team agreed on. Reveal the answers under Together and agree first; "
            "what a "
            "single person said is never kept.",
            width=READING,
        )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(on_ink("Take a snapshot"), type="primary", key="take-snapshot"):
            live.store().take_snapshot(seat, questionnaire)
            st.rerun()
        st.caption(
            "Keeps today's answers of the team with the words of the questions, for ever. Once a quarter "
            "is a good "
            "rhythm; twice the same keeps one.",
            width=READING,
        )


def draw_kept(kept: Sequence[Dated]) -> None:
    """Draw the list of snapshots, the newest first."""
    rows = []
    for one in reversed(kept[-A_PAGE:]):
        overall = one.scores().overall
        rows.append(
            [
                one.snapshot.date.isoformat(),
                words.plain(one.snapshot.version),
                people(one.snapshot.respondents),
                f"{overall.answered} of {overall.applicable}",
                one.snapshot.hash[:8],
                one.snapshot.fingerprint[:8],
            ]
        )
    head = ["Day", "Version", "Took part", "Answered", "Questions (hash)", "Snapshot (hash)"]
    with st.expander(words.count(len(kept), "snapshot")):
        st.markdown(table(head, rows))


# ---------------------------------------------------------------- the difference of two


def draw_difference(
    questionnaire: Questionnaire, seat: Seat, found: Assessment, kept: Sequence[Dated]
) -> None:
    """Draw the choice of two snapshots, and what changed from one to the other."""
    by_key = {one.snapshot.fingerprint: one for one in kept}
    titles = {name: label(one, place) for place, (name, one) in enumerate(by_key.items(), start=1)}
    if is_seated(seat) and may_keep(found) and is_quick(questionnaire):
        by_key[TODAY] = Dated(snapshot_now(questionnaire, seat), questionnaire)
        titles[TODAY] = "Today, not kept"
    names = list(by_key)
    if len(names) < 2:  # noqa: PLR2004 - a difference needs two
        st.markdown("One snapshot has nothing to be compared with. Come back in a quarter.")
        return
    first, second = st.columns(2)
    usual = len(names) - 2
    before = first.selectbox("From", names, usual, format_func=titles.__getitem__, key="from")
    after = second.selectbox("To", names, len(names) - 1, format_func=titles.__getitem__, key="to")
    if before == after:
        st.markdown("Choose two different ones.")
        return
    draw_comparison(compare(by_key[before], by_key[after]))


def label(one: Dated, place: int) -> str:
    """Return what a snapshot is called."""
    return f"{one.snapshot.date.isoformat()}, snapshot {place}"


def draw_comparison(found: Comparison) -> None:
    """Draw what changed: in words, the regressions first, then the dimensions."""
    counts = [f"{found.count(moved)} {moved.value}" for moved in Moved if found.count(moved)]
    st.markdown(f"**{', '.join(counts)}.**")
    reworded = sum(change.reworded for change in found.practices)
    if reworded:
        st.caption(
            f"{words.count(reworded, 'practice')} asked in other words: their scores before and after do "
            "not mean the "
            "same, and they are marked."
        )
    for moved in Moved:
        rows = [change for change in found.practices if change.moved is moved]
        if rows and moved is not Moved.SAME:
            draw_moved(moved, rows)
    with st.expander("Dimensions"):
        st.markdown(dimension_table(found))


def draw_moved(moved: Moved, rows: Sequence[Change]) -> None:
    """Draw the practices that moved in one way."""
    st.markdown(f"### {moved.value.capitalize()}: {len(rows)}")
    if moved in SAYS:
        st.caption(SAYS[moved])
    st.markdown(
        table(["Practice", "Before", "After", "Points"], [change_cells(row) for row in rows[:A_PAGE]])
    )
    if len(rows) > A_PAGE:
        st.caption(f"And {len(rows) - A_PAGE:,} more; the exports have all.")


def change_cells(change: Change) -> list[str]:
    """Return one practice as a row."""
    difference = change.difference
    moved = "none" if difference is None else f"{difference * 100:+.0f}".replace("-", words.MINUS)
    note = " *(asked in other words)*" if change.reworded else ""
    before, after = (
        "not asked" if side is None else words.plain(side.said) for side in (change.before, change.after)
    )
    return [f"**{words.plain(change.practice.title)}**{note}", before, after, moved]


def dimension_table(found: Comparison) -> str:
    """Return the dimensions before and after; what was asked otherwise is said to be so."""
    rows = []
    for one in found.dimensions:
        ends = [words.points(node.score if node else None) for node in (one.before, one.after)]
        moved = "none" if one.difference is None else f"{one.difference * 100:+.0f}".replace("-", words.MINUS)
        same = "yes" if one.comparable else "no: asked otherwise"
        rows.append([words.plain(one.title), *ends, moved, same])
    return table(["Dimension", "Before, 0 to 100", "After", "Difference", "Same questions"], rows)
