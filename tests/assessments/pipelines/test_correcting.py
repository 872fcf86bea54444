"""A person's word outranks a rule, and a project's files speak together."""

import json

import pytest
from click.testing import CliRunner

from assessments.evidence.pipelines import Sources, correct, judge_sources, project_facts, road_of
from delivery import Mark
from ui.cli import commands

TESTS = "on: push\njobs:\n  test:\n    runs-on: x\n    steps:\n      - run: pytest\n"
DEPLOY = """\
on: {push: {branches: [main]}}
jobs:
  build:
    runs-on: x
    steps: [{run: make}]
  deploy:
    needs: build
    environment: production
    runs-on: x
    steps: [{run: cf push}]
"""


def files():
    return judge_sources(Sources({".github/workflows/a.yml": TESTS, ".github/workflows/b.yml": DEPLOY}))[0]


def test_a_project_is_what_its_files_say_together():
    facts = project_facts(files())
    assert facts.verdict == "unknown"
    assert {reason.at.file[-5:] for reason in facts.reasons} == {"a.yml", "b.yml"}


def test_a_correction_settles_the_verdict_and_is_recorded():
    facts = correct(project_facts(files()), {"manual_gate": "no"})
    assert facts.verdict == "deployment"
    assert [(reason.text, reason.confidence.value) for reason in facts.because("manual_gate")] == [
        ("said by a person: no", "high")
    ]
    assert correct(project_facts(files()), {"manual_gate": "yes"}).verdict == "delivery"


def test_what_follows_from_a_correction_is_corrected_too():
    facts = correct(project_facts(files()), {"deploys_to_production": "no"})
    assert (facts.deploy_mode.value, facts.manual_gate.value, facts.verdict) == ("none", "no", "ci")
    assert correct(facts, {"automated_tests": "no"}).verdict == "none"


def test_an_answer_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="is no answer"):
        correct(project_facts(files()), {"manual_gate": "perhaps"})


def test_the_road_has_the_stages_in_order_with_their_edges():
    road = road_of(files()[1])
    assert [(stage.id, stage.after, stage.environments) for stage in road.stages] == [
        ("build", (), ()),
        ("deploy", ("build",), ("production",)),
    ]
    assert [stage.mark for stage in road.pipeline.stages] == [Mark.BOLT, Mark.BOLT]


def test_a_tag_is_a_button_at_the_start_of_the_road():
    text = DEPLOY.replace("{branches: [main]}", "{tags: ['v*']}")
    road = road_of(judge_sources(Sources({".github/workflows/b.yml": text}))[0][0])
    assert [stage.mark for stage in road.pipeline.stages] == [Mark.BUTTON, Mark.BOLT, Mark.BOLT]
    assert road.stages[1].after == ("start",)


def test_a_file_where_nothing_runs_has_no_road():
    assert road_of(judge_sources(Sources({".github/workflows/b.yml": "on: push\n"}))[0][0]) is None


def test_the_command_prints_json_alone_and_a_table(tmp_path):
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "a.yml").write_text(TESTS)
    told = CliRunner().invoke(commands, ["pipeline", str(tmp_path), "--json"])
    assert told.exit_code == 0
    (found,) = json.loads(told.stdout)
    assert (found["file"], found["platform"], found["verdict"]) == (
        ".github/workflows/a.yml",
        "github-actions",
        "ci",
    )
    shown = CliRunner().invoke(commands, ["pipeline", str(tmp_path)])
    assert "Together: ci" in shown.stdout


def test_the_command_says_when_there_is_nothing(tmp_path):
    assert "No pipeline file" in CliRunner().invoke(commands, ["pipeline", str(tmp_path)]).stdout
    (tmp_path / "a.zip").write_bytes(b"no archive")
    assert CliRunner().invoke(commands, ["pipeline", str(tmp_path / "a.zip")]).exit_code == 1
