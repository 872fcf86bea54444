"""A room of people who go through an agenda: what its host and its people do, and what comes of it.

A room is a value; `apply` returns the next one. Who acts is the caller's to prove: the host by a key, a
participant by a seat. Votes can be changed until they are revealed. Nothing here knows a name.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from counting import OPEN, PEOPLE, Published, publish
from workshops import runbook
from workshops.commands import (
    BeginByHand,
    Cast,
    Close,
    Command,
    EndByHand,
    GoTo,
    HandsUp,
    Join,
    Note,
    OpenVote,
    Reveal,
    Send,
    SetTimer,
    StepDone,
    Tally,
)
from workshops.model import (
    ASKING,
    Agenda,
    ClosedError,
    FullError,
    Kind,
    NotHostError,
    NotOpenError,
    StrangerError,
    WrongVoteError,
)
from workshops.runbook import ByHand
from workshops.timer import Timer

LOBBY = -1
MOST_SEATS = 500
HOST = "host"
"""Who acts when it is not a seat; no seat has such a name, because theirs are drawn."""
NOTE_LIMIT = 4000
SEND_LIMIT = 200_000

Options = Mapping[str, tuple[str, ...]]
"""What a step asks: question -> the options that may be chosen."""
Ask = tuple[int, str]
"""A question in a step: (step, question)."""


class Stage(StrEnum):
    """How far a step is. Steps that ask nothing are only shown."""

    SHOWN = "shown"
    OPEN = "open"
    REVEALED = "revealed"


@dataclass(frozen=True, slots=True)
class Vote:
    """What one seat chose, and the number of the click: a later one counts, whichever arrives first."""

    option: str
    click: int


@dataclass(frozen=True, slots=True)
class Room:
    """A workshop under way.

    Attributes:
        agenda: its steps.
        asked: what each step asks, as many as there are steps.
        least: how many people a tally needs to be shown; 1 in an open room, and everyone was told.
        expires: when it ends by itself [s of the clock].
        place: the step, LOBBY before the first.
        stage: how far the step is.
        closed: nothing changes any more.
        seats: who is in, by drawn names.
        votes: by question in a step, what each seat chose.
        hands: by question in a step, how many hands went up for each option.
        tallies: by question in a step, what was shown when it was revealed.
        published: what was shown so far, with who said what; for the rules of `counting` alone.
        timer: the clock of all screens.
        notes: what the host wrote, by step.
        sent: what the host sent to the wall beside what a step shows by itself, by step.
        runs: the deployments that the room carried out by hand, by step.
    """

    agenda: Agenda
    asked: tuple[Options, ...]
    least: int
    expires: float
    place: int = LOBBY
    stage: Stage = Stage.SHOWN
    closed: bool = False
    seats: frozenset[str] = frozenset()
    votes: Mapping[Ask, Mapping[str, Vote]] = field(default_factory=dict)
    hands: Mapping[Ask, Tally] = field(default_factory=dict)
    tallies: Mapping[Ask, Tally] = field(default_factory=dict)
    published: Published = field(default_factory=lambda: Published(OPEN))
    timer: Timer = field(default_factory=Timer)
    notes: Mapping[int, str] = field(default_factory=dict)
    sent: Mapping[int, str] = field(default_factory=dict)
    runs: Mapping[int, ByHand] = field(default_factory=dict)

    @property
    def kind(self) -> Kind | None:
        """Return the kind of the present step; None in the lobby."""
        return None if self.place == LOBBY else self.agenda.steps[self.place].kind

    @property
    def questions(self) -> Options:
        """Return what the present step asks."""
        return {} if self.place == LOBBY else self.asked[self.place]


def open_room(agenda: Agenda, asked: tuple[Options, ...], least: int, expires: float) -> Room:
    """Return a room in its lobby; `asked` says what each step asks, `least` how many a tally needs [1..]."""
    if len(asked) != len(agenda.steps):
        raise ValueError(f"there are {len(agenda.steps)} steps, but questions for {len(asked)}")
    return Room(agenda, asked, least, expires, published=Published(least))


def apply(room: Room, command: Command, actor: str, now: float) -> Room:
    """Return the room after what somebody did.

    Args:
        room: the room before.
        command: what is done.
        actor: HOST, or the seat of a participant, as the caller has proved.
        now: the moment [s of the clock].

    Raises:
        WorkshopError: It cannot be done; the text can be shown to who asked.
    """
    if room.closed or now >= room.expires:
        raise ClosedError("This workshop is over.")
    if isinstance(command, (Join, Cast)) or (isinstance(command, StepDone) and command.seat):
        if command.seat != actor:
            raise NotHostError("A seat acts for itself alone.")
    elif actor != HOST:
        raise NotHostError("Only the host can do this.")
    return _DO[type(command)](room, command, now)


def _join(room: Room, command: Join, _now: float) -> Room:
    if command.seat not in room.seats and len(room.seats) >= MOST_SEATS:
        raise FullError(f"This room is full: {MOST_SEATS} people are in.")
    return replace(room, seats=room.seats | {command.seat})


def _cast(room: Room, command: Cast, _now: float) -> Room:
    if command.seat not in room.seats:
        raise StrangerError("This seat is not in the room. Join again with its code.")
    if room.stage is not Stage.OPEN:
        raise NotOpenError("The host has not opened a question, or has shown its answers already.")
    options = room.questions.get(command.question)
    if options is None or command.option not in {"", *options}:
        raise WrongVoteError("This question or answer is not asked now.")
    ask = (room.place, command.question)
    votes = room.votes.get(ask, {})
    before = votes.get(command.seat)
    if before is not None and before.click >= command.click:
        return room
    return replace(
        room, votes={**room.votes, ask: {**votes, command.seat: Vote(command.option, command.click)}}
    )


def _go_to(room: Room, command: GoTo, _now: float) -> Room:
    if not LOBBY <= command.place < len(room.agenda.steps):
        raise NotOpenError("There is no such step.")
    done = any(step == command.place for step, _ in room.tallies) or _is_revealed(room, command.place)
    stage = Stage.REVEALED if done else Stage.SHOWN
    run = room.runs.get(command.place)
    if run is not None:
        stage = Stage.OPEN if run.ended is None else Stage.REVEALED
    return replace(room, place=command.place, stage=stage, timer=Timer())


def _is_revealed(room: Room, place: int) -> bool:
    return place == room.place and room.stage is Stage.REVEALED


def _open_vote(room: Room, _command: OpenVote, _now: float) -> Room:
    if room.kind not in ASKING:
        raise NotOpenError("This step asks nothing.")
    if room.stage is Stage.REVEALED:
        raise NotOpenError("The answers were shown already. Vote again in a step of its own.")
    return replace(room, stage=Stage.OPEN)


def _reveal(room: Room, command: Reveal, _now: float) -> Room:
    """Show what was answered: hands as they were counted, votes by the rules of `counting`."""
    if room.stage is not Stage.OPEN or room.kind not in ASKING:
        raise NotOpenError("Open the question first, then show the answers.")
    if not all(0 <= place < room.place for place in command.earlier):
        raise NotOpenError("Only steps before this one can be shown with it.")
    for place in sorted(set(command.earlier)):
        if not any(step == place for step, _ in room.tallies):
            room = _counted(room, place)
    return replace(_counted(room, room.place), stage=Stage.REVEALED)


def _counted(room: Room, place: int) -> Room:
    """Return the room with the tallies of a step that may be shown."""
    said = {question: chosen(room, (place, question)) for question in room.asked[place]}
    ballots: dict[str, dict[str, str]] = {}
    for question, votes in said.items():
        for seat, option in votes.items():
            ballots.setdefault(seat, {})[question] = option
    published = publish(room.published, ballots, room.least)
    tallies = dict(room.tallies)
    for question, votes in said.items():
        ask = (place, question)
        if ask in room.hands:
            tallies[ask] = room.hands[ask]
        elif published.batches.get(question, ({},))[-1] == votes and votes:
            tallies[ask] = dict(sorted(Counter(votes.values()).items()))
    published = replace(published, batches={k: v for k, v in published.batches.items() if k != PEOPLE})
    return replace(room, tallies=tallies, published=published)


def chosen(room: Room, ask: Ask) -> dict[str, str]:
    """Return what each seat chose; who took the vote back is left out."""
    return {seat: vote.option for seat, vote in room.votes.get(ask, {}).items() if vote.option}


def _hands_up(room: Room, command: HandsUp, _now: float) -> Room:
    options = room.questions.get(command.question)
    if options is None or not set(command.counts) <= set(options):
        raise WrongVoteError("This question or answer is not asked now.")
    if any(not 0 <= count <= MOST_SEATS for count in command.counts.values()):
        raise WrongVoteError(f"Hands are counted from 0 to {MOST_SEATS}.")
    if room.stage is Stage.REVEALED:
        raise NotOpenError("The answers were shown already.")
    counts = {option: count for option, count in command.counts.items() if count}
    return replace(room, hands={**room.hands, (room.place, command.question): counts}, stage=Stage.OPEN)


def _set_timer(room: Room, command: SetTimer, now: float) -> Room:
    timer = room.timer
    changed: Mapping[str, Callable[[], Timer]] = {
        "start": lambda: timer.started(now, command.seconds),
        "hold": lambda: timer.waiting(now),
        "continue": lambda: timer.going_on(now),
        "longer": lambda: timer.longer(now),
        "off": Timer,
    }
    if command.what not in changed:
        raise NotOpenError("A timer can be started, held, continued, lengthened or removed.")
    return replace(room, timer=changed[command.what]())


def _note(room: Room, command: Note, _now: float) -> Room:
    if not 0 <= command.place < len(room.agenda.steps):
        raise NotOpenError("There is no such step.")
    return replace(room, notes={**room.notes, command.place: command.text[:NOTE_LIMIT]})


def _send(room: Room, command: Send, _now: float) -> Room:
    if not 0 <= command.place < len(room.agenda.steps):
        raise NotOpenError("There is no such step.")
    if len(command.text) > SEND_LIMIT:
        raise NotOpenError("That is too much for the wall.")
    return replace(room, sent={**room.sent, command.place: command.text})


def _begin_by_hand(room: Room, _command: BeginByHand, now: float) -> Room:
    steps = () if room.place == LOBBY else room.agenda.steps[room.place].runbook
    if not steps or room.stage is Stage.OPEN:
        raise NotOpenError("A deployment is under way." if steps else "This step has no runbook.")
    return _with_run(room, runbook.begin(len(steps), room.seats, now))


def _step_done(room: Room, command: StepDone, now: float) -> Room:
    run = room.runs.get(room.place)
    if run is None or command.place != room.place:
        raise NotOpenError("No deployment is under way here.")
    if command.seat and command.seat not in room.seats:
        raise StrangerError("This seat is not in the room. Join again with its code.")
    if not 0 <= command.step < run.steps:
        raise WrongVoteError("The runbook has no such step.")
    if command.seat and command.step not in runbook.held_by(run, command.seat):
        raise WrongVoteError("Somebody else holds this step.")
    after = runbook.work(run, command.step, now)
    return room if after is run else _with_run(room, after)


def _end_by_hand(room: Room, _command: EndByHand, now: float) -> Room:
    run = room.runs.get(room.place)
    if run is None or run.ended is not None:
        raise NotOpenError("No deployment is under way here.")
    return _with_run(room, runbook.finish(run, now))


def _with_run(room: Room, run: ByHand) -> Room:
    stage = Stage.OPEN if run.ended is None else Stage.REVEALED
    return replace(room, runs={**room.runs, room.place: run}, stage=stage)


def _close(room: Room, _command: Close, _now: float) -> Room:
    return replace(room, closed=True, timer=Timer())


_DO: Mapping[type, Callable[[Room, Any, float], Room]] = MappingProxyType(
    {
        Join: _join,
        Cast: _cast,
        GoTo: _go_to,
        OpenVote: _open_vote,
        Reveal: _reveal,
        HandsUp: _hands_up,
        SetTimer: _set_timer,
        Note: _note,
        Send: _send,
        Close: _close,
        BeginByHand: _begin_by_hand,
        StepDone: _step_done,
        EndByHand: _end_by_hand,
    }
)
