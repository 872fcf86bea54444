"""Write down what a team tries next: as Markdown, as a table, as days in a calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from assessments.exporting import STEP_COLUMNS, Record, RecordedStep, step_rows
from assessments.recommending import Recommendation
from datafiles import Event, as_calendar, as_csv

MARKS = re.compile(r"([\\`*_{}\[\]<>#!|~&])")
"""The signs that mean something in Markdown."""

UNDECIDED = "not agreed yet"


def plain(text: str) -> str:
    """Return a text as Markdown that shows it as it is: no link, no picture, no markup, on one line."""
    return MARKS.sub(r"\\\1", " ".join(text.split())).replace("://", ":\u200b//")


def steps_as_markdown(whole: Record, why: Mapping[str, Recommendation] | None = None) -> str:
    """Return the next steps as Markdown.

    Args:
        whole: the record with the steps.
        why: the recommendation behind a practice, whose formula is shown.
    """
    taken = whole.snapshot
    lines = [f"# Next steps of {plain(taken.team)}", ""]
    lines += [f"{plain(taken.title)}, version {plain(taken.version)}, {taken.date.isoformat()}.", ""]
    if not whole.next_steps:
        lines += ["No step is chosen yet.", ""]
    for place, step in enumerate(whole.next_steps, start=1):
        lines += step_lines(whole, step, place, (why or {}).get(step.practice))
    lines += [f"Licence: {plain(taken.licence)}. {plain(taken.attribution)}"]
    return "\n".join(lines) + "\n"


def step_lines(whole: Record, step: RecordedStep, place: int, why: Recommendation | None) -> list[str]:
    """Return the lines of one step."""
    practice = {one.id: one for one in whole.asked.practices}.get(step.practice)
    first = step.step or (practice.first_step if practice else None)
    rows = {
        "First step": first,
        "Measure that should move": step.measure,
        "Looked after by": step.owner or UNDECIDED,
        "Looked at again on": step.due.isoformat() if step.due else UNDECIDED,
        "Stands": step.state,
        "What came of it": step.outcome,
    }
    lines = [f"## {place}. {plain(practice.title if practice else step.practice)}", ""]
    lines += [f"- {name}: {plain(text)}" for name, text in rows.items() if text]
    if why is not None:
        lines += [f"- Why this one: (target - now) x weight x value / effort: {plain(why.formula)}"]
    return [*lines, ""]


def steps_as_csv(whole: Record) -> bytes:
    """Return a row per next step as CSV."""
    return as_csv(STEP_COLUMNS, step_rows(whole))


def steps_as_calendar(whole: Record, today: dt.date) -> str:
    """Return the days on which steps are looked at again as iCalendar text, where they have one."""
    titles = {practice.id: practice.title for practice in whole.asked.practices}
    events = []
    for step in whole.next_steps:
        if step.due is not None:
            parts = [f"Measure that should move: {step.measure}", step.step, step.owner]
            parts += [f"{whole.snapshot.title}: {whole.snapshot.attribution} ({whole.snapshot.licence})"]
            events.append(
                Event(
                    f"step-{whole.snapshot.fingerprint[:12]}-{step.practice}",
                    step.due,
                    f"Greenlane: look at {titles.get(step.practice, step.practice)}",
                    "\n".join(part for part in parts if part),
                )
            )
    return as_calendar("Next steps", events, today)
