"""Moving: everything arrives in the other database, proven table by table, or nothing was changed."""

import sqlite3
from contextlib import closing

import pytest

from store import (
    AlreadyRunningError,
    AnswerWrite,
    DatabaseForeignError,
    Store,
    StoreError,
    TransferError,
    find_place,
    move,
)
from store import copying as copying_module
from store.migrating import upgrade
from store.tallying import Tally
from tests.store.filling import fill, held, stored


@pytest.mark.postgres
def test_there_and_back_again_every_table_is_equal(sqlite_address, postgres_address, tmp_path, open_store):
    store = open_store(sqlite_address)
    host = fill(store)
    instance = store.instance()
    before = held(sqlite_address.place)
    store.close()
    there = move(sqlite_address.place, postgres_address.place)
    assert there.tables == held(postgres_address.place) == held(sqlite_address.place) == before
    assert there.rows == sum(tally.rows for tally in before.values())
    moved = open_store(postgres_address)
    assert moved.instance() == instance
    assert moved.progress(host).seats == 7
    assert moved.save_answers(host, (AnswerWrite("after", "value", "yes"),)).count == 1
    after = held(postgres_address.place)
    moved.close()
    back = find_place(None, tmp_path / "back")
    assert move(postgres_address.place, back).tables == held(back) == after
    with Store.open(None, tmp_path / "back") as store:
        assert "after" in store.answers(host)


def test_from_one_file_to_another(sqlite_address, tmp_path, open_store):
    store = open_store(sqlite_address)
    fill(store)
    store.close()
    target = find_place(f"sqlite:///{tmp_path}/new/other.db", tmp_path)
    assert move(sqlite_address.place, target).tables == held(target) == held(sqlite_address.place)
    with Store.open(str(target.url), tmp_path) as moved:
        assert moved.ready()


def test_a_database_that_holds_something_takes_nothing(address, tmp_path, open_store):
    with Store.open(None, tmp_path / "source") as source:
        fill(source)
    store = open_store(address)
    fill(store)
    store.close()
    before = held(address.place)
    with pytest.raises(TransferError, match="holds data already"):
        move(source._place, address.place)
    assert held(address.place) == before


def test_nothing_moves_while_a_program_writes_at_either_end(address, tmp_path, open_store):
    with Store.open(None, tmp_path / "source") as source:
        fill(source)
        with pytest.raises(AlreadyRunningError):
            move(source._place, address.place)
    store = open_store(address)
    fill(store)
    with pytest.raises(AlreadyRunningError):
        move(source._place, address.place)
    with pytest.raises(AlreadyRunningError):
        move(address.place, find_place(None, tmp_path / "target"))


def test_a_row_lost_on_the_way_undoes_the_move(address, tmp_path, monkeypatch):
    with Store.open(None, tmp_path / "source") as source:
        fill(source)
    real, seen = copying_module.tally_tables, []

    def short(connection, tables):
        found = real(connection, tables)
        seen.append(found)
        return found if len(seen) == 1 else {**found, "answer": Tally(0, "")}

    monkeypatch.setattr(copying_module, "tally_tables", short)
    with pytest.raises(TransferError, match="copy of answer does not hold the same"):
        move(source._place, address.place)
    monkeypatch.undo()
    assert held(address.place)["answer"].rows == 0
    assert move(source._place, address.place).tables == held(source._place)


def test_a_database_does_not_move_to_itself_nor_from_nothing_nor_from_an_older_format(tmp_path):
    here, there = find_place(None, tmp_path / "here"), find_place(None, tmp_path / "there")
    with pytest.raises(TransferError, match="already"):
        move(here, here)
    with pytest.raises(TransferError, match="nothing to move"):
        move(here, there)
    stored(tmp_path / "here", "0002")
    with pytest.raises(TransferError, match=r"format 0002, not .* Run `greenlane migrate` first"):
        move(here, there)
    assert not (tmp_path / "there").exists()


@pytest.mark.postgres
def test_an_empty_server_has_nothing_to_move(postgres_address, tmp_path):
    with pytest.raises(TransferError, match="of no version"):
        move(postgres_address.place, find_place(None, tmp_path / "target"))


def test_a_foreign_file_stays_alone(tmp_path):
    with closing(sqlite3.connect(tmp_path / "greenlane.db")) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    with pytest.raises(DatabaseForeignError, match="left alone"):
        move(find_place(None, tmp_path), find_place(None, tmp_path / "target"))


@pytest.mark.postgres
def test_a_sign_that_the_other_database_cannot_hold_is_told_and_undone(
    sqlite_address, postgres_address, open_store
):
    store = open_store(sqlite_address)
    fill(store)
    store._writer.submit(lambda c: c.exec_driver_sql("UPDATE kept SET body = 'a' || char(0) || 'b'").close())
    store.close()
    with pytest.raises(StoreError):
        move(sqlite_address.place, postgres_address.place)
    assert held(postgres_address.place)["kept"].rows == 0


def test_an_upgrade_stops_where_it_is_told(address):
    from store import format_of

    assert format_of(address.place) is None
    if address.place.file:
        address.folder.mkdir()
        address.place.file.touch()
    upgrade(address.place, to="0002")
    assert format_of(address.place) == "0002"
