"""Draw a profile in other ways: heat map, radar, answers, dependencies, trend; each with its table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from math import fsum
from types import MappingProxyType

import streamlit as st

import assessments
from assessments import Answers, AnswerState, Missing, Node, Practice, Questionnaire, Scores
from store import Seat, Target
from ui import words
from ui.assessing.answering_said import STATE_WORDS, UNANSWERED
from ui.assessing.history_trend import draw_trend
from ui.assessing.profile_numbers import as_rows, dimension_rows, table, target_scores
from ui.assessing.together import plain_alt
from ui.assessing.together_bricks import Column, bricks_svg
from ui.charts.assess import LEAST_AXES, MOST_AXES, Cell, Grid, heat_svg, radar_svg
from ui.charts.assess_order import Box, order_svg
from ui.charts.scales import uri
from ui.shell import READING, theme

Draw = Callable[[Questionnaire, Seat, Answers, Mapping[str, Target]], None]
BANDS = (("0 to 24", 0.0, 0.25), ("25 to 49", 0.25, 0.5), ("50 to 74", 0.5, 0.75), ("75 to 100", 0.75, 1.01))
"""The quarters of a scale of points: title, from, below."""
SHORT = {"Not applicable": "does not apply", "Done elsewhere": "done by others", "Unanswered": "open"}
"""What the narrow columns of a picture are called; its table has the whole words."""
MOST_ROWS = 40
"""So many rows of a heat map are drawn at once."""
MET = 0.5
OPEN_IS: Mapping[Missing, str] = {
    Missing.EXCLUDE: "Open ones are left out.",
    Missing.ZERO: "By the model's own rule open ones count as the lowest; where all are, it says so.",
}
"""What an open answer does to a cell."""


def draw_picture(
    which: str, questionnaire: Questionnaire, seat: Seat, answers: Answers, targets: Mapping[str, Target]
) -> None:
    """Draw one of PICTURES."""
    PICTURES[which][1](questionnaire, seat, answers, targets)


def show(svg: str, alt: str, twin: str, key: str) -> None:
    """Draw a picture with its twin as a table beside it, one tab away."""
    picture, rows = st.tabs(["Picture", "Table"], key=f"tabs-{key}")
    picture.markdown(f"![{plain_alt(alt)}]({uri(svg)})")
    rows.markdown(twin)


# ---------------------------------------------------------------- heat map


def draw_heat(
    questionnaire: Questionnaire, seat: Seat, answers: Answers, targets: Mapping[str, Target]
) -> None:
    """Draw dimension by level: the mean of each level, or how many practices have reached each one."""
    del seat, targets
    scores = assessments.score(questionnaire, answers)
    grid, says = heat_grid(questionnaire, scores)
    st.markdown(says, width=READING)
    pages = -(-len(grid.rows) // MOST_ROWS)
    page = st.pagination(pages, key="heat-page") if pages > 1 else 1
    part = Grid(grid.corner, grid.columns, grid.rows[(page - 1) * MOST_ROWS : page * MOST_ROWS])
    show(
        heat_svg(part, dark=theme() == "dark"),
        f"Heat map: {says} The table holds the numbers.",
        grid_table(part),
        "heat",
    )
    with st.expander("Show the arithmetic"):
        st.markdown(
            "A cell is the mean of the scores of its practices by their weight, 0 to 100; n counts the "
            f"answered ones of those that apply. {OPEN_IS[questionnaire.scoring.missing]} "
            "Where it counts practices, the shade is the share of the row. An empty cell has nothing to "
            "count."
        )


def heat_grid(questionnaire: Questionnaire, scores: Scores) -> tuple[Grid, str]:
    """Return the heat map of a questionnaire and what it shows."""
    if scores.native is not None and scores.native.sectors:
        return sector_grid(
            questionnaire, scores
        ), "Each part at each level, by the model's own formula, 0 to 100."
    levels = sorted({practice.level for practice in questionnaire.practices if practice.level is not None})
    if levels:
        says = "Each dimension at each level of the model: mean score by weight, 0 to 100, and from how many."
        return level_grid(questionnaire, scores, levels), says
    says = "How many practices of each dimension have come how far, in points of 100."
    return count_grid(questionnaire, scores), says


def level_grid(questionnaire: Questionnaire, scores: Scores, levels: list[int]) -> Grid:
    """Return dimension by level: the mean of the practices there."""
    rows = []
    for dimension in questionnaire.dimensions:
        mine = [practice for practice in questionnaire.practices if practice.dimension == dimension.id]
        cells = [mean_cell([one for one in mine if one.level == level], scores) for level in levels]
        rows.append((dimension.title, tuple(cells)))
    return Grid("Dimension", tuple(f"Level {level}" for level in levels), tuple(rows))


def mean_cell(practices: list[Practice], scores: Scores) -> Cell:
    """Return the mean score of practices by weight, with how many of those that apply are answered."""
    if not practices:
        return Cell(None, "none")
    nodes = [(one.weight, scores.practices[one.id]) for one in practices]
    answered = sum(node.answered for _, node in nodes)
    given = [(weight, node.score) for weight, node in nodes if node.score is not None]
    total = fsum(weight for weight, _ in given)
    if not answered or not total:
        return Cell(None, "open")
    mean = fsum(weight * score for weight, score in given) / total
    applies = sum(node.applicable for _, node in nodes)
    return Cell(mean, words.points(mean), f"n = {answered} of {applies}")


def sector_grid(questionnaire: Questionnaire, scores: Scores) -> Grid:
    """Return group by level as the model's own formula gives it."""
    sectors = scores.native.sectors if scores.native else {}
    levels = sorted({level for row in sectors.values() for level in row})
    titles = {group.id: group.title for group in questionnaire.groups}

    inside: dict[tuple[str, int], list[Node]] = defaultdict(list)
    for one in questionnaire.practices:
        inside[one.group or "", one.level or 0].append(scores.practices[one.id])
    rows = [
        (titles.get(name, name), tuple(sector_cell(row.get(level), inside[name, level]) for level in levels))
        for name, row in sectors.items()
    ]
    return Grid("Part", tuple(f"Level {level}" for level in levels), tuple(rows))


