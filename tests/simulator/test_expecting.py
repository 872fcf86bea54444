"""A scenario proves what it claims, or says where it claims too much."""

import dataclasses

import pytest

from simulator import Study, check_expectations, expecting, scenario_from_text
from simulator.expecting import metric_paths

TWO_HOURS = "work: {dist: constant, value: 2h}"
CLAIMS = f"""format: 1
id: claims
title: Claims
arrivals: {{at: [0]}}
stages: [{{id: a, mark: bolt, {TWO_HOURS}}}]
expect:
  - {{metric: work, relation: ">", value: 1}}
"""
STUDY = Study(replications=2, changes=1)


def claiming(*claims, name="claims", hours="2h"):
    text = CLAIMS[: CLAIMS.index("  - {metric")] if claims else CLAIMS[: CLAIMS.index("expect:")]
    text = text.replace("id: claims", f"id: {name}").replace("value: 2h", f"value: {hours}")
    return scenario_from_text(text + "".join(f"  - {{{claim}}}\n" for claim in claims))


def said(*scenarios):
    found = check_expectations(scenarios, STUDY)
    return [(name, *fault) for name, faults in found.items() for fault in faults]


@pytest.mark.parametrize(
    "claim",
    [
        'metric: work, relation: ">", value: 1.9',
        'metric: work, relation: ">=", value: 2',
        'metric: work.p50, relation: "<", value: 1, factor: 2.1',
        'metric: stages.a.visits, relation: "<=", value: 1',
        'metric: work, relation: "~", value: 2.1, within: 0.05',
        'metric: work, relation: "<", versus: slow',
        'metric: work, relation: "~", versus: slow, factor: 0.5, within: 0',
    ],
)
def test_a_claim_that_holds_says_nothing(claim):
    assert said(claiming(claim), claiming(name="slow", hours="4h")) == []


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ('metric: work, relation: ">", value: 2', "work > 2.0 does not hold: it is 2 against 2"),
        ('metric: work, relation: ">=", value: 3', "work >= 3.0 does not hold: it is 2 against 3"),
        (
            'metric: work, relation: "<", value: 1, factor: 2',
            "work < 2 x 1.0 does not hold: it is 2 against 1",
        ),
        ('metric: work, relation: "<=", value: 1.5', "work <= 1.5 does not hold: it is 2 against 1.5"),
        (
            'metric: work, relation: "~", value: 2.1, within: 0.01',
            "work ~ 2.1 within 0.01 does not hold: it is 2 against 2.1",
        ),
        ('metric: work, relation: ">", versus: slow', "work > slow does not hold: it is 2 against 4"),
    ],
)
def test_a_claim_that_does_not_hold_is_told_with_its_place_its_numbers_and_its_mend(claim, wrong):
    found = said(claiming(claim), claiming(name="slow", hours="4h"))

    assert found == [("claims", ("expect", 0), wrong, "change the claim, or what it is about")]


def test_a_claim_about_what_never_happened_does_not_hold():
    claim = 'metric: failed_deployment_recovery_time, relation: ">", value: 1'

    (found,) = said(claiming(claim))

    assert found[1] == ("expect", 0)
    assert "there is nothing to compare, none and 1" in found[2]


@pytest.mark.parametrize(
    ("claim", "field", "wrong", "mend"),
    [
        ("metric: workk, value: 1", "metric", "`workk` is no metric of `claims`", "did you mean `work`?"),
        (
            "metric: stages.a.wiat.p50, versus: slow",
            "metric",
            "`stages.a.wiat.p50` is no metric of `claims`",
            "did you mean `stages.a.wait.p50`?",
        ),
        ("metric: work.unit, value: 1", "metric", "`work.unit` is no metric of `claims`", None),
        ("metric: work.mean.x, value: 1", "metric", "`work.mean.x` is no metric of `claims`", None),
        ("metric: stages.a, value: 1", "metric", "`stages.a` is no metric of `claims`", None),
        ("metric: work, versus: slaw", "versus", "`slaw` is no scenario", "did you mean `slow`?"),
        ("metric: work, versus: claims", "versus", "compares the scenario with itself", None),
    ],
)
def test_a_name_that_does_not_exist_is_told_before_anything_long_runs(monkeypatch, claim, field, wrong, mend):
    measured = []
    monkeypatch.setattr(
        expecting,
        "simulate",
        lambda tables, study, run=expecting.simulate: measured.append(study) or run(tables, study),
    )
    scenarios = (claiming(f'{claim}, relation: ">"'), claiming(name="slow", hours="4h"))

    (fault,) = check_expectations(scenarios, STUDY)["claims"]

    assert (fault.location, fault.wrong) == (("expect", 0, field), wrong)
    assert mend in {None, fault.mend}
    assert STUDY not in measured


def test_a_metric_that_only_one_of_the_two_has_is_named_with_the_one_that_lacks_it():
    other = claiming(name="other").with_changes({"a": {"mark": "bolt"}})
    renamed = other.model_copy(update={"stages": (other.stages[0].model_copy(update={"id": "b"}),)})

    (found,) = said(claiming('metric: stages.a.visits, relation: "~", within: 0, versus: other'), renamed)

    assert found[2] == "`stages.a.visits` is no metric of `other`"
    assert found[3] == "did you mean `stages.b.visits`?"


def test_all_claims_are_judged_and_each_scenario_runs_once(monkeypatch):
    measured = []
    monkeypatch.setattr(
        expecting,
        "simulate",
        lambda tables, study, run=expecting.simulate: (
            measured.append((tables.scenario.id, study)) or run(tables, study)
        ),
    )
    fast = claiming('metric: work, relation: ">", versus: slow', 'metric: work, relation: ">", value: 9')
    slow = claiming('metric: work, relation: "<", versus: claims', name="slow", hours="4h")

    found = said(fast, slow)

    assert [(name, location) for name, location, _, _ in found] == [
        ("claims", ("expect", 0)),
        ("claims", ("expect", 1)),
        ("slow", ("expect", 0)),
    ]
    assert sorted(name for name, study in measured if study == STUDY) == ["claims", "slow"]


def test_a_scenario_without_claims_proves_nothing_and_runs_nothing(monkeypatch):
    monkeypatch.setattr(expecting, "simulate", None)

    assert check_expectations([claiming()]) == {}


def test_every_path_that_is_known_can_be_read():
    scenario = claiming()
    tables = expecting.compile_scenario(scenario)
    measured = expecting.measure(expecting.simulate(tables, dataclasses.replace(STUDY, replications=3)))
    paths = metric_paths(measured)

    assert {"work", "work.mean", "wip", "wip.n", "stages.a.wait.p90", "change_lead_time.var"} <= set(paths)
    assert not {"work.unit", "stages", "stages.a"} & set(paths)
    for path in paths:
        assert measured.value(path) is None or isinstance(measured.value(path), float)
