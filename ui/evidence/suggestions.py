"""Lay what was read beside a team's answers: where they agree, where not; a person confirms."""

from __future__ import annotations

import hashlib
from typing import Final

import streamlit as st

from assessments import Answer, AnswerState, Practice, Questionnaire
from assessments.evidence.suggesting import Citation, Standing, Suggestion, read_statements, suggest
from store import Proof, Seat
from ui import live, places, words
from ui.evidence import wording
from ui.evidence.keeping import Owner, facts_now
from ui.ink import on_ink
from ui.seats import handle, mine, questionnaire_of, team_answers, write_of
from ui.shell import READING
from ui.state import visit

CITED: Final = 4
HEADS: Final = {
    Standing.CONTRADICTS: ("The files say otherwise", "Or it stands in no file. Neither is changed."),
    Standing.SUGGESTS: ("The files suggest an answer", "Nothing is answered until a person confirms it."),
    Standing.AGREES: ("The files agree", "Confirm one, and it stands as evidence beside the answer."),
}  # fmt: skip


def draw(owner: Owner) -> None:
    """Draw the part."""
    tab = visit().evidence
    _judged, facts, _said = facts_now(owner)
    if facts is None and tab.commits.history is None:
        st.info("Nothing was read yet. Drop pipeline files or a git history first, then come back.")
        return
    seats = mine().seats
    if not seats:
        st.info("This browser has no assessment to lay it beside. Begin one under Assess; it takes minutes.")
        st.page_link(places.ASSESS, label="Begin an assessment")
        return
    seat = _choose(owner, seats)
    questionnaire = questionnaire_of(seat, live.store().assessment(seat))
    if questionnaire is None:
        st.info("The questionnaire of this assessment is gone. Choose another one.")
        return
    found = suggest(
        questionnaire, read_statements(facts, tab.commits.history), team_answers(questionnaire, seat)
    )
    _draw_all(questionnaire, seat, found)


def _choose(owner: Owner, seats: tuple[Seat, ...]) -> Seat:
    usual = seats.index(owner) if isinstance(owner, Seat) and owner in seats else len(seats) - 1
    chosen = st.selectbox(
        "Assessment", range(len(seats)), usual, lambda place: _title(seats[place]),
        key=f"evidence-seat-{handle(seats[usual])}-{len(seats)}", width=READING,
    )  # fmt: skip
    return seats[chosen]


def _title(seat: Seat) -> str:
    return f"{seat.team or 'A team without a name'}, {seat.questionnaire}"


def _draw_all(questionnaire: Questionnaire, seat: Seat, found: tuple[Suggestion, ...]) -> None:
    counts = {standing: sum(one.standing is standing for one in found) for standing in Standing}
    st.markdown(f"## {sentence(counts)}")
    said = visit().evidence
    if said.told:
        st.warning(f"**Not kept.** {said.told}")
        said.told = ""
    for standing, (head, what) in HEADS.items():
        rows = [one for one in found if one.standing is standing]
        if rows:
            st.markdown(f"### {head}")
            st.caption(what)
            for one in rows:
                _draw_one(questionnaire, seat, one)
    silent = [questionnaire.practice(one.practice) for one in found if one.standing is Standing.NOTHING]
    with st.expander(f"No evidence: {words.count(len(silent), 'practice')}"):
        st.markdown("Files like these do not show these practices; people have to say.")
        st.markdown("\n".join(f"- {words.plain(practice.title)}" for practice in silent))


def sentence(counts: dict[Standing, int]) -> str:
    """Return in one sentence how the answers stand to what was read."""
    total = sum(counts.values())
    against, with_them = counts[Standing.CONTRADICTS], counts[Standing.AGREES]
    if total == counts[Standing.NOTHING]:
        return f"These files say nothing of the {words.count(total, 'practice')} asked about."
    open_, silent = counts[Standing.SUGGESTS], counts[Standing.NOTHING]
    asked = words.count(total, "practice")
    return (
        f"Of {asked} the files contradict {against}, agree with {with_them}, suggest {open_}, and say "
        f"nothing of {silent}."
    )


def _draw_one(questionnaire: Questionnaire, seat: Seat, one: Suggestion) -> None:
    practice = questionnaire.practice(one.practice)
    asked, act = st.columns([5, 2], gap="large", vertical_alignment="center")
    with asked:
        st.markdown(f"**{words.plain(practice.title)}**  \n{_beside(questionnaire, practice, one)}")
        rows = [_cited(citation) for citation in one.citations[:CITED]]
        if len(one.citations) > CITED:
            rows.append(f"and {len(one.citations) - CITED} more lines")
        st.markdown("  \n".join(rows))
    with act:
        if one.standing is Standing.CONTRADICTS:
            st.page_link(
                places.ASSESS,
                label="Look at the answer",
                query_params={"team": handle(seat), "show": "questions"},
            )
        else:
            _draw_confirm(practice, seat, one)


def _cited(citation: Citation) -> str:
    return f"{wording.code(citation.text)} {citation.confidence.value} confidence"


def _beside(questionnaire: Questionnaire, practice: Practice, one: Suggestion) -> str:
    texts = {option.id: words.plain(option.text) for option in questionnaire.options(practice.question)}
    first, *others = [f"*{texts[name]}*" for name in one.options]
    if one.standing is Standing.SUGGESTS:
        also = f", and would fit {' or '.join(others)} too" if others else ""
        return f"Not answered. The files suggest {first}{also}."
    answer = f"The team says *{texts[one.answer]}*. " if one.answer in texts else ""
    return f"{answer}The files fit {' or '.join([first, *others])}."


def proof_of(one: Suggestion) -> Proof:
    """Return what a confirmed suggestion is as evidence; confirming it twice is the same piece."""
    text = "; ".join(f"{citation.text} ({citation.confidence.value})" for citation in one.citations)[:1900]
    name = hashlib.blake2s(f"{one.practice}\n{text}".encode("utf-8", "surrogatepass"), digest_size=8)
    return Proof(one.practice, name.hexdigest(), f"Read from files: {text}")


def _draw_confirm(practice: Practice, seat: Seat, one: Suggestion) -> None:
    store, proof = live.store(), proof_of(one)
    if proof.id in {known.id for known in store.evidence(seat).get(practice.id, ())}:
        st.markdown("Confirmed: it stands beside the answer.")
        if st.button("Take back", key=f"unconfirm-{practice.id}", type="tertiary"):
            store.drop_evidence(seat, practice.id, proof.id)
            st.rerun()
        return
    label = "Confirm" if one.standing is Standing.AGREES else "Confirm and answer so"
    if st.button(on_ink(label), key=f"confirm-{practice.id}", type="primary"):
        visit().evidence.told = confirm(seat, one, proof)
        st.rerun()


def confirm(seat: Seat, one: Suggestion, proof: Proof) -> str:
    """Keep a suggestion as evidence; an open question is answered by it. Return why not, or an empty text."""
    store = live.store()
    if one.standing is Standing.SUGGESTS:
        answer = Answer(state=AnswerState.VALUE, option=one.options[0])
        saved = store.save_answers(seat, (write_of(one.practice, answer, store.next_seq(seat)),))
        if saved.refused:
            return str(saved.refused[0])
    settled = store.add_evidence(seat, proof)
    return str(settled.refused) if settled.refused else ""
