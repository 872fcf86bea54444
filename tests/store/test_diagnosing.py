"""The doctor looks at a database and its folder, says what to mend, and changes nothing."""

import os
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from store import AnswerWrite, StartAssessment, Store, find_place
from store.diagnosing import examine
from tests.store.filling import fill

TODAY = date(2026, 3, 2)


@pytest.fixture
def filled(tmp_path) -> Path:
    with Store.open(None, tmp_path / "data", clock=lambda: TODAY) as store:
        fill(store)
    return tmp_path / "data"


def look(folder, today=TODAY, url: str | None = None) -> dict[str, tuple[str, str, str]]:
    found = examine(find_place(url, folder), folder, today)
    return {one.name: (one.state, one.text, one.mend) for one in found}


def test_a_database_that_is_well_has_nothing_to_mend(filled):
    found = look(filled)
    assert {state for state, _, _ in found.values()} == {"well"}
    assert list(found) == [
        "data folder", "permissions", "disk", "process", "database file", "format", "clock",
    ]  # fmt: skip
    assert "no process" in found["process"][1]


def test_a_folder_before_its_first_start_is_well(tmp_path):
    found = look(tmp_path / "none")
    assert {state for state, _, _ in found.values()} == {"well"}
    assert "first start makes it" in found["database file"][1]


def test_the_doctor_looks_while_the_app_runs_and_names_its_process(filled):
    with Store.open(None, filled) as store:
        store.start_assessment(StartAssessment("foundations", "1"))
        assert f"process {os.getpid()}" in look(filled)["process"][1]


def lose(file: Path) -> None:
    file.unlink()


def empty(file: Path) -> None:
    file.write_bytes(b"")


def scribble(file: Path) -> None:
    file.write_text("this is a letter\n" * 1000)


def overwrite(file: Path) -> None:
    with file.open("r+b") as out:
        out.seek(4096 * 5)
        out.write(b"\xa5" * (file.stat().st_size - 4096 * 6))


def swap_instance(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE instance SET id = 'another'")


def swap_program(file: Path) -> None:
    file.unlink()
    file.with_suffix(".id").unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")


@pytest.mark.parametrize(
    ("mishap", "mend"),
    [
        (lose, "greenlane restore"),
        (empty, "greenlane restore"),
        (scribble, "restore the last backup"),
        (overwrite, "restore the last backup"),
        (swap_instance, "put the right file back"),
        (swap_program, "move it away"),
    ],
)
def test_a_wrong_database_file_is_found_with_its_mend_and_left_alone(filled, mishap, mend):
    file = filled / "greenlane.db"
    mishap(file)
    before = file.read_bytes() if file.exists() else None
    state, _text, told = look(filled)["database file"]
    assert (state, mend in told) == ("wrong", True)
    assert (file.read_bytes() if file.exists() else None) == before


def set_format(folder: Path, number: str) -> None:
    with closing(sqlite3.connect(folder / "greenlane.db")) as connection, connection:
        connection.execute("UPDATE greenlane_version SET version_num = ?", (number,))


def test_an_older_and_a_newer_format_are_told_apart(filled):
    set_format(filled, "0001")
    assert (look(filled)["format"][0], "greenlane migrate" in look(filled)["format"][2]) == ("warning", True)
    set_format(filled, "9999")
    assert look(filled)["format"][0] == "wrong"


def test_a_file_that_others_may_open_is_a_warning_with_the_command(filled):
    (filled / "greenlane.db").chmod(0o644)
    state, text, mend = look(filled)["permissions"]
    assert (state, "greenlane.db" in text, "chmod" in mend) == ("warning", True, True)


@pytest.mark.parametrize(("free", "state"), [(5e9, "well"), (5e8, "warning"), (5e7, "wrong")])
def test_a_disk_that_gets_full_is_told(filled, monkeypatch, free, state):
    monkeypatch.setattr("store.diagnosing.shutil.disk_usage", lambda _path: SimpleNamespace(free=free))
    assert look(filled)["disk"][0] == state


def test_a_folder_that_is_none_or_lies_on_a_network_is_wrong(filled, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    assert look(tmp_path / "file")["data folder"][0] == "wrong"
    monkeypatch.setattr("store.diagnosing.file_system", lambda *_: "nfs4")
    assert "local disk" in look(filled)["data folder"][2]


def test_a_clock_before_the_data_is_told(filled):
    with Store.open(None, filled, clock=lambda: date(2026, 5, 1)) as store:
        seat = store.start_assessment(StartAssessment("foundations", "1")).seat
        store.save_answers(seat, (AnswerWrite("trunk", "value", "yes"),))
    assert look(filled)["clock"][0] == "warning"
    assert look(filled, date(2026, 6, 1))["clock"][0] == "well"


def test_a_server_that_does_not_answer_is_wrong(tmp_path):
    found = look(tmp_path, url="postgresql://anna:secret@127.0.0.1:9/greenlane")
    assert found["database"][0] == "wrong"
    assert "secret" not in str(found)
