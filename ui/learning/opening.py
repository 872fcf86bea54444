"""Keep what is to be done in a lesson closed until somebody begins it, so that a lesson is drawn at once.

Its title and what to do are read with the text around it. The first thing to do stands open.
"""

from collections.abc import Mapping
from functools import partial
from typing import Literal

import streamlit as st

import content
from content import ActivityBlock, Block, Lesson, QuizBlock
from ui import words
from ui.ink import on_ink

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


def is_part_answered(block: Block, given: Mapping[str, str]) -> bool:
    """Say whether something to do was answered in part before; `given` are the answers by item."""
    items = block.items if isinstance(block, QuizBlock) else ()
    return 0 < sum(name in given for name in items) < len(items)


def told(lesson: Lesson, block: Block) -> str:
    """Return what is read above a thing to do: its title and what to do; nothing of other blocks."""
    if not isinstance(block, ActivityBlock):
        return ""
    activity = lesson.activity(block.activity)
    text = "" if isinstance(activity, content.Log) else f"\n\n{activity.text}"
    return f"### {activity.title}{text}"


def draw_closed(label: str, name: str, opened: set[str], *, leads: bool) -> None:
    """Draw the button that opens a thing to do by noting its name; `leads` is the one thing to do now."""
    kind: Literal["primary", "secondary"] = "primary" if leads else "secondary"
    text = on_ink(label, enabled=leads)
    st.button(text, key=f"open-{name}", on_click=partial(opened.add, name), type=kind)


def label(lesson: Lesson, block: Block, given: Mapping[str, str]) -> str:
    """Return what begins a thing to do: of questions how many there are, and how many were answered."""
    if isinstance(block, ActivityBlock):
        return BEGIN[block.kind]
    items = block.items if isinstance(block, QuizBlock) else ()
    count = words.count(len(items), "question")
    answered = any(name in given for name in items)
    if not answered and all(lesson.item(name).predict for name in items):
        return "Make a guess"
    if not answered:
        return f"Answer {count}"
    return f"See {count} again"
