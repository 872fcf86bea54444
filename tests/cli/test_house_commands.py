"""New files pass the check, and the schemas take every shipped file."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from assessments import shipped_questionnaires
from datafiles import Plain, parse_strict
from ui.cli import commands
from ui.cli.schemas import MODELS, schemas
from ui.cli.skeletons import KINDS

ROOT = Path(__file__).parents[2]
WHOLE = re.compile(r"[-+]?[0-9]+")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def greenlane(*words: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words])


# ---------------------------------------------------------------- new


def test_a_new_scenario_passes_the_check_and_runs(tmp_path: Path) -> None:
    made = greenlane("new", "scenario", "our-lane", "--house", tmp_path)
    path = tmp_path / "simulator/scenarios/our-lane.yaml"

    assert made.exit_code == 0
    assert f"Wrote {path}" in made.output
    checked = greenlane("check", tmp_path, "--json")
    assert checked.exit_code == 0, checked.output
    assert json.loads(checked.stdout)["problems"] == []
    assert not [text for text in json.loads(checked.stdout)["warnings"] if "our-lane" in text]
    assert greenlane("simulate", path, "--changes", "20", "--replications", "2").exit_code == 0


def test_the_first_new_scenario_brings_the_shipped_ones_and_the_second_comes_alone(tmp_path: Path) -> None:
    shipped = {path.name for path in (ROOT / "simulator/scenarios").glob("*.yaml")}
    greenlane("new", "scenario", "one", "--house", tmp_path)
    second = greenlane("new", "scenario", "two", "--house", tmp_path)
    found = {path.name for path in (tmp_path / "simulator/scenarios").glob("*.yaml")}

    assert found == shipped | {"one.yaml", "two.yaml"}
    assert second.output.count("Wrote") == 1


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    greenlane("new", "scenario", "ours", "--house", tmp_path)
    path = tmp_path / "simulator/scenarios/ours.yaml"
    path.write_text("mine")
    again = greenlane("new", "scenario", "ours", "--house", tmp_path)
    shipped = greenlane("new", "scenario", "automatic", "--house", tmp_path / "other")

    assert again.exit_code == shipped.exit_code == 2
    assert "exists; choose another id, or move it away" in again.output
    assert "is a shipped scenario; choose another id" in shipped.output
    assert path.read_text() == "mine"
    assert not (tmp_path / "other").exists()


def test_a_new_lesson_is_in_the_course_and_passes_the_check(tmp_path: Path) -> None:
    made = greenlane("new", "lesson", "our-way", "--house", tmp_path)
    assert made.exit_code == 0, made.output
    course = parse_strict((tmp_path / "content/course.yaml").read_text()).data
    assert course["lessons"][-1] == "our-way"
    checked = greenlane("check", tmp_path, "--json")
    assert [text for text in json.loads(checked.stdout)["problems"] if "our-way" in text] == []

    second = greenlane("new", "lesson", "another-way", "--house", tmp_path)
    assert second.output.count("Wrote") < made.output.count("Wrote")
    again = greenlane("new", "lesson", "another-way", "--house", tmp_path)
    assert again.exit_code == 2
    assert "exists; choose another id" in again.output


def test_a_shipped_lesson_is_not_made_anew(tmp_path: Path) -> None:
    result = greenlane("new", "lesson", "delivery-or-deployment", "--house", tmp_path)
    assert result.exit_code == 2
    assert "is a shipped lesson" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_course_that_cannot_be_written_is_said_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    result = greenlane("new", "lesson", "our-way", "--house", tmp_path)
    assert result.exit_code == 2
    assert "add `- our-way` to it" in result.output
    assert "name another --house" in greenlane("new", "lesson", "ours", "--house", "/proc/none").output


@pytest.mark.parametrize("name", ["Our_Lane", "../x", "", "a/b", "-"])
def test_a_name_that_is_no_id_is_a_wrong_call(name: str, tmp_path: Path) -> None:
    result = greenlane("new", "scenario", "--house", tmp_path, "--", name)

    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_kind_nobody_knows_is_a_wrong_call(tmp_path: Path) -> None:
    assert greenlane("new", "lane", "ours", "--house", tmp_path).exit_code == 2
    assert "scenario" in KINDS


def test_a_house_that_cannot_be_written_is_said_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "simulator").write_text("a file where a folder should be")
    result = greenlane("new", "scenario", "ours", "--house", tmp_path)

    assert result.exit_code == 2
    assert "cannot be written" in result.output


def test_the_house_is_the_one_of_the_environment_else_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GREENLANE_CONTENT_DIR", raising=False)
    assert greenlane("new", "scenario", "here").exit_code == 0
    monkeypatch.setenv("GREENLANE_CONTENT_DIR", str(tmp_path / "there"))
    assert greenlane("new", "scenario", "elsewhere").exit_code == 0

    assert (tmp_path / "simulator/scenarios/here.yaml").exists()
    assert (tmp_path / "there/simulator/scenarios/elsewhere.yaml").exists()


def test_a_new_questionnaire_passes_the_check_with_the_shipped_ones_beside_it(tmp_path: Path) -> None:
    made = greenlane("new", "questionnaire", "our-own", "--house", tmp_path)
    shipped = greenlane("new", "questionnaire", "team-health", "--house", tmp_path / "other")
    loaded = shipped_questionnaires(tmp_path / "assessments/questionnaires")

    assert made.exit_code == 0
    assert loaded.problems == ()
    assert {"our-own", "delivery-practices"} <= {asked.id for asked in loaded.values}
    assert shipped.exit_code == 2
    assert "shipped questionnaire" in shipped.output


# ---------------------------------------------------------------- schema


def as_an_editor_reads(value: Any) -> Any:
    """Resolve plain scalars as YAML 1.2 does, which is what an editor checks."""
    if isinstance(value, dict):
        return {str(key): as_an_editor_reads(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_an_editor_reads(inner) for inner in value]
    if isinstance(value, Plain):
        if value in {"true", "false"}:
            return value == "true"
        if WHOLE.fullmatch(value):
            return int(value)
        if DECIMAL.fullmatch(value):
            return float(value)
    return value if value is None else str(value)


def shipped_files() -> list[tuple[str, Path]]:
    content, samples = ROOT / "content", sorted((ROOT / "assessments/samples").rglob("*.yaml"))
    return [
        *(("scenario", path) for path in sorted((ROOT / "simulator/scenarios").glob("*.yaml"))),
        *(("questionnaire", path) for path in sorted((ROOT / "assessments/questionnaires").glob("*.yaml"))),
        *(("answers", path) for path in samples if not path.name.endswith(".team.yaml")),
        *(("quiz", path) for path in sorted(content.glob("lessons/*/quiz.yaml"))),
        *(("lesson", path) for path in sorted(content.glob("lessons/*/en.md"))),
        *((name, content / f"{name}.yaml") for name in ("course", "misconceptions", "glossary", "pictures")),
        *((name, ROOT / f"delivery/{name}.yaml") for name in ("sources", "benchmarks")),
    ]


def read(path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        text = text.split("---\n")[1]
    return as_an_editor_reads(parse_strict(text, str(path)).data)


@pytest.mark.parametrize(("kind", "path"), shipped_files(), ids=lambda value: getattr(value, "name", value))
def test_every_shipped_file_fits_its_schema(kind: str, path: Path) -> None:
    jsonschema.Draft202012Validator(schemas()[kind]).validate(read(path))


@pytest.mark.parametrize("kind", MODELS)
def test_a_schema_is_one_and_refuses_a_key_nobody_knows(kind: str) -> None:
    schema = schemas()[kind]
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = jsonschema.Draft202012Validator(schema).iter_errors({"titel": "Wrong"})

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert any("titel" in error.message for error in errors)


def test_a_scenario_with_a_wrong_duration_does_not_fit() -> None:
    scenario = read(ROOT / "simulator/scenarios/automatic.yaml")
    scenario["arrivals"]["between"]["mean"] = "2 hours"

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schemas()["scenario"]).validate(scenario)


def test_schemas_are_printed_as_json_or_written_beside_each_other(tmp_path: Path) -> None:
    printed = json.loads(greenlane("schema").stdout)
    written = greenlane("schema", "--output", tmp_path / "schemas")

    assert set(printed) == set(MODELS)
    assert json.loads((tmp_path / "schemas/scenario.schema.json").read_text()) == printed["scenario"]
    assert "# yaml-language-server: $schema=" in written.output
    assert "# yaml-language-server: $schema=" in greenlane("schema", "--help").output


def test_a_folder_that_cannot_be_written_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = greenlane("schema", "--output", tmp_path / "file/schemas")

    assert result.exit_code == 2
    assert "name another folder" in result.output
