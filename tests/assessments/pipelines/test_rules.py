"""Each rule with a file that it meets and one that it nearly meets."""

import pytest

from assessments.evidence.pipelines import Sources, judge_sources
from assessments.evidence.pipelines.deeds import deeds_of
from assessments.evidence.pipelines.names import Target, target_in, target_of
from assessments.evidence.pipelines.vocabulary import Deed

CI = ".github/workflows/ci.yml"


def github(text, name=CI, **parts):
    files, _ = judge_sources(
        Sources({name: text, **{key.replace("__", "/"): value for key, value in parts.items()}})
    )
    return next(file.as_dict() for file in files if file.workflow.file == name)


def job(steps, on="push", **keys):
    extra = "".join(f"    {key}: {value}\n" for key, value in keys.items())
    return github(
        f"on: {on}\njobs:\n  work:\n    runs-on: x\n{extra}    steps:\n"
        + "".join(f"      - {step}\n" for step in steps)
    )


def gitlab(text, **parts):
    return github(text, ".gitlab-ci.yml", **parts)


def because(found, fact):
    return [(reason["file"], reason["line"]) for reason in found["reasons"] if reason["fact"] == fact]


@pytest.mark.parametrize(
    "command",
    [
        "pytest -x",
        "python -m unittest",
        "tox -e py312",
        "npm test",
        "npm run test:unit",
        "yarn workspace web test",
        "go test ./...",
        "cargo test --all",
        "./gradlew check",
        "mvn -B verify",
        "dotnet test",
        "vendor/bin/phpunit",
        "bundle exec rspec",
        "make test",
        "./scripts/run_tests.sh",
        "npx playwright test",
        "ctest --output-on-failure",
        "mix test",
        "swift test",
        "sbt test",
        "docker run app pytest",
        "bazel test //...",
        "prove -l t",
        "bats tests/",
        "flutter test",
        "deno test",
    ],
)
def test_a_test_runner_is_a_test(command):
    assert Deed.TEST in deeds_of(command)


@pytest.mark.parametrize(
    "command",
    [
        "pip install pytest",
        "npx playwright install",
        "npm run lint",
        "npm run test:types",
        "mvn -DskipTests package",
        "tox -e lint",
        "gradle build -x test",
        "cat tests.txt",
        "npm run locales-coverage",
        "python tests/fixtures.py",
        "pytest --version",
        "npm run bench",
        "bandit -r src",
        "docker build -t x -f Dockerfile.test .",
        "git commit -m 'run npm test'",
        "npm outdated",
    ],
)
def test_what_only_speaks_of_tests_is_none(command):
    assert Deed.TEST not in deeds_of(command)


@pytest.mark.parametrize(
    "command",
    [
        "kubectl apply -f k8s/",
        "helm upgrade --install app ./chart",
        "terraform apply -auto-approve",
        "aws s3 sync dist s3://site",
        "gcloud run deploy app",
        "az webapp deploy --name x",
        "flyctl deploy",
        "cf push",
        "ansible-playbook site.yml",
        "firebase deploy",
        "docker stack deploy -c x.yml app",
        "rsync -a dist/ me@host:/var/www",
        "ssh me@host 'systemctl restart app'",
        "./deploy.sh",
        "make deploy-prod",
        "npm run deploy",
        "cap production deploy",
        "kamal deploy",
        "serverless deploy",
        "npx cdk deploy",
        "aws ecs update-service --service x",
        "pulumi up",
        "wrangler deploy",
        "werf converge",
        "argocd app sync x",
        "eb deploy",
        "git push heroku main",
        "vercel --prod",
        "aws lambda update-function-code --function-name x",
        "oc rollout latest dc/x",
    ],
)
def test_a_tool_that_changes_an_environment_deploys(command):
    assert Deed.DEPLOY in deeds_of(command)


