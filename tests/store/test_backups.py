"""Backups: whole while the program runs, sealed, restored over nothing that is not kept."""

import datetime as dt
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from store import (
    AlreadyRunningError,
    AnswerWrite,
    DatabaseDamagedError,
    DatabaseForeignError,
    DatabaseNewerError,
    Seat,
    StartAssessment,
    Store,
    StoreError,
    TransferError,
    back_up,
    find_place,
    read_backup,
    restore,
)
from store.copying import copy_rows
from store.engines import migration_connection, snapshot_connection
from store.migrating import MIGRATIONS, newest_format, upgrade
from store.tables import metadata
from store.tallying import SEAL_TABLE, Tally, cell_of, different, tally_rows
from tests.store.filling import FORMATS, fill, fill_room, held, stored

OLD_SEAT = Seat("a1", "r1", "delivery-practices", "1", "Blue")
NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def backup(store, address, tmp_path) -> Path:
    """A backup of a store in use with something in every table."""
    fill(store)
    fill_room(store)
    return back_up(address.place, tmp_path / "backup.db").file


def test_a_table_is_counted_and_hashed_whatever_the_order_of_its_rows():
    one = tally_rows([("a", 1), ("b", None)])
    assert one == tally_rows([("b", None), ("a", True)])
    assert one.rows == 2
    assert one != tally_rows([("a", 1), ("b", "")])
    assert tally_rows([]) == Tally(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")


def test_values_are_written_as_both_kinds_of_databases_know_them():
    assert [cell_of(value) for value in (True, dt.date(2026, 3, 2), -0.0, 0.1, None, "é", 7)] == [
        1, "2026-03-02", 0.0, 0.1, None, "é", 7
    ]  # fmt: skip
    with pytest.raises(TypeError, match="bytes is no kind"):
        cell_of(b"x")


def test_tables_that_differ_are_named_in_order():
    assert different({"b": Tally(1, "x"), "a": Tally(1, "x")}, {"b": Tally(2, "x"), "c": Tally(0, "")}) == (
        "a",
        "b",
        "c",
    )


def test_a_backup_of_a_store_in_use_holds_every_table(backup, address):
    found = read_backup(backup)
    assert found.sealed
    assert found.format == newest_format()
    assert found.tables == held(address.place)
    assert set(found.tables) == set(metadata.tables)
    assert min(tally.rows for tally in found.tables.values()) > 0
    assert found.rows == sum(tally.rows for tally in found.tables.values())
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.iterdir() if "backup" in path.name] == ["backup.db"]


def test_what_was_acknowledged_before_a_backup_is_in_it_while_others_write(store, address, tmp_path):
    seat = store.start_assessment(StartAssessment("foundations", "1")).seat
    done = threading.Event()
    acknowledged: list[int] = []

    def write() -> None:
        while not done.is_set():
            number = len(acknowledged) + 1
            store.save_answers(seat, (AnswerWrite(f"p-{number}", "value", "yes"),))
            acknowledged.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    for turn in range(8):
        before = len(acknowledged)
        made = back_up(address.place, tmp_path / f"backup-{turn}.db")
        assert before <= made.tables["answer"].rows <= len(acknowledged) + 1
        assert read_backup(made.file) == made
    done.set()
    writer.join()


def test_a_backup_is_restored_with_every_row_and_its_links(address, store, tmp_path, open_store):
    started = store.start_assessment(StartAssessment("foundations", "1", "Blue"))
    store.save_answers(started.seat, (AnswerWrite("trunk", "value", "yes"),))
    file = back_up(address.place, tmp_path / "backup.db").file
    before = held(address.place)
    store.save_answers(started.seat, (AnswerWrite("later", "value", "yes"),))
    store.close()
    done = restore(address.place, file, address.folder, replace=True, clock=lambda: NOW)
    assert held(address.place) == before
    again = open_store(address)
    assert again.resume(started.token) == started.seat
    assert list(again.answers(started.seat)) == ["trunk"]
    assert "before-restore-20260302-093000" in done.kept.name
    assert read_backup(done.kept).tables["answer"].rows == 2
    assert read_backup(file) == done.backup


@pytest.mark.postgres
def test_a_backup_goes_from_each_kind_of_database_to_the_other(
    sqlite_address, postgres_address, open_store, tmp_path
):
    for turn, (one, other) in enumerate(
        [(sqlite_address, postgres_address), (postgres_address, sqlite_address)]
    ):
        source = open_store(one)
        if not turn:
            fill(source)
        file = back_up(one.place, tmp_path / f"{turn}.db").file
        source.close()
        restore(other.place, file, other.folder, replace=bool(turn))
        assert held(other.place) == held(one.place)


