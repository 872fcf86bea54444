"""What is rarely written in pipeline files, and what is said of it all the same."""

import pytest

from assessments.evidence.pipelines import Sources, correct, judge_sources, project_facts, road_of
from assessments.evidence.pipelines.actions import action_deeds
from assessments.evidence.pipelines.branches import matches
from assessments.evidence.pipelines.deeds import deeds_of
from assessments.evidence.pipelines.expressions import UNKNOWN, condition, evaluate, interpolate
from assessments.evidence.pipelines.gitlab_conditions import Variables, found_in, holds, takes_ref
from assessments.evidence.pipelines.model import Answer, Event, Occasion
from assessments.evidence.pipelines.shell import split
from assessments.evidence.pipelines.vocabulary import Deed

CI = ".github/workflows/ci.yml"
PUSH = Occasion(Event.PUSH, "main", is_default=True, name="push")


def read(text, name=CI, **parts):
    files, _ = judge_sources(Sources({name: text, **parts}))
    return next(file for file in files if file.workflow.file == name)


def gitlab(text, **parts):
    return read(text, ".gitlab-ci.yml", **parts)


def circle(text):
    return read(text, ".circleci/config.yml")


def azure(text, **parts):
    return read(text, "azure-pipelines.yml", **parts)


def jenkins(text):
    return read(text, "Jenkinsfile")


def steps(*rows, head="on: push", job=""):
    lines = "".join(f"      - {row}\n" for row in rows)
    return read(f"{head}\njobs:\n  a:\n    runs-on: x\n{job}    steps:\n{lines}")


def mode(file):
    return file.facts.deploy_mode.value


def production(file):
    return file.facts.deploys_to_production.value


def runs_tests(file):
    return file.facts.automated_tests.value


# ---------------------------------------------------------------- words


def test_an_action_that_only_shows_or_builds_is_no_deployment():
    assert action_deeds("pulumi/actions@v1", (("command", "preview"),)) == {Deed.OTHER}
    assert action_deeds("docker/build-push-action@v1", (("push", "false"),)) == {Deed.BUILD}
    assert action_deeds("docker/build-push-action@v1", (("push", "true"),)) == {Deed.RELEASE}
    assert action_deeds("VSTest@2", ()) == {Deed.TEST}


def test_commands_of_other_machines():
    assert deeds_of("curl --upload-file x https://host/packages/generic/a") == {Deed.RELEASE}
    assert deeds_of("gh workflow run deploy.yml") == {Deed.DEPLOY}
    assert deeds_of("gh release create v1") == {Deed.RELEASE}
    assert Deed.TEST not in deeds_of("npm test --version")


def test_patterns_with_many_stars_or_open_brackets():
    assert matches("a-x", ["a*b*c*d*e*f*g*"])
    assert matches("[z-a]", ["[z-a]"])
    assert not matches("b", ["a*b*c*d*e*f*g*"])


def test_texts_that_are_handed_to_a_shell_are_read_and_others_are_not():
    assert "npm test" in [text for _, text in split("bash <<EOF\nnpm test\nEOF\n")]
    assert [text for _, text in split("cat > x <<EOF\nnpm test\nEOF\nmake")][-1] == "make"
    assert "npm test" not in [text for _, text in split("cat > x <<EOF\nnpm test\n")]
    assert split("make \\\n  all # why\n") == ((0, "make all"),)


