"""Forget what nobody has used for long: teams with all that belongs to them, and browsers that stayed away.

Whoever adds a table that ages adds a line to AGED. What belongs to a row goes with it, by its foreign keys.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, func, not_, select, union_all

from store.engines import Place, snapshot_connection
from store.faults import plain_errors
from store.migrating import format_of, newest_format
from store.model import TransferError
from store.tables import (
    access_link,
    agreed,
    answer,
    assessment,
    experiment,
    grade,
    holding,
    kept,
    pass_holding,
    proof,
    questionnaire,
    respondent,
    snapshot,
    target,
    team,
    team_kept,
    visitor,
)


@dataclass(frozen=True, slots=True)
class Aged:
    """Says which rows of a table are older than a day.

    Args:
        noun: what people call them, such as "teams".
        table: the table.
        older: returns the condition under which a row was last used before a day.
    """

    noun: str
    table: Table
    older: Callable[[date], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Purged:
    """Says what was forgotten, or would be: how many of each, by noun."""

    before: date
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """Return how many things of all kinds [0..]."""
        return sum(self.counts.values())


def count_old(connection: Connection, before: date) -> Purged:
    """Count what was last used before a day, and change nothing.

    A browser whose seats would go with their teams is counted only where nothing else is newer.
    """
    counts = {aged.noun: _count(connection, aged, before) for aged in AGED}
    return Purged(before, MappingProxyType(counts))


def count_old_in(place: Place, before: date) -> Purged:
    """Count what was last used before a day in a database that others may be using.

    Raises:
        StoreError: it cannot be read, or has another format.
    """
    if format_of(place) != newest_format():
        raise TransferError(f"{place} has not the newest format. Run `greenlane migrate` first.")
    with plain_errors(), snapshot_connection(place) as connection:
        return count_old(connection, before)


def drop_old(connection: Connection, before: date) -> Purged:
    """Forget what was last used before a day; return how much that was."""
    counts = {}
    for aged in AGED:
        counts[aged.noun] = _count(connection, aged, before)
        connection.execute(delete(aged.table).where(aged.older(before)))
    return Purged(before, MappingProxyType(counts))


def _count(connection: Connection, aged: Aged, before: date) -> int:
    query = select(func.count()).select_from(aged.table).where(aged.older(before))
    return int(connection.execute(query).scalar_one())


def _fresh_teams(before: date) -> Select[Any]:
    """Select the teams of which anything was used on that day or later."""
    in_assessment = [
        (respondent, respondent.c.created_on),
        (answer, answer.c.saved_on),
        *((table, table.c.saved_on) for table in (agreed, proof, experiment, team_kept)),
    ]
    fresh = [
        select(assessment.c.team_id).join(table, table.c.assessment == assessment.c.id).where(day >= before)
        for table, day in in_assessment
    ]
    fresh += [select(table.c.team).where(table.c.saved_on >= before) for table in (target, snapshot)]
    fresh += [select(assessment.c.team_id).where(assessment.c.created_on >= before)]
    together = union_all(*fresh).subquery()
    return select(together.c[0])


def _old_team(before: date) -> ColumnElement[bool]:
    return (team.c.created_on < before) & team.c.id.not_in(_fresh_teams(before))


def _old_visitor(before: date) -> ColumnElement[bool]:
    busy = [select(table.c.visitor).where(table.c.saved_on >= before) for table in (grade, kept)]
    kept_teams = select(holding.c.visitor).where(
        holding.c.assessment.in_(
            select(assessment.c.id)
            .join(team, team.c.id == assessment.c.team_id)
            .where(not_(_old_team(before)))
        )
    )
    seen_teams = (
        select(pass_holding.c.visitor)
        .join(access_link, access_link.c.id == pass_holding.c.link)
        .where(access_link.c.team.in_(_fresh_teams(before)))
    )
    together = union_all(*busy, kept_teams, seen_teams).subquery()
    return (visitor.c.created_on < before) & visitor.c.id.not_in(select(together.c[0]))


def _old_questionnaire(before: date) -> ColumnElement[bool]:
    asked = select(assessment.c.asked).where(
        assessment.c.asked.is_not(None),
        assessment.c.team_id.in_(select(team.c.id).where(not_(_old_team(before)))),
    )
    shown = select(snapshot.c.body).where(
        snapshot.c.body.contains(questionnaire.c.hash),
        snapshot.c.team.in_(select(team.c.id).where(not_(_old_team(before)))),
    )
    return (questionnaire.c.created_on < before) & questionnaire.c.hash.not_in(asked) & not_(shown.exists())


AGED: tuple[Aged, ...] = (
    Aged("teams", team, _old_team),
    Aged("browsers", visitor, _old_visitor),
    Aged("questionnaires", questionnaire, _old_questionnaire),
)
"""What ages, in the order it is forgotten: what others belong to comes first."""
