"""The tables as SQLAlchemy Core sees them; the migrations build them, and a test holds both equal.

No table holds a name, an address of a machine or a time of day: dates are of day grain.
Tokens and visitor ids are stored as SHA-256 alone, so a stolen database opens no seat.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

VERSION_TABLE = "greenlane_version"
"""Where Alembic notes the format; a name of our own, so that a shared schema never confuses it."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

instance = Table(
    "instance",
    metadata,
    Column("id", String(64), primary_key=True),
    comment="One row: which installation this database belongs to.",
)

assessment = Table(
    "assessment",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("questionnaire", String(200), nullable=False),
    Column("version", String(200), nullable=False),
    Column("team", String(200), nullable=False),
    Column("created_on", Date, nullable=False),
)

respondent = Table(
    "respondent",
    metadata,
    Column("assessment", String(64), ForeignKey("assessment.id", ondelete="CASCADE"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("created_on", Date, nullable=False),
)


def _to_seat() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["assessment", "respondent"], ["respondent.assessment", "respondent.id"], ondelete="CASCADE"
    )


resume = Table(
    "resume",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("assessment", String(64), nullable=False),
    Column("respondent", String(64), nullable=False),
    Column("created_on", Date, nullable=False),
    _to_seat(),
    Index(None, "assessment", "respondent"),
)

answer = Table(
    "answer",
    metadata,
    Column("assessment", String(64), primary_key=True),
    Column("respondent", String(64), primary_key=True),
    Column("practice", String(200), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("option", String(200)),
    Column("value", Float(53)),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("client_seq", BigInteger, nullable=False),
    Column("saved_on", Date, nullable=False),
    _to_seat(),
    CheckConstraint(
        "state IN ('value', 'not-applicable', 'dont-know', 'elsewhere', 'unanswered')", name="state"
    ),
)

visitor = Table(
    "visitor",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created_on", Date, nullable=False),
)

holding = Table(
    "holding",
    metadata,
    Column("visitor", String(64), ForeignKey("visitor.id", ondelete="CASCADE"), primary_key=True),
    Column("assessment", String(64), primary_key=True),
    Column("respondent", String(64), primary_key=True),
    Column("place", Integer, nullable=False),
    _to_seat(),
    Index(None, "assessment", "respondent"),
    comment="Which seats a browser came to, in the order it came to them.",
)

grade = Table(
    "grade",
    metadata,
    Column("visitor", String(64), ForeignKey("visitor.id", ondelete="CASCADE"), primary_key=True),
    Column("item", String(200), primary_key=True),
    Column("lesson", String(200), nullable=False),
    Column("option", String(200), nullable=False),
    Column("correct", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("client_seq", BigInteger, nullable=False),
    Column("saved_on", Date, nullable=False),
)


def _kept_columns() -> tuple[Column[Any], ...]:
    return (
        Column("kind", String(40), primary_key=True),
        Column("name", String(200), primary_key=True),
        Column("body", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("saved_on", Date, nullable=False),
    )


kept = Table(
    "kept",
    metadata,
    Column("visitor", String(64), ForeignKey("visitor.id", ondelete="CASCADE"), primary_key=True),
    *_kept_columns(),
    comment="What a browser keeps: roads, games, guesses.",
)

team_kept = Table(
    "team_kept",
    metadata,
    Column("assessment", String(64), ForeignKey("assessment.id", ondelete="CASCADE"), primary_key=True),
    *_kept_columns(),
    comment="What all who hold a seat of one assessment keep together.",
)
