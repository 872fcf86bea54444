"""Read a lesson, look at its pictures, and answer its questions."""

import streamlit as st

import content
from content import Block, Lesson
from ui import cached, live, places
from ui.components import draw_view
from ui.ink import on_ink
from ui.quiz import draw_item
from ui.shell import draw_problems, draw_title
from ui.state import visitor


def draw_course(course: content.Course) -> None:
    """Draw the road of lessons."""
    draw_title("Learn", "Short lessons. Each is read, tried and checked.")
    chosen = {item: grade.option for item, grade in live.store().grades(visitor()).items()}
    for place, lesson in enumerate(course.lessons, start=1):
        done = content.lesson_progress(lesson, chosen, course.pass_mark)
        with st.container(border=True):
            st.subheader(f"{place}. {lesson.title}", anchor=False)
            st.markdown(
                "After it you can:\n" + "\n".join(f"- {objective.text}" for objective in lesson.objectives)
            )
            st.caption(f"{lesson.minutes} minutes. {done.right} of {done.items} questions right so far.")
            if st.button(on_ink("Open the lesson"), key=f"open-{lesson.id}", type="primary"):
                st.query_params["lesson"] = lesson.id
                st.rerun()


def draw_lesson(lesson: Lesson) -> None:
    """Draw a lesson block by block."""
    draw_title(lesson.title, f"About {lesson.minutes} minutes. Reviewed {lesson.reviewed:%B %Y}.")
    grades = live.store().grades(visitor())
    for place, block in enumerate(lesson.blocks):
        if isinstance(block, content.QuizBlock):
            for name in block.items:
                draw_item(lesson, lesson.item(name), grades.get(name))
        else:
            draw_block(lesson, block, place)
    draw_sources(lesson)


def draw_block(lesson: Lesson, block: Block, place: int) -> None:
    """Draw one block of a lesson that is not a question."""
    course = cached.course()
    match block:
        case content.Prose():
            st.markdown(
                content.link_citations(block.markdown, lambda source: cite(lesson, source)), width=READING
            )
        case content.PictureBlock():
            picture = course.pictures[block.picture]
            draw_view({"view": "workflow", "chosen": "delivery", **picture.as_dict()}, key=f"picture-{place}")
            with st.expander("The picture as text"):
                st.markdown(picture.as_text())
        case content.Try():
            with st.container(border=True, width=READING):
                first, last = block.scenarios[0], block.scenarios[-1]
                st.markdown("**Try it.** Send the same changes down two roads.")
                if st.button("Run two lanes", key=f"try-{place}"):
                    st.switch_page(places.SIMULATE, query_params={"a": first, "b": last})
        case content.Define():
            term = course.glossary[block.term]
            with st.container(border=True, width=READING):
                st.markdown(f"**{term.title}**  \n{term.text}")


READING = 720  # a line of text stays short enough to read [px]


def cite(lesson: Lesson, source: str) -> str:
    """Return a citation as a numbered link to its source."""
    known = cached.sources().get(source)
    number = lesson.sources.index(source) + 1 if source in lesson.sources else 0
    return f"[\\[{number}\\]]({known.url})" if known and known.url else f"\\[{number}\\]"


def draw_sources(lesson: Lesson) -> None:
    """Draw where the lesson's statements come from, in the order of their numbers."""
    with st.expander("Sources"):
        known = cached.sources()
        lines = []
        for number, name in enumerate(lesson.sources, start=1):
            source = known[name]
            lines.append(f"{number}. [{source.title}]({source.url}). {source.publisher}. {source.licence}.")
        st.markdown("\n".join(lines))


course = cached.course()
wanted = {lesson.id: lesson for lesson in course.lessons}.get(st.query_params.get("lesson", ""))
if wanted:
    draw_lesson(wanted)
else:
    draw_course(course)
draw_problems(course.problems)
