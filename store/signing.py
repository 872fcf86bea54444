"""The statements about people who sign in: what they bring along, and which of their sign-ins ended."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, literal, select, update

from store.seats import add_visitor, insert_into
from store.tables import grade, holding, kept, pass_holding, signed_out

HELD: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (holding, ("assessment", "respondent")),
    (pass_holding, ("link",)),
    (grade, ("item",)),
    (kept, ("kind", "name")),
)
"""What belongs to a visitor, and what names one such thing beside the visitor."""


def hand_over(connection: Connection, giver: str, taker: str, today: date) -> int:
    """Hand what one visitor has to another one; return how many seats. What the taker has already stays."""
    add_visitor(connection, taker, today)
    seats = 0
    for table, names in HELD:
        also = table.alias()
        has = exists().where(also.c.visitor == taker, *(also.c[name] == table.c[name] for name in names))
        values: dict[str, ColumnElement[Any]] = {"visitor": literal(taker)}
        if "place" in table.c:
            last = select(func.coalesce(func.max(also.c.place), 0)).where(also.c.visitor == taker)
            values["place"] = table.c.place + last.scalar_subquery()
        moved = connection.execute(update(table).where(table.c.visitor == giver, ~has).values(values))
        seats += moved.rowcount if table is holding else 0
    return seats


def end_login(connection: Connection, login: str, today: date, old: date) -> None:
    """Remember that a sign-in ended, and forget those whose cookies are over."""
    connection.execute(delete(signed_out).where(signed_out.c.ended_on < old))
    row = {"login": login, "ended_on": today}
    connection.execute(insert_into(connection, signed_out).values(row).on_conflict_do_nothing())


def is_ended(connection: Connection, login: str) -> bool:
    """Say whether a sign-in ended."""
    query = select(exists().where(signed_out.c.login == login))
    return bool(connection.execute(query).scalar_one())
