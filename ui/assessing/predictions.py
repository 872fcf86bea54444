"""Show what steps were predicted to do beside what was measured since; what was wrong stands first."""

from __future__ import annotations

from collections.abc import Mapping

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
from ui.simulating.comparing import HUNDRED

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
    judged = [
        judge(one, observed_of(seat, one, values), done=is_done(questionnaire, answers, one)) for one in made
    ]
    st.markdown("## Predicted and observed")
    for one in wrong_first(judged):
        text = f"{words.plain(questionnaire.practice(one.prediction.practice).title)}. {judged_words(one)}"
        if one.outcome is Outcome.WRONG:
            st.error(f"{text} {WHY_WRONG}", width=READING)
        else:
            st.markdown(text, width=READING)
        st.caption(words.plain(f"In this model: {prediction_words(one.prediction)}."), width=READING)
        if one.outcome is Outcome.NOT_MEASURED:
            draw_counting(seat, one.prediction)


def draw_counting(seat: Seat, prediction: Prediction) -> None:
    """Draw where a team writes what it counted itself, of a metric that no log was read for."""
    row, name = ranking.row_of(prediction.metric), prediction.practice
    unit = {"h": " [h]", "people": " [h for 100 changes]"}.get(row.kind, "")
    with st.form(f"counted-{name}", border=False):
        value = st.number_input(
            f"We counted since then: {ranking.short(prediction.metric)}{unit}", 0.0, value=None,
            key=f"counted-{name}-value", width=READING,
        )  # fmt: skip
        sent = st.form_submit_button("Hold it against the prediction")
    if sent and value is not None:
        lane_own.keep_counted(seat, name, value / HUNDRED if row.kind == "people" else value)
        st.rerun()


def observed_of(seat: Seat, prediction: Prediction, values: Mapping[str, float]) -> float | None:
    """Return what was measured after a prediction; else what the team counted itself."""
    found = since(prediction, values)
    return lane_own.counted(seat, prediction.practice) if found is None else found


def since(prediction: Prediction, values: Mapping[str, float]) -> float | None:
    """Return what was measured after a prediction; what it began with is no news."""
    found = values.get(prediction.metric)
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
