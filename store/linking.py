"""The statements about links and passes: made, found, listed and ended; and about what was done by whom."""

import hashlib
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, ScalarSelect, Table, delete, exists, func, literal, or_, select

from store.access import Audited, Link, Role
from store.model import Seat
from store.seats import add_visitor, insert_into
from store.tables import access_link, assessment, audit, invite, pass_holding, resume

AUDITED_MOST = 1000
"""How many of a team's doings are remembered; older ones go first."""


def word_of(secret_hash: str) -> str:
    """Return the word by which a link is named: a hash of its hash, from which neither is found."""
    return hashlib.sha256(f"link:{secret_hash}".encode("ascii")).hexdigest()[:16]


def add_pass(connection: Connection, seat: Seat, made: Link, token_hash: str) -> None:
    """Store a pass to the team of a seat; repeating it changes nothing."""
    team = select(assessment.c.team_id).where(assessment.c.id == seat.assessment).scalar_subquery()
    row = {
        "id": made.id,
        "token_hash": token_hash,
        "team": team,
        "role": made.kind,
        "created_on": made.made_on,
        "expires_on": made.expires_on,
    }
    connection.execute(insert_into(connection, access_link).values(row).on_conflict_do_nothing())


def seat_of_pass(connection: Connection, token_hash: str, today: date) -> Seat | None:
    """Return what a pass opens: its team's newest assessment; None where it is none, or over."""
    row = connection.execute(
        select(access_link.c.id.label("pass_id"), assessment)
        .join(assessment, assessment.c.team_id == access_link.c.team)
        .where(access_link.c.token_hash == token_hash, access_link.c.expires_on >= today)
        .order_by(assessment.c.place.desc(), assessment.c.id)
    ).first()
    return None if row is None else _seat(row)


def is_over(connection: Connection, token_hash: str, since: date, today: date) -> bool:
    """Say whether a token is that of a resume link made before a day, or of a pass whose last day is over."""
    resumes = exists().where(resume.c.token_hash == token_hash, resume.c.created_on < since)
    passes = exists().where(access_link.c.token_hash == token_hash, access_link.c.expires_on < today)
    return bool(connection.execute(select(or_(resumes, passes))).scalar_one())


def add_pass_holding(connection: Connection, visitor_hash: str, seat: Seat, today: date) -> None:
    """Note that a visitor came to a pass, behind those of before; a seat is none."""
    add_visitor(connection, visitor_hash, today)
    last = select(func.coalesce(func.max(pass_holding.c.place), 0)).where(
        pass_holding.c.visitor == visitor_hash
    )
    row = select(literal(visitor_hash), access_link.c.id, last.scalar_subquery() + 1).where(
        access_link.c.id == seat.respondent
    )
    named = insert_into(connection, pass_holding).from_select(["visitor", "link", "place"], row)
    connection.execute(named.on_conflict_do_nothing())


def passes_of(connection: Connection, visitor_hash: str, today: date) -> tuple[Seat, ...]:
    """Return what a visitor's passes open: of each the newest assessment of its team, while it is good."""
    rows = connection.execute(
        select(access_link.c.id.label("pass_id"), assessment)
        .join(pass_holding, pass_holding.c.link == access_link.c.id)
        .join(assessment, assessment.c.team_id == access_link.c.team)
        .where(pass_holding.c.visitor == visitor_hash, access_link.c.expires_on >= today)
        .order_by(pass_holding.c.place, assessment.c.place, assessment.c.id.desc())
    )
    newest = {row.pass_id: _seat(row) for row in rows}  # of one pass the last row stays
    return tuple(newest.values())


def _seat(row: Row[Any]) -> Seat:
    return Seat(row.id, row.pass_id, row.questionnaire, row.version, row.team)


def add_resume(connection: Connection, seat: Seat, token_hash: str, today: date) -> None:
    """Store one more resume link of a seat; repeating it changes nothing."""
    row = {
        "token_hash": token_hash,
        "assessment": seat.assessment,
        "respondent": seat.respondent,
        "created_on": today,
    }
    connection.execute(insert_into(connection, resume).values(row).on_conflict_do_nothing())


def read_links(connection: Connection, seat: Seat, role: Role, resume_days: int) -> tuple[Link, ...]:
    """Return the links an actor may end: those of the own seat; for the host also invites and passes.

    Args:
        connection: an open connection.
        seat: the actor's seat.
        role: what the actor is to the team.
        resume_days: how long a resume link is good for [days].
    """
    lasting = timedelta(days=resume_days)
    mine = (resume.c.assessment == seat.assessment, resume.c.respondent == seat.respondent)
    found = [
        Link(word_of(row.token_hash), "resume", row.created_on, row.created_on + lasting)
        for row in connection.execute(select(resume).where(*mine))
    ]
    if role is Role.HOST:
        of_it = select(invite).where(invite.c.assessment == seat.assessment)
        found += [
            Link(word_of(row.secret_hash), "invite", row.created_on) for row in connection.execute(of_it)
        ]
        found += [
            Link(row.id, row.role, row.created_on, row.expires_on)
            for row in connection.execute(select(access_link).where(access_link.c.team == _team(seat)))
        ]
    return tuple(sorted(found, key=lambda link: (link.kind, link.made_on, link.id)))


def end_link(connection: Connection, seat: Seat, role: Role, word: str) -> bool:
    """End one of the links that read_links names; say whether it was there."""
    if role is Role.HOST:
        ended = connection.execute(
            delete(access_link).where(access_link.c.team == _team(seat), access_link.c.id == word)
        ).rowcount
        if ended:
            return True
    mine = (resume.c.assessment == seat.assessment, resume.c.respondent == seat.respondent)
    hashes = list(connection.execute(select(resume.c.token_hash).where(*mine)).scalars())
    if _end(connection, resume, hashes, word):
        return True
    if role is not Role.HOST:
        return False
    secrets = select(invite.c.secret_hash).where(invite.c.assessment == seat.assessment)
    return _end(connection, invite, list(connection.execute(secrets).scalars()), word)


def _end(connection: Connection, table: Table, hashes: list[str], word: str) -> bool:
    (key,) = table.primary_key
    named = [one for one in hashes if word_of(one) == word]
    connection.execute(delete(table).where(key.in_(named)))
    return bool(named)


def _team(seat: Seat) -> ScalarSelect[Any]:
    return select(assessment.c.team_id).where(assessment.c.id == seat.assessment).scalar_subquery()


def note_done(connection: Connection, seat: Seat, role: Role, action: str, today: date) -> None:
    """Remember that something was done in a team's name; a thousand such things at most."""
    team = connection.execute(
        select(assessment.c.team_id).where(assessment.c.id == seat.assessment)
    ).scalar_one()
    last = select(func.coalesce(func.max(audit.c.place), 0)).where(audit.c.team == team)
    place = int(connection.execute(last).scalar_one()) + 1
    row = {"team": team, "place": place, "done_on": today, "role": role.value, "action": action}
    connection.execute(insert_into(connection, audit).values(row).on_conflict_do_nothing())
    connection.execute(delete(audit).where(audit.c.team == team, audit.c.place <= place - AUDITED_MOST))


def read_audit(connection: Connection, seat: Seat) -> tuple[Audited, ...]:
    """Return what was done in the name of a seat's team, the newest first."""
    rows = connection.execute(
        select(audit.c.done_on, audit.c.role, audit.c.action)
        .where(audit.c.team == _team(seat))
        .order_by(audit.c.place.desc())
    )
    return tuple(Audited(*row) for row in rows)
