"""What files say beside a team's answers: agree, contradict, suggest, no evidence; each with its place."""

from dataclasses import replace
from datetime import date

import pytest

from assessments import Answer, Answers, AnswerState, Questionnaire, shipped_questionnaires
from assessments.evidence.history import Commit, History, measure_history
from assessments.evidence.pipelines import Answer as Said
from assessments.evidence.pipelines import At, Confidence, Facts, Mode, Reason, correct
from assessments.evidence.suggesting import (
    Citation,
    Standing,
    Statement,
    Suggestion,
    read_statements,
    suggest,
)
from delivery import Fact, Trigger

ASKED: Questionnaire = next(q for q in shipped_questionnaires().values if q.id == "delivery-practices")
SHORT: Questionnaire = next(q for q in shipped_questionnaires().values if q.id == "ci-delivery-or-deployment")


def reason(fact: str, line: int = 1, sure: Confidence = Confidence.HIGH) -> Reason:
    return Reason(fact, At("ci.yml", line), f"{fact} text", sure)


SEEN = Facts(
    automated_tests=Said.YES,
    every_change=Said.YES,
    tests_every_change=Said.YES,
    deploys_to_production=Said.YES,
    deploy_mode=Mode.MERGE,
    manual_gate=Said.NO,
    verdict="deployment",
    reasons=tuple(
        reason(fact, line)
        for line, fact in enumerate(
            ("automated_tests", "every_change", "deploys_to_production", "deploy_mode", "manual_gate"), 10
        )
    ),
)


def answers(**options: str) -> Answers:
    given = {
        name.replace("_", "-"): Answer(state=AnswerState.VALUE, option=option)
        for name, option in options.items()
    }
    return Answers(
        questionnaire=ASKED.id, version=ASKED.version, team="Quay", date=date(2026, 1, 1), answers=given
    )


def found(practice: str, given: Answers, facts: Facts = SEEN) -> Suggestion:
    rows = suggest(ASKED, read_statements(facts), given)
    return next(row for row in rows if row.practice == practice)


def test_an_answer_that_fits_agrees_and_names_the_lines() -> None:
    one = found("deploy-path", answers(deploy_path="pipeline"))
    assert one.standing is Standing.AGREES
    assert one.options == ("pipeline",)
    assert [citation.text for citation in one.citations] == [
        "ci.yml:12: deploys_to_production text",
        "ci.yml:13: deploy_mode text",
    ]


def test_an_answer_that_does_not_fit_is_contradicted_and_stays_what_it_is() -> None:
    given = answers(deploy_path="runbook", every_change_tested="nothing")
    before = given.model_dump()
    one = found("deploy-path", given)
    assert (one.standing, one.answer, one.options) == (Standing.CONTRADICTS, "runbook", ("pipeline",))
    assert found("every-change-tested", given).standing is Standing.CONTRADICTS
    assert given.model_dump() == before


def test_an_open_question_gets_a_suggestion_the_one_that_the_questionnaire_names_first() -> None:
    one = found("every-change-tested", answers())
    assert (one.standing, one.answer) == (Standing.SUGGESTS, None)
    assert one.options == ("tests", "twice")


def test_dont_know_is_an_open_question() -> None:
    given = answers()
    unsure = given.model_copy(update={"answers": {"deploy-path": Answer(state=AnswerState.DONT_KNOW)}})
    assert found("deploy-path", unsure).standing is Standing.SUGGESTS


def test_a_practice_that_files_do_not_show_has_no_evidence() -> None:
    for practice in ("red-first", "trunk-daily", "fast-feedback"):
        one = found(practice, answers(red_first="at-once"))
        assert (one.standing, one.options, one.citations) == (Standing.NOTHING, (), ())


def test_a_gate_in_the_files_fits_everybody_who_may_be_asked() -> None:
    gated = replace(SEEN, manual_gate=Said.YES)
    one = found(_practice_with("manager"), answers(), gated)
    assert set(one.options) == {"board", "manager", "peer"}
    assert one.options[0] == "manager"


