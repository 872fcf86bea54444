"""Draw questions one at a time: answer, say how sure, check, read why; hints are always there."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

import content
from content import Item, Lesson, Sure
from ui import cached, words
from ui.learning import keeping
from ui.learning.answering import ask
from ui.shell import READING
from ui.state import visit

SURE = {Sure.GUESS: "I guess", Sure.FAIRLY: "Fairly sure", Sure.SURE: "Sure"}


BOX = READING + 80
"""What is to be done stands in a frame, somewhat wider than the text [px]."""


@st.fragment
def draw_quiz(lesson: Lesson, names: Sequence[str]) -> None:
    """Draw the questions of a quiz, one at a time.

    Args:
        lesson: the lesson they belong to.
        names: the ids of the questions, in order.
    """
    with st.container(border=True, width=BOX):
        _draw_one(lesson, names)


def _draw_one(lesson: Lesson, names: Sequence[str]) -> None:
    key = f"question-{names[0]}"
    place = st.pagination(len(names), key=key, persist_state="session") if len(names) > 1 else 1
    item = lesson.item(names[place - 1])
    if len(names) == 1:
        st.markdown(f"**{item.stem}**", width=READING)
        draw_item(lesson, item)
        return
    head = st.empty()
    draw_item(lesson, item)
    if place < len(names):
        label = "Next question" if is_checked(item) else "Skip this question"
        st.button(label, key=f"next-{names[0]}-{place}", on_click=_turn, args=(key, place + 1))
    told = f"Question {place} of {len(names)}. {_so_far(lesson, names)}"
    head.markdown(f"{told}\n\n**{item.stem}**", width=READING)


def _turn(key: str, place: int) -> None:
    st.session_state[key] = place


def _so_far(lesson: Lesson, names: Sequence[str]) -> str:
    chosen = keeping.chosen()
    grades = [graded(lesson.item(name), chosen.get(name)) for name in names]
    answered = [grade for grade in grades if grade]
    right = sum(grade.correct for grade in answered)
    if len(answered) == len(names):
        return f"All {len(names)} are answered, {right} of them right."
    return f"{right} right so far."


def key_of(item: Item) -> str | None:
    """Return what came true of a prediction; None for every other item."""
    return content.prediction_key(item, cached.measure())


def graded(item: Item, answer: str | None) -> content.Grade | None:
    """Grade an answer; None where there is none, or where it does not fit the item any more."""
    if answer is None:
        return None
    try:
        return content.grade(item, answer, key_of(item))
    except content.ContentError:
        return None


def is_checked(item: Item) -> bool:
    """Say whether this learner answered an item, or had its answer shown."""
    return item.id in visit().learning.shown or graded(item, keeping.chosen().get(item.id)) is not None


def draw_item(lesson: Lesson, item: Item, *, anew: bool = False) -> bool:
    """Draw one question; after a check, the feedback on every option. Say whether it was checked now.

    Args:
        lesson: the lesson it belongs to.
        item: the question.
        anew: ask as if it had not been answered before.
    """
    before = None if anew else keeping.chosen().get(item.id)
    mine = visit().learning
    given = mine.hints.get(item.id, 0)
    answer = ask(item, before if graded(item, before) else None)
    sure = _draw_sure(item) if answer is not None else None
    _draw_hints(item, given)
    ready = answer is not None and (sure is not None or not (item.ask_confidence or anew))
    with st.container(horizontal=True):
        pressed = st.button("Check", key=f"check-{item.id}", disabled=not ready)
        if given < len(item.hints):
            which = f"Hint {given + 1} of {len(item.hints)}"
            st.button(which, key=f"hint-{item.id}", on_click=partial(_hint, item.id))
        st.button(
            "Show the answer",
            key=f"show-{item.id}",
            on_click=partial(mine.shown.add, item.id),
            type="tertiary",
        )
    checked = pressed and answer is not None and _checked(lesson, item, answer, sure)
    draw_feedback(item, answer if checked else before, answer)
    return checked


def _draw_sure(item: Item) -> Sure | None:
    """Ask how sure one is, once there is an answer to be sure of."""
    return st.radio(
        "How sure are you?", list(SURE), index=None, format_func=SURE.__getitem__, horizontal=True,
        key=f"sure-{item.id}",
    )  # fmt: skip


def _draw_hints(item: Item, given: int) -> None:
    if given:
        st.markdown("\n\n".join(f"> **Hint.** {hint}" for hint in item.hints[:given]), width=READING)


def _hint(name: str) -> None:
    hints = visit().learning.hints
    hints[name] = hints.get(name, 0) + 1


def _checked(lesson: Lesson, item: Item, answer: str, sure: Sure | None) -> bool:
    """Keep an answer that can be graded; say whether it could."""
    if graded(item, answer) is None:
        st.markdown("Write a number, such as 4.5.")
        return False
    keeping.record(lesson, item, answer, sure)
    if visit().learning.refused:
        st.warning(f"Your answer is graded, but it was not kept. {visit().learning.refused}")
    return True


def draw_feedback(item: Item, kept: str | None, answer: str | None) -> None:
    """Draw what the course says to the answer that stands there now, or the answer that was asked for."""
    grade = graded(item, kept)
    if grade and kept == answer:
        st.markdown(feedback(item, grade), width=READING)
    elif item.id in visit().learning.shown:
        st.markdown(f"**The answer**\n{content.answer_text(item, cached.measure())}", width=READING)


def feedback(item: Item, grade: content.Grade) -> str:
    """Return what the course says to an answer: right or not and why, and what it says to the others."""
    misconceptions = cached.course().misconceptions
    verdict = "Right." if grade.correct else "Partly right." if 0 < grade.share < 1 else "Not quite."
    parts = [" ".join(part for part in (f"**{verdict}**", grade.summary, grade.feedback) if part)]
    believed = [misconceptions[each].right for each in grade.misconceptions if each in misconceptions]
    parts += [f"**What holds instead.** {right}" for right in believed]
    parts.append(f"**Why.** {grade.explain}")
    said = {part.option for part in grade.parts if part.feedback in grade.feedback}
    others = [f"- *{option.text}*: {option.feedback}" for option in item.options if option.id not in said]
    if others:
        parts.append("**The other options**\n" + "\n".join(others))
    cited = [cached.sources()[name] for name in item.sources if name in cached.sources()]
    links = ", ".join(f"[{words.plain(source.title)}]({source.url})" for source in cited)
    return "\n\n".join([*parts, f":small[Sources: {links}]" if links else ""])
