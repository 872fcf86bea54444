"""Take a workshop away as a file, at any moment, and go on from it later. No seat and no vote is in it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from datafiles import (
    Document,
    FileModel,
    Format,
    Id,
    Number,
    Problem,
    Text,
    Whole,
    model_from_text,
    problem_at,
)
from workshops.model import Agenda
from workshops.rooms import Options, Room, Stage, open_room
from workshops.runbook import ByHand, Worked

Known = Mapping[str, tuple[Agenda, tuple[Options, ...]]]
"""Agendas by id, each with what its steps ask."""
Seconds = Annotated[Number, Field(ge=0, le=1e6)]


class KeptTally(FileModel):
    """What a question showed in a step."""

    step: Whole
    question: Text
    counts: dict[Text, Whole]


class KeptStep(FileModel):
    """A step of a runbook that was done: its number from 1, and how long after the beginning [s]."""

    step: Whole
    seconds: Seconds


class KeptRun(FileModel):
    """A deployment by hand in a step: what was done, in the order it was done, and how long it took [s]."""

    step: Whole
    seconds: Seconds
    done: tuple[KeptStep, ...] = ()


class KeptNote(FileModel):
    """What the host wrote about a step."""

    step: Whole
    text: Text


class KeptRoom(FileModel):
    """A workshop as a file: where it is, what was shown, what was noted; nothing of a single person."""

    format: Format
    kind: Literal["workshop"]
    agenda: Id
    step: Whole
    people: Whole
    tallies: tuple[KeptTally, ...] = ()
    notes: tuple[KeptNote, ...] = ()
    runs: tuple[KeptRun, ...] = ()


def take_away(room: Room) -> dict[str, Any]:
    """Return a room as the values of its file; steps count from 1, the lobby is 0."""
    tallies = [
        {"step": place + 1, "question": question, "counts": dict(tally)}
        for (place, question), tally in sorted(room.tallies.items())
    ]
    notes = [{"step": place + 1, "text": text} for place, text in sorted(room.notes.items()) if text.strip()]
    return {
        "format": 1,
        "kind": "workshop",
        "agenda": room.agenda.id,
        "step": room.place + 1,
        "people": len(room.seats),
        "tallies": tallies,
        "notes": notes,
        "runs": [_run_away(place, run) for place, run in sorted(room.runs.items()) if run.ended is not None],
    }


def _run_away(place: int, run: ByHand) -> dict[str, Any]:
    done = [{"step": one.step + 1, "seconds": round(one.after, 1)} for one in run.done]
    return {"step": place + 1, "seconds": round(run.passed(0.0), 1), "done": done}


def bring_back(text: str, agendas: Known, expires: float, least: int) -> Room:
    """Return the room that a file holds, with what was shown and noted, and without people.

    Args:
        text: what `take_away` gave, as JSON or YAML.
        agendas: the agendas that are known, each with what its steps ask.
        expires: when the room ends by itself [s of the clock].
        least: how many people a tally needs from now on [1..].

    Raises:
        DataFileError: Everything that is wrong with the file.
    """

    def check(kept: KeptRoom, document: Document) -> Iterator[Problem]:
        if kept.agenda not in agendas:
            known = ", ".join(f"`{name}`" for name in sorted(agendas))
            yield problem_at(document, ("agenda",), f"no agenda `{kept.agenda}`", f"write one of {known}")
        else:
            yield from _problems(kept, agendas[kept.agenda], document)

    kept = model_from_text(text, KeptRoom, "workshop", check)
    agenda, asked = agendas[kept.agenda]
    tallies = {(one.step - 1, one.question): dict(one.counts) for one in kept.tallies}
    room = open_room(agenda, asked, least, expires)
    place = kept.step - 1
    runs = {one.step - 1: _run_back(one, agenda) for one in kept.runs}
    shown = place in runs or any(step == place for step, _ in tallies)
    stage = Stage.REVEALED if shown else Stage.SHOWN
    notes = {one.step - 1: one.text for one in kept.notes}
    return replace(room, place=place, stage=stage, tallies=tallies, notes=notes, runs=runs)


def _run_back(kept: KeptRun, agenda: Agenda) -> ByHand:
    done = tuple(Worked(one.step - 1, one.seconds) for one in kept.done)
    return ByHand(0.0, len(agenda.steps[kept.step - 1].runbook), (), done, kept.seconds)


def _problems(
    kept: KeptRoom, known: tuple[Agenda, tuple[Options, ...]], document: Document
) -> Iterator[Problem]:
    agenda, asked = known
    last = len(agenda.steps)
    steps = f"write a step from 1 to {last}"
    if kept.step > last:
        yield problem_at(document, ("step",), f"is {kept.step}, but there are {last}", steps)
    for number, tally in enumerate(kept.tallies):
        at = ("tallies", number)
        if not 1 <= tally.step <= last:
            yield problem_at(document, (*at, "step"), f"is {tally.step}", steps)
            continue
        options = asked[tally.step - 1].get(tally.question)
        if options is None:
            wrong, mend = f"step {tally.step} does not ask `{tally.question}`", "remove the entry"
            yield problem_at(document, (*at, "question"), wrong, mend)
            continue
        for option in sorted(set(tally.counts) - set(options)):
            wrong = f"`{option}` is no option of `{tally.question}`"
            yield problem_at(document, (*at, "counts", option), wrong, "remove it, or take the right agenda")
    for number, note in enumerate(kept.notes):
        if not 1 <= note.step <= last:
            yield problem_at(document, ("notes", number, "step"), f"is {note.step}", steps)
    yield from _problems_of_runs(kept, agenda, document)


def _problems_of_runs(kept: KeptRoom, agenda: Agenda, document: Document) -> Iterator[Problem]:
    for number, run in enumerate(kept.runs):
        lines = agenda.steps[run.step - 1].runbook if 1 <= run.step <= len(agenda.steps) else ()
        if not lines:
            wrong, mend = f"step {run.step} has no runbook", "remove the entry"
            yield problem_at(document, ("runs", number, "step"), wrong, mend)
            continue
        done = [one.step for one in run.done]
        if len(set(done)) < len(done) or not all(1 <= step <= len(lines) for step in done):
            wrong, mend = (
                "names a step twice, or one that is not there",
                f"write each of 1 to {len(lines)} once",
            )
            yield problem_at(document, ("runs", number, "done"), wrong, mend)
