"""Draw a questionnaire one question at a time, and save what changed, after drawing.

Answers are saved by reconciling: what a widget returns is compared with what this tab last knew, else with
the store. A callback would lose the first click after a restart, because the browser then resends the value
to a new session that sees no change.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from assessments import Answer, AnswerState, Practice, Questionnaire
from store import Saved, Seat, StoredAnswer
from ui import live
from ui.ink import on_ink
from ui.seats import UNANSWERED, write_of
from ui.state import visit

OTHER_ANSWERS = {
    AnswerState.NOT_APPLICABLE.value: ("Not applicable here", "left out of the score; says why"),
    AnswerState.DONT_KNOW.value: ("I don't know", "never scored as no; widens the range"),
    AnswerState.ELSEWHERE.value: ("Done elsewhere", "another team does it for us; left out of the score"),
}
REASON_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold what the widgets of one practice show: a choice, or none, and the reason beside it."""

    practice: str
    choice: str | None
    reason: str

    def plain(self) -> tuple[str, ...]:
        """Return the value that is compared with what was known before."""
        return (self.choice or UNANSWERED, self.reason)

    def answer(self) -> Answer | None:
        """Return the answer that is meant, or None where the practice is unanswered."""
        if self.choice is None:
            return None
        if self.choice in OTHER_ANSWERS:
            return Answer(state=AnswerState(self.choice), reason=self.reason or None)
        return Answer(state=AnswerState.VALUE, option=self.choice)


def draw_questions(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw one question, save what changed, and say so."""
    practices = questionnaire.practices
    place = st.pagination(len(practices), key="question", bind="query-params")
    practice = practices[place - 1]
    dimension = next(found for found in questionnaire.dimensions if found.id == practice.dimension)
    stored = live.store().answers(seat)
    asked, why = st.columns([3, 2], gap="large")
    with asked:
        st.markdown(f"#### {place}. {practice.question.text}")
        shown = draw_question(seat, practice, stored.get(practice.id))
        result = save_changes(seat, shown, stored.get(practice.id))
        draw_saved(questionnaire, live.store().answers(seat) if result else stored, result)
        draw_ways(seat, shown, place, len(practices))
    why.caption(about(dimension.title, practice))


def draw_question(seat: Seat, practice: Practice, stored: StoredAnswer | None) -> Shown:
    """Draw the options of one question, the ways not to answer, and the reason where one is asked for."""
    choice, reason = stored_choice(stored)
    texts = {option.id: (option.text, option.detail or "") for option in practice.question.options}
    texts |= OTHER_ANSWERS
    if not practice.question.not_applicable.allowed:
        texts.pop(AnswerState.NOT_APPLICABLE.value)
    options = list(texts)
    chosen = st.radio(
        practice.question.text,
        options,
        index=options.index(choice) if choice in texts else None,
        format_func=lambda option: texts[option][0],
        captions=[texts[option][1] for option in options],
        key=answer_key(seat, practice.id),
        label_visibility="collapsed",
    )
    if chosen != AnswerState.NOT_APPLICABLE.value:
        return Shown(practice.id, chosen, "")
    key = f"{answer_key(seat, practice.id)}-reason"
    reason = st.text_input("Why does it not apply?", value=reason, key=key, max_chars=REASON_LIMIT).strip()
    if practice.question.not_applicable.reason_required and not reason:
        st.caption("It counts as not applicable once a reason is given; until then it is unanswered.")
        return Shown(practice.id, None, "")
    return Shown(practice.id, chosen, reason)


def answer_key(seat: Seat, practice: str) -> str:
    """Return the key of a question's widget."""
    return f"answer-{seat.respondent}-{practice}"


def about(dimension: str, practice: Practice) -> str:
    """Return what is said beside a question: its dimension, why it is asked, and a first step."""
    lines = [f"**{dimension}.** {practice.title}."]
    lines += [f"**Why we ask.** {practice.why}"] if practice.why else []
    lines += [f"**First step.** {practice.first_step}"] if practice.first_step else []
    return "\n\n".join(lines)


def draw_saved(
    questionnaire: Questionnaire, stored: Mapping[str, StoredAnswer], result: Saved | None
) -> None:
    """Draw what is in the database, and what was not saved."""
    for refused in result.refused if result else ():
        st.error(f"Not saved: {refused.field} {refused.wrong}; {refused.mend}.")
    practices = questionnaire.practices
    still_open = [
        str(place) for place, practice in enumerate(practices, start=1) if practice.id not in stored
    ]
    text = f"Saved. {len(stored)} of {len(practices)} questions have an answer."
    if stored and still_open:
        text += f" Open: {', '.join(still_open)}."
    st.caption(text)


def draw_ways(seat: Seat, shown: Shown, place: int, last: int) -> None:
    """Draw the ways on from a question: back, on, and taking the answer back."""
    with st.container(horizontal=True):
        if place > 1:
            st.button("Back", on_click=_go, args=("question", place - 1))
        if place < last:
            st.button(on_ink("Next"), type="primary", on_click=_go, args=("question", place + 1))
        else:
            st.button(on_ink("See the profile"), type="primary", on_click=_go, args=("show", "profile"))
        if shown.choice is not None:
            key = answer_key(seat, shown.practice)
            st.button("Leave unanswered", type="tertiary", on_click=_go, args=(key, None))


def _go(key: str, value: object) -> None:
    st.session_state[key] = value


def stored_choice(stored: StoredAnswer | None) -> tuple[str | None, str]:
    """Return the choice and the reason that the store holds for a practice."""
    if stored is None or stored.state == UNANSWERED:
        return None, ""
    choice = stored.option if stored.state == AnswerState.VALUE.value else stored.state
    return choice, stored.reason or ""


def save_changes(seat: Seat, shown: Shown, stored: StoredAnswer | None) -> Saved | None:
    """Write an answer that differs from what this tab last knew; None where it does not.

    The call returns after the database has it.
    """
    known = visit().known.setdefault(seat.respondent, {})
    choice, reason = stored_choice(stored)
    before = known.get(shown.practice, (choice or UNANSWERED, reason))
    saved = None
    if shown.plain() != before:
        write = write_of(shown.practice, shown.answer(), live.store().next_seq(seat))
        saved = live.store().save_answers(seat, (write,))
    if saved is None or not saved.refused:
        known[shown.practice] = shown.plain()
    return saved