# ---------------------------------------------------------------- expressions


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 == 1", True),
        ("!false", True),
        ("!x", UNKNOWN),
        ("a b", UNKNOWN),
        ("(", UNKNOWN),
        ("", UNKNOWN),
        (")", UNKNOWN),
        ("#", UNKNOWN),
        ("(" * 50 + "1" + ")" * 50, UNKNOWN),
        ("contains('abc', 'b')", True),
        ("contains(fromJSON('[\"a\"]'), 'a')", True),
        ("fromJSON('true')", True),
        ("fromJSON('5')", UNKNOWN),
        ("startsWith('abc', 'a')", True),
        ("endsWith('abc', 'a')", False),
        ("format('{0}-{1}{7}', 'a', 'b')", "a-b"),
        ("hashFiles('a', 'b')", UNKNOWN),
        ("contains(x, 'b')", UNKNOWN),
        ("contains('a' 'b')", UNKNOWN),
        ("success()", True),
        ("x['y']", UNKNOWN),
        ("x[", UNKNOWN),
        ("1 < 2", UNKNOWN),
        ("x || true", True),
        ("x || false", UNKNOWN),
        ("x && false", False),
        ("x && true", UNKNOWN),
        ("'it''s'", "it's"),
        ("null", None),
    ],
)
def test_expressions_are_worth_what_a_file_tells(text, value):
    assert evaluate(text, lambda _name: UNKNOWN) is value or evaluate(text, lambda _name: UNKNOWN) == value


def test_conditions_may_be_mixed_with_text():
    assert condition("${{ true }} && false", lambda _name: UNKNOWN) is False
    assert condition("", lambda _name: UNKNOWN) is True
    assert interpolate("a-${{ null }}-${{ true }}", lambda _name: UNKNOWN) == "a--true"
    assert repr(UNKNOWN) == "unknown"


# ---------------------------------------------------------------- GitLab


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$A || $B", False),
        ('$CI == "true" && $CI_COMMIT_BRANCH', True),
        ("($CI)", True),
        ("($CI", UNKNOWN),
        ("$CI $CI", UNKNOWN),
        ("$CI ==", UNKNOWN),
        ("%", UNKNOWN),
        ("null", False),
        ("word", True),
        ("$MY_TOKEN == 'x'", UNKNOWN),
        ("$CI_JOB_NAME", UNKNOWN),
        ("$CI_MERGE_REQUEST_IID", False),
        ("$G", True),
        ("$CI_COMMIT_BRANCH !~ /^x/", True),
    ],
)
def test_conditions_of_gitlab(text, value):
    assert holds(text, Variables(PUSH, "main", {"G": "1"})) is value


def test_patterns_that_cannot_be_read_are_found_nowhere():
    assert not found_in("/[/", "a")
    assert not found_in("/a/", "a" * 500)
    assert found_in("/A/i", "a")


def test_words_of_only():
    person = Occasion(Event.PERSON, "main", name="trigger")
    pull = Occasion(Event.PULL, "main")
    assert takes_ref(["triggers"], person)
    assert not takes_ref(["web"], person)
    assert not takes_ref(["main"], pull)
    assert takes_ref(["/^ma/"], PUSH)
    assert takes_ref(["main@group/project"], PUSH)


def test_a_merge_request_has_its_own_variables():
    found = gitlab("a: {script: [pytest], rules: [{if: $CI_MERGE_REQUEST_IID}]}\n")
    assert found.facts.every_change is Answer.YES


def test_gitlab_only_and_except():
    text = """\
a: {script: [pytest], only: {refs: [main], variables: [$NOBODY]}}
b: {script: [./deploy.sh prod], only: [main], except: {variables: [$CI]}}
c: {script: [./deploy.sh prod], except: [branches, tags, merge_requests, schedules, web]}
d: {script: [./deploy.sh prod], when: on_failure}
e: {script: [ls], rules: [{if: $CI, changes: [x], when: never}, {if: $CI, when: never}]}
f: {script: [ls], inherit: {default: false}, only: {refs: [main]}, parallel: 3}
"""
    found = gitlab(f"default: {{before_script: [ls]}}\n{text}")
    assert production(found) == "no"


def test_gitlab_started_by_a_variable_for_a_tag():
    text = "a: {script: [./deploy.sh], environment: production, rules: [{if: $CI_COMMIT_TAG && $GO}]}\n"
    assert mode(gitlab(text)) == "manual"
    text = "a: {script: [./deploy.sh], environment: production, only: {refs: [tags], variables: [$GO]}}\n"
    assert mode(gitlab(text)) == "manual"