@pytest.mark.parametrize(
    "command",
    [
        "kubectl apply --dry-run=client -f x",
        "terraform plan",
        "helm lint chart",
        "ansible-playbook --check site.yml",
        "kubectl get pods",
        "mvn deploy",
        "npm publish",
        "twine upload dist/*",
        "docker push me/app",
        "ssh -T git@github.com",
        "cdk diff",
        "scp me@host:/backup.sql backup.sql",
        "curl https://x/deploy",
        "chmod +x deploy.sh",
        "pulumi preview",
    ],
)
def test_what_only_looks_or_publishes_does_not_deploy(command):
    assert Deed.DEPLOY not in deeds_of(command)


@pytest.mark.parametrize(
    "command",
    [
        "twine upload dist/*",
        "npm publish",
        "cargo publish",
        "mvn deploy",
        "docker push x",
        "gh release create v1",
    ],
)
def test_a_package_is_released(command):
    assert Deed.RELEASE in deeds_of(command)


@pytest.mark.parametrize(
    "name", ["production", "prod", "prd-eu", "live", "prod2", "github-pages", "app-production"]
)
def test_words_for_production(name):
    assert target_of(name) is Target.PRODUCTION


@pytest.mark.parametrize(
    "name",
    ["staging", "preprod", "pre-production", "nonprod", "review/x", "dev", "uat", "qa", "prod-staging"],
)
def test_words_for_other_places(name):
    assert target_of(name) is Target.ELSEWHERE


@pytest.mark.parametrize("name", ["ops", "reproduction", "products", "alive", "release"])
def test_other_words_say_nothing(name):
    assert target_of(name) is Target.UNKNOWN


def test_the_word_test_in_a_title_is_no_place():
    assert target_in("Build, test and deploy") is Target.UNKNOWN
    assert target_in("Deploy to test") is Target.ELSEWHERE


def test_tests_on_each_push_are_continuous_integration_with_the_line():
    found = job(["run: pytest"])
    assert (found["automated_tests"], found["every_change"], found["verdict"]) == ("yes", "yes", "ci")
    assert because(found, "automated_tests") == [(CI, 6)]


def test_the_line_of_a_command_in_a_long_script_is_its_own():
    found = job(["run: |\n          # pytest\n          echo pytest\n          pytest"])
    assert because(found, "automated_tests") == [(CI, 9)]


@pytest.mark.parametrize(
    "step",
    ["run: echo pytest", "run: '# pytest'", "run: pip install pytest", "run: pytest\n        if: false"],
)
def test_tests_that_do_not_run_do_not_count(step):
    assert job([step])["automated_tests"] == "no"


@pytest.mark.parametrize(
    ("on", "answer"),
    [
        ("push", "yes"),
        ("[push, pull_request]", "yes"),
        ("{push: {branches: [main]}}", "yes"),
        ("{pull_request: }", "yes"),
        ("{push: {branches: [main], paths: [src]}}", "filtered"),
        ("{push: {branches: ['release/*']}}", "filtered"),
        ("{push: {tags: ['v*']}}", "no"),
        ("release", "no"),
        ("workflow_dispatch", "no"),
        ("{schedule: [{cron: '0 0 * * *'}]}", "no"),
        ("{pull_request: {types: [closed]}}", "no"),
        ("{push: {branches-ignore: [docs]}}", "yes"),
        ("merge_group", "yes"),
    ],
)
def test_every_change_is_told_by_the_triggers(on, answer):
    assert job(["run: pytest"], on)["every_change"] == answer


@pytest.mark.parametrize(
    ("on", "mode", "gate"),
    [
        ("push", "automatic-on-merge", "no"),
        ("{push: {tags: ['v*']}}", "automatic-on-tag", "no"),
        ("release", "automatic-on-tag", "no"),
        ("workflow_dispatch", "manual", "yes"),
        ("{schedule: [{cron: x}]}", "scheduled", "no"),
        ("[push, workflow_dispatch]", "automatic-on-merge", "no"),
        ("[release, workflow_dispatch]", "automatic-on-tag", "no"),
        ("{workflow_run: {workflows: [CI], branches: [main]}}", "automatic-on-merge", "no"),
    ],
)
def test_the_most_automatic_start_is_the_mode(on, mode, gate):
    found = job(["run: kubectl apply -f x --context prod"], on)
    assert (found["deploys_to_production"], found["deploy_mode"], found["manual_gate"]) == ("yes", mode, gate)


