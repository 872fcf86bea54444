"""What several people do with one assessment: open it, invite, join, answer, reveal, agree."""

import secrets
import time

from sqlalchemy import Connection

from store import rounds, seats, shared
from store.access import Action, allow
from store.base import hash_visitor
from store.checking import clean_team
from store.entering import Entering
from store.joining import MOST_WRONG, clean_code, new_code
from store.model import Seat, Started
from store.planning_checks import clean_agreed, refuse_agreed
from store.round_model import (
    LEAST_RANGE,
    MODES,
    Agreed,
    Assessment,
    Invite,
    OpenAssessment,
    Progress,
    Revealed,
    Settled,
    Spoken,
)

CODES = "assessment"
"""What the codes of invites are counted as."""


class Together(Entering):
    """The verbs of an assessment and of those who answer it."""

    def open_assessment(self, opening: OpenAssessment, visitor: str | None = None) -> Started:
        """Store a new assessment with its first seat, the host's, and return it with its resume token.

        The team's name is normalized and cut at TEAM_LIMIT characters. The token has 256 bits
        and is returned only here: the store keeps its hash.

        Raises:
            ValueError: the mode or the least is not one there is.
            SeatGoneError: the seat of the assessment before does not exist.
        """
        _require(opening)
        before = self._before(opening.after)
        token, today = secrets.token_urlsafe(32), self._clock()
        name = secrets.token_hex(16)
        seat = Seat(
            assessment=name,
            respondent=secrets.token_hex(16),
            questionnaire=opening.questionnaire,
            version=opening.version,
            team=clean_team(opening.team) or (before.team if before else ""),
        )
        row = {
            "id": name,
            "questionnaire": seat.questionnaire,
            "version": seat.version,
            "team": seat.team,
            "team_id": before.team_id if before else name,
            "host": seat.respondent,
            "mode": opening.mode,
            "least": 1 if opening.mode == "open" else opening.least,
            "revealed": False,
            "asked": opening.asked,
        }
        visitor_hash = hash_visitor(visitor) if visitor is not None else None

        def work(connection: Connection) -> None:
            rounds.add_assessment(connection, row, today)
            seats.add_seat(connection, seat, seats.hash_secret(token), "", today)
            if visitor_hash is not None:
                seats.add_holding(connection, visitor_hash, seat, today)

        self._writer.submit(work)
        return Started(seat, token)

    def _before(self, after: Seat | None) -> Assessment | None:
        """Return the assessment that is gone on from, for whoever may do that."""
        if after is None:
            return None
        return self._read(lambda c: rounds.read_assessment(c, after), after, Action.CONTINUE)

    def assessment(self, seat: Seat) -> Assessment:
        """Return what all seats of an assessment share.

        Raises:
            SeatGoneError: the assessment does not exist.
        """
        return rounds.to_assessment(allow(self._standing(seat), Action.READ).row, seat)

    def rounds(self, seat: Seat) -> tuple[Assessment, ...]:
        """Return all assessments of the seat's team, the first one first."""
        return self._read(lambda connection: rounds.read_rounds(connection, seat), seat)

    def invite(self, seat: Seat) -> Invite:
        """Make a code and a link by which anybody opens a seat of one's own, until the answers are revealed.

        Codes of before stay valid; stop_inviting ends them.

        Raises:
            HostOnlyError: the seat did not open the assessment.
        """
        made, today = Invite(new_code(), secrets.token_urlsafe(32)), self._clock()
        hashes = (seats.hash_secret(made.code), seats.hash_secret(made.token))
        self._write(
            lambda connection: rounds.add_invites(connection, seat, hashes, today),
            seat,
            Action.LEAD,
            "invited",
        )
        return made

    def stop_inviting(self, seat: Seat) -> None:
        """Let nobody join any more by the invites of before; only the host may."""
        self._write(
            lambda connection: rounds.drop_invites(connection, seat), seat, Action.LEAD, "stopped inviting"
        )

    def join_by_code(self, code: str, visitor: str, name: str = "") -> Started | None:
        """Open a seat by an invite's code, in capitals or not; None where no code fits.

        A visitor who has a seat there gets it again. After too many wrong codes in a minute, at whichever
        server, all are refused until the minute is over. The name is kept in an open assessment alone.
        """
        wanted = clean_code(code)
        if not wanted or self.wrong_codes(CODES, time.time()) >= MOST_WRONG:
            return None
        joined = self._join(seats.hash_secret(wanted), visitor, name)
        if joined is None:
            self.note_wrong_code(CODES, time.time())
        return joined

    def join_by_link(self, token: str, visitor: str, name: str = "") -> Started | None:
        """Open a seat by an invite's link; see join_by_code."""
        return self._join(seats.hash_secret(token), visitor, name)

    def _join(self, secret_hash: str, visitor: str, name: str) -> Started | None:
        visitor_hash, today = hash_visitor(visitor), self._clock()
        token, called = secrets.token_urlsafe(32), clean_team(name)
        if not self._read(lambda connection: rounds.invited(connection, secret_hash, visitor_hash)):
            return None

        def work(connection: Connection) -> Seat | None:
            seat = rounds.invited(connection, secret_hash, visitor_hash)
            if seat is None:
                return None
            open_mode = rounds.read_assessment(connection, seat).mode == "open"
            seats.add_seat(connection, seat, seats.hash_secret(token), called if open_mode else "", today)
            seats.add_holding(connection, visitor_hash, seat, today)
            return seat

        seat = self._writer.submit(work)
        return None if seat is None else Started(seat, token)

    def progress(self, seat: Seat) -> Progress:
        """Count the seats of an assessment, and those with an answer."""
        return self._read(lambda connection: rounds.read_progress(connection, seat), seat)

    def reveal(self, seat: Seat) -> Assessment:
        """Show what may be shown of the answers; from now on nobody joins or changes an answer.

        Raises:
            HostOnlyError: the seat did not open the assessment.
        """
        self._write(
            lambda connection: rounds.write_reveal(connection, seat), seat, Action.LEAD, "showed the answers"
        )
        return self.assessment(seat)

    def reopen(self, seat: Seat) -> Assessment:
        """Let people answer again; what was shown is replaced at the next reveal where enough changed.

        Raises:
            HostOnlyError: the seat did not open the assessment.
        """
        self._write(lambda connection: rounds.write_reopen(connection, seat), seat, Action.LEAD, "reopened")
        return self.assessment(seat)

    def revealed(self, seat: Seat) -> Revealed | None:
        """Return what everybody may see of the answers, None while they are not revealed."""
        return self._read(lambda connection: rounds.read_revealed(connection, seat), seat)

    def notes(self, seat: Seat) -> dict[str, tuple[str, ...]]:
        """Return every text beside the revealed answers, in alphabetical order, for the host alone.

        Raises:
            HostOnlyError: the seat did not open the assessment.
        """
        return self._read(lambda connection: rounds.read_notes(connection, seat), seat, Action.LEAD)

    def spoken(self, seat: Seat) -> tuple[Spoken, ...]:
        """Return who said what in an open assessment that was revealed; of any other one, nothing."""
        return self._read(lambda connection: rounds.read_spoken(connection, seat), seat)

    def agree(self, seat: Seat, answer: Agreed) -> Settled[Agreed]:
        """Store what a team agreed on for one practice, beside what each said.

        Raises:
            SeatGoneError: the assessment does not exist.
        """
        item = clean_agreed(answer)
        found = self._read(lambda c: rounds.read_assessment(c, seat), seat, Action.AGREE)
        refused = refuse_agreed(item, found)
        if refused is not None:
            return Settled(None, done=False, refused=refused)
        place, today = {"assessment": seat.assessment}, self._clock()

        def work(connection: Connection) -> Settled[Agreed]:
            stored, done = shared.write_shared(connection, shared.AGREED, place, item, today)
            return Settled(stored, done)

        return self._write(work, seat, Action.AGREE)

    def agreed(self, seat: Seat) -> dict[str, Agreed]:
        """Return what the team agreed on, by practice."""
        place = {"assessment": seat.assessment}
        rows = self._read(lambda connection: shared.read_shared(connection, shared.AGREED, place), seat)
        return {row.practice: row for row in rows}

    def disagree(self, seat: Seat, practice: str) -> bool:
        """Take back what the team agreed on for a practice; say whether there was something."""
        place, key = {"assessment": seat.assessment}, {"practice": practice}
        return self._write(lambda c: shared.drop_shared(c, shared.AGREED, place, key), seat, Action.AGREE)


def _require(opening: OpenAssessment) -> None:
    low, high = LEAST_RANGE
    if opening.mode not in MODES:
        raise ValueError(f"{opening.mode!r} is no way to answer; use one of {', '.join(MODES)}")
    if not low <= opening.least <= high:
        raise ValueError(f"the least is {opening.least}; use {low} to {high}")