def test_a_database_that_holds_something_is_not_replaced_unless_that_is_said(backup, store, address):
    store.close()
    before = held(address.place)
    with pytest.raises(TransferError, match="--replace"):
        restore(address.place, backup, address.folder)
    assert held(address.place) == before


def test_a_restore_is_refused_while_a_program_writes(backup, store, address):
    with pytest.raises(AlreadyRunningError, match="Stop it first"):
        restore(address.place, backup, address.folder, replace=True)
    store.close()
    restore(address.place, backup, address.folder, replace=True)


def test_a_missing_database_is_restored_where_the_backup_is_its_own(sqlite_address, open_store, tmp_path):
    store = open_store(sqlite_address)
    fill(store)
    file = back_up(sqlite_address.place, tmp_path / "backup.db").file
    before = held(sqlite_address.place)
    store.close()
    (sqlite_address.folder / "greenlane.db").unlink()
    assert restore(sqlite_address.place, file, sqlite_address.folder).kept is None
    assert held(sqlite_address.place) == before
    assert open_store(sqlite_address).ready()


def test_the_backup_of_another_installation_needs_to_be_wanted(sqlite_address, open_store, tmp_path):
    with Store.open(None, tmp_path / "other") as other:
        fill(other)
        file = back_up(other._place, tmp_path / "backup.db").file
    open_store(sqlite_address).close()
    (sqlite_address.folder / "greenlane.db").unlink()
    with pytest.raises(TransferError, match="another installation"):
        restore(sqlite_address.place, file, sqlite_address.folder)
    restore(sqlite_address.place, file, sqlite_address.folder, replace=True)
    assert open_store(sqlite_address).ready()


def test_a_damaged_database_is_kept_beside_the_restored_one(sqlite_address, open_store, tmp_path):
    store = open_store(sqlite_address)
    fill(store)
    file = back_up(sqlite_address.place, tmp_path / "backup.db").file
    store.close()
    database = sqlite_address.folder / "greenlane.db"
    database.write_text("this is a letter\n" * 1000)
    database.with_name("greenlane.db-wal").write_text("left over")
    done = restore(sqlite_address.place, file, sqlite_address.folder, replace=True, clock=lambda: NOW)
    assert done.kept.read_text().startswith("this is a letter")
    assert not database.with_name("greenlane.db-wal").exists()
    assert open_store(sqlite_address).ready()


def test_the_present_state_is_never_kept_over_another(sqlite_address, open_store, tmp_path):
    store = open_store(sqlite_address)
    fill(store)
    file = back_up(sqlite_address.place, tmp_path / "backup.db").file
    store.close()
    restore(sqlite_address.place, file, sqlite_address.folder, replace=True, clock=lambda: NOW)
    with pytest.raises(TransferError, match="Move it away"):
        restore(sqlite_address.place, file, sqlite_address.folder, replace=True, clock=lambda: NOW)
    assert open_store(sqlite_address).ready()


def test_a_restore_that_was_cut_short_after_its_link_goes_on(sqlite_address, open_store, tmp_path):
    store = open_store(sqlite_address)
    file = back_up(sqlite_address.place, tmp_path / "backup.db").file
    store.close()
    database = sqlite_address.folder / "greenlane.db"
    os.link(database, database.with_name("greenlane-before-restore-20260302-093000.db"))
    restore(sqlite_address.place, file, sqlite_address.folder, replace=True, clock=lambda: NOW)
    assert open_store(sqlite_address).ready()


def test_one_changed_byte_of_a_value_is_noticed(backup):
    whole = backup.read_bytes()
    at = whole.index(b"note 3 ")
    backup.write_bytes(whole[:at] + b"N" + whole[at + 1 :])
    with pytest.raises(DatabaseDamagedError, match="answer does not hold what was written"):
        read_backup(backup)