def test_an_environment_makes_a_gate_possible():
    assert job(["run: cf push"], environment="production")["manual_gate"] == "possible"


@pytest.mark.parametrize("command", ["terraform plan", "npm run build", "npx playwright test"])
def test_an_environment_alone_is_no_deployment(command):
    assert job([f"run: {command}"], environment="production")["deploys_to_production"] == "no"


def test_an_approval_action_is_a_gate():
    found = job(["uses: trstringer/manual-approval@v1", "run: cf push"], "release", environment="production")
    assert found["manual_gate"] == "yes"


def test_tests_and_an_open_way_to_production_are_continuous_deployment():
    assert job(["run: pytest", "run: cf push"])["verdict"] == "deployment"
    assert job(["run: cf push"])["verdict"] == "none"


def test_a_possible_gate_leaves_the_verdict_open():
    assert job(["run: pytest", "run: cf push"], environment="prod")["verdict"] == "unknown"


def test_a_job_called_deploy_that_publishes_a_package_is_a_release():
    found = github(
        "on: release\njobs:\n  deploy:\n    runs-on: x\n    steps:\n      - run: twine upload dist/*\n"
    )
    assert (found["deploys_to_production"], found["verdict"]) == ("no", "package-release")


def test_a_condition_on_the_branch_says_where_to():
    text = "${{ github.ref == 'refs/heads/main' && 'production' || 'staging' }}"
    found = job(["run: ./deploy.sh"], environment=text)
    assert (found["deploys_to_production"], found["deploys_elsewhere"]) == ("yes", "yes")
    assert set(found["environments"]) == {"production", "staging"}


def test_a_request_never_deploys_to_production():
    found = job(["run: ./deploy.sh"], "pull_request")
    assert (found["deploys_to_production"], found["deploys_elsewhere"]) == ("no", "yes")


def test_a_merged_request_does():
    found = job(
        ["run: ./deploy.sh"],
        "{pull_request: {types: [closed]}}",
        **{"if": "github.event.pull_request.merged == true"},
    )
    assert (found["deploys_to_production"], found["deploy_mode"]) == ("yes", "automatic-on-merge")


def test_a_cluster_inside_the_job_is_a_test_bed():
    assert job(["run: kind create cluster", "run: kubectl apply -f x"])["deploys_to_production"] == "no"


def test_a_matrix_may_name_the_environments():
    found = job(
        ["run: ./deploy.sh"],
        environment="${{ matrix.env }}",
        strategy="{matrix: {env: [staging, production]}}",
    )
    assert found["environments"] == ["staging", "production"]
    assert found["deploys_to_production"] == "yes"


def test_a_local_workflow_is_read_where_it_is_called():
    called = (
        "on:\n  workflow_call:\n    inputs: {where: {type: string}}\njobs:\n  go:\n"
        "    runs-on: x\n    environment: ${{ inputs.where }}\n    steps:\n"
        "      - run: cf push\n"
    )
    caller = "on: push\njobs:\n  prod:\n    uses: ./.github/workflows/d.yml\n    with: {where: production}\n"
    found = github(caller, **{".github__workflows__d.yml": called})
    assert (found["deploys_to_production"], found["manual_gate"]) == ("yes", "possible")
    assert because(found, "deploys_to_production") == [(".github/workflows/d.yml", 9)]
    alone = github(called)
    assert (alone["deploys_to_production"], alone["deploy_mode"]) == ("unknown", "none")


def test_a_local_action_is_read_where_it_is_used():
    action = "runs:\n  using: composite\n  steps:\n    - run: pytest\n      shell: bash\n"
    assert job(["uses: ./act"])["automated_tests"] == "no"
    text = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./act\n"
    assert github(text, **{"act__action.yml": action})["automated_tests"] == "yes"


