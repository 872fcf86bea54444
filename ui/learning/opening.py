"""Keep what is to be done in a lesson closed until somebody begins it, so that a lesson is drawn at once.

Its title and what to do are read with the text around it. The first thing to do stands open.
"""

from functools import partial

import streamlit as st

import content
from content import ActivityBlock, Block, Lesson, QuizBlock
from ui import words
from ui.learning import keeping
from ui.state import visit

BEGIN = {
    "sort": "Sort the cards",
    "teams": "Say what the teams do",
    "checklist": "Tick what holds",
    "slider": "Move the slider",
    "lane": "Guess, then run it",
    "log": "Compute from the log",
    "example": "Walk through the cases",
    "tree": "Answer step by step",
    "finder": "Choose what you see",
}


def is_to_do(block: Block) -> bool:
    """Say whether a block is something to do."""
    return isinstance(block, ActivityBlock | QuizBlock)


def is_open(lesson: Lesson, place: int, block: Block) -> bool:
    """Say whether something to do stands open: begun in this tab, or answered in part before."""
    if f"{lesson.id}-{place}" in visit().learning.opened:
        return True
    items = set(block.items) if isinstance(block, QuizBlock) else set[str]()
    return 0 < len(items & set(keeping.chosen())) < len(items)


def told(lesson: Lesson, block: Block) -> str:
    """Return what is read above a thing to do: its title and what to do; nothing of other blocks."""
    if not isinstance(block, ActivityBlock):
        return ""
    activity = lesson.activity(block.activity)
    text = "" if isinstance(activity, content.Log) else f"\n\n{activity.text}"
    return f"### {activity.title}{text}"


def draw_closed(lesson: Lesson, block: Block, place: int) -> None:
    """Draw the button that opens a thing to do."""
    name = f"{lesson.id}-{place}"
    st.button(label(lesson, block), key=f"open-{name}", on_click=partial(visit().learning.opened.add, name))


def label(lesson: Lesson, block: Block) -> str:
    """Return what begins a thing to do: of questions how many there are, and how many were answered."""
    if isinstance(block, ActivityBlock):
        return BEGIN[block.kind]
    items = block.items if isinstance(block, QuizBlock) else ()
    count = words.count(len(items), "question")
    answered = len(set(items) & set(keeping.chosen()))
    if not answered and all(lesson.item(name).predict for name in items):
        return "Make a guess"
    if not answered:
        return f"Answer {count}"
    return f"See {count} again"
