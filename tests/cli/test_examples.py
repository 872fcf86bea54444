"""Every example of every help text runs and ends well."""

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from assessments.importers import as_files, import_path
from store import StartAssessment, Store, back_up, find_place
from ui.cli import commands

ROOT = Path(__file__).parents[2]


def examples() -> list[str]:
    texts = [commands.help, *(command.help for command in commands.commands.values())]
    return sorted({found for text in texts for found in re.findall(r"Example: greenlane (.+)", text or "")})


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the examples name, and a home of its own."""
    for folder in ("simulator/scenarios", "assessments/questionnaires"):
        for path in (ROOT / folder).glob("*.yaml"):
            shutil.copy(path, tmp_path)
    shutil.copy(ROOT / "assessments/samples/harbor.yaml", tmp_path / "answers.yaml")
    for file in as_files(import_path(ROOT / "tests/assessments/importers/samples/dsomm"), "dsomm"):
        (tmp_path / file.name.removeprefix("answers/dsomm.")).write_text(file.text, encoding="utf-8")
    shutil.copytree(ROOT / "simulator/scenarios", tmp_path / "my-house/simulator/scenarios")
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "clone")], check=True)
    (tmp_path / "deployments.csv").write_text("id,finished\n1,2026-01-05T10:00:00Z\n")
    (tmp_path / "incidents.csv").write_text("id,created\n1,2026-01-05T11:00:00Z\n")
    with Store.open(None, tmp_path / "data") as store:
        store.start_assessment(StartAssessment("foundations", "1"))
        back_up(find_place(None, tmp_path / "data"), tmp_path / "greenlane-backup.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("GREENLANE_CONTENT_DIR", "GREENLANE_DATA_DIR", "GREENLANE_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize("example", examples())
def test_the_example_runs_and_ends_well(example: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[object] = []
    monkeypatch.setattr("ui.server.serve", served.append)  # the real server has tests of its own
    monkeypatch.setattr("ui.live.configure", lambda _settings: None)
    monkeypatch.setattr("ui.live.store", lambda: None)
    words = [word.replace("~", str(desk)) for word in example.split()]
    result = CliRunner().invoke(commands, words)

    assert result.exit_code == 0, result.output
    assert len(served) == (words[0] == "run")


def test_every_command_has_its_example() -> None:
    with click.Context(commands) as context:
        named = {example.split()[0] for example in examples()}
        assert named == set(commands.list_commands(context))
