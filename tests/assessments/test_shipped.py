"""Every questionnaire that travels with the product, judged as its readers would."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from assessments import AnswerState, Kind, sample_answers, score, shipped_questionnaires
from datafiles import read_strict
from delivery import load_sources

LOADED = shipped_questionnaires()
PRACTICES = [(asked, practice) for asked in LOADED.values for practice in asked.practices]
EACH = pytest.mark.parametrize(("asked", "practice"), PRACTICES, ids=lambda value: value.id)
COUNTING_WORDS = re.compile(
    r"\b(always|often|usually|rarely|never|sometimes|mostly|frequently|regularly)\b", re.IGNORECASE
)
DORA = Path(__file__).parents[3] / "shared/data/questionnaires/dora_core.json"
LESSONS = Path(__file__).parents[2] / "content/lessons"


def test_all_of_them_can_be_read():
    assert LOADED.problems == ()
    assert [asked.id for asked in LOADED.values] == ["continuous-delivery"]


def test_the_first_has_three_dimensions_and_sixteen_practices():
    asked = LOADED.values[0]
    assert [dimension.id for dimension in asked.dimensions] == ["integration", "delivery", "deployment"]
    assert len(asked.practices) == 16


@EACH
def test_a_practice_says_why_what_first_and_what_it_costs(asked, practice):
    assert practice.why
    assert practice.first_step
    assert practice.effort
    assert practice.value
    assert practice.question.text.endswith("?")
    assert practice.dimension in {dimension.id for dimension in asked.dimensions}


@EACH
def test_every_claim_has_a_known_source(asked, practice):
    assert practice.sources, asked.id
    assert set(practice.sources) <= set(load_sources())


@EACH
def test_options_say_what_can_be_seen_in_few_words(asked, practice):
    assert practice.question.kind is Kind.SINGLE
    options = asked.options(practice.question)
    assert 4 <= len(options) <= 5
    assert [option.value for option in options] == sorted({option.value for option in options})
    for option in options:
        assert not COUNTING_WORDS.search(f"{option.text} {option.detail}")
        assert 1 <= len(option.short.split()) <= 3
        assert len(option.text) <= 60
        assert len(option.detail) <= 90


@EACH
def test_lessons_exist(asked, practice):
    lesson = practice.lesson
    assert lesson is None or (LESSONS / lesson).is_dir(), asked.id


def test_no_text_is_one_of_dora():
    if not DORA.exists():
        pytest.skip("the DORA survey file is not beside this checkout")
    theirs = set()
    for category in json.loads(DORA.read_text(encoding="utf-8"))["categories"]:
        for group in category.get("question_groups", []):
            theirs |= {item.split("|")[0].strip(" .").lower() for item in group.get("questions", [])}
    ours = {practice.question.text for _, practice in PRACTICES}
    for asked, practice in PRACTICES:
        ours |= {option.text for option in asked.options(practice.question)}
        ours |= {practice.title}
    assert theirs
    assert theirs.isdisjoint({text.strip(" .?").lower() for text in ours})


def test_the_sample_team_shows_every_way_to_answer():
    answers = sample_answers()
    states = [answer.state for answer in answers.answers.values()]
    assert answers.team == "Harbor"
    assert states.count(AnswerState.NOT_APPLICABLE) == 1
    assert states.count(AnswerState.DONT_KNOW) == 2
    assert states.count(AnswerState.ELSEWHERE) == 1
    assert len(LOADED.values[0].practices) - len(states) == 1


def test_the_sample_team_scores_as_computed_by_hand():
    """Integration 8.9 / 14, delivery 2.7 / 7, deployment 1.6 / 5 of weights answered."""
    scores = score(LOADED.values[0], sample_answers())
    parts = [8.9 / 14, 2.7 / 7, 1.6 / 5]
    assert [node.score for node in scores.dimensions.values()] == pytest.approx(parts)
    assert scores.overall.score == pytest.approx(sum(parts) / 3)
    deployment = scores.dimensions["deployment"]
    assert (deployment.low, deployment.high) == pytest.approx((1.6 / 10, 6.6 / 10))
    assert (deployment.answered, deployment.applicable) == (2, 5)
    assert scores.problems == ()


def test_the_raw_file_speaks_format_one():
    path = Path(__file__).parents[2] / "assessments/questionnaires/continuous-delivery.yaml"
    assert read_strict(path).data["format"] == "1"
