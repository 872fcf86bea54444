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


def open_seat(wanted: str | None) -> Seat | None:
    """Return the seat that an address names, or else the one a resume link opened; None where there is none.

    What this tab opened before is not looked up again.
    """
    known = visit().seats
    if wanted not in known:
        found = mine()
        known.update({handle(seat): seat for seat in found.seats})
        wanted = wanted or (handle(found.resumed) if found.resumed else None)
    return known.get(wanted or "")


def begin(questionnaire: assessments.Questionnaire, team: str) -> Seat:
    """Begin an assessment for a team and keep its resume token for this tab."""
    started = live.store().start_assessment(
        StartAssessment(questionnaire.id, questionnaire.version, team), visitor()
    )
    visit().seat_token[started.seat.respondent] = started.token
    visit().last = (handle(started.seat), started.seat.team)
    return started.seat


def draw_sample() -> None:
    """Draw the way to the sample team's profile; nothing where its questionnaire cannot be read."""
    questionnaire = {q.id: q for q in cached.questionnaires().values}.get(SAMPLE)
    if questionnaire and st.button("Try it with a sample team", key="sample"):
        go_to(begin_sample(questionnaire), show="profile")


def begin_sample(questionnaire: assessments.Questionnaire) -> Seat:
    """Begin an assessment with the answers of the sample team."""
    answers = assessments.sample_answers()
    seat = begin(questionnaire, answers.team)
    sequence = live.store().next_seq(seat)
    writes = tuple(write_of(practice, answer, sequence) for practice, answer in answers.answers.items())
    live.store().save_answers(seat, writes)
    return seat


def go_to(seat: Seat, show: str = "questions") -> None:
    """Go to an assessment: its questions or its profile."""
    st.session_state["show"] = show
    st.switch_page(places.ASSESS, query_params={"team": handle(seat)})


UNANSWERED = "unanswered"
SAMPLE = "continuous-delivery"


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
    """Draw the way back to what this browser began last; nothing for a first visit."""
    last = visit().last
    if last is None:
        seats = mine().seats
        last = (handle(seats[-1]), seats[-1].team) if seats else ()
        visit().last = last
    if last and st.button(f"Continue: {words.plain(last[1])}", key="continue"):
        st.switch_page(places.ASSESS, query_params={"team": last[0]})
