"""Draw what stands beside a question: why it is asked, what to look at, the first step, evidence, a note."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote, urlsplit

import streamlit as st

from assessments import Practice, Questionnaire, needs_evidence, worth_of
from delivery import Source
from store import TEXT_LIMIT, Assessment, Proof, Seat
from ui import cached, live, places, words
from ui.assessing.answering_said import Said, answer_of
from ui.assessing.answering_widgets import Asked, default
from ui.shell import READING
from ui.state import visit

HTTPS = "https"
A_DAY = "2026-11-16"
WHY = "Why we ask"


def draw_reasons(practice: Practice) -> None:
    """Draw why it is asked, the first step, what to look at and the sources, each folded."""
    parts = reasons_of(practice, cached.sources())
    if not parts:
        return
    with st.container(horizontal=True):
        for title, text in parts.items():
            with st.popover(title, type="tertiary", key=f"about-{title}-{practice.id}"):
                st.markdown(text, width=READING)
                if title == WHY and practice.lesson:
                    draw_lesson(practice.id, practice.lesson)


def draw_lesson(practice: str, lesson: str) -> None:
    """Draw the way to the lesson that teaches a practice."""
    if st.button("Open the lesson", key=f"lesson-{practice}", type="tertiary"):
        st.switch_page(places.LEARN, query_params={"lesson": lesson})


def reasons_of(practice: Practice, sources: Mapping[str, Source]) -> dict[str, str]:
    """Return what is said about a practice, by title."""
    found: dict[str, str] = {}
    if practice.why:
        found[WHY] = f"**{words.plain(practice.title)}.** {words.plain(practice.why)}"
    if practice.question.criteria:
        criteria = "\n".join(f"- {words.plain(row)}" for row in practice.question.criteria)
        found["What to look at"] = f"Look at these first; they are not scored.\n\n{criteria}"
    if practice.first_step:
        found["First step"] = words.plain(practice.first_step)
    rows = [
        f"- [{words.plain(sources[name].title)}]({sources[name].url})"
        for name in practice.sources
        if name in sources
    ]
    rows += [
        f"- {words.plain(standard)}: {words.plain(', '.join(said))}"
        for standard, said in practice.references.items()
    ]
    if rows:
        found["Sources"] = "\n".join(rows)
    return found


# ---------------------------------------------------------------- a note


def draw_note(asked: Asked, before: Said, shown: Said) -> str:
    """Draw the note beside an answer, folded; without an answer there is nothing to note."""
    if not shown.given:
        return ""
    key = f"{asked.key}-note"
    with st.expander("Note" if before.note else "Add a note", expanded=bool(before.note), key=f"{key}-fold"):
        return st.text_area(
            "Note",
            value=default(key, before.note, ""),
            key=key,
            max_chars=TEXT_LIMIT,
            label_visibility="collapsed",
            placeholder="What you were thinking of; only you see it until it is revealed",
            disabled=asked.closed,
            height="content",
        ).strip()


# ---------------------------------------------------------------- evidence


def draw_evidence(asked: Asked, seat: Seat, found: Assessment, shown: Said) -> None:
    """Draw the evidence of a practice, and the form to add some."""
    practice = asked.practice
    proofs = live.store().evidence(seat).get(practice.id, ())
    if practice.question.evidence.value == "none" and not proofs:
        return
    wanted = evidence_is_wanted(asked.questionnaire, practice, shown) and not proofs
    # What is folded keeps its name: under another one it would close while somebody works in it.
    folded = st.expander("Evidence", key=f"evidence-{practice.id}", on_change="rerun")
    if wanted:
        st.caption("This answer needs evidence.")
    elif proofs:
        st.caption(f"{words.count(len(proofs), 'piece')} of evidence.")
    if not folded.open:
        return
    with folded:
        for proof in proofs:
            draw_proof(asked, seat, proof)
        if not asked.closed:
            draw_form(seat, practice, found)


def evidence_is_wanted(questionnaire: Questionnaire, practice: Practice, shown: Said) -> bool:
    """Tell whether an answer needs evidence."""
    if not shown.given:
        return False
    worth = worth_of(questionnaire, practice.question, answer_of(shown, practice))
    return worth is not None and needs_evidence(practice.question, worth)


def draw_proof(asked: Asked, seat: Seat, proof: Proof) -> None:
    """Draw one piece of evidence: everything as typed, its link only where it is a safe one."""
    st.markdown(proof_words(proof, today=date.today()), width=READING)  # noqa: DTZ011 - the day on this machine's wall
    if not asked.closed and st.button("Remove", key=f"drop-{proof.id}", type="tertiary"):
        live.store().drop_evidence(seat, proof.practice, proof.id)
        st.rerun()


def proof_words(proof: Proof, today: date) -> str:
    """Return a piece of evidence as Markdown that shows what was typed and nothing else."""
    parts = [words.plain(proof.text)]
    if proof.link:
        parts.append(link_words(proof.link))
    facts = [f"by {words.plain(proof.by)}"] if proof.by else []
    facts += [f"of {proof.given.isoformat()}"] if proof.given else []
    if proof.expires:
        gone = proof.expires <= today
        facts.append(f"**out of date since {proof.expires}**" if gone else f"good until {proof.expires}")
    parts += [f":small[{', '.join(facts)}]"] if facts else []
    return "  \n".join(parts)


def link_words(link: str) -> str:
    """Return a link as Markdown: one to follow where it is https, else its text alone."""
    try:
        parts = urlsplit(link)
        safe = parts.scheme == HTTPS and bool(parts.hostname)
    except ValueError:
        safe = False
    shown = words.plain(link)
    return f"[{shown}](<{quote(link, safe=':/?#@!$&*+,;=%~-._')}>)" if safe else shown


def draw_form(seat: Seat, practice: Practice, found: Assessment) -> None:
    """Draw the form for one more piece of evidence; an anonymous assessment asks for no name."""
    place = (seat.respondent, practice.id)
    tab = visit().answering
    number = tab.proofs.setdefault(place, live.store().new_id())
    with st.form(f"proof-{number}", border=False):
        text = st.text_input("What can be seen", max_chars=TEXT_LIMIT, key=f"{number}-text")
        link = st.text_input("Where, as a link", placeholder="https://", key=f"{number}-link")
        by = ""
        if found.mode != "anonymous":
            by = st.text_input("Who says so", max_chars=120, key=f"{number}-by")
        with st.container(horizontal=True):
            given = st.text_input("Of the day", placeholder=A_DAY, key=f"{number}-given")
            expires = st.text_input("Good until", placeholder=A_DAY, key=f"{number}-expires")
        sent = st.form_submit_button("Add it")
    st.caption("Everybody who answers here sees evidence at once; exports never say who gave it.")
    if not sent:
        return
    proof, wrong = read_proof(
        Proof(practice.id, number, text.strip(), link.strip(), by.strip()), given, expires
    )
    if proof is None:
        st.error(wrong)
        return
    settled = live.store().add_evidence(seat, proof)
    if settled.refused is not None:
        st.error(f"Not added: {settled.refused.field} {settled.refused.wrong}; {settled.refused.mend}.")
        return
    tab.proofs.pop(place, None)
    st.rerun()


def read_proof(proof: Proof, given: str, expires: str) -> tuple[Proof | None, str]:
    """Return a piece of evidence with its days, or None and what is wrong with it."""
    if not proof.text:
        return None, "Not added: say what can be seen."
    if proof.link and not proof.link.startswith(f"{HTTPS}://"):
        return None, "Not added: begin the link with https://, or leave it out."
    days = []
    for name, day in (("Of the day", given), ("Good until", expires)):
        try:
            days.append(date.fromisoformat(day.strip()) if day.strip() else None)
        except ValueError:
            return None, f"Not added: {name} is no day; write it as {A_DAY}."
    return Proof(proof.practice, proof.id, proof.text, proof.link, proof.by, days[0], days[1]), ""
