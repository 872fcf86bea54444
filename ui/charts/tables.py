"""Turn sources, scores and answers into tables."""

from collections.abc import Mapping, Sequence

import pandas as pd

from assessments import Answers, Questionnaire, Scores
from ui import words


def profile_table(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return the text twin of the profile: points 0 to 100 with their range."""
    cells = [
        [row["title"], _points(row["score"]), _points(row["low"]), _points(row["high"]), row["answered"]]
        for row in rows
    ]
    columns = ["Dimension", "Score", "If open answers were lowest", "If highest", "Answered"]
    return pd.DataFrame(cells, columns=columns).set_index("Dimension")


def _points(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, (int, float)) else "none"


def practice_table(questionnaire: Questionnaire, answers: Answers, scores: Scores) -> pd.DataFrame:
    """Return a row per practice: its answer, its points and its weight."""
    rows = []
    for practice in questionnaire.practices:
        answer = answers.answers.get(practice.id)
        said = "unanswered" if answer is None else answer.state.value.replace("-", " ")
        if answer is not None and answer.option is not None:
            said = next(option.text for option in practice.question.options if option.id == answer.option)
        rows.append(
            [practice.title, said, words.points(scores.practices[practice.id].score), f"{practice.weight:g}"]
        )
    return pd.DataFrame(rows, columns=["Practice", "Answer", "Points", "Weight"]).set_index("Practice")


def text_table(rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Return rows of text as a table, the first one as its head, whose names have to differ."""
    return pd.DataFrame(list(rows[1:]), columns=list(rows[0]), dtype=object)