def test_what_a_job_needs_must_run_too():
    text = (
        "on: push\njobs:\n  first:\n    if: false\n    runs-on: x\n    steps: [{run: ls}]\n"
        "  second:\n    needs: first\n    runs-on: x\n    steps: [{run: pytest}]\n"
    )
    assert github(text)["automated_tests"] == "no"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("jobs: {a: {runs-on: x, steps: []}}", "is missing"),
        ("on: push", "missing or empty"),
        ("on: push\njobs: {a: {steps: []}}", "runs-on"),
        ("on: push\njobs: {a: {runs-on: x, steps: [], needs: b}}", "is no job"),
        ("on: push\njobs: {a: {runs-on: x, steps: [{name: x}]}}", "neither"),
        ("on: push\njobs: {a: {runs-on: x, steps: [], needs: a}}", "circle"),
        ("on: push\non: push\njobs: {a: {runs-on: x, steps: []}}", "twice"),
    ],
)
def test_what_github_refuses_is_located(text, wrong):
    found = github(text)
    assert found["valid"] is False
    assert wrong in " ".join(found["problems"])
    assert found["problems"][0].startswith(f"{CI}:")


def test_gitlab_by_rules():
    text = (
        "deploy:\n  environment: production\n  script: [kubectl apply -f x]\n  rules:\n"
        "    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n"
    )
    found = gitlab(text)
    assert (found["deploy_mode"], found["manual_gate"]) == ("automatic-on-merge", "no")
    pressed = gitlab(text + "      when: manual\n")
    assert (pressed["deploy_mode"], pressed["manual_gate"]) == ("manual", "yes")
    tagged = gitlab(text.replace("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", "$CI_COMMIT_TAG"))
    assert tagged["deploy_mode"] == "automatic-on-tag"


def test_gitlab_tier_wins_over_the_name():
    text = "deploy:\n  environment: {name: blue, deployment_tier: %s}\n  script: [./deploy.sh]\n"
    assert gitlab(text % "production")["deploys_to_production"] == "yes"
    assert gitlab(text % "staging")["deploys_to_production"] == "no"


def test_stopping_an_environment_is_no_deployment():
    text = "stop:\n  environment: {name: production, action: stop}\n  script: [helm upgrade x]\n"
    assert gitlab(text)["deploys_to_production"] == "no"


def test_hidden_jobs_run_only_where_they_are_extended():
    hidden = ".base:\n  script: [pytest]\n"
    assert gitlab(hidden + "lint:\n  script: [ruff check]\n")["automated_tests"] == "no"
    assert gitlab(hidden + "unit:\n  extends: .base\n")["automated_tests"] == "yes"


def test_references_and_includes_are_followed():
    part = ".x:\n  script: [pytest]\n"
    text = "include: /part.yml\na:\n  script: [!reference [.x, script]]\n"
    found = gitlab(text, **{"part.yml": part})
    assert because(found, "automated_tests") == [("part.yml", 2)]


def test_a_blocking_manual_job_before_production_is_a_gate():
    text = (
        "stages: [ask, deploy]\nask:\n  stage: ask\n  when: manual\n  allow_failure: %s\n"
        "  script: [ls]\nprod:\n  stage: deploy\n  environment: production\n"
        "  script: [./deploy.sh]\n"
    )
    assert gitlab(text % "false")["manual_gate"] == "yes"
    assert gitlab(text % "true")["manual_gate"] == "no"


def test_a_manual_review_app_is_no_gate():
    text = (
        "review:\n  environment: review/$CI_COMMIT_REF_SLUG\n  when: manual\n"
        "  script: [./deploy.sh]\nprod:\n  environment: production\n  only: [main]\n"
        "  script: [./deploy.sh]\n"
    )
    assert gitlab(text)["manual_gate"] == "no"


def test_a_variable_that_nobody_sets_is_set_by_a_person():
    text = "prod:\n  environment: production\n  script: [./deploy.sh]\n  only: {variables: [$GO_LIVE]}\n"
    found = gitlab(text)
    assert (found["deploy_mode"], found["manual_gate"]) == ("manual", "yes")


