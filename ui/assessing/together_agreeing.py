"""Agree on an answer for the team: it stands beside what each said, with a note, and changes none of it."""

from __future__ import annotations

import streamlit as st

from assessments import Practice, Questionnaire
from store import TEXT_LIMIT, Agreed, Seat
from ui import live, words
from ui.assessing.answering_said import Said, in_words, said_of
from ui.assessing.answering_saving import show
from ui.assessing.answering_widgets import Asked, default, draw_answer
from ui.ink import on_ink
from ui.state import visit


def draw_agreeing(
    questionnaire: Questionnaire, seat: Seat, practice: Practice, agreed: Agreed | None
) -> None:
    """Draw how the team agrees on one answer, folded."""
    title = "Agree on an answer" if agreed is None else "Change what we agreed on"
    popover = st.popover(title, key=f"agree-{practice.id}", on_change="rerun")
    if not popover.open:
        return
    with popover:
        draw_form(Asked(questionnaire, practice, f"agree-{seat.assessment}-{practice.id}"), seat, agreed)


def draw_form(asked: Asked, seat: Seat, agreed: Agreed | None) -> None:
    """Draw the answer and the note of a team, saved on one press."""
    before, name = said_of(agreed), asked.practice.id
    visit().answering.agreed.setdefault((seat.assessment, name), agreed.version if agreed else 0)
    st.markdown(f"**{words.plain(asked.practice.question.text)}**")
    shown = draw_answer(asked, before)
    note_key = f"{asked.key}-note"
    note = st.text_area(
        "Why, in a sentence",
        value=default(note_key, before.note, ""),
        key=note_key,
        max_chars=TEXT_LIMIT,
        height="content",
    ).strip()
    told = visit().answering.told.get((seat.assessment, name))
    if told:
        st.warning(
            f"**Not saved: meanwhile it was changed to** {words.plain(told)}. Saving again replaces it."
        )
    with st.container(horizontal=True):
        if st.button(
            on_ink("Save what we agreed", enabled=shown.given), type="primary", key=f"{asked.key}-save",
            disabled=not shown.given,
        ):  # fmt: skip
            save(asked, seat, shown, note)
        if agreed is not None and st.button("Take it back", type="tertiary", key=f"{asked.key}-drop"):
            live.store().disagree(seat, name)
            visit().answering.agreed.pop((seat.assessment, name), None)
            visit().answering.told.pop((seat.assessment, name), None)
            show(asked, Said())
            st.rerun()
    if visit().answering.again:
        visit().answering.again = False
        st.rerun()


def save(asked: Asked, seat: Seat, shown: Said, note: str) -> None:
    """Write what the team agreed on; where somebody was faster, nothing is replaced and this tab is told."""
    tab, practice = visit().answering, asked.practice
    place = (seat.assessment, practice.id)
    settled = live.store().agree(
        seat,
        Agreed(
            practice.id, shown.state, shown.option, shown.value, shown.choices, shown.reason, note,
            tab.agreed.get(place, 0),
        ),
    )  # fmt: skip
    if settled.refused is not None:
        refused = settled.refused
        st.error(f"Not saved: {refused.field} {refused.wrong}; {refused.mend}.")
        return
    tab.agreed[place] = settled.stored.version if settled.stored else 0
    tab.told.pop(place, None)
    if not settled.done:
        now = in_words(asked.questionnaire, practice, said_of(settled.stored))
        tab.told[place] = ", ".join(
            part for part in (now, settled.stored.note if settled.stored else "") if part
        )
    st.rerun()
