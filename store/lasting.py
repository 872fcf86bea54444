"""How long things last: erase and export a person or a team, forget what is old."""

from datetime import date
from typing import Any

from store import erasing, retention
from store.base import OpenDatabase
from store.model import Seat


class Lasting(OpenDatabase):
    """The verbs of the end of things. What was erased is overwritten on the disk when the verb returns."""

    def erase_seat(self, seat: Seat) -> erasing.Erased:
        """Erase what one respondent said, the name and every link; see erasing.erase_seat.

        Raises:
            SeatGoneError: the assessment does not exist.
        """
        erased = self._writer.submit(lambda connection: erasing.erase_seat(connection, seat))
        self.scrub()
        return erased

    def erase_team(self, seat: Seat) -> erasing.Erased:
        """Erase the team of a seat with all its assessments, answers, evidence, targets and history.

        Raises:
            HostOnlyError: the seat did not open its assessment.
        """
        erased = self._writer.submit(lambda connection: erasing.erase_team(connection, seat))
        self.scrub()
        return erased

    def export_seat(self, seat: Seat) -> dict[str, Any]:
        """Return all that is held of one respondent as plain values for JSON."""
        return self._read(lambda connection: erasing.export_seat(connection, seat))

    def export_team(self, seat: Seat) -> dict[str, Any]:
        """Return all that a team holds together as plain values for JSON; of what each said, what was shown.

        Raises:
            HostOnlyError: the seat did not open its assessment.
        """
        return self._read(lambda connection: erasing.export_team(connection, seat))

    def purge(self, before: date) -> retention.Purged:
        """Forget the teams and browsers that were last used before a day."""
        purged = self._writer.submit(lambda connection: retention.drop_old(connection, before))
        self.scrub()
        return purged

    def old(self, before: date) -> retention.Purged:
        """Count what purge would forget."""
        return self._read(lambda connection: retention.count_old(connection, before))
