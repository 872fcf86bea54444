"""What each of the three screens may show: a phone, the host's laptop, the projector.

A screen is built from a view and from nothing else. A view of a step whose answers are not revealed holds no
tally at all, so that no page, no stream of events and no export made from it can give one away.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from workshops.commands import Tally
from workshops.model import ASKING, Kind
from workshops.rooms import LOBBY, Room, Stage, chosen
from workshops.runbook import ByHand, Worked, held_by, holders_of

REVOTE_FROM, REVOTE_UNTIL = 0.3, 0.7
"""Between these shares of right answers, talking in pairs and voting again teaches most.

A rule of thumb of peer instruction, not a measured bound.
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of one question once it is revealed: a tally, or why there is none."""

    question: str
    tally: Tally | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Working:
    """What is shown of a deployment by hand: its steps and when they were done, never by whom.

    Attributes:
        steps: how many there are.
        done: what was done, in the order it was done.
        waits_for: the first step that is not done [0..]; None when it is over.
        phones: how many phones hold that step.
        passed: how long it has been under way, or took [s].
        over: whether it has ended.
        mine: the steps that the one who looks holds; of a phone alone.
    """

    steps: int
    done: tuple[Worked, ...]
    waits_for: int | None
    phones: int
    passed: float
    over: bool
    mine: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Phone:
    """What one participant sees: the step, what is asked, what they chose, what was revealed."""

    place: int
    kind: Kind | None
    stage: Stage
    questions: Mapping[str, tuple[str, ...]]
    mine: Mapping[str, str]
    shown: tuple[Shown, ...]
    left: float | None
    over: bool
    run: Working | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What the host sees: how many are in, how many have answered each question, never who."""

    place: int
    kind: Kind | None
    stage: Stage
    joined: int
    answered: Mapping[str, int]
    shown: tuple[Shown, ...]
    before: tuple[Shown, ...]
    left: float | None
    over: bool
    run: Working | None


@dataclass(frozen=True, slots=True)
class Screen:
    """What the room looks at: the step, the revealed answers now and at the vote before, the clock."""

    place: int
    kind: Kind | None
    stage: Stage
    joined: int
    answered: int
    shown: tuple[Shown, ...]
    before: tuple[Shown, ...]
    left: float | None
    over: bool
    run: Working | None


def on_phone(room: Room, seat: str, now: float) -> Phone:
    """Return what the participant with a seat sees."""
    asked = room.questions if room.stage is not Stage.SHOWN else {}
    mine = {question: chosen(room, (room.place, question)).get(seat) for question in asked}
    return Phone(
        room.place,
        room.kind,
        room.stage,
        asked,
        {question: option for question, option in mine.items() if option},
        revealed(room, room.place),
        room.timer.left(now),
        is_over(room, now),
        _run_here(room, now, seat),
    )


def on_desk(room: Room, now: float) -> Desk:
    """Return what the host sees."""
    return Desk(
        room.place,
        room.kind,
        room.stage,
        len(room.seats),
        answered(room),
        revealed(room, room.place),
        before(room),
        room.timer.left(now),
        is_over(room, now),
        _run_here(room, now),
    )


def on_screen(room: Room, now: float) -> Screen:
    """Return what the projector shows."""
    return Screen(
        room.place,
        room.kind,
        room.stage,
        len(room.seats),
        max(answered(room).values(), default=0),
        revealed(room, room.place),
        before(room),
        room.timer.left(now),
        is_over(room, now),
        _run_here(room, now),
    )


def _run_here(room: Room, now: float, seat: str = "") -> Working | None:
    """Return what is shown of the present step's deployment by hand; None where none was begun."""
    run = room.runs.get(room.place)
    return None if run is None else working(run, now, seat)


def working(run: ByHand, now: float, seat: str = "") -> Working:
    """Return what is shown of a deployment by hand, to a seat or to everybody."""
    return Working(
        run.steps,
        run.done,
        run.waits_for,
        0 if run.waits_for is None else holders_of(run, run.waits_for),
        run.passed(now),
        run.ended is not None,
        held_by(run, seat) if seat else (),
    )


def is_over(room: Room, now: float) -> bool:
    """Say whether nothing changes any more."""
    return room.closed or now >= room.expires


def answered(room: Room) -> dict[str, int]:
    """Return how many people have answered each question of the present step."""
    return {question: len(chosen(room, (room.place, question))) for question in room.questions}


def revealed(room: Room, place: int) -> tuple[Shown, ...]:
    """Return what a step shows of its questions: nothing before the host reveals it."""
    if place == LOBBY or not _was_revealed(room, place):
        return ()
    return tuple(_shown(room, place, question) for question in room.asked[place])


def _was_revealed(room: Room, place: int) -> bool:
    return any(step == place for step, _ in room.tallies) or (
        place == room.place and room.stage is Stage.REVEALED
    )


def _shown(room: Room, place: int, question: str) -> Shown:
    tally = room.tallies.get((place, question))
    if tally is not None:
        return Shown(question, tally)
    people = len(chosen(room, (place, question)))
    if people < room.least:
        return Shown(question, None, f"Fewer than {room.least} answered, so that nobody is found out.")
    return Shown(question, None, "Too few changed their answer to show a second count; the first one stands.")


def before(room: Room) -> tuple[Shown, ...]:
    """Return what the vote before showed, in a step that votes again and is revealed itself."""
    if room.kind is not Kind.REVOTE or room.stage is not Stage.REVEALED:
        return ()
    earlier = (
        place
        for place in range(room.place - 1, LOBBY, -1)
        if room.agenda.steps[place].kind in ASKING - {Kind.REVOTE}
    )
    return revealed(room, next(earlier, LOBBY))


def revote_suggested(tally: Tally, right: frozenset[str]) -> bool:
    """Say whether talking and voting again is worth its minutes: 30 to 70 % are right."""
    people = sum(tally.values())
    share = sum(count for option, count in tally.items() if option in right) / people if people else 0.0
    return REVOTE_FROM <= share <= REVOTE_UNTIL
