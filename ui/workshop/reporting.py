"""Write a workshop down: a report to print, a table, the file to go on from; nothing of a single person."""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from assessments import Agreement, agreements
from datafiles import as_csv
from ui import words
from ui.assessing.together_bricks import apart, measures
from ui.charts.workshop import Lasted, lasted_svg, votes_svg
from ui.learning.exporting import FONT
from ui.workshop import hands
from ui.workshop.counts import Counted, counted
from ui.workshop.settling import gain, gain_words, shifts
from ui.workshop.showing import Shelf, Table, gain_rows, handed_of, least_words, roads_of
from ui.workshop.telling import questions
from ui.writing import write_html
from workshops import KIND_TITLES, Kind, Room, Step, take_away, working
from workshops.seeing import revealed

HEAD = ("step", "title", "kind", "question", "asked", "answer", "text", "right", "count")


@dataclass(frozen=True, slots=True)
class Part:
    """What a report says of a step: its counts, the lanes that ran, the gain, the agreement, the note."""

    place: int
    step: Step
    counted: tuple[Counted, ...]
    table: Table | None
    gained: str
    moved: list[list[str]]
    spreads: dict[str, str]
    note: str
    lines: tuple[hands.Line, ...] = ()
    outcome: str = ""

    @property
    def kind(self) -> str:
        """Return what people did in the step."""
        return KIND_TITLES[self.step.kind]


def parts_of(room: Room, shelf: Shelf) -> Iterator[Part]:
    """Yield what is said of each step that was reached."""
    for place, step in enumerate(room.agenda.steps):
        note = room.notes.get(place, "").strip()
        found = counts_of(room, place, shelf)
        if place > room.place and not note and not found and place not in room.runs:
            continue
        moved = shifts(room, place, shelf.house, shelf.keys) if found and step.kind is not Kind.ASSESS else ()
        total, asked = gain(moved), questions(room.agenda, place, shelf.house)
        worked = working(room.runs[place], room.runs[place].began) if place in room.runs else None
        yield Part(
            place=place,
            step=step,
            counted=found,
            table=_ran(room, place, shelf),
            gained=gain_words(total) if total else "",
            moved=gain_rows(moved, {one.id: one for one in asked}),
            spreads=_spreads(room, place, shelf),
            note=note,
            lines=hands.lines(step.runbook, worked) if worked else (),
            outcome=hands.outcome_words(step.runbook, worked) if worked else "",
        )


def _ran(room: Room, place: int, shelf: Shelf) -> Table | None:
    """Return the lanes that a step ran, compared; None where it ran none, or they are not ready."""
    step, run = room.agenda.steps[place], room.runs.get(place)
    if run is not None:
        handed = handed_of(step, working(run, run.began))
        found = shelf.beside(handed, room.agenda.seed) if handed else None
        return found.table if found else None
    if step.kind is not Kind.SIMULATE or place > room.place:
        return None
    return shelf.table(roads_of(room, place, shelf), room.agenda.seed)


def counts_of(room: Room, place: int, shelf: Shelf) -> tuple[Counted, ...]:
    """Return what a step showed; nothing of what is hidden."""
    step = room.agenda.steps[place]
    shown = revealed(room, place)
    if not shown:
        return ()
    keys = {} if step.kind is Kind.ASSESS else shelf.keys(place)
    before = tuple(
        one
        for earlier in range(place - 1, -1, -1) if step.kind is Kind.REVOTE
        for one in revealed(room, earlier)
        if one.question in room.asked[place]
    )  # fmt: skip
    return counted(questions(room.agenda, place, shelf.house), keys, shown, before)


def _spreads(room: Room, place: int, shelf: Shelf) -> dict[str, str]:
    """Say of each practice that was answered how far the room agrees."""
    step = room.agenda.steps[place]
    if step.questionnaire is None:
        return {}
    questionnaire = shelf.house.questionnaires[step.questionnaire]
    tallies = {question: tally for (at, question), tally in room.tallies.items() if at == place}

    def said(found: Agreement) -> str:
        return f"{apart(found, questionnaire.practice(found.practice))}. {measures(found)}"

    return {one.practice: said(one) for one in agreements(questionnaire, tallies)}


def report_html(room: Room, shelf: Shelf, today: date) -> str:
    """Return a workshop as an HTML file of its own, to print."""
    return write_html(
        "workshop/report.html",
        agenda=room.agenda,
        today=today,
        people=people_words(room),
        least=least_words(room.least),
        parts=list(parts_of(room, shelf)),
        picture=_picture,
        lasted=_lasted,
        says=hands.says,
        count=words.count,
        font=base64.b64encode(FONT.read_bytes()).decode(),
    )


def people_words(room: Room) -> str:
    """Say how many took part, as far as it is known."""
    seats = len(room.seats)
    hands = max([sum(tally.values()) for tally in room.hands.values()] or [0])
    said = f"{seats} by phone" if seats == 1 or seats else ""
    raised = f"up to {words.count(hands, 'hand')} counted" if hands else ""
    return " and ".join(filter(None, (said, raised))) or "nobody was counted"


def _picture(found: Counted) -> Markup:
    return Markup(votes_svg(found.bars))  # noqa: S704 - every text in it is escaped where it is drawn


def _lasted(lines: Sequence[hands.Line]) -> Markup:
    rows = [Lasted(one.number, one.text, one.took or 0.0, hands.says(one), one.slip) for one in lines]
    return Markup(lasted_svg(rows))  # noqa: S704 - every text in it is escaped where it is drawn


def as_table(room: Room, shelf: Shelf) -> bytes:
    """Return every count that was shown as CSV, one row for each answer."""
    return as_csv(HEAD, list(_rows(room, shelf)))


def _rows(room: Room, shelf: Shelf) -> Iterator[Sequence[Any]]:
    for place, step in enumerate(room.agenda.steps):
        for one in counts_of(room, place, shelf):
            options = {option.letter: option for option in one.asked.options}
            for bar in one.bars:
                right = ("yes" if bar.right else "no") if one.key.right else ""
                yield (
                    place + 1, step.name, step.kind.value, one.asked.id, one.asked.ask,
                    options[bar.letter].id, bar.words, right, bar.count,
                )  # fmt: skip
        if place in room.runs:
            for line in hands.lines(step.runbook, working(room.runs[place], room.runs[place].began)):
                took = "" if line.took is None else round(line.took, 1)
                right = "no" if line.slip else "yes" if line.state == hands.DONE else ""
                asked = "How many seconds did the deployment wait for this step?"
                yield (
                    place + 1,
                    step.name,
                    step.kind.value,
                    "runbook",
                    asked,
                    line.number,
                    line.text,
                    right,
                    took,
                )


def as_file(room: Room) -> bytes:
    """Return a workshop as the JSON file from which it can go on."""
    return (json.dumps(take_away(room), ensure_ascii=False, indent=2) + "\n").encode()
