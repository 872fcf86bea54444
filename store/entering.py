"""How people come back: by links that end, by what a browser or a person holds, until they sign out."""

from datetime import date, timedelta

from sqlalchemy import Connection

from store import joining, linking, seats, signing
from store.access import Action
from store.base import OpenDatabase, hash_visitor
from store.model import Seat

LOGIN_DAYS = 31
"""How long an ended sign-in is remembered [days]: longer than the cookie that carries it."""


class Entering(OpenDatabase):
    """The verbs of coming in and going out. Tokens, visitors and sign-ins are known by their hash alone."""

    def resume(self, token: str) -> Seat | None:
        """Return the seat a resume token opens, or what a pass lets look at, or None; see link_over."""
        token_hash, today = seats.hash_secret(token), self._clock()
        since = self._oldest_link(today)

        def work(connection: Connection) -> Seat | None:
            return seats.seat_by_token(connection, token_hash, since) or linking.seat_of_pass(
                connection, token_hash, today
            )

        return self._read(work)

    def link_over(self, token: str) -> bool:
        """Say whether a token is that of a resume link or a pass whose time is over."""
        token_hash, today = seats.hash_secret(token), self._clock()
        since = self._oldest_link(today)
        return self._read(lambda connection: linking.is_over(connection, token_hash, since, today))

    def passes_of(self, visitor: str) -> tuple[Seat, ...]:
        """Return what the passes of a visitor let look at, in the order the visitor came to them."""
        visitor_hash, today = hash_visitor(visitor), self._clock()
        return self._read(lambda connection: linking.passes_of(connection, visitor_hash, today))

    def hold_pass(self, visitor: str, seat: Seat) -> None:
        """Remember that a visitor came to a pass; it is good as long as its link, and no longer.

        Raises:
            SeatGoneError: the pass is over.
        """
        visitor_hash, today = hash_visitor(visitor), self._clock()

        def work(connection: Connection) -> None:
            linking.add_pass_holding(connection, visitor_hash, seat, today)

        self._write(work, seat, Action.READ)

    def bring(self, visitor: str, person: str) -> int:
        """Hand all that a visitor holds and keeps to another one; return how many seats that were.

        What the other one has already stays as it is, and the first one keeps the rest.
        """
        giver, taker, today = hash_visitor(visitor), hash_visitor(person), self._clock()
        return self._writer.submit(lambda connection: signing.hand_over(connection, giver, taker, today))

    def sign_out(self, login: str) -> None:
        """End a sign-in before its cookie ends."""
        login_hash, today = seats.hash_secret(login), self._clock()
        old = today - timedelta(days=LOGIN_DAYS)
        self._writer.submit(lambda connection: signing.end_login(connection, login_hash, today, old))

    def signed_out(self, login: str) -> bool:
        """Say whether a sign-in was ended."""
        login_hash = seats.hash_secret(login)
        return self._read(lambda connection: signing.is_ended(connection, login_hash))

    def wrong_codes(self, kind: str, moment: float) -> int:
        """Return how many wrong codes of a kind any server saw in the last minute."""
        return self._read(lambda connection: joining.count_wrong(connection, kind, moment))

    def note_wrong_code(self, kind: str, moment: float) -> int:
        """Count a wrong code; return how many any server saw in the last minute."""
        return self._writer.submit(lambda connection: joining.add_wrong(connection, kind, moment))

    def forgive_codes(self, kind: str) -> None:
        """Count the wrong codes of a kind anew."""
        self._writer.submit(lambda connection: joining.forgive(connection, kind))

    def _oldest_link(self, today: date) -> date:
        return today - timedelta(days=self._resume_days)
