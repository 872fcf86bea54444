"""What a workshop is made of: an agenda of steps, and a room of people who go through it.

The error tree of this room::

    ValueError
    └── WorkshopError
        ├── CodeError         a text that is no code of a room
        ├── ClosedError       the room is closed, or its time is over
        ├── FullError         nobody more fits into the room
        ├── NotHostError      only the host may do this
        ├── StrangerError     nobody with this seat is in the room
        ├── NotOpenError      nothing is asked now, or something else is
        └── WrongVoteError    a question or an option that the room does not ask
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from datafiles import FileModel, Format, Id, Number, Share, Text, Whole


class WorkshopError(ValueError):
    """What a person in a room asked for cannot be done."""


class CodeError(WorkshopError):
    """A text that is no code of a room."""


class ClosedError(WorkshopError):
    """The room is closed, or its time is over."""


class FullError(WorkshopError):
    """Nobody more fits into the room."""


class NotHostError(WorkshopError):
    """Only the host may do this."""


class StrangerError(WorkshopError):
    """Nobody with this seat is in the room."""


class NotOpenError(WorkshopError):
    """Nothing is asked now, or something else is."""


class WrongVoteError(WorkshopError):
    """A question or an option that the room does not ask."""


class Kind(StrEnum):
    """What people do in a step."""

    TALK = "talk"
    POLL = "poll"
    REVOTE = "revote"
    PREDICT = "predict"
    SIMULATE = "simulate"
    RUNBOOK = "runbook"
    ASSESS = "assess"
    DEBRIEF = "debrief"
    FORM = "form"


ASKING = frozenset({Kind.POLL, Kind.REVOTE, Kind.PREDICT, Kind.ASSESS, Kind.FORM})
"""Steps in which people answer; their answers are hidden until the host reveals them."""

KIND_TITLES: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.TALK: "Talk",
        Kind.POLL: "Vote",
        Kind.REVOTE: "Vote again",
        Kind.PREDICT: "Predict",
        Kind.SIMULATE: "Run the lanes",
        Kind.RUNBOOK: "Deploy by hand",
        Kind.ASSESS: "Our own answers",
        Kind.DEBRIEF: "Debrief",
        Kind.FORM: "Questions",
    }
)


class Choice(FileModel):
    """One answer that people can choose."""

    id: Id
    text: Text


class Question(FileModel):
    """A question of the agenda itself, for what no lesson asks."""

    id: Id
    text: Text
    options: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=8)]


class Expected(FileModel):
    """What a run shows at the agenda's seed: a metric of a scenario, within a share [0..1] of its value."""

    scenario: Id
    metric: Text
    value: Number
    within: Share = 0.02


class WrongAnswer(FileModel):
    """What some will answer, the misconception behind it, and what the host may say."""

    misconception: Text
    say: Text


class Step(FileModel):
    """One step of an agenda.

    Which keys a kind needs is checked in loading: polls and forms have items or a question, predictions
    items, runs scenarios, a runbook its lines, an assessment a questionnaire, a debrief prompts; a vote again
    needs none, it asks what the last vote asked.
    """

    kind: Kind
    minutes: Number
    title: Text | None = None
    script: tuple[Text, ...] = ()
    items: tuple[Id, ...] = ()
    question: Question | None = None
    form: Id | None = None
    scenarios: tuple[Id, ...] = ()
    runbook: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    questionnaire: Id | None = None
    practices: tuple[Id, ...] = ()
    prompts: tuple[Text, ...] = ()
    expect: tuple[Expected, ...] = ()
    wrong: tuple[WrongAnswer, ...] = ()
    no_phones: Text | None = None

    @property
    def name(self) -> str:
        """Return what the step is called."""
        return self.title or KIND_TITLES[self.kind]


class Agenda(FileModel):
    """A workshop from the first minute to the last, as a trainer gives it.

    `seed` is the seed of every run in it; `setup` is what to prepare, `handout` what people take home.
    """

    format: Format
    id: Id
    title: Text
    question: Text | None = None
    minutes: Number
    people: Text | None = None
    seed: Whole = 1
    setup: tuple[Text, ...] = ()
    handout: tuple[Text, ...] = ()
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=60)]

    def asked(self, step: int) -> Step:
        """Return the step whose questions are asked in a step: a vote again asks those of the vote before."""
        found = self.steps[step]
        if found.kind is not Kind.REVOTE:
            return found
        before = (one for one in reversed(self.steps[:step]) if one.kind in {Kind.POLL, Kind.PREDICT})
        return next(before, found)
