"""A lane set to what was measured, and a verdict on how well it fits."""

import math

import pytest

from assessments.evidence.deployments import measure_log
from assessments.evidence.history import Commit, Tag, measure_history
from assessments.evidence.logs import Reading, read_log
from assessments.evidence.records import parse_records
from delivery import Fact, Mark, Pipeline, PipelineStage
from loop import Fit, Observed, calibrate, observed_in_history, observed_in_log
from loop.calibrating import fails_per_change, planned, rhythm
from simulator import Study

ROAD = Pipeline(
    (
        PipelineStage("start", "A person sets a tag", Mark.BUTTON),
        PipelineStage("test", "Test", Mark.BOLT, Fact.YES),
        PipelineStage("deploy", "Deploy", Mark.BOLT, Fact.YES, production=True),
    )
)
YEAR = 8760.0
DAY = 86400


def fit(measured, simulated, within=0.1):
    return Fit("deployments", "per day", measured, simulated, within)


@pytest.mark.parametrize(("changes", "every"), [(1.0, 0.5), (1.0, 10.0), (0.02, 300.0)])
def test_the_rhythm_gives_back_the_frequency_it_was_reckoned_from(changes, every):
    frequency = (1 - math.exp(-changes * every)) / every

    assert rhythm(changes, frequency) == pytest.approx(every, rel=1e-9)


def test_where_nearly_every_change_is_deployed_there_is_no_rhythm():
    assert rhythm(1.0, 0.96) == 0.0
    assert rhythm(1.0, 2.0) == 0.0


def test_a_failed_deployment_is_followed_by_one_that_mends_it():
    # 100 deployments, 20 of them failed: 80 brought 800 changes, and 20 of these 80 broke something.
    observed = Observed(YEAR, changes=800, deployments=100, lead=1.0, fails=0.2)

    assert planned(observed) == pytest.approx(80)
    assert fails_per_change(observed) == pytest.approx(1 - 0.75**0.1)


def test_without_a_measured_share_of_failures_no_change_fails():
    assert fails_per_change(Observed(YEAR, 10, 5, 1.0)) == 0.0
    assert fails_per_change(Observed(YEAR, 10, 5, 1.0, fails=0.0)) == 0.0


def test_deployments_that_all_fail_do_not_break_the_reckoning():
    assert 0 < fails_per_change(Observed(YEAR, 10, 5, 1.0, fails=1.0)) < 1


def test_how_far_off_a_number_is_decides_whether_it_holds():
    assert fit(2.0, 2.2).off == pytest.approx(0.1)
    assert fit(2.0, 2.19).holds
    assert fit(2.0, 1.81).holds
    assert not fit(2.0, 2.21).holds
    assert not fit(2.0, None).holds
    assert fit(2.0, None).off is None


def test_a_fit_says_by_how_much_it_is_off_and_what_is_allowed():
    assert str(fit(2.0, 2.1)) == "deployments: measured 2 per day, simulated 2.1; off by 5%, 10% is allowed"
    assert str(fit(2.0, 3.0)) == "deployments: measured 2 per day, simulated 3; 50% too much, 10% is allowed"
    assert str(fit(2.0, 1.0)).endswith("50% too little, 10% is allowed")
    assert str(fit(2.0, None)) == "deployments: measured 2 per day, simulated none"


def test_a_lead_time_that_is_mostly_waiting_for_a_release_is_met():
    # Twelve changes a week, a release every two weeks: half of that is 168 h, and 60 h more are waited.
    observed = Observed(YEAR, changes=626, deployments=26, lead=230.0)
    found = calibrate(ROAD, observed)

    assert found.calibrated
    assert found.verdict.startswith("Calibrated. median lead time: measured 230 h")
    assert found.figures.every == pytest.approx(YEAR / 26, rel=0.01)
    assert found.figures.gate_wait == pytest.approx(230 - YEAR / 52 - found.automatic_path, abs=5)
    assert "Nobody said which deployments failed" in " ".join(found.notes)


def test_failures_and_their_mending_count_as_deployments_and_the_frequency_is_met():
    observed = Observed(
        YEAR, changes=1000, deployments=125, lead=60.0, fails=0.2, recovery=2.0, lead_p90=110.0
    )
    found = calibrate(ROAD, observed)

    assert found.calibrated, found.verdict
    assert "Not fitted, to check: 90 % of changes took at most 110 h" in found.notes[-1]
    assert not any("Nobody said" in note for note in found.notes)


