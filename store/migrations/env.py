"""Run the migrations on the connection store.migrating gives: one transaction each."""

from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo

from store.tables import VERSION_TABLE, metadata


def refuse_orphans(
    ctx: MigrationContext,
    step: MigrationInfo,
    heads: Any,  # noqa: ARG001 - Alembic passes it by this name
    run_args: Any,  # noqa: ARG001 - Alembic passes it by this name
) -> None:
    """Check the foreign keys before a step commits: on SQLite they are off while tables are rebuilt."""
    connection = ctx.connection
    if connection is not None and connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise RuntimeError(f"{step.up_revision_id}: {len(orphans)} rows would lose what they belong to")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transaction_per_migration=True,
    transactional_ddl=True,
    render_as_batch=True,
    on_version_apply=refuse_orphans,
)
with context.begin_transaction():
    context.run_migrations()
