"""What the store keeps, and every way it can say no.

The error tree (each message is plain, names the place and the mend, and holds no password):

    StoreError                 the store could not do what was asked; nothing was acknowledged
    ├── StoreClosedError       the store was closed
    ├── StoreBusyError         too much waits to be written, or another program holds the database
    ├── StoreUnavailableError  the database does not answer
    ├── StoreFullError         the disk is full or cannot be written
    ├── SeatGoneError          the seat was erased, or never was
    ├── NotAllowedError        whoever asks has not the role for this
    │   └── HostOnlyError      only the seat that opened the assessment may do this
    ├── RoomGoneError          the room was purged, or never was
    ├── TransferError          a backup, a restore or a move cannot be done; nothing was changed
    └── OpeningError           the store refuses to open
        ├── AddressError           the database address cannot be used
        ├── FolderError            the data folder or its file system cannot be used
        ├── AlreadyRunningError    another process uses this data folder
        ├── DatabaseMissingError   the database was there before, and is now missing or empty
        ├── DatabaseForeignError   the database belongs to something else
        ├── DatabaseDamagedError   the database file is damaged
        └── DatabaseNewerError     the database was written by a newer version of the program

What a person types is never an exception: a text that is too long comes back as a Refused value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

STATES = ("value", "not-applicable", "dont-know", "elsewhere", "unanswered")
"""What an answer can be; "unanswered" takes an earlier answer back."""

TEXT_LIMIT = 2000
"""The longest reason or note [characters, after normalization]."""

TEAM_LIMIT = 120
"""The longest team name [characters, after normalization]; a longer one is cut."""

ID_LIMIT = 200
"""The longest id of a practice, an option, a lesson or an item [characters]."""

KEPT_LIMIT = 256_000
"""The longest thing a person keeps [bytes as UTF-8]."""

KEPT_MOST = 500
"""How many things of one kind an owner keeps at most."""

CHOICES_LIMIT = 200
"""How many options of one question can be chosen at most."""

SEQUENCE_LIMIT = 2**53
"""Click numbers lie below this: whole numbers that every format holds exactly."""


class StoreError(Exception):
    """Says that the store could not do what was asked, and that nothing was acknowledged."""


class StoreClosedError(StoreError):
    """Says that the store was closed."""


class StoreBusyError(StoreError):
    """Says that too much waits to be written, or that another program holds the database."""


class StoreUnavailableError(StoreError):
    """Says that the database does not answer."""


class StoreFullError(StoreError):
    """Says that the disk is full or cannot be written."""


class SeatGoneError(StoreError):
    """Says that the seat was erased, or never was."""


class NotAllowedError(StoreError):
    """Says that whoever asks has not the role for this."""


class HostOnlyError(NotAllowedError):
    """Says that only the seat that opened the assessment may do this."""


class RoomGoneError(StoreError):
    """Says that the room was purged, or never was."""


class TransferError(StoreError):
    """Says why a backup, a restore or a move cannot be done, and that nothing was changed."""


class OpeningError(StoreError):
    """Says why the store refuses to open."""


class AddressError(OpeningError):
    """Says that the database address cannot be used."""


class FolderError(OpeningError):
    """Says that the data folder or its file system cannot be used."""


class AlreadyRunningError(OpeningError):
    """Says that another process uses this data folder."""


class DatabaseMissingError(OpeningError):
    """Says that the database was there before, and is now missing or empty."""


class DatabaseForeignError(OpeningError):
    """Says that the database belongs to something else."""


class DatabaseDamagedError(OpeningError):
    """Says that the database file is damaged."""


class DatabaseNewerError(OpeningError):
    """Says that the database was written by a newer version of the program."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Names one respondent's place in one assessment.

    Args:
        assessment: the assessment's internal id; never shown in an address.
        respondent: the respondent's internal id; never shown in an address.
        questionnaire: the id of the questionnaire.
        version: the version of the questionnaire.
        team: the team's name as typed, normalized; may be empty.
    """

    assessment: str
    respondent: str
    questionnaire: str
    version: str
    team: str


@dataclass(frozen=True, slots=True)
class StartAssessment:
    """Asks for a new assessment of one team with one questionnaire."""

    questionnaire: str
    version: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """Holds the new seat and the only copy of its resume token: the store keeps a hash."""

    seat: Seat
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AnswerWrite:
    """Asks to store one answer; a later click has a higher client_seq (see Store.next_seq).

    `choices` are the chosen options of a question that allows several; none of them is `()`.
    """

    practice: str
    state: str
    option: str | None = None
    value: float | None = None
    reason: str = ""
    note: str = ""
    client_seq: int = 1
    choices: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """Holds one answer as it lies in the database; version counts its changes from 1."""

    practice: str
    state: str
    option: str | None
    value: float | None
    reason: str
    note: str
    version: int
    client_seq: int
    choices: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class GradeWrite:
    """Asks to store how a learner answered one quiz item."""

    lesson: str
    item: str
    option: str
    correct: bool
    client_seq: int = 1


@dataclass(frozen=True, slots=True)
class StoredGrade:
    """Holds the newest answer to one quiz item; version counts the attempts from 1."""

    lesson: str
    item: str
    option: str
    correct: bool
    version: int
    client_seq: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Says which part of a person's input was not stored, what is wrong and how to mend it."""

    key: str
    field: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.key}: {self.field}: {self.wrong}; {self.mend}"


@dataclass(frozen=True, slots=True)
class Keep:
    """Asks to keep a thing.

    Args:
        kind: what it is, such as "road".
        name: which of its kind.
        body: the thing as text.
        seen: the version the change is based on; 0 is a new thing.
    """

    kind: str
    name: str
    body: str
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """Holds a kept thing as it lies in the database; version counts its changes from 1."""

    kind: str
    name: str
    body: str
    version: int


@dataclass(frozen=True, slots=True)
class Keeping:
    """Says what came of keeping a thing.

    Args:
        stored: what lies in the database now; somebody else's version if `done` is false.
        done: whether it is what was asked for.
        refused: why it was not taken, if it breaks a rule.
    """

    stored: Kept | None
    done: bool
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """Acknowledges a submission after its commit.

    Args:
        count: how many writes were acknowledged, the stale ones included.
        versions: the version that lies in the database now, by practice or item.
        stale: the practices or items where a newer click was stored before and was kept.
        refused: what was not stored because the input breaks a rule; the rest was stored.
    """

    count: int
    versions: Mapping[str, int]
    stale: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
