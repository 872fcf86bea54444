"""Find the assessments this browser may open, and begin new ones."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

import assessments
from store import (
    PASS_ROLES,
    Agreed,
    AnswerWrite,
    Assessment,
    OpenAssessment,
    Proof,
    Seat,
    StoredAnswer,
    Target,
    to_answer,
)
from store.reading import Worded
from ui import cached, live, places, words
from ui.state import seat_token, visit, visitor

SAMPLE = "delivery-practices"
"""The questionnaire that the sample team answered, several times."""


@dataclass(frozen=True, slots=True)
class Mine:
    """Hold the seats this browser may open; `resumed` is the one a resume link opened, if any."""

    seats: tuple[Seat, ...]
    resumed: Seat | None


def mine() -> Mine:
    """Return what this browser may open: its passes, the seats it came to, and what its last link names."""
    store = live.store()
    seats = (*store.passes_of(visitor()), *store.seats_of(visitor()))
    token = seat_token()
    resumed = store.resume(token) if token else None
    if resumed is not None and resumed not in seats:
        if is_seated(resumed):
            store.hold(visitor(), resumed)
        else:  # a pass is good as long as its link, and no longer
            store.hold_pass(visitor(), resumed)
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


def is_seated(seat: Seat) -> bool:
    """Tell whether it is a seat; a pass sees what is kept of a team, and nothing of today."""
    return live.store().role(seat) not in PASS_ROLES


def questionnaire_of(seat: Seat, found: Assessment) -> assessments.Questionnaire | None:
    """Return what an assessment asks, in the words of the day it was opened; None where they are gone."""
    shipped = {q.id: q for q in cached.questionnaires().values}.get(seat.questionnaire)
    if found.asked is None:
        return shipped
    try:
        return cached.asked(found.asked)
    except KeyError:
        return shipped


def begin(
    questionnaire: assessments.Questionnaire,
    team: str,
    mode: str = "alone",
    least: int = 5,
    after: Seat | None = None,
) -> Seat:
    """Begin an assessment for a team and keep its resume token for this tab.

    Args:
        questionnaire: what is asked; its text is kept as it is today.
        team: the team's name.
        mode: "alone", or together: "anonymous" or "open".
        least: of how many people a tally is shown at least [3..5].
        after: a seat of an earlier assessment of the same team.
    """
    store = live.store()
    asked = store.remember_questionnaire(questionnaire)
    opening = OpenAssessment(questionnaire.id, questionnaire.version, team, mode, least, asked, after)
    started = store.open_assessment(opening, visitor())
    take(started.seat, started.token)
    return started.seat


def take(seat: Seat, token: str) -> None:
    """Remember in this tab the seat it came to, with the token of its resume link."""
    visit().seat_token[seat.respondent] = token
    visit().seats[handle(seat)] = seat
    visit().last = (handle(seat), seat.team)


def forget_seat(seat: Seat) -> None:
    """Forget in this tab a seat that was erased."""
    visit().seat_token.pop(seat.respondent, None)
    visit().seats.pop(handle(seat), None)
    visit().last = None


def draw_sample() -> None:
    """Draw the way to the sample team's profile; nothing where its questionnaire cannot be read."""
    questionnaire = {q.id: q for q in cached.questionnaires().values}.get(SAMPLE)
    if questionnaire and st.button("Try it with a sample team", key="sample"):
        with st.spinner("Seven people answer …"):
            seat = begin_sample(questionnaire)
        go_to(seat, show="profile")


def begin_sample(questionnaire: assessments.Questionnaire) -> Seat:
    """Begin the sample team's assessment: seven people who answered apart, what they agreed on and want.

    The seat is the host's; the others belong to nobody.
    """
    store = live.store()
    *before, newest = assessments.sample_history(SAMPLE)
    team = assessments.sample_team(SAMPLE)
    seat = begin(questionnaire, newest.team, "anonymous")
    for answers in before:
        taken = assessments.Round(answers.team, answers.date, answers.answers, team.people)
        store.add_snapshot(seat, assessments.take_snapshot(questionnaire, taken))
    token = store.invite(seat).token
    joined = [store.join_by_link(token, secrets.token_hex(16)) for _ in range(team.people - 1)]
    people = [seat, *(started.seat for started in joined if started is not None)]
    for person, said in zip(people, team.each(newest), strict=True):
        add_answers(person, said)
    store.reveal(seat)
    for name, answer in newest.answers.items():
        store.agree(seat, agreed_of(name, answer))
    add_evidence(seat, newest)
    for name, target in team.targets.items():
        store.set_target(seat, target_of(questionnaire, name, target))
    return seat


