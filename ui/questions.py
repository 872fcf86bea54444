"""Draw a questionnaire one question at a time, and save what changed, after drawing."""

from dataclasses import replace

import streamlit as st

from assessments import Practice, Questionnaire
from store import Assessment, Saved, Seat, StoredAnswer
from ui import live, words
from ui.assessing.answering_beside import draw_evidence, draw_note, draw_reasons
from ui.assessing.answering_end import has_end
from ui.assessing.answering_list import Way, draw_strip, go, look, note_state, open_words, read_asked
from ui.assessing.answering_part import draw_part
from ui.assessing.answering_said import Said, headline, in_words, said_of
from ui.assessing.answering_saving import Outcome, as_known, note, reconcile, save, show
from ui.assessing.answering_widgets import Asked, draw_answer, read_left
from ui.ink import on_ink
from ui.shell import READING
from ui.state import visit

NOT_NO = (
    "These are never scored as “no”. Not applicable needs a reason and leaves the score, as does done "
    "elsewhere; don't know and unanswered widen its range."
)


def draw_questions(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw one question, save what changed, and say so."""
    found = live.store().assessment(seat)
    main, side = st.columns([5, 3], gap="large")
    with main, st.container(width=READING):
        draw_promise(found)
        top, body, foot = st.container(), st.container(), st.container()
        with foot:
            place = asked_place(questionnaire)
        practice = questionnaire.practices[place - 1]
        if not found.revealed:
            save_left(questionnaire, seat, practice.id)
        before = read_asked(questionnaire, seat, practice.id)
        asked = Asked(questionnaire, practice, answer_key(seat, practice.id), found.revealed)
        with body:
            shown, result = draw_one(asked, seat, found, before)
        if result.saved is not None and not result.saved.refused:
            note_state(seat, practice.id, shown.state)
        way = look(questionnaire, seat)
        with top:
            draw_top(way, place)
        with body:
            draw_ways(asked, shown, place, len(questionnaire.practices))
            draw_saved(way, result)
    with side:
        draw_part(way, place)
    if visit().answering.again or result.taken:
        visit().answering.again = False
        st.rerun()


def save_left(questionnaire: Questionnaire, seat: Seat, now: str) -> None:
    """Save what was chosen at the question before, where one went on before the page had run."""
    last = visit().answering.asked
    left = last.get(seat.respondent)
    last[seat.respondent] = now
    if left is None or left == now or left not in {one.id for one in questionnaire.practices}:
        return
    stored = live.store().answer(seat, left)
    asked = Asked(questionnaire, questionnaire.practice(left), answer_key(seat, left))
    shown = read_left(asked, said_of(stored))
    if shown is not None:
        saved = reconcile(seat, asked.practice, shown, stored).saved
        if saved is not None and not saved.refused:
            note_state(seat, left, shown.state)


def asked_place(questionnaire: Questionnaire) -> int:
    """Return the place [1..] of the question that is asked."""
    last = len(questionnaire.practices)
    return int(st.pagination(last, key="question", bind="query-params", max_visible_pages=7))


def draw_promise(found: Assessment) -> None:
    """Say before anything is answered who will see it."""
    if found.mode == "alone":
        return
    st.caption(promise(found))
    if found.revealed:
        st.info("The answers were revealed, and nobody changes one any more. The host can open them again.")


def promise(found: Assessment) -> str:
    """Return what is promised to everybody who answers together."""
    if found.mode == "open":
        return (
            "**Open.** You answer alone; once the host reveals the answers, everybody sees who said what. It "
            "was chosen so when this began, and cannot be changed."
        )
    return (
        f"**Anonymous.** You answer alone. Nothing is shown of fewer than {found.least} people, and never "
        "who said what: no name, no address, no time of day. What you write beside an answer the host alone "
        "reads, until ten people wrote something."
    )


def draw_one(
    asked: Asked, seat: Seat, found: Assessment, stored: StoredAnswer | None
) -> tuple[Said, Outcome]:
    """Draw one question with what stands beside it, and save what changed."""
    practice = asked.practice
    head, below = headline(practice)
    st.markdown(f"## {words.plain(head)}\n\n{words.plain(below)}")
    draw_reasons(practice)
    if practice.question.doubt:
        st.caption(f"As its author wrote it; note: {words.plain(practice.question.doubt)}")
    before = said_of(stored)
    shown = draw_answer(asked, before)
    st.caption(NOT_NO)
    shown = replace(shown, note=draw_note(asked, before, shown))
    result = Outcome() if asked.closed else reconcile(seat, practice, shown, stored)
    if result.taken:
        show(asked, said_of(stored))
        visit().answering.told[seat.respondent, practice.id] = in_words(
            asked.questionnaire, practice, said_of(stored)
        )
    draw_elsewhere(asked, seat, shown, stored, result)
    draw_evidence(asked, seat, found, shown)
    return shown, result


def draw_elsewhere(
    asked: Asked, seat: Seat, shown: Said, stored: StoredAnswer | None, result: Outcome
) -> None:
    """Say what another tab saved meanwhile; where both changed the answer, show both and ask."""
    told = visit().answering.told
    place = (seat.respondent, asked.practice.id)
    if result.theirs is not None:
        draw_conflict(asked, seat, shown, stored, result.theirs)
    elif result.saved is not None:
        told.pop(place, None)
    elif place in told:
        st.info(f"Changed in another tab or on another device. It is now: {words.plain(told[place])}.")


def draw_conflict(asked: Asked, seat: Seat, shown: Said, stored: StoredAnswer | None, theirs: Said) -> None:
    """Show both answers where two tabs changed one, and let the person choose."""
    practice = asked.practice
    here, there = (words.plain(both_words(asked, one)) for one in (shown, theirs))
    st.warning(
        "**Not saved yet: another tab or device answered this meanwhile.**\n\n"
        f"- There, and saved: {there}\n- Here: {here}"
    )
    with st.container(horizontal=True):
        if st.button("Keep what is saved", key=f"theirs-{asked.key}"):
            note(seat, practice.id, as_known(stored))
            show(asked, theirs)
            st.rerun()
        if st.button(on_ink("Save mine instead"), type="primary", key=f"mine-{asked.key}"):
            save(seat, practice.id, shown)
            st.rerun()


def both_words(asked: Asked, found: Said) -> str:
    """Return an answer with the texts beside it."""
    texts = [in_words(asked.questionnaire, asked.practice, found), found.reason, found.note]
    return ", ".join(text for text in texts if text)


def draw_top(way: Way, place: int) -> None:
    """Draw how far one has come, the list of all questions, and where the one that is asked stands."""
    practice: Practice = way.questionnaire.practices[place - 1]
    title = next(one.title for one in way.questionnaire.dimensions if one.id == practice.dimension)
    draw_strip(way, place, title)


def after_last(questionnaire: Questionnaire) -> tuple[str, str]:
    """Return the view that follows the last question, with the words of its button."""
    short = has_end(questionnaire) and questionnaire.scenario is None
    return ("result", "See the result") if short else ("profile", "See the profile")


def answer_key(seat: Seat, practice: str) -> str:
    """Return the key of a question's widget."""
    return f"answer-{seat.respondent}-{practice}"


def draw_saved(way: Way, result: Outcome) -> None:
    """Draw what is in the database, and what was not saved."""
    for refused in refusals(result.saved):
        st.error(f"Not saved: {refused}.")
    begins = "Saved." if result.theirs is None else "Your last click is not saved yet."
    text = f"{begins} {way.answered} of {way.last} questions have an answer."
    st.caption(text + (open_words(way.open_places()) if way.answered else ""))


def refusals(saved: Saved | None) -> list[str]:
    """Return why answers were not saved, each in one line."""
    return [f"{one.field}: {one.wrong}; {one.mend}" for one in saved.refused] if saved else []


def draw_ways(asked: Asked, shown: Said, place: int, last: int) -> None:
    """Draw the ways on from a question: back, on, and taking the answer back."""
    with st.container(horizontal=True):
        if place > 1:
            st.button("Back", on_click=go, args=("question", place - 1))
        if place < last:
            st.button(on_ink("Next"), type="primary", on_click=go, args=("question", place + 1))
        else:
            name, title = after_last(asked.questionnaire)
            st.button(on_ink(title), type="primary", on_click=go, args=("show", name))
        if shown.given and not asked.closed:
            st.button(
                "Leave unanswered",
                type="tertiary",
                icon=":material/radio_button_unchecked:",
                on_click=show,
                args=(asked, Said()),
            )
