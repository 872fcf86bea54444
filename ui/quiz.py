"""Draw a lesson's questions one at a time, grade what is checked, and keep it."""

from collections.abc import Mapping, Sequence

import streamlit as st

import content
from content import Item, Lesson
from store import GradeWrite
from ui import cached, live
from ui.shell import READING
from ui.state import visit, visitor


@st.fragment
def draw_quiz(lesson: Lesson, names: Sequence[str], stored: Mapping[str, str]) -> None:
    """Draw the questions of a quiz, one at a time.

    Args:
        lesson: the lesson they belong to.
        names: the ids of the questions, in order.
        stored: the option this visitor chose before, by question.
    """
    before = {**stored, **visit().checked}
    place = st.pagination(len(names), key=f"question-{names[0]}") if len(names) > 1 else 1
    right = sum(_is_right(lesson.item(name), before.get(name)) for name in names)
    item = lesson.item(names[place - 1])
    so_far = f"Question {place} of {len(names)}. {right} right so far."
    st.markdown(f"{so_far}\n\n**{item.stem}**", width=READING)
    draw_item(lesson, item, before.get(item.id))


def _is_right(item: Item, chosen: str | None) -> bool:
    return any(option.id == chosen for option in item.options) and content.grade(item, str(chosen)).correct


def draw_item(lesson: Lesson, item: Item, before: str | None) -> None:
    """Draw one question; after a check, the feedback on every option."""
    texts = {option.id: option.text for option in item.options}
    names = list(texts)
    chosen = st.radio(
        item.stem,
        names,
        index=names.index(before) if before in texts else None,
        format_func=texts.__getitem__,
        key=f"item-{item.id}",
        label_visibility="collapsed",
    )
    if st.button("Check", key=f"check-{item.id}", disabled=chosen is None) and chosen is not None:
        record(lesson, item, chosen)
        st.rerun(scope="fragment")
    if before in texts and before == chosen:
        st.markdown(feedback(item, before), width=READING)


def record(lesson: Lesson, item: Item, chosen: str) -> None:
    """Grade an answer and keep it; return after the database has it."""
    store, who = live.store(), visitor()
    correct = content.grade(item, chosen).correct
    store.record_grades(who, (GradeWrite(lesson.id, item.id, chosen, correct, store.next_seq(who)),))
    visit().checked[item.id] = chosen


def feedback(item: Item, chosen: str) -> str:
    """Return what the course says to an answer: right or not and why, and what it says to the others."""
    grade = content.grade(item, chosen)
    misconception = cached.course().misconceptions.get(grade.misconception or "")
    parts = [f"**{'Right.' if grade.correct else 'Not quite.'}** {grade.feedback}"]
    if misconception:
        parts.append(f"**What holds instead.** {misconception.right}")
    parts.append(f"**Why.** {grade.explain}")
    others = [f"- *{option.text}* {option.feedback}" for option in item.options if option.id != chosen]
    parts.append("**The other options**\n" + "\n".join(others))
    return "\n\n".join(parts)
