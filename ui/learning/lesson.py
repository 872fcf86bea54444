"""Draw a lesson part by part: read, do, check; and how far one is, and where to go on."""

import streamlit as st

import content
from content import Block, Lesson
from ui import cached, paging, places, words
from ui.components import draw_view
from ui.ink import on_ink
from ui.learning import doing, keeping, opening
from ui.quiz import BOX, draw_quiz
from ui.shell import READING
from ui.state import visit
from ui.tables import draw_text


def draw(lesson: Lesson) -> None:
    """Draw a lesson."""
    st.page_link(paging.page(places.LEARN), label="All lessons")
    blocks, found, opened = cached.blocks(lesson.id), keeping.counted(), visit().learning.opened
    done = keeping.progress_in(lesson, found)
    to_do = [place for place, block in enumerate(blocks) if opening.is_to_do(block)]
    text = list[str]()  # what follows its like is drawn as one
    for place, block in enumerate(blocks):
        name = f"{lesson.id}-{place}"
        if isinstance(block, content.Prose):
            text.append(block.markdown)
        else:
            text.append(opening.told(lesson, block))
            _draw_text(text)
            begun = place in to_do[:1] or name in opened or opening.is_part_answered(block, found.chosen)
            if begun or not opening.is_to_do(block):
                _draw_block(lesson, block, place)
            else:
                is_check = place == to_do[-1] and not done.done
                opening.draw_closed(opening.label(lesson, block, found.chosen), name, opened, leads=is_check)
        if place == 0:
            _draw_progress(lesson, done, text)
    _draw_text(text)
    draw_end(lesson, leads=done.done)
    _draw_more(lesson)


def _draw_text(text: list[str]) -> None:
    """Draw the text that has come together, and begin anew."""
    found = "\n\n".join(part for part in text if part)
    if found:
        draw_text(found, width=READING)
    text.clear()


def _draw_progress(lesson: Lesson, found: content.LessonProgress, text: list[str]) -> None:
    """Say what one can do after the lesson, and how far one is."""
    rows = []
    for objective in lesson.objectives:
        count = found.objectives[objective.id]
        so_far = f" :small[{count.right} of {count.items} right]" if found.answered else ""
        rows.append(f"- {objective.text}{so_far}")
    text.append("**After it you can**\n" + "\n".join(rows))
    if found.answered:
        _draw_text(text)
        st.progress(
            found.answered / found.items,
            text=f"{found.answered} of {words.count(found.items, 'question')} answered, {found.right} right.",
            width=READING,
        )


def _draw_block(lesson: Lesson, block: Block, place: int) -> None:
    match block:
        case content.PictureBlock():
            view, text = cached.picture(block.picture)
            draw_view(view, key=f"picture-{lesson.id}-{place}")
            draw_folded("The picture as text", text, key=f"text-{place}")
        case content.Try():
            query = {"a": block.scenarios[0], "b": block.scenarios[-1]}
            label = ":blue[Run these lanes side by side \N{RIGHTWARDS ARROW}]"
            st.page_link(paging.page(places.SIMULATE), label=label, query_params=query)
        case content.ActivityBlock():
            doing.draw(lesson, block.activity)
        case content.QuizBlock():
            draw_quiz(lesson, block.items)


def draw_end(lesson: Lesson, *, leads: bool) -> None:
    """Draw the way on: the next lesson is one press away, whatever is answered.

    Args:
        lesson: the lesson that ends.
        leads: it is the one thing to do now.
    """
    lessons = cached.course().lessons
    after = lessons[lessons.index(lesson) + 1 :][:1]
    text, key = (f"Next lesson: {after[0].title}", "next-lesson") if after else ("All lessons", "all-lessons")
    if st.button(on_ink(text, enabled=leads), key=key, type="primary" if leads else "secondary"):
        st.query_params.from_dict({"lesson": after[0].id} if after else {})
        st.rerun()


def _draw_more(lesson: Lesson) -> None:
    """Draw the other ways to show a lesson, and its sources, once somebody opens them."""
    label = "Show it to a room, print it, see its sources"
    folded = st.expander(label, key="more", on_change="rerun", width=BOX)
    if folded.open:
        with folded:
            for way, what in (("Show it to a room", "present"), ("To print", "print")):
                st.page_link(
                    paging.page(places.LEARN), label=way, query_params={"lesson": lesson.id, what: "yes"}
                )
            st.markdown(f"**Sources**\n\n{cached.cited_sources(lesson.id)}", width=READING)


def draw_folded(label: str, text: str, key: str) -> None:
    """Draw text that opens on demand and is sent only then."""
    folded = st.expander(label, key=key, on_change="rerun", width=BOX)
    if folded.open:
        with folded:
            draw_text(text)