def test_gitlab_pages_release_and_reports():
    text = """\
pages: {script: [ls], pages: false}
site: {script: [hugo], pages: true, only: [main]}
book: {script: [hugo], pages: {path_prefix: x}, only: [main]}
r: {script: [ls], release: {tag_name: x}, only: [tags]}
t: {script: [./x], artifacts: {reports: {junit: x.xml}}}
"""
    found = gitlab(text)
    assert (mode(found), runs_tests(found)) == ("automatic-on-merge", "yes")


def test_gitlab_environments_by_branch_matrix_and_variables():
    text = """\
variables: {A: {value: $B, description: x}, B: production}
a: {script: [./deploy.sh], environment: {name: $A}, only: [main]}
b: {script: [./deploy.sh], environment: $CI_COMMIT_BRANCH, only: [production]}
c: {script: [./deploy.sh], environment: $E, parallel: {matrix: [{E: [staging, qa]}]}, only: [main]}
d: {script: [./deploy.sh], environment: $NO$B, needs: [{job: a}, {pipeline: x, job: y}, {project: x}]}
e: {script: [./deploy.sh], environment: {url: x}}
"""
    found = gitlab(text)
    assert {"production", "staging", "qa"} <= set(found.workflow.environments)
    assert mode(found) == "automatic-on-merge"


def test_gitlab_includes_from_elsewhere():
    text = """\
include:
  - {project: g/p, file: [a.yml, b.yml]}
  - https://host/x.yml
  - {local: $WHERE}
  - {remote: https://host/y.yml}
  - {other: x}
"""
    found = gitlab(text)
    assert found.workflow.missing == (
        "g/p a.yml, b.yml",
        "https://host/x.yml",
        "$WHERE",
        "https://host/y.yml",
    )
    assert found.facts.every_change is Answer.YES


def test_gitlab_references_that_lead_nowhere():
    text = """\
a: {script: [!reference [none, script], !reference x, !other [a], {x: y}, [pytest]], extends: [gone, b]}
b: {extends: [a, b], script: x}
.c: &c {rules: [!reference [.d, rules], null]}
.d: {rules: [{if: $CI}]}
e: {<<: *c, script: [ls]}
f: {trigger: g/p}
g: {trigger: {project: g/deploy}}
"""
    found = gitlab(text)
    assert "none.script" in found.workflow.missing
    assert runs_tests(found) == "yes"


def test_gitlab_a_file_that_is_no_mapping_included_and_alone():
    assert not gitlab("- a\n").workflow.valid
    assert gitlab("include: [x.yml]\na: {script: [ls]}\n", **{"x.yml": "- a\n"}).workflow.jobs == 1


def test_gitlab_workflow_rules_keep_a_pipeline_from_starting():
    text = "workflow: {rules: [{if: $CI_COMMIT_TAG}]}\na: {script: [pytest]}\n"
    assert gitlab(text).facts.every_change is Answer.NO


# ---------------------------------------------------------------- GitHub


def test_github_matrices():
    text = """\
    strategy:
      matrix:
        env: [{name: staging}, {name: production}]
        v: [1, 2]
        exclude: [{v: "2"}]
        include: [{v: "1", extra: a}, {v: "9"}]
    environment: ${{ matrix.env.name }}
"""
    found = steps("run: ./deploy.sh", job=text)
    assert set(found.workflow.environments) >= {"staging", "production"}


def test_github_keys_that_nobody_knows():
    found = read("x: 1\non: push\njobs: {a: {runs-on: x, steps: [], zzz: 1}}\n")
    assert [problem.field for problem in found.workflow.problems] == ["x", "jobs.a.zzz"]
    assert not read("- on\n- jobs\n").workflow.valid


def test_github_titles_tell_where_no_tool_is_known():
    assert runs_tests(steps("{name: Unit tests, run: ./go}")) == "yes"
    assert runs_tests(steps("run: ./go", job="    name: Test\n")) == "yes"
    assert runs_tests(steps("run: ls", job="    name: Test\n")) == "no"
    assert production(steps("{name: Deploy now, run: ./go}", "run: pytest", "run: twine upload x")) == "no"
    trusted = "uses: aws-actions/configure-aws-credentials@v1"
    assert production(steps(trusted, "{name: Deploy now, run: ./go}", "run: twine upload x")) == "yes"
    assert production(steps("run: pytest", "run: ./deploy.sh")) == "no"
    assert production(steps("run: ls", job="    name: Deploy\n")) == "no"


