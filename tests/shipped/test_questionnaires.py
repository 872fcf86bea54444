"""Every questionnaire that travels with the product, judged as its readers would."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from assessments import (
    AnswerState,
    Kind,
    UnknownIdError,
    beside,
    carry_over,
    offered,
    sample_answers,
    sample_history,
    sample_team,
    score,
    shipped_questionnaires,
    speaks,
    verdict_of,
)
from datafiles import read_strict
from delivery import Kind as Way
from delivery import load_benchmarks, load_sources

ROOT = Path(__file__).parents[2]
LOADED = shipped_questionnaires()
ASKED = {asked.id: asked for asked in LOADED.values}
PRACTICES = [(asked, practice) for asked in LOADED.values for practice in asked.practices]
EACH = pytest.mark.parametrize(
    ("asked", "practice"), PRACTICES, ids=[f"{asked.id} {practice.id}" for asked, practice in PRACTICES]
)
COUNTING_WORDS = re.compile(
    r"\b(always|often|usually|rarely|never|sometimes|mostly|frequently|regularly)\b", re.IGNORECASE
)
THEIRS = ROOT.parent / "shared/data/questionnaires"
RATED = {"continuous-delivery", "delivery-practices"}
SPEAKING = {"ci-delivery-or-deployment", "delivery-practices"}


def given(build, asked, chosen, **more):
    """Answer a shipped questionnaire."""
    return build.answers(chosen, questionnaire=asked.id, version=asked.version, **more)


def test_all_of_them_can_be_read():
    assert LOADED.problems == ()
    assert {name: len(asked.practices) for name, asked in ASKED.items()} == {
        "ci-delivery-or-deployment": 8,
        "continuous-delivery": 16,
        "delivery-performance": 5,
        "delivery-practices": 30,
        "team-health": 8,
    }


def test_one_begins_with_those_that_nothing_stands_in_for():
    assert [asked.id for asked in offered(LOADED.values)] == [
        name for name in ASKED if name != "continuous-delivery"
    ]
    assert offered([ASKED["continuous-delivery"]]) == (ASKED["continuous-delivery"],)


def test_the_thirty_practices_have_six_dimensions():
    asked = ASKED["delivery-practices"]
    counts = {row.id: sum(p.dimension == row.id for p in asked.practices) for row in asked.dimensions}
    assert counts == {
        "integration": 6, "testing": 6, "delivery": 5, "release": 5, "recovery": 4, "flow": 4,
    }  # fmt: skip


@EACH
def test_a_practice_says_why_and_what_first(asked, practice):
    assert practice.why
    assert practice.first_step
    assert practice.question.text.endswith("?")
    assert practice.dimension in {dimension.id for dimension in asked.dimensions}


@EACH
def test_a_practice_that_is_recommended_says_what_it_costs_and_what_should_move(asked, practice):
    if asked.id not in RATED:
        pytest.skip("nothing is recommended from this questionnaire")
    assert practice.effort
    assert practice.value
    assert practice.measures or asked.superseded_by


@EACH
def test_every_claim_has_a_known_source(asked, practice):
    assert practice.sources, asked.id
    assert set(practice.sources) <= set(load_sources())


@EACH
def test_options_say_what_can_be_seen_in_few_words(asked, practice):
    if practice.question.kind is Kind.PERCENT:
        pytest.skip("a share has no options")
    assert practice.question.kind is Kind.SINGLE
    options = asked.options(practice.question)
    assert 2 <= len(options) <= 6
    assert len(options) >= 4 or asked.id == "ci-delivery-or-deployment"
    values = [option.value for option in options]
    assert values == sorted(values)
    for option in options:
        assert not COUNTING_WORDS.search(f"{option.text} {option.detail or ''}")
        assert 1 <= len(option.short.split()) <= 3
        assert len(option.text) <= 60
        assert len(option.detail or "") <= 90


@EACH
def test_lessons_exist(asked, practice):
    lesson = practice.lesson
    assert lesson is None or (ROOT / "content/lessons" / lesson).is_dir(), asked.id


def test_no_text_is_one_of_dora():
    path = THEIRS / "dora_core.json"
    if not path.exists():
        pytest.skip("the DORA survey file is not beside this checkout")
    theirs = set()
    for category in json.loads(path.read_text(encoding="utf-8"))["categories"]:
        for group in category.get("question_groups", []):
            theirs |= {item.split("|")[0].strip(" .").lower() for item in group.get("questions", [])}
    ours = {practice.question.text for _, practice in PRACTICES}
    for asked, practice in PRACTICES:
        ours |= {option.text for option in asked.options(practice.question)}
        ours |= {practice.title} if asked.id != "delivery-performance" else set()
    assert theirs
    assert theirs.isdisjoint({text.strip(" .?").lower() for text in ours})


def test_the_raw_files_speak_format_one():
    for name in ASKED:
        path = ROOT / f"assessments/questionnaires/{name}.yaml"
        assert read_strict(path).data["format"] == "1"


# ---------------------------------------------------------------- the sample team


def test_the_sample_team_shows_every_way_to_answer():
    for name, questions in (("continuous-delivery", 16), ("delivery-practices", 30)):
        answers = sample_answers(name)
        states = [answer.state for answer in answers.answers.values()]
        assert answers.team == "Harbor"
        assert states.count(AnswerState.NOT_APPLICABLE) == 1
        assert states.count(AnswerState.DONT_KNOW) == 2
        assert states.count(AnswerState.ELSEWHERE) == 1
        assert questions - len(states) == 1


def test_the_sample_team_scores_as_computed_by_hand():
    """Integration 8.9 / 14, delivery 2.7 / 7, deployment 1.6 / 5 of weights answered."""
    scores = score(ASKED["continuous-delivery"], sample_answers())
    parts = [8.9 / 14, 2.7 / 7, 1.6 / 5]
    assert [node.score for node in scores.dimensions.values()] == pytest.approx(parts)
    assert scores.overall.score == pytest.approx(sum(parts) / 3)
    deployment = scores.dimensions["deployment"]
    assert (deployment.low, deployment.high) == pytest.approx((1.6 / 10, 6.6 / 10))
    assert (deployment.answered, deployment.applicable) == (2, 5)
    assert scores.problems == ()


def test_the_sample_team_has_moved_within_a_quarter():
    asked = ASKED["delivery-practices"]
    before, after = (score(asked, answers) for answers in sample_history("delivery-practices"))
    for name in ("integration", "testing", "release", "recovery"):
        assert after.dimensions[name].score > before.dimensions[name].score
    assert (before.problems, after.problems) == ((), ())


def test_each_of_the_sample_team_says_what_fits_and_no_word_is_missing():
    asked, team = ASKED["delivery-practices"], sample_team("delivery-practices")
    agreed = sample_answers("delivery-practices")
    people = list(team.each(agreed))
    assert len(people) == team.people == 7
    assert {len(words) for words in team.said.values()} == {7}
    for said in people:
        assert score(asked, said).problems == ()
        assert {name for name in said.answers if score(asked, said).practices[name].score is None} <= {
            name for name, answer in said.answers.items() if answer.state is not AnswerState.VALUE
        }
        assert not any(answer.evidence for answer in said.answers.values())
    assert {said.answers["undo"].state for said in people} == {AnswerState.VALUE, AnswerState.DONT_KNOW}
    for name, target in team.targets.items():
        assert target.option in {option.id for option in asked.options(asked.practice(name).question)}
    assert {asked.practice(name).dimension for name in team.targets} == {one.id for one in asked.dimensions}


def test_nobody_of_the_sample_team_answered_what_it_was_not_given():
    with pytest.raises(UnknownIdError, match="team-health"):
        sample_team("team-health")


def test_the_sample_team_has_no_answers_to_a_questionnaire_nobody_gave_it():
    with pytest.raises(UnknownIdError, match="team-health"):
        sample_answers("team-health")


def test_answers_to_the_sixteen_are_answers_to_the_thirty():
    target = ASKED["delivery-practices"]
    new, left = carry_over(sample_answers(), target)
    assert left == ()
    assert score(target, new).problems == ()
    old = ASKED["continuous-delivery"]
    for practice in old.practices:
        kept = {option.id: option.value for option in target.practice(practice.id).question.options}
        assert kept == {option.id: option.value for option in practice.question.options}


# ---------------------------------------------------------------- the five metrics


def test_the_five_metrics_score_as_the_quick_check_does(build):
    """Days 6, monthly to weekly 4, hours 8, 19 % 8.1, 22 % 7.8: throughput 6, stability 7.95, all 6.78."""
    asked = ASKED["delivery-performance"]
    chosen = {"lead-time": "days", "deployment-frequency": "weekly", "recovery-time": "hours"}
    answers = given(build, asked, {**chosen, "change-fail-rate": 19.0, "rework-rate": 22.0})
    scores = score(asked, answers)
    assert scores.dimensions["throughput"].native == pytest.approx(6)
    assert scores.dimensions["stability"].native == pytest.approx(7.95)
    assert scores.overall.native == pytest.approx(6.78)
    rows = beside(asked, scores, load_benchmarks().quick_check_of(2025))
    assert [row.mean for row in rows] == pytest.approx([5.5, 4.8, 7.4, 8.1, 7.8, 6.72])


def test_a_team_that_answers_as_the_mean_of_2025_stands_where_the_mean_stands(build):
    asked = ASKED["delivery-performance"]
    best = {"lead-time": "hour", "deployment-frequency": "on-demand", "recovery-time": "hour"}
    scores = score(asked, given(build, asked, {**best, "change-fail-rate": 0.0, "rework-rate": 0.0}))
    assert scores.overall.native == pytest.approx(10)


# ---------------------------------------------------------------- what it is called


def test_these_end_in_a_verdict():
    assert {name for name, asked in ASKED.items() if speaks(asked)} == SPEAKING


BEST = {
    "daily": "daily", "built": "each", "tested": "each", "red": "red",
    "work": "pipeline", "ready": "now", "start": "change", "gate": "nobody",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, Way.DEPLOYMENT),
        ({"start": "person"}, Way.DELIVERY),
        ({"start": "clock"}, Way.DELIVERY),
        ({"gate": "somebody"}, Way.DELIVERY),
        ({"ready": "not-now"}, Way.INTEGRATION),
        ({"work": "people", "start": "nothing"}, Way.INTEGRATION),
        ({"tested": "some"}, Way.NONE),
        ({"red": "other"}, Way.NONE),
        ({"gate": "dont-know"}, Way.UNKNOWN),
        ({"daily": "dont-know"}, Way.UNKNOWN),
    ],
)
def test_the_short_one_ends_in_the_verdict_with_its_reasons(build, change, kind):
    asked = ASKED["ci-delivery-or-deployment"]
    verdict = verdict_of(asked, given(build, asked, BEST | change))
    assert verdict.kind is kind
    assert verdict.reasons


def test_the_thirty_end_in_a_verdict_too(build):
    asked = ASKED["delivery-practices"]
    best = {practice.id: practice.question.options[-1].id for practice in asked.practices}
    assert verdict_of(asked, given(build, asked, best)).kind is Way.DEPLOYMENT
    assert verdict_of(asked, given(build, asked, best | {"deploy-path": "one-press"})).kind is Way.DELIVERY
    assert verdict_of(asked, sample_answers("delivery-practices")).kind is Way.NONE
