"""What Azure, CircleCI, Jenkins and Travis say beyond the plainest file."""

from assessments.evidence.pipelines import Sources, judge_sources


def judged(name, text, **parts):
    files, _ = judge_sources(
        Sources({name: text, **{key.replace("__", "."): part for key, part in parts.items()}})
    )
    return next(file.as_dict() for file in files if file.workflow.file == name)


def test_azure_conditions_decide_where_a_stage_runs():
    text = """\
trigger: [main]
pr: none
stages:
  - stage: Staging
    jobs:
      - deployment: d
        environment: staging
        strategy: {runOnce: {deploy: {steps: [{script: ./deploy.sh}]}}}
  - stage: Production
    condition: and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/%s'))
    jobs:
      - deployment: d
        environment: production
        strategy: {runOnce: {deploy: {steps: [{script: ./deploy.sh}]}}}
"""
    assert judged("azure-pipelines.yml", text % "main")["deploy_mode"] == "automatic-on-merge"
    assert judged("azure-pipelines.yml", text % "other")["deploys_to_production"] == "no"


def test_azure_validation_is_a_gate():
    text = """\
trigger: [main]
jobs:
  - job: ask
    pool: server
    steps: [{task: ManualValidation@0}]
  - job: deploy_prod
    dependsOn: ask
    steps: [{task: AzureWebApp@1}]
"""
    found = judged("azure-pipelines.yml", text)
    assert (found["manual_gate"], found["deploy_mode"]) == ("yes", "manual")


def test_azure_templates_are_read_with_their_parameters():
    template = (
        "parameters: [{name: env, default: dev}]\nsteps:\n  - script: ./deploy.sh ${{ parameters.env }}\n"
    )
    text = (
        "trigger: [main]\njobs:\n  - job: a\n    steps: [{template: t.yml, parameters: {env: production}}]\n"
    )
    assert judged("azure-pipelines.yml", text, t__yml=template)["deploys_to_production"] == "yes"
    assert judged("azure-pipelines.yml", text)["deploys_to_production"] == "no"


def test_azure_tasks_test():
    text = "pool: x\nsteps:\n  - task: DotNetCoreCLI@2\n    inputs: {command: %s}\n"
    assert judged("azure-pipelines.yml", text % "test")["automated_tests"] == "yes"
    assert judged("azure-pipelines.yml", text % "build")["automated_tests"] == "no"


def test_azure_schedules_and_tags_start_too():
    text = "trigger: none\npr: none\nschedules: [{cron: x}]\nsteps: [{script: ./deploy.sh prod}]\n"
    assert judged("azure-pipelines.yml", text)["deploy_mode"] == "scheduled"
    text = "trigger: {tags: {include: ['v*']}}\npr: none\nsteps: [{script: ./deploy.sh prod}]\n"
    assert judged("azure-pipelines.yml", text)["deploy_mode"] == "automatic-on-tag"


def test_circleci_filters_by_tag_and_clock():
    text = """\
version: 2.1
jobs:
  d: {steps: [{run: {name: Deploy, command: cf push}}]}
workflows:
  w:
%s    jobs:
      - d: {filters: {branches: {%s}, tags: {only: /v.*/}}}
"""
    tagged = judged(".circleci/config.yml", text % ("", "ignore: /.*/"))
    assert tagged["deploy_mode"] == "automatic-on-tag"
    clock = judged(".circleci/config.yml", text % ("    triggers: [{schedule: {cron: x}}]\n", "only: main"))
    assert clock["deploy_mode"] == "scheduled"


def test_circleci_commands_are_read_where_they_are_used():
    text = """\
version: 2.1
commands:
  check: {steps: [{when: {condition: x, steps: [{run: pytest}]}}]}
jobs:
  t: {steps: [checkout, check]}
workflows:
  w: {jobs: [t, missing]}
"""
    found = judged(".circleci/config.yml", text)
    assert found["automated_tests"] == "yes"
    assert "`missing` is no job" in found["problems"][0]


def test_jenkins_clocks_tags_and_other_jobs():
    stage = (
        "pipeline {\n  %s\n  stages {\n    stage('Deploy') {\n      %s\n      steps { %s }\n    }\n  }\n}\n"
    )
    clock = judged("Jenkinsfile", stage % ("triggers { cron('H 2 * * *') }", "", "sh './deploy.sh prod'"))
    assert clock["deploy_mode"] == "scheduled"
    tagged = judged("Jenkinsfile", stage % ("", "when { buildingTag() }", "sh './deploy.sh prod'"))
    assert tagged["deploy_mode"] == "automatic-on-tag"
    other = judged("Jenkinsfile", stage % ("", "when { branch 'main' }", "build job: 'deploy-production'"))
    assert other["deploys_to_production"] == "yes"


def test_jenkins_comments_and_scripted_pipelines():
    text = "node {\n  // sh 'pytest'\n  stage('Test') { %s }\n}\n"
    assert judged("Jenkinsfile", text % "sh 'make test'")["automated_tests"] == "yes"
    assert judged("Jenkinsfile", text % "sh 'ls'")["automated_tests"] == "no"


def test_travis_stages_and_tags():
    text = """\
language: node_js
jobs:
  include:
    - stage: test
      script: npm test
    - stage: release
      if: branch = main
      script: ls
      deploy: {provider: script, script: ./deploy.sh prod, on: {tags: true}}
"""
    found = judged(".travis.yml", text)
    assert (found["automated_tests"], found["n_jobs"], found["deploy_mode"]) == ("yes", 2, "automatic-on-tag")


def test_travis_runs_the_tests_of_a_language_by_itself():
    assert judged(".travis.yml", "language: rust\n")["automated_tests"] == "yes"
    assert judged(".travis.yml", "language: rust\nscript: ls\n")["automated_tests"] == "no"