def test_github_workflows_from_elsewhere_are_told_by_their_names():
    text = (
        "on: push\njobs:\n  {}:\n    uses: o/r/.github/workflows/{}.yml@v1\n    with: {{environment: {}}}\n"
    )
    assert production(read(text.format("go", "deploy", "production"))) == "yes"
    assert production(read(text.format("test", "run-tests", "x"))) == "no"


def test_github_local_parts_that_are_missing_or_programs():
    action = {"act/action.yml": "runs: {using: node20}\ninputs: {a: {required: true}, b: {default: c}}\n"}
    found = read("on: push\njobs: {a: {runs-on: x, steps: [{uses: ./act}, {uses: ./none}]}}\n", **action)
    assert found.workflow.missing == ("./none",)
    same = f"on: push\njobs:\n  a:\n    uses: ./{CI}\n"
    assert read(same).workflow.missing


@pytest.mark.parametrize(
    ("on", "want"),
    [
        ("{workflow_dispatch: {inputs: {where: {options: [staging, production]}}}}", "manual"),
        ("{workflow_dispatch: {inputs: {how: {options: [a, b]}}}}", "manual"),
        ("{workflow_run: {workflows: [Nightly]}}", "scheduled"),
        ("{pull_request: {types: [labeled]}}", "unknown"),
        ("{pull_request: {branches: [x]}}", "none"),
        ("{push: {branches: [main], tags-ignore: [x]}}", "automatic-on-merge"),
        ("watch", "unknown"),
        ("workflow_call", "none"),
        ("{pull_request: {types: [closed]}}", "automatic-on-merge"),
    ],
)
def test_github_what_starts_it(on, want):
    nightly = "name: Nightly\non: {schedule: [{cron: x}]}\njobs: {a: {runs-on: x, steps: [{run: ls}]}}\n"
    work = "{runs-on: x, if: github.event.inputs.where != 'staging', steps: [{run: ./deploy.sh}]}"
    text = f"on: {on}\njobs: {{a: {work}}}\n"
    assert mode(read(text, **{".github/workflows/n.yml": nightly})) == want


@pytest.mark.parametrize(
    ("term", "runs"),
    [
        ("github.ref_type == 'branch'", True),
        ("github.event.pull_request", False),
        ("github.event.repository.default_branch == github.ref_name", True),
        ("env.A == 'b'", True),
        ("inputs.x", False),
        ("github.event.action == 'closed'", True),
        ("github.actor == 'x'", True),
    ],
)
def test_github_what_names_are_worth_on_a_push(term, runs):
    found = steps("run: pytest", head="on: {push: {branches: [main]}}\nenv: {A: b}", job=f"    if: {term}\n")
    assert (runs_tests(found) == "yes") is runs


def test_github_a_merged_request_knows_its_action():
    term = "github.event.action == 'closed' && github.event.pull_request.merged"
    work = f"{{runs-on: x, if: {term}, steps: [{{run: ./deploy.sh}}]}}"
    text = f"on: {{pull_request: {{types: [closed]}}}}\njobs: {{a: {work}}}\n"
    assert production(read(text)) == "yes"


def test_hosting_platforms_say_where_by_their_inputs():
    assert production(steps("{uses: nwtgck/actions-netlify@v1, with: {production-branch: main}}")) == "yes"
    assert production(steps("{uses: nwtgck/actions-netlify@v1, with: {x: y}}")) == "no"
    assert production(steps("{uses: a/vercel-action@v1, with: {vercel-args: --prod}}")) == "yes"
    assert production(steps("{uses: a/vercel-action@v1}")) == "no"
    live = "{uses: FirebaseExtended/action-hosting-deploy@v0, with: {channelId: %s}}"
    assert production(steps(live % "live")) == "yes"
    assert production(steps(live % "pr")) == "no"
    assert production(steps("run: vercel deploy")) == "no"
    assert production(steps("run: firebase hosting:channel:deploy x")) == "no"
    assert production(steps("run: vercel --prod")) == "yes"
    assert production(steps("{uses: o/deploy@v1, with: {environment: staging}}")) == "no"
    assert production(steps("{uses: o/deploy@v1, with: {environment: production}}")) == "yes"
    assert production(steps("run: ./deploy.sh", job="    env: {TARGET: production}\n")) == "yes"


