"""Create the tables of what people keep, for themselves and with their team."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    _create("kept", "visitor", "What a browser keeps: roads, games, guesses.")
    _create("team_kept", "assessment", "What all who hold a seat of one assessment keep together.")


def _create(table: str, owner: str, comment: str) -> None:
    op.create_table(
        table,
        sa.Column(owner, sa.String(64), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("saved_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint(owner, "kind", "name", name=f"pk_{table}"),
        sa.ForeignKeyConstraint([owner], [f"{owner}.id"], name=f"fk_{table}_{owner}", ondelete="CASCADE"),
        comment=comment,
    )
