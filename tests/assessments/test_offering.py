"""What is offered to begin with, and what the sample team answered over time."""

import pytest

from assessments import (
    AnswerState,
    UnknownIdError,
    offered,
    sample_answers,
    sample_history,
    sample_team,
    shipped_questionnaires,
)


def test_a_questionnaire_that_another_stands_in_for_is_not_offered() -> None:
    every = shipped_questionnaires().values
    names = {questionnaire.id for questionnaire in offered(every)}
    assert "delivery-practices" in names
    assert "continuous-delivery" not in names
    alone = [questionnaire for questionnaire in every if questionnaire.id == "continuous-delivery"]
    assert [questionnaire.id for questionnaire in offered(alone)] == ["continuous-delivery"]


def test_the_sample_team_has_a_history_and_its_newest_answers_are_the_last() -> None:
    history = sample_history("delivery-practices")
    assert [answers.date for answers in history] == sorted(answers.date for answers in history)
    assert sample_answers("delivery-practices") == history[-1]


def test_a_questionnaire_that_the_sample_team_never_saw_has_no_answers() -> None:
    with pytest.raises(UnknownIdError):
        sample_history("nowhere")


def test_each_of_the_sample_team_says_what_the_team_agreed_on_but_where_they_differed():
    team, agreed = sample_team("delivery-practices"), sample_answers("delivery-practices")
    people = list(team.each(agreed))
    assert len(people) == team.people
    assert [said.answers["fast-feedback"].option for said in people][:2] == ["hours", "hours"]
    assert people[-1].answers["fast-feedback"].state is AnswerState.DONT_KNOW
    same = [said.answers["small-changes"] for said in people]
    assert same == [agreed.answers["small-changes"]] * team.people
    with pytest.raises(UnknownIdError, match="alone"):
        sample_team("nowhere")
