"""Let several people answer one assessment, let a team go on from one to the next, and keep what comes of it.

Each assessment of before becomes one of a team of its own, answered alone by its first seat.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the teams and give each assessment one; then create what belongs to them."""
    _create_team()
    _extend_assessment()
    op.add_column("respondent", sa.Column("name", sa.String(200)))
    op.add_column("answer", sa.Column("choices", sa.Text))
    _create_invite()
    _create_published()
    _create_agreed()
    _create_proof()
    _create_experiment()
    _create_target()
    _create_snapshot()
    _create_questionnaire()


def _create_team() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        comment="What goes on from one assessment to the next.",
    )
    op.execute("INSERT INTO team (id, created_on) SELECT id, created_on FROM assessment")


def _extend_assessment() -> None:
    fresh = (
        sa.Column("team_id", sa.String(64)),
        sa.Column("host", sa.String(64)),
        sa.Column("mode", sa.String(20)),
        sa.Column("least", sa.Integer),
        sa.Column("revealed", sa.Boolean),
        sa.Column("place", sa.Integer),
    )
    for column in fresh:
        op.add_column("assessment", column)
    op.add_column("assessment", sa.Column("asked", sa.String(64)))
    first = "(SELECT MIN(id) FROM respondent WHERE respondent.assessment = assessment.id)"
    op.execute(
        f"UPDATE assessment SET team_id = id, host = COALESCE({first}, ''), mode = 'alone', "  # noqa: S608 - constants alone
        "least = 5, revealed = FALSE, place = 1"
    )
    with op.batch_alter_table("assessment") as table:
        for column in fresh:
            table.alter_column(column.name, existing_type=column.type, nullable=False)
        table.create_foreign_key("fk_assessment_team", "team", ["team_id"], ["id"], ondelete="CASCADE")
        table.create_check_constraint("ck_assessment_mode", "mode IN ('alone', 'anonymous', 'open')")
    op.create_index("ix_assessment_team_id", "assessment", ["team_id"])


def _create_invite() -> None:
    op.create_table(
        "invite",
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("assessment", sa.String(64), nullable=False),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("secret_hash", name="pk_invite"),
        _to_assessment("invite"),
        comment="The codes and links that open a seat of one's own; gone once the answers are revealed.",
    )
    op.create_index("ix_invite_assessment", "invite", ["assessment"])


def _create_published() -> None:
    op.create_table(
        "published",
        sa.Column("assessment", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("assessment", name="pk_published"),
        _to_assessment("published"),
        comment="What was shown of the answers so far, so that nobody is found by subtraction.",
    )


def _create_agreed() -> None:
    op.create_table(
        "agreed",
        sa.Column("assessment", sa.String(64), nullable=False),
        sa.Column("practice", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("option", sa.String(200)),
        sa.Column("value", sa.Float(53)),
        sa.Column("choices", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        *_versioned(),
        sa.PrimaryKeyConstraint("assessment", "practice", name="pk_agreed"),
        _to_assessment("agreed"),
        comment="What a team agreed on, beside what each said.",
    )


def _create_proof() -> None:
    op.create_table(
        "proof",
        sa.Column("assessment", sa.String(64), nullable=False),
        sa.Column("practice", sa.String(200), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("given", sa.Date),
        sa.Column("expires", sa.Date),
        *_versioned(),
        sa.PrimaryKeyConstraint("assessment", "practice", "id", name="pk_proof"),
        _to_assessment("proof"),
        comment="What supports an answer: the team's evidence.",
    )


def _create_experiment() -> None:
    op.create_table(
        "experiment",
        sa.Column("assessment", sa.String(64), nullable=False),
        sa.Column("practice", sa.String(200), nullable=False),
        sa.Column("measure", sa.String(200), nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        *_versioned(),
        sa.PrimaryKeyConstraint("assessment", "practice", name="pk_experiment"),
        _to_assessment("experiment"),
    )


def _create_target() -> None:
    op.create_table(
        "target",
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("questionnaire", sa.String(200), nullable=False),
        sa.Column("practice", sa.String(200), nullable=False),
        sa.Column("worth", sa.Float(53), nullable=False),
        sa.Column("option", sa.String(200)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("due", sa.Date),
        *_versioned(),
        sa.PrimaryKeyConstraint("team", "questionnaire", "practice", name="pk_target"),
        _to_team("target"),
    )


def _create_snapshot() -> None:
    op.create_table(
        "snapshot",
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("questionnaire", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("saved_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("team", "hash", name="pk_snapshot"),
        _to_team("snapshot"),
        comment="What a team answered at a time; written once and never changed.",
    )


def _create_questionnaire() -> None:
    op.create_table(
        "questionnaire",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("version", sa.String(200), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_questionnaire"),
        comment="The canonical text of what was asked, so that old answers stay readable.",
    )


def _versioned() -> tuple[sa.Column[int], sa.Column[object]]:
    return sa.Column("version", sa.Integer, nullable=False), sa.Column("saved_on", sa.Date, nullable=False)


def _to_assessment(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["assessment"], ["assessment.id"], name=f"fk_{table}_assessment", ondelete="CASCADE"
    )


def _to_team(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["team"], ["team.id"], name=f"fk_{table}_team", ondelete="CASCADE")
