"""Save what is answered, by reconciling: what the widgets show, what this tab last saw, what the store holds.

A callback would lose the first click after a restart, because the browser then resends the value to a new
session that sees no change. Where another tab saved something else in between, nothing is overwritten: the
older tab is told and shows both.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessments import Practice
from store import Saved, Seat, StoredAnswer
from ui import live
from ui.assessing.answering_said import Said, said_of
from ui.assessing.answering_tab import Known
from ui.assessing.answering_widgets import Asked, empty_value, force
from ui.state import visit


@dataclass(frozen=True, slots=True)
class Outcome:
    """Say what came of drawing one question.

    Attributes:
        saved: what the store said, None where nothing was written.
        theirs: what another tab saved, where this one shows something else; nothing was written.
        taken: whether what another tab saved is shown from now on.
    """

    saved: Saved | None = None
    theirs: Said | None = None
    taken: bool = False


def known_of(seat: Seat, practice: str, stored: StoredAnswer | None) -> Known:
    """Return what this tab last saw of an answer; what it never saw is as it is stored."""
    return visit().answering.known.setdefault((seat.respondent, practice), as_known(stored))


def as_known(stored: StoredAnswer | None) -> Known:
    """Return a stored answer as one that a tab has seen."""
    return Known(said_of(stored), stored.version if stored else 0)


def reconcile(seat: Seat, practice: Practice, shown: Said, stored: StoredAnswer | None) -> Outcome:
    """Write an answer that differs from what this tab last saw, unless another tab was faster.

    The call returns after the database has it.
    """
    known, there = known_of(seat, practice.id, stored), as_known(stored)
    elsewhere = there.said != known.said
    if shown == known.said:
        if elsewhere:
            note(seat, practice.id, there)
        return Outcome(taken=elsewhere)
    if elsewhere and shown != there.said:
        return Outcome(theirs=there.said)
    return Outcome(saved=save(seat, practice.id, shown))


def save(seat: Seat, practice: str, shown: Said) -> Saved:
    """Write an answer, and remember that this tab knows it.

    A newer click may end this run wherever it asks Streamlit for something. Between writing and remembering
    nothing is asked, or the tab would take its own answer for one of another tab.
    """
    store, known = live.store(), visit().answering.known
    saved = store.save_answers(seat, (shown.to_write(practice, store.next_seq(seat)),))
    if not saved.refused:
        known[seat.respondent, practice] = Known(shown, saved.versions.get(practice, 0))
    return saved


def note(seat: Seat, practice: str, known: Known) -> None:
    """Remember what this tab has seen of an answer."""
    visit().answering.known[seat.respondent, practice] = known


def show(asked: Asked, found: Said) -> None:
    """Let the widgets of a question show an answer at the next run, whatever they show now."""
    empty_value(asked)
    force(asked.state_key, found.state if found.given and found.state != "value" else None)
    force(asked.reason_key, found.reason)
    force(f"{asked.key}-note", found.note)
    visit().answering.sides.pop(asked.key, None)
    if found.option is not None:
        force(asked.key, found.option)
    elif found.choices is not None:
        show_choices(asked, found.choices)
    elif found.value is not None:
        shown: object = found.value
        if asked.practice.question.kind == "bool":
            shown = "yes" if found.value else "no"
        force(asked.key, shown)


def show_choices(asked: Asked, choices: tuple[str, ...]) -> None:
    """Let the widgets of a question with several answers show the chosen ones."""
    if asked.key in asked.value_keys:
        force(asked.key, list(choices))
    for option in asked.options:
        if f"{asked.key}-{option.id}" in asked.value_keys:
            force(f"{asked.key}-{option.id}", option.id in choices)
    force(f"{asked.key}-none", not choices)
