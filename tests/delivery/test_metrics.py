"""DORA's five metrics from deployment records, computed by hand first."""

import math
from dataclasses import replace
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery import (
    METRICS,
    DeliveryError,
    Deployment,
    DeploymentError,
    Measured,
    WindowError,
    load_sources,
    measure_delivery,
)

# Ten deployments in ten days (240 h). Lead times [h] of their changes:
#   d01 24-20=4, 24-14=10             d02 48-42=6               d03 failed, restored at 75: 75-66=9, 75-70=5
#   d04 the fix of d03, no change     d05 96-94=2               d06 120-108=12, 120-119=1
#   d07 failed, never restored: 2 changes not live yet          d08 the fix of an old incident: 170-169=1
#   d09 failed, restored at 206: 206-185=21                     d10 230-222=8
LOG = (
    Deployment("d01", 24, commits=(20, 14)),
    Deployment("d02", 48, commits=(42,)),
    Deployment("d03", 72, failed=True, restored=75, commits=(66, 70)),
    Deployment("d04", 75, unplanned=True),
    Deployment("d05", 96, commits=(94,)),
    Deployment("d06", 120, commits=(108, 119)),
    Deployment("d07", 144, failed=True, commits=(130, 140)),
    Deployment("d08", 170, commits=(169,), unplanned=True),
    Deployment("d09", 200, failed=True, restored=206, commits=(185,)),
    Deployment("d10", 230, commits=(222,)),
)
WINDOW = (0.0, 240.0)


def test_the_change_lead_time_is_the_median_of_the_changes_that_are_live():
    # sorted: 1 1 2 4 5 6 8 9 10 12 21 -> the sixth of eleven is 6; the two changes of d07 are left out
    assert measure_delivery(LOG, WINDOW).change_lead_time == Measured(6, "h", 11, 2)


def test_the_deployment_frequency_counts_all_deployments_over_calendar_days():
    # ten deployments, two of them unplanned, in 240 h = 10 days
    assert measure_delivery(LOG, WINDOW).deployment_frequency == Measured(1.0, "per day", 10, 0)


def test_the_recovery_time_is_the_median_of_the_failures_that_were_restored():
    # d03 75-72=3 and d09 206-200=6 -> (3+6)/2 = 4.5; d07 is not restored yet
    assert measure_delivery(LOG, WINDOW).failed_deployment_recovery_time == Measured(4.5, "h", 2, 1)


def test_the_change_fail_rate_is_failed_deployments_over_all_deployments():
    # d03, d07 and d09 of ten
    assert measure_delivery(LOG, WINDOW).change_fail_rate == Measured(0.3, "share", 10)


def test_the_rework_rate_is_unplanned_deployments_over_all_deployments():
    # d04 and d08 of ten
    assert measure_delivery(LOG, WINDOW).deployment_rework_rate == Measured(0.2, "share", 10)


def test_a_window_counts_what_finished_from_its_start_until_just_before_its_end():
    # from 48 (d02 is in) to 96 (d05 is out): d02 d03 d04; lead times 6 9 5; 3 per 2 days; d03 of three failed
    measured = measure_delivery(LOG, (48, 96))
    assert measured.window == (48, 96)
    assert measured.change_lead_time == Measured(6, "h", 3)
    assert measured.deployment_frequency == Measured(1.5, "per day", 3, 7)
    assert measured.failed_deployment_recovery_time == Measured(3, "h", 1)
    assert measured.change_fail_rate.value == pytest.approx(1 / 3)
    assert measured.deployment_rework_rate.value == pytest.approx(1 / 3)


def test_no_data_is_no_value_and_n_0():
    for log, window in (((), WINDOW), (LOG, (1000.0, 2000.0))):
        measured = measure_delivery(log, window)
        assert [(one.value, one.n) for one in measured.by_id().values()] == [(None, 0)] * 5
    assert measure_delivery(LOG, (1000.0, 2000.0)).deployment_frequency.excluded == 10


def test_deployments_without_changes_or_failures_still_have_a_frequency():
    measured = measure_delivery((Deployment("only", 5),), (0, 48))
    assert measured.deployment_frequency.value == 0.5
    assert measured.change_fail_rate.value == 0
    assert measured.change_lead_time == Measured(None, "h", 0)
    assert measured.failed_deployment_recovery_time == Measured(None, "h", 0)


def test_the_figures_are_plain_values_under_doras_names():
    plain = measure_delivery(LOG, WINDOW).as_dict()
    assert list(plain) == [metric.id for metric in METRICS.values() if metric.dora]
    assert plain["change_lead_time"] == {
        "value": 6,
        "unit": "h",
        "n": 11,
        "window": [0.0, 240.0],
        "excluded": 2,
    }


