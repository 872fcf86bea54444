"""Create the tables of workshops: rooms, the seats in them, and what each seat chose."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the four tables."""
    _create_room()
    _create_room_state()
    _create_room_seat()
    _create_room_vote()


def _create_room() -> None:
    op.create_table(
        "room",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("code_before", sa.String(6), nullable=False),
        sa.Column("host_hash", sa.String(64), nullable=False),
        sa.Column("holder_hash", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("moved", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_room"),
        comment="A workshop: its code, how often it changed, and when it ends, in seconds since 1970.",
    )
    op.create_index("ix_room_code", "room", ["code"], unique=True)
    op.create_index("ix_room_host_hash", "room", ["host_hash"])
    op.create_index("ix_room_holder_hash", "room", ["holder_hash"])


def _create_room_state() -> None:
    op.create_table(
        "room_state",
        sa.Column("room", sa.String(64), nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("last_act", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("room", name="pk_room_state"),
        _to_room("room_state"),
        comment="What a room goes through, and how far it is.",
    )


def _create_room_seat() -> None:
    op.create_table(
        "room_seat",
        sa.Column("room", sa.String(64), nullable=False),
        sa.Column("seat", sa.String(64), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("room", "seat", name="pk_room_seat"),
        _to_room("room_seat"),
        comment="Who is in, by the hash of a drawn token.",
    )
    op.create_index("ix_room_seat_seat", "room_seat", ["seat"])


def _create_room_vote() -> None:
    op.create_table(
        "room_vote",
        sa.Column("room", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("seat", sa.String(64), nullable=False),
        sa.Column("option", sa.String(200), nullable=False),
        sa.Column("click", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("room", "place", "question", "seat", name="pk_room_vote"),
        sa.ForeignKeyConstraint(
            ["room", "seat"],
            ["room_seat.room", "room_seat.seat"],
            name="fk_room_vote_room_seat",
            ondelete="CASCADE",
        ),
        comment="What each seat chose; the newest click counts.",
    )
    op.create_index("ix_room_vote_room", "room_vote", ["room", "version"])


def _to_room(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["room"], ["room.id"], name=f"fk_{table}_room", ondelete="CASCADE")