def test_where_each_change_is_deployed_by_itself_the_rest_is_a_wait():
    observed = Observed(YEAR, changes=1000, deployments=1000, lead=5.0)
    found = calibrate(ROAD, observed)

    assert found.calibrated, found.verdict
    assert found.figures.every == 0.0
    assert "deployed by itself" in " ".join(found.notes)


def test_changes_that_come_shortly_before_a_release_are_said_not_to_be_calibrated():
    observed = Observed(YEAR, changes=626, deployments=26, lead=40.0)
    found = calibrate(ROAD, observed)

    assert not found.calibrated
    assert found.verdict.startswith("Not calibrated. median lead time: measured 40 h, simulated 1")
    assert "too much, 15% is allowed." in found.verdict
    assert "shortly before a deployment" in " ".join(found.notes)
    assert found.fits[1].holds


def test_a_wait_is_corrected_once_where_the_first_guess_is_off():
    # Mending a failed deployment takes longer than the rhythm, which the first guess does not know.
    observed = Observed(YEAR, changes=900, deployments=100, lead=300.0, fails=0.2, recovery=100.0)
    found = calibrate(ROAD, observed)

    guess = observed.lead - found.automatic_path - found.figures.every / 2
    assert found.figures.gate_wait < guess - 0.05 * observed.lead
    assert abs(found.fits[0].off) < 0.04


def test_a_release_of_very_many_changes_is_still_simulated_in_a_moment():
    found = calibrate(ROAD, Observed(YEAR, changes=60_000, deployments=2, lead=2190.0))

    assert found.fits[0].simulated == pytest.approx(2190, rel=0.3)


@pytest.mark.parametrize(
    ("observed", "said"),
    [
        (Observed(YEAR, 0, 5, None), "No change with a known commit time"),
        (Observed(YEAR, 5, 0, 3.0), "There is no deployment"),
        (Observed(YEAR, 5, 5, None), "No lead time was measured"),
        (Observed(YEAR, 5, 5, 0.0), "No lead time was measured"),
    ],
)
def test_too_little_to_calibrate_is_said_and_a_lane_is_there_all_the_same(observed, said):
    found = calibrate(ROAD, observed)

    assert not found.calibrated
    assert said in found.verdict
    assert found.fits == ()
    assert found.lane.manual.stages


def test_the_same_evidence_gives_the_same_calibration():
    observed = Observed(YEAR, changes=626, deployments=26, lead=230.0)
    study = Study(replications=4, changes=200)

    assert calibrate(ROAD, observed, study) == calibrate(ROAD, observed, study)


def test_a_history_counts_released_changes_and_takes_tags_for_deployments():
    commits = (
        Commit("c", ("b",), 9 * DAY, "three"),
        Commit("b", ("a",), 4 * DAY, "two"),
        Commit("a", (), 2 * DAY, "one"),
    )
    history = measure_history(commits, (Tag("v1.0", "b", 6 * DAY), Tag("v1.1", "c", 10 * DAY)))

    assert observed_in_history(history, 240.0) == Observed(240.0, 3, 2, lead=48.0, lead_p90=48.0)


def test_a_history_without_releases_says_no_lead_time():
    history = measure_history((Commit("a", (), DAY, "one"),), ())

    assert observed_in_history(history, 24.0) == Observed(24.0, 0, 0, lead=None)


LOG = """\
id,finished,commit,committed
1,2026-03-02T12:00:00Z,a,2026-03-02T02:00:00Z
2,2026-03-03T12:00:00Z,b,2026-03-03T02:00:00Z
2,2026-03-03T12:00:00Z,c,2026-03-03T08:00:00Z
3,2026-03-04T12:00:00Z,d,2026-03-04T06:00:00Z
"""
INCIDENTS = "id,created,resolved\ni,2026-03-03T13:00:00Z,2026-03-03T15:00:00Z\n"


def test_a_log_says_what_came_with_all_but_the_first_deployment():
    log = read_log(parse_records(LOG), parse_records(INCIDENTS), Reading())
    observed = observed_in_log(log, measure_log(log))

    assert observed == Observed(
        hours=72.0,
        changes=3,
        deployments=3,
        lead=6.0,
        fails=pytest.approx(1 / 3),
        recovery=3.0,
        lead_p90=6.0,
    )


def test_a_log_of_single_deployments_without_changes_has_no_lead_time():
    log = read_log(parse_records("id,finished\n1,2026-03-02T12:00:00Z\n"), None, Reading())

    assert observed_in_log(log, measure_log(log)).lead_p90 is None


def test_an_empty_log_says_nothing():
    log = read_log(parse_records("id,finished\n"), None, Reading())

    assert observed_in_log(log, measure_log(log)) is None
