"""What a team does in the words of the field, and how it stands beside others."""

from __future__ import annotations

import pytest

from assessments import beside, carry_over, facts_of, score, speaks, verdict_of
from delivery import Fact, Kind, Practices, Trigger, load_benchmarks

OPTIONS = [
    {"id": "person", "text": "A person", "value": 0, "facts": {"trigger": "button", "manual_gate": "yes"}},
    {"id": "change", "text": "A change", "value": 1, "facts": {"trigger": "automatic"}},
]


def starts(build, **more):
    question = {"kind": "single", "text": "What starts it?", "options": OPTIONS}
    return build.questionnaire([build.practice("start", question=question), build.practice("two")], **more)


def test_a_chosen_option_says_its_facts_and_nothing_else_is_known(build):
    said = facts_of(starts(build), build.answers({"start": "person", "two": "o3"}))
    assert said == Practices(trigger=Trigger.BUTTON, manual_gate=Fact.YES)


@pytest.mark.parametrize("open_answer", ["dont-know", "elsewhere", "not-applicable"])
def test_an_open_answer_leaves_its_facts_unknown(build, open_answer):
    assert facts_of(starts(build), build.answers({"start": open_answer})) == Practices()


def test_a_questionnaire_without_facts_has_no_verdict(build):
    silent = build.questionnaire([build.practice("one")])
    assert not speaks(silent)
    assert verdict_of(silent, build.answers({})) is None
    assert speaks(starts(build))
    assert verdict_of(starts(build), build.answers({})).kind is Kind.UNKNOWN


def metrics(build, **more):
    rate = {"kind": "percent", "text": "How many?", "reverse": True}
    rows = [
        build.practice("lead", measures=["wait", "change_lead_time"]),
        build.practice("fails", measures=["change_fail_rate"], question=rate),
        build.practice("other", measures=["wait"]),
        build.practice("last"),
    ]
    return build.questionnaire(rows, **more)


def test_five_metrics_stand_beside_the_means_of_everyone(build):
    asked = metrics(build)
    check = load_benchmarks().quick_check_of(2025)
    lead, fails, whole = beside(asked, score(asked, build.answers({"lead": "o2", "fails": 30.0})), check)
    assert (lead.id, lead.score, lead.mean, lead.deviation) == ("lead", 6.0, 5.5, 2.4)
    assert (fails.score, fails.mean, fails.deviation) == (7.0, 8.1, 2.1)
    assert (whole.id, whole.mean, whole.deviation) == ("small", pytest.approx(6.72), None)
    assert (whole.low, whole.high) == (pytest.approx(3.25), pytest.approx(8.25))


def test_an_industry_has_means_and_no_deviation_and_an_open_metric_no_score(build):
    asked = metrics(build)
    check = load_benchmarks().quick_check_of(2025)
    lead, fails, _ = beside(asked, score(asked, build.answers({"lead": "dont-know"})), check, "energy")
    assert (lead.score, lead.low, lead.high, lead.mean, lead.deviation) == (None, 0.0, 10.0, 5.4, None)
    assert fails.mean == pytest.approx(8.2)


def test_a_year_without_all_five_metrics_has_no_mean_of_the_whole(build):
    asked = metrics(build)
    check = load_benchmarks().quick_check_of(2024)
    assert beside(asked, score(asked, build.answers({})), check)[-1].mean is None


def test_a_score_reads_on_the_scale_of_its_model(build):
    asked = metrics(build, scoring={"native": {"most": 10, "unit": "of 10"}})
    scores = score(asked, build.answers({"lead": "o2"}))
    assert scores.practices["lead"].as_dict()["native"] == 6.0
    assert scores.practices["fails"].native is None


def test_answers_are_carried_over_as_far_as_they_fit(build):
    always = {"kind": "single", "text": "What?", "options": OPTIONS, "not_applicable": {"allowed": False}}
    target = build.questionnaire(
        [build.practice("one"), build.practice("two", question=always), build.practice("four")],
        id="new",
        version="2",
    )
    old = build.answers({"one": "o2", "two": "o2", "three": "o1", "four": "not-applicable"})
    new, left = carry_over(old, target)
    assert (new.questionnaire, new.version, list(new.answers)) == ("new", "2", ["one", "four"])
    assert left == ("two", "three")
    assert new.answers["one"] == old.answers["one"]
    assert score(target, new).problems == ()
    refused, left = carry_over(build.answers({"two": "not-applicable"}), target)
    assert (refused.answers, left) == ({}, ("two",))
