"""Exported runs: durations, waits, red and flaky shares, and which of them are deployments."""

import json

import pytest

from assessments.evidence.logs import Reading, read_log
from assessments.evidence.pipelines import Sources, judge_sources
from assessments.evidence.records import parse_records
from assessments.evidence.runs import (
    JobRun,
    measure_jobs,
    measure_runs,
    of_file,
    only_deployments,
    production_jobs,
    read_runs,
    runs_called,
    without_copy,
)
from datafiles import DataFileError

DEPLOY = """\
name: Ship it
on: {push: {branches: [main]}}
jobs:
  test:
    runs-on: ubuntu-latest
    steps: [{run: make test}]
  production:
    name: To production
    needs: test
    runs-on: ubuntu-latest
    environment: production
    steps: [{run: ./deploy.sh production}]
"""
CHECKS = """\
name: Checks
on: push
jobs:
  test: {runs-on: ubuntu-latest, steps: [{run: make test}]}
"""
GITLAB = """\
stages: [test, deploy]
test: {stage: test, script: [make test]}
ship:
  stage: deploy
  script: [./deploy.sh production]
  environment: production
"""


def github():
    return judge_sources(
        Sources({".github/workflows/ship.yml": DEPLOY, ".github/workflows/checks.yml": CHECKS})
    )[0]


def gitlab():
    return judge_sources(Sources({".gitlab-ci.yml": GITLAB}))[0]


def read(rows):
    return read_runs(parse_records(json.dumps(rows)))


def at(minute):
    return f"2026-03-02T{9 + minute // 60:02d}:{minute % 60:02d}:00Z"


def job(number, name="test", conclusion="success", start=0, end=6, **more):
    """Write a job as GitHub's interface does."""
    return {
        "id": number,
        "run_id": number,
        "name": name,
        "workflow_name": "Checks",
        "head_sha": f"c{number}",
        "run_attempt": 1,
        "created_at": at(0),
        "started_at": at(start),
        "completed_at": at(end),
        "status": "completed",
        "conclusion": conclusion,
        "steps": [{"name": "a", "conclusion": "success"}, {"name": "b", "conclusion": "failure"}],
        **more,
    }


def run(name="test", **more):
    """Make a run of an hour."""
    values = {"workflow": "", "source": "c", "attempt": 1, "started": 0.0, "finished": 1.0, "good": True}
    return JobRun(id="1", name=name, **{**values, **more})


def test_jobs_of_github_are_read_once_however_many_steps_they_have():
    log = read({"total_count": 2, "jobs": [job(1, start=3, end=9), job(2, conclusion="failure")]})

    assert log.of_jobs
    assert [(one.id, one.name, one.workflow, one.source, one.good) for one in log.runs] == [
        ("1", "test", "Checks", "c1", True),
        ("2", "test", "Checks", "c2", False),
    ]
    assert log.runs[0].finished - log.runs[0].started == pytest.approx(0.1)
    assert [one.wait for one in log.runs] == pytest.approx([0.05, 0.0])


def test_what_did_not_end_well_or_red_is_left_out_and_counted():
    log = read(
        [
            job(1),
            job(2, conclusion="skipped"),
            job(3, conclusion="cancelled"),
            job(4, conclusion="cancelled"),
            job(5, conclusion=None, status="in_progress", completed_at=None),
            job(6, start=9, end=3),
            job(7, started_at="0001-01-01T00:00:00Z"),
        ]
    )

    assert [one.id for one in log.runs] == ["1"]
    assert log.excluded == {
        "neither good nor red: skipped": 1,
        "neither good nor red: cancelled": 2,
        "not ended yet": 1,
        "no start and end that fit": 2,
    }


def test_a_run_that_has_no_result_yet_is_said_to_go_on():
    log = read([job(1), {**job(2), "conclusion": None, "status": None}])

    assert log.excluded == {"not ended yet": 1}


def test_the_command_line_of_github_prints_jobs_without_their_workflow():
    rows = {
        "jobs": [
            {
                "databaseId": 7,
                "name": "test (3.11)",
                "startedAt": at(0),
                "completedAt": at(30),
                "status": "completed",
                "conclusion": "success",
            }
        ]
    }
    log = read(rows)

    assert [(one.name, one.workflow, one.wait, one.source) for one in log.runs] == [
        ("test (3.11)", "", None, "")
    ]


def test_a_list_of_runs_is_about_whole_workflows():
    rows = [
        {
            "databaseId": 1,
            "workflowName": "Ship it",
            "headSha": "abc",
            "attempt": 2,
            "createdAt": at(0),
            "startedAt": at(1),
            "updatedAt": at(13),
            "conclusion": "success",
        }
    ]
    log = read(rows)

    assert not log.of_jobs
    assert [(one.name, one.workflow, one.attempt) for one in log.runs] == [("Ship it", "Ship it", 2)]
    assert log.runs[0].finished - log.runs[0].started == pytest.approx(0.2)


def test_jobs_of_gitlab_say_themselves_how_long_they_queued():
    rows = [
        {
            "id": 1,
            "name": "test 1/3",
            "stage": "test",
            "status": "success",
            "created_at": at(0),
            "started_at": at(50),
            "finished_at": at(56),
            "queued_duration": 36.0,
            "commit": {"id": "abc"},
            "pipeline": {"id": 5},
        },
        {
            "id": 2,
            "name": "test 2/3",
            "stage": "test",
            "status": "failed",
            "started_at": at(50),
            "finished_at": at(56),
            "queued_duration": None,
            "pipeline": {"id": 5},
        },
    ]
    log = read(rows)

    assert [(one.workflow, one.source, one.wait) for one in log.runs] == [
        ("", "abc", pytest.approx(0.01)),
        ("", "5", None),
    ]
    assert measure_jobs(log.runs)["test"].ended == 2