def test_what_is_uploaded_with_a_package_belongs_to_it():
    assert production(steps("run: twine upload x", "run: aws s3 sync dist s3://site")) == "no"
    pages = steps("run: twine upload x", "uses: actions/deploy-pages@v4")
    assert production(pages) == "yes"


# ---------------------------------------------------------------- CircleCI, Azure, Jenkins, Travis


def test_circleci_without_workflows_and_with_commands_and_orbs():
    text = """\
version: 2.1
commands: {go: {steps: [{run: pytest}]}}
jobs:
  build:
    steps:
      - checkout
      - go
      - when: {condition: x, steps: [{run: {name: a, command: npm test}}]}
      - aws-s3/sync: {from: dist, to: s3://x}
      - node/run: {test-command: npm test}
"""
    found = circle(text)
    assert (runs_tests(found), production(found)) == ("yes", "yes")
    assert not circle("version: 2\nx: y\n").workflow.valid
    assert not circle("version: 2\njobs: {}\nworkflows: {w: {jobs: [none]}}\n").workflow.valid


def test_circleci_schedules_filters_matrices_and_orb_jobs():
    text = """\
version: 2.1
jobs: {a: {steps: [{deploy: ./deploy.sh}]}}
workflows:
  version: 2
  nightly:
    triggers: [{schedule: {cron: x}}]
    jobs: [a]
  w:
    jobs:
      - a:
          name: b
          matrix: {parameters: {x: [1, 2], y: 3}}
          filters: {branches: {ignore: /.*/}, tags: {only: /^v.*/}}
      - node/test
      - c: {type: approval, requires: [b]}
      - d: {requires: [{b: success}], filters: {branches: {only: dev}}}
"""
    found = circle(text)
    assert mode(found) == "automatic-on-tag"
    assert found.workflow.runs[0].jobs
    tagged = next(run for run in found.workflow.runs if run.occasion.event is Event.TAG)
    assert tagged.jobs[0].width == 2


def test_azure_corners():
    text = """\
trigger: {tags: {include: [v*]}, branches: {include: [main], exclude: [x]}, paths: {include: [a]}}
schedules: [{cron: x}]
stages:
  - template: gone.yml
  - template: there.yml@other
  - ${{ if true }}:
      - stage: S
        condition: or(a, b)
        jobs:
          - job: n
            condition: failed()
          - job: t
            strategy: {matrix: {a: {x: 1}, b: {x: 2}}}
            steps:
              - {script: pytest, enabled: false}
              - {script: pytest, condition: "eq(variables['Build.Reason'], 'Schedule')"}
              - {task: Maven@3, inputs: {goals: verify}}
          - deployment: d
            environment: {name: production.x}
            condition: "startsWith(variables['Build.SourceBranch'], 'refs/tags/')"
"""
    found = azure(text)
    assert found.workflow.missing
    assert (runs_tests(found), mode(found)) == ("yes", "automatic-on-tag")
    assert not azure("name: x\n").workflow.valid
    chained = "trigger: none\nresources: {pipelines: [{pipeline: a}]}\nsteps: [{script: ./deploy.sh}]\n"
    assert mode(azure(chained)) == "automatic-on-merge"


def test_azure_templates_are_filled_in_as_deep_as_they_go():
    deep = "steps: [{script: './deploy.sh ${{ parameters.env }}', env: " + "[" * 45 + "]" * 45 + "}]\n"
    text = "trigger: [main]\nsteps: [{template: t.yml, parameters: {env: production}}]\n"
    assert production(azure(text, **{"t.yml": "parameters: {env: dev}\n" + deep})) == "yes"


