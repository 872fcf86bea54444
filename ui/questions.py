"""Draw the questions of one dimension and save what changed, after drawing.

Answers are saved by reconciling: what a widget returns is compared with what this tab last knew, else with
the store. A callback would lose the first click after a restart, because the browser then resends the value
to a new session that sees no change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from assessments import Answer, AnswerState, Practice
from store import Saved, Seat, StoredAnswer
from ui import live
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


def stored_choice(stored: StoredAnswer | None) -> tuple[str | None, str]:
    """Return the choice and the reason that the store holds for a practice."""
    if stored is None or stored.state == UNANSWERED:
        return None, ""
    choice = stored.option if stored.state == AnswerState.VALUE.value else stored.state
    return choice, stored.reason or ""


def draw_question(seat: Seat, practice: Practice, stored: StoredAnswer | None) -> Shown:
    """Draw one question with its options and the ways not to answer, and beside it why it is asked."""
    asked, why = st.columns([3, 2], gap="large")
    with asked:
        shown = draw_options(seat, practice, stored)
    with why:
        draw_why(practice)
    return shown


def draw_options(seat: Seat, practice: Practice, stored: StoredAnswer | None) -> Shown:
    """Draw the options of one question, and the reason where one is asked for."""
    key = f"answer-{seat.respondent}-{practice.id}"
    choice, reason = stored_choice(stored)
    texts = {
        option.id: (option.text, option.detail or "") for option in practice.question.options
    } | OTHER_ANSWERS
    if not practice.question.not_applicable.allowed:
        texts.pop(AnswerState.NOT_APPLICABLE.value)
    options = list(texts)
    st.markdown(f"**{practice.question.text}**")
    chosen = st.radio(
        practice.question.text,
        options,
        index=options.index(choice) if choice in texts else None,
        format_func=lambda option: texts[option][0],
        captions=[texts[option][1] for option in options],
        key=key,
        label_visibility="collapsed",
    )
    if chosen == AnswerState.NOT_APPLICABLE.value:
        reason = st.text_input(
            "Why does it not apply?", value=reason, key=f"{key}-reason", max_chars=REASON_LIMIT
        ).strip()
        if practice.question.not_applicable.reason_required and not reason:
            st.caption("It counts as not applicable once a reason is given; until then it is unanswered.")
            return Shown(practice.id, None, "")
    else:
        reason = ""
    if chosen is not None:
        st.button("Leave unanswered", key=f"{key}-clear", type="tertiary", on_click=_clear, args=(key,))
    return Shown(practice.id, chosen, reason)


def draw_why(practice: Practice) -> None:
    """Draw why a question is asked and what a first step would be."""
    lines = [f"**Why we ask.** {practice.why}"] if practice.why else []
    lines += [f"**First step.** {practice.first_step}"] if practice.first_step else []
    st.caption("\n\n".join(lines))


def _clear(key: str) -> None:
    st.session_state[key] = None


def save_changes(seat: Seat, shown: Sequence[Shown], stored: Mapping[str, StoredAnswer]) -> Saved | None:
    """Write what differs from what this tab last knew; None where nothing did.

    The call returns after the database has it.
    """
    known = visit().known.setdefault(seat.respondent, {})
    changed = [one for one in shown if one.plain() != (known.get(one.practice) or _stored(one, stored))]
    saved = None
    if changed:
        sequence = live.store().next_seq(seat)
        writes = tuple(write_of(one.practice, one.answer(), sequence) for one in changed)
        saved = live.store().save_answers(seat, writes)
    refused = {no.key for no in saved.refused} if saved else set()
    known.update({one.practice: one.plain() for one in shown if one.practice not in refused})
    return saved


def _stored(shown: Shown, stored: Mapping[str, StoredAnswer]) -> tuple[str, ...]:
    choice, reason = stored_choice(stored.get(shown.practice))
    return (choice or UNANSWERED, reason)
