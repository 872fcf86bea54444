"""Find the assessments this browser may open, and begin new ones."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

import assessments
from store import AnswerWrite, Seat, StartAssessment, StoredAnswer
from ui import cached, live, places, words
from ui.state import seat_token, visit, visitor


@dataclass(frozen=True, slots=True)
class Mine:
    """Hold the seats this browser may open; `resumed` is the one a resume link opened, if any."""

    seats: tuple[Seat, ...]
    resumed: Seat | None


def mine() -> Mine:
    """Return the seats of this browser: those it began and the one its resume link names."""
    store = live.store()
    seats = store.seats_of(visitor())
    token = seat_token()
    resumed = store.resume(token) if token else None
    if resumed is not None and resumed not in seats:
        store.hold(visitor(), resumed)
        seats = (*seats, resumed)
    return Mine(seats, resumed)


def begin(questionnaire: assessments.Questionnaire, team: str) -> Seat:
    """Begin an assessment for a team and keep its resume token for this tab."""
    started = live.store().start_assessment(
        StartAssessment(questionnaire.id, questionnaire.version, team), visitor()
    )
    visit().seat_token[started.seat.respondent] = started.token
    return started.seat


def begin_sample() -> Seat:
    """Begin an assessment with the answers of the sample team."""
    answers = assessments.sample_answers()
    questionnaire = {q.id: q for q in cached.questionnaires().values}[answers.questionnaire]
    seat = begin(questionnaire, answers.team)
    sequence = live.store().next_seq(seat)
    writes = tuple(write_of(practice, answer, sequence) for practice, answer in answers.answers.items())
    live.store().save_answers(seat, writes)
    return seat


UNANSWERED = "unanswered"


def write_of(practice: str, answer: assessments.Answer | None, sequence: int) -> AnswerWrite:
    """Return the store's write for one answer; None takes an answer back."""
    if answer is None:
        return AnswerWrite(practice, UNANSWERED, client_seq=sequence)
    return AnswerWrite(
        practice,
        answer.state.value,
        option=answer.option,
        reason=answer.reason or "",
        note=answer.note or "",
        client_seq=sequence,
    )


def answers_of(seat: Seat, stored: Mapping[str, StoredAnswer]) -> assessments.Answers:
    """Return a seat's stored answers as the answers that are scored."""
    return assessments.Answers(
        questionnaire=seat.questionnaire,
        version=seat.version,
        team=seat.team or "A team",
        date=dt.datetime.now(dt.UTC).date(),
        answers={
            practice: assessments.Answer(
                state=assessments.AnswerState(found.state),
                option=found.option,
                reason=found.reason or None,
                note=found.note or None,
            )
            for practice, found in stored.items()
            if found.state != UNANSWERED
        },
    )


def handle(seat: Seat) -> str:
    """Return the word that chooses a seat in an address; it gives no right, the cookie does."""
    return hashlib.blake2s(seat.respondent.encode(), digest_size=6).hexdigest()


def draw_continue() -> None:
    """Draw links to what this browser left unfinished; draw nothing for a first visit."""
    seats = mine().seats
    if not seats:
        return
    last = seats[-1]
    st.caption("Continue where you stopped")
    if st.button(f"{words.plain(last.team)}: assessment", key="continue"):
        st.switch_page(places.ASSESS, query_params={"team": handle(last)})