def sector_cell(value: float | None, nodes: list[Node]) -> Cell:
    """Return a part at a level by the model's formula, with how many of its practices are answered."""
    answered, applies = sum(node.answered for node in nodes), sum(node.applicable for node in nodes)
    if value is None:
        return Cell(None, "none")
    return (
        Cell(value, words.points(value), f"n = {answered} of {applies}") if answered else Cell(None, "open")
    )


def count_grid(questionnaire: Questionnaire, scores: Scores) -> Grid:
    """Return dimension by how far: the number of practices; open ones and those aside stand at the end."""
    rows = []
    for dimension in questionnaire.dimensions:
        mine = [one.id for one in questionnaire.practices if one.dimension == dimension.id]
        nodes = [scores.practices[name] for name in mine]
        counts = [
            sum(node.score is not None and low <= node.score < high for node in nodes)
            for _, low, high in BANDS
        ]
        aside = sum(not node.applicable for node in nodes)
        counts += [len(nodes) - aside - sum(counts), aside]
        cells = [Cell(count / len(nodes), str(count)) if count else Cell(None, "0") for count in counts]
        rows.append((dimension.title, tuple(cells)))
    return Grid("Dimension", (*(title for title, _, _ in BANDS), "open", "aside"), tuple(rows))


def grid_table(grid: Grid) -> str:
    """Return a heat map as a table."""
    rows = [
        [words.plain(title), *(f"{cell.text} ({cell.note})" if cell.note else cell.text for cell in cells)]
        for title, cells in grid.rows
    ]
    return table([grid.corner, *grid.columns], rows)


# ---------------------------------------------------------------- radar


def draw_radar(
    questionnaire: Questionnaire, seat: Seat, answers: Answers, targets: Mapping[str, Target]
) -> None:
    """Draw the dimensions around a middle, where there are three to ten."""
    del seat
    count = len(questionnaire.dimensions)
    if not LEAST_AXES <= count <= MOST_AXES:
        st.info(
            f"A radar can be read with {LEAST_AXES} to {MOST_AXES} dimensions; this questionnaire has "
            f"{count}. The heat "
            "map shows them all."
        )
        return
    scores = assessments.score(questionnaire, answers)
    rows = as_rows(dimension_rows(questionnaire, scores, target_scores(questionnaire, answers, targets)))
    twin = table(
        ["Dimension", "Score, 0 to 100", "Target", "Answered"],
        [
            [
                words.plain(row.title),
                "none" if row.score is None else f"{row.score:.0f}",
                "none" if row.target is None else f"{row.target:.0f}",
                row.answered,
            ]
            for row in rows
        ],
    )
    show(radar_svg(rows, dark=theme() == "dark"), ". ".join(row.words() for row in rows), twin, "radar")
    st.caption(
        "The line joins today's scores; dashed are the targets where every dimension has one. The area "
        "means nothing: it "
        "changes with the order of the dimensions. The bars against targets say the same without it.",
        width=READING,
    )


# ---------------------------------------------------------------- answers


