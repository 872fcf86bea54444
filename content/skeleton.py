"""Write the skeleton of a lesson: files that already keep every rule, to be filled with better words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from datafiles.fields import KEBAB

PAGE = """\
---
format: 1
title: {title}
minutes: 5
prerequisites: []
objectives:
  - {{id: tell-apart, text: Tell the two apart in a team's story., bloom: analyze}}
  - {{id: choose, text: Choose what to do next., bloom: apply}}
misconceptions: [M01, M10]
sources: [greenlane]
reviewed: {reviewed}
interactive: {{kind: sort, minutes: 1}}
---
## A puzzle

Ask something that makes a reader guess before you tell. Two teams look alike, and only one of them can deploy
today. Which one, and how would you find out?

## Do it

{{{{sort {id}-cards}}}}

## The idea

Say the idea in a few short sentences, each fact with its source [@greenlane]. Then name what speaks against
it, where something does.

## Check yourself

{{{{quiz {id}-one {id}-two {id}-three {id}-four {id}-five}}}}
"""

ACTIVITIES = """\
format: 1
lesson: {id}
activities:
  - kind: sort
    id: {id}-cards
    title: Who does the work?
    text: Put each card where it belongs.
    groups:
      - {{id: people, title: People}}
      - {{id: machine, title: A machine}}
    cards:
      - {{id: copy-files, text: Copy the files, group: people, why: A person carries out each step.}}
      - {{id: press-button, text: Press the button, group: people, why: The decision is a person's.}}
      - {{id: run-tests, text: Run the tests, group: machine, why: They run on every change.}}
    sources: [greenlane]
"""

ITEM = """\
  - id: {id}-{name}
    type: classify
    objective: {objective}
    bloom: analyze
    pool: practice
    stem: Tell of team {name} here in two or three sentences. What is it doing?
    options:
{options}
    explain: Say in one or two sentences why the right option is right.
    sources: [greenlane]
"""

RIGHT = """\
      - id: delivery
        text: Continuous delivery, a person chooses when
        correct: true
        feedback: Say here what in the story makes it so.
"""
WRONG = (
    """\
      - id: deployment
        text: Continuous deployment, nobody decides
        misconception: M01
        feedback: Say here what in the story speaks against it.
""",
    """\
      - id: by-hand
        text: A deployment by hand, as somebody clicks
        misconception: M10
        feedback: Say here how a click differs from the work.
""",
)
NAMES = ("one", "two", "three", "four", "five")


def lesson_skeleton(lesson_id: str, reviewed: dt.date | None = None) -> Mapping[str, str]:
    """Return the files of a new lesson: their path under the content folder, and their text.

    The lesson keeps every rule as it is; a line in `course.yaml` makes it part of the course.

    Args:
        lesson_id: the id, in kebab case.
        reviewed: the day that is written as reviewed; the day of the format when left out.

    Raises:
        ValueError: the id is not in kebab case.
    """
    if not KEBAB.fullmatch(lesson_id):
        raise ValueError(f"{lesson_id!r} is no id; write small letters, digits and single hyphens")
    title = lesson_id.replace("-", " ").capitalize()
    day = (reviewed or dt.date(2026, 1, 1)).isoformat()
    home = f"lessons/{lesson_id}"
    return {
        f"{home}/en.md": PAGE.format(id=lesson_id, title=f'"{title}"', reviewed=day),
        f"{home}/activities.yaml": ACTIVITIES.format(id=lesson_id),
        f"{home}/quiz.yaml": f"format: 1\nlesson: {lesson_id}\nitems:\n" + "\n".join(_items(lesson_id)),
    }


def _items(lesson_id: str) -> list[str]:
    """Write five items, the right option in another place each time."""
    items: list[str] = []
    for number, name in enumerate(NAMES):
        options = list(WRONG)
        options.insert(number % 3, RIGHT)
        objective = ("tell-apart", "choose")[number % 2]
        text = "".join(options).rstrip("\n")
        items.append(ITEM.format(id=lesson_id, name=name, objective=objective, options=text))
    return items
