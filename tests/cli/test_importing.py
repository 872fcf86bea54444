"""Import a questionnaire on the command line, whole or not at all, and give answers back."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from ui.cli import commands

SAMPLES = Path(__file__).parents[1] / "assessments" / "importers" / "samples"


def greenlane(*words: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words])


def report(*words: str | Path) -> dict[str, Any]:
    result = greenlane("import", *words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_report_is_json_alone() -> None:
    found = report(SAMPLES / "dsomm")
    assert (found["format"], found["title"], found["problems"]) == ("dsomm", "OWASP DSOMM", [])
    assert found["licence"].startswith("GPL-3.0")
    wanted = {"dimensions": 2, "groups": 3, "practices": 5, "questions": 5, "options": 4, "dependencies": 3}
    assert {key: found["counts"][key] for key in wanted} == wanted
    assert found["teams"] == ["Blue", "Red"]
    assert found["written"] == []


def test_without_a_place_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = greenlane("import", SAMPLES / "samm")
    assert "Nothing written; say where with --output." in result.output
    assert "12 practices" in result.output
    assert "Licence: CC BY-SA 4.0" in result.output
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_can_be_scored(tmp_path: Path) -> None:
    found = report(SAMPLES / "devops-maturity", "-o", tmp_path / "new" / "house")
    model, answers = found["written"]
    assert Path(model).name == "devops-maturity.yaml"
    result = greenlane("score", model, answers, "--json")
    assert result.exit_code == 0, result.output
    scores = json.loads(result.stdout)
    assert scores["overall"]["native"] == scores["native"]["overall"] == 75
    assert scores["native"]["level"] == "SILVER"
    assert [Path(path).relative_to(tmp_path) for path in found["written"]] == [
        Path("new/house/devops-maturity.yaml"),
        Path("new/house/answers/devops-maturity.harbour.yaml"),
    ]


def test_a_file_is_written_under_the_name_that_was_given(tmp_path: Path) -> None:
    out = tmp_path / "ours.yml"
    assert report(SAMPLES / "pemm", "-o", out)["written"] == [str(out), str(tmp_path / "ours.de.yaml")]
    assert "lang: de" in (tmp_path / "ours.de.yaml").read_text("utf-8")
    assert greenlane("import", out, "--json").exit_code == 0


def test_a_second_import_takes_the_place_of_the_first(tmp_path: Path) -> None:
    out = tmp_path / "boats.yaml"
    out.write_text("old", encoding="utf-8")
    result = greenlane("import", SAMPLES / "boats.csv", "-o", out)
    assert f"Wrote {out}" in result.output
    assert "It floats" in out.read_text("utf-8")


def test_a_fault_that_loses_nothing_is_told_and_the_import_is_whole(tmp_path: Path) -> None:
    result = greenlane("import", SAMPLES / "atos", "-o", tmp_path)
    assert result.exit_code == 0
    assert "Kept as it is: " in result.output
    assert "the values rise and fall" in result.output
    assert "Note: " in result.output
    assert greenlane("import", tmp_path / "atos-devops-maturity.yaml").exit_code == 0


def test_an_import_that_is_not_whole_says_everything_and_writes_nothing(tmp_path: Path) -> None:
    text = (
        (SAMPLES / "boats.csv").read_text("utf-8").replace("it-floats|", "it-sinks|").replace("2,5,", "2,6,")
    )
    (tmp_path / "boats.csv").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    result = greenlane("import", tmp_path / "boats.csv", "-o", out)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "boats.csv:2: [0].value: is 6" in result.stderr
    assert "boats.csv:4: practices[2].depends_on[0]: there is no practice `it-sinks`" in result.stderr
    assert not out.exists()
    result = greenlane("import", tmp_path / "boats.csv", "-o", out, "--json")
    assert result.exit_code == 1
    assert len(json.loads(result.stdout)["problems"]) == 2
    assert not out.exists()


def test_a_call_without_a_file_is_wrong(tmp_path: Path) -> None:
    assert greenlane("import", tmp_path / "nothing").exit_code == 2
    assert greenlane("import").exit_code == 2


def test_a_place_that_cannot_be_written_keeps_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "answers" / "devops-maturity.harbour.yaml").mkdir(parents=True)
    (tmp_path / "devops-maturity.yaml").write_text("old", encoding="utf-8")
    result = greenlane("import", SAMPLES / "devops-maturity", "-o", tmp_path)
    assert result.exit_code == 2
    assert "cannot be written (is a folder)" in result.stderr
    assert (tmp_path / "devops-maturity.yaml").read_text("utf-8") == "old"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_is_a_file_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "house").write_text("", encoding="utf-8")
    result = greenlane("import", SAMPLES / "boats.csv", "-o", tmp_path / "house" / "boats.yaml")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_answers_go_back_to_dsomm_as_they_came(tmp_path: Path) -> None:
    model, blue, red = report(SAMPLES / "dsomm", "-o", tmp_path)["written"]
    result = greenlane("export-answers", model, blue, red, "-o", tmp_path / "back", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    names = ["team-progress.yaml", "team-evidence.yaml"]
    assert found == {"teams": ["Blue", "Red"], "written": [str(tmp_path / "back" / name) for name in names]}
    for name in names:
        assert plain(tmp_path / "back" / name) == plain(SAMPLES / "dsomm" / name)


def test_answers_go_back_to_devops_maturity_as_they_came(tmp_path: Path, monkeypatch) -> None:
    model, answers = report(SAMPLES / "devops-maturity", "-o", tmp_path)["written"]
    monkeypatch.chdir(tmp_path)
    result = greenlane("export-answers", model, answers)
    assert result.output == "Wrote devops-maturity.yml\n"
    assert plain(tmp_path / "devops-maturity.yml") == plain(SAMPLES / "devops-maturity/devops-maturity.yml")
    result = greenlane("export-answers", model, answers, answers)
    assert result.exit_code == 2
    assert "is named twice; name one file of it" in result.stderr
    other = tmp_path / "other.yaml"
    other.write_text(Path(answers).read_text().replace("Harbour", "Pier"))
    result = greenlane("export-answers", model, answers, other)
    assert result.exit_code == 2
    assert "one project in a file, not 2" in result.stderr


def test_answers_that_no_other_tool_reads_are_not_written(tmp_path: Path) -> None:
    model, answers = report(SAMPLES / "greenlane", "-o", tmp_path)["written"]
    out = tmp_path / "back"
    result = greenlane("export-answers", model, answers, "-o", out)
    assert result.exit_code == 2
    assert "no other tool reads answers to" in result.stderr
    assert greenlane("export-answers", model, model, "-o", out).exit_code == 1
    assert greenlane("export-answers", model).exit_code == 2
    assert not out.exists()


def plain(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - texts, lists and mappings alone
