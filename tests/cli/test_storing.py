"""Back up, restore, migrate, move and purge from the command line; the doctor looks and changes nothing."""

import json
import os
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from store import StartAssessment, Store, find_place
from tests.store.filling import fill, held, stored
from ui.cli import commands
from ui.doctor import examine_house

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """The data folder that the environment names."""
    for name in list(os.environ):
        if name.startswith("GREENLANE_") and "TEST" not in name and "REQUIRE" not in name:
            monkeypatch.delenv(name)
    monkeypatch.setenv("GREENLANE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def filled(folder) -> Path:
    with Store.open(None, folder, clock=lambda: TODAY) as store:
        fill(store)
    return folder


def greenlane(*words: object) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words])


def test_yesterdays_backup_is_restored_after_an_accident(filled, tmp_path):
    file, before = tmp_path / "backup.db", held(find_place(None, filled))
    made = json.loads(greenlane("backup", file, "--json").output)
    assert made["tables"]["answer"] == {"rows": 12, "sha256": before["answer"].digest}
    with Store.open(None, filled) as store:
        store.start_assessment(StartAssessment("foundations", "1"))
    refused = greenlane("restore", file)
    assert (refused.exit_code, "--replace" in refused.stderr) == (1, True)
    done = greenlane("restore", file, "--replace")
    assert done.exit_code == 0, done.output
    assert "What was there before lies in" in done.output
    assert held(find_place(None, filled)) == before


def test_a_backup_is_written_while_the_app_runs_and_a_restore_is_not(filled, tmp_path):
    with Store.open(None, filled) as store:
        assert greenlane("backup", tmp_path / "backup.db").exit_code == 0
        store.start_assessment(StartAssessment("foundations", "1"))
        refused = greenlane("restore", tmp_path / "backup.db", "--replace")
        assert (refused.exit_code, "Stop it first" in refused.stderr) == (1, True)


def test_a_plain_copy_is_restored_with_a_note(filled, tmp_path):
    (filled / "greenlane.db").rename(tmp_path / "copy.db")
    done = greenlane("restore", tmp_path / "copy.db")
    assert (done.exit_code, "no seal" in done.output) == (0, True)
    value = json.loads(greenlane("restore", tmp_path / "copy.db", "--replace", "--json").output)
    assert (value["sealed"], "before-restore" in value["kept"]) == (False, True)


def test_what_cannot_be_read_is_exit_1_and_a_wrong_call_exit_2(folder, tmp_path, monkeypatch):
    assert greenlane("backup", tmp_path / "backup.db").exit_code == 1
    assert greenlane("restore", tmp_path / "absent.db").exit_code == 2
    assert greenlane("purge").exit_code == 2
    assert greenlane("move", "mysql://a:secret@b/c").exit_code == 2
    monkeypatch.setenv("GREENLANE_RETENTION_DAYS", "soon")
    wrong = greenlane("purge", "--dry-run")
    assert (wrong.exit_code, "no number of days" in wrong.stderr) == (2, True)
    monkeypatch.delenv("GREENLANE_RETENTION_DAYS")
    monkeypatch.setenv("GREENLANE_DATABASE_URL", "mysql://a:secret@b/c")
    wrong = greenlane("backup", tmp_path / "backup.db")
    assert (wrong.exit_code, "secret" in wrong.output + wrong.stderr) == (2, False)
    assert not folder.exists()


def test_migrate_says_what_became_of_an_old_database_and_keeps_a_backup(folder):
    stored(folder, "0002")
    value = json.loads(greenlane("migrate", "--json").output)
    assert (value["before"], value["after"] >= "0003") == ("0002", True)
    assert len(list((folder / "backups").iterdir())) == 1
    assert "has the newest format" in greenlane("migrate").output


def test_migrate_makes_a_new_database(folder):
    assert "format of a new database became" in greenlane("migrate").output
    assert (folder / "greenlane.db").exists()


