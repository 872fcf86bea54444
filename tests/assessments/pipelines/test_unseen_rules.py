"""Rules for files nobody had seen: names of remote parts, packed uploads, tags by pattern, parameters."""

import pytest

from assessments.evidence.pipelines import Sources, judge_sources, road_of
from assessments.evidence.pipelines.branches import sample_of
from assessments.evidence.pipelines.circleci_values import filled, holds, pipeline_values
from assessments.evidence.pipelines.deeds import deeds_of
from assessments.evidence.pipelines.gitlab_conditions import samples
from assessments.evidence.pipelines.model import At, Event, Occasion
from assessments.evidence.pipelines.nodes import Node, parse
from assessments.evidence.pipelines.vocabulary import Deed

CI = ".github/workflows/ci.yml"
CIRCLE = ".circleci/config.yml"


def facts(text, name=CI):
    files, _ = judge_sources(Sources({name: text}))
    return files[0].facts


def called(uses, extra="", name=CI):
    return facts(f"on:\n  push:\n    tags: ['v*']\njobs:\n  all:\n    uses: {uses}\n{extra}", name)


def test_a_remote_workflow_named_after_an_environment_deploys_there():
    found = called("org/flows/.github/workflows/use-ks-production.yaml@v1")
    assert found.deploys_to_production.value == "yes"
    assert found.deploy_mode.value == "automatic-on-tag"
    found = called("org/flows/.github/workflows/use-ks-preproduction.yaml@v1")
    assert found.deploys_to_production.value == "no"
    assert found.deploys_elsewhere.value == "yes"


@pytest.mark.parametrize(
    "name", ["build-production.yml", "lint-prod.yml", "reusable.yml", "scan-production.yml"]
)
def test_a_remote_workflow_named_after_something_else_deploys_nothing(name):
    assert called(f"org/flows/.github/workflows/{name}@v1").deploys_to_production.value == "no"


@pytest.mark.parametrize(
    ("title", "answer"),
    [("copy file via ssh key", "yes"), ("Ship it", "yes"), ("Clean up previews", "no"), ("Validate", "no")],
)
def test_the_title_of_a_deploying_action_takes_it_away_only_where_it_says_so(title, answer):
    text = f"""on:
  push:
    branches: [main]
jobs:
  a:
    runs-on: x
    environment: production
    steps:
      - name: {title}
        uses: some/s3-deploy@v1
"""
    assert facts(text).deploys_to_production.value == answer


@pytest.mark.parametrize(
    "command",
    [
        "aws s3 cp ./app-1.zip s3://bucket/",
        "gsutil cp build/app.jar gs://bucket/app.jar",
        "aws s3 cp info.json s3://bucket/releases/info.json",
    ],
)
def test_a_packed_program_in_a_bucket_waits_there(command):
    assert Deed.DEPLOY not in deeds_of(command)


@pytest.mark.parametrize(
    "command",
    [
        "aws s3 sync build s3://site",
        "helm upgrade app chart --version 1.2.3",
        'gcloud compute instance-groups managed rolling-action start-update m --version=template="t"',
        'ssh host "docker compose up -d && curl http://localhost/health"',
    ],
)
def test_these_commands_deploy(command):
    assert Deed.DEPLOY in deeds_of(command)


@pytest.mark.parametrize(
    "command", ["bundle config set deployment true", "kubectl --server localhost apply -f x"]
)
def test_these_commands_do_not_deploy(command):
    assert Deed.DEPLOY not in deeds_of(command)


def test_a_push_of_any_branch_but_the_trunk_meets_every_change_before_it_is_merged():
    text = "on:\n  push:\n    branches-ignore: [main]\n"
    text += "jobs:\n  a:\n    runs-on: x\n    steps:\n      - run: pytest\n"
    assert facts(text).every_change.value == "yes"
    assert facts(text.replace("branches-ignore: [main]", "branches: [docs]")).every_change.value == "filtered"


