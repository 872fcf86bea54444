"""Migrations: forward only, each whole or not at all, on the right database."""

import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from store import (
    DatabaseForeignError,
    DatabaseNewerError,
    OpenAssessment,
    Seat,
    StartAssessment,
    StoredAnswer,
    StoreError,
)
from store.engines import migration_connection
from store.migrating import ADVISORY_KEY, MIGRATIONS, newest_format, upgrade
from store.tables import VERSION_TABLE, metadata

HEAD = newest_format()
WRITING = Path(__file__).with_name("writing.py")
SECOND = """
import os, signal
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "9000", "{after}", None, None

def upgrade():
    op.add_column("assessment", sa.Column("colour", sa.String(20)))
    op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))
    {then}
"""


def written(folder: Path, then: str) -> tuple[Path, ...]:
    """Return the folders of the migrations with a second one that does something in its middle."""
    (folder / "versions").mkdir(parents=True)
    (folder / "versions" / "9000_next.py").write_text(SECOND.format(then=then, after=HEAD))
    return (MIGRATIONS / "versions", folder / "versions")


def make_empty(address) -> None:
    address.folder.mkdir(exist_ok=True)
    if address.place.file:
        address.place.file.touch()


def state(address) -> tuple[list[str], bool, bool]:
    with migration_connection(address.place) as connection:
        seen = inspect(connection)
        versions = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()  # noqa: S608 - a constant
        columns = {column["name"] for column in seen.get_columns("assessment")}
        return list(versions), "colour" in columns, seen.has_table("extra")


def test_the_migrations_build_exactly_the_tables_of_the_code(address):
    make_empty(address)
    upgrade(address.place)
    with migration_connection(address.place) as connection:
        options = {"compare_type": True, "version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        found = {
            table: sorted(str(key["name"]) for key in inspect(connection).get_foreign_keys(table))
            for table in metadata.tables
        }
    wanted = {
        name: sorted(f"fk_{name}_{key.referred_table.name}" for key in table.foreign_key_constraints)
        for name, table in metadata.tables.items()
    }
    assert found == wanted


def test_a_second_run_changes_nothing(address):
    make_empty(address)
    upgrade(address.place)
    upgrade(address.place)
    assert state(address) == ([HEAD], False, False)


def test_a_new_migration_is_applied_and_keeps_the_rows(address, open_store, tmp_path):
    store = open_store(address)
    started = store.start_assessment(StartAssessment("foundations", "1"))
    store.close()
    upgrade(address.place, written(tmp_path / "steps", "pass"))
    assert state(address) == (["9000"], True, True)
    with migration_connection(address.place) as connection:
        assert connection.execute(text("SELECT id FROM assessment")).scalars().all() == [
            started.seat.assessment
        ]


def only_first_two(folder: Path) -> tuple[Path, ...]:
    """Return a folder with the migrations of the first release alone."""
    folder.mkdir()
    for file in (MIGRATIONS / "versions").glob("000[12]_*.py"):
        shutil.copy(file, folder)
    return (folder,)


BEFORE = (
    (
        "INSERT INTO assessment (id, questionnaire, version, team, created_on) VALUES "
        "('a1', 'small', '1', 'Blue', '2026-01-02'), ('a2', 'small', '1', '', '2026-01-03')"
    ),
    "INSERT INTO respondent (assessment, id, created_on) VALUES ('a1', 'r1', '2026-01-02')",
    (
        "INSERT INTO answer (assessment, respondent, practice, state, option, reason, note, version, "
        "client_seq, saved_on) VALUES ('a1', 'r1', 'trunk', 'value', 'yes', '', 'n', 3, 9, '2026-01-02')"
    ),
    (
        "INSERT INTO team_kept (assessment, kind, name, body, version, saved_on) VALUES "
        "('a1', 'road', 'ours', 'x', 1, '2026-01-02')"
    ),
)