def test_a_cut_or_foreign_or_newer_file_is_no_backup(backup, tmp_path, address, store):
    store.close()
    whole = backup.read_bytes()
    cut, text, empty = tmp_path / "cut.db", tmp_path / "text.db", tmp_path / "empty.db"
    cut.write_bytes(whole[: len(whole) // 2])
    text.write_text("this is a letter\n" * 1000)
    empty.touch()
    foreign, newer = tmp_path / "foreign.db", Path(shutil.copy(backup, tmp_path / "newer.db"))
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE greenlane_version SET version_num = '9999'")
    before = held(address.place)
    for file, error in (
        (cut, DatabaseDamagedError), (text, DatabaseDamagedError), (empty, TransferError),
        (tmp_path / "absent.db", TransferError), (foreign, DatabaseForeignError), (newer, DatabaseNewerError),
    ):  # fmt: skip
        with pytest.raises(error):
            restore(address.place, file, address.folder, replace=True)
    assert held(address.place) == before


def test_a_database_in_use_is_no_backup_and_a_closed_copy_is_one_without_a_seal(
    sqlite_address, open_store, tmp_path
):
    store = open_store(sqlite_address)
    fill(store)
    with pytest.raises(TransferError, match="greenlane backup"):
        read_backup(sqlite_address.folder / "greenlane.db")
    store.close()
    copy = Path(shutil.copy(sqlite_address.folder / "greenlane.db", tmp_path / "copy.db"))
    assert not read_backup(copy).sealed
    restore(sqlite_address.place, copy, sqlite_address.folder, replace=True)
    assert open_store(sqlite_address).ready()


def test_a_file_that_is_there_is_replaced_only_when_that_is_said(backup, address):
    before = backup.read_bytes()
    with pytest.raises(TransferError, match="there already"):
        back_up(address.place, backup)
    assert backup.read_bytes() == before
    assert back_up(address.place, backup, replace=True).file == backup


def test_a_backup_of_a_backup_is_sealed_anew(backup, tmp_path):
    made = back_up(find_place(f"sqlite:///{backup}", tmp_path), tmp_path / "second.db")
    assert made.tables == read_backup(backup).tables
    with closing(sqlite3.connect(made.file)) as connection:
        rows = connection.execute(f"SELECT name FROM {SEAL_TABLE}").fetchall()  # noqa: S608 - a constant
    assert sorted(name for (name,) in rows) == sorted(made.tables)


def test_nothing_is_backed_up_where_nothing_is(address, tmp_path):
    with pytest.raises(StoreError, match="nothing to back up"):
        back_up(address.place, tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()


def test_a_foreign_database_is_not_backed_up(tmp_path):
    with closing(sqlite3.connect(tmp_path / "greenlane.db")) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    with pytest.raises(DatabaseForeignError, match="another program"):
        back_up(find_place(None, tmp_path), tmp_path / "backup.db")


@pytest.mark.usefixtures("store")
def test_a_folder_that_cannot_take_a_backup_is_told(address, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(TransferError, match="cannot be written"):
        back_up(address.place, tmp_path / "file" / "backup.db")


@pytest.mark.usefixtures("store")
def test_a_target_that_is_a_folder_is_told_and_nothing_stays(address, tmp_path):
    (tmp_path / "backup.db").mkdir()
    with pytest.raises(TransferError, match="cannot be written"):
        back_up(address.place, tmp_path / "backup.db", replace=True)
    assert not list(tmp_path.glob(".backup-*"))


# ---------------------------------------------------------------- formats of before


def test_the_formats_of_before_have_a_stored_database():
    stored = {file.stem for file in FORMATS.glob("*.sql")}
    migrations = {file.name[:4] for file in (MIGRATIONS / "versions").glob("0*.py")}
    assert migrations - stored <= {newest_format()}


@pytest.mark.parametrize("number", sorted(file.stem for file in FORMATS.glob("*.sql")))
def test_a_stored_database_of_each_format_is_upgraded_with_every_row(number, tmp_path):
    folder = tmp_path / "data"
    file = stored(folder, number)
    before = {name: tally.rows for name, tally in read_backup(file).tables.items()}
    with Store.open(None, folder) as store:
        answers = store.answers(OLD_SEAT)
        assert (answers["trunk"].option, answers["trunk"].note, answers["trunk"].version) == (
            "yes", "every day", 3
        )  # fmt: skip
        assert answers["share"].value == 0.25
        assert answers["review"].client_seq == 2**53 - 1
        after = {name: tally.rows for name, tally in held(store._place).items()}
    grown = {"team"} if number < "0003" else set()
    assert {name: after[name] for name in before if name not in grown} == {
        name: rows for name, rows in before.items() if name not in grown
    }
    kept = folder / "backups" / f"format-{number}-before-{newest_format()}.db"
    if number == newest_format():
        assert not kept.exists()
    else:
        assert read_backup(kept).format == number
        assert {name: tally.rows for name, tally in read_backup(kept).tables.items()} == before


@pytest.mark.parametrize("number", sorted(file.stem for file in FORMATS.glob("*.sql")))
def test_a_backup_of_each_format_is_restored_to_both_kinds_of_databases(
    number, address, tmp_path, open_store
):
    file = stored(tmp_path / "old", number)
    restore(address.place, file, address.folder)
    store = open_store(address)
    assert store.answers(OLD_SEAT)["trunk"].note == "every day"


@pytest.mark.parametrize("number", ["0004", "0005"])
def test_a_stored_room_goes_on_with_its_votes(number, tmp_path):
    stored(tmp_path / "data", number)
    with Store.open(None, tmp_path / "data") as store:
        head = store.room_by_code("ABC234")
        assert [room.title for room in store.rooms_hosted("host")] == ["Monday's room"]
        news = store.room_news(head.id, 0)
    assert {(vote.option, vote.click) for vote in news.votes} == {("yes", 3), ("no", 2**53 - 1)}


def test_a_stored_pass_opens_its_team_until_its_last_day_and_the_log_goes_on(tmp_path):
    stored(tmp_path / "data", "0005")
    today = [dt.date(2026, 12, 5)]
    coach, viewer, resume = (f"token-{number}".ljust(43, "x") for number in (1, 3, 5))
    with Store.open(None, tmp_path / "data", clock=lambda: today[0]) as store:
        assert (store.resume(coach).team, store.resume(viewer)) == ("Harbor", None)
        host = store.resume(resume)
        assert [one.action for one in store.audit(host)] == [
            "made a resume link", "gave a pass: viewer", "gave a pass: coach"
        ]  # fmt: skip
        store.new_link(host)
        assert len(store.audit(host)) == 4
        today[0] += dt.timedelta(days=1)
        assert store.resume(coach) is None


@pytest.mark.postgres
@pytest.mark.parametrize("number", ["0001", "0002"])
def test_on_postgresql_too_a_backup_is_written_before_a_migration(number, postgres_address, tmp_path):
    old = stored(tmp_path / "old", number)
    upgrade(postgres_address.place, to=number)
    with (
        snapshot_connection(find_place(f"sqlite:///{old}", tmp_path)) as source,
        migration_connection(postgres_address.place) as target,
        target.begin(),
    ):
        copy_rows(source, target)
    with Store.open(postgres_address.url, postgres_address.folder) as store:
        assert store.answers(OLD_SEAT)["trunk"].note == "every day"
    kept = postgres_address.folder / "backups" / f"format-{number}-before-{newest_format()}.db"
    assert read_backup(kept).tables == read_backup(old).tables


def test_a_migration_whose_backup_cannot_be_written_does_not_begin(tmp_path):
    folder = tmp_path / "data"
    file = stored(folder, "0002")
    (folder / "backups").touch()
    for _again in range(2):
        with pytest.raises(TransferError, match="cannot be written"):
            Store.open(None, folder)
    assert read_backup(file).format == "0002"


KILLED = """
import os, signal, sys
from pathlib import Path
import store.restoring as restoring
from store import find_place, restore
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
setattr(restoring, sys.argv[3], die)
folder = Path(sys.argv[1])
restore(find_place(None, folder), Path(sys.argv[2]), folder, replace=True)
"""


@pytest.mark.parametrize(
    "step", ["_prepare", "contents_of", "_set_aside", "id_file_of", "sync_folder", "write_id"]
)
def test_a_restore_killed_at_any_step_leaves_one_of_the_two_databases(step, tmp_path):
    folder = tmp_path / "data"
    with Store.open(None, folder) as store:
        fill(store)
        file = back_up(store._place, tmp_path / "backup.db").file
        started = store.start_assessment(StartAssessment("foundations", "1"))
    command = [sys.executable, "-c", KILLED, str(folder), str(file), step]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, check=False, cwd=root, env={**os.environ, "PYTHONPATH": str(root)})
    assert done.returncode == -signal.SIGKILL
    with Store.open(None, folder) as store:
        newer = store.resume(started.token) is not None
    assert newer == (step != "write_id")
    restore(store._place, file, folder, replace=True, clock=lambda: NOW)
    with Store.open(None, folder) as store:
        assert store.resume(started.token) is None