@pytest.mark.parametrize("name", ["Enhetstest", "Integrasjonstester", "Verdikjedetest", "Integrationstest"])
def test_tests_in_one_word_are_tests_too(name):
    text = f"on: push\njobs:\n  a:\n    name: {name}\n    uses: o/r/.github/workflows/maven.yaml@v1\n"
    assert facts(text).automated_tests.value == "yes"


STAGES = """on:
  push:
    branches: [main]
jobs:
  one:
    name: %s
    runs-on: x
    steps:
      - run: make
  two:
    name: Deploy stage
    runs-on: x
    environment: azure
    steps:
      - run: az pipelines run --name "Deploy" --org https://dev.azure.com/org
"""


def test_a_stage_beside_other_stages_is_no_environment():
    assert facts(STAGES % "Build stage").deploys_to_production.value == "yes"
    assert facts(STAGES % "Build").deploys_to_production.value == "no"


@pytest.mark.parametrize("host", ["https://dev.azure.com/org", "https://shop.fly.dev/hook"])
def test_the_name_of_a_host_is_no_environment(host):
    text = STAGES.replace("Deploy stage", "Deploy").replace("https://dev.azure.com/org", host) % "Build"
    assert facts(text).deploys_to_production.value == "yes"


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        (r"/^v\d{4}\.\d{2}\.\d{2}\.\d+$/", "v2024.01.01.1"),
        (r"/^release\/.*$/", "release/x"),
        (r"/^(main|master)$/", "main"),
        (r"/^v\d+\.\d+(-rc\.\d+)?$/", "v1.1"),
    ],
)
def test_a_name_is_found_that_a_pattern_takes(pattern, name):
    assert samples([pattern]) == (name,)


def test_a_pattern_without_a_name_or_too_long_gives_none():
    assert samples(["/(?<=x)y{3}$/", "/" + "a" * 300 + "/", "/(/"]) == ()
    assert sample_of("x" * 300) == ""


def gitlab(rule):
    return facts(
        f"ship:\n  environment: production\n  script: [kubectl apply -f x]\n  {rule}\n", ".gitlab-ci.yml"
    )


def test_tags_and_branches_told_by_a_pattern_are_met():
    dated = r"rules: [{if: '$CI_COMMIT_TAG =~ /^\d{4}-\d{2}-\d{2}/'}]"
    assert gitlab(dated).deploy_mode.value == "automatic-on-tag"
    assert (
        gitlab(r"rules: [{if: '$CI_COMMIT_BRANCH =~ /^release-.*/'}]").deploy_mode.value
        == "automatic-on-merge"
    )
    assert gitlab(r"only: ['/^hotfix\/.*$/']").deploy_mode.value == "automatic-on-merge"


CONFIG = """version: 2.1
parameters:
  trunk: {type: string, default: main}
orbs:
  ours:
    commands:
      ship:
        parameters: {to: {type: string, default: staging}}
        steps:
          - run: {name: "to << parameters.to >>", command: "./deploy.sh << parameters.to >>"}
    jobs:
      go:
        parameters: {where: {type: string}}
        steps:
          - ours/ship: {to: "<< parameters.where >>"}
workflows:
  flow:
    jobs:
      - ours/go:
          name: first
          where: %s
          filters: {branches: {only: << pipeline.parameters.trunk >>}}
"""


def test_parameters_are_followed_through_jobs_commands_and_inline_orbs():
    assert facts(CONFIG % "production", CIRCLE).deploys_to_production.value == "yes"
    assert facts(CONFIG % "production", CIRCLE).deploy_mode.value == "automatic-on-merge"
    assert facts(CONFIG % "qa", CIRCLE).deploys_to_production.value == "no"


def test_a_dated_tag_starts_a_deployment():
    text = r"""version: 2.1
jobs:
  deploy:
    steps: [{run: cf push}]
workflows:
  flow:
    jobs:
      - deploy:
          name: deploy-to-production
          filters: {branches: {ignore: /.*/}, tags: {only: '/^v\d{4}\.\d{2}\.\d{2}\.\d+$/'}}
"""
    assert facts(text, CIRCLE).deploy_mode.value == "automatic-on-tag"


