"""What one step or job hands on to the next: environments, conditions on them, copies of a matrix."""

import pytest

from assessments.evidence.pipelines import Sources, judge_sources
from assessments.evidence.pipelines.computed import handed
from assessments.evidence.pipelines.names import UNKNOWN_PART

CI = ".github/workflows/ci.yml"
BRANCHES = """if [[ "$GITHUB_REF" == "refs/heads/main" ]]; then
  echo "env=production" >> $GITHUB_OUTPUT
elif [ "$GITHUB_REF" = 'refs/heads/dev' ]; then
  echo "env=dev" >> "$GITHUB_OUTPUT"
else
  echo env=review >> ${GITHUB_OUTPUT}
fi
"""


def facts(text, name=CI):
    files, _ = judge_sources(Sources({name: text}))
    return files[0].facts


@pytest.mark.parametrize(
    ("ref", "env"), [("refs/heads/main", "production"), ("refs/heads/dev", "dev"), ("refs/heads/x", "review")]
)
def test_the_first_branch_of_an_if_that_holds_sets_the_output(ref, env):
    assert handed(BRANCHES, {"GITHUB_REF": ref}).outputs == {"env": env}


def test_what_hangs_on_something_unknown_is_not_known():
    assert handed(BRANCHES, {}).outputs == {"env": UNKNOWN_PART}


def test_a_person_who_starts_the_run_can_reach_production():
    assert handed(BRANCHES, {}, chosen=True).outputs == {"env": "production"}


def test_an_output_that_can_only_be_elsewhere_is_known_although_its_condition_is_not():
    text = 'if [ "$X" = "y" ]; then echo "env=staging" >> $GITHUB_OUTPUT; fi'
    assert handed(text, {}).outputs == {"env": "staging"}
    text = 'if [ "$X" = "y" ]; then echo "env=prod" >> $GITHUB_OUTPUT; fi'
    assert handed(text, {}).outputs == {"env": UNKNOWN_PART}


@pytest.mark.parametrize(
    ("ref", "env"), [("main", "prod"), ("release/1", "prod"), ("feature/x", "dev"), ("\u00a7", UNKNOWN_PART)]
)
def test_a_case_takes_the_first_pattern_that_fits(ref, env):
    text = """case "$REF" in
  main | release/*) echo "env=prod" >> $GITHUB_OUTPUT ;;
  *)
    echo "env=dev" >> $GITHUB_OUTPUT
    ;;
esac
"""
    assert handed(text, {"REF": ref}).outputs == {"env": env}


def test_variables_of_the_script_and_for_later_steps_are_followed():
    text = 'TARGET=prod\nNAME="app-$TARGET"\necho "name=$NAME" >> $GITHUB_OUTPUT\n'
    text += 'echo "T=$TARGET" >> $GITHUB_ENV\n'
    found = handed(text, {})
    assert found.outputs == {"name": "app-prod"}
    assert found.env == {"T": "prod"}


def test_the_old_way_to_set_an_output_is_understood():
    assert handed("echo ::set-output name=env::prod", {}).outputs == {"env": "prod"}


@pytest.mark.parametrize("value", ["$(git describe)", "`date`", "$WHO_KNOWS"])
def test_what_only_a_run_knows_is_not_guessed(value):
    assert UNKNOWN_PART in handed(f'echo "env={value}" >> $GITHUB_OUTPUT', {}).outputs["env"]


@pytest.mark.parametrize(
    ("test", "env"),
    [
        ('[[ "$A" != "b" ]]', "yes"),
        ('[[ "$A" == a* ]]', "yes"),
        ('[[ "$A" =~ ^a ]]', "yes"),
        ('[[ "$A" =~ c$ ]]', "no"),
        ('[[ "$A" =~ ^(x|y) ]]', UNKNOWN_PART),
        ('[[ "$A" == "ab" || "$Z" == "q" ]]', "yes"),
        ('[[ "$A" == "x" && "$Z" == "q" ]]', "no"),
        ('[ "$A" = "x" ] || [ "$A" = "y" ]', "no"),
        ('[ "$A" = "ab" ] && [ "$Z" = "q" ]', UNKNOWN_PART),
        ("grep -q x file", UNKNOWN_PART),
    ],
)
def test_conditions_are_true_false_or_unknown(test, env):
    text = f'E=no\nif {test}; then\nE=yes\nfi\necho "e=$E" >> $GITHUB_OUTPUT\n'
    assert handed(text, {"A": "ab"}).outputs == {"e": env}


def test_an_end_without_a_beginning_changes_nothing():
    assert handed('fi\nelse\nesac\necho "e=1" >> $GITHUB_OUTPUT', {}).outputs == {"e": "1"}


def test_an_if_after_an_unknown_one_stays_unknown():
    text = (
        'if grep x; then\nE=a\nelif [ "a" = "a" ]; then\nE=b\nelse\nE=c\nfi\necho "e=$E" >> $GITHUB_OUTPUT\n'
    )
    assert handed(text, {}).outputs == {"e": UNKNOWN_PART}


WORKFLOW = """on:
  push:
    branches: [main, staging]
jobs:
  where:
    runs-on: x
    outputs:
      env: ${{ steps.target.outputs.env }}
    steps:
      - id: target
        run: |
          if [[ "${{ github.ref }}" == "refs/heads/main" ]]; then
            echo "env=%s" >> $GITHUB_OUTPUT
          else
            echo "env=staging" >> $GITHUB_OUTPUT
          fi
  ship:
    needs: where
    if: needs.where.outputs.env == '%s'
    runs-on: x
    environment: ${{ needs.where.outputs.env }}
    steps:
      - run: ./deploy.sh
"""


def test_an_environment_that_a_script_computes_is_found():
    found = facts(WORKFLOW % ("production", "production"))
    assert found.deploys_to_production.value == "yes"
    assert found.deploy_mode.value == "automatic-on-merge"
    assert found.manual_gate.value == "possible"


def test_a_job_whose_condition_on_an_output_fails_does_not_run():
    found = facts(WORKFLOW % ("production", "nowhere"))
    assert found.deploys_to_production.value == "no"


def test_what_needs_a_job_that_is_left_out_is_left_out_too():
    text = WORKFLOW % ("production", "nowhere") + (
        "  after:\n    needs: ship\n    runs-on: x\n    environment: production\n    steps:\n"
        "      - run: kubectl apply -f x\n"
    )
    assert facts(text).deploys_to_production.value == "no"
    assert facts(text + "    if: always()\n").deploys_to_production.value == "yes"


def test_a_variable_set_for_later_steps_names_the_target():
    text = (
        "on: push\njobs:\n  ship:\n    runs-on: x\n    steps:\n"
        '      - run: echo "PLACE=staging" >> $GITHUB_ENV\n      - run: ./deploy.sh ${{ env.PLACE }}\n'
    )
    assert facts(text).deploys_elsewhere.value == "yes"
    assert facts(text).deploys_to_production.value == "no"


def test_a_step_is_read_for_each_copy_of_its_job():
    text = (
        "on: push\njobs:\n  task:\n    runs-on: x\n    strategy:\n      matrix:\n        task:\n"
        "          - {name: lint, run: npm run lint}\n          - {name: unit, run: npm test}\n"
        "    steps:\n      - run: ${{ matrix.task.run }}\n"
    )
    assert facts(text).automated_tests.value == "yes"
    assert facts(text.replace("npm test", "npm run build")).automated_tests.value == "no"
