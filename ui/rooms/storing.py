"""Write a room as the texts that the store keeps, and read it; votes and seats lie in rows of their own."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from counting import Published
from store import RoomVote
from workshops import Agenda, ByHand, Options, Room, Stage, Timer, Vote, Worked, open_room

Ask = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a room goes through, from its first minute to its last: this never changes.

    Attributes:
        agenda: its steps.
        asked: what each step asks.
        least: how many people a tally needs to be shown.
        ends: when it ends by itself [s since 1970].
    """

    agenda: Agenda
    asked: tuple[Options, ...]
    least: int
    ends: float

    def room(self) -> Room:
        """Return the room in its lobby."""
        return open_room(self.agenda, self.asked, self.least, self.ends)


def plan_of(room: Room) -> Plan:
    """Return what a room goes through."""
    return Plan(room.agenda, room.asked, room.least, room.expires)


def plan_text(plan: Plan) -> str:
    """Write a plan as text."""
    return json.dumps({
        "agenda": plan.agenda.model_dump(mode="json"),
        "asked": [{question: list(options) for question, options in one.items()} for one in plan.asked],
        "least": plan.least,
        "ends": plan.ends,
    })  # fmt: skip


def read_plan(text: str) -> Plan:
    """Read what `plan_text` wrote."""
    values = json.loads(text)
    asked = tuple({key: tuple(options) for key, options in one.items()} for one in values["asked"])
    return Plan(Agenda.model_validate(values["agenda"]), asked, values["least"], values["ends"])


def state_text(room: Room) -> str:
    """Write how far a room is as text, without its seats and votes."""
    return json.dumps({
        "place": room.place,
        "stage": room.stage.value,
        "closed": room.closed,
        "hands": _rows(room.hands),
        "tallies": _rows(room.tallies),
        "published": room.published.as_dict(),
        "timer": [room.timer.ends, room.timer.paused],
        "notes": [[place, text] for place, text in sorted(room.notes.items())],
        "sent": [[place, text] for place, text in sorted(room.sent.items())],
        "runs": [[place, *_run(run)] for place, run in sorted(room.runs.items())],
    })  # fmt: skip


def with_state(room: Room, text: str) -> Room:
    """Return a room with the state that `state_text` wrote, and with the seats and votes it has."""
    values: dict[str, Any] = json.loads(text)
    return replace(
        room,
        place=values["place"],
        stage=Stage(values["stage"]),
        closed=values["closed"],
        hands=_by_ask(values["hands"]),
        tallies=_by_ask(values["tallies"]),
        published=Published.from_dict(values["published"]),
        timer=Timer(*values["timer"]),
        notes={int(place): said for place, said in values["notes"]},
        sent={int(place): said for place, said in values["sent"]},
        runs={int(place): _read_run(*rest) for place, *rest in values.get("runs", ())},
    )


def _run(run: ByHand) -> list[Any]:
    done = [[one.step, one.after] for one in run.done]
    return [run.began, run.steps, list(run.holders), done, run.ended]


def _read_run(began: float, steps: int, holders: list[str], done: list[Any], ended: float | None) -> ByHand:
    return ByHand(began, steps, tuple(holders), tuple(Worked(*one) for one in done), ended)


def with_people(room: Room, seats: Iterable[str], votes: Iterable[RoomVote]) -> Room:
    """Return a room with more seats and newer votes."""
    found = dict(room.votes)
    fresh: dict[Ask, dict[str, Vote]] = {}
    for vote in votes:
        ask = (vote.place, vote.question)
        if ask not in fresh:
            fresh[ask] = dict(found.get(ask, {}))
        fresh[ask][vote.seat] = Vote(vote.option, vote.click)
    return replace(room, seats=room.seats | frozenset(seats), votes={**found, **fresh})


def _rows(tallies: Mapping[Ask, Mapping[str, int]]) -> list[list[Any]]:
    return [[place, question, dict(tally)] for (place, question), tally in sorted(tallies.items())]


def _by_ask(rows: Iterable[list[Any]]) -> dict[Ask, dict[str, int]]:
    return {(place, question): dict(tally) for place, question, tally in rows}
