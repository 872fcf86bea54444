"""Read a lesson, look at its pictures, and answer its questions."""

import streamlit as st

import content
from content import Lesson
from ui import cached, live, places
from ui.components import draw_view
from ui.ink import on_ink
from ui.lessons import Part, PicturePart, QuizPart, TextPart, TryPart
from ui.quiz import draw_quiz
from ui.shell import draw_problems, draw_title
from ui.state import visitor

READING = 720  # a line of text stays short enough to read [px]


def draw_course(course: content.Course) -> None:
    """Draw the road of lessons."""
    draw_title("Learn", "Short lessons. Each is read, tried and checked.")
    chosen = {item: grade.option for item, grade in live.store().grades(visitor()).items()}
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
    draw_title(lesson.title, f"About {lesson.minutes} minutes. Reviewed {lesson.reviewed:%B %Y}.")
    for place, part in enumerate(cached.parts(lesson.id)):
        draw_part(lesson, part, place)
    with st.expander("Sources"):
        st.markdown(cached.cited_sources(lesson.id))


def draw_part(lesson: Lesson, part: Part, place: int) -> None:
    """Draw one part of a lesson."""
    match part:
        case TextPart():
            st.markdown(part.markdown, width=READING)
        case PicturePart():
            view, text = cached.picture(part.picture)
            draw_view(view, key=f"picture-{place}")
            with st.expander("The picture as text"):
                st.markdown(text)
        case TryPart():
            if st.button("Run two lanes", key=f"try-{place}"):
                query = {"a": part.scenarios[0], "b": part.scenarios[-1]}
                st.switch_page(places.SIMULATE, query_params=query)
        case QuizPart():
            draw_quiz(lesson, part.items, live.store().grades(visitor()))


course = cached.course()
wanted = {lesson.id: lesson for lesson in course.lessons}.get(st.query_params.get("lesson", ""))
if wanted:
    draw_lesson(wanted)
else:
    draw_course(course)
draw_problems(course.problems)