def draw_answers(
    questionnaire: Questionnaire, seat: Seat, answers: Answers, targets: Mapping[str, Target]
) -> None:
    """Draw how the answers of each dimension are spread, every practice a brick."""
    del seat, targets
    scores = assessments.score(questionnaire, answers)
    st.markdown("Each brick is one practice; columns are points of 100, then the ways not to give a value.")
    rows = {one.title: spread_of(questionnaire, one.id, answers, scores) for one in questionnaire.dimensions}
    quarters = {title for title, _, _ in BANDS}
    used = {name for counts in rows.values() for name, count in counts.items() if count or name in quarters}
    pictures, twin = st.tabs(["Picture", "Table"], key="tabs-answers")
    with pictures:
        sides = st.columns(2, gap="large")
        for place, (title, counts) in enumerate(list(rows.items())[:MOST_AXES]):
            columns = [Column(SHORT.get(name, name), count) for name, count in counts.items() if name in used]
            said = ", ".join(f"{name}: {count}" for name, count in counts.items())
            drawn = uri(bricks_svg(columns, dark=theme() == "dark"))
            sides[place % 2].markdown(
                f"**{words.plain(title)}**\n\n![{plain_alt(f'{title}. {said}')}]({drawn})"
            )
        if len(rows) > MOST_AXES:
            st.caption(f"The first {MOST_AXES} dimensions; the table has all {len(rows)}.")
    with twin:
        head = ["Dimension", *next(iter(rows.values()), {})]
        st.markdown(
            table(head, [[words.plain(title), *map(str, counts.values())] for title, counts in rows.items()])
        )


def spread_of(
    questionnaire: Questionnaire, dimension: str, answers: Answers, scores: Scores
) -> dict[str, int]:
    """Count the practices of a dimension by how they were answered."""
    found = {title: 0 for title, _, _ in BANDS} | dict.fromkeys([*STATE_WORDS.values(), "Unanswered"], 0)
    for practice in questionnaire.practices:
        if practice.dimension == dimension:
            given = answers.answers.get(practice.id)
            state = given.state.value if given else UNANSWERED
            found[band_of(state, scores.practices[practice.id].score)] += 1
    return found


def band_of(state: str, score: float | None) -> str:
    """Return the column of an answer."""
    if state != AnswerState.VALUE.value or score is None:
        return STATE_WORDS.get(state, "Unanswered")
    return next(title for title, low, high in BANDS if low <= score < high)


# ---------------------------------------------------------------- dependencies


def draw_order(
    questionnaire: Questionnaire, seat: Seat, answers: Answers, targets: Mapping[str, Target]
) -> None:
    """Draw which practice comes before which."""
    del seat, targets
    if not any(practice.depends_on for practice in questionnaire.practices):
        st.info("This questionnaire names no practice that another one depends on.")
        return
    titles = {one.id: one.title for one in questionnaire.dimensions}
    many = len(questionnaire.practices) > MOST_ROWS
    names = [*titles] if many else ["", *titles]
    part = st.selectbox(
        "Practices of",
        names,
        format_func=lambda name: titles.get(name, "all dimensions"),
        key="order-of",
        width=READING,
    )
    scores = assessments.score(questionnaire, answers)
    boxes = boxes_of(questionnaire, scores, part)
    if not boxes:
        st.info("Nothing here depends on anything else.")
        return
    shown = {box.id: box for box in boxes}
    rows = [
        [
            words.plain(box.title),
            box.note,
            ", ".join(words.plain(shown[need].title) for need in box.needs) or "nothing",
        ]
        for box in boxes
    ]
    twin = table(["Practice", "Today", "Comes after"], rows)
    alt = "; ".join(f"{box.title} after {len(box.needs)} others" for box in boxes if box.needs)
    show(order_svg(boxes, dark=theme() == "dark"), alt, twin, "order")
    st.caption(
        "From left to right: a practice stands behind those it depends on. A full dot is one that others "
        "can build "
        "on: at least 50 of 100, not applicable, or done elsewhere."
    )


def boxes_of(questionnaire: Questionnaire, scores: Scores, part: str) -> list[Box]:
    """Return the practices that depend on others or are depended on; of one dimension with its neighbors."""
    known = {practice.id: practice for practice in questionnaire.practices}
    pairs = [
        (need, practice.id)
        for practice in questionnaire.practices
        for need in dict.fromkeys(practice.depends_on)
        if need in known and (not part or part in {practice.dimension, known[need].dimension})
    ]
    named = {name for pair in pairs for name in pair}
    found = []
    for practice in questionnaire.practices:
        if practice.id in named:
            node = scores.practices[practice.id]
            aside = not node.applicable
            known_score = node.score if node.answered else None
            note = (
                "aside" if aside else "open" if known_score is None else f"{words.points(known_score)} of 100"
            )
            met = aside or (known_score is not None and known_score >= MET)
            needs = tuple(need for need, name in pairs if name == practice.id)
            found.append(Box(practice.id, practice.title, note, met, needs))
    return found


def draw_own_trend(
    questionnaire: Questionnaire, seat: Seat, answers: Answers, targets: Mapping[str, Target]
) -> None:
    """Draw the team's own way through its snapshots."""
    del answers, targets
    draw_trend(questionnaire, seat)


PICTURES: Mapping[str, tuple[str, Draw]] = MappingProxyType({
    "heat": ("Heat map", draw_heat),
    "radar": ("Radar", draw_radar),
    "answers": ("Answers", draw_answers),
    "order": ("What comes first", draw_order),
    "trend": ("Trend", draw_own_trend),
})  # fmt: skip
"""The other ways to look at a profile by the word in the address: title, and what draws it."""
