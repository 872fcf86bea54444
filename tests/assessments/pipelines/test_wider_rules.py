"""Rules that other people's files taught: each with a file that it meets and one that it nearly meets."""

import pytest

from assessments.evidence.pipelines import Sources, judge_sources
from assessments.evidence.pipelines.actions import action_deeds
from assessments.evidence.pipelines.deeds import deeds_of
from assessments.evidence.pipelines.shell import split
from assessments.evidence.pipelines.vocabulary import Deed

CI = ".github/workflows/ci.yml"


def judged(text, name=CI, **parts):
    texts = {name: text, **{key.replace("__", "/") + ".yml": part for key, part in parts.items()}}
    files, _ = judge_sources(Sources(texts))
    return next(file for file in files if file.workflow.file == name)


def job(step):
    return judged(
        f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - {step}\n"
    ).facts.automated_tests.value


@pytest.mark.parametrize("word", ["then", "do", "else"])
def test_a_word_of_the_shell_alone_is_no_command(word):
    assert split(f"if x\n{word}\n  pytest\n")[1:] == ((2, "pytest"),)


def test_a_text_in_quotes_is_no_command_but_a_quoted_program_is():
    assert split('"New production deployment is there"') == ()
    assert split("'./my tool' x") == ()
    assert split('"$PYTHON" -m pytest') == ((0, '"$PYTHON" -m pytest'),)


def test_the_check_of_a_script_runner_is_no_test_but_that_of_make_is():
    assert Deed.TEST not in deeds_of("pnpm run check")
    assert Deed.TEST not in deeds_of("just check")
    assert Deed.TEST in deeds_of("make check")
    assert Deed.TEST in deeds_of("pnpm run verify")


@pytest.mark.parametrize(
    "command",
    [
        "aws s3 cp backup.tar.gz s3://site/",
        "aws s3 sync coverage s3://site/coverage",
        "gsutil cp x.dump gs://bucket",
        "az storage blob upload --file x --name y",
    ],
)
def test_what_is_only_kept_is_not_deployed(command):
    assert Deed.DEPLOY not in deeds_of(command)


@pytest.mark.parametrize(
    "command",
    [
        "aws s3 sync dist s3://site",
        "az storage blob upload -c '$web' -f index.html",
        "az storage blob upload-batch -d x",
        "az pipelines run --name 'Deploy to Azure'",
        'curl -X POST "$RENDER_DEPLOY_HOOK_URL"',
    ],
)
def test_what_reaches_users_is_deployed(command):
    assert Deed.DEPLOY in deeds_of(command)


@pytest.mark.parametrize(
    "command",
    [
        'curl -s -d "$TEXT" "$DISCORD_WEBHOOK_URL"',
        "curl -X POST $SLACK_HOOK_URL",
        "az pipelines run --name Build",
    ],
)
def test_a_message_is_no_deployment(command):
    assert Deed.DEPLOY not in deeds_of(command)


def test_an_action_is_told_by_its_own_name_not_by_the_folders_it_lies_in():
    assert Deed.DEPLOY not in action_deeds("o/r/.github/actions/build-and-deploy/create_version@v1", ())
    assert Deed.DEPLOY in action_deeds("o/r/.github/actions/deploy@v1", ())
    assert Deed.DEPLOY not in action_deeds("o/actions/set-kubectl@v1", ())
    assert Deed.DEPLOY in action_deeds("actions-hub/kubectl@v1", ())
    assert Deed.DEPLOY in action_deeds("terraform/apply", ())
    assert Deed.DEPLOY not in action_deeds("terraform/plan", ())


def test_a_title_tells_that_an_unknown_action_tests():
    assert job("{name: 'Build, and run tests/lint', uses: o/r@v1}") == "yes"
    assert job("{name: 'Upload results of the tests run', uses: o/r@v1}") == "no"
    assert job("{name: 'Run tests', uses: actions/cache@v1}") == "no"


def test_the_commands_handed_to_a_workflow_from_elsewhere_count():
    text = (
        "on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/{}.yml@v1\n    with: {{gradle-command: {}}}\n"
    )
    assert judged(text.format("verify", "./gradlew check")).facts.automated_tests.value == "yes"
    assert judged(text.format("verify", "./gradlew assemble")).facts.automated_tests.value != "yes"


def test_a_request_to_merge_a_deployment_is_none():
    text = "{}:\n  script: [bash scripts/ci/x.sh]\n  rules: [{{if: $CI_COMMIT_TAG}}]\n"
    name = ".gitlab-ci.yml"
    assert judged(text.format("release-deploy-mr"), name).facts.deploys_to_production.value == "no"
    assert judged(text.format("release-deploy"), name).facts.deploys_to_production.value == "yes"


def test_a_jenkins_library_may_stand_for_the_whole_pipeline():
    library = judged("@Library('Infra@1') _\nwithPipeline(type, product) {\n}\n", "Jenkinsfile")
    assert library.workflow.valid
    assert library.facts.automated_tests.value == "unknown"
    assert library.facts.deploys_to_production.value == "unknown"
    assert not judged("some words\n", "Jenkinsfile").workflow.valid


CHILD = """\
spec:
  inputs:
    env: {default: staging}
    list: {}
---
stages: [first, last]
"build-$[[ inputs.env ]]": {stage: first, script: [make, "$[[ inputs.list ]]"]}
roll:
  stage: last
  environment: $[[ inputs.env ]]
  script: [./deploy.sh]
  rules: [{if: $CI_PIPELINE_SOURCE == "parent_pipeline"}]
"""
PARENT = """\
go:
  rules: [{if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH%s}]
  trigger: {include: [{local: ci/child.yml, inputs: {env: %s}}]}
"""


def parent(env, more=""):
    return judged(PARENT % (more, env), ".gitlab-ci.yml", ci__child=CHILD)


def test_a_child_pipeline_is_read_where_it_is_started_with_its_inputs():
    found = parent("production")
    assert [job.id for job in found.workflow.runs[0].jobs] == ["go", "go/build-production", "go/roll"]
    assert found.workflow.runs[0].jobs[2].needs == ("go/build-production",)
    assert found.facts.deploy_mode.value == "automatic-on-merge"
    assert found.workflow.parts == ("ci/child.yml",)
    assert parent("staging").facts.deploys_to_production.value == "no"


def test_a_child_pipeline_that_a_person_starts_waits_for_that_person():
    facts = parent("production", ", when: manual").facts
    assert (facts.deploy_mode.value, facts.manual_gate.value) == ("manual", "yes")


def test_a_child_pipeline_on_its_own_has_the_inputs_it_falls_back_to():
    files, _ = judge_sources(Sources({".gitlab-ci.yml": PARENT % ("", "production"), "ci/child.yml": CHILD}))
    assert files[1].workflow.environments == ("staging",)


def test_a_child_pipeline_that_was_not_given_stays_unknown():
    text = "go: {trigger: {include: ci/none.yml}}\nback: {trigger: {include: .gitlab-ci.yml}}\n"
    found = judged(text, ".gitlab-ci.yml")
    assert [job.remote for job in found.workflow.runs[0].jobs] == ["a child pipeline"] * 2


def test_an_include_may_be_given_inputs_too():
    text = "include: [{local: ci/child.yml, inputs: {env: production}}]\n"
    found = judged(text, ".gitlab-ci.yml", ci__child=CHILD)
    assert found.workflow.environments == ("production",)
