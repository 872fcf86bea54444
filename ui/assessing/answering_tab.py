"""Hold what one browser tab knows of the assessments it answers; all of it may be lost at a reload."""

from dataclasses import dataclass, field
from typing import Any

from assessments.importers import Imported
from store import Invite
from ui.assessing.answering_said import Said


@dataclass(frozen=True, slots=True)
class Known:
    """Hold an answer as this tab last saw it in the store, with the number of its change."""

    said: Said
    version: int


@dataclass(slots=True)
class Looked:
    """Hold how all questions of a seat were answered when this tab last looked, and when that was.

    Attributes:
        at: the moment, by a clock that never jumps [s].
        states: the state of each practice that has an answer.
    """

    at: float
    states: dict[str, str]


@dataclass(slots=True)
class Answering:
    """Hold what a tab knows of answering.

    Attributes:
        known: the answers this tab last saw, by respondent and practice.
        sides: which side of a question was answered last, "value" or "state", by the key of its widgets.
        forced: what widgets have to show at the next run, by their keys.
        fresh: keys of widgets whose value was just set, so that they take no default.
        again: whether one more run is needed when this one has saved.
        told: what was changed elsewhere and is shown here now, by respondent and practice.
        invites: the invites this tab made, by assessment.
        passes: the token of the pass this tab made last, by assessment.
        imported: the import this tab made last.
        problems: why a file was not taken.
        proofs: ids drawn for evidence that is being written, by respondent and practice.
        asked: the practice that was asked last, by respondent.
        looked: how all questions were answered, by respondent.
        agreed: the number of the change this tab saw of what a team agreed on, by assessment and practice.
    """

    known: dict[tuple[str, str], Known] = field(default_factory=dict)
    sides: dict[str, str] = field(default_factory=dict)
    forced: dict[str, Any] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    again: bool = False
    told: dict[tuple[str, str], str] = field(default_factory=dict)
    invites: dict[str, Invite] = field(default_factory=dict)
    passes: dict[str, str] = field(default_factory=dict)
    imported: Imported | None = None
    problems: tuple[str, ...] = ()
    proofs: dict[tuple[str, str], str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    looked: dict[str, Looked] = field(default_factory=dict)
    agreed: dict[tuple[str, str], int] = field(default_factory=dict)
