"""What the store keeps of an assessment that a team makes together, and of what it leads to.

What several people write has a version. To write such a thing, hand it over with the version it is based
on (0 is a new one); what comes back holds what lies in the database now.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from store.model import Refused, Seat, StoredAnswer

T = TypeVar("T")

MODES = ("alone", "anonymous", "open")
"""How an assessment is answered: by one seat, by several whom nobody tells apart, by several in the open."""

LEAST_RANGE = (3, 5)
"""How few people a tally may be shown of, as chosen when an assessment is opened."""

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXY"
"""What invite codes are made of: nothing that looks like something else."""

CODE_LENGTH = 6
"""How many letters an invite code has."""

NAME_LIMIT = 120
"""The longest name of a person or a measure [characters, after normalization]."""

OPEN_EXPERIMENTS = 3
"""How many experiments a round has at most."""

EXPERIMENT_STATES = ("chosen", "running", "kept", "dropped")
"""Where an experiment stands: chosen, being tried, part of how the team works now, given up."""


@dataclass(frozen=True, slots=True)
class OpenAssessment:
    """Asks for a new assessment.

    Args:
        questionnaire: the id of the questionnaire.
        version: its version.
        team: the team's name as typed; left empty, it is that of `after`.
        mode: one of MODES; it cannot be changed later.
        least: how many people a tally needs at least [3..5]; an open assessment needs 1.
        asked: the hash of the questionnaire's text (see Store.remember_questionnaire), if it is kept.
        after: a seat of an earlier assessment of the same team.
    """

    questionnaire: str
    version: str
    team: str = ""
    mode: str = "alone"
    least: int = 5
    asked: str | None = None
    after: Seat | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Holds what all seats of an assessment share.

    Args:
        id: its internal id.
        team_id: the internal id of the team: what goes on from quarter to quarter.
        questionnaire: the id of the questionnaire.
        version: the version of the questionnaire.
        team: the team's name, normalized.
        opened_on: the day it was opened.
        mode: one of MODES.
        least: how many people a tally needs at least.
        revealed: whether the answers were revealed; meanwhile nobody changes an answer.
        asked: the hash of the questionnaire's text, if it is kept.
        host: whether the seat that asked invites and reveals.
    """

    id: str
    team_id: str
    questionnaire: str
    version: str
    team: str
    opened_on: date
    mode: str
    least: int
    revealed: bool
    asked: str | None
    host: bool


@dataclass(frozen=True, slots=True)
class Invite:
    """Holds the only copy of an invite: the store keeps hashes.

    Args:
        code: CODE_LETTERS to read aloud; it opens a seat of one's own until the answers are revealed.
        token: the same for a link.
    """

    code: str = field(repr=False)
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Progress:
    """Says how many seats there are, and how many have answered something."""

    seats: int
    begun: int


@dataclass(frozen=True, slots=True)
class Revealed:
    """Holds what everybody may see of what several people said.

    Args:
        least: how many people a tally needs at least.
        people: how many took part; None below `least`.
        tallies: by practice, how many people said each word (see assessments.said).
        texts: by practice, what was written beside the answers, in alphabetical order.
    """

    least: int
    people: int | None
    tallies: dict[str, dict[str, int]]
    texts: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Holds the answers of one person of an open assessment, under the name the person gave."""

    name: str
    answers: dict[str, StoredAnswer]


@dataclass(frozen=True, slots=True)
class Agreed:
    """The answer a team agreed on for one practice, with its note; a shared thing."""

    practice: str
    state: str
    option: str | None = None
    value: float | None = None
    choices: tuple[str, ...] | None = None
    reason: str = ""
    note: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """What a team wants of one practice; a shared thing of the team and the questionnaire.

    Args:
        practice: the id of the practice.
        worth: the score it aims at [0..1].
        option: the option with that worth, where there is one.
        reason: why.
        owner: who looks after it, as the team writes it.
        due: until when.
        version: see the module.
    """

    practice: str
    worth: float
    option: str | None = None
    reason: str = ""
    owner: str = ""
    due: date | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Experiment:
    """What a team tries next; a shared thing of one assessment.

    Args:
        practice: the id of the practice.
        measure: the measure that should move.
        step: what is done first.
        owner: who looks after it, as the team writes it.
        due: until when it is looked at again.
        state: one of EXPERIMENT_STATES.
        outcome: what came of it.
        version: see the module.
    """

    practice: str
    measure: str
    step: str = ""
    owner: str = ""
    due: date | None = None
    state: str = "chosen"
    outcome: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Proof:
    """What supports a team's answer to one practice; seen by all seats; a shared thing.

    Args:
        practice: the id of the practice.
        id: which of the practice's; draw it once, when the form opens (see Store.new_id).
        text: what can be seen.
        link: where, as a web address; may be empty.
        by: who gave it; never part of an export.
        given: the day it was given.
        expires: the day from which it counts as stale.
        version: see the module.
    """

    practice: str
    id: str
    text: str
    link: str = ""
    by: str = ""
    given: date | None = None
    expires: date | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Settled(Generic[T]):
    """Says what came of writing a shared thing.

    Args:
        stored: what lies in the database now; somebody else's if `done` is false.
        done: whether it is what was asked for.
        refused: why it was not taken, if it breaks a rule.
    """

    stored: T | None
    done: bool
    refused: Refused | None = None
