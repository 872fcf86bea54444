"""Read a lesson, look at its pictures, and answer its questions."""

import streamlit as st

import content
from content import Block, Lesson
from ui import cached, live, places
from ui.components import draw_view
from ui.ink import on_ink
from ui.quiz import draw_quiz
from ui.shell import READING, draw_problems, draw_title
from ui.state import visit, visitor


def draw_course(course: content.Course) -> None:
    """Draw the road of lessons."""
    draw_title("Learn", "Short lessons. Each is read, tried and checked.")
    chosen = chosen_before() | visit().checked
    for place, lesson in enumerate(course.lessons, start=1):
        done = content.lesson_progress(lesson, chosen, course.pass_mark)
        aims = "\n".join(f"- {objective.text}" for objective in lesson.objectives)
        so_far = f"{lesson.minutes} minutes. {done.right} of {done.items} questions right so far."
        with st.container(border=True):
            st.markdown(f"### {place}. {lesson.title}\nAfter it you can:\n{aims}\n\n{so_far}")
            if st.button(on_ink("Open the lesson"), key=f"open-{lesson.id}", type="primary"):
                st.query_params["lesson"] = lesson.id
                st.rerun()


def draw_lesson(lesson: Lesson) -> None:
    """Draw a lesson part by part."""
    for place, block in enumerate(cached.blocks(lesson.id)):
        draw_block(lesson, block, place)
    draw_folded("Sources", cached.cited_sources(lesson.id), key="sources")


def draw_folded(label: str, text: str, key: str) -> None:
    """Draw text that opens on demand and is sent only then."""
    folded = st.expander(label, key=key, on_change="rerun")
    if folded.open:
        folded.markdown(text)


def chosen_before() -> dict[str, str]:
    """Return the options this visitor chose before: read from the store once per tab."""
    if visit().graded is None:
        visit().graded = {item: grade.option for item, grade in live.store().grades(visitor()).items()}
    return visit().graded or {}


def draw_block(lesson: Lesson, block: Block, place: int) -> None:
    """Draw one block of a lesson."""
    match block:
        case content.Prose():
            st.markdown(block.markdown, width=READING)
        case content.PictureBlock():
            view, text = cached.picture(block.picture)
            draw_view(view, key=f"picture-{place}")
            draw_folded("The picture as text", text, key=f"text-{place}")
        case content.Try():
            if st.button("Run two lanes", key=f"try-{place}"):
                query = {"a": block.scenarios[0], "b": block.scenarios[-1]}
                st.switch_page(places.SIMULATE, query_params=query)
        case content.QuizBlock():
            draw_quiz(lesson, block.items, chosen_before())


course = cached.course()
wanted = {lesson.id: lesson for lesson in course.lessons}.get(st.query_params.get("lesson", ""))
if wanted:
    draw_lesson(wanted)
else:
    draw_course(course)
draw_problems(course.problems)
