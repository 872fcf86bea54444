"""A pipeline becomes two scenarios: every edge kept, a wait for each decision, and every guess listed."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery import Fact, Mark, Pipeline, PipelineStage, StageRuns
from simulator import (
    Figures,
    Study,
    compile_scenario,
    find_faults,
    from_pipeline,
    measure,
    scenario_from_text,
    scenario_text,
    simulate,
)
from simulator.folding_pipelines import MOST_STAGES
from simulator.graph import before_stages

SHORT = Study(replications=2, changes=40)
BOLT, BUTTON, HOURGLASS, HAND = Mark.BOLT, Mark.BUTTON, Mark.HOURGLASS, Mark.HAND


def stage(name, mark=BOLT, after=None, **more):
    automated = Fact.YES if mark in {BOLT, BUTTON} else Fact.UNKNOWN
    return PipelineStage(name, name.title(), mark, automated, after, **more)


def road(*stages):
    return Pipeline(stages)


def edges_of(lane):
    """Return the edges between stages of the pipeline, with what was added left out."""
    scenario = lane.manual
    owner = {name: stage for stage, names in lane.places.items() for name in names}
    ids = [one.id for one in scenario.stages]
    found = set()
    for name, before in zip(ids, before_stages(scenario.stages), strict=True):
        for other in before:
            if name in owner and owner[name] != owner.get(ids[other]):
                found.add((owner[ids[other]], owner[name]))
    return found


def edges_in(pipeline):
    return {(other, name) for name, before in pipeline.before().items() for other in before}


def by_id(scenario):
    return {one.id: one for one in scenario.stages}


def check(lane):
    """Prove that both scenarios are right, load back, and let changes through."""
    for scenario in (lane.manual, lane.automatic):
        assert find_faults(scenario) == ()
        assert scenario_from_text(scenario_text(scenario)) == scenario
        found = measure(simulate(compile_scenario(scenario), SHORT), open_hours=False)
        assert found.value("change_lead_time.p50") is not None


def test_a_road_of_three_stages_is_kept_and_gets_a_decision_before_production():
    lane = from_pipeline(road(stage("build"), stage("test"), stage("deploy", production=True)))

    assert [one.id for one in lane.manual.stages] == ["build", "test", "deploy-decision", "deploy"]
    assert lane.places == {
        "build": ("build",),
        "test": ("test",),
        "deploy": ("deploy-decision", "deploy"),
    }
    assert not lane.gated
    assert lane.scenario is lane.automatic
    assert lane.gates == ("deploy-decision",)
    assert "a decision was added" in lane.scenario.note
    check(lane)


def test_the_twins_differ_at_the_gate_alone_and_share_all_ids():
    lane = from_pipeline(road(stage("build"), stage("deploy", BUTTON, production=True)))
    manual, automatic = by_id(lane.manual), by_id(lane.automatic)

    assert lane.gated
    assert lane.scenario is lane.manual
    assert manual["deploy-decision"].mark is BUTTON
    assert manual["deploy-decision"].departures.every == 168
    assert automatic["deploy-decision"].mark is BOLT
    assert automatic["deploy-decision"].departures is None
    assert automatic["deploy-decision"].capacity == "unlimited"
    assert manual["deploy"] == automatic["deploy"]
    assert manual["build"] == automatic["build"]
    assert lane.manual.model_copy(update={"id": "x", "title": "x", "stages": ()}) == (
        lane.automatic.model_copy(update={"id": "x", "title": "x", "stages": ()})
    )


def test_the_same_changes_arrive_on_both_and_wait_for_the_decision_on_one():
    lane = from_pipeline(road(stage("build"), stage("deploy", BUTTON, production=True)))
    found = [
        measure(simulate(compile_scenario(one), Study(replications=4, changes=200)))
        for one in (lane.manual, lane.automatic)
    ]

    assert found[0].value("stages.build.wait.mean") == found[1].value("stages.build.wait.mean")
    assert found[0].value("change_lead_time.p50") > 20 * found[1].value("change_lead_time.p50")


def test_an_approval_is_waited_for_by_who_looks_in_once_a_day():
    lane = from_pipeline(road(stage("build"), stage("yes", HOURGLASS), stage("deploy", production=True)))
    gate = by_id(lane.manual)["yes"]

    assert (gate.mark, gate.attends.every, gate.work.mean) == (HOURGLASS, 24, 0.25)
    assert lane.gates == ("yes",)
    assert by_id(lane.automatic)["yes"].mark is BOLT
    assert {one.path for one in lane.assumptions} >= {"yes.attends.every", "yes.work.mean"}
    check(lane)


def test_an_approval_that_runs_work_too_is_told_apart_from_it():
    gate = PipelineStage("deploy", "Deploy", HOURGLASS, Fact.YES, production=True)
    lane = from_pipeline(road(stage("build"), gate))

    assert lane.places["deploy"] == ("deploy-approval", "deploy")
    assert by_id(lane.manual)["deploy-approval"].title == "Approval: Deploy"
    check(lane)


def test_only_the_last_button_keeps_the_rhythm_and_an_earlier_one_is_looked_at_daily():
    lane = from_pipeline(
        road(
            PipelineStage("start", "A person sets a tag", BUTTON),
            stage("build"),
            stage("deploy", BUTTON, production=True),
        )
    )
    manual = by_id(lane.manual)

    assert manual["start"].attends.every == 24
    assert manual["start"].departures is None
    assert manual["deploy-decision"].departures.every == 168
    check(lane)


def test_a_button_beside_the_road_is_kept_and_nobody_waits_for_it():
    lane = from_pipeline(
        road(
            stage("build"),
            stage("deploy", after=("build",), production=True),
            stage("stop", BUTTON, ("build",)),
            stage("clean", after=("stop",)),
        )
    )
    manual = by_id(lane.manual)

    assert (manual["stop"].mark, manual["stop"].work, manual["stop"].capacity) == (BUTTON, None, "unlimited")
    assert manual["clean"].work is None
    assert "Nobody waits for `stop`, `clean`" in lane.manual.note
    check(lane)


def test_several_ends_are_joined_by_a_last_stage_that_says_so():
    lane = from_pipeline(road(stage("a"), stage("b", after=("a",)), stage("c", after=("a",))))

    assert [one.id for one in lane.manual.stages] == ["a", "b", "c", "live-decision", "live"]
    assert by_id(lane.manual)["live-decision"].after == ("b", "c")
    assert "2 ends (`b`, `c`)" in lane.manual.note
    assert "No stage is known to deploy to production" in lane.manual.note
    assert edges_of(lane) == {("a", "b"), ("a", "c")}
    check(lane)


def test_a_stage_may_be_called_like_what_is_added():
    lane = from_pipeline(road(stage("live"), stage("live-decision", after=()), stage("x", after=("live",))))

    ids = [one.id for one in lane.manual.stages]
    assert len(set(ids)) == len(ids)
    check(lane)


def test_names_that_are_no_ids_become_ids_and_titles_of_one_line():
    odd = PipelineStage("Über/Deploy_1-", "\n  ", BOLT, Fact.YES)
    odder = PipelineStage("***", "two\nlines", HOURGLASS)
    lane = from_pipeline(road(odd, odder, PipelineStage("ber-deploy-1", "x", BUTTON)))

    assert lane.places == {
        "Über/Deploy_1-": ("ber-deploy-1",),
        "***": ("stage",),
        "ber-deploy-1": ("ber-deploy-1-2",),
    }
    assert by_id(lane.manual)["stage"].title == "two\\u000alines"
    check(lane)


def test_copies_are_shards_and_environments_stand_in_the_title():
    lane = from_pipeline(
        road(stage("test", width=6), stage("deploy", production=True, environments=("prod-eu", "prod-us")))
    )

    assert by_id(lane.manual)["test"].shards == 6
    assert by_id(lane.manual)["deploy"].shards is None
    assert by_id(lane.manual)["deploy"].title == "Deploy (prod-eu, prod-us)"


def test_work_by_hand_stays_by_hand():
    lane = from_pipeline(road(PipelineStage("review", "Review", HAND), stage("deploy", production=True)))

    assert by_id(lane.manual)["review"].mark is HAND


def test_measured_runs_win_over_guesses():
    runs = StageRuns((0.1, 0.2, 0.3), ended=10, red=3, flaky=1)
    lane = from_pipeline(road(stage("test", runs=runs), stage("deploy", production=True)))
    test = by_id(lane.manual)["test"]

    assert test.work.values == (0.1, 0.2, 0.3)
    assert test.rework.rate == 0.2
    assert test.flaky.rate == 0.1
    assert lane.measured == {
        "test.work": "3 runs: half within 0.2 h, 90 % within 0.2 h",
        "test.rework.rate": "3 of 10 runs were red, 1 of them good when run again",
        "test.flaky.rate": "3 of 10 runs were red, 1 of them good when run again",
    }
    assert not {"test.work.mean", "test.rework.rate"} & {one.path for one in lane.assumptions}
    check(lane)


def test_behind_a_gate_a_red_run_is_run_again_with_all_that_travel_together():
    runs = StageRuns((0.1,), ended=10, red=3, flaky=1)
    start = PipelineStage("start", "A person sets a tag", BUTTON)
    lane = from_pipeline(road(start, stage("test", runs=runs), stage("deploy", production=True)))
    test = by_id(lane.manual)["test"]

    assert test.rework is None
    assert test.flaky.rate == pytest.approx(0.3)
    assert test.batch.all is True
    check(lane)


def test_runs_that_were_always_green_are_never_red():
    lane = from_pipeline(road(stage("test", runs=StageRuns((0.1,), ended=1)), stage("deploy")))

    assert by_id(lane.manual)["test"].rework is None
    assert by_id(lane.manual)["test"].flaky is None


def test_runs_that_were_never_good_have_a_guessed_duration_and_still_pass_now_and_then():
    lane = from_pipeline(road(stage("test", runs=StageRuns((), ended=9, red=9)), stage("deploy")))

    assert by_id(lane.manual)["test"].rework.rate == 0.9
    assert "test.work.mean" in {one.path for one in lane.assumptions}
    check(lane)


def test_very_many_runs_are_told_by_their_quantiles():
    runs = StageRuns(tuple(n / 1000 for n in range(1000)), ended=1000)
    lane = from_pipeline(road(stage("test", runs=runs), stage("deploy")))
    values = by_id(lane.manual)["test"].work.values

    assert len(values) == 99
    assert values[49] == pytest.approx(0.4995, abs=0.01)
    assert list(values) == sorted(values)


def test_whatever_is_not_measured_is_listed_with_a_range_around_it():
    lane = from_pipeline(road(stage("build"), stage("deploy", BUTTON, production=True)))

    assert sorted(one.path for one in lane.assumptions) == [
        "arrivals.between.mean",
        "build.rework.rate",
        "build.rework.work.mean",
        "build.work.mean",
        "deploy-decision.departures.every",
        "deploy.work.mean",
        "production.detect.mean",
        "production.fails",
        "production.recover.mean",
    ]
    for one in lane.assumptions:
        assert one.low < one.value < one.high
        assert one.why
        for value in (one.low, one.value, one.high):
            assert lane.manual.with_changes({one.path: value})
    assert "`build`, `deploy`" in lane.manual.note


def test_one_guess_is_told_in_the_singular():
    measured = stage("build", runs=StageRuns((1.0,), ended=1))
    lane = from_pipeline(road(measured, stage("deploy", production=True)))

    assert "Assumed, not measured: how long `deploy` works." in lane.manual.note
    assert "unmeasured check" not in lane.manual.note


def test_what_was_measured_of_the_whole_sets_arrivals_rhythm_failures_and_recovery():
    figures = Figures(changes_per_week=42.0, every=56.0, gate_wait=5.0, fails=0.01, recovery=2.0)
    lane = from_pipeline(road(stage("build"), stage("deploy", BUTTON, production=True)), figures)
    manual = by_id(lane.manual)

    assert lane.manual.arrivals.between.mean == 4.0
    assert lane.manual.arrivals.calendar is None
    assert lane.places["deploy"] == ("deploy-wait", "deploy-decision", "deploy")
    assert (manual["deploy-wait"].work.value, manual["deploy-decision"].departures.every) == (5.0, 56.0)
    assert lane.manual.production.fails == 0.01
    assert lane.manual.production.recover.mean == pytest.approx(2.0 * 2**0.5)
    assert by_id(lane.automatic)["deploy-wait"].work is None
    assert set(lane.measured) == {
        "arrivals.between.mean",
        "deploy-decision.departures.every",
        "deploy-wait.work.value",
        "production.fails",
        "production.recover.mean",
    }
    assert "Measured: 42 changes a week." in lane.manual.note
    check(lane)


def test_a_measured_wait_stands_before_an_added_decision_at_the_joined_end_too():
    lane = from_pipeline(
        road(stage("a"), stage("b", after=("a",)), stage("c", after=("a",))),
        Figures(every=24.0, gate_wait=2.0),
    )

    assert [one.id for one in lane.manual.stages][-3:] == ["live-wait", "live-decision", "live"]
    check(lane)


def test_where_each_change_is_deployed_by_itself_the_gate_holds_nobody_up():
    first = PipelineStage("start", "A person sets a tag", BUTTON)
    lane = from_pipeline(road(first, stage("deploy", BUTTON, production=True)), Figures(every=0.0))

    gates = [by_id(lane.manual)[name] for name in lane.gates]
    assert [gate.capacity for gate in gates] == ["unlimited", "unlimited"]
    assert all(gate.departures is None for gate in gates)
    check(lane)


def test_hundreds_of_jobs_side_by_side_are_shown_as_one_with_a_note():
    many = [stage(f"test-{n}", after=("build",), width=2) for n in range(300)]
    last = stage("deploy", after=tuple(one.id for one in many), production=True)
    lane = from_pipeline(road(stage("build"), *many, last))

    assert [one.id for one in lane.manual.stages] == ["build", "test-0", "deploy-decision", "deploy"]
    assert by_id(lane.manual)["test-0"].shards == 600
    assert by_id(lane.manual)["test-0"].title == "300 stages such as Test-0"
    assert "300 stages are shown as one, `test-0`: Test-0, Test-1, Test-2 and 297 more." in lane.notes
    check(lane)


def test_the_runs_of_a_fold_are_those_of_all_its_stages():
    runs = StageRuns((0.2,), (0.1,), ended=2, red=1)
    many = [stage(f"t{n}", after=("build",), runs=runs) for n in range(100)]
    last = stage("deploy", after=tuple(one.id for one in many), production=True)
    lane = from_pipeline(road(stage("build"), *many, last))

    assert lane.measured["t0.rework.rate"].startswith("100 of 200 runs")


def test_hundreds_of_jobs_in_chains_are_folded_by_how_far_they_stand_from_the_beginning():
    chains = [
        stage(f"c{chain}-{n}", after=(f"c{chain}-{n - 1}",) if n else ())
        for chain in range(50)
        for n in range(4)
    ]
    lane = from_pipeline(road(*chains, stage("end", after=tuple(f"c{chain}-3" for chain in range(50)))))

    assert [one.id for one in lane.manual.stages] == [
        "c0-0",
        "c0-1",
        "c0-2",
        "c0-3",
        "end-decision",
        "end",
    ]
    assert len(lane.notes) >= 4
    check(lane)


@st.composite
def pipelines(draw, most=9):
    """Draw a pipeline of any shape, with marks, copies and runs."""
    many = draw(st.integers(1, most))
    stages = []
    for i in range(many):
        mark = draw(st.sampled_from([BOLT, BOLT, BOLT, BUTTON, HOURGLASS, HAND]))
        earlier = [f"s{n}" for n in range(i)]
        after = tuple(draw(st.lists(st.sampled_from(earlier), unique=True, max_size=3))) if earlier else ()
        runs = draw(st.sampled_from([None, StageRuns((0.1, 0.4), (0.0,), 4, 2, 1), StageRuns((), (), 1, 1)]))
        stages.append(
            PipelineStage(
                f"s{i}",
                f"Stage {i}",
                mark,
                Fact.YES if mark in {BOLT, BUTTON} and draw(st.booleans()) else Fact.UNKNOWN,
                draw(st.sampled_from([after, after, None])),
                draw(st.sampled_from([1, 1, 3])),
                (),
                draw(st.integers(0, 4)) == 0,
                runs,
            )
        )
    return Pipeline(tuple(stages))


FIGURES = st.builds(
    Figures,
    st.sampled_from([None, 20.0, 200.0]),
    st.sampled_from([None, 0.0, 12.0]),
    st.sampled_from([0.0, 3.0]),
    st.sampled_from([None, 0.0, 0.1]),
    st.sampled_from([None, 0.5]),
)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(pipelines(), FIGURES)
def test_any_pipeline_keeps_its_edges_and_its_twins_differ_at_their_gates_alone(pipeline, figures):
    lane = from_pipeline(pipeline, figures)

    assert edges_of(lane) == edges_in(pipeline)
    for left, right in zip(lane.manual.stages, lane.automatic.stages, strict=True):
        assert (left.id, left.after, left.title) == (right.id, right.after, right.title)
        assert left == right or left.id in lane.gates
    for names in lane.places.values():
        chain = [by_id(lane.manual)[name] for name in names]
        assert all(later.after == (earlier.id,) for earlier, later in pairwise(chain))
    assert set(lane.places) == {one.id for one in pipeline.stages}
    check(lane)


@settings(deadline=None, max_examples=15, derandomize=True)
@given(pipelines(most=120))
def test_a_pipeline_of_any_length_becomes_a_road_that_can_be_simulated(pipeline):
    lane = from_pipeline(pipeline)

    if len(pipeline.stages) <= MOST_STAGES:
        assert edges_of(lane) == edges_in(pipeline)
    assert lane == from_pipeline(pipeline)
    check(lane)
