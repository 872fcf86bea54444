"""A team's own lane out of its pipeline files and the runs it exported."""

from pathlib import Path

import pytest

from assessments.evidence.pipelines import Sources, judge_sources, read_pipelines, road_of
from assessments.evidence.runs import JobRun
from delivery import Mark
from loop import lane_from_evidence
from simulator import (
    Figures,
    Study,
    compile_scenario,
    find_faults,
    measure,
    scenario_from_text,
    scenario_text,
    simulate,
)
from simulator.graph import before_stages

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "pipelines"

GITLAB = """\
stages: [build, test, deploy]
compile: {stage: build, script: [make]}
unit: {stage: test, script: [make test], parallel: 3}
lint: {stage: test, script: [make lint]}
ship:
  stage: deploy
  script: [./deploy.sh production]
  environment: production
  when: manual
"""
GITHUB = """\
name: Ship it
on: {push: {tags: ["v*"]}}
jobs:
  unit:
    name: Tests on ${{ matrix.python }}
    strategy: {matrix: {python: ["3.11", "3.12"]}}
    runs-on: ubuntu-latest
    steps: [{run: make test}]
  Ship_It:
    needs: unit
    runs-on: ubuntu-latest
    environment: production
    steps: [{run: ./deploy.sh production}]
"""


def read(name, text):
    return judge_sources(Sources({name: text}))[0][0]


def run(name, hours, *, good=True, workflow="Ship it"):
    return JobRun(name, name, workflow, "c", 1, 0.0, hours, good=good)


def edges_of(lane):
    """Return the edges between stages of the pipeline, with what was added left out."""
    scenario = lane.lane.manual
    owner = {name: stage for stage, names in lane.lane.places.items() for name in names}
    ids = [one.id for one in scenario.stages]
    return {
        (owner[ids[other]], owner[name])
        for name, before in zip(ids, before_stages(scenario.stages), strict=True)
        for other in before
        if name in owner and owner[name] != owner.get(ids[other])
    }


def test_stages_of_gitlab_become_a_road_with_its_marks_copies_and_environment():
    lane = lane_from_evidence(read(".gitlab-ci.yml", GITLAB))

    stages = {one.id: one for one in lane.pipeline.stages}
    assert lane.file == ".gitlab-ci.yml"
    assert stages["ship"].after == ("unit", "lint")
    assert (stages["ship"].mark, stages["ship"].production) == (Mark.BUTTON, True)
    assert stages["ship"].environments == ("production",)
    assert stages["unit"].width == 3
    assert lane.lines == {"compile": 2, "unit": 3, "lint": 4, "ship": 5}
    assert lane.lane.gated
    assert lane.lane.gates == ("ship-decision",)


def test_exported_runs_become_the_work_of_the_stages_they_belong_to():
    runs = [
        run("Tests on 3.11", 0.1),
        run("Tests on 3.12", 0.3),
        run("Tests on 3.12", 0.3, good=False, workflow="Another"),
        run("ship it", 0.5),
    ]
    lane = lane_from_evidence(read(".github/workflows/ship.yml", GITHUB), runs, Figures(every=24.0))

    stages = {one.id: one for one in lane.pipeline.stages}
    assert lane.occasion == "tag"
    assert list(stages) == ["start", "unit", "ship-it"]
    assert stages["unit"].runs.durations == (0.1, 0.3)
    assert stages["unit"].runs.red == 0
    assert stages["ship-it"].runs.durations == (0.5,)
    assert stages["start"].runs is None
    assert lane.lane.manual.title == "The road of Ship it, by decision"
    assert lane.lane.manual.stages[0].departures.every == 24.0


def test_a_stage_without_exported_runs_has_none():
    lane = lane_from_evidence(read(".gitlab-ci.yml", GITLAB), [run("other", 1.0, workflow="")])

    assert [one.runs for one in lane.pipeline.stages] == [None] * 4


def test_where_nothing_runs_there_is_no_lane():
    assert lane_from_evidence(read(".gitlab-ci.yml", "stages: [a]\n")) is None


def test_every_real_pipeline_file_becomes_a_road_with_its_edges_that_can_be_simulated():
    if not CORPUS.is_dir():
        pytest.skip(f"the corpus of real pipeline files is not at {CORPUS}")
    files, _ = read_pipelines(CORPUS)
    lanes = 0
    for evidence in files:
        road, lane = road_of(evidence), lane_from_evidence(evidence)
        if not evidence.workflow.valid and road is None:
            continue
        assert road is not None, evidence.workflow.file
        assert lane is not None
        assert edges_of(lane) == {(other, row.id) for row in road.stages for other in row.after}
        for scenario in (lane.lane.manual, lane.lane.automatic):
            assert find_faults(scenario) == ()
            assert scenario_from_text(scenario_text(scenario)) == scenario
            found = measure(simulate(compile_scenario(scenario), Study(replications=1, changes=40)))
            assert found.value("change_lead_time.p50") is not None
        lanes += 1
    assert lanes > 50
