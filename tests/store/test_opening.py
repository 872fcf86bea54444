"""Opening: the right database, in one process, on a disk that keeps it; else a refusal with a mend."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from store import (
    AddressError,
    AlreadyRunningError,
    AnswerWrite,
    DatabaseDamagedError,
    DatabaseForeignError,
    DatabaseMissingError,
    FolderError,
    StartAssessment,
    Store,
    StoreBusyError,
    StoreError,
    StoreUnavailableError,
)
from store.engines import PRAGMAS, find_place, require_wal
from store.guarding import file_system, prepare_folder, quick_check

WRITING = Path(__file__).with_name("writing.py")


@pytest.fixture
def used(sqlite_address) -> Path:
    """A data folder that was used and closed; the value is its database."""
    with Store.open(None, sqlite_address.folder) as store:
        seat = store.start_assessment(StartAssessment("foundations", "1")).seat
        writes = tuple(AnswerWrite(f"practice-{n}", "value", "yes", note="n" * 500) for n in range(200))
        store.save_answers(seat, writes)
    return sqlite_address.folder / "greenlane.db"


def test_every_connection_has_the_settings(open_store, sqlite_address):
    store = open_store(sqlite_address)
    for engine, query_only in ((store._reading, 1), (store._writing, 0)):
        with engine.connect() as connection:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
            only = connection.exec_driver_sql("PRAGMA query_only").scalar()
        assert (mode, only) == ("wal", query_only)
        assert found == PRAGMAS
    assert PRAGMAS["synchronous"] == 2
    assert PRAGMAS["busy_timeout"] == 30_000


@pytest.mark.postgres
def test_on_postgresql_a_commit_waits_for_the_disk_even_where_the_default_does_not(
    postgres_address, open_store
):
    url = f"{postgres_address.url}%20-csynchronous_commit%3Doff"
    store = open_store(type(postgres_address)(url, postgres_address.folder))
    with store._writing.connect() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
        assert connection.exec_driver_sql("SHOW application_name").scalar() == "greenlane"


def test_the_folder_and_its_files_are_for_their_owner_alone(open_store, sqlite_address):
    store = open_store(sqlite_address)
    store.start_assessment(StartAssessment("foundations", "1"))
    folder = sqlite_address.folder
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes == dict.fromkeys(
        ["greenlane.db", "greenlane.db-shm", "greenlane.db-wal", "greenlane.id", "greenlane.lock"], 0o600
    )


def test_what_was_stored_is_there_when_the_store_opens_again(address, open_store):
    first = open_store(address)
    started = first.start_assessment(StartAssessment("foundations", "1"))
    first.save_answers(started.seat, (AnswerWrite("trunk", "value", "yes"),))
    instance = first.instance()
    first.close()
    second = open_store(address)
    assert second.resume(started.token) == started.seat
    assert list(second.answers(started.seat)) == ["trunk"]
    assert second.instance() == instance


def test_a_second_process_on_the_same_folder_is_refused_with_the_id_of_the_first(open_store, sqlite_address):
    open_store(sqlite_address)
    command = [sys.executable, str(WRITING), "open", str(sqlite_address.folder)]
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert f"AlreadyRunningError: Another process (id {os.getpid()}) uses" in second.stderr


def test_after_a_close_or_a_refusal_the_folder_is_free_again(open_store, sqlite_address):
    first = open_store(sqlite_address)
    with pytest.raises(AlreadyRunningError, match="choose another data folder"):
        open_store(sqlite_address)
    first.close()
    assert open_store(sqlite_address).ready()


@pytest.mark.postgres
def test_several_processes_share_one_postgresql_and_migrate_it_once(postgres_address):
    command = [sys.executable, str(WRITING), "open", str(postgres_address.folder), postgres_address.url]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = {process.communicate()[0] for process in started}
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(said) == 1


def delete(file: Path) -> None:
    file.unlink()


def empty(file: Path) -> None:
    file.write_bytes(b"")


def drop_all_tables(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM")
        connection.execute("CREATE TABLE greenlane_version (version_num TEXT)")


def put_another_program(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")


def put_another_installation(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE instance SET id = 'another'")


def put_text(file: Path) -> None:
    file.write_text("this is a letter, not a database\n" * 500)


def zero_the_header(file: Path) -> None:
    with file.open("r+b") as out:
        out.write(b"\0" * 100)


def cut_in_half(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def overwrite_pages(file: Path) -> None:
    with file.open("r+b") as out:
        out.seek(4096 * 5)
        out.write(b"\xa5" * (file.stat().st_size - 4096 * 6))


def put_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    ("mishap", "error", "mend"),
    [
        (delete, DatabaseMissingError, "Restore the last backup"),
        (empty, DatabaseMissingError, "Restore the last backup"),
        (drop_all_tables, DatabaseMissingError, "Restore the last backup"),
        (put_another_program, DatabaseMissingError, "Restore the last backup"),
        (put_another_installation, DatabaseForeignError, "Put the right file back"),
        (put_text, DatabaseDamagedError, "restore the last backup"),
        (zero_the_header, DatabaseDamagedError, "restore the last backup"),
        (cut_in_half, DatabaseDamagedError, "restore the last backup"),
        (overwrite_pages, DatabaseDamagedError, "restore the last backup"),
        (put_a_folder, FolderError, "Move it away"),
    ],
)
def test_a_wrong_database_is_refused_with_its_file_and_the_mend_and_left_alone(used, mishap, error, mend):
    mishap(used)
    before = used.read_bytes() if used.is_file() else None
    for _again in range(2):
        with pytest.raises(error, match=mend) as refusal:
            Store.open(None, used.parent)
        assert str(used) in str(refusal.value)
        assert (used.read_bytes() if used.is_file() else None) == before


def test_the_mend_of_a_missing_database_works(used):
    backup = used.with_name("backup")
    shutil.copy(used, backup)
    used.unlink()
    with pytest.raises(DatabaseMissingError):
        Store.open(None, used.parent)
    shutil.copy(backup, used)
    Store.open(None, used.parent).close()
    used.unlink()
    used.with_suffix(".id").unlink()
    Store.open(None, used.parent).close()


def test_a_database_that_moved_to_a_new_folder_brings_its_id_along(used, tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    shutil.copy(used, folder / "greenlane.db")
    Store.open(None, folder).close()
    assert (folder / "greenlane.id").read_text() == used.with_suffix(".id").read_text()


def test_the_database_of_another_program_is_refused_in_a_new_folder_too(tmp_path):
    with closing(sqlite3.connect(tmp_path / "greenlane.db")) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    with pytest.raises(DatabaseForeignError, match="another program"):
        Store.open(None, tmp_path)


def test_a_first_start_that_was_cut_short_begins_anew(tmp_path):
    (tmp_path / "greenlane.db").write_bytes(b"")
    with Store.open(None, tmp_path) as store:
        assert store.ready()


@pytest.mark.parametrize("replaced", [False, True])
def test_a_database_deleted_under_the_running_program_acknowledges_nothing(used, replaced):
    store = Store.open(None, used.parent)
    copy = shutil.copy(used, used.with_name("copy"))
    used.unlink()
    if replaced:
        copy.rename(used)
    with pytest.raises(DatabaseMissingError, match="deleted or replaced"):
        store.start_assessment(StartAssessment("foundations", "1"))
    assert not store.ready()
    store.close()


def test_a_database_deleted_during_a_commit_is_not_acknowledged(used):
    with Store.open(None, used.parent) as store:
        store.start_assessment(StartAssessment("foundations", "1"))
        with pytest.raises(DatabaseMissingError, match="deleted or replaced"):
            store._writer.submit(lambda _connection: used.unlink())


def test_an_engine_never_creates_a_missing_database(used):
    with Store.open(None, used.parent) as store:
        used.unlink()
        store._reading.dispose()
        with pytest.raises(StoreUnavailableError):
            store.seats_of("anna")
        assert not used.exists()


def test_a_folder_with_signs_that_mean_something_in_addresses_is_a_folder(tmp_path):
    folder = tmp_path / "50% of what? é #1 & more"
    with Store.open(None, folder) as store:
        assert store.ready()
    assert (folder / "greenlane.db").exists()


def test_a_long_check_is_cut_short_and_the_store_opens_all_the_same(used):
    ticks = iter(range(1_000_000))
    assert quick_check(used, seconds=0, clock=lambda: next(ticks)) is False
    assert quick_check(used) is True


def test_an_error_of_the_check_that_is_no_interruption_is_told(used):
    with closing(sqlite3.connect(used, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusyError, match="another program"):
            quick_check(used, wait=0)


def test_damage_that_only_the_check_sees_is_refused(used):
    with closing(sqlite3.connect(used)) as connection, connection:
        connection.execute("PRAGMA writable_schema = 1")
        connection.execute("UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'grade'")
    with pytest.raises(DatabaseDamagedError, match="restore the last backup"):
        Store.open(None, used.parent)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match="Choose another one"):
        Store.open(None, tmp_path / "file" / "data")


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "greenlane.lock").mkdir()
    with pytest.raises(FolderError, match="right and the space to write"):
        Store.open(None, tmp_path)


def test_a_folder_that_cannot_take_the_id_is_refused_and_free_again(tmp_path):
    obstacle = tmp_path / "greenlane.id.new"
    obstacle.mkdir()
    with pytest.raises(FolderError, match="right and the space to write"):
        Store.open(None, tmp_path)
    obstacle.rmdir()
    Store.open(None, tmp_path).close()


def test_tables_named_like_ours_with_other_columns_are_refused(tmp_path):
    with closing(sqlite3.connect(tmp_path / "greenlane.db")) as connection:
        connection.executescript("CREATE TABLE greenlane_version (a); CREATE TABLE instance (b)")
    with pytest.raises(StoreError, match="refused"):
        Store.open(None, tmp_path)


def test_a_file_system_without_a_write_ahead_log_is_refused():
    require_wal("wal")
    with pytest.raises(FolderError, match="local disk, or use PostgreSQL"):
        require_wal("delete")


def test_a_network_file_system_is_refused(tmp_path):
    mounts = tmp_path / "mounts"
    share = tmp_path / "my share"
    mounts.write_text(
        f"/dev/vda / ext4 rw 0 0\nserver:/x {str(share).replace(' ', chr(92) + '040')} nfs4 rw 0 0\n"
    )
    assert file_system(tmp_path, mounts) == "ext4"
    assert file_system(share / "data", mounts) == "nfs4"
    assert file_system(share, tmp_path / "absent") == ""
    prepare_folder(tmp_path / "local", mounts)
    with pytest.raises(FolderError, match="network file system \\(nfs4\\)"):
        prepare_folder(share / "data", mounts)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://anna:secret@h:5432/db",
        "postgres://anna:secret@h/db",
        "postgresql+psycopg://anna:secret@h/db",
    ],
)
def test_every_spelling_of_postgresql_means_psycopg_and_hides_the_password(url, tmp_path):
    place = find_place(url, tmp_path)
    assert (place.url.drivername, place.file) == ("postgresql+psycopg", None)
    assert "secret" not in str(place)
    assert "secret" in place.url.render_as_string(hide_password=False)


def test_a_sqlite_address_names_its_file(tmp_path):
    place = find_place(f"sqlite:///{tmp_path}/other.db", tmp_path / "unused")
    assert str(place) == f"{tmp_path}/other.db"
    assert find_place("", tmp_path).file == tmp_path / "greenlane.db"


@pytest.mark.parametrize("url", ["secret", "mysql://anna:secret@h/db", "sqlite://", "sqlite:///:memory:"])
def test_another_address_is_refused_without_repeating_it(url, tmp_path):
    with pytest.raises(AddressError, match="write postgresql://") as refusal:
        Store.open(url, tmp_path)
    assert "secret" not in str(refusal.value)
