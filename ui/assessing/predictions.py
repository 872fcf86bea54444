"""Show what steps were predicted to do beside what was measured since; what was wrong stands first."""

from __future__ import annotations

import streamlit as st

from assessments import Answer, Answers, AnswerState, Questionnaire, worth_of
from loop import Judged, Outcome, Prediction, judge, observed_values, wrong_first
from store import Seat
from ui import words
from ui.assessing import lane_own
from ui.assessing.helps_words import prediction_words
from ui.seats import team_answers
from ui.shell import READING
from ui.simulating import ranking

SAYS = {
    Outcome.WRONG: "**We were wrong.** Measured since: {observed}, predicted {low} to {high}.",
    Outcome.HELD: "**It held.** Measured since: {observed}, predicted {low} to {high}.",
    Outcome.NOT_MEASURED: "**Done, not measured since.** Predicted {low} to {high}.",
    Outcome.NOT_DONE: "**Not there yet.** Predicted {low} to {high}, once the option is reached.",
}
WHY_WRONG = (
    "Look first at what was assumed: under *Our lane* each number says where it is from. A prediction of a "
    "model that was not calibrated is often wrong."
)


def draw_predictions(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw every prediction of a team with what came of it; nothing where there is none."""
    known = {practice.id for practice in questionnaire.practices}
    made = [one for name, one in lane_own.predictions(seat).items() if name in known]
    if not made:
        return
    observed = lane_own.measured_here() or lane_own.kept_measured(seat)
    values, answers = observed_values(observed), team_answers(questionnaire, seat)
    judged = [judge(one, since(one, values), done=is_done(questionnaire, answers, one)) for one in made]
    st.markdown("### Predicted and observed")
    for one in wrong_first(judged):
        text = f"{words.plain(questionnaire.practice(one.prediction.practice).title)}. {judged_words(one)}"
        if one.outcome is Outcome.WRONG:
            st.error(f"{text} {WHY_WRONG}", width=READING)
        else:
            st.markdown(text, width=READING)
        st.caption(words.plain(f"In this model: {prediction_words(one.prediction)}."), width=READING)


def since(prediction: Prediction, values: object) -> float | None:
    """Return what was measured after a prediction; what it began with is no news."""
    found = values.get(prediction.metric) if isinstance(values, dict) else None
    return None if found == prediction.measured else found


def is_done(questionnaire: Questionnaire, answers: Answers, prediction: Prediction) -> bool:
    """Tell whether a team now answers a practice with the predicted option, or a better one."""
    question = questionnaire.practice(prediction.practice).question
    wanted = worth_of(questionnaire, question, Answer(state=AnswerState.VALUE, option=prediction.option))
    found = worth_of(questionnaire, question, answers.answers.get(prediction.practice))
    return wanted is not None and found is not None and found >= wanted


def judged_words(one: Judged) -> str:
    """Say what came of a prediction."""
    row = ranking.row_of(one.prediction.metric)
    low, high = one.prediction.expected
    return SAYS[one.outcome].format(observed=row.say(one.observed), low=row.say(low), high=row.say(high))
