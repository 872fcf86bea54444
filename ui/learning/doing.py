"""Draw a thing to do: what its kind asks for, with the text twin below it; its title stands above."""

from contextlib import nullcontext

import streamlit as st

import content
from content import Lesson
from ui import cached
from ui.learning import checklists, examples, lanes, logs, sliders, sorting, teams, trees
from ui.quiz import BOX
from ui.tables import draw_text


@st.fragment
def draw(lesson: Lesson, name: str) -> None:
    """Draw an activity of a lesson."""
    activity, key = lesson.activity(name), f"{lesson.id}-{name}"
    is_log = isinstance(activity, content.Log)
    # A lane takes the whole width without a frame: a telephone has little of it.
    is_framed = not isinstance(activity, content.Lane)
    with st.container(border=True, width="stretch" if is_log else BOX) if is_framed else nullcontext():
        _draw(lesson, activity, key)
        if not is_log:
            draw_twin(lesson, name, key)


def _draw(lesson: Lesson, activity: content.Activity, key: str) -> None:
    match activity:
        case content.Sort():
            sorting.draw(activity, key)
        case content.Teams():
            teams.draw(activity, key)
        case content.Checklist():
            checklists.draw(activity, key)
        case content.Slider():
            sliders.draw(activity, key)
        case content.Lane():
            lanes.draw(lesson, activity, key)
        case content.Log():
            logs.draw(lesson, activity, key)
        case content.Example():
            examples.draw(activity, key)
        case content.Tree():
            trees.draw_tree(activity, key)
        case _:
            trees.draw_finder(activity, key)


def draw_twin(lesson: Lesson, name: str, key: str) -> None:
    """Draw the text twin on demand, answers included."""
    folded = st.expander("As text, with the answers", key=f"twin-{key}", on_change="rerun", width=BOX)
    if folded.open:
        with folded:
            draw_text(cached.activity_text(lesson.id, name))
