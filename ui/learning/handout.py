"""Write one lesson as an HTML file: a handout with room to write, or the trainer's version."""

import base64
from dataclasses import replace

import content
from content import Course, Lesson
from ui import words
from ui.learning.exporting import FONT, Shelf, Writer, ended
from ui.writing import write_html


def lesson_html(course: Course, lesson: Lesson, shelf: Shelf, *, trainer: bool = False) -> str:
    """Return one lesson as an HTML file of its own: a handout with room to write, or the trainer's version.

    Args:
        course: the course it belongs to.
        lesson: the lesson.
        shelf: what it names in other rooms.
        trainer: whether notes for the trainer and the answers are in it.
    """
    terms = {name: course.glossary[name] for name in _met(lesson) if name in course.glossary}
    narrow = replace(course, glossary=terms)
    named = [*lesson.sources, *(name for term in terms.values() for name in term.sources)]
    known = [name for name in dict.fromkeys(named) if name in shelf.sources]
    cites = {name: number for number, name in enumerate(known, start=1)}
    writer = Writer(narrow, shelf, cites, answers=trainer)
    return write_html(
        "course/lesson.html",
        course=course,
        trainer=trainer,
        sheet=writer.sheet(course.lessons.index(lesson) + 1, lesson),
        terms=sorted(terms.values(), key=lambda term: term.title.casefold()),
        beliefs=[course.misconceptions[name] for name in lesson.misconceptions],
        sources=[(number, shelf.sources[name]) for name, number in cites.items()],
        text=writer.linked,
        answer=lambda item: content.answer_text(item, shelf.measure),
        cite=writer.cite,
        count=words.count,
        ended=ended,
        font=base64.b64encode(FONT.read_bytes()).decode(),
    )


def _met(lesson: Lesson) -> list[str]:
    """List the terms that a lesson defines or links to, each once."""
    found = list[str]()
    for block in lesson.blocks:
        match block:
            case content.Define(name):
                found.append(name)
            case content.Prose(markdown):
                found += content.linked_terms(markdown)
            case _:
                pass
    return list(dict.fromkeys(found))
