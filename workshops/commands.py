"""What the host and the people of a room can do."""

from collections.abc import Mapping
from dataclasses import dataclass

Tally = Mapping[str, int]
"""How many chose each option."""


@dataclass(frozen=True, slots=True)
class Join:
    """A person comes in, or comes back, with a seat."""

    seat: str


@dataclass(frozen=True, slots=True)
class Cast:
    """A person chooses an option of a question; an empty option takes the vote back."""

    seat: str
    question: str
    option: str
    click: int


@dataclass(frozen=True, slots=True)
class GoTo:
    """The host goes to a step, or to the lobby."""

    place: int


@dataclass(frozen=True, slots=True)
class OpenVote:
    """The host lets people answer."""


@dataclass(frozen=True, slots=True)
class Reveal:
    """The host shows what was answered; nobody can change it afterwards.

    `earlier` are steps before it whose hidden answers are shown together with it.
    """

    earlier: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HandsUp:
    """The host enters how many hands went up for each option."""

    question: str
    counts: Tally


@dataclass(frozen=True, slots=True)
class SetTimer:
    """The host starts, holds, continues, lengthens or removes the timer."""

    what: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Note:
    """The host writes something down about a step."""

    place: int
    text: str


@dataclass(frozen=True, slots=True)
class Send:
    """The host sends something to the wall for a step; an empty text takes it back."""

    place: int
    text: str


@dataclass(frozen=True, slots=True)
class BeginByHand:
    """The host begins a deployment by hand; one that is over is forgotten."""


@dataclass(frozen=True, slots=True)
class StepDone:
    """Somebody who holds a step of the runbook has done it, or the host presses for them (no seat)."""

    place: int
    step: int
    seat: str = ""


@dataclass(frozen=True, slots=True)
class EndByHand:
    """The host ends a deployment by hand before all its steps are done."""


@dataclass(frozen=True, slots=True)
class Close:
    """The host ends the workshop."""


Command = (
    Join | Cast | GoTo | OpenVote | Reveal | HandsUp | SetTimer | Note | Send | Close
    | BeginByHand | StepDone | EndByHand
)  # fmt: skip