def test_move_to_another_file_and_refuse_to_do_it_twice(filled, tmp_path):
    url = f"sqlite:///{tmp_path}/new.db"
    value = json.loads(greenlane("move", url, "--json").output)
    assert value["tables"]["answer"]["rows"] == 12
    assert greenlane("move", url).exit_code == 1
    assert "every table is equal" in greenlane("move", f"sqlite:///{tmp_path}/newer.db").output
    assert held(find_place(None, filled)) == held(find_place(url, tmp_path))


def test_purge_counts_first_and_forgets_then(filled):
    told = json.loads(greenlane("purge", "--days", 1, "--dry-run", "--json").output)
    assert (told["dry_run"], told["counts"]["teams"]) == (True, 1)
    with Store.open(None, filled) as store:
        assert greenlane("purge", "--days", 1, "--dry-run").exit_code == 0
        assert greenlane("purge", "--days", 1).exit_code == 1
        assert len(store.seats_of("host")) == 1
    assert "Forgot what was last used before" in greenlane("purge", "--days", 1).output
    with Store.open(None, filled) as store:
        assert store.seats_of("host") == ()


def test_purge_takes_the_age_from_the_settings(filled, monkeypatch):
    monkeypatch.setenv("GREENLANE_RETENTION_DAYS", "36500")
    assert "0 teams" in greenlane("purge").output
    with Store.open(None, filled) as store:
        assert len(store.seats_of("host")) == 1


# ---------------------------------------------------------------- the doctor


@pytest.fixture
def _quick(monkeypatch) -> None:
    """Leave the data files out: they have tests of their own, and are many."""
    monkeypatch.setattr("ui.checking.check", lambda _folder: SimpleNamespace(problems=()))


def look(folder, today=TODAY, **environment: str) -> dict[str, tuple[str, str, str]]:
    found = examine_house({"GREENLANE_DATA_DIR": str(folder), **environment}, today)
    return {one.name: (one.state, one.text, one.mend) for one in found}


@pytest.mark.usefixtures("_quick")
def test_a_house_that_is_well_has_nothing_to_mend(filled):
    found = look(filled)
    assert {state for state, _, _ in found.values()} == {"well"}
    assert {
        "versions", "settings", "data folder", "permissions", "disk", "process", "database file", "format",
        "clock", "content",
    } <= set(found)  # fmt: skip
    assert "no process" in found["process"][1]
    done = greenlane("doctor")
    assert (done.exit_code, "WRONG" in done.output) == (0, False)


@pytest.mark.usefixtures("_quick")
def test_the_doctor_finds_what_is_wrong_and_exits_1(filled):
    (filled / "greenlane.db").unlink()
    assert look(filled)["database file"][0] == "wrong"
    done = greenlane("doctor", "--json")
    assert done.exit_code == 1
    assert "wrong" in [one["state"] for one in json.loads(done.output)["findings"]]


@pytest.mark.usefixtures("_quick")
def test_a_clock_before_the_program_is_told(filled):
    assert look(filled, date(1970, 1, 1))["clock"][0] == "wrong"


@pytest.mark.usefixtures("_quick")
def test_wrong_settings_are_told_without_a_secret(filled):
    for wrong in ({"GREENLANE_RETENTION_DAYS": "0"}, {"GREENLANE_DATABASE_URL": "mysql://a:secret@b/c"}):
        state, text, _mend = look(filled, **wrong)["settings"]
        assert (state, "secret" in text) == ("wrong", False)


@pytest.mark.usefixtures("_quick")
def test_a_cluster_that_does_not_answer_is_wrong_and_one_that_does_is_well(filled):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        assert look(filled, GREENLANE_CLUSTER=address)["cluster"][0] == "well"
    assert look(filled, GREENLANE_CLUSTER=address)["cluster"][0] == "wrong"


def test_a_house_with_problems_is_a_warning(filled, tmp_path):
    house = tmp_path / "house" / "simulator" / "scenarios"
    house.mkdir(parents=True)
    (house / "mine.yaml").write_text("format: 1\nid: mine\ntitel: Wrong key\n")
    state, text, mend = look(filled, GREENLANE_CONTENT_DIR=str(tmp_path / "house"))["content"]
    assert (state, "mine.yaml" in text, "greenlane check" in mend) == ("warning", True, True)