def test_steps_run_only_where_their_condition_holds():
    text = """version: 2.1
jobs:
  build:
    steps:
      - when: {condition: {equal: [main, << pipeline.git.branch >>]}, steps: [{run: ./deploy.sh production}]}
      - unless: {condition: {equal: [main, << pipeline.git.branch >>]}, steps: [{run: pytest}]}
workflows:
  flow:
    jobs: [build]
  never:
    when: false
    jobs: [build]
  not-this:
    unless: true
    jobs: [build]
"""
    found = facts(text, CIRCLE)
    assert found.deploy_mode.value == "automatic-on-merge"
    assert found.automated_tests.value == "yes"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("''", False),
        ("<< pipeline.number >>", None),
        ("{equal: [a, a]}", True),
        ("{equal: [a, b]}", False),
        ("{equal: [a, << pipeline.number >>]}", None),
        ("{equal: [null, a]}", False),
        ("{not: {equal: [a, b]}}", True),
        ("{not: << pipeline.number >>}", None),
        ("{and: [true, {equal: [a, a]}]}", True),
        ("{and: [true, << pipeline.number >>]}", None),
        ("{or: [false, true]}", True),
        ("{or: [false, false]}", False),
        ("{matches: {pattern: '^re', value: release}}", True),
        ("{matches: {pattern: '^re', value: << pipeline.number >>}}", None),
        ("{other: 1}", None),
        ("{}", None),
        ("{not: {not: {not: {not: {not: {not: {not: {not: {not: true}}}}}}}}}", None),
    ],
)
def test_conditions_of_circleci_are_true_false_or_unknown(text, value):
    _, nodes = parse(f"x: {text}\n", "x.yml")
    assert holds(nodes[0].get("x"), {}) is value


def test_stages_that_are_called_alike_are_told_apart_by_what_calls_them():
    texts = {
        CI: "on: push\njobs:\n  a:\n    name: App\n    uses: ./.github/workflows/b.yml\n"
        "  z:\n    name: Tools\n    uses: ./.github/workflows/b.yml\n  t:\n    runs-on: x\n"
        "    steps:\n      - run: make\n",
        ".github/workflows/b.yml": "on: workflow_call\njobs:\n  b:\n    name: Build\n    runs-on: x\n"
        "    steps:\n      - run: make\n",
    }
    files, _ = judge_sources(Sources(texts))
    road = road_of(next(file for file in files if file.workflow.file == CI))
    assert [stage.title for stage in road.pipeline.stages] == ["App / Build", "Tools / Build", "t"]


def test_a_place_that_the_file_does_not_tell_stays_unknown():
    known = pipeline_values(Node(None, At("", 1)), Occasion(Event.TAG, "v1"))
    assert filled("<< pipeline.git.tag >> << pipeline.id >>", known) == "v1 \u00a7"


@pytest.mark.parametrize(
    ("name", "head", "row", "foot"),
    [
        (
            CIRCLE,
            "version: 2.1\njobs:\n  a:\n    steps:\n",
            "    - run: make\n",
            "workflows: {w: {jobs: [a]}}\n",
        ),
        ("azure-pipelines.yml", "trigger: [main]\nsteps:\n", "- script: make\n", ""),
        (".travis.yml", "jobs:\n  include:\n", "  - {stage: a, script: make}\n", ""),
    ],
)
def test_a_file_that_is_too_long_to_be_read_whole_says_what_was_left_out(name, head, row, foot):
    files, _ = judge_sources(Sources({name: head + 1_001 * row + foot}))
    assert files[0].workflow.valid
    assert any("the rest was not read" in str(problem) for problem in files[0].workflow.problems)
    files, _ = judge_sources(Sources({name: head + 3 * row + foot}))
    assert not files[0].workflow.problems