def test_pipelines_of_gitlab_are_read_too():
    rows = [
        {
            "id": 5,
            "sha": "abc",
            "status": "success",
            "created_at": at(0),
            "started_at": at(1),
            "finished_at": at(7),
        }
    ]

    assert [(one.name, one.source) for one in read(rows).runs] == [("", "abc")]


def test_an_export_without_times_is_refused_with_the_columns_it_has():
    with pytest.raises(DataFileError, match=r"started.*no column says it"):
        read([{"id": 1, "conclusion": "success"}])


def test_a_red_run_that_was_good_later_on_the_same_commit_is_flaky():
    runs = [
        run(good=False, attempt=1),
        run(good=True, attempt=2, finished=3.0),
        run(good=False, source="d"),
        run(good=True, source="e"),
        run(good=False, source="e", attempt=2),
        run(good=False, source=""),
        run(good=True, source="", started=5.0, finished=5.5),
    ]
    found = measure_runs(runs)

    assert found.durations == (0.5, 1.0, 3.0)
    assert (found.ended, found.red, found.flaky) == (7, 4, 1)
    assert found.failure_rate == pytest.approx(3 / 7)


def test_a_copy_that_was_good_says_nothing_about_another_that_was_red():
    runs = [run("test (1)", good=False), run("test (2)", attempt=2)]

    assert measure_runs(runs).flaky == 0


def test_jobs_are_measured_by_name_with_their_copies_together():
    found = measure_jobs([run("b (1)"), run("b (2)"), run("a")])

    assert {name: runs.ended for name, runs in found.items()} == {"a": 1, "b": 2}
    assert list(found) == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("test (3.11, ubuntu)", "test"),
        ("test 1/3", "test"),
        ("test: [a, b]", "test"),
        ("test", "test"),
        ("v1/2", "v1/2"),
    ],
)
def test_a_copy_is_known_by_what_a_matrix_adds_to_a_name(name, plain):
    assert without_copy(name) == plain


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("test",), ("test (1)", "test (2)")),
        (("deploy (production)",), ("deploy (production)",)),
        (("inner",), ("call / inner",)),
        (("call/inner",), ("call / inner",)),
        (("on ${{ matrix.os }} now",), ("on ubuntu now",)),
        (("on § now",), ("on ubuntu now",)),
        (("nothing", ""), ()),
    ],
)
def test_the_runs_of_a_job_are_found_by_its_name(names, found):
    known = tuple(
        run(name)
        for name in (
            "test (1)",
            "test (2)",
            "deploy (production)",
            "deploy (staging)",
            "call / inner",
            "on ubuntu now",
        )
    )

    assert tuple(one.name for one in runs_called(known, names)) == found


def test_the_runs_of_a_file_are_those_that_name_it_or_nothing():
    checks, ship = github()
    runs = [
        run(workflow="Ship it"),
        run(workflow=".github/workflows/ship.yml"),
        run(workflow="Checks"),
        run(workflow=""),
    ]

    assert [one.workflow for one in of_file(runs, ship)] == ["Ship it", ".github/workflows/ship.yml", ""]
    assert [one.workflow for one in of_file(runs, checks)] == ["Checks", ""]


def test_the_jobs_that_deploy_to_production_are_those_of_the_rules():
    assert [one.id for one in production_jobs(github()[1].workflow)] == ["production"]
    assert production_jobs(github()[0].workflow) == ()


def test_of_whole_runs_only_those_of_the_workflow_that_deploys_count():
    rows = [
        {"id": 1, "path": ".github/workflows/ship.yml@main", "conclusion": "success", "updated_at": at(1)},
        {"id": 2, "path": ".github/workflows/checks.yml", "conclusion": "success", "updated_at": at(2)},
        {"id": 3, "path": ".github/workflows/ship.yml", "conclusion": "failure", "updated_at": at(3)},
    ]
    kept = only_deployments(parse_records(json.dumps({"workflow_runs": rows})), github())

    assert [row.values["id"] for row in kept.rows] == ["1", "3"]
    assert [one.id for one in read_log(kept, None, Reading()).deployments] == ["1"]


def test_of_jobs_only_the_one_that_deploys_counts():
    rows = [
        job(1, "To production", workflow_name="Ship it"),
        job(2, "test", workflow_name="Ship it"),
        job(3, "To production", workflow_name="Another"),
    ]
    kept = only_deployments(parse_records(json.dumps({"jobs": rows})), github())

    assert {row.values["id"] for row in kept.rows} == {"1"}


def test_gitlab_has_one_pipeline_and_its_exports_need_not_name_it():
    jobs = [
        {"id": 1, "name": "ship", "stage": "deploy", "status": "success", "finished_at": at(1)},
        {"id": 2, "name": "test", "stage": "test", "status": "success", "finished_at": at(1)},
    ]
    runs = [{"id": 1, "sha": "a", "status": "success", "updated_at": at(1)}]

    kept = only_deployments(parse_records(json.dumps(jobs)), gitlab())
    assert [row.values["id"] for row in kept.rows] == ["1"]
    assert len(only_deployments(parse_records(json.dumps(runs)), gitlab()).rows) == 1


def test_where_no_file_deploys_nothing_is_a_deployment():
    rows = [{"id": 1, "workflowName": "Checks", "conclusion": "success", "updatedAt": at(1)}]

    assert only_deployments(parse_records(json.dumps(rows)), github()[:1]).rows == ()


def test_an_export_that_does_not_name_the_workflow_is_refused():
    rows = [{"id": 1, "conclusion": "success", "updatedAt": at(1)}]

    with pytest.raises(DataFileError, match=r"workflow.*no column says it"):
        only_deployments(parse_records(json.dumps(rows)), github())
