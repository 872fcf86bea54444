"""Turn results into tables and into the one plotly look; nothing here knows Streamlit."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from assessments import Answers, Questionnaire, Scores
from delivery import METRICS, Source
from simulator import Scenario
from ui import assumptions, palette, words

COMPARED = (
    "change_lead_time",
    "deployment_frequency",
    "failed_deployment_recovery_time",
    "change_fail_rate",
    "failed_changes_per_1000",
    "deployment_rework_rate",
    "hands_on",
    "flow_efficiency",
)


def template(*, dark: bool = False) -> go.layout.Template:
    """Return the one plotly look: our font, our grounds, our lines."""
    colors = palette.DARK if dark else palette.LIGHT
    axis = {
        "gridcolor": colors["line"],
        "linecolor": colors["edge"],
        "zeroline": False,
        "ticks": "",
        "automargin": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": "Inter, system-ui, sans-serif", "size": 14, "color": colors["ink"]},
            "paper_bgcolor": colors["bg"],
            "plot_bgcolor": colors["bg"],
            "colorway": list(palette.LINES_DARK if dark else palette.LINES_LIGHT),
            "xaxis": axis,
            "yaxis": axis,
            "legend": {"orientation": "h", "y": 1.12, "x": 0},
            "margin": {"l": 8, "r": 8, "t": 32, "b": 8},
            "hoverlabel": {"bgcolor": colors["raised"], "font": {"color": colors["ink"]}},
        }
    )


def as_markdown(table: pd.DataFrame) -> str:
    """Return a table as Markdown: the lightest way to send one, and readable without a script."""
    head = [str(table.index.name or " "), *(str(column) for column in table.columns)]
    rows = [
        [str(index), *(str(cell) for cell in row)]
        for index, row in zip(table.index, table.to_numpy(), strict=True)
    ]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def comparison_table(
    titles: Sequence[str], practices: Sequence[str], outcomes: Sequence[Mapping[str, Any]]
) -> pd.DataFrame:
    """Return each lane's practice, DORA's five and the flow metrics, each with its 95 % interval.

    Lead and recovery time show the median over all changes; the interval beside them belongs to the mean.
    """
    rows = {"Practice": list(practices)}
    for name in COMPARED:
        metric = METRICS[name]
        cells = []
        for outcome in outcomes:
            measured = outcome["measured"]["metrics"][name]
            cells.append(_cell(measured))
        rows[f"{metric.title}"] = cells
    letters = "ABCD"
    columns = [f"{letters[place]} {title}" for place, title in enumerate(titles)]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("Metric")


def _cell(measured: Mapping[str, Any]) -> str:
    if measured["mean"] is None:
        return "none in this run"
    text = words.number(measured["mean"], measured["unit"])
    if measured["unit"] == "h" and measured.get("p50") is not None:
        text = f"{words.number(measured['p50'], 'h')} median, {text} mean"
    between = words.interval(measured)
    return f"{text} ({between})" if between else text


def time_rows(outcomes: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the waiting per stage, over all visits [h per change], for every lane."""
    rows = []
    for letter, outcome in outcomes.items():
        titles = {stage["id"]: stage for stage in outcome["frames"]["stages"]}
        for stage, measured in outcome["measured"]["stages"].items():
            visits = measured["visits"]["mean"] or 0.0
            rows.append(
                {
                    "lane": letter,
                    "stage": titles[stage]["title"],
                    "mark": titles[stage]["word"],
                    "wait": (measured["wait"]["mean"] or 0.0) * visits,
                }
            )
    return rows


def time_table(outcomes: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the text twin of `time_chart`."""
    rows = time_rows(outcomes)
    return pd.DataFrame(
        [[row["stage"], row["mark"], words.duration(row["wait"])] for row in rows],
        columns=["Stage", "Mark", "Mean wait per change"],
        index=pd.Index([row["lane"] for row in rows], name="Lane"),
    )


def time_chart(outcomes: Mapping[str, Mapping[str, Any]], *, dark: bool = False) -> go.Figure:
    """Return bars of the mean waiting per stage [h per change], one group per lane.

    Lanes are told apart by pattern and label before color.
    """
    rows = time_rows(outcomes)
    figure = go.Figure(layout={"template": template(dark=dark), "barmode": "group", "height": 320})
    for letter, pattern in zip(outcomes, ("", "/", ".", "x"), strict=False):
        mine = [row for row in rows if row["lane"] == letter]
        figure.add_bar(
            name=f"{letter} {outcomes[letter]['frames']['title']}",
            x=[row["stage"] for row in mine],
            y=[row["wait"] for row in mine],
            marker={"pattern": {"shape": pattern}},
            customdata=[words.duration(row["wait"]) for row in mine],
            hovertemplate="%{x}: %{customdata} waiting<extra></extra>",
        )
    figure.update_yaxes(title="mean wait per change [h]", rangemode="tozero")
    return figure


def assumption_table(scenario: Scenario) -> pd.DataFrame:
    """Return a row per part of a scenario: its mark and what is assumed."""
    return pd.DataFrame(list(assumptions.rows(scenario)), columns=["Part", "Mark", "Assumed"]).set_index(
        "Part"
    )


def source_table(sources: Mapping[str, Source]) -> pd.DataFrame:
    """Return a row per source: what it is, who published it, under which licence, and when it was checked."""
    rows = [[s.title, s.publisher, s.licence, f"{s.checked:%Y-%m-%d}", s.status] for s in sources.values()]
    columns = ["Title", "Publisher", "Licence", "Checked", "Read"]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(list(sources), name="Id"))


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