@pytest.mark.parametrize(
    "window", [(5, 5), (6, 5), (math.nan, 5), (0, math.nan), (0, math.inf), (-math.inf, 0)]
)
def test_a_window_that_is_no_window_is_refused(window):
    with pytest.raises(WindowError, match="ends after it starts"):
        measure_delivery(LOG, window)
    assert issubclass(WindowError, DeliveryError)


def test_the_same_deployment_twice_is_refused():
    with pytest.raises(DeploymentError, match="twice there is d01, d02"):
        measure_delivery((*LOG, LOG[1], LOG[0]), WINDOW)


@st.composite
def logs(draw):
    log = []
    for i in range(draw(st.integers(0, 12))):
        finished = draw(st.floats(0, 500))
        failed = draw(st.booleans())
        restored = finished + draw(st.floats(0, 100)) if failed and draw(st.booleans()) else None
        commits = tuple(finished - age for age in draw(st.lists(st.floats(0, 300), max_size=4)))
        log.append(Deployment(f"d{i}", finished, failed, restored, commits, unplanned=draw(st.booleans())))
    return log


@settings(deadline=None, max_examples=150, derandomize=True)
@given(logs(), st.floats(0, 400), st.floats(1, 400), st.randoms(use_true_random=False))
def test_whatever_the_log_shares_lie_in_0_to_1_and_nothing_depends_on_its_order(log, start, length, dice):
    window = (start, start + length)
    measured = measure_delivery(log, window)
    within = [one for one in log if start <= one.finished < start + length]
    for one in measured.by_id().values():
        assert (one.value is None) == (one.n == 0)
        assert one.value is None or (math.isfinite(one.value) and one.value >= 0)
    for share in (measured.change_fail_rate, measured.deployment_rework_rate):
        assert share.n == len(within)
        assert share.value is None or share.value <= 1
    changes = sum(len(one.commits) for one in within)
    assert measured.change_lead_time.n + measured.change_lead_time.excluded == changes
    shuffled = list(log)
    dice.shuffle(shuffled)
    assert measure_delivery(shuffled, window) == measured


@settings(deadline=None, max_examples=60, derandomize=True)
@given(logs(), st.integers(-1000, 1000))
def test_moving_the_clock_moves_no_figure(log, shift):
    moved = [
        replace(
            one,
            finished=one.finished + shift,
            restored=None if one.restored is None else one.restored + shift,
            commits=tuple(min(commit + shift, one.finished + shift) for commit in one.commits),
        )
        for one in log
    ]
    before = measure_delivery(log, (-1000, 3000))
    after = measure_delivery(moved, (-1000 + shift, 3000 + shift))
    for name, figure in before.by_id().items():
        assert after.by_id()[name].n == figure.n
        assert after.by_id()[name].value == pytest.approx(figure.value, abs=1e-6)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(st.floats(0, 1000), min_size=1, max_size=30))
def test_lead_times_of_deployments_that_held_have_their_plain_median(ages):
    log = [Deployment(str(i), 1000, commits=(1000 - age,)) for i, age in enumerate(ages)]
    expected = median(1000 - (1000 - age) for age in ages)
    assert measure_delivery(log, (0, 1001)).change_lead_time.value == pytest.approx(expected)


def test_doras_five_metrics_stand_in_two_factors():
    dora = {metric.id: (metric.factor, metric.better) for metric in METRICS.values() if metric.dora}
    assert dora == {
        "change_lead_time": ("throughput", "lower"),
        "deployment_frequency": ("throughput", "higher"),
        "failed_deployment_recovery_time": ("throughput", "lower"),
        "change_fail_rate": ("instability", "lower"),
        "deployment_rework_rate": ("instability", "lower"),
    }


def test_every_metric_is_explained_and_its_source_exists():
    sources = load_sources()
    for name, metric in METRICS.items():
        assert metric.id == name
        assert metric.source in sources
        assert metric.meaning.endswith(".")
        assert metric.unit
    assert set(METRICS) == {
        "change_lead_time",
        "deployment_frequency",
        "failed_deployment_recovery_time",
        "change_fail_rate",
        "deployment_rework_rate",
        "failed_changes_per_1000",
        "failed_deployments_per_1000",
        "wait",
        "work",
        "hands_on",
        "flow_efficiency",
        "wip",
        "throughput",
    }
    assert len({metric.title for metric in METRICS.values()}) == len(METRICS)


def test_the_table_of_metrics_cannot_be_changed():
    with pytest.raises(TypeError):
        METRICS["wip"] = METRICS["wait"]
