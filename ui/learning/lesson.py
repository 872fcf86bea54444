"""Draw a lesson part by part: read, do, check; and how far one is, and where to go on."""

import streamlit as st

import content
from content import Block, Lesson
from ui import cached, places, words
from ui.components import draw_view
from ui.ink import on_ink
from ui.learning import doing, keeping
from ui.quiz import draw_quiz
from ui.shell import READING


def draw(lesson: Lesson) -> None:
    """Draw a lesson."""
    st.page_link(places.LEARN, label="All lessons")
    for place, block in enumerate(cached.blocks(lesson.id)):
        _draw_block(lesson, block, place)
        if place == 0:
            _draw_progress(lesson)
    draw_end(lesson)
    draw_folded("Sources", cached.cited_sources(lesson.id), key="sources")


def progress_of(lesson: Lesson) -> content.LessonProgress:
    """Return how far this learner is in a lesson."""
    return content.lesson_progress(
        lesson, keeping.chosen(), cached.course().pass_mark, keeping.keys(keeping.progress().answers)
    )


def _draw_progress(lesson: Lesson) -> None:
    """Say what one can do after the lesson, and how far one is."""
    found = progress_of(lesson)
    rows = []
    for objective in lesson.objectives:
        count = found.objectives[objective.id]
        so_far = f" :small[{count.right} of {count.items} right]" if found.answered else ""
        rows.append(f"- {objective.text}{so_far}")
    st.markdown("**After it you can**\n" + "\n".join(rows), width=READING)
    if found.answered:
        st.progress(
            found.answered / found.items,
            text=f"{found.answered} of {words.count(found.items, 'question')} answered, {found.right} right.",
            width=READING,
        )


def _draw_block(lesson: Lesson, block: Block, place: int) -> None:
    match block:
        case content.Prose():
            st.markdown(block.markdown, width=READING)
        case content.PictureBlock():
            view, text = cached.picture(block.picture)
            draw_view(view, key=f"picture-{lesson.id}-{place}")
            draw_folded("The picture as text", text, key=f"text-{place}")
        case content.Try():
            query = {"a": block.scenarios[0], "b": block.scenarios[-1]}
            st.page_link(places.SIMULATE, label="Run these lanes side by side", query_params=query)
        case content.ActivityBlock():
            doing.draw(lesson, block.activity)
        case content.QuizBlock():
            draw_quiz(lesson, block.items)


def draw_end(lesson: Lesson) -> None:
    """Draw the way on: the next lesson is one press away, whatever is answered."""
    course = cached.course()
    order = [each.id for each in course.lessons]
    after = course.lessons[order.index(lesson.id) + 1 :]
    with st.container(horizontal=True):
        if after and st.button(on_ink(f"Next lesson: {after[0].title}"), key="next-lesson", type="primary"):
            st.query_params["lesson"] = after[0].id
            st.rerun()
        if st.button("All lessons", key="all-lessons"):
            del st.query_params["lesson"]
            st.rerun()
        if st.button("To print", key="to-print"):
            st.query_params["print"] = "yes"
            st.rerun()


def draw_folded(label: str, text: str, key: str) -> None:
    """Draw text that opens on demand and is sent only then."""
    folded = st.expander(label, key=key, on_change="rerun")
    if folded.open:
        folded.markdown(text)


def draw_print(lesson: Lesson) -> None:
    """Draw a lesson as text alone, to print: things to do and pictures as their twins, answers at the end."""
    st.page_link(places.LEARN, label="Back to the lesson", query_params={"lesson": lesson.id})
    answers = st.toggle("With the answers", key="print-answers", persist_state="session")
    text, right = cached.printed(lesson.id)
    st.markdown(text, width=READING)
    if answers:
        st.markdown(right, width=READING)
    st.markdown(f"## Sources\n{cached.cited_sources(lesson.id)}", width=READING)
