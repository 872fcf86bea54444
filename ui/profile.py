"""Draw a team's profile: a bar per dimension with its range, the same as a table, and the arithmetic."""

import streamlit as st

import assessments
from assessments import Answers, Questionnaire, Scores
from ui import charts, words
from ui.components import draw_view, packed

RANGE = (
    "The dot is the score today, 0 to 100. The dark range is what open answers leave: its left end if they "
    "all were the lowest option, its right end if the highest. No single level is shown: a team is not one "
    "number."
)
RULE = (
    "A dimension's score is the mean of its practices' option values, by weight. Not applicable and done "
    "elsewhere leave the base. Don't know and unanswered leave it too, lower the coverage and widen the "
    "range."
)


def draw_profile(questionnaire: Questionnaire, answers: Answers) -> None:
    """Draw the profile of the given answers."""
    scores = assessments.score(questionnaire, answers)
    if scores.overall.score is None:
        st.info("No answer counts yet. Answer a question and its dimension appears here.")
        return
    chart, table = st.tabs(["Profile", "Table"])
    rows = dimension_rows(questionnaire, scores)
    with chart:
        draw_view(packed({"view": "profile", "rows": rows}), key="profile")
        st.caption(RANGE)
    with table:
        st.markdown(charts.as_markdown(charts.profile_table(rows)))
    draw_arithmetic(questionnaire, answers, scores)


def dimension_rows(questionnaire: Questionnaire, scores: Scores) -> list[dict[str, object]]:
    """Return a row per dimension: title, score, low and high in points 0..100, and how many are answered."""
    rows: list[dict[str, object]] = []
    for dimension in questionnaire.dimensions:
        node = scores.dimensions[dimension.id]
        rows.append(
            {
                "title": dimension.title,
                "score": None if node.score is None else round(node.score * 100, 1),
                "low": None if node.low is None else round(node.low * 100, 1),
                "high": None if node.high is None else round(node.high * 100, 1),
                "answered": f"{node.answered} of {node.applicable} answered",
                "target": None,
            }
        )
    return rows


def draw_arithmetic(questionnaire: Questionnaire, answers: Answers, scores: Scores) -> None:
    """Draw what each practice contributes to its dimension."""
    with st.expander("Show the arithmetic"):
        st.markdown(RULE)
        overall = scores.overall
        st.markdown(
            f"All practices together: {words.points(overall.score)} of 100, between "
            f"{words.points(overall.low)} and {words.points(overall.high)}. {overall.answered} of the "
            f"{overall.applicable} practices that apply are answered."
        )
        for dimension in questionnaire.dimensions:
            working = scores.dimensions[dimension.id].working
            if working is not None:
                st.markdown(f"**{dimension.title}**: {working.formula}")
        st.markdown(charts.as_markdown(charts.practice_table(questionnaire, answers, scores)))
