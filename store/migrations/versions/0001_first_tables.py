"""Create the first tables: instance, assessments with their seats and answers, visitors, grades."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and name this installation."""
    _create_instance()
    _create_seats()
    _create_answers()
    _create_visitors()


def _to_seat(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["assessment", "respondent"],
        ["respondent.assessment", "respondent.id"],
        name=f"fk_{table}_respondent",
        ondelete="CASCADE",
    )


def _to_visitor(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["visitor"], ["visitor.id"], name=f"fk_{table}_visitor", ondelete="CASCADE"
    )


def _create_instance() -> None:
    instance = op.create_table(
        "instance",
        sa.Column("id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_instance"),
        comment="One row: which installation this database belongs to.",
    )
    op.bulk_insert(instance, [{"id": secrets.token_hex(16)}])


def _create_seats() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("questionnaire", sa.String(200), nullable=False),
        sa.Column("version", sa.String(200), nullable=False),
        sa.Column("team", sa.String(200), nullable=False),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
    )
    op.create_table(
        "respondent",
        sa.Column("assessment", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("assessment", "id", name="pk_respondent"),
        sa.ForeignKeyConstraint(
            ["assessment"], ["assessment.id"], name="fk_respondent_assessment", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "resume",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("assessment", sa.String(64), nullable=False),
        sa.Column("respondent", sa.String(64), nullable=False),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_resume"),
        _to_seat("resume"),
    )
    op.create_index("ix_resume_assessment", "resume", ["assessment", "respondent"])


def _create_answers() -> None:
    op.create_table(
        "answer",
        sa.Column("assessment", sa.String(64), nullable=False),
        sa.Column("respondent", sa.String(64), nullable=False),
        sa.Column("practice", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("option", sa.String(200)),
        sa.Column("value", sa.Float(53)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("client_seq", sa.BigInteger, nullable=False),
        sa.Column("saved_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("assessment", "respondent", "practice", name="pk_answer"),
        _to_seat("answer"),
        sa.CheckConstraint(
            "state IN ('value', 'not-applicable', 'dont-know', 'elsewhere', 'unanswered')",
            name="ck_answer_state",
        ),
    )


def _create_visitors() -> None:
    op.create_table(
        "visitor",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_visitor"),
    )
    op.create_table(
        "holding",
        sa.Column("visitor", sa.String(64), nullable=False),
        sa.Column("assessment", sa.String(64), nullable=False),
        sa.Column("respondent", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("visitor", "assessment", "respondent", name="pk_holding"),
        _to_visitor("holding"),
        _to_seat("holding"),
        comment="Which seats a browser came to, in the order it came to them.",
    )
    op.create_index("ix_holding_assessment", "holding", ["assessment", "respondent"])
    op.create_table(
        "grade",
        sa.Column("visitor", sa.String(64), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("lesson", sa.String(200), nullable=False),
        sa.Column("option", sa.String(200), nullable=False),
        sa.Column("correct", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("client_seq", sa.BigInteger, nullable=False),
        sa.Column("saved_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("visitor", "item", name="pk_grade"),
        _to_visitor("grade"),
    )
