"""Create the tables of what servers count together, of passes that are held, and of sign-ins that ended."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "wrong_code",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("second", sa.BigInteger, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("kind", "second", name="pk_wrong_code"),
    )
    op.create_table(
        "pass_holding",
        sa.Column("visitor", sa.String(64), nullable=False),
        sa.Column("link", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("visitor", "link", name="pk_pass_holding"),
        _to("visitor", "visitor"),
        _to("link", "access_link"),
    )
    op.create_index("ix_pass_holding_link", "pass_holding", ["link"])
    op.create_table(
        "signed_out",
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("ended_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("login", name="pk_signed_out"),
    )


def _to(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{table}.id"], name=f"fk_pass_holding_{table}", ondelete="CASCADE"
    )
