"""The tables as SQLAlchemy Core sees them; the migrations build them, and a test holds both equal.

No table holds an address of a machine, or a time of day of what a known person did: dates are of day grain,
a room knows the moment it ends, and wrong codes are counted by the second for a minute, whoever typed them. A
name is held only where people write one on purpose: beside a target, a piece of evidence, a seat of an open
assessment. Tokens, codes, visitors and sign-ins are stored as SHA-256 alone, so a stolen database opens no
seat; the code of a room, which hangs on its wall for some hours, is not hidden.
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

from store.model import STATES

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

team = Table(
    "team",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created_on", Date, nullable=False),
    comment="What goes on from one assessment to the next.",
)

assessment = Table(
    "assessment",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("questionnaire", String(200), nullable=False),
    Column("version", String(200), nullable=False),
    Column("team", String(200), nullable=False),
    Column("created_on", Date, nullable=False),
    Column("team_id", String(64), ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    Column("host", String(64), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("least", Integer, nullable=False),
    Column("revealed", Boolean, nullable=False),
    Column("place", Integer, nullable=False),
    Column("asked", String(64)),
    CheckConstraint("mode IN ('alone', 'anonymous', 'open')", name="mode"),
    Index(None, "team_id"),
)


def _key_to(table: str) -> Column[Any]:
    return Column(table, String(64), ForeignKey(f"{table}.id", ondelete="CASCADE"), primary_key=True)


respondent = Table(
    "respondent",
    metadata,
    _key_to("assessment"),
    Column("id", String(64), primary_key=True),
    Column("created_on", Date, nullable=False),
    Column("name", String(200)),
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
    Column("choices", Text),
    _to_seat(),
    CheckConstraint(f"state IN {STATES}", name="state"),
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
    _key_to("visitor"),
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
    _key_to("visitor"),
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
    _key_to("visitor"),
    *_kept_columns(),
    comment="What a browser keeps: roads, games, guesses.",
)

team_kept = Table(
    "team_kept",
    metadata,
    _key_to("assessment"),
    *_kept_columns(),
    comment="What all who hold a seat of one assessment keep together.",
)


def _versioned() -> tuple[Column[Any], ...]:
    return (Column("version", Integer, nullable=False), Column("saved_on", Date, nullable=False))


invite = Table(
    "invite",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    Column("assessment", String(64), ForeignKey("assessment.id", ondelete="CASCADE"), nullable=False),
    Column("created_on", Date, nullable=False),
    Index(None, "assessment"),
    comment="The codes and links that open a seat of one's own; gone once the answers are revealed.",
)

published = Table(
    "published",
    metadata,
    _key_to("assessment"),
    Column("body", Text, nullable=False),
    comment="What was shown of the answers so far, so that nobody is found by subtraction.",
)

agreed = Table(
    "agreed",
    metadata,
    _key_to("assessment"),
    Column("practice", String(200), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("option", String(200)),
    Column("value", Float(53)),
    Column("choices", Text),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    *_versioned(),
    comment="What a team agreed on, beside what each said.",
)

proof = Table(
    "proof",
    metadata,
    _key_to("assessment"),
    Column("practice", String(200), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("given", Date),
    Column("expires", Date),
    *_versioned(),
    comment="What supports an answer: the team's evidence.",
)

experiment = Table(
    "experiment",
    metadata,
    _key_to("assessment"),
    Column("practice", String(200), primary_key=True),
    Column("measure", String(200), nullable=False),
    Column("step", Text, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("due", Date),
    Column("state", String(20), nullable=False),
    Column("outcome", Text, nullable=False),
    *_versioned(),
)

target = Table(
    "target",
    metadata,
    _key_to("team"),
    Column("questionnaire", String(200), primary_key=True),
    Column("practice", String(200), primary_key=True),
    Column("worth", Float(53), nullable=False),
    Column("option", String(200)),
    Column("reason", Text, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("due", Date),
    *_versioned(),
)

snapshot = Table(
    "snapshot",
    metadata,
    _key_to("team"),
    Column("hash", String(64), primary_key=True),
    Column("questionnaire", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("saved_on", Date, nullable=False),
    comment="What a team answered at a time; written once and never changed.",
)

questionnaire = Table(
    "questionnaire",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("id", String(200), nullable=False),
    Column("version", String(200), nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_on", Date, nullable=False),
    comment="The canonical text of what was asked, so that old answers stay readable.",
)

room = Table(
    "room",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("code", String(6), nullable=False),
    Column("code_before", String(6), nullable=False),
    Column("host_hash", String(64), nullable=False),
    Column("holder_hash", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("moved", BigInteger, nullable=False),
    Index(None, "code", unique=True),
    Index(None, "host_hash"),
    Index(None, "holder_hash"),
    comment="A workshop: its code, how often it changed, and when it ends, in seconds since 1970.",
)


room_state = Table(
    "room_state",
    metadata,
    _key_to("room"),
    Column("plan", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("last_act", String(64), nullable=False),
    comment="What a room goes through, and how far it is.",
)

room_seat = Table(
    "room_seat",
    metadata,
    _key_to("room"),
    Column("seat", String(64), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Index(None, "seat"),
    comment="Who is in, by the hash of a drawn token.",
)

room_vote = Table(
    "room_vote",
    metadata,
    Column("room", String(64), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("question", String(200), primary_key=True),
    Column("seat", String(64), primary_key=True),
    Column("option", String(200), nullable=False),
    Column("click", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    ForeignKeyConstraint(["room", "seat"], ["room_seat.room", "room_seat.seat"], ondelete="CASCADE"),
    Index(None, "room", "version"),
    comment="What each seat chose; the newest click counts.",
)

access_link = Table(
    "access_link",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("token_hash", String(64), nullable=False),
    Column("team", String(64), ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("created_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    CheckConstraint("role IN ('coach', 'viewer')", name="role"),
    Index(None, "token_hash", unique=True),
    Index(None, "team"),
    comment="Passes: who may look at a team, or plan with it, and until when.",
)

audit = Table(
    "audit",
    metadata,
    _key_to("team"),
    Column("place", Integer, primary_key=True),
    Column("done_on", Date, nullable=False),
    Column("role", String(20), nullable=False),
    Column("action", String(40), nullable=False),
    comment="What was done in a team's name, by which role and on which day; never an answer.",
)

wrong_code = Table(
    "wrong_code",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("second", BigInteger, primary_key=True),
    Column("count", Integer, nullable=False),
)

pass_holding = Table(
    "pass_holding",
    metadata,
    _key_to("visitor"),
    Column("link", String(64), ForeignKey("access_link.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, nullable=False),
    Index(None, "link"),
)

signed_out = Table(
    "signed_out",
    metadata,
    Column("login", String(64), primary_key=True),
    Column("ended_on", Date, nullable=False),
)