def test_gitlab_pages_are_a_live_website():
    assert gitlab("pages:\n  script: [mkdocs build]\n  only: [main]\n")["deploys_to_production"] == "yes"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("stages: test\n", "is no list"),
        ("a:\n  stage: x\n  script: [ls]\n", "is no stage"),
        ("a:\n  needs: [b]\n  script: [ls]\n", "is no job"),
        ("a:\n  stage: test\n", "no `script`"),
    ],
)
def test_what_gitlab_refuses_is_located(text, wrong):
    found = gitlab(text)
    assert found["valid"] is False
    assert wrong in " ".join(found["problems"])


def test_circleci_approvals_are_gates():
    text = (
        "version: 2.1\njobs:\n  t: {steps: [{run: pytest}]}\n  d: {steps: [{run: cf push}]}\n"
        "workflows:\n  w:\n    jobs:\n      - t\n"
        "%s      - d: {requires: [%s], filters: {branches: {only: main}}}\n"
    )
    held = github(text % ("      - hold: {type: approval, requires: [t]}\n", "hold"), ".circleci/config.yml")
    open_ = github(text % ("", "t"), ".circleci/config.yml")
    assert (held["automated_tests"], held["manual_gate"], held["deploy_mode"]) == ("yes", "yes", "manual")
    assert (open_["manual_gate"], open_["deploy_mode"], open_["n_jobs"]) == ("no", "automatic-on-merge", 2)


def test_azure_environments_and_validations():
    text = (
        "trigger: [main]\nstages:\n  - stage: Test\n"
        "    jobs: [{job: t, steps: [{script: pytest}]}]\n  - stage: Prod\n    jobs:\n"
        "      - deployment: d\n        environment: production\n"
        "        strategy: {runOnce: {deploy: {steps: [{task: AzureWebApp@1}]}}}\n"
    )
    found = github(text, "azure-pipelines.yml")
    assert (
        found["automated_tests"],
        found["deploys_to_production"],
        found["manual_gate"],
        found["n_jobs"],
    ) == ("yes", "yes", "possible", 2)


def test_jenkins_stages_inputs_and_branches():
    text = (
        "pipeline {\n  stages {\n    stage('Test') { steps { sh 'mvn verify' } }\n"
        "    stage('Deploy') {\n      when { branch 'main' }\n"
        "%s      steps { sh './deploy.sh prod' }\n    }\n  }\n}\n"
    )
    found = github(text % "", "Jenkinsfile")
    assert (found["automated_tests"], found["deploy_mode"], found["manual_gate"]) == (
        "yes",
        "automatic-on-merge",
        "no",
    )
    assert because(found, "deploys_to_production") == [("Jenkinsfile", 6)]
    assert github(text % "      input { message 'Go?' }\n", "Jenkinsfile")["manual_gate"] == "yes"


def test_travis_scripts_and_deployments():
    text = "language: python\nscript: pytest\ndeploy:\n  provider: %s\n  on: {branch: main}\n"
    assert github(text % "heroku", ".travis.yml")["deploys_to_production"] == "yes"
    found = github(text % "pypi", ".travis.yml")
    assert (found["automated_tests"], found["deploys_to_production"], found["verdict"]) == (
        "yes",
        "no",
        "package-release",
    )


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("on: push\njobs: {a: {runs-on: x, steps: []}}\n", 1),
        ("a: {script: [ls]}\n", 1),
        ("name: x\njobs: 3\n", 0),
    ],
)
def test_files_of_any_name_are_listed_if_their_keys_look_like_ci(text, listed):
    assert len(judge_sources(Sources({"some/file.yml": text}))[0]) == listed


def test_the_place_is_read_at_the_end_of_a_long_command_too():
    command = "helm upgrade --install app ./chart " + "--set a.b=c " * 20 + "-f values-staging.yaml"
    found = job([f"run: {command}"])
    assert (found["deploys_to_production"], found["deploys_elsewhere"]) == ("no", "yes")
