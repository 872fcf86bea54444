"""Create the tables of passes to a team, and of what was done in a team's name."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "access_link",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access_link"),
        _to_team("access_link"),
        sa.CheckConstraint("role IN ('coach', 'viewer')", name="ck_access_link_role"),
        comment="Passes: who may look at a team, or plan with it, and until when.",
    )
    op.create_index("ix_access_link_token_hash", "access_link", ["token_hash"], unique=True)
    op.create_index("ix_access_link_team", "access_link", ["team"])
    op.create_table(
        "audit",
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("done_on", sa.Date, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("team", "place", name="pk_audit"),
        _to_team("audit"),
        comment="What was done in a team's name, by which role and on which day; never an answer.",
    )


def _to_team(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["team"], ["team.id"], name=f"fk_{table}_team", ondelete="CASCADE")
