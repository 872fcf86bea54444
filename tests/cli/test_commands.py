"""The command line says the same as the app, in text and in JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ui.cli import commands

ROOT = Path(__file__).parents[2]
SCENARIO = str(ROOT / "simulator/scenarios/button-weekly.yaml")
QUESTIONNAIRE = str(ROOT / "assessments/questionnaires/continuous-delivery.yaml")
ANSWERS = str(ROOT / "assessments/samples/harbor.yaml")


def greenlane(*words: str) -> Result:
    return CliRunner().invoke(commands, list(words))


def test_the_shipped_house_has_no_problems() -> None:
    result = greenlane("check")

    assert "No problems found." in result.output
    assert result.exit_code == 0


def test_check_names_file_line_and_mend_of_a_broken_file(tmp_path: Path) -> None:
    folder = tmp_path / "simulator" / "scenarios"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text("format: 1\nid: mine\ntitel: Wrong key\n")
    result = greenlane("check", str(tmp_path))

    assert result.exit_code == 1
    assert "mine.yaml:3: titel: " in result.output
    assert "did you mean" in result.output


def test_simulate_prints_json_alone_with_the_promised_names() -> None:
    result = greenlane("simulate", SCENARIO, "--changes", "50", "--replications", "3", "--json")
    value = json.loads(result.output)

    assert {"scenario", "seed", "replications", "changes", "metrics", "stages"} <= set(value)
    assert {
        "change_lead_time", "deployment_frequency", "failed_deployment_recovery_time", "change_fail_rate",
        "deployment_rework_rate", "failed_changes_per_1000", "failed_deployments_per_1000", "wait", "work",
        "hands_on", "flow_efficiency", "wip", "throughput",
    } <= set(value["metrics"])  # fmt: skip
    assert set(value["metrics"]["change_lead_time"]) == {
        "mean",
        "se",
        "p50",
        "p90",
        "p95",
        "var",
        "unit",
        "n",
    }


def test_the_same_seed_prints_the_same() -> None:
    words = ("simulate", SCENARIO, "--changes", "40", "--replications", "2", "--json", "--seed", "7")

    assert greenlane(*words).output == greenlane(*words).output


def test_set_changes_a_number() -> None:
    words = ("simulate", SCENARIO, "--changes", "40", "--replications", "2", "--json")
    few = json.loads(greenlane(*words, "--set", "review.capacity=1").output)
    many = json.loads(greenlane(*words, "--set", "review.capacity=9").output)

    assert few["stages"]["review"]["wait"]["mean"] > many["stages"]["review"]["wait"]["mean"]


def test_set_to_an_unknown_path_says_what_there_is() -> None:
    result = greenlane("simulate", SCENARIO, "--set", "reviews.capacity=1")

    assert result.exit_code == 1
    assert "reviews" in result.output


@pytest.mark.parametrize("word", ["review.capacity", "=3", "review.capacity="])
def test_a_set_that_is_no_assignment_is_a_wrong_call(word: str) -> None:
    assert greenlane("simulate", SCENARIO, "--set", word).exit_code == 2


def test_changes_and_hours_together_are_a_wrong_call() -> None:
    assert greenlane("simulate", SCENARIO, "--changes", "5", "--hours", "5").exit_code == 2


def test_a_scenario_that_cannot_be_read_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("format: 1\nid: [\n")
    result = greenlane("simulate", str(path), "--json")

    assert result.exit_code == 1
    assert "broken.yaml:" in result.output


def test_score_prints_the_promised_nodes() -> None:
    value = json.loads(greenlane("score", QUESTIONNAIRE, ANSWERS, "--json").output)

    assert set(value) == {"overall", "dimensions", "practices", "problems"}
    for node in [value["overall"], *value["dimensions"].values(), *value["practices"].values()]:
        assert {"score", "low", "high", "coverage"} <= set(node)
    assert value["problems"] == []


def test_score_in_words_has_a_line_per_dimension() -> None:
    lines = greenlane("score", QUESTIONNAIRE, ANSWERS).output.splitlines()

    assert lines[0].startswith("overall")
    assert len(lines) == 4


def test_simulate_in_words_has_a_line_per_metric() -> None:
    result = greenlane("simulate", SCENARIO, "--changes", "40", "--replications", "2")

    assert result.exit_code == 0
    assert "change_lead_time" in result.output


def test_version_and_warm() -> None:
    assert greenlane("version").output.strip().count(".") == 2
    assert greenlane("warm").exit_code == 0


def test_a_database_that_must_not_be_opened_stops_the_start_with_its_mend(tmp_path: Path) -> None:
    (tmp_path / "greenlane.db").write_text("not a database, but somebody's notes")
    result = greenlane("run", "--data-dir", str(tmp_path))

    assert result.exit_code == 1
    assert str(tmp_path / "greenlane.db") in result.output
    assert "Traceback" not in result.output


def test_a_wrong_port_is_a_wrong_call() -> None:
    assert greenlane("run", "--port", "70000").exit_code == 2
    assert greenlane("run", "--host", " ").exit_code == 2
