"""Say any block as text: the text twin of what the face draws, in Markdown."""

from __future__ import annotations

from content.grading import right_option
from content.items import Item, ItemType
from content.levers import Slider
from content.model import (
    ActivityBlock,
    Block,
    Course,
    Define,
    Lesson,
    PictureBlock,
    Prose,
    QuizBlock,
    Try,
)
from content.predicting import Measure, prediction_key


def block_text(course: Course, lesson: Lesson, block: Block, measure: Measure | None = None) -> str:
    """Return a block as Markdown; the numbers of a sweep only where `measure` runs the simulator."""
    match block:
        case Prose(markdown):
            return markdown
        case PictureBlock(picture):
            return course.pictures[picture].as_text()
        case Define(term):
            return f"**{course.glossary[term].title}**: {course.glossary[term].text}"
        case Try(scenarios):
            return f"To try: {', '.join(scenarios)}."
        case ActivityBlock(_, name):
            activity = lesson.activity(name)
            return activity.as_text(measure) if isinstance(activity, Slider) else activity.as_text()
        case QuizBlock(items):
            names = items
        case _:
            names = (block.item,)
    return "\n\n".join(item_text(lesson.item(name)) for name in names)


def item_text(item: Item) -> str:
    """Return a question with its options, and nothing of the answer."""
    parts = [f"**{item.stem}**"]
    options = sorted(item.options, key=lambda each: each.id) if item.type is ItemType.ORDER else item.options
    if item.type is ItemType.NUMERIC:
        parts.append(f"Write a number [{item.unit}].")
    else:
        parts.append("\n".join(f"- {option.text}" for option in options))
    if item.groups:
        parts.append(f"Put each into one of: {'; '.join(group.text for group in item.groups)}.")
    return "\n\n".join(parts)


def answer_text(item: Item, measure: Measure | None = None) -> str:
    """Return the right answer of a question with what the course says to every option."""
    titles = {group.id: group.text for group in item.groups}
    right = set[str]()
    if item.type is ItemType.PREDICT:
        right = {str(prediction_key(item, measure))} if measure else set()
    elif item.type is not ItemType.NUMERIC:
        right = {each.partition("=")[0] for each in right_option(item).split()}
    rows: list[str] = []
    for option in item.options:
        is_right = option.correct or option.id in right
        place = f" ({titles[option.group]})" if option.group in titles else ""
        value = f" {option.value:g} {item.unit}:" if option.value is not None else ""
        rows.append(f"- {'**Right.** ' if is_right else ''}*{option.text}*{place}{value} {option.feedback}")
    return "\n".join([*rows, "", item.explain])