def test_assessments_of_before_go_on_as_those_of_one_seat(address, open_store, tmp_path):
    make_empty(address)
    upgrade(address.place, only_first_two(tmp_path / "before"))
    with migration_connection(address.place) as connection, connection.begin():
        for statement in BEFORE:
            connection.execute(text(statement))
    store = open_store(address)
    seat = Seat("a1", "r1", "small", "1", "Blue")
    seen = store.assessment(seat)
    assert (seen.mode, seen.host, seen.revealed, seen.least, seen.team) == ("alone", True, False, 5, "Blue")
    assert store.answers(seat) == {"trunk": StoredAnswer("trunk", "value", "yes", None, "", "n", 3, 9)}
    assert [road.name for road in store.kept(seat, "road")] == ["ours"]
    assert [one.id for one in store.rounds(seat)] == ["a1"]
    later = store.open_assessment(OpenAssessment("small", "1", after=seat)).seat
    assert len(store.rounds(later)) == 2
    store.close()
    upgrade(address.place)
    assert state(address) == ([HEAD], False, False)


def test_a_migration_that_fails_half_way_leaves_the_database_as_it_was(address, tmp_path):
    make_empty(address)
    upgrade(address.place)
    steps = written(tmp_path / "steps", "op.execute('INSERT INTO nowhere VALUES (1)')")
    with pytest.raises(StoreError):
        upgrade(address.place, steps)
    assert state(address) == ([HEAD], False, False)


def test_the_steps_before_a_failed_one_stay_applied(address, tmp_path):
    make_empty(address)
    with pytest.raises(StoreError):
        upgrade(address.place, written(tmp_path / "steps", "op.execute('INSERT INTO nowhere VALUES (1)')"))
    assert state(address) == ([HEAD], False, False)


def test_a_migration_killed_half_way_leaves_the_database_as_it_was(address, tmp_path):
    make_empty(address)
    upgrade(address.place)
    written(tmp_path / "steps", "os.kill(os.getpid(), signal.SIGKILL)")
    shutil.copytree(tmp_path / "steps", address.folder, dirs_exist_ok=True)
    command = [
        sys.executable,
        str(WRITING),
        "migrate",
        str(address.folder),
        *([address.url] if address.url else []),
    ]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert state(address) == ([HEAD], False, False)


def test_rebuilding_a_table_on_sqlite_keeps_what_belongs_to_its_rows(sqlite_address, open_store, tmp_path):
    store = open_store(sqlite_address)
    started = store.start_assessment(StartAssessment("foundations", "1"), "anna")
    store.close()
    change = "t.add_column(sa.Column('x', sa.Date))"
    rebuild = f"with op.batch_alter_table('respondent', recreate='always') as t: {change}"
    upgrade(sqlite_address.place, written(tmp_path / "steps", rebuild))
    with migration_connection(sqlite_address.place) as connection:
        assert connection.execute(text("SELECT respondent FROM resume")).scalars().all() == [
            started.seat.respondent
        ]


def test_a_step_that_would_leave_orphans_is_undone_on_sqlite(sqlite_address, open_store, tmp_path):
    store = open_store(sqlite_address)
    store.start_assessment(StartAssessment("foundations", "1"))
    store.close()
    steps = written(tmp_path / "steps", "op.execute('DELETE FROM respondent')")
    with pytest.raises(RuntimeError, match="9000: 1 rows would lose"):
        upgrade(sqlite_address.place, steps)
    assert state(sqlite_address) == ([HEAD], False, False)


def test_a_database_of_a_newer_version_is_refused_with_the_mend(address, open_store):
    store = open_store(address)
    store.close()
    with migration_connection(address.place) as connection, connection.begin():
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608 - a constant
    with pytest.raises(
        DatabaseNewerError, match=r"newer version \(format 9999\)\. Install that version again"
    ):
        open_store(address)


def test_tables_of_another_program_under_the_same_names_are_refused(address, open_store):
    make_empty(address)
    with migration_connection(address.place) as connection, connection.begin():
        connection.execute(text("CREATE TABLE grade (id INTEGER)"))
    with pytest.raises(DatabaseForeignError, match="another program"):
        upgrade(address.place)
    with pytest.raises(DatabaseForeignError, match="another program"):
        open_store(address)


@pytest.mark.postgres
def test_on_postgresql_a_migration_waits_for_the_one_that_runs(postgres_address):
    waiting = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = :key"
    )
    with migration_connection(postgres_address.place) as first, ThreadPoolExecutor(1) as pool:
        first.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_KEY})
        second = pool.submit(upgrade, postgres_address.place)
        while not second.done() and not first.execute(waiting, {"key": ADVISORY_KEY}).scalar_one():
            time.sleep(0.001)
        assert not second.done()
        assert not inspect(first).has_table("answer")
        first.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_KEY})
        first.commit()
        second.result()
    assert state(postgres_address) == ([HEAD], False, False)
