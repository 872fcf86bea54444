"""Without the compiler the metrics are the same to the last bit, as they are sums in the same order."""

from dataclasses import replace

import pytest

from simulator import Study, compile_scenario, measure, scenario_from_text, simulate

EVERYTHING = """format: 1
id: everything
title: Everything
calendars: {office: {days: mon-fri, hours: "09:00-17:00"}}
arrivals:
  between: {dist: exponential, mean: 2h}
  classes: [{id: hotfix, share: 0.2, priority: 1}, {id: feature, share: 0.8, priority: 2}]
defects: 0.2
stages:
  - {id: merge, mark: bolt, capacity: 2, work: {dist: exponential, mean: 1h}}
  - id: review
    mark: hand
    capacity: 2
    calendar: office
    work: {dist: exponential, mean: 30m}
    rework: {rate: 0.2}
  - {id: test, mark: bolt, work: {dist: exponential, mean: 30m}, flaky: {rate: 0.3, attempts: 3, hold: false}}
  - {id: deploy, mark: hand, batch: {max: 3}, work: {dist: exponential, mean: 1h}, catches: 0.1}
integration: {conflicts: {rate: 0.2, work: {dist: exponential, mean: 1h}}}
production:
  fails: 0.1
  detect: {dist: exponential, mean: 1h}
  recover: {dist: exponential, mean: 3h}
  rollback: {share: 0.5, work: {dist: exponential, mean: 30m}}
"""

BROKEN = """format: 1
id: broken
title: Broken
arrivals: {between: {dist: constant, value: 1h}}
stages: [{id: deploy, mark: bolt}]
production: {fails: 1, recover: {dist: constant, value: 100h}}
"""


def both(interpreted, study, text=EVERYTHING):
    """Simulate with the compiler, and without it."""
    compiled = simulate(compile_scenario(scenario_from_text(text)), study)
    there = interpreted.Study(study.seed, study.replications, study.changes, study.hours, study.warm_up)
    return compiled, interpreted.simulate(
        interpreted.compile_scenario(interpreted.scenario_from_text(text)), there
    )


@pytest.mark.parametrize("open_hours", [False, True])
@pytest.mark.parametrize(
    "study", [Study(3, 2, 30, None, 5), Study(4, 2, hours=200), Study(5, 2, hours=3, warm_up=50)], ids=str
)
def test_the_interpreter_measures_alike(interpreted, study, open_hours):
    compiled, slow = both(interpreted, study)
    found = interpreted.measure(slow, open_hours=open_hours).as_dict()
    assert found == measure(compiled, open_hours=open_hours).as_dict()


def test_what_is_never_restored_is_measured_alike(interpreted):
    compiled, slow = both(interpreted, Study(hours=20, replications=1), BROKEN)
    found = measure(compiled)
    assert found.metrics["hands_on"]["n"] == found.metrics["failed_deployment_recovery_time"]["n"] == 0
    assert found.value("change_fail_rate") == 1
    assert interpreted.measure(slow).as_dict() == found.as_dict()


def test_a_rollback_by_machine_takes_nobody_s_hours(interpreted):
    text = BROKEN.replace("recover:", "rollback: {share: 1, work:").replace("100h}}", "2h}}}")
    compiled, slow = both(interpreted, Study(replications=1, changes=3), text)
    found = measure(compiled)
    assert found.value("hands_on") == 0
    assert found.value("failed_deployment_recovery_time") == 2
    assert interpreted.measure(slow).as_dict() == found.as_dict()


def test_a_trace_without_its_deployments_is_measured_without_them(interpreted):
    traces = [
        replace(trace, deployments=trace.deployments[:0], deployment_starts=trace.deployment_starts * 0)
        for trace in both(interpreted, Study(3, 2, 30))
    ]
    found = measure(traces[0])
    assert found.metrics["change_fail_rate"]["n"] == 0
    assert interpreted.measure(traces[1]).as_dict() == found.as_dict()
