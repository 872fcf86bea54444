"""Say who may do what with a team: one function that every read and write of a team's things goes through.

A seat is the right to one place in one assessment; it is found by a resume link or by the browser that holds
it. A pass is the right to look at a team, or to plan with it, without a place of one's own: a link that the
host gives away, with a role, a last day and an end at any time. Whoever has neither learns nothing, not even
whether what was asked for exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from store.model import HostOnlyError, NotAllowedError, Seat, SeatGoneError
from store.tables import access_link, assessment, respondent


class Role(StrEnum):
    """What somebody is to a team."""

    HOST = "host"
    MEMBER = "member"
    COACH = "coach"
    VIEWER = "viewer"


class Action(StrEnum):
    """What is done with a team's things."""

    ANSWER = "answer"
    READ_OWN = "read one's own answers"
    ERASE_OWN = "erase one's own answers"
    READ = "read what the team shares"
    AGREE = "agree and give evidence"
    PLAN = "plan"
    CONTINUE = "open the next assessment"
    LEAD = "lead"


_EVERYBODY = frozenset(Role)
_SEATED = frozenset({Role.HOST, Role.MEMBER})

ALLOWED: Mapping[Action, frozenset[Role]] = MappingProxyType({
    Action.ANSWER: _SEATED,
    Action.READ_OWN: _SEATED,
    Action.ERASE_OWN: _SEATED,
    Action.READ: _EVERYBODY,
    Action.AGREE: _SEATED,
    Action.PLAN: _SEATED | {Role.COACH},
    Action.CONTINUE: _SEATED,
    Action.LEAD: frozenset({Role.HOST}),
})  # fmt: skip
"""Who may do what; what is not listed is refused."""

PASS_ROLES = (Role.COACH, Role.VIEWER)
"""The roles that a pass may give."""

MOST_PASS_DAYS = 366
"""How long a pass is good for at most [days]."""


@dataclass(frozen=True, slots=True)
class Link:
    """Says which link leads to a team's things; never the link itself.

    Args:
        id: the word by which it is ended.
        kind: "resume", "invite", "coach" or "viewer".
        made_on: the day it was made.
        expires_on: the last day it is good for; None is until it is ended.
    """

    id: str
    kind: str
    made_on: date
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Pass:
    """Holds the only copy of a new pass's token: the store keeps a hash."""

    link: Link
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Audited:
    """Says what was done in a team's name, by which role and on which day; never what anybody answered."""

    day: date
    role: str
    action: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Says what an actor is to the assessment it names, with what the same statement found of that.

    Attributes:
        role: what the actor is there.
        row: the assessment, as its table has it.
    """

    role: Role
    row: Row[Any]


def authorise(connection: Connection, actor: Seat, action: Action, today: date) -> Role:
    """Return the role in which an actor may do this with the assessment it names.

    Raises:
        SeatGoneError: the actor is nothing to that team; it is not said whether the team exists.
        HostOnlyError: only the host may do this.
        NotAllowedError: the role may not do this.
    """
    return allow(standing_of(connection, actor, today), action).role


def allow(standing: Standing | None, action: Action) -> Standing:
    """Return what an actor is, where that may do this; else raise as authorise does."""
    if standing is None:
        raise SeatGoneError("This assessment does not exist any more. Start a new one.")
    role = standing.role
    if role in ALLOWED[action]:
        return standing
    if ALLOWED[action] == {Role.HOST}:
        raise HostOnlyError("Only the seat that opened this assessment may do this. Use its resume link.")
    raise NotAllowedError(f"A {role} may not {action}. Ask the host for a seat.")


_SEATED_AT = (
    select(assessment, respondent.c.id.label("seated"))
    .outerjoin(
        respondent,
        (respondent.c.assessment == assessment.c.id) & (respondent.c.id == bindparam("actor")),
    )
    .where(assessment.c.id == bindparam("named"))
)
_PASS = select(access_link.c.role).where(
    access_link.c.id == bindparam("actor"),
    access_link.c.team == bindparam("of_team"),
    access_link.c.expires_on >= bindparam("today"),
)


def seated(row: Row[Any]) -> Standing:
    """Return what a seat is to its assessment, from a row that holds both."""
    return Standing(Role.HOST if row.host == row.seated else Role.MEMBER, row)


def standing_of(connection: Connection, actor: Seat, today: date) -> Standing | None:
    """Return what an actor is to the assessment it names, None where it is nothing."""
    values = {"actor": actor.respondent, "named": actor.assessment}
    found = connection.execute(_SEATED_AT, values).first()
    if found is None:
        return None
    if found.seated is not None:
        return seated(found)
    values = {"actor": actor.respondent, "of_team": found.team_id}
    given = connection.execute(_PASS, {**values, "today": today}).scalar_one_or_none()
    return None if given is None else Standing(Role(given), found)