def test_azure_conditions_on_branches_and_reasons():
    text = 'trigger: [main]\nsteps: [{script: ./deploy.sh production, condition: "%s"}]\n'
    for wanted, term in (
        ("yes", "eq(variables['Build.SourceBranchName'], 'main')"),
        ("no", "ne(variables['Build.SourceBranchName'], 'main')"),
        ("yes", "ne(variables['Build.Reason'], 'PullRequest')"),
        ("no", "false"),
    ):
        assert production(azure(text % term)) == wanted


def test_jenkins_corners():
    text = """\
pipeline {
  triggers { cron('H 2 * * *') }
  stages {
    stage('All') {
      stages {
        stage('Empty') {}
        stage('Tests') { steps { sh 'pytest' } }
        stage('Deploy production') {
          when { not { branch 'main' } }
          steps { build job: 'deploy-it' }
        }
        stage('Never') { when { expression { return false } } steps { sh './deploy.sh' } }
        stage('Tag') { when { buildingTag() } steps { sshPublisher(x) } }
        stage('Request') { when { changeRequest() } steps { junit 'x' } }
        stage('If') { steps { script { if (env.BRANCH_NAME == 'main') { sh './deploy.sh' } } } }
      }
    }
  }
}
"""
    found = jenkins(text)
    assert runs_tests(found) == "yes"
    assert production(found) == "yes"
    clock = jenkins("pipeline { triggers { cron('x') } stages { stage('a') { steps { sh 'pytest' } } } }\n")
    assert clock.facts.every_change is Answer.NO
    assert runs_tests(jenkins("node { sh 'pytest' }\n")) == "yes"
    assert not jenkins("pipeline { stage('a') { sh 'x'\n").workflow.valid


def test_travis_deploys_from_every_branch_if_it_says_so():
    text = "script: ls\ndeploy: {provider: heroku, on: {all_branches: true}}\n"
    assert mode(read(text, ".travis.yml")) == "automatic-on-merge"


# ---------------------------------------------------------------- road and corrections


def test_the_road_marks_who_must_say_yes_and_tells_jobs_apart():
    text = """\
a b: {stage: build, script: [ls]}
a-b: {stage: build, script: [ls]}
go: {stage: deploy, script: [./deploy.sh], environment: production, when: manual, only: [main]}
"""
    road = road_of(gitlab(text))
    assert [stage.id for stage in road.stages] == ["a-b", "a-b-2", "go"]
    steps_ = "[{uses: trstringer/manual-approval@v1}]"
    waiting = read(f"on: push\njobs: {{a: {{runs-on: x, steps: {steps_}}}}}\n")
    assert road_of(waiting).pipeline.stages[0].mark.value == "hourglass"


def test_a_correction_that_says_it_deploys_leaves_open_how():
    facts = correct(steps("run: ls").facts, {"deploys_to_production": "yes"})
    assert facts.deploy_mode.value == "unknown"


# ---------------------------------------------------------------- the rest


def test_long_lists_of_steps_are_read_in_part():
    rows = "".join(f"  - script: x{i}\n" for i in range(1_100))
    assert len(azure(f"steps:\n{rows}").workflow.runs[0].jobs[0].steps) == 1_000
    rows = ", ".join(f"{{run: x{i}}}" for i in range(1_100))
    text = f"version: 2\njobs: {{a: {{steps: [{rows}]}}}}\nworkflows: {{w: {{jobs: [a]}}}}\n"
    assert len(circle(text).workflow.runs[0].jobs[0].steps) == 1_000
    stages = "".join(f"stage('s{i}') {{ sh 'pytest' }}\n" for i in range(120))
    found = jenkins(f"node {{\n{stages}}}").workflow
    assert len(found.runs[0].jobs) == 100
    (problem,) = found.problems
    assert (problem.path, problem.line, problem.mend) == ("Jenkinsfile", 102, "split the file into several")
    assert problem.wrong == "has more than 100 stages of one level; the rest was not read"
    assert found.valid
    stages = "".join(f"stage('s{i}') {{ sh 'pytest' }}\n" for i in range(100))
    assert jenkins(f"node {{\n{stages}}}").workflow.problems == ()
    inner = "".join(f"stage('s{i}') {{ sh 'pytest' }}\n" for i in range(101))
    nested = jenkins(f"node {{ stage('all') {{\n{inner}}} }}").workflow
    assert [problem.line for problem in nested.problems] == [102]


