"""How long things last, and who may see them: erase, export, forget; links, passes, the audit log."""

import secrets
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from store import erasing, linking, retention
from store.access import (
    MOST_PASS_DAYS,
    PASS_ROLES,
    Action,
    Audited,
    Link,
    Pass,
    Role,
    authorise,
)
from store.base import OpenDatabase
from store.model import Seat
from store.seats import hash_secret


class Lasting(OpenDatabase):
    """The verbs of the end of things and of rights. What was erased is overwritten on the disk, too."""

    def erase_seat(self, seat: Seat) -> erasing.Erased:
        """Erase what one respondent said, the name and every link; see erasing.erase_seat.

        Raises:
            SeatGoneError: the assessment does not exist.
        """
        erased = self._write(
            lambda connection: erasing.erase_seat(connection, seat), seat, Action.ERASE_OWN, "erased a seat"
        )
        self.scrub()
        return erased

    def erase_team(self, seat: Seat) -> erasing.Erased:
        """Erase the team of a seat with all its assessments, answers, evidence, targets and history.

        Raises:
            HostOnlyError: the seat did not open its assessment.
        """
        erased = self._write(lambda connection: erasing.erase_team(connection, seat), seat, Action.LEAD)
        self.scrub()
        return erased

    def export_seat(self, seat: Seat) -> dict[str, Any]:
        """Return all that is held of one respondent as plain values for JSON."""
        return self._read(lambda connection: erasing.export_seat(connection, seat), seat, Action.READ_OWN)

    def export_team(self, seat: Seat) -> dict[str, Any]:
        """Return all that a team holds together as plain values for JSON; of what each said, what was shown.

        Raises:
            HostOnlyError: the seat did not open its assessment.
        """
        return self._read(lambda connection: erasing.export_team(connection, seat), seat, Action.LEAD)

    def give_pass(self, seat: Seat, role: str, expires_on: date) -> Pass:
        """Make a link by which somebody may look at the team, as a viewer, or also plan with it, as a coach.

        It shows what the team shares, never what one person answered, and ends on a day or when it is ended.

        Args:
            seat: the host's seat.
            role: one of PASS_ROLES.
            expires_on: its last day, at most MOST_PASS_DAYS from today.

        Raises:
            HostOnlyError: the seat did not open its assessment.
            ValueError: the role or the day is not one there is.
        """
        today = self._clock()
        if role not in PASS_ROLES:
            raise ValueError(f"{role!r} is no role of a pass; use one of {', '.join(PASS_ROLES)}")
        if not today <= expires_on <= today + timedelta(days=MOST_PASS_DAYS):
            raise ValueError(f"a pass ends within {MOST_PASS_DAYS} days from today, not on {expires_on}")
        token = secrets.token_urlsafe(32)
        link = Link(secrets.token_hex(16), str(role), today, expires_on)
        token_hash = hash_secret(token)
        self._write(
            lambda connection: linking.add_pass(connection, seat, link, token_hash),
            seat,
            Action.LEAD,
            f"gave a pass: {role}",
        )
        return Pass(link, token)

    def role(self, seat: Seat) -> Role | None:
        """Return what a seat or a pass is to the team it names, None where it is nothing any more."""
        found = self._standing(seat)
        return None if found is None else found.role

    def links(self, seat: Seat) -> tuple[Link, ...]:
        """Return the links a seat may end: its own; for the host also the invites and passes."""
        today = self._clock()

        def work(connection: Connection) -> tuple[Link, ...]:
            role = authorise(connection, seat, Action.READ_OWN, today)
            return linking.read_links(connection, seat, role, self._resume_days)

        return self._read(work)

    def end_link(self, seat: Seat, word: str) -> bool:
        """End a link by its id; say whether it was there. Who came by it before keeps a seat, not a pass."""
        today = self._clock()

        def work(connection: Connection) -> bool:
            role = authorise(connection, seat, Action.READ_OWN, today)
            return linking.end_link(connection, seat, role, word)

        return self._write(work, seat, Action.READ_OWN, "ended a link")

    def new_link(self, seat: Seat) -> str:
        """Make one more resume link of a seat and return its token; the store keeps a hash."""
        token, today = secrets.token_urlsafe(32), self._clock()
        token_hash = hash_secret(token)
        self._write(
            lambda connection: linking.add_resume(connection, seat, token_hash, today),
            seat,
            Action.READ_OWN,
            "made a resume link",
        )
        return token

    def audit(self, seat: Seat) -> tuple[Audited, ...]:
        """Return what was done in the team's name, the newest first; never what anybody answered.

        Raises:
            HostOnlyError: the seat did not open its assessment.
        """
        return self._read(lambda connection: linking.read_audit(connection, seat), seat, Action.LEAD)

    def purge(self, before: date) -> retention.Purged:
        """Forget the teams and browsers that were last used before a day."""
        purged = self._writer.submit(lambda connection: retention.drop_old(connection, before))
        self.scrub()
        return purged

    def old(self, before: date) -> retention.Purged:
        """Count what purge would forget."""
        return self._read(lambda connection: retention.count_old(connection, before))
