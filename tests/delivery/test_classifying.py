"""What a way of working is called, and why."""

from dataclasses import fields, replace
from functools import cache
from itertools import product

import pytest

from delivery import Fact, Kind, Practices, Trigger, Verdict, classify
from delivery.classifying import TEXTS

YES, NO, UNKNOWN = Fact.YES, Fact.NO, Fact.UNKNOWN
NAMES = tuple(field.name for field in fields(Practices))
VALUES = {name: tuple(Trigger) if name == "trigger" else tuple(Fact) for name in NAMES}
EVERY_COMBINATION = [Practices(*values) for values in product(*VALUES.values())]

DEPLOYING = Practices(YES, YES, YES, YES, YES, YES, Trigger.AUTOMATIC, NO)
DELIVERING = replace(DEPLOYING, trigger=Trigger.BUTTON)
INTEGRATING = replace(DELIVERING, deploys_by_pipeline=NO, trigger=Trigger.NONE)


@cache
def judge(practices: Practices) -> Verdict:
    return classify(practices)


def unknown_facts(practices):
    return [name for name in NAMES if getattr(practices, name) == "unknown"]


def answers(practices, name):
    return [
        replace(practices, **{name: value})
        for value in VALUES[name]
        if value is not Fact.UNKNOWN and value is not Trigger.UNKNOWN
    ]


def facts_of(verdict):
    return [reason.fact for reason in verdict.reasons]


def test_all_practices_with_an_automatic_start_and_no_gate_are_continuous_deployment():
    assert classify(DEPLOYING).kind is Kind.DEPLOYMENT
    assert facts_of(classify(DEPLOYING)) == list(NAMES)


def test_a_button_makes_it_continuous_delivery():
    verdict = classify(DELIVERING)
    assert verdict.kind is Kind.DELIVERY
    assert verdict.reasons[-1].fact == "trigger"
    assert verdict.reasons[-1].value is Trigger.BUTTON
    assert "a tag, a release, a dispatch is a button" in verdict.reasons[-1].text


def test_a_schedule_is_a_policy_and_not_continuous_deployment():
    verdict = classify(replace(DEPLOYING, trigger=Trigger.SCHEDULE))
    assert verdict.kind is Kind.DELIVERY
    assert "a schedule is a policy" in verdict.reasons[-1].text


def test_an_approval_turns_continuous_deployment_into_delivery_and_is_named():
    verdict = classify(replace(DEPLOYING, manual_gate=YES))
    assert verdict.kind is Kind.DELIVERY
    assert facts_of(verdict)[-1] == "manual_gate"


def test_an_unknown_gate_cannot_tell_delivery_from_deployment():
    verdict = classify(replace(DEPLOYING, manual_gate=UNKNOWN))
    assert verdict.kind is Kind.UNKNOWN
    assert facts_of(verdict) == ["manual_gate"]


def test_an_unknown_gate_does_not_matter_where_a_person_presses_the_button_anyway():
    assert classify(replace(DELIVERING, manual_gate=UNKNOWN)).kind is Kind.DELIVERY


def test_steps_by_hand_are_neither_delivery_nor_deployment():
    verdict = classify(INTEGRATING)
    assert verdict.kind is Kind.INTEGRATION
    assert "neither delivery nor deployment" in " ".join(reason.text for reason in verdict.reasons)
    assert facts_of(verdict)[-2:] == ["deploys_by_pipeline", "trigger"]


def test_not_deployable_on_demand_is_integration_however_automatic_the_start_is():
    assert classify(replace(DEPLOYING, deployable_on_demand=NO)).kind is Kind.INTEGRATION


@pytest.mark.parametrize(
    "name", ["integrates_daily", "builds_automatically", "tests_automatically", "fixes_red_first"]
)
def test_without_any_one_part_of_integration_it_is_none_of_the_three(name):
    verdict = classify(replace(DEPLOYING, **{name: NO}))
    assert verdict.kind is Kind.NONE
    assert facts_of(verdict) == [name]


def test_missing_tests_are_none_of_the_three_whatever_else_is_unknown():
    verdict = classify(Practices(tests_automatically=NO))
    assert verdict.kind is Kind.NONE
    assert [reason.value for reason in verdict.reasons] == [NO]
    assert "missing" in verdict.reasons[0].text


def test_what_is_not_known_at_all_is_unknown_and_every_question_is_open():
    verdict = classify(Practices())
    assert verdict.kind is Kind.UNKNOWN
    assert facts_of(verdict) == list(NAMES)


def test_every_complete_set_of_facts_has_the_verdict_of_a_plain_reading_of_the_definitions():
    complete = [practices for practices in EVERY_COMBINATION if not unknown_facts(practices)]
    assert len(complete) == 2**7 * 4
    for practices in complete:
        integrates, builds, tests, red, path, ready, trigger, gate = (getattr(practices, n) for n in NAMES)
        expected = Kind.NONE
        if (integrates, builds, tests, red) == (YES, YES, YES, YES):
            expected = Kind.INTEGRATION
            if (path, ready) == (YES, YES) and trigger is not Trigger.NONE:
                expected = Kind.DELIVERY
                if trigger is Trigger.AUTOMATIC and gate is NO:
                    expected = Kind.DEPLOYMENT
        assert judge(practices).kind is expected, practices


def test_a_verdict_is_unknown_exactly_where_a_further_answer_could_change_it():
    """Every further answer agrees with a known verdict; where all answers agree, it is known already."""
    assert len(EVERY_COMBINATION) == 3**7 * 5
    for practices in EVERY_COMBINATION:
        for name in unknown_facts(practices):
            kinds = {judge(refined).kind for refined in answers(practices, name)}
            known = judge(practices).kind
            assert known is Kind.UNKNOWN or kinds == {known}, (practices, name)
            if len(kinds) == 1:
                assert kinds == {known}, (practices, name)


def test_every_verdict_has_reasons_in_the_roads_order_with_the_facts_own_values():
    for practices in EVERY_COMBINATION:
        reasons = judge(practices).reasons
        assert reasons, practices
        assert [reason.fact for reason in reasons] == [
            name for name in NAMES if name in {reason.fact for reason in reasons}
        ]
        assert all(reason.value is getattr(practices, reason.fact) for reason in reasons)


def test_the_reasons_of_a_known_verdict_alone_settle_it():
    for practices in EVERY_COMBINATION:
        verdict = judge(practices)
        if verdict.kind is not Kind.UNKNOWN:
            only = Practices(**{reason.fact: reason.value for reason in verdict.reasons})
            assert judge(only).kind is verdict.kind, practices


def test_the_reasons_of_an_unknown_verdict_are_open_questions_whose_answers_settle_it():
    for practices in EVERY_COMBINATION:
        verdict = judge(practices)
        if verdict.kind is Kind.UNKNOWN:
            asked = facts_of(verdict)
            assert set(asked) <= set(unknown_facts(practices))
            for answer in product(*(VALUES[name] for name in asked)):
                if "unknown" not in answer:
                    told = replace(practices, **dict(zip(asked, answer, strict=True)))
                    assert judge(told).kind is not Kind.UNKNOWN, (practices, told)


def test_every_value_of_every_fact_has_its_own_plain_sentence():
    assert {name: set(texts) for name, texts in TEXTS.items()} == {n: set(v) for n, v in VALUES.items()}
    sentences = [text for texts in TEXTS.values() for text in texts.values()]
    assert len(set(sentences)) == len(sentences) == 7 * 3 + 5
    assert all(text[0].isupper() and text[-1] == "." for text in sentences)
