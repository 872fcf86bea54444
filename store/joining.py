"""Invite codes: what they look like, and how many wrong ones are borne, whichever server was asked."""

import secrets

from sqlalchemy import ColumnElement, Connection, delete, func, not_, select

from store.round_model import CODE_LENGTH, CODE_LETTERS
from store.seats import insert_into
from store.tables import wrong_code

MOST_WRONG = 100
"""How many wrong codes a minute are borne, whoever tries: a room of people shares one address."""

MINUTE = 60  # [s]


def new_code() -> str:
    """Draw a code: 6 of 31 letters, which is 29.7 bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def clean_code(text: str) -> str:
    """Return a typed code as it was drawn: capitals, without spaces and hyphens; "" if it is none."""
    code = "".join(sign for sign in text.upper() if not sign.isspace() and sign != "-")
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) else ""


def count_wrong(connection: Connection, kind: str, moment: float) -> int:
    """Return how many wrong codes of a kind were typed in the last minute [0..].

    Args:
        connection: an open connection.
        kind: what the codes open, such as "assessment".
        moment: seconds since 1970, as any server's clock says.
    """
    counted = select(func.coalesce(func.sum(wrong_code.c.count), 0))
    return int(
        connection.execute(counted.where(wrong_code.c.kind == kind, _recent(int(moment)))).scalar_one()
    )


def add_wrong(connection: Connection, kind: str, moment: float) -> int:
    """Count a wrong code and return how many there were in the last minute with it [1..]."""
    second = int(moment)  # a commit that is tried twice counts twice, which harms nobody
    # A clock that jumped leaves no count behind: what lies a minute off, before or after, is forgotten.
    connection.execute(delete(wrong_code).where(not_(_recent(second))))
    added = insert_into(connection, wrong_code).values(kind=kind, second=second, count=1)
    connection.execute(
        added.on_conflict_do_update(index_elements=["kind", "second"], set_={"count": wrong_code.c.count + 1})
    )
    return count_wrong(connection, kind, moment)


def forgive(connection: Connection, kind: str) -> None:
    """Begin to count anew, where all codes of a kind were replaced."""
    connection.execute(delete(wrong_code).where(wrong_code.c.kind == kind))


def _recent(second: int) -> ColumnElement[bool]:
    return wrong_code.c.second.between(second - MINUTE, second + MINUTE)