def _practice_with(option: str) -> str:
    return next(
        practice.id
        for practice in ASKED.practices
        if any(one.id == option for one in ASKED.options(practice.question))
    )


def test_every_suggestion_of_the_short_questionnaire_has_a_place() -> None:
    given = Answers(
        questionnaire=SHORT.id, version=SHORT.version, team="Quay", date=date(2026, 1, 1), answers={}
    )
    rows = suggest(SHORT, read_statements(SEEN), given)
    said = [row for row in rows if row.standing is Standing.SUGGESTS]
    assert len(said) >= 4
    assert all(row.citations for row in said)
    assert all((row.standing is Standing.NOTHING) == (not row.citations) for row in rows)


def test_a_fact_that_nobody_can_see_in_a_file_is_never_said() -> None:
    said = read_statements(SEEN)
    assert set(said) == {
        "tests_automatically", "builds_automatically", "deploys_by_pipeline", "trigger", "manual_gate"
    }  # fmt: skip
    assert said["trigger"].value is Trigger.AUTOMATIC
    assert said["manual_gate"] == Statement(
        Fact.NO, (Citation("ci.yml:14: manual_gate text", Confidence.HIGH),)
    )
    assert read_statements(None) == {}


def test_missing_tests_do_not_mean_that_nothing_is_built() -> None:
    said = read_statements(replace(SEEN, tests_every_change=Said.NO))
    assert said["tests_automatically"].value is Fact.NO
    assert "builds_automatically" not in said


def test_what_starts_a_deployment_is_not_said_where_none_is_seen() -> None:
    said = read_statements(replace(SEEN, deploys_to_production=Said.NO, deploy_mode=Mode.NONE))
    assert said["deploys_by_pipeline"].value is Fact.NO
    assert "trigger" not in said
    assert "manual_gate" not in said


def test_what_releases_a_package_need_not_deploy() -> None:
    package = replace(SEEN, deploys_to_production=Said.NO, verdict="package-release")
    assert "deploys_by_pipeline" not in read_statements(package)


def test_a_fact_without_a_line_is_not_said() -> None:
    assert read_statements(replace(SEEN, reasons=())) == {}


def test_what_a_person_said_is_cited_as_said_by_a_person() -> None:
    said = read_statements(correct(SEEN, {"manual_gate": "yes"}))
    assert said["manual_gate"].value is Fact.YES
    assert said["manual_gate"].citations[0].text == "said by a person: yes"


DAY, MONDAY = 86_400, 1_767_571_200


def history(per_week: int, weeks: int) -> History:
    times = [MONDAY + 7 * DAY * week + place for week in range(weeks) for place in range(per_week)]
    names = [f"{place:040x}" for place in range(len(times))]
    commits = [
        Commit(name, tuple(names[place + 1 : place + 2]), time, "work")
        for place, (name, time) in enumerate(zip(names, reversed(times), strict=True))
    ]
    return measure_history(tuple(commits), ())


def test_weeks_with_fewer_commits_than_working_days_say_that_nobody_integrates_daily() -> None:
    said = read_statements(None, history(4, 12))
    assert said["integrates_daily"].value is Fact.NO
    assert said["integrates_daily"].citations == (
        Citation(
            "git log: half of the last 10 whole weeks have at most 4 commits, fewer than 5 working days",
            Confidence.LOW,
        ),
    )
    rows = suggest(ASKED, said, answers(trunk_daily="day"))
    assert next(row for row in rows if row.practice == "trunk-daily").standing is Standing.CONTRADICTS


@pytest.mark.parametrize(("per_week", "weeks"), [(5, 12), (4, 9)])
def test_many_commits_or_few_weeks_say_nothing_of_integrating_daily(per_week: int, weeks: int) -> None:
    assert read_statements(None, history(per_week, weeks)) == {}
