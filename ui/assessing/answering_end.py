"""Draw what a short questionnaire ends in: the verdict with its reasons, or the scale of 0 to 10."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import streamlit as st

import assessments
from assessments import Answers, Beside, Questionnaire, Scores
from delivery import Benchmarks, Kind, Verdict, load_benchmarks
from store import Seat
from ui import cached, places, words
from ui.assessing.answering_signs import colors_of, text
from ui.charts.scales import uri
from ui.seats import team_answers
from ui.shell import READING, theme
from ui.verdicts import name_of

PERFORMANCE = "delivery-performance"
YEAR = 2025
ACROSS = 440.0  # a telephone shows it almost at its full size [px]
EVERYONE = "everyone"


def has_end(questionnaire: Questionnaire) -> bool:
    """Tell whether a questionnaire ends in a result of its own beside its profile."""
    return assessments.speaks(questionnaire) or questionnaire.id == PERFORMANCE


def draw_end(questionnaire: Questionnaire, seat: Seat) -> None:
    """Draw the result of a questionnaire that ends in one."""
    answers = team_answers(questionnaire, seat)
    if questionnaire.id == PERFORMANCE:
        draw_scale(questionnaire, answers)
        return
    verdict = assessments.verdict_of(questionnaire, answers)
    if verdict is not None:
        draw_verdict(questionnaire, answers, verdict)


# ---------------------------------------------------------------- the verdict


def draw_verdict(questionnaire: Questionnaire, answers: Answers, verdict: Verdict) -> None:
    """Draw what the answers say a team does, with the facts that make it so."""
    answered = sum(practice.id in answers.answers for practice in questionnaire.practices)
    st.caption(f"From {answered} of {len(questionnaire.practices)} answers, by one rule for everybody.")
    st.markdown(f"## {headline(verdict)}", width=READING)
    reasons = "\n".join(f"- {words.plain(reason.text)}" for reason in verdict.reasons)
    st.markdown(f"**Because**\n\n{reasons}", width=READING)
    st.caption(
        "No level and no rank: continuous delivery is no lesser continuous deployment. The difference is who "
        "decides at the last step.",
        width=READING,
    )
    if st.button("Read the lesson on the difference", key="lesson-difference"):
        st.switch_page(places.LEARN, query_params={"lesson": "delivery-or-deployment"})


def headline(verdict: Verdict) -> str:
    """Return a verdict as a sentence of a few words."""
    if verdict.kind is Kind.UNKNOWN:
        return "Not known yet"
    name = name_of(verdict)
    return f"{name[:1].upper()}{name[1:]}"


# ---------------------------------------------------------------- the scale of 0 to 10


@cache
def benchmarks() -> Benchmarks:
    """Read what others answered, once per process."""
    return load_benchmarks()


def draw_scale(questionnaire: Questionnaire, answers: Answers) -> None:
    """Draw our five figures beside the means of one year, of everyone or of one industry."""
    others = benchmarks().quick_check_of(YEAR)
    st.markdown("## Your five figures, 0 to 10")
    names = [EVERYONE, *sorted(others.industries)]
    chosen = st.selectbox(
        f"Beside the mean answers of {YEAR}", names, format_func=industry_words, key="industry", width=320
    )
    scores: Scores = assessments.score(questionnaire, answers)
    industry = None if chosen == EVERYONE else chosen
    rows = assessments.beside(questionnaire, scores, others, industry)
    st.markdown(f"![{told(rows)}]({uri(beside_svg(rows, dark=theme() == 'dark'))})")
    st.markdown(table(rows))
    source = cached.sources()[others.source]
    st.caption(
        "10 is best; rates are turned so that less failing is more. The dot is yours, the dark range what "
        "open answers leave; spread is the standard deviation of everyone's answers. The hollow mark is the "
        f"mean of {industry_words(chosen).lower()} in {YEAR}: a picture of one year's answers, no target. "
        f"Compare with your own past first. Source: [{words.plain(source.title)}]({source.url}), "
        f"{words.plain(source.licence)}.",
        width=READING,
    )
    st.caption(
        "The change fail rate is per deployment: splitting a batch lowers it without better code. Look at "
        "failed changes per 1,000 beside it; the page Evidence counts them.",
        width=READING,
    )


def industry_words(name: str) -> str:
    """Return an industry's id as a person reads it."""
    return "Everyone" if name == EVERYONE else name.replace("-", " ").capitalize()


def shown(value: float | None) -> str:
    """Return a score of 0 to 10."""
    return "none" if value is None else f"{value:.1f}"


def told(rows: Sequence[Beside]) -> str:
    """Return the picture's text: each figure of ours and of others."""
    return ", ".join(f"{row.title}: {shown(row.score)}, others {shown(row.mean)}" for row in rows)


def table(rows: Sequence[Beside]) -> str:
    """Return the text twin: our score with the range open answers leave, and the mean of others."""
    lines = [
        "| Figure, 0 to 10 | Yours | Range | Others | Spread |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        band = "none" if row.low is None else f"{shown(row.low)} to {shown(row.high)}"
        lines.append(
            f"| {words.plain(row.title)} | {shown(row.score)} | {band} | {shown(row.mean)} | "
            f"{shown(row.deviation)} |"
        )
    return "\n".join(lines)


def beside_svg(rows: Sequence[Beside], *, dark: bool = False) -> str:
    """Return a line of 0 to 10 for each figure: ours a full dot with its range, others a hollow square."""
    colors, step, left = colors_of(dark=dark), 50.0, 9.0
    inner = ACROSS - 2 * left
    parts: list[str] = []
    for place, row in enumerate(rows):
        y = step * place + 34
        look = f'font-size="14" fill="{colors["ink"]}" font-weight="{700 if place == len(rows) - 1 else 500}"'
        parts.append(text(row.title, left, y - 15, look))
        parts.append(
            f'<rect x="{left:g}" y="{y - 4:g}" width="{inner:g}" height="8" fill="{colors["sunk"]}" '
            f'stroke="{colors["edge"]}" stroke-width="1"/>'
        )
        if row.low is not None and row.high is not None:
            x, wide = left + inner * row.low / 10, inner * (row.high - row.low) / 10
            parts.append(
                f'<rect x="{x:.1f}" y="{y - 4:g}" width="{wide:.1f}" height="8" fill="{colors["edge"]}"/>'
            )
        if row.mean is not None:
            x = left + inner * row.mean / 10
            parts.append(
                f'<rect x="{x - 7:.1f}" y="{y - 7:g}" width="14" height="14" fill="{colors["bg"]}" '
                f'stroke="{colors["ink"]}" stroke-width="2"/>'
            )
        if row.score is not None:
            x = left + inner * row.score / 10
            parts.append(f'<circle cx="{x:.1f}" cy="{y:g}" r="8" fill="{colors["ink"]}"/>')
    high = step * len(rows) + 22
    for number in (0, 5, 10):
        look = f'font-size="12" text-anchor="middle" fill="{colors["ink3"]}"'
        parts.append(text(str(number), left + inner * number / 10, high - 4, look))
    size = f'width="{ACROSS:g}" height="{high:g}" viewBox="0 0 {ACROSS:g} {high:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