def agreed_of(practice: str, answer: assessments.Answer) -> Agreed:
    """Return an answer as what a team agreed on."""
    write = write_of(practice, answer, 0)
    return Agreed(practice, write.state, write.option, write.value, write.choices, write.reason, write.note)


def target_of(
    questionnaire: assessments.Questionnaire, practice: str, target: assessments.SampleTarget
) -> Target:
    """Return a target of the sample team, so many weeks from today."""
    wanted = assessments.Answer(state=assessments.AnswerState.VALUE, option=target.option)
    worth = assessments.worth_of(questionnaire, questionnaire.practice(practice).question, wanted)
    due = dt.datetime.now(dt.UTC).date() + dt.timedelta(weeks=target.weeks)
    return Target(practice, worth or 0.0, target.option, target.reason, target.owner, due)


def add_answers(seat: Seat, answers: assessments.Answers) -> None:
    """Store a team's answers from a file as those of a seat, their evidence with them."""
    store = live.store()
    sequence = store.next_seq(seat)
    store.save_answers(
        seat, tuple(write_of(name, answer, sequence) for name, answer in answers.answers.items())
    )
    add_evidence(seat, answers)


def add_evidence(seat: Seat, answers: assessments.Answers) -> None:
    """Store the evidence of answers from a file."""
    store = live.store()
    for name, answer in answers.answers.items():
        for proof in answer.evidence:
            store.add_evidence(
                seat,
                Proof(
                    name,
                    store.new_id(),
                    proof.text,
                    proof.link or "",
                    proof.by or "",
                    proof.date,
                    proof.expires,
                ),
            )


def go_to(seat: Seat, show: str = "questions") -> None:
    """Go to an assessment: its questions or its profile."""
    visit().answering.forced["show"] = show
    st.switch_page(places.ASSESS, query_params={"team": handle(seat)})


UNANSWERED = "unanswered"


def write_of(practice: str, answer: assessments.Answer, sequence: int) -> AnswerWrite:
    """Return the store's write for one answer."""
    chosen = answer.value if isinstance(answer.value, tuple) else None
    number = None if answer.value is None or isinstance(answer.value, tuple) else float(answer.value)
    return AnswerWrite(
        practice,
        answer.state.value,
        option=answer.option,
        value=number,
        reason=answer.reason or "",
        note=answer.note or "",
        client_seq=sequence,
        choices=chosen,
    )


def team_answers(questionnaire: assessments.Questionnaire, seat: Seat) -> assessments.Answers:
    """Return what a seat's team says: alone its answers, together what it agreed on once all was revealed.

    Until then each person sees the answers of that person alone.
    """
    store = live.store()
    found = store.assessment(seat)
    stored: Mapping[str, StoredAnswer | Worded]
    stored = store.agreed(seat) if shares(found) else store.answers(seat)
    return answers_of(questionnaire, seat, stored)


def shares(found: Assessment) -> bool:
    """Tell whether a team agrees on answers of all, which who has no seat may see, too."""
    return found.mode != "alone" and found.revealed


def answers_of(
    questionnaire: assessments.Questionnaire, seat: Seat, stored: Mapping[str, StoredAnswer | Worded]
) -> assessments.Answers:
    """Return stored answers, with the evidence beside them, as the answers that are scored today."""
    proofs = live.store().evidence(seat)
    return assessments.Answers(
        questionnaire=seat.questionnaire,
        version=seat.version,
        team=seat.team or "A team",
        date=dt.datetime.now(dt.UTC).date(),
        answers={
            practice.id: to_answer(stored[practice.id], practice.question, proofs.get(practice.id, ()))
            for practice in questionnaire.practices
            if practice.id in stored and stored[practice.id].state != UNANSWERED
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