def test_scripts_named_after_tests_and_sites_published():
    assert deeds_of("./ci/e2e.sh") == {Deed.TEST}
    assert deeds_of("mkdocs gh-deploy") == {Deed.PAGES}


def test_an_environment_of_gitlab_deploys_whatever_its_script_does():
    found = gitlab("a: {script: [./go], environment: production, only: [main]}\n")
    assert mode(found) == "automatic-on-merge"


def test_an_environment_named_after_the_branch_comes_and_goes():
    found = gitlab("a: {script: [./deploy.sh], environment: x-$MYREF}\n")
    assert production(found) == "no"


def test_scripts_in_inputs_count():
    assert runs_tests(steps("{uses: o/r@v1, with: {script: pytest}}")) == "yes"


@pytest.mark.parametrize(
    ("head", "term", "want"),
    [
        ("on: push", "secrets.KEY == ''", "yes"),
        ("on: pull_request", "github.ref == 'refs/heads/main'", "no"),
        ("on: workflow_call", "github.ref == 'refs/heads/main'", "yes"),
    ],
)
def test_what_is_not_known_may_run(head, term, want):
    assert runs_tests(steps("run: pytest", head=head, job=f"    if: {term}\n")) == want


def test_variables_that_name_each_other_are_followed_a_few_times():
    text = "variables: {A: $B, B: $C, C: $D, D: $E, E: x}\na: {script: [ls], environment: $A}\n"
    assert gitlab(text).workflow.environments == ("$D",)


def test_gitlab_a_base_that_is_nowhere():
    found = gitlab("a: {extends: gone, script: [ls]}\n")
    assert [problem.field for problem in found.workflow.problems] == ["a.extends"]


def test_gitlab_the_same_file_twice_and_rules_that_refer_to_themselves():
    text = "include: [x.yml, x.yml]\n.d: {rules: [!reference [.d, rules]]}\n"
    text += "a: {script: [ls], rules: [null, !reference [.d, rules]]}\n"
    found = gitlab(text, **{"x.yml": "b: {script: [pytest]}\n"})
    assert found.workflow.parts == ("x.yml",)
    assert {job.id for run in found.workflow.runs for job in run.jobs} == {"b"}


def test_jenkins_a_condition_that_only_a_run_knows_may_hold():
    found = jenkins("pipeline { stage('a') { when { expression { params.X } } steps { sh 'pytest' } } }\n")
    assert runs_tests(found) == "yes"


def test_a_workflow_called_in_copies_has_one_stage_for_each_job():
    inner = "on: workflow_call\njobs: {go: {runs-on: x, steps: [{run: ./deploy.sh}]}}\n"
    text = (
        "on: push\njobs:\n  a:\n    uses: ./.github/workflows/x.yml\n"
        "    strategy: {matrix: {env: [staging, production]}}\n    with: {env: '${{ matrix.env }}'}\n"
    )
    road = road_of(read(text, **{".github/workflows/x.yml": inner}))
    assert [stage.id for stage in road.stages] == ["a-go"]


def test_a_project_speaks_of_the_file_whose_answer_is_its_own():
    gated = "on: push\njobs: {a: {runs-on: x, environment: production, steps: [{run: ./deploy.sh}]}}\n"
    plain = "on: push\njobs: {a: {runs-on: x, steps: [{run: ./deploy.sh prod}]}}\n"
    files, _ = judge_sources(Sources({CI: gated, ".github/workflows/b.yml": plain}))
    facts = project_facts(files)
    assert {reason.at.file for reason in facts.because("manual_gate")} == {CI}
