"""Draw a lesson's questions, grade what is checked, and keep it."""

import streamlit as st

import content
from content import Item, Lesson
from store import GradeWrite, StoredGrade
from ui import cached, live
from ui.state import visit, visitor

READING = 720


@st.fragment
def draw_item(lesson: Lesson, item: Item, stored: StoredGrade | None) -> None:
    """Draw one question; after a check, the feedback on every option.

    Args:
        lesson: the lesson the question belongs to.
        item: the question.
        stored: what this visitor answered before, if anything.
    """
    with st.container(border=True, width=READING):
        texts = {option.id: option.text for option in item.options}
        before = visit().checked.get(item.id) or (stored.option if stored else None)
        names = list(texts)
        chosen = st.radio(
            f"**{item.stem}**",
            names,
            index=names.index(before) if before in texts else None,
            format_func=texts.__getitem__,
            key=f"item-{item.id}",
        )
        if st.button("Check", key=f"check-{item.id}", disabled=chosen is None) and chosen is not None:
            record(lesson, item, chosen)
            before = chosen
        if before in texts and before == chosen:
            draw_feedback(item, before)


def record(lesson: Lesson, item: Item, chosen: str) -> None:
    """Grade an answer and keep it; return after the database has it."""
    store, who = live.store(), visitor()
    correct = content.grade(item, chosen).correct
    store.record_grades(who, (GradeWrite(lesson.id, item.id, chosen, correct, store.next_seq(who)),))
    visit().checked[item.id] = chosen


def draw_feedback(item: Item, chosen: str) -> None:
    """Draw whether the chosen option is right and why, and the feedback on the others."""
    grade = content.grade(item, chosen)
    misconception = cached.course().misconceptions.get(grade.misconception or "")
    if grade.correct:
        st.markdown(f"**Right.** {grade.feedback}")
    else:
        st.markdown(f"**Not quite.** {grade.feedback}")
        if misconception:
            st.markdown(f"**What holds instead.** {misconception.right}")
    with st.expander("Every option"):
        lines = [f"- **{option.text}** {option.feedback}" for option in item.options]
        st.markdown("\n".join([*lines, "", grade.explain]))
